import { readFile } from 'node:fs/promises';

import { expect, test, type CDPSession, type Page } from '@playwright/test';

import { DRAWING_LIMIT, difference, expectChange, expectModelIn, expectModelInView, expectStill, picture } from './canvas';
import { expectAccessible, open } from './person';
import { expectModelShown } from './steps';

/** Opens the start page's model, which waits to be asked. */
async function openModel(page: Page): Promise<void> {
  await open(page, '/');
  await page.getByRole('button', { name: 'Turn it yourself' }).click();
  await expectModelShown(page);
}

/** The middle of the canvas in page coordinates. */
async function middle(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.locator('canvas').boundingBox();
  if (!box) throw new Error('there is no canvas');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test('the mouse turns, zooms and moves the model, and Reset brings it back', async ({ page }) => {
  await openModel(page);
  await expectModelInView(page);
  const start = await picture(page);
  const { x, y } = await middle(page);
  await expectChange(page, async () => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 120, y + 20, { steps: 4 });
    await page.mouse.up();
  });
  await expectChange(page, () => page.mouse.wheel(0, -400));
  await expectChange(page, async () => {
    await page.mouse.down({ button: 'right' });
    await page.mouse.move(x + 40, y - 30, { steps: 4 });
    await page.mouse.up({ button: 'right' });
  });
  await page.getByRole('button', { name: 'Reset view' }).click();
  await page.mouse.move(0, 0);
  await expect.poll(async () => start.equals(await picture(page))).toBe(true);
});

test('keys turn, zoom and reset the model, and every look is another one', async ({ page }) => {
  await openModel(page);
  await page.locator('canvas').focus();
  // From the first key on the focus is seen, in the picture too.
  await page.keyboard.press('0');
  const start = await picture(page);
  for (const key of ['ArrowRight', 'ArrowUp', '+', 'Shift+ArrowLeft']) {
    await expectChange(page, () => page.keyboard.press(key));
  }
  await page.keyboard.press('0');
  await expect.poll(async () => start.equals(await picture(page))).toBe(true);
  for (const name of ['Look from further right', 'Look from higher up', 'Zoom in']) {
    await expectChange(page, () => page.getByRole('button', { name }).click());
  }
  await page.getByRole('button', { name: 'Reset view' }).click();
  for (const name of ['Clay', 'Wireframe', 'Textured']) {
    const button = page.getByRole('button', { name });
    await expectChange(page, () => button.click());
    await expect(button).toHaveAttribute('aria-pressed', 'true');
  }
});

test('the turntable turns until it is stopped, and a picture can be saved', async ({ page }) => {
  await openModel(page);
  const turntable = page.getByRole('button', { name: 'Turntable' });
  const before = await picture(page);
  await turntable.click();
  await expect(turntable).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(async () => before.equals(await picture(page))).toBe(false);
  await turntable.click();
  await expect(turntable).toHaveAttribute('aria-pressed', 'false');
  await expectStill(page);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a picture' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/robot.*\.png$/);
  await expectModelIn(page, await readFile(await saved.path()));
});

test('who asked for less motion and presses Turntable gets it', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openModel(page);
  const turntable = page.getByRole('button', { name: 'Turntable' });
  await expect(turntable).toHaveAttribute('aria-pressed', 'false');
  await expectStill(page);
  const before = await picture(page);
  await turntable.click();
  await expect(turntable).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(async () => before.equals(await picture(page)), DRAWING_LIMIT).toBe(false);
  await turntable.click();
  await expect(turntable).toHaveAttribute('aria-pressed', 'false');
  await expectStill(page);
});

test('Fullscreen gives the model the screen, and takes it back', async ({ page }) => {
  await openModel(page);
  const filling = (): Promise<boolean> =>
    page.evaluate(() => document.fullscreenElement?.contains(document.querySelector('canvas')) ?? false);
  await page.getByRole('button', { name: 'Fullscreen' }).click();
  await expect.poll(filling).toBe(true);
  await page.evaluate(() => document.exitFullscreen());
  await expect.poll(filling).toBe(false);
  await expectModelInView(page);
});

test('a page that is left and found again ten times has one canvas, and its graphics card', async ({ page }) => {
  test.slow();
  await page.addInitScript(() => {
    const contexts = new Set<WebGL2RenderingContext>();
    const getContext = HTMLCanvasElement.prototype.getContext;
    const watched = function (this: HTMLCanvasElement, ...words: [string]): RenderingContext | null {
      const context = getContext.apply(this, words);
      if (context instanceof WebGL2RenderingContext) contexts.add(context);
      return context;
    };
    Object.assign(HTMLCanvasElement.prototype, { getContext: watched });
    Object.assign(window, { liveContexts: () => [...contexts].filter((context) => !context.isContextLost()).length });
  });
  await openModel(page);
  for (let visit = 1; visit <= 10; visit += 1) {
    await page.getByRole('link', { name: 'How it works' }).click();
    await expect(page).toHaveURL(/\/help$/);
    await expect(page.locator('canvas')).toHaveCount(0);
    await page.goBack();
    await page.getByRole('button', { name: 'Turn it yourself' }).click();
    await expectModelShown(page);
    await expect(page.locator('canvas')).toHaveCount(1);
    // The contexts of canvases that have left are given back, or a browser would soon take the oldest away by itself.
    await expect.poll(() => page.evaluate('liveContexts()'), { message: `visit ${visit}` }).toBe(1);
  }
  await expectModelInView(page);
});

