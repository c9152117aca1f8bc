import { expect } from '@playwright/test';

import { order, orderSlowJob } from './faults';
import { credits, expectCredits, signIn, test } from './person';
import { disc } from './pictures';
import {
  JOB_LIMIT,
  cancel,
  choose,
  entry,
  expectModelShown,
  generateButton,
  jobStatus,
  makeModel,
  openAsset,
  openConcepts,
  promptBox,
  start,
} from './steps';

test('a person describes a robot, chooses a concept and sees the model', async ({ person: page }) => {
  await expectCredits(page, 3);
  await expect(page.locator('#generate-reason')).not.toBeEmpty();
  await promptBox(page).fill('a red robot with a flower');
  await choose(page, 'Cartoon');
  await generateButton(page).click();
  await openConcepts(page, 'a red robot with a flower');
  await expectCredits(page, 2);
  await expect(page.getByText('Cartoon')).toBeVisible();
  await makeModel(page);
  await expectCredits(page, 2);
  await expect(page.getByText(/built-in generator/i).first()).toBeVisible();
  await expect(page.locator('[data-slot=understanding]')).toContainText('robot');
  await expectModelShown(page);
  // The concept that was not chosen is still there to be built.
  const other = page.getByRole('img', { name: 'Concept 1' });
  await expect(other).toBeVisible();
  await page.getByRole('button', { name: /^Build this one/ }).click();
  await expect(page.getByRole('img', { name: 'Concept 2' })).toBeVisible(JOB_LIMIT);
  await expect(other).toHaveCount(0);
  await expectModelShown(page);
  await expectCredits(page, 1);
});

test('a person drops in a picture and gets a model of it', async ({ person: page }) => {
  await page.getByRole('link', { name: 'Image to Model' }).click();
  await page.locator('input[type=file]').first().setInputFiles(disc());
  await expect(page.getByRole('img', { name: 'Your picture' })).toBeVisible();
  await promptBox(page).fill('a medal');
  await choose(page, 'Realistic');
  await generateButton(page).click();
  await openConcepts(page, 'a medal');
  await makeModel(page);
  await expectModelShown(page);
  await expectCredits(page, 2);
});

test('without concepts the model comes at once, and making it again costs a credit', async ({ person: page }) => {
  await start(page, 'a blue teapot', { skipConcept: true });
  // The picture is drawn after the model is there; the page shows it by itself.
  await expect(entry(page, 'a blue teapot')).toContainText('View Model', JOB_LIMIT);
  await expect(entry(page, 'a blue teapot').locator('img')).toBeVisible({ timeout: 30_000 });
  await openAsset(page, 'a blue teapot', 'View Model');
  await expectCredits(page, 2);
  const again = page.getByRole('button', { name: /^Regenerate Model/ });
  await expect(again).toContainText('1');
  await again.click();
  await expect(jobStatus(page)).toBeVisible();
  await expect(again).toBeHidden();
  await expect(credits(page)).toHaveText('1 Credit');
  await expect(again).toBeVisible(JOB_LIMIT);
  await expectCredits(page, 1);
});

test('concepts are drawn again for nothing while rounds last', async ({ person: page }) => {
  await start(page, 'a yellow vase');
  await openConcepts(page, 'a yellow vase');
  const again = page.getByRole('button', { name: /^Regenerate Concepts/ });
  const picture = page.getByRole('img', { name: 'Concept 1' });
  for (const left of ['2 more rounds are free.', 'One more round is free.']) {
    await expect(page.getByText(left)).toBeVisible(JOB_LIMIT);
    const before = await picture.getAttribute('src');
    await again.click();
    await expect(picture).not.toHaveAttribute('src', before ?? '', JOB_LIMIT);
    await expect(jobStatus(page)).toBeHidden(JOB_LIMIT);
  }
  await expect(again).toBeHidden();
  await expect(page.getByText(/rounds? (is|are) free/)).toBeHidden();
  await expect(page.getByRole('button', { name: /^Generate 3D Model/ })).toBeEnabled();
  await expectCredits(page, 2);
});

