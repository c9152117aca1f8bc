import { expect, type Page } from '@playwright/test';

import { expectAccessible, expectCredits, expectWellMade, hydrated, open, test } from './person';
import { CARDS, addCredits, expectOrder, fillCard, openCheckout, orderCount, placeOrder } from './shop';
import { expire, holdMessages, payElsewhere, sessionOf } from './stripe';

test('digital things need no address', async ({ person: page }) => {
  await addCredits(page);
  await openCheckout(page);
  await expect(page.getByText('Test mode: no money moves')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Shipping address' })).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Shipping address' })).toHaveCount(0);
});

test('the button waits until the form is complete', async ({ person: page }) => {
  await addCredits(page);
  await openCheckout(page);
  await expect(placeOrder(page)).toBeDisabled();
  await expect(page.locator('#place-order-reason')).toHaveText('Fill in the form to place your order.');
  await fillCard(page, CARDS.paid);
  await expect(placeOrder(page)).toBeEnabled();
});

test('a declined card says so, keeps the form and can be replaced', async ({ person: page }) => {
  const bought = await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.declined);
  await placeOrder(page).click();
  await expect(page.getByRole('alert').filter({ hasText: 'declined' })).toBeVisible();
  await expect(page.getByText('Your order was not placed.')).toBeVisible();
  await expect(page.getByLabel('Expiration date')).not.toHaveValue('');
  await expectAccessible(page);
  expect(await orderCount(page)).toBe(0);
  await fillCard(page, CARDS.paid);
  await placeOrder(page).click();
  await expectOrder(page);
  await expectCredits(page, 3 + bought);
});

test('a card without money says so and leaves everything as it was', async ({ person: page }) => {
  const bought = await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.poor);
  await placeOrder(page).click();
  await expect(page.getByRole('alert').filter({ hasText: 'insufficient funds' })).toBeVisible();
  await expect(page.getByText('Your order was not placed.')).toBeVisible();
  expect(await orderCount(page)).toBe(0);
  await expectCredits(page, 3);
  await page.reload();
  await fillCard(page, CARDS.paid);
  await placeOrder(page).click();
  await expectOrder(page);
  await expectCredits(page, 3 + bought);
});

test('when only the answer is lost nobody is told that nothing was ordered', async ({ person: page }) => {
  const bought = await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.paid);
  await page.route('**/payment_pages/*/confirm', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.route('**/api/checkout/outcome', (route) => route.abort());
  await placeOrder(page).click();
  await expect(page.getByText('We do not know yet whether your order was placed.')).toBeVisible();
  await expect(page.getByText('Your order was not placed.')).toHaveCount(0);
  await expect(page.getByRole('alert').getByRole('link', { name: 'See your orders' })).toBeVisible();
  await expect.poll(() => orderCount(page)).toBe(1);
  await page.unroute('**/api/checkout/outcome');
  // Trying again pays nothing a second time: it leads to the order there is.
  await placeOrder(page).click();
  await expectOrder(page);
  expect(await orderCount(page)).toBe(1);
  await expectCredits(page, 3 + bought);
});

test('an answer lost on the way is asked for again by itself', async ({ person: page }) => {
  await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.paid);
  await page.route('**/payment_pages/*/confirm', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await placeOrder(page).click();
  await expectOrder(page);
  expect(await orderCount(page)).toBe(1);
});

test('the form turns dark and light with the page around it', async ({ person: page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await addCredits(page);
  await openCheckout(page);
  const label = page.getByRole('group', { name: 'Card', exact: true }).getByText('Card number');
  const color = (): Promise<string> => label.evaluate((node) => getComputedStyle(node).color);
  const light = await color();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(color).not.toBe(light);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Switch between light and dark' }).click();
  await expect.poll(color).toBe(light);
});

test('a bank that asks is answered, or refused', async ({ person: page }) => {
  const bought = await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.asksBank);
  await placeOrder(page).click();
  const bank = page.getByRole('dialog', { name: '3D Secure' });
  await bank.getByRole('button', { name: 'Fail authentication' }).click();
  await expect(page.getByText('Your order was not placed.')).toBeVisible();
  await placeOrder(page).click();
  await bank.getByRole('button', { name: 'Complete authentication' }).click();
  await expectOrder(page);
  await expectCredits(page, 3 + bought);
});