test('a model that does not arrive leaves its picture and a sentence', async ({ page }) => {
  await page.route('**/*.glb', (route) => route.fulfill({ status: 200, body: 'no model at all' }));
  await open(page, '/');
  await page.getByRole('button', { name: 'Turn it yourself' }).click();
  await expect(page.locator('.viewer-note')).toBeVisible();
  await expect(page.locator('.viewer-poster img')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reset view' })).toBeDisabled();
});

/** Takes the canvas's graphics context away, as a driver that restarts does. */
async function loseContext(page: Page): Promise<void> {
  await page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const extension = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
    Object.assign(window, { giveBack: () => extension?.restoreContext() });
    extension?.loseContext();
  });
  await expect(page.locator('.viewer-note')).toContainText('The graphics card was interrupted.');
  await expect(page.locator('.viewer-poster img')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reset view' })).toBeDisabled();
}

test('a lost graphics context shows the picture until the model is back', async ({ page }) => {
  await openModel(page);
  await page.getByRole('button', { name: 'Clay' }).click();
  await expectStill(page);
  const before = await picture(page);
  await loseContext(page);
  await expectAccessible(page);
  await page.evaluate('giveBack()');
  await expectModelShown(page);
  await expect(page.locator('.viewer-note')).toBeHidden();
  await page.mouse.move(0, 0);
  const apart = async (): Promise<number> => difference(page, before, await picture(page));
  await expect.poll(apart, { message: 'the same view, in clay', ...DRAWING_LIMIT }).toBeLessThan(0.02);
  await page.locator('canvas').focus();
  await expectChange(page, () => page.keyboard.press('ArrowRight'));
});

test('a graphics context that stays away is made anew on demand', async ({ page }) => {
  await openModel(page);
  await page.getByRole('button', { name: 'Wireframe' }).click();
  for (const time of ['first', 'second']) {
    await loseContext(page);
    await page.getByRole('button', { name: 'Show it again' }).click();
    await expectModelShown(page);
    await expectModelInView(page);
    await expect(page.getByRole('button', { name: 'Textured' }), time).toHaveAttribute('aria-pressed', 'true');
    await expect(page.locator('canvas')).toHaveCount(1);
  }
});

test('without WebGL the picture stays, with a sentence', async ({ page }) => {
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await open(page, '/');
  await page.getByRole('button', { name: 'Turn it yourself' }).click();
  await expect(page.locator('.viewer-note')).toHaveText(
    'This browser cannot show 3D models: WebGL 2 is missing or switched off.',
  );
  await expect(page.locator('.viewer-poster img')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reset view' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Show it again' })).toHaveCount(0);
  await expectAccessible(page);
});

test('a model that did not get through is fetched again on demand', async ({ page }) => {
  await page.route('**/*.glb', (route) => route.abort());
  await open(page, '/');
  await page.getByRole('button', { name: 'Turn it yourself' }).click();
  await expect(page.locator('.viewer-note')).toContainText('The model could not be downloaded');
  await page.unroute('**/*.glb');
  await page.getByRole('button', { name: 'Show it again' }).click();
  await expectModelShown(page);
});

test.describe('with a finger', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  /** Fingers go down at the first places, over the others in turn, and up. */
  async function swipe(session: CDPSession, places: { x: number; y: number }[][]): Promise<void> {
    for (const [index, touchPoints] of places.entries()) {
      await session.send('Input.dispatchTouchEvent', { type: index === 0 ? 'touchStart' : 'touchMove', touchPoints });
    }
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  /** How far the page is scrolled. */
  function scrolled(page: Page): Promise<number> {
    return page.evaluate(() => scrollY);
  }

  test('one finger turns the model sideways, two fingers zoom', async ({ page, context }) => {
    await openModel(page);
    const { x, y } = await middle(page);
    const session = await context.newCDPSession(page);
    await expectChange(page, () => swipe(session, [0, 20, 40, 60, 80].map((step) => [{ x: x + step, y }])));
    const apart = (spread: number): { x: number; y: number }[] => [{ x: x - spread, y }, { x: x + spread, y }];
    await expectChange(page, () => swipe(session, [20, 30, 50, 70].map(apart)));
  });

  test('one finger up and down scrolls the page, two move the model', async ({ page, context }) => {
    await openModel(page);
    const session = await context.newCDPSession(page);
    await expectStill(page);
    const { x, y } = await middle(page);
    const start = await scrolled(page);
    const higher = (step: number): { x: number; y: number }[] => [{ x: x - 40, y: y - step }, { x: x + 40, y: y - step }];
    await expectChange(page, () => swipe(session, [0, 20, 40, 60, 80, 100].map(higher)));
    expect(await scrolled(page), 'the page stays under two fingers').toBe(start);
    await swipe(session, [0, 20, 40, 60, 80, 100].map((step) => [{ x, y: y - step }]));
    await expect.poll(() => scrolled(page), { message: 'one finger moves the page' }).toBeGreaterThan(start);
  });

  test('where nothing may fill the screen the model fills the window, and gives it back', async ({ page }) => {
    // As in Safari on an iPhone.
    await page.addInitScript(() => Object.assign(Element.prototype, { requestFullscreen: undefined }));
    await openModel(page);
    const size = async (): Promise<number[]> => {
      const box = await page.locator('canvas').boundingBox();
      return [box?.x ?? -1, box?.y ?? -1, box?.width ?? 0, box?.height ?? 0];
    };
    const fullscreen = page.getByRole('button', { name: 'Fullscreen' });
    await fullscreen.tap();
    await expect.poll(size).toEqual([0, 0, 390, 844]);
    await expectModelInView(page);
    await expectAccessible(page);
    await fullscreen.tap();
    await expect.poll(async () => (await size())[3]).toBeLessThan(600);
  });
});
