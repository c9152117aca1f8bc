import { expect } from '@playwright/test';

import { expectCredits, expectWellMade, open, signIn, test } from './person';
import { CARDS, addCredits, cartLink, expectOrder, fillCard, openCheckout, placeOrder } from './shop';

test('buying credits raises the balance and the statement says so', async ({ person: page }) => {
  const bought = await addCredits(page);
  await expect(page.getByRole('status').getByText('in your cart')).toBeVisible();
  await expect(cartLink(page)).toHaveAccessibleName('Cart, 1 item');
  await page.getByRole('link', { name: 'View cart' }).click();
  await page.getByRole('link', { name: 'Proceed to Checkout' }).click();
  await fillCard(page, CARDS.paid);
  await placeOrder(page).click();
  await expectOrder(page);
  await expectCredits(page, 3 + bought);
  await expect(cartLink(page)).toHaveAccessibleName('Cart, empty');
  await open(page, '/account');
  await expect(page.locator('[data-slot=statement]')).toContainText(`+${bought}`);
  const file = await page.request.get('/account/statement.csv');
  expect(file.headers()['content-type']).toContain('text/csv');
  expect(await file.text()).toContain(`,${bought},${3 + bought},`);
});

test('the dialog is part of the address, closes with Escape and gives the focus back', async ({ person: page }) => {
  const plus = page.getByRole('banner').getByRole('link', { name: 'Buy credits' });
  await plus.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Buy credits' });
  await expect(dialog).toBeVisible();
  await expect(page).toHaveURL(/\?buy=credits$/);
  await expect(dialog.getByText('Best value')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/dashboard$/);
  await open(page, '/help?buy=credits');
  await expect(dialog).toBeVisible();
});

test('the dialog reads well at both widths', async ({ person: page }) => {
  await expectWellMade(page, async () => {
    await open(page, '/workspace?buy=credits');
    await expect(page.getByRole('button', { name: /^Add to cart/ }).first()).toBeVisible();
  });
});

test('credits come into the cart without scripts', async ({ browser }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await signIn(page);
  await page.goto('/help?buy=credits');
  await page.getByRole('button', { name: /^Add to cart/ }).first().click();
  await expect(page).toHaveURL(/\/cart$/);
  await expect(page.locator('[data-slot=cart-line]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Your cart is empty')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('[data-slot=cart-line]')).toHaveCount(1);
  await page.close();
});

test('reloading while paying changes nothing', async ({ person: page }) => {
  const bought = await addCredits(page);
  await open(page, '/cart');
  await page.reload();
  await openCheckout(page);
  await page.reload();
  await fillCard(page, CARDS.paid);
  await placeOrder(page).click();
  await expectOrder(page);
  await page.reload();
  await expectCredits(page, 3 + bought);
});
