import { expect } from '@playwright/test';

import { expectModelInView } from './canvas';
import { expectCredits, expectNoOverflow, hydrated, test } from './person';
import {
  CARDS,
  addCredits,
  addToCart,
  expectBinding,
  expectOrder,
  fillAddress,
  fillCard,
  line,
  placeOrder,
} from './shop';
import { JOB_LIMIT, entry, expectModelShown, generateButton, makeDirectly, promptBox } from './steps';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test('the whole way on a phone, by touch', async ({ person: page }) => {
  const prompt = 'a purple mushroom';
  await expectNoOverflow(page);
  await promptBox(page).fill(prompt);
  const lowPoly = page.locator('label').filter({ has: page.getByRole('radio', { name: 'Low Poly' }) });
  await lowPoly.tap();
  await generateButton(page).tap();
  await expect(page).toHaveURL(/\/workspace$/);
  await expect(entry(page, prompt)).toContainText('Select Concept', JOB_LIMIT);
  await expectNoOverflow(page);
  await entry(page, prompt).tap();
  await page.locator('label').filter({ has: page.getByRole('radio', { name: 'Concept 2' }) }).tap();
  await expectNoOverflow(page);
  await page.getByRole('button', { name: /^Generate 3D Model/ }).tap();
  await expect(page.getByRole('button', { name: /^Regenerate Model/ })).toBeVisible(JOB_LIMIT);
  await expectModelShown(page);
  await expectModelInView(page);
  await expectNoOverflow(page);

  await page.reload();
  await hydrated(page);
  await expectModelShown(page);
  await expectModelInView(page);
  await page.getByRole('button', { name: 'Account menu' }).tap();
  await page.getByRole('link', { name: 'Account and credits' }).tap();
  await expect(page.locator('[data-slot=balance]')).toHaveText('2');
  await expectNoOverflow(page);
  await expectCredits(page, 2);
});

test('a print is configured and paid on a phone, by touch', async ({ person: page }) => {
  await makeDirectly(page, 'an orange cat');
  await page.getByRole('link', { name: '3D Print + Download Model' }).tap();
  await expectBinding(page);
  await expectNoOverflow(page);
  // The price and the button stay in sight while the page is scrolled.
  await expect(addToCart(page)).toBeInViewport();
  await page.getByRole('button', { name: 'Resin (SLA)' }).tap();
  await page.locator('label').filter({ has: page.getByRole('radio', { name: 'Tough resin' }) }).tap();
  await page.getByRole('textbox', { name: 'Height', exact: true }).fill('6');
  const show = page.getByRole('button', { name: 'Show on model' }).first();
  await show.tap();
  await expect(page.locator('canvas')).toBeInViewport();
  await page.getByRole('button', { name: /^Make it .* mm$/ }).tap();
  await page.getByRole('button', { name: 'One more' }).tap();
  await expect(page.getByRole('textbox', { name: 'Quantity' })).toHaveValue('2');
  await expectBinding(page);
  await expectNoOverflow(page);
  await addToCart(page).tap();
  await expect(page).toHaveURL(/\/cart$/);
  await expect(line(page, 'Tough resin')).toBeVisible();
  await addCredits(page);
  await expect(line(page, 'Credits')).toBeVisible();
  await expectNoOverflow(page);
  await page.getByRole('link', { name: 'Proceed to Checkout' }).tap();
  await expect(page.getByRole('group', { name: 'Card', exact: true })).toBeVisible();
  await expectNoOverflow(page);
  // What is paid stands above the form.
  await expect(page.getByRole('heading', { name: 'Summary' })).toBeInViewport();
  await fillAddress(page);
  await fillCard(page, CARDS.paid);
  await placeOrder(page).tap();
  await expectOrder(page);
  await expectNoOverflow(page);
  await page.getByRole('banner').getByRole('link', { name: 'Orders' }).tap();
  await page.locator('[data-slot=order]').tap();
  await expect(page.locator('[data-slot=order-item]')).toHaveCount(2);
});
