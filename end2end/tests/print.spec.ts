import { expect, type Browser, type Locator, type Page } from '@playwright/test';

import { expectChange, expectStill, strongestColor } from './canvas';
import { expectAccessible, expectWellMade, hydrated, open, test as base } from './person';
import { addToCart, cents, expectBinding, line, openPrint, orderPrint, pick, printTotal } from './shop';
import { entry, expectModelShown, makeDirectly } from './steps';

const PROMPT = 'a red robot';

/** Tests that begin with a person on the page of a model of theirs. */
const test = base.extend<{ model: Page }>({
  model: async ({ person: page }, use) => {
    await makeDirectly(page, PROMPT);
    await use(page);
  },
});

function side(page: Page, name: 'Width' | 'Height' | 'Depth'): Locator {
  return page.getByRole('textbox', { name, exact: true });
}

/** What the three size fields hold. */
async function sides(page: Page): Promise<number[]> {
  const fields = (['Width', 'Height', 'Depth'] as const).map((name) => side(page, name).inputValue());
  return (await Promise.all(fields)).map(Number);
}

/** The three sides are in the same proportion to each other as before, `factor` times as long. */
function expectScaled(now: number[], before: number[], factor: number): void {
  now.forEach((length, axis) => expect(length / (before[axis] ?? 0) / factor).toBeCloseTo(1, 1));
}

function quantity(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Quantity' });
}

function verdict(page: Page): Locator {
  return page.locator('[data-slot=passport]');
}

/** The same person in a browser that runs no scripts. */
async function withoutScripts(browser: Browser, page: Page): Promise<Page> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
    viewport: { width: 1280, height: 900 },
  });
  return context.newPage();
}

test('the price is there at once, and the server agrees to it', async ({ model: page }) => {
  await openPrint(page);
  const shown = await printTotal(page);
  const html = await (await page.request.get(page.url())).text();
  expect(cents(html.slice(html.indexOf('price-total')))).toBe(shown);
  const lines = await page.locator('[data-slot=price] tbody td').allInnerTexts();
  expect(lines.map(cents).reduce((sum, amount) => sum + amount, 0)).toBe(shown);
  await expect(page.locator('[data-slot=print-bar]')).toContainText((shown / 100).toFixed(2));
  await expect(verdict(page)).toContainText('Prints well');
  await expectModelShown(page);
});

test('a change shows its price in a moment', async ({ model: page }) => {
  await openPrint(page);
  const times = await page.evaluate(async () => {
    const total = (): string => document.querySelector('[data-slot=price-total]')?.textContent ?? '';
    const field = document.querySelector<HTMLInputElement>('#height');
    if (!field) throw new Error('no height');
    const changed = async (before: string): Promise<void> => {
      while (total() === before) {
        await new Promise<void>((resolve) => {
          const watch = new MutationObserver(() => { watch.disconnect(); resolve(); });
          watch.observe(document.body, { subtree: true, childList: true, characterData: true });
        });
      }
    };
    const measured: { inPage: number; onScreen: number }[] = [];
    for (const height of ['60', '90', '70', '110', '85', '64', '97', '73', '102', '81', '66']) {
      const done = changed(total());
      const started = performance.now();
      field.value = height;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await done;
      const inPage = performance.now() - started;
      await new Promise(requestAnimationFrame);
      measured.push({ inPage, onScreen: performance.now() - started });
    }
    return measured;
  });
  const median = (name: 'inPage' | 'onScreen'): number => times.map((time) => time[name]).sort((a, b) => a - b)[5] ?? 0;
  // The next frame waits for the model's, which is drawn without a graphics card here.
  console.log(`price after a change: ${median('inPage').toFixed(1)} ms, next frame ${median('onScreen').toFixed(1)} ms`);
  expect(median('inPage')).toBeLessThan(100);
  await expectBinding(page);
});

