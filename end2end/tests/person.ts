import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

let people = 0;

/** Signs a new person in, from the page they wanted. */
export async function signIn(page: Page, wanted = '/dashboard'): Promise<void> {
  people += 1;
  await page.goto(wanted);
  await expect(page).toHaveURL(/\/sign-in\?redirect_url=/);
  await page.getByRole('textbox', { name: 'Email address' }).fill(`maker-${Date.now()}-${people}@example.com`);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveURL(new RegExp(`${wanted}$`));
}

/** The page works with scripts: WebAssembly has taken it over. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', '');
}

/** No accessibility violations of WCAG 2.2 AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const report = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const found = report.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
  expect(found).toEqual([]);
}

export function credits(page: Page) {
  return page.locator('[data-slot=credit-balance]').first();
}