test('a reload while the bank asks leaves nothing paid, and the way open', async ({ person: page }) => {
  const bought = await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.asksBank);
  await placeOrder(page).click();
  const bank = page.getByRole('dialog', { name: '3D Secure' });
  await expect(bank).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Card number')).toHaveValue('');
  await expect(bank).toHaveCount(0);
  expect(await orderCount(page)).toBe(0);
  await fillCard(page, CARDS.asksBank);
  await placeOrder(page).click();
  await bank.getByRole('button', { name: 'Complete authentication' }).click();
  await expectOrder(page);
  expect(await orderCount(page)).toBe(1);
  await expectCredits(page, 3 + bought);
});

test('a reload after a refused card begins with an empty form and pays once', async ({ person: page }) => {
  const bought = await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.declined);
  await placeOrder(page).click();
  await expect(page.getByText('Your order was not placed.')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Card number')).toHaveValue('');
  await expect(page.getByText('Your order was not placed.')).toHaveCount(0);
  expect(await orderCount(page)).toBe(0);
  await fillCard(page, CARDS.paid);
  await placeOrder(page).click();
  await expectOrder(page);
  expect(await orderCount(page)).toBe(1);
  await expectCredits(page, 3 + bought);
});

test('a payment that ran out of time while its form was open begins anew, and is paid once', async ({ person: page }) => {
  const bought = await addCredits(page);
  const session = await sessionOf(page, openCheckout);
  await fillCard(page, CARDS.paid);
  await expire(page.request, session);
  await placeOrder(page).click();
  await expect(page.getByText('this payment ran out of time')).toBeVisible();
  await expect(page.getByLabel('Card number')).toHaveValue('');
  await expect(placeOrder(page)).toBeDisabled();
  expect(await orderCount(page)).toBe(0);
  await expectAccessible(page);
  await fillCard(page, CARDS.paid);
  await placeOrder(page).click();
  await expectOrder(page);
  expect(await orderCount(page)).toBe(1);
  await expectCredits(page, 3 + bought);
  await page.goto(`/checkout/done?session_id=${session}`);
  await expect(page.getByText('This payment has run out of time')).toBeVisible();
});

test('the return page says what became of the payment, in every state', async ({ person: page }) => {
  await addCredits(page);
  const session = await sessionOf(page, openCheckout);
  await open(page, `/checkout/done?session_id=${session}`);
  await expect(page.getByText('Nothing was paid')).toBeVisible();
  await expectWellMade(page);
  await page.getByRole('link', { name: 'Back to checkout' }).click();

  await fillCard(page, CARDS.paid);
  let outcome = 'Processing';
  await page.route('**/api/checkout/outcome', (route) => route.fulfill({ json: outcome }));
  await placeOrder(page).click();
  await expect(page.getByText('Your payment is on its way')).toBeVisible();
  await expectWellMade(page);
  outcome = 'Review';
  // The page looks again by itself.
  await expect(page.getByText('We look at your payment by hand')).toBeVisible({ timeout: 40_000 });
  await expectWellMade(page);
  await page.unroute('**/api/checkout/outcome');
  await page.reload();
  await expectOrder(page);
  expect(await orderCount(page)).toBe(1);

  await addCredits(page);
  const late = await sessionOf(page, openCheckout);
  await expire(page.request, late);
  await open(page, `/checkout/done?session_id=${late}`);
  await expect(page.getByText('This payment has run out of time')).toBeVisible();
  await expectWellMade(page);
  await page.getByRole('link', { name: 'Back to your cart' }).click();
  await expect(page).toHaveURL(/\/cart$/);
});

test('a saved card is offered, and removed on the payment service’s own page', async ({ person: page }) => {
  await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.paid);
  await page.getByRole('checkbox', { name: /^Save this card/ }).check();
  await placeOrder(page).click();
  await expectOrder(page);

  await open(page, '/account');
  await page.getByRole('link', { name: 'Payment methods' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Payment methods' })).toBeVisible();
  const remove = page.getByRole('button', { name: /^Remove .* ending in 4242$/ });
  await remove.click();
  await expect(remove).toHaveCount(0);
  await expect(page.getByText('No saved cards.')).toBeVisible();
  await page.getByRole('link', { name: 'Return to MakeIt3D' }).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Account' })).toBeVisible();

  await addCredits(page);
  await openCheckout(page);
  await expect(page.getByRole('radio', { name: /ending in 4242/ })).toHaveCount(0);
});

test('pressed twice it pays once', async ({ person: page }) => {
  const bought = await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.paid);
  await placeOrder(page).dblclick();
  await expectOrder(page);
  expect(await orderCount(page)).toBe(1);
  await expectCredits(page, 3 + bought);
});

