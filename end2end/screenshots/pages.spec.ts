import { order, orderSlowJob } from '../tests/faults';
import { open, test } from '../tests/person';
import { disc } from '../tests/pictures';
import { choose, entry, expectModelShown, JOB_LIMIT, makeModel, openConcepts, promptBox, start } from '../tests/steps';
import { shoot } from './shoot';

test('pages anyone may open', async ({ page }) => {
  for (const [name, path] of [['landing', '/'], ['help', '/help'], ['sign-in', '/sign-in'], ['sign-up', '/sign-up'], ['not-found', '/nowhere']] as const) {
    await open(page, path);
    await shoot(page, name);
  }
});

test('pages of a person, in all their states', async ({ person: page }) => {
  await shoot(page, 'dashboard-new');
  await open(page, '/workspace');
  await shoot(page, 'workspace-empty');
  await open(page, '/dashboard?mode=image');
  await shoot(page, 'dashboard-image');
  await page.locator('input[type=file]').first().setInputFiles({ ...disc(), mimeType: 'image/svg+xml' });
  await shoot(page, 'dashboard-image-refused');
  await page.locator('input[type=file]').first().setInputFiles(disc());
  await page.getByRole('img', { name: 'Your picture' }).waitFor();
  await shoot(page, 'dashboard-image-ready');

  await order({ mode: 'fail', prompt: 'a doomed ship' });
  await page.goto('/dashboard');
  await start(page, 'a doomed ship in a bottle, with everything that a long prompt may say about it, so that it runs over');
  await entry(page, 'a doomed ship').getByText('Error').waitFor();
  await entry(page, 'a doomed ship').getByRole('link').click();
  await page.getByRole('button', { name: /^Try again/ }).waitFor();
  await shoot(page, 'asset-failed');

  await start(page, 'a red robot with a flower');
  await openConcepts(page, 'a red robot with a flower');
  await shoot(page, 'asset-concepts');
  await makeModel(page);
  await expectModelShown(page);
  await shoot(page, 'asset-model');
  await page.getByRole('button', { name: 'Publish…' }).click();
  await shoot(page, 'asset-publish-question');

  await page.goto('/dashboard');
  await start(page, 'a castle with a blue roof');
  await entry(page, 'a castle').getByText('Select Concept').waitFor(JOB_LIMIT);
  await open(page, '/dashboard');
  await promptBox(page).fill('a sleepy cat on a cushion');
  await choose(page, 'Clay');
  await shoot(page, 'dashboard-typed');
  await orderSlowJob('a patient tortoise');
  await start(page, 'a patient tortoise');
  await shoot(page, 'workspace');
  await open(page, '/dashboard');
  await promptBox(page).fill('one more');
  await shoot(page, 'dashboard-no-credits');
  await open(page, '/account');
  await shoot(page, 'account');
  await page.getByRole('button', { name: 'Account menu' }).click();
  await shoot(page, 'account-menu');
});
