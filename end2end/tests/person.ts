import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';

let people = 0;

/** An address nobody used before. */
export function newAddress(): string {
  people += 1;
  return `maker-${process.pid}-${Date.now()}-${people}@example.com`;
}

/** Signs a person in, a new one unless told otherwise, from the page they wanted. */
export async function signIn(page: Page, wanted = '/dashboard', address = newAddress()): Promise<void> {
  await page.goto(wanted);
  await expect(page).toHaveURL(/\/sign-in\?redirect_url=/);
  await page.getByRole('textbox', { name: 'Email address' }).fill(address);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL((url) => url.pathname + url.search === wanted);
}

/** Tests that begin with a new person on the dashboard, in a browser of their own, with scripts running. */
export const test = base.extend<{ person: Page }>({
  person: async ({ page }, use) => {
    await signIn(page);
    await hydrated(page);
    await use(page);
  },
});

/** The page works with scripts: WebAssembly has taken it over. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', '');
}

/** Opens an address and waits for its scripts. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** No accessibility violations of WCAG 2.2 AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const report = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const found = report.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
  expect(found).toEqual([]);
}

/** Nothing sticks out to the right. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}

/** Fits and reads well on a phone and a desktop, light and dark; each time, `prepare` comes first. */
export async function expectWellMade(page: Page, prepare = async (): Promise<void> => {}): Promise<void> {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      // Colors change at once with reduced motion, so that none is measured on its way.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await prepare();
      await expectNoOverflow(page);
      await expectAccessible(page);
    }
  }
}

/** What the header says of the balance. */
export function credits(page: Page): Locator {
  return page.locator('[data-slot=credit-balance]').first();
}

/** The header shows this balance, and the server agrees after a reload. */
export async function expectCredits(page: Page, amount: number): Promise<void> {
  const words = `${amount} ${amount === 1 ? 'Credit' : 'Credits'}`;
  await expect(credits(page)).toHaveText(words);
  const answer = await page.request.post('/api/session/view');
  expect(await answer.text(), 'what the server holds').toContain(`"credits":${amount}`);
}
