import { expect, type Page } from '@playwright/test';

import { order, orderSlowJob } from './faults';
import { expectAccessible, expectWellMade, open, test } from './person';
import { JOB_LIMIT, cancel, entry, expectModelShown, makeModel, openAsset, openConcepts, promptBox, start } from './steps';

/** The page as it stands has one heading of its own, and reads well. */
async function expectWellMadePage(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expectWellMade(page);
}

for (const path of ['/', '/help', '/sign-in', '/sign-up', '/no-such-page']) {
  test(`${path} reads well`, async ({ page }) => {
    await open(page, path);
    await expectWellMadePage(page);
  });
}

test('the dashboard reads well with words, a picture and a refusal', async ({ person: page }) => {
  await expectWellMadePage(page);
  await promptBox(page).fill('x'.repeat(1001));
  await page.getByRole('link', { name: 'Image to Model' }).click();
  const file = { name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') };
  await page.locator('input[type=file]').first().setInputFiles(file);
  await expect(page.getByRole('alert')).toBeVisible();
  await expectWellMadePage(page);
});

test('the workspace, the account and an asset read well in all their states', async ({ person: page }) => {
  test.slow();
  await open(page, '/workspace');
  await expectWellMadePage(page);

  await order({ mode: 'fail', prompt: 'a doomed kite' });
  await start(page, 'a doomed kite');
  await openAsset(page, 'a doomed kite', 'Error');
  await expectWellMadePage(page);

  await page.goto('/dashboard');
  await start(page, 'a small vase');
  await openConcepts(page, 'a small vase');
  await expectWellMadePage(page);

  await orderSlowJob('a small vase');
  await page.getByRole('button', { name: /^Generate 3D Model/ }).click();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
  await expectWellMadePage(page);
  const address = page.url();
  await open(page, '/workspace');
  await expect(entry(page, 'a small vase')).toBeVisible();
  await expectWellMadePage(page);
  await open(page, address);
  await cancel(page, page.getByRole('main'));

  await makeModel(page);
  await expectModelShown(page);
  await expectWellMadePage(page);
  await page.getByRole('button', { name: 'Publish…' }).click();
  await expectAccessible(page);
  await open(page, '/account');
  await expect(page.locator('[data-slot=statement]')).toBeVisible(JOB_LIMIT);
  await expectWellMadePage(page);
});
