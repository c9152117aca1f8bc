import { expect } from '@playwright/test';

import { test } from './person';
import { JOB_LIMIT, entry, makeDirectly } from './steps';

test('an answer that comes after its page was left harms nothing', async ({ person: page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await makeDirectly(page, 'a round coin');
  await expect(page.getByRole('button', { name: 'Publish…' })).toBeVisible(JOB_LIMIT);

  let answer = () => {};
  const left = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/assets/set_visibility*', async (route) => {
    await left;
    await route.continue();
  });
  const answered = page.waitForResponse('**/api/assets/set_visibility*');
  await page.getByRole('button', { name: 'Publish…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
  await page.goBack();
  await expect(page).toHaveURL(/\/workspace$/);
  answer();
  await answered;

  // The page is still alive: a link within it works.
  await entry(page, 'a round coin').getByRole('link').first().click();
  await expect(page.getByText('Public: anyone with the address can see it.')).toBeVisible();
  expect(errors).toEqual([]);
});
