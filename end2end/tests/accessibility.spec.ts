import { expect, type Page } from '@playwright/test';

import { order, orderSlowJob } from './faults';
import { expectAccessible, expectNoOverflow, open, test } from './person';
import { JOB_LIMIT, cancel, entry, expectModelShown, makeModel, openAsset, openConcepts, promptBox, start } from './steps';

/** The page as it stands reads well at both widths, in light and in dark. */
async function expectWellMade(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoOverflow(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      // Colors change at once with reduced motion, so that none is measured on its way.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expectAccessible(page);
    }
  }
}

for (const path of ['/', '/help', '/sign-in', '/sign-up', '/no-such-page']) {
  test(`${path} reads well`, async ({ page }) => {
    await open(page, path);
    await expectWellMade(page);
  });
}

test('the dashboard reads well with words, a picture and a refusal', async ({ person: page }) => {
  await expectWellMade(page);
  await promptBox(page).fill('x'.repeat(1001));
  await page.getByRole('link', { name: 'Image to Model' }).click();
  const file = { name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') };
  await page.locator('input[type=file]').first().setInputFiles(file);
  await expect(page.getByRole('alert')).toBeVisible();
  await expectWellMade(page);
});

test('the workspace, the account and an asset read well in all their states', async ({ person: page }) => {
  test.slow();
  await open(page, '/workspace');
  await expectWellMade(page);

  await order({ mode: 'fail', prompt: 'a doomed kite' });
  await start(page, 'a doomed kite');
  await openAsset(page, 'a doomed kite', 'Error');
  await expectWellMade(page);

  await page.goto('/dashboard');
  await start(page, 'a small vase');
  await openConcepts(page, 'a small vase');
  await expectWellMade(page);

  await orderSlowJob('a small vase');
  await page.getByRole('button', { name: /^Generate 3D Model/ }).click();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
  await expectWellMade(page);
  const address = page.url();
  await open(page, '/workspace');
  await expect(entry(page, 'a small vase')).toBeVisible();
  await expectWellMade(page);
  await open(page, address);
  await cancel(page, page.getByRole('main'));

  await makeModel(page);
  await expectModelShown(page);
  await expectWellMade(page);
  await page.getByRole('button', { name: 'Publish…' }).click();
  await expectAccessible(page);
  await open(page, '/account');
  await expect(page.locator('[data-slot=statement]')).toBeVisible(JOB_LIMIT);
  await expectWellMade(page);
});
