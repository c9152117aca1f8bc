import { expect, type Page } from '@playwright/test';

import { changeSetup } from './operator';
import { expectAccessible, expectWellMade, open, signIn, test } from './person';
import { addCredits, cartLink, cents, expectBinding, line, openPrint, orderPrint } from './shop';
import { makeDirectly } from './steps';

async function totalOf(page: Page): Promise<number> {
  return cents(await page.locator('[data-slot=total]').innerText());
}

/** How many pieces of the first line the server holds. */
async function piecesHeld(page: Page): Promise<number | undefined> {
  const answer = await page.request.post('/api/cart/show');
  return ((await answer.json()) as { lines: { quantity: number }[] }).lines[0]?.quantity;
}

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
    await expectWellMade(page);
  }
});

test('pieces are changed in the cart, and shipping follows the country', async ({ person: page }) => {
  await makeDirectly(page, 'a small vase');
  await openPrint(page);
  await orderPrint(page);
  const print = line(page, 'a small vase');
  const pieces = print.getByRole('spinbutton', { name: 'Pieces' });
  await expect(pieces).toHaveValue('1');
  const priced = print.locator('.cart-price p').first();
  const one = cents(await priced.innerText());
  await print.getByRole('button', { name: 'One more' }).click();
  await expect(pieces).toHaveValue('2');
  await expect(print).toContainText('each');
  const two = cents(await priced.innerText());
  expect(two).toBeGreaterThan(one);
  expect(two).toBeLessThan(2 * one);
  // Presses that are quicker than answers all count.
  await print.getByRole('button', { name: 'One more' }).dblclick();
  await expect(pieces).toHaveValue('4');
  await expect.poll(() => piecesHeld(page)).toBe(4);
  await pieces.fill('7');
  await pieces.press('Tab');
  await expect.poll(() => piecesHeld(page)).toBe(7);
  await expect.poll(async () => cents(await priced.innerText())).toBeGreaterThan(two * 2);
  const seven = await totalOf(page);
  expect(await page.locator('[data-slot=totals] dd').first().innerText()).toBe(await priced.innerText());
  await page.reload();
  await expect(pieces).toHaveValue('7');
  expect(await totalOf(page)).toBe(seven);
  await pieces.fill('0');
  await pieces.press('Tab');
  await expect(page.getByRole('alert')).toContainText('Order 1 to 500 pieces.');

  const country = page.getByLabel('Ship to');
  await country.selectOption('DE');
  await expect(page.locator('[data-slot=totals]')).toContainText('Shipping to Germany');
  const near = await totalOf(page);
  await country.selectOption('FR');
  await country.selectOption('JP');
  await expect(page.locator('[data-slot=totals]')).toContainText('Shipping to Japan');
  expect(await totalOf(page)).toBeGreaterThan(near);
  await page.reload();
  await expect(country).toHaveValue('JP');
});

test('a price that changed is shown with the old one and must be accepted', async ({ person: page }) => {
  await makeDirectly(page, 'a steel anchor');
  await openPrint(page);
  await page.getByRole('button', { name: 'Metal (DMLS)' }).click();
  await orderPrint(page);
  const changed = page.locator('[data-slot=line-changed]');
  await expect(changed).toHaveCount(0);
  const before = await totalOf(page);
  await changeSetup('dmls', (price) => price + 700);
  try {
    await open(page, '/cart');
    await expect(changed).toContainText(/The price changed: €[\d.]+ → €[\d.]+/);
    const [was = 0, now = 0] = ((await changed.innerText()).match(/€[\d.]+/g) ?? []).map(cents);
    expect(now - was).toBe(700);
    await expect(page.getByRole('link', { name: 'Proceed to Checkout' })).toHaveCount(0);
    await expect(page.getByText('Accept the changed price first.')).toBeVisible();
    await expectAccessible(page);
    await changed.getByRole('button', { name: 'Accept' }).click();
    await expect(changed).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Proceed to Checkout' })).toBeVisible();
    expect(await totalOf(page)).toBe(before + 700);
  } finally {
    await changeSetup('dmls', (price) => price - 700);
  }
});

test('what became private meanwhile cannot be paid, says so, and is removed', async ({ person: page, browser }) => {
  await makeDirectly(page, 'a lost key');
  const asset = page.url();
  await page.getByRole('button', { name: 'Publish…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('button', { name: 'Make private' })).toBeVisible();

  const context = await browser.newContext();
  const buyer = await context.newPage();
  await signIn(buyer);
  await open(buyer, asset);
  await buyer.getByRole('button', { name: 'Download Model' }).click();
  await expect(line(buyer, 'a lost key')).toBeVisible();
  await addCredits(buyer);
  await expect(line(buyer, 'Credits')).toBeVisible();
  await page.getByRole('button', { name: 'Make private' }).click();
  await expect(page.getByRole('button', { name: 'Publish…' })).toBeVisible();

  await open(buyer, '/cart');
  const gone = line(buyer, 'a lost key');
  await expect(gone).toContainText('Not available');
  await expect(gone.locator('[data-slot=line-gone]')).toContainText('Remove it to go on.');
  await expect(buyer.getByRole('link', { name: 'Proceed to Checkout' })).toHaveCount(0);
  await expectAccessible(buyer);
  await gone.getByRole('button', { name: 'Remove' }).click();
  await expect(buyer.getByRole('link', { name: 'Proceed to Checkout' })).toBeVisible();
  await context.close();
});

test('a mixed cart reads well', async ({ person: page }) => {
  await makeDirectly(page, 'a round tower');
  await page.getByRole('button', { name: 'Download Model' }).click();
  await expect(page).toHaveURL(/\/cart$/);
  await expect(line(page, 'Model file')).toHaveCount(1);
  await page.goBack();
  await openPrint(page);
  await expectBinding(page);
  await orderPrint(page);
  await addCredits(page);
  await open(page, '/cart');
  await expect(page.locator('[data-slot=cart-line]')).toHaveCount(3);
  await expectWellMade(page);
});