test('a typed side takes the others along until it is freed, in millimetres and inches', async ({ model: page }) => {
  await openPrint(page);
  const [before, price] = [await sides(page), await printTotal(page)];
  await side(page, 'Height').fill(String((before[1] ?? 0) * 1.5));
  expectScaled(await sides(page), before, 1.5);
  expect(await printTotal(page)).toBeGreaterThan(price);
  await side(page, 'Height').fill(String(before[1]));
  expect(await printTotal(page)).toBe(price);

  const lock = page.getByRole('checkbox', { name: 'Keep proportions' });
  await lock.uncheck();
  await side(page, 'Width').fill('70');
  expect(await sides(page)).toEqual([70, before[1], before[2]]);
  await expectBinding(page);
  await lock.check();
  expectScaled(await sides(page), before, 1);

  await pick(page, 'Size', 'inch');
  expectScaled(await sides(page), before, 1 / 25.4);
  await expect(page.getByRole('slider')).toHaveAttribute('aria-valuetext', / in$/);
  expect(await printTotal(page)).toBe(price);
  await side(page, 'Height').fill('2');
  await pick(page, 'Size', 'mm');
  await expect(side(page, 'Height')).toHaveValue('50.8');
});

test('the slider and the ends of the range set the longest side', async ({ model: page }) => {
  await openPrint(page);
  const slider = page.getByRole('slider', { name: /^Longest side/ });
  const before = await sides(page);
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  expect(Math.max(...(await sides(page)))).toBe(Math.max(...before) + 1);
  const largest = page.getByRole('button', { name: /^Largest that fits/ });
  await largest.click();
  await expect(largest).toContainText(`${Math.max(...(await sides(page)))} mm`);
  const dear = await printTotal(page);
  const smallest = page.getByRole('button', { name: /^Smallest that prints/ });
  await smallest.click();
  await expect(smallest).toContainText(`${Math.max(...(await sides(page)))} mm`);
  expect(await printTotal(page)).toBeLessThan(dear);
  await expect(verdict(page)).not.toContainText('Does not print');
});

test('what is too small says why, shows where, and one press heals it', async ({ model: page }) => {
  await openPrint(page);
  await expectModelShown(page);
  await side(page, 'Height').fill('8');
  await expect(verdict(page)).toContainText('Does not print like this');
  await expect(verdict(page)).toContainText(/Walls are down to .* mm/);
  await expect(page.locator('[data-slot=quote-state]')).toHaveText('There is no price for what does not print.');
  await expect(page.locator('[data-slot=price-total]')).toHaveCount(0);
  await expect(addToCart(page)).toBeDisabled();
  await expect(page.locator('#send-reason')).toContainText('This cannot be printed yet');
  await expectAccessible(page);

  const show = page.getByRole('button', { name: 'Show on model' }).first();
  await expectChange(page, () => show.click());
  await expect(show).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('canvas')).toBeInViewport();
  await expectChange(page, () => show.click());
  await expect(show).toHaveAttribute('aria-pressed', 'false');

  await page.getByRole('button', { name: /^Make it .* mm$/ }).click();
  await expectBinding(page);
  await expect(verdict(page)).not.toContainText('Does not print');
  await orderPrint(page);
});

test('what cannot be read is named where it is typed', async ({ model: page }) => {
  await openPrint(page);
  await side(page, 'Width').fill('wide');
  await expect(side(page, 'Width')).toHaveAttribute('aria-invalid', 'true');
  await expect(verdict(page)).toContainText('Not checked');
  await expect(page.locator('#send-reason')).toHaveText('Give each side as a number above zero.');
  await expect(addToCart(page)).toBeDisabled();
  await side(page, 'Width').fill('3000');
  await expect(page.locator('#send-reason')).toContainText('1000 mm');
  await page.getByRole('button', { name: /^Largest that fits/ }).click();
  await quantity(page).fill('0');
  await expect(page.locator('#send-reason')).toHaveText('Order 1 to 500 pieces.');
  await page.getByRole('button', { name: 'One more' }).click();
  await expect(quantity(page)).toHaveValue('1');
  const remarks = page.getByRole('textbox', { name: /^Remarks/ });
  await remarks.fill('x'.repeat(501));
  await expect(page.locator('#remarks-count')).toHaveText('501 / 500');
  await expect(remarks).toHaveAttribute('aria-invalid', 'true');
  await expect(addToCart(page)).toBeDisabled();
  await remarks.fill('Please sand the base.');
  await expect(page.locator('#remarks-count')).toHaveText('21 / 500');
  await expectBinding(page);
  await expect(addToCart(page)).toBeEnabled();
});