test('a job that is cancelled in the workspace gives its credit back', async ({ person: page }) => {
  await orderSlowJob('a patient tortoise');
  await start(page, 'a patient tortoise');
  const tortoise = entry(page, 'a patient tortoise');
  await expect(jobStatus(tortoise)).toContainText('Drawing concepts');
  await expectCredits(page, 2);
  await tortoise.getByRole('button', { name: 'Cancel' }).click();
  const question = page.getByRole('dialog', { name: 'Stop this generation?' });
  await question.getByRole('button', { name: 'Not now' }).click();
  await expect(question).toBeHidden();
  await expect(jobStatus(tortoise)).toBeVisible();
  await cancel(page, tortoise);
  await expect(tortoise).toContainText('You cancelled it.');
  await expect(tortoise).toContainText('Your credit is back.');
  await expectCredits(page, 3);
});

test('a first model that is cancelled leaves the concepts and stays free', async ({ person: page }) => {
  const prompt = 'a white mug';
  await start(page, prompt);
  await openConcepts(page, prompt);
  await orderSlowJob(prompt);
  await page.getByRole('button', { name: /^Generate 3D Model/ }).click();
  await expect(jobStatus(page)).toContainText('Building the model');
  await cancel(page, page.getByRole('main'));
  await expect(page.getByText('You cancelled it.')).toBeVisible();
  await expectCredits(page, 2);
  await expect(page.getByText('Your concepts are still here.')).toBeVisible();
  await makeModel(page);
  await expectCredits(page, 2);
});

test('a failure says why, gives the credit back and can be tried again', async ({ person: page }) => {
  const prompt = 'a doomed bottle';
  await order({ mode: 'fail', prompt });
  await start(page, prompt);
  await openAsset(page, prompt, 'Error');
  const note = page.getByRole('alert');
  await expect(note).toContainText('The generator could not make this one.');
  await expect(note).toContainText('Your credit is back.');
  await expect(note).toContainText('say it in other words');
  await expectCredits(page, 3);
  await page.getByRole('button', { name: /^Try again/ }).click();
  await expect(page.getByRole('radio', { name: 'Concept 1' })).toBeVisible(JOB_LIMIT);
  await expectCredits(page, 2);
});

test('a job that is over before the workspace asks for it still gives its credit back', async ({ person: page }) => {
  const prompt = 'a doomed jar';
  await order({ mode: 'fail', prompt });
  await page.route(/\/api\/assets\/list/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await route.continue();
  });
  await start(page, prompt);
  await expect(entry(page, prompt)).toContainText('Error', JOB_LIMIT);
  await expectCredits(page, 3);
});

test('a repetition that fails keeps the model and gives its credit back', async ({ person: page }) => {
  const prompt = 'a green vase';
  await start(page, prompt, { skipConcept: true });
  await openAsset(page, prompt, 'View Model');
  await order({ mode: 'rubbish', prompt });
  await page.getByRole('button', { name: /^Regenerate Model/ }).click();
  const note = page.getByRole('alert');
  await expect(note).toContainText('did not pass our checks', JOB_LIMIT);
  await expect(note).toContainText('The model you see is the one before.');
  await expectModelShown(page);
  await expectCredits(page, 2);
});

test('without scripts a person signs in, describes, finds the job and chooses a concept', async ({ browser }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await signIn(page);
  await promptBox(page).fill('a blue vase');
  await generateButton(page).click();
  await expect(page).toHaveURL(/\/workspace$/);
  await expect(credits(page)).toHaveText('2 Credits');
  await expect(async () => {
    await page.reload();
    await expect(entry(page, 'a blue vase')).toContainText('Select Concept', { timeout: 1000 });
  }).toPass(JOB_LIMIT);
  await entry(page, 'a blue vase').getByRole('link').first().click();
  await page.locator('label').filter({ has: page.getByRole('radio', { name: 'Concept 2' }) }).click();
  await page.getByRole('button', { name: /^Generate 3D Model/ }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('button', { name: /^Regenerate Model/ })).toBeVisible({ timeout: 1000 });
  }).toPass(JOB_LIMIT);
  await page.close();
});
