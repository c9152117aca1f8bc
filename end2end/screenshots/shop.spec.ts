import { open, test } from '../tests/person';
import { addCredits, CARDS, expectOrder, fillAddress, fillCard, line, openCheckout, placeOrder } from '../tests/shop';
import { expectModelShown, makeDirectly } from '../tests/steps';
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
