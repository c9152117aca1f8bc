import { expect, test, type Page } from '@playwright/test';
import { deflateSync } from 'node:zlib';

import { credits, expectAccessible, hydrated, signIn } from './person';

/** Chooses one of several pictures by clicking it. */
async function choose(page: Page, name: string): Promise<void> {
  const radio = page.getByRole('radio', { name });
  await page.locator('label').filter({ has: radio }).click();
  await expect(radio).toBeChecked();
}

/** Waits for the newest asset's concepts in the workspace and opens it. */
async function openConcepts(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/workspace$/);
  const entry = page.locator('[data-slot=entry]').first();
  await expect(entry).toContainText('Select Concept', { timeout: 60_000 });
  await entry.getByRole('link').first().click();
  await expect(page.getByRole('radio', { name: 'Concept 1' })).toBeVisible();
}

/** Chooses the second concept and waits for the model's first frame. */
async function makeModel(page: Page): Promise<void> {
  await choose(page, 'Concept 2');
  await page.getByRole('button', { name: /^Generate 3D Model/ }).click();
  await expect(page.getByRole('button', { name: /^Regenerate Model/ })).toBeVisible({ timeout: 60_000 });
  await page.locator('canvas').scrollIntoViewIfNeeded();
  await expect(page.getByRole('button', { name: 'Reset view' })).toBeEnabled({ timeout: 60_000 });
}

test('a person describes a robot, chooses a concept and turns the model', async ({ page }) => {
  await signIn(page);
  await hydrated(page);
  await expect(credits(page)).toContainText('3 Credits');
  await expect(page.locator('#generate-reason')).not.toBeEmpty();
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a red robot with a flower');
  await choose(page, 'Cartoon');
  await page.getByRole('button', { name: /^Generate/ }).click();
  await openConcepts(page);
  await expect(credits(page)).toContainText('2 Credits');
  await makeModel(page);
  await expect(credits(page)).toContainText('2 Credits');
  await expect(page.getByText(/built-in generator/i).first()).toBeVisible();

  const canvas = page.locator('canvas');
  const before = await canvas.screenshot();
  await canvas.focus();
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowRight');
  await expect.poll(async () => before.equals(await canvas.screenshot()), { timeout: 30_000 }).toBe(false);
  await expectAccessible(page);
});

test('a person drops in a picture and gets a model of it', async ({ page }) => {
  await signIn(page, '/dashboard');
  await hydrated(page);
  await page.getByRole('link', { name: 'Image to Model' }).click();
  await page.locator('input[type=file]').first().setInputFiles({
    name: 'disc.png',
    mimeType: 'image/png',
    buffer: disc(256),
  });
  await expect(page.getByRole('img', { name: 'Your picture' })).toBeVisible();
  await choose(page, 'Realistic');
  await page.getByRole('button', { name: /^Generate/ }).click();
  await openConcepts(page);
  await makeModel(page);
});

test('without scripts a person signs in, describes and finds the job', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page);
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a blue vase');
  await page.getByRole('button', { name: /^Generate/ }).click();
  await expect(page).toHaveURL(/\/workspace$/);
  await expect(page.locator('[data-slot=entry]').first()).toContainText('a blue vase');
  await context.close();
});

/** A red disc on white: a PNG of `side` pixels a side. */
function disc(side: number): Buffer {
  const rows = Buffer.alloc(side * (1 + side * 3), 255);
  for (let y = 0; y < side; y += 1) {
    rows[y * (1 + side * 3)] = 0;
    for (let x = 0; x < side; x += 1) {
      if (Math.hypot(x - side / 2, y - side / 2) > side / 3) continue;
      const place = y * (1 + side * 3) + 1 + x * 3;
      rows.set([200, 40, 30], place);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(checksum(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

/** PNG's CRC-32. */
function checksum(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
