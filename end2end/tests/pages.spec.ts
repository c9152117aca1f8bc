import { expect, test } from '@playwright/test';

import { expectAccessible, hydrated } from './person';

for (const path of ['/', '/help', '/sign-in', '/sign-up']) {
  for (const width of [390, 1280]) {
    test(`${path} reads well at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(path);
      await hydrated(page);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await expectAccessible(page);
    });
  }
}

test('an address without a page says so and leads on', async ({ page }) => {
  const response = await page.goto('/no-such-page');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
});

test('a foreign, a random and a malformed asset are the same to a visitor', async ({ page }) => {
  for (const id of ['ast_00000000000000000000000000', 'ast_x', 'usr_00000000000000000000000000']) {
    const response = await page.goto(`/assets/${id}`);
    expect(response?.status()).toBe(404);
  }
});
