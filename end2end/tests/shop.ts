import { expect, type Locator, type Page } from '@playwright/test';

import { open } from './person';

/** How long a payment may take until its order is there. */
export const ORDER_LIMIT = { timeout: 60_000 };

/** Cards that a test installation knows: https://docs.stripe.com/testing */
export const CARDS = {
  paid: '4242424242424242',
  declined: '4000000000000002',
  poor: '4000000000009995',
  asksBank: '4000002760003184',
};

/** The cart's link in the header. */
export function cartLink(page: Page): Locator {
  return page.getByRole('banner').getByRole('link', { name: /^Cart/ });
}

/** A line of the cart. */
export function line(page: Page, words: string | RegExp): Locator {
  return page.locator('[data-slot=cart-line]').filter({ hasText: words });
}

/** Puts the first credit package into the cart from any page, with the dialog. Answers how many credits it has. */
export async function addCredits(page: Page): Promise<number> {
  await page.getByRole('link', { name: 'Buy credits' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Buy credits' });
  const offer = dialog.locator('[data-slot=package]').first();
  const words = await offer.getByText(/\d+ credits/).first().innerText();
  await offer.getByRole('button', { name: 'Add to cart' }).click();
  await expect(dialog).toBeHidden();
  return Number.parseInt(words, 10);
}

/** Fills a card into the payment form. */
export async function fillCard(page: Page, number: string): Promise<void> {
  const card = page.getByRole('group', { name: 'Card', exact: true });
  await card.getByLabel('Card number').fill(number);
  await card.getByLabel('Expiration date').fill('12 / 34');
  await card.getByLabel('Security code').fill('123');
  await card.getByLabel('Country', { exact: true }).selectOption('DE');
}

/** Fills in where prints go, in Germany. */
export async function fillAddress(page: Page): Promise<void> {
  const address = page.getByRole('group', { name: 'Shipping address' });
  await address.getByLabel('Full name').fill('Ada Lovelace');
  await address.getByLabel('Address line 1').fill('Hauptstraße 1');
  await address.getByLabel('Postal code').fill('10115');
  await address.getByLabel('City').fill('Berlin');
}

/** The one button that pays. */
export function placeOrder(page: Page): Locator {
  return page.getByRole('button', { name: /^Place Order/ });
}

/** From anywhere to the open payment form. */
export async function openCheckout(page: Page): Promise<void> {
  await open(page, '/checkout');
  await expect(page.getByRole('group', { name: 'Card', exact: true })).toBeVisible();
}

/** The order's page after a payment. */
export async function expectOrder(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/orders\/ord_/, ORDER_LIMIT);
  await expect(page.getByText('Thank you for your order!')).toBeVisible();
}

/** How many orders the person has. */
export async function orderCount(page: Page): Promise<number> {
  const answer = await page.request.post('/api/orders/list');
  return ((await answer.json()) as { items: unknown[] }).items.length;
}

/** Leaves a model's page for its print page and waits for the price that binds. */
export async function openPrint(page: Page): Promise<void> {
  await page.getByRole('link', { name: '3D Print + Download Model' }).click();
  await expect(page).toHaveURL(/\/print\/ast_/);
  await expectBinding(page);
}

/** The server has agreed to the price on the print page. */
export async function expectBinding(page: Page): Promise<void> {
  await expect(page.locator('[data-slot=quote-state]')).toContainText('is binding until', ORDER_LIMIT);
}

/** The total of the print page's breakdown, in cents, once it binds. */
export async function printTotal(page: Page): Promise<number> {
  await expectBinding(page);
  return cents(await page.locator('[data-slot=price-total]').innerText());
}

/** `€13.57` in cents. */
export function cents(words: string): number {
  const [amount = ''] = /\d[\d,]*\.\d\d/.exec(words) ?? [];
  return Math.round(Number(amount.replaceAll(',', '')) * 100);
}

/** Chooses one of a group's options on the print page. */
export async function pick(page: Page, group: string, name: string | RegExp): Promise<void> {
  const options = page.getByRole('group', { name: group, exact: true });
  await options.locator('label').filter({ has: page.getByRole('radio', { name, exact: true }) }).click();
  await expect(options.getByRole('radio', { name, exact: true })).toBeChecked();
}

/** The button of the print page that buys. */
export function addToCart(page: Page): Locator {
  return page.getByRole('button', { name: 'Add Configured Print to Cart' });
}

/** Puts the configured print into the cart and goes there. */
export async function orderPrint(page: Page): Promise<void> {
  await expectBinding(page);
  await addToCart(page).click();
  await expect(page).toHaveURL(/\/cart$/);
  await expect(line(page, '3D print').first()).toBeVisible();
}
