import { expect, type Page } from '@playwright/test';

import { expectAccessible, expectNoOverflow, open, test } from './person';
import { CARDS, addCredits, cartLink, expectOrder, fillCard, line, openCheckout, placeOrder } from './shop';

async function buyCredits(page: Page): Promise<void> {
  await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.paid);
  await placeOrder(page).click();
  await expectOrder(page);
}

async function expectWellMade(page: Page): Promise<void> {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expectNoOverflow(page);
      await expectAccessible(page);
    }
  }
}

test('an order is listed, shown with its life, and can be ordered again', async ({ person: page }) => {
  await open(page, '/orders');
  await expect(page.getByText('No orders yet')).toBeVisible();
  await expectWellMade(page);
  await buyCredits(page);
  const item = page.locator('[data-slot=order-item]');
  await expect(item).toHaveCount(1);
  await expect(item.locator('[data-slot=timeline]')).toContainText('Credits added');
  await expectWellMade(page);

  await open(page, '/orders');
  await expect(page.locator('[data-slot=order]')).toContainText('Complete');
  await expectWellMade(page);
  await page.locator('[data-slot=order]').getByRole('link').click();
  await page.getByRole('button', { name: 'Order again' }).click();
  await expect(page).toHaveURL(/\/cart$/);
  await expect(line(page, 'Credits')).toHaveCount(1);
  await expect(cartLink(page)).toHaveAccessibleName('Cart, 1 item');
});

test("somebody else's order is not there", async ({ person: page, browser }) => {
  await buyCredits(page);
  const address = page.url();
  const context = await browser.newContext();
  const stranger = await context.newPage();
  await stranger.goto(address);
  await expect(stranger).toHaveURL(/\/sign-in/);
  await stranger.getByRole('textbox', { name: 'Email address' }).fill(`stranger-${Date.now()}@example.com`);
  await stranger.getByRole('button', { name: 'Continue' }).click();
  await expect(stranger.getByText('There is nothing here that you can see.')).toBeVisible();
  await context.close();
});
