import { expect, type Page } from '@playwright/test';

/** How long a few frames may take: a busy machine without a graphics card draws one in seconds. */
export const DRAWING_LIMIT = { timeout: 60_000 };

/** What a picture of the canvas holds. */
interface Look {
  /** Different colors, in steps of 8. */
  colors: number;
  /** Share of pixels with a color of their own, which the gray backdrop and its shadow have not. */
  colored: number;
  /** Red, green and blue on average of the hundredth part of all pixels with the strongest color. */
  strongest: [number, number, number];
}

/** A picture of the viewer's canvas as a person sees it. */
export async function picture(page: Page): Promise<Buffer> {
  return page.locator('canvas').screenshot();
}

/** Looks at a picture of the canvas, in the browser, which can read PNG. */
async function look(page: Page, png: Buffer): Promise<Look> {
  return page.evaluate(async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    if (!context) throw new Error('no canvas to look with');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const colors = new Set<number>();
    let colored = 0;
    const pixels: [number, number, number][] = [];
    const strength = (pixel: [number, number, number]): number => Math.max(...pixel) - Math.min(...pixel);
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      colors.add(((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3));
      pixels.push([red, green, blue]);
      if (strength([red, green, blue]) > 60) colored += 1;
    }
    const strong = pixels.sort((one, other) => strength(other) - strength(one)).slice(0, pixels.length / 100);
    const mean = (channel: 0 | 1 | 2): number => strong.reduce((sum, pixel) => sum + pixel[channel], 0) / strong.length;
    return { colors: colors.size, colored: colored / pixels.length, strongest: [mean(0), mean(1), mean(2)] };
  }, png.toString('base64'));
}

/** The canvas shows a model with colors of its own, not an empty backdrop. */
export async function expectModelInView(page: Page): Promise<void> {
  await expectModelIn(page, await picture(page));
}

/** A picture (PNG) shows a model with colors of its own. */
export async function expectModelIn(page: Page, png: Buffer): Promise<void> {
  const { colors, colored } = await look(page, png);
  expect(colors, 'different colors').toBeGreaterThan(60);
  expect(colored, 'share of colored pixels').toBeGreaterThan(0.02);
}

/** The strongest color in the picture of the canvas: red, green and blue, up to 255. */
export async function strongestColor(page: Page): Promise<[number, number, number]> {
  return (await look(page, await picture(page))).strongest;
}

/** Share of pixels that differ between two pictures of the canvas; a finer model of the same thing differs in few. */
export async function difference(page: Page, one: Buffer, other: Buffer): Promise<number> {
  return page.evaluate(
    async (encoded) => {
      const read = async (text: string): Promise<Uint8ClampedArray> => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
        if (!context) throw new Error('no canvas to look with');
        context.drawImage(bitmap, 0, 0);
        return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
      };
      const [first, second] = await Promise.all(encoded.map(read));
      if (!first || !second || first.length !== second.length) return 1;
      let differing = 0;
      for (let at = 0; at < first.length; at += 4) {
        const apart = [0, 1, 2].map((channel) => Math.abs((first[at + channel] ?? 0) - (second[at + channel] ?? 0)));
        if (Math.max(...apart) > 32) differing += 1;
      }
      return differing / (first.length / 4);
    },
    [one.toString('base64'), other.toString('base64')],
  );
}

/** The canvas looks different after `act`, and comes to rest. */
export async function expectChange(page: Page, act: () => Promise<void>): Promise<void> {
  const before = await picture(page);
  await act();
  await expect.poll(async () => before.equals(await picture(page)), DRAWING_LIMIT).toBe(false);
  await expectStill(page);
}

/** The canvas stays as it is: nothing is drawn while nothing changes. */
export async function expectStill(page: Page): Promise<void> {
  await expect(async () => {
    const before = await picture(page);
    await page.waitForTimeout(250);
    expect(before.equals(await picture(page))).toBe(true);
  }).toPass(DRAWING_LIMIT);
}