test('technology, material, color, finish and pieces change price and range', async ({ model: page }) => {
  await openPrint(page);
  const largest = page.getByRole('button', { name: /^Largest that fits/ });
  const [plastic, room] = [await printTotal(page), await largest.innerText()];
  await pick(page, 'Finish', 'Sanded');
  expect(await printTotal(page)).toBeGreaterThan(plastic);
  await pick(page, 'Color', 'Red');
  await pick(page, 'Material', 'PETG');
  await expect(page.getByRole('group', { name: 'Color' }).getByRole('radio', { name: 'Red' })).toBeChecked();

  await page.getByRole('button', { name: 'Nylon powder (SLS)' }).click();
  await expect(page.getByRole('button', { name: 'Nylon powder (SLS)' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveURL(/\/print\/ast_[a-z0-9]+\?material=/);
  await pick(page, 'Color', 'White');
  await pick(page, 'Finish', 'As printed');
  expect(await largest.innerText()).not.toBe(room);
  const white = await printTotal(page);
  await pick(page, 'Color', /black \+10 %$/i);
  expect(await printTotal(page)).toBeGreaterThan(white);
  await pick(page, 'Color', 'White');

  await expect(page.locator('#quantity-hint')).toContainText('From 2 pieces');
  await quantity(page).fill('10');
  const ten = await printTotal(page);
  expect(ten).toBeGreaterThan(white);
  expect(ten).toBeLessThan(10 * white);
  await expect(page.locator('[data-slot=price]')).toContainText('a piece');
});

test('a reload and Back find the page as it was filled in, at the same price', async ({ model: page }) => {
  await openPrint(page);
  await expect(page, 'nothing is written before anything is changed').toHaveURL(/\/print\/ast_[a-z0-9]+$/);
  await page.getByRole('button', { name: 'Resin (SLA)' }).click();
  await pick(page, 'Material', 'Tough resin');
  await pick(page, 'Size', 'inch');
  await side(page, 'Height').fill('3.345');
  await quantity(page).fill('2');
  await page.getByRole('textbox', { name: /^Remarks/ }).fill('50 % off & well packed?');
  await expect(page).toHaveURL(/remarks=50/);
  const [price, length] = [await printTotal(page), await sides(page)];
  const address = page.url();
  const expectSame = async (): Promise<void> => {
    await expect(page.getByRole('radio', { name: 'Tough resin' })).toBeChecked();
    await expect(page.getByRole('radio', { name: 'inch' })).toBeChecked();
    expect(await sides(page)).toEqual(length);
    await expect(quantity(page)).toHaveValue('2');
    await expect(page.getByRole('textbox', { name: /^Remarks/ })).toHaveValue('50 % off & well packed?');
    expect(await printTotal(page)).toBe(price);
  };
  await page.reload();
  await hydrated(page);
  await expectSame();
  expect(page.url()).toBe(address);
  // The dialog over the page leaves the choice in the address.
  await page.getByRole('banner').getByRole('link', { name: 'Buy credits' }).click();
  await expect(page).toHaveURL(/material=.*buy=credits$/);
  await expect(page.getByRole('dialog', { name: 'Buy credits' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/material=/);
  await page.getByRole('link', { name: 'Back to the model' }).click();
  await expect(page).toHaveURL(/\/assets\//);
  await page.goBack();
  await expectSame();
});

test('the model is shown in the color it will be printed in', async ({ model: page }) => {
  await openPrint(page);
  await expectModelShown(page);
  await expectStill(page);
  const white = await strongestColor(page);
  expect(Math.max(...white) - Math.min(...white), 'white is without color').toBeLessThan(30);
  await expectChange(page, () => pick(page, 'Color', 'Blue'));
  const [red, green, blue] = await strongestColor(page);
  expect(blue - Math.max(red, green), 'blue is blue').toBeGreaterThan(40);
  // Full color keeps the model's own: a red robot.
  await expectChange(page, () => page.getByRole('button', { name: /^Full color/i }).click());
  const own = await strongestColor(page);
  expect(own[0] - own[2], 'a red robot is red').toBeGreaterThan(20);
});

test('configurations are kept, several for one model, changed, ordered and deleted', async ({ model: page }) => {
  const saved = page.locator('[data-slot=saved-prints]');
  const keep = async (): Promise<void> => {
    await expectBinding(page);
    await page.getByRole('button', { name: 'Save & Back to Workspace' }).click();
    await expect(page).toHaveURL(/\/workspace$/);
    await entry(page, PROMPT).getByRole('link').first().click();
    await expect(saved).toBeVisible();
  };
  await openPrint(page);
  await pick(page, 'Color', 'Red');
  await keep();
  await expect(saved.getByRole('listitem')).toHaveCount(1);
  await expect(saved).toContainText('1 × PLA, red, as printed');

  await saved.getByRole('link', { name: 'Edit' }).click();
  await expect(page).toHaveURL(/\?config=pcf_/);
  await hydrated(page);
  await expect(page.getByRole('radio', { name: 'Red' })).toBeChecked();
  await quantity(page).fill('3');
  await keep();
  await expect(saved.getByRole('listitem')).toHaveCount(1);
  await expect(saved).toContainText('3 × PLA, red, as printed');

  await openPrint(page);
  await pick(page, 'Material', 'PETG');
  await keep();
  await expect(saved.getByRole('listitem')).toHaveCount(2);
  const second = saved.getByRole('listitem').filter({ hasText: 'PETG' });
  await second.getByRole('button', { name: 'Delete' }).click();
  await expect(saved.getByRole('listitem')).toHaveCount(1);
  await expect(saved).not.toContainText('PETG');

  await saved.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page).toHaveURL(/\/cart$/);
  await expect(line(page, 'PLA')).toHaveCount(1);
  await line(page, 'PLA').getByRole('link', { name: 'Edit' }).click();
  await hydrated(page);
  await expect(quantity(page)).toHaveValue('3');
});

test('without scripts the form keeps what is filled in, orders, and is refused with a reason', async ({ model: page, browser }) => {
  const asset = new URL(page.url()).pathname.replace('/assets/', '/print/');
  const plain = await withoutScripts(browser, page);
  await plain.goto(new URL(asset, page.url()).href);
  await expect(plain.locator('[data-slot=price-total]')).toContainText('€');
  await expect(plain.getByText('It is checked when you put it into the cart')).toBeVisible();
  await side(plain, 'Width').fill('60');
  await side(plain, 'Height').fill('90');
  await quantity(plain).fill('4');
  await plain.getByRole('textbox', { name: /^Remarks/ }).fill('No hurry');
  await plain.getByRole('button', { name: 'Resin (SLA)' }).click();
  await expect(plain.getByRole('radio', { name: 'Tough resin' })).toBeVisible();
  await expect(side(plain, 'Height')).toHaveValue('90');
  await expect(quantity(plain)).toHaveValue('4');
  await expect(plain.getByRole('textbox', { name: /^Remarks/ })).toHaveValue('No hurry');

  // Enter fills the page in again with its price; it orders nothing.
  const before = await plain.locator('[data-slot=price-total]').innerText();
  await quantity(plain).fill('5');
  await quantity(plain).press('Enter');
  await expect(plain).toHaveURL(/\/print\/.*quantity=5/);
  await expect(plain.locator('[data-slot=price-total]')).not.toHaveText(before);
  await addToCart(plain).click();
  await expect(plain).toHaveURL(/\/cart$/);
  await expect(line(plain, 'Standard resin')).toContainText('60 × 90');

  await plain.goto(new URL(asset, page.url()).href);
  for (const name of ['Width', 'Height', 'Depth'] as const) await side(plain, name).fill('6');
  await addToCart(plain).click();
  await expect(plain).toHaveURL(/\/print\//);
  await expect(plain.getByRole('alert')).toContainText(/Walls are down to|thinner than/);
  await plain.context().close();
});

test('somebody who cannot see the model cannot print it', async ({ model: page, browser }) => {
  const address = page.url().replace('/assets/', '/print/');
  const context = await browser.newContext();
  const stranger = await context.newPage();
  await stranger.goto(address);
  await expect(stranger).toHaveURL(/\/sign-in\?redirect_url=/);
  await stranger.getByRole('textbox', { name: 'Email address' }).fill(`stranger-${Date.now()}@example.com`);
  await stranger.getByRole('button', { name: 'Continue' }).click();
  await expect(stranger.getByText('There is nothing at this address')).toBeVisible();
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Not found');
  await context.close();
});

test('the page reads well at both widths, in light and dark', async ({ model: page }) => {
  await openPrint(page);
  const address = new URL(page.url()).pathname;
  await expectWellMade(page, async () => {
    await open(page, address);
    await expectBinding(page);
    await expect(addToCart(page)).toBeInViewport();
  });
});
