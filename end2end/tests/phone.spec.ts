import { expect } from '@playwright/test';

import { expectModelInView } from './canvas';
import { expectCredits, expectNoOverflow, hydrated, test } from './person';
import { JOB_LIMIT, entry, expectModelShown, generateButton, promptBox } from './steps';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test('the whole way on a phone, by touch', async ({ person: page }) => {
  const prompt = 'a purple mushroom';
  await expectNoOverflow(page);
  await promptBox(page).fill(prompt);
  const lowPoly = page.locator('label').filter({ has: page.getByRole('radio', { name: 'Low Poly' }) });
  await lowPoly.tap();
  await generateButton(page).tap();
  await expect(page).toHaveURL(/\/workspace$/);
  await expect(entry(page, prompt)).toContainText('Select Concept', JOB_LIMIT);
  await expectNoOverflow(page);
  await entry(page, prompt).tap();
  await page.locator('label').filter({ has: page.getByRole('radio', { name: 'Concept 2' }) }).tap();
  await expectNoOverflow(page);
  await page.getByRole('button', { name: /^Generate 3D Model/ }).tap();
  await expect(page.getByRole('button', { name: /^Regenerate Model/ })).toBeVisible(JOB_LIMIT);
  await expectModelShown(page);
  await expectModelInView(page);
  await expectNoOverflow(page);

  await page.reload();
  await hydrated(page);
  await expectModelShown(page);
  await expectModelInView(page);
  await page.getByRole('button', { name: 'Account menu' }).tap();
  await page.getByRole('link', { name: 'Account and credits' }).tap();
  await expect(page.locator('[data-slot=balance]')).toHaveText('2');
  await expectNoOverflow(page);
  await expectCredits(page, 2);
});
