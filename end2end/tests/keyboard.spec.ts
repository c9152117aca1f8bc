import { expect, test, type Locator, type Page } from '@playwright/test';

import { expectChange } from './canvas';
import { expectCredits, hydrated, newAddress } from './person';
import { JOB_LIMIT, entry, expectModelShown, promptBox } from './steps';

/** Presses Tab until `wanted` has the focus; at each stop a person can see where they are. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let stop = 0; stop < 40; stop += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(focusIsVisible);
    expect(seen, 'a visible focus').toBe('');
    if (await wanted.evaluate((node) => node === document.activeElement)) return;
  }
  throw new Error('Tab does not get there');
}

/** Empty when the focused element shows an outline, of itself or its label; else its markup. */
function focusIsVisible(): string {
  const focused = document.activeElement;
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
