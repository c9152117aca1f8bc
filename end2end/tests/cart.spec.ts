import { expect } from '@playwright/test';

import { expectAccessible, expectNoOverflow, open, test } from './person';
import { addCredits, cartLink, line } from './shop';

test('a line is removed and put back', async ({ person: page }) => {
  await addCredits(page);
  await open(page, '/cart');
  await line(page, 'Credits').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Your cart is empty')).toBeVisible();
  await expect(cartLink(page)).toHaveAccessibleName('Cart, empty');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(line(page, 'Credits')).toBeVisible();
  await expect(cartLink(page)).toHaveAccessibleName('Cart, 1 item');
  await expect(page.getByText('Removed from your cart.')).toBeHidden();
});

test('what is bought while the cart is open appears in it', async ({ person: page }) => {
  await open(page, '/cart');
  await expect(page.getByText('Your cart is empty')).toBeVisible();
  await addCredits(page);
  await expect(line(page, 'Credits')).toBeVisible();
  await expect(page.getByText('Your cart is empty')).toHaveCount(0);
});

test('a package is in the cart once, and only what is sent asks where to', async ({ person: page }) => {
  await addCredits(page);
  await addCredits(page);
  await open(page, '/cart');
  await expect(page.locator('[data-slot=cart-line]')).toHaveCount(1);
  await expect(page.getByLabel('Ship to')).toHaveCount(0);
  await expect(page.locator('[data-slot=total]')).toContainText('€');
});

test('the cart belongs to the person, not to the browser', async ({ person: page, browser }) => {
  await addCredits(page);
  const stranger = await browser.newPage();
  await stranger.goto(new URL('/cart', page.url()).href);
  await expect(stranger).toHaveURL(/\/sign-in\?redirect_url=%2Fcart$/);
  await stranger.close();
});

test('the cart reads well, empty and full', async ({ person: page }) => {
  for (const fill of [false, true]) {
    if (fill) await addCredits(page);
    await open(page, '/cart');
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expectNoOverflow(page);
        await expectAccessible(page);
      }
    }
  }
});
