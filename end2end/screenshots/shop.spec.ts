import { expect, type Browser, type Page } from '@playwright/test';

import { changeSetup, itemId, makeit3d } from '../tests/operator';
import { open, signIn, test } from '../tests/person';
import {
  addCredits,
  CARDS,
  expectOrder,
  fillAddress,
  fillCard,
  line,
  openCheckout,
  openPrint,
  ORDER_LIMIT,
  orderPrint,
  placeOrder,
} from '../tests/shop';
import { expectModelShown, makeDirectly } from '../tests/steps';
import { expire, sessionOf } from '../tests/stripe';
import { shoot } from './shoot';

test('the shop, from the model to the order', async ({ person: page }) => {
  for (const name of ['cart', 'orders', 'checkout'] as const) {
    await open(page, `/${name}`);
    await shoot(page, `${name}-empty`);
  }
  await open(page, '/dashboard');
  await page.getByRole('link', { name: 'Buy credits' }).first().click();
  await page.getByRole('dialog', { name: 'Buy credits' }).waitFor();
  await shoot(page, 'buy-credits');
  await page.keyboard.press('Escape');

  await makeDirectly(page, 'a red robot');
  await expectModelShown(page);
  await page.getByRole('link', { name: '3D Print + Download Model' }).click();
  await page.getByText(/is binding until/).waitFor();
  await expectModelShown(page);
  await shoot(page, 'print');
  await page.getByRole('button', { name: /^Smallest that prints/ }).click();
  await page.getByRole('textbox', { name: 'Width' }).fill('6');
  await page.getByText('Does not print like this').waitFor();
  await shoot(page, 'print-too-small');
  await page.getByRole('button', { name: 'Show on model' }).first().click();
  await page.waitForTimeout(800);
  await shoot(page, 'print-lit');
  await page.getByRole('button', { name: /^Make it/ }).first().click();
  await page.getByText(/is binding until/).waitFor();
  await page.getByRole('textbox', { name: 'Quantity' }).fill('3');
  await page.getByText(/is binding until/).waitFor();
  await shoot(page, 'print-three');
  await page.getByRole('button', { name: 'Add Configured Print to Cart' }).click();
  await page.waitForURL(/\/cart$/);
  await line(page, 'robot').first().waitFor();
  await addCredits(page);
  await open(page, '/cart');
  await shoot(page, 'cart-mixed');
  await openCheckout(page);
  await shoot(page, 'checkout-mixed');
  await fillAddress(page);
  await fillCard(page, CARDS.declined);
  await placeOrder(page).click();
  await page.getByRole('alert').filter({ hasText: 'declined' }).waitFor();
  await shoot(page, 'checkout-declined');
  await fillCard(page, CARDS.paid);
  await placeOrder(page).click();
  await expectOrder(page);
  await shoot(page, 'order');
  await open(page, '/orders');
  await shoot(page, 'orders');
  await open(page, '/account');
  await shoot(page, 'account-shop');
  await open(page, '/workspace');
  await shoot(page, 'workspace-shop');
});

