import { expect, test, type Locator, type Page } from '@playwright/test';

import { expectChange } from './canvas';
import { expectCredits, hydrated, newAddress, signIn } from './person';
import { CARDS, addToCart, expectBinding, expectOrder, line, placeOrder } from './shop';
import { JOB_LIMIT, entry, expectModelShown, makeDirectly, promptBox } from './steps';

/** Presses Tab until `wanted` has the focus; at each stop a person can see where they are. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(focusIsVisible);
    expect(seen, 'a visible focus').toBe('');
    if (await wanted.evaluate((node) => (node.getRootNode() as Document | ShadowRoot).activeElement === node)) return;
  }
  throw new Error('Tab does not get there');
}

/** Empty when the focused element shows an outline, of itself or its label; else its markup. */
function focusIsVisible(): string {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (!focused || focused === document.body) return '';
  const styles = [getComputedStyle(focused), getComputedStyle(focused, '::after')];
  const label = focused.closest('label');
  if (label) styles.push(getComputedStyle(label));
  const outlined = styles.some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
  return outlined ? '' : focused.outerHTML.slice(0, 200);
}

test('from signing in to the turned model by keyboard alone', async ({ page }) => {
  await page.goto('/dashboard');
  await hydrated(page);
  await tabTo(page, page.getByRole('textbox', { name: 'Email address' }));
  await page.keyboard.type(newAddress());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/dashboard$/);
  await hydrated(page);

  await tabTo(page, promptBox(page));
  await page.keyboard.type('a golden cup');
  await tabTo(page, page.getByRole('radio', { name: 'Realistic' }));
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Cartoon' })).toBeChecked();
  await tabTo(page, page.getByRole('checkbox', { name: /Skip concept/ }));
  await tabTo(page, page.getByRole('button', { name: /^Generate/ }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/workspace$/);

  await expect(entry(page, 'a golden cup')).toContainText('Select Concept', JOB_LIMIT);
  await expectCredits(page, 2);
  await tabTo(page, entry(page, 'a golden cup').getByRole('link'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio', { name: 'Concept 1' })).toBeVisible();
  await tabTo(page, page.getByRole('radio', { name: 'Concept 1' }));
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'Concept 2' })).toBeChecked();
  await tabTo(page, page.getByRole('button', { name: /^Generate 3D Model/ }));
  await page.keyboard.press('Space');

  await expect(page.getByRole('button', { name: /^Regenerate Model/ })).toBeVisible(JOB_LIMIT);
  await expectModelShown(page);
  await tabTo(page, page.locator('canvas'));
  await expectChange(page, () => page.keyboard.press('ArrowRight'));
  await tabTo(page, page.getByRole('button', { name: 'Publish…' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Publish this model?' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Publish this model?' })).toBeHidden();
  await expectCredits(page, 2);
});

/** Moves to a field and types into it. */
async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

test('from the model to the paid print by keyboard alone', async ({ page }) => {
  await signIn(page);
  await makeDirectly(page, 'a silver bell');
  await hydrated(page);
  await tabTo(page, page.getByRole('link', { name: '3D Print + Download Model' }));
  await page.keyboard.press('Enter');
  await expectBinding(page);
  await tabTo(page, page.getByRole('button', { name: 'Filament (FDM)' }));
  await tabTo(page, page.getByRole('radio', { name: 'PLA' }));
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'PETG' })).toBeChecked();
  await typeInto(page, page.getByRole('textbox', { name: 'Height', exact: true }), '60');
  // Enter confirms a size; it orders nothing.
  await page.keyboard.press('Enter');
  await expectBinding(page);
  await expect(page).toHaveURL(/\/print\/ast_/);
  await typeInto(page, page.getByRole('textbox', { name: 'Quantity' }), '2');
  await expectBinding(page);
  await tabTo(page, addToCart(page));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/cart$/);
  await expect(line(page, 'PETG')).toBeVisible();

  await tabTo(page, page.getByRole('link', { name: 'Proceed to Checkout' }));
  await page.keyboard.press('Enter');
  const address = page.getByRole('group', { name: 'Shipping address' });
  await typeInto(page, address.getByLabel('Full name'), 'Ada Lovelace');
  await typeInto(page, address.getByLabel('Address line 1'), 'Hauptstraße 1');
  await typeInto(page, address.getByLabel('City'), 'Berlin');
  await typeInto(page, address.getByLabel('Postal code'), '10115');
  const card = page.getByRole('group', { name: 'Card', exact: true });
  await typeInto(page, card.getByLabel('Card number'), CARDS.paid);
  await typeInto(page, card.getByLabel('Expiration date'), '1234');
  await typeInto(page, card.getByLabel('Security code'), '123');
  await typeInto(page, card.getByLabel('ZIP code'), '94103');
  await tabTo(page, placeOrder(page));
  await page.keyboard.press('Enter');
  await expectOrder(page);
});
