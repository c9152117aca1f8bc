import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test, type Page } from '@playwright/test';

import { hydrated, open, signIn } from './person';

const sizes = readFileSync(join(__dirname, '../../bench/sizes.toml'), 'utf8');

/** What `bench/sizes.toml` allows, and the one percent by which compilers differ. */
function allowed(name: string): number {
  return Number(new RegExp(`^${name} = (\\d+)`, 'm').exec(sizes)?.[1]) * 1.01;
}

/** The app's code that this document has fetched: file → bytes on the wire. */
async function fetched(page: Page): Promise<Map<string, number>> {
  const entries = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
      .map((entry): [string, number] => [new URL(entry.name).pathname, entry.encodedBodySize]),
  );
  return new Map(entries.filter(([path]) => /^\/pkg\/app-.*\.(js|wasm)$/.test(path)));
}

/** The chunks among them, by the pages they are for. */
async function chunks(page: Page): Promise<string[][]> {
  const names = [...(await fetched(page)).keys()].map((path) => /^\/pkg\/app-([a-z-]+)-[0-9a-f]{16}\.wasm$/.exec(path));
  return names.filter((found) => found !== null).map((found) => (found[1] ?? '').split('-'));
}

/** Everything the browser complains about from here on. */
function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) found.push(message.text());
  });
  page.on('pageerror', (error) => found.push(String(error)));
  return found;
}

test.beforeEach(async ({ request }) => {
  const document = await (await request.get('/')).text();
  // The development bundle, by hand; a release that lost its hints fails.
  test.skip(process.env.BUNDLE === 'dev', 'this bundle is in one piece');
  expect(document).toContain('as="fetch"');
});

test('a first visit fetches the main module and the chunks of its page', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page);
  const found = complaints(page);
  const visits = { '/help': 'welcome', '/dashboard': 'studio', '/cart': 'shop', '/orders': 'orders', '/account': 'account' };
  for (const [path, chunk] of Object.entries(visits)) {
    await open(page, path);
    const bytes = [...(await fetched(page)).values()].reduce((sum, next) => sum + next, 0);
    expect(bytes, path).toBeGreaterThan(allowed('app') / 2);
    expect(bytes, path).toBeLessThanOrEqual(allowed(`page-${chunk}`));
    for (const pages of await chunks(page)) expect(pages, path).toContain(chunk);
  }
  expect(found).toEqual([]);
  await context.close();
});

test('each file is fetched once, by its hint and the loader together', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/pkg/app-')) asked.push(request.url());
  });
  const found = complaints(page);
  await open(page, '/help');
  expect(new Set(asked).size).toBe(asked.length);
  expect(found).toEqual([]);
});

/** Has requests for the code of a chunk answered by nobody until the answer's function is called, then with `status`. */
async function hold(page: Page, chunk: string, status: 200 | 404): Promise<() => void> {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(new RegExp(`/pkg/app-${chunk}-`), async (route) => {
    await held;
    await (status === 404 ? route.fulfill({ status }) : route.continue());
  });
  return release;
}

/** Marks the running document, so that a new one can be told from it. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
}

function isSameDocument(page: Page): Promise<boolean> {
  return page.evaluate(() => 'sameDocument' in window);
}

test('going on fetches what the next page needs, and the page before stays until it is there', async ({ page }) => {
  await open(page, '/help');
  await mark(page);
  const release = await hold(page, 'entry', 200);
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How it works');
  await expect(page.locator('#main')).not.toBeFocused();
  release();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole('textbox', { name: 'Email address' })).toBeVisible();
  await expect(page.locator('#main')).toBeFocused();
  expect((await chunks(page)).some((pages) => pages.includes('entry'))).toBe(true);
  expect(await isSameDocument(page)).toBe(true);
});

test('a chunk that fails after the visitor has gone on leaves the page alone', async ({ page }) => {
  await open(page, '/help');
  await mark(page);
  const release = await hold(page, 'entry', 404);
  const failed = page.waitForResponse(/\/pkg\/app-entry-/);
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await page.getByRole('link', { name: 'MakeIt3D' }).click();
  await expect(page).toHaveURL(/:\d+\/$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Hold it in 3D');
  release();
  await failed;
  // A new document would have come by the time that the next page is there and has the focus.
  await page.getByRole('contentinfo').getByRole('link', { name: 'Help' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How it works');
  await expect(page.locator('#main')).toBeFocused();
  expect(await isSameDocument(page)).toBe(true);
});

test('pointing at a link fetches its page ahead', async ({ page }) => {
  await open(page, '/help');
  const ahead = page.waitForResponse(/\/pkg\/app-entry-/);
  await page.getByRole('link', { name: 'Sign in' }).first().hover();
  expect((await ahead).ok()).toBe(true);
});

test('a chunk that is gone leads to the page as a new document', async ({ page }) => {
  await open(page, '/help');
  await mark(page);
  await page.route(/\/pkg\/app-entry-/, (route) => route.fulfill({ status: 404 }));
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect.poll(() => isSameDocument(page)).toBe(false);
  await page.unroute(/\/pkg\/app-entry-/);
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole('textbox', { name: 'Email address' })).toBeVisible();
});

test('so does a step back to a page whose chunk is gone, also to a place on it', async ({ page }) => {
  await open(page, '/help');
  await mark(page);
  await page.route(/\/pkg\/app-entry-/, (route) => route.fulfill({ status: 404 }));
  await page.evaluate(() => {
    history.pushState(null, '', '/sign-in#main');
    dispatchEvent(new PopStateEvent('popstate'));
  });
  await expect(page.getByRole('textbox', { name: 'Email address' })).toBeVisible();
  expect(await isSameDocument(page)).toBe(false);
});

test('the credits dialog is fetched when somebody points at its link, and opens by its address', async ({ page }) => {
  await signIn(page);
  await hydrated(page);
  const isThere = async (): Promise<boolean> => (await chunks(page)).some((names) => names.includes('credits'));
  const before = await fetched(page);
  const link = page.getByRole('banner').getByRole('link', { name: 'Buy credits' });
  const ahead = page.waitForResponse(/\/pkg\/app-[a-z-]*credits/);
  await link.hover();
  expect((await ahead).ok()).toBe(true);
  await link.click();
  const dialog = page.getByRole('dialog', { name: 'Buy credits' });
  await expect(dialog.getByText('Best value')).toBeVisible();
  expect((await fetched(page)).size).toBeGreaterThan(before.size);
  const found = complaints(page);
  await page.reload();
  await hydrated(page);
  await expect(dialog.getByText('Best value')).toBeVisible();
  expect(await isThere()).toBe(true);
  expect(found).toEqual([]);
});

test('a dialog whose chunk is gone is part of a new document', async ({ page }) => {
  await signIn(page);
  await hydrated(page);
  await mark(page);
  await page.route(/\/pkg\/app-[a-z-]*credits/, (route) => route.fulfill({ status: 404 }));
  await page.getByRole('banner').getByRole('link', { name: 'Buy credits' }).click();
  await expect(page.getByRole('button', { name: /^Add to cart/ }).first()).toBeVisible();
  expect(await isSameDocument(page)).toBe(false);
});

test('where the code does not come the page is one without scripts', async ({ page }) => {
  await page.route(/\/pkg\/app-.*\.wasm$/, (route) => route.abort());
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('data-plain', '');
  await expect(page.getByRole('img').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Turn it yourself' })).toBeHidden();
  await expect(page.getByRole('toolbar')).toBeHidden();
});