test('a cart whose price changed, whose line is gone, and with a line just removed', async ({ person: page, browser }) => {
  await makeDirectly(page, 'a green tower');
  const asset = page.url();
  await openPrint(page);
  await orderPrint(page);
  await changeSetup('fdm', (price) => price + 700);
  try {
    await open(page, '/cart');
    await page.locator('[data-slot=line-changed]').waitFor();
    await shoot(page, 'cart-price-changed');
  } finally {
    await changeSetup('fdm', (price) => price - 700);
  }
  await line(page, '3D print').getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await shoot(page, 'cart-undo');

  await open(page, asset);
  await page.getByRole('button', { name: 'Publish…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('button', { name: 'Make private' }).waitFor();
  await shootGone(page, browser, asset);
});

/** Somebody else's cart with a model that its owner takes back. */
async function shootGone(owner: Page, browser: Browser, asset: string): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const buyer = await context.newPage();
  await signIn(buyer);
  await open(buyer, asset);
  await buyer.getByRole('button', { name: 'Download Model' }).click();
  await line(buyer, 'Model file').waitFor();
  await addCredits(buyer);
  await owner.getByRole('button', { name: 'Make private' }).click();
  await owner.getByRole('button', { name: 'Publish…' }).waitFor();
  await open(buyer, '/cart');
  await buyer.locator('[data-slot=line-gone]').waitFor();
  await shoot(buyer, 'cart-line-gone');
  await context.close();
}

test('paying: the bank asks, and the return page in its states', async ({ person: page }) => {
  await open(page, '/help?buy=credits');
  await page.getByRole('dialog', { name: 'Buy credits' }).waitFor();
  await shoot(page, 'buy-credits-from-help');
  await page.keyboard.press('Escape');
  await addCredits(page);
  const session = await sessionOf(page, openCheckout);
  await open(page, `/checkout/done?session_id=${session}`);
  await page.getByText('Nothing was paid').waitFor();
  await shoot(page, 'done-nothing-paid');

  await openCheckout(page);
  await fillCard(page, CARDS.asksBank);
  await placeOrder(page).click();
  const bank = page.getByRole('dialog', { name: '3D Secure' });
  await bank.waitFor();
  await shoot(page, 'checkout-3-d-secure');
  let outcome = 'Processing';
  await page.route('**/api/checkout/outcome', (route) => route.fulfill({ json: outcome }));
  await bank.getByRole('button', { name: 'Complete authentication' }).click();
  await page.getByText('Your payment is on its way').waitFor();
  await shoot(page, 'done-processing');
  outcome = 'Review';
  await page.getByText('We look at your payment by hand').waitFor();
  await shoot(page, 'done-review');
  await page.unroute('**/api/checkout/outcome');

  await open(page, '/dashboard');
  await addCredits(page);
  const late = await sessionOf(page, openCheckout);
  await fillCard(page, CARDS.paid);
  await expire(page.request, late);
  await placeOrder(page).click();
  await page.getByText('this payment ran out of time').waitFor();
  await shoot(page, 'checkout-ran-out');
  await open(page, `/checkout/done?session_id=${late}`);
  await page.getByText('This payment has run out of time').waitFor();
  await shoot(page, 'done-ran-out');
});

test("an order's later life", async ({ person: page }) => {
  await makeDirectly(page, 'a yellow duck');
  const asset = page.url();
  await openPrint(page);
  await orderPrint(page);
  await page.goto(asset);
  await page.getByRole('button', { name: 'Download Model' }).click();
  await page.waitForURL(/\/cart$/);
  await openCheckout(page);
  await fillAddress(page);
  await fillCard(page, CARDS.paid);
  await page.getByRole('checkbox', { name: /^Save this card/ }).check();
  await placeOrder(page).click();
  await expectOrder(page);
  await expect(page.getByText('In production').first()).toBeVisible(ORDER_LIMIT);
  const order = new URL(page.url()).pathname.replace('/orders/', '');
  const print = await itemId(order, '3D print');
  const show = async (words: string, name: string): Promise<void> => {
    await expect(async () => {
      await open(page, `/orders/${order}`);
      await expect(page.locator('[data-slot=order-item]').getByText(words).first()).toBeVisible({ timeout: 2000 });
    }).toPass(ORDER_LIMIT);
    await shoot(page, name);
  };
  await makeit3d('orders', 'advance', print, 'needs_attention', 'The beak broke off: we print it again', '--as', 'nina');
  await show('Needs attention', 'order-needs-attention');
  await makeit3d('orders', 'advance', print, 'in_production', '--as', 'nina');
  const parcel = '00340434161094042557';
  await makeit3d('orders', 'track', print, 'DHL', parcel, `https://track.example/${parcel}`, '--as', 'nina');
  await show('Shipped', 'order-shipped');
  await makeit3d('orders', 'refund', await itemId(order, 'file'), 'It did not please', '--as', 'nina');
  await show('Refunded', 'order-refunded-line');
  await open(page, '/orders');
  await shoot(page, 'orders-refunded-line');

  await open(page, '/account');
  await page.getByRole('link', { name: 'Payment methods' }).click();
  await page.getByRole('heading', { level: 1, name: 'Payment methods' }).waitFor();
  await shoot(page, 'billing-portal');
  await page.getByRole('link', { name: 'Return to MakeIt3D' }).click();
  await page.getByRole('button', { name: 'Delete my account…' }).click();
  await page.getByRole('dialog', { name: 'Delete your account?' }).waitFor();
  await shoot(page, 'account-delete');
});
