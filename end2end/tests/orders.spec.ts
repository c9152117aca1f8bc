import { expect, type Locator, type Page } from '@playwright/test';

import { itemId, makeit3d } from './operator';
import { expectCredits, expectWellMade, open, signIn, test } from './person';
import {
  CARDS,
  ORDER_LIMIT,
  addCredits,
  cartLink,
  cents,
  expectOrder,
  fillAddress,
  fillCard,
  line,
  openCheckout,
  openPrint,
  orderPrint,
  placeOrder,
} from './shop';
import { makeDirectly } from './steps';

async function buyCredits(page: Page): Promise<void> {
  await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.paid);
  await placeOrder(page).click();
  await expectOrder(page);
}

/** A print of a model, its file and credits in one cart, paid; ends on the order's page. Answers the credits. */
async function buyEverything(page: Page, prompt: string): Promise<number> {
  await makeDirectly(page, prompt);
  const asset = page.url();
  await openPrint(page);
  await orderPrint(page);
  await page.goto(asset);
  await page.getByRole('button', { name: 'Download Model' }).click();
  await expect(page).toHaveURL(/\/cart$/);
  const bought = await addCredits(page);
  await open(page, '/cart');
  await page.getByLabel('Ship to').selectOption('AT');
  await expect(page.locator('[data-slot=totals]')).toContainText('Shipping to Austria');
  const total = await page.locator('[data-slot=total]').innerText();
  const lines = await page.locator('[data-slot=totals] dd').allInnerTexts();
  expect(lines.slice(0, -1).map(cents).reduce((sum, amount) => sum + amount, 0)).toBe(cents(total));
  await openCheckout(page);
  await fillAddress(page);
  await page.getByRole('group', { name: 'Shipping address' }).getByLabel('Country').selectOption('AT');
  await fillCard(page, CARDS.paid);
  await expect(placeOrder(page)).toContainText(total);
  await placeOrder(page).click();
  await expectOrder(page);
  await expect(page.getByText('Total paid')).toBeVisible();
  await expect(page.getByRole('main')).toContainText(total);
  return bought;
}

/** One of the order's items. */
function item(page: Page, kind: '3D print' | 'Model file' | 'Credits'): Locator {
  return page.locator('[data-slot=order-item]').filter({ has: page.getByText(kind, { exact: true }) });
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

test('a print, a file and credits are paid at once and then live their own lives', async ({ person: page }) => {
  const bought = await buyEverything(page, 'a blue owl');
  await expect(page.locator('[data-slot=order-item]')).toHaveCount(3);
  await expect(page.locator('[data-slot=timeline]')).toHaveCount(3);
  await expect(item(page, 'Credits')).toContainText('Credits added');
  await expect(item(page, 'Model file')).toContainText('Ready to download');
  await expect(page.locator('[data-slot=address]')).toContainText('Austria');
  await expectCredits(page, 2 + bought);
  // The print's file is made meanwhile; the page looks again by itself.
  await expect(item(page, '3D print')).toContainText('In production', ORDER_LIMIT);
  await item(page, '3D print').getByText('How the price came about').click();
  await expect(item(page, '3D print').locator('[data-slot=price-lines]')).toContainText('Set-up');
  await expectWellMade(page);

  const order = new URL(page.url()).pathname.replace('/orders/', '');
  const print = await itemId(order, '3D print');
  const parcel = '00340434161094042557';
  await makeit3d('orders', 'track', print, 'DHL', parcel, `https://track.example/${parcel}`, '--as', 'nina');
  await open(page, `/orders/${order}`);
  await expect(item(page, '3D print')).toContainText('Shipped');
  await expect(item(page, '3D print').getByRole('link', { name: parcel })).toBeVisible();
});

test('every format of what was bought is there to download', async ({ person: page }) => {
  await buyEverything(page, 'a green frog');
  for (const kind of ['Model file', '3D print'] as const) {
    const links = item(page, kind).locator('[data-slot=downloads]').getByRole('link');
    await expect(links).toHaveCount(5);
    for (const link of await links.all()) {
      const [format = ''] = (await link.innerText()).toLowerCase().split(/\s/);
      const file = await page.request.get((await link.getAttribute('href')) ?? '');
      expect(file.status(), format).toBe(200);
      expect((await file.body()).length, format).toBeGreaterThan(1000);
      expect(file.headers()['content-disposition'], format).toMatch(/^attachment/);
    }
  }
  await expect(item(page, 'Credits').locator('[data-slot=downloads]')).toHaveCount(0);
});

test('one line is refunded and the others stay', async ({ person: page }) => {
  const bought = await buyEverything(page, 'a yellow duck');
  await expect(item(page, '3D print')).toContainText('In production', ORDER_LIMIT);
  const order = new URL(page.url()).pathname.replace('/orders/', '');
  const price = cents(await item(page, 'Model file').locator('.cart-price').innerText());
  await makeit3d('orders', 'refund', await itemId(order, 'file'), 'It did not please', '--as', 'nina');
  await expect(async () => {
    await open(page, `/orders/${order}`);
    await expect(item(page, 'Model file')).toContainText('Refunded', { timeout: 2000 });
  }).toPass(ORDER_LIMIT);
  await expect(page.locator('[data-slot=refunded]')).toContainText((price / 100).toFixed(2));
  await expect(item(page, '3D print')).toContainText('In production');
  await expect(item(page, 'Credits')).toContainText('Credits added');
  await expect(item(page, 'Credits')).not.toContainText('Refunded');
  await expect(item(page, '3D print').locator('[data-slot=downloads]')).toBeVisible();
  await expectCredits(page, 2 + bought);
  await open(page, '/orders');
  await expect(page.locator('[data-slot=order]')).not.toContainText('Refunded');
});

test('ordering again names what cannot be had any more', async ({ person: owner, browser }) => {
  await makeDirectly(owner, 'a brief comet');
  const asset = owner.url();
  await owner.getByRole('button', { name: 'Publish…' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await expect(owner.getByRole('button', { name: 'Make private' })).toBeVisible();

  const context = await browser.newContext();
  const buyer = await context.newPage();
  await signIn(buyer);
  await open(buyer, asset);
  await buyer.getByRole('button', { name: 'Download Model' }).click();
  await expect(line(buyer, 'a brief comet')).toBeVisible();
  await addCredits(buyer);
  await openCheckout(buyer);
  await fillCard(buyer, CARDS.paid);
  await placeOrder(buyer).click();
  await expectOrder(buyer);
  await owner.getByRole('button', { name: 'Make private' }).click();
  await expect(owner.getByRole('button', { name: 'Publish…' })).toBeVisible();

  await buyer.getByRole('button', { name: 'Order again' }).click();
  await expect(buyer).toHaveURL(/\/cart\?left_out=/);
  const note = buyer.getByRole('note');
  await expect(note).toContainText('Not everything could be put into your cart');
  await expect(note).toContainText('Model file of “a brief comet” cannot be had any more.');
  await expect(buyer.locator('[data-slot=cart-line]')).toHaveCount(1);
  await expectWellMade(buyer);
  await context.close();
});

test('the statement names what was bought and leads to its order', async ({ person: page }) => {
  await buyCredits(page);
  const order = new URL(page.url()).pathname;
  await open(page, '/account');
  const bought = page.locator('[data-slot=statement] tbody tr').first();
  await expect(bought).toContainText('Bought: Starter package');
  await bought.getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`${order}$`));
  await expect(page.locator('[data-slot=order-item]')).toHaveCount(1);
});