test('a cart that changed in another tab is shown before anything is paid', async ({ person: page, context }) => {
  await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.paid);
  const before = await placeOrder(page).innerText();
  const other = await context.newPage();
  await open(other, '/cart?buy=credits');
  const offers = other.getByRole('dialog', { name: 'Buy credits' }).locator('[data-slot=package]');
  await offers.nth(1).getByRole('button', { name: 'Add to cart' }).click();
  await expect(other.locator('[data-slot=toast]')).toBeVisible();
  await placeOrder(page).click();
  await expect(page.getByText('Your cart changed in another tab')).toBeVisible();
  expect(await placeOrder(page).innerText()).not.toBe(before);
  expect(await orderCount(page)).toBe(0);
  await fillCard(page, CARDS.paid);
  await placeOrder(page).click();
  await expectOrder(page);
  expect(await orderCount(page)).toBe(1);
});

test('without a network nothing is paid and the form stays', async ({ person: page, context }) => {
  await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.paid);
  await context.setOffline(true);
  await placeOrder(page).click();
  await expect(page.getByText('cannot be reached')).toBeVisible();
  await context.setOffline(false);
  await placeOrder(page).click();
  await expectOrder(page);
  expect(await orderCount(page)).toBe(1);
});

test('coming back to the return page again leads to the same order', async ({ person: page }) => {
  await addCredits(page);
  const returned = page.waitForRequest((request) => request.url().includes('/api/checkout/outcome'));
  await openCheckout(page);
  await fillCard(page, CARDS.paid);
  await placeOrder(page).click();
  const session = new URLSearchParams((await returned).postData() ?? '').get('session_id');
  await expectOrder(page);
  const order = page.url();
  await page.goto(`/checkout/done?session_id=${session}`);
  await expect(page).toHaveURL(order);
  expect(await orderCount(page)).toBe(1);
  const foreign = await page.goto('/checkout/done?session_id=cs_test_nothing');
  expect(foreign?.status()).toBe(404);
});

test('there is one order, whether the page or the message of the payment comes first', async ({ person: page }) => {
  await addCredits(page);
  await openCheckout(page);
  await fillCard(page, CARDS.paid);
  await holdMessages(page.request, true);
  try {
    await placeOrder(page).click();
    await expectOrder(page);
  } finally {
    await holdMessages(page.request, false);
  }
  expect(await orderCount(page)).toBe(1);

  await addCredits(page);
  const session = await sessionOf(page, openCheckout);
  await payElsewhere(page.request, session);
  await expect.poll(() => orderCount(page)).toBe(2);
  await page.goto(`/checkout/done?session_id=${session}`);
  await expectOrder(page);
  expect(await orderCount(page)).toBe(2);
});

test('an empty cart cannot be paid', async ({ person: page }) => {
  await open(page, '/checkout');
  await expect(page.getByText('Your cart is empty.')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Go to your cart' }).click();
  await expect(page).toHaveURL(/\/cart$/);
});

test('checkout reads well at both widths, in light and dark', async ({ person: page }) => {
  await addCredits(page);
  await expectWellMade(page, () => openCheckout(page));
});

test('an order is paid with the keyboard alone', async ({ person: page }) => {
  await addCredits(page);
  await openCheckout(page);
  await hydrated(page);
  await page.getByLabel('Card number').focus();
  await page.keyboard.type(CARDS.paid);
  await page.keyboard.press('Tab');
  await page.keyboard.type('1234');
  await page.keyboard.press('Tab');
  await page.keyboard.type('123');
  // The country stays the United States, whose cards have a ZIP code.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('94103');
  await expect(placeOrder(page)).toBeEnabled();
  await placeOrder(page).focus();
  await page.keyboard.press('Enter');
  await expectOrder(page);
});
