import { writeFile } from 'node:fs/promises';

import { expect, type Page, type TestInfo } from '@playwright/test';

import { expectAccessible, expectCredits, test as base } from './person';
import { disc, upload, type Upload } from './pictures';
import { expectModelShown, generateButton, makeModel, openConcepts, promptBox } from './steps';

/** Tests that begin with a person who is asked for a picture. */
const test = base.extend<{ asked: Page }>({
  asked: async ({ person: page }, use) => {
    await page.getByRole('link', { name: 'Image to Model' }).click();
    await expect(page.locator('.drop-zone')).toBeVisible();
    await use(page);
  },
});

/** Drags a file from the desktop over a place of the page and lets it go there. */
async function drop(page: Page, info: TestInfo, place: string, file: Upload): Promise<void> {
  const path = info.outputPath(file.name);
  await writeFile(path, file.buffer);
  const box = await page.locator(place).boundingBox();
  if (!box) throw new Error(`there is no ${place}`);
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 60)];
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await session.detach();
}

/** Lets the picture's bytes wait until the answer is called. */
async function holdBytes(page: Page): Promise<() => void> {
  let go = () => {};
  const gone = new Promise<void>((resolve) => {
    go = resolve;
  });
  const isPut = (url: URL): boolean => url.pathname.startsWith('/files/');
  await page.route(isPut, async (route) => {
    if (route.request().method() === 'PUT') await gone;
    await route.continue();
  });
  return go;
}

test('a picture dropped on the zone is sent, seen and made into a model', async ({ asked: page }, info) => {
  const go = await holdBytes(page);
  await drop(page, info, '.drop-zone', disc());
  await expect(page.getByText('Sending your picture')).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Sending your picture' })).toBeVisible();
  await expect(generateButton(page)).toBeDisabled();
  await expectAccessible(page);
  go();
  await expect(page.getByRole('img', { name: 'Your picture' })).toBeVisible();
  await promptBox(page).fill('a dropped medal');
  await generateButton(page).click();
  await openConcepts(page, 'a dropped medal');
  await makeModel(page);
  await expectModelShown(page);
  await expectCredits(page, 2);
});

test('a picture is pasted from the clipboard, and words still go into the prompt', async ({ asked: page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await promptBox(page).focus();
  await page.evaluate(() => navigator.clipboard.writeText('a pasted medal'));
  await page.keyboard.press('ControlOrMeta+V');
  await expect(promptBox(page)).toHaveValue('a pasted medal');
  await expect(generateButton(page)).toBeDisabled();

  await page.evaluate(async (content) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
  }, disc().buffer.toString('base64'));
  await page.keyboard.press('ControlOrMeta+V');
  await expect(page.getByRole('img', { name: 'Your picture' })).toBeVisible();
  await expect(promptBox(page)).toHaveValue('a pasted medal');
  await generateButton(page).click();
  await openConcepts(page, 'a pasted medal');
  await expectCredits(page, 2);
});

/** A file that is refused, and what the page says. */
const REFUSED: [file: Upload, sentence: RegExp][] = [
  [upload('letter.pdf', '%PDF-1.7\n', 'application/pdf'), /PNG, JPEG or WebP/],
  [upload('huge.png', Buffer.alloc(12 * 1024 * 1024, 1)), /at most 10 MB; this one has 12\.0 MB/],
  [upload('nothing.png', ''), /file is empty/],
];

test('a wrong file that is dropped is refused with the reason, and the right one heals it', async ({ asked: page }, info) => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT') sent.push(request.url());
  });
  for (const [file, sentence] of REFUSED) {
    await drop(page, info, '.drop-zone', file);
    const alert = page.getByRole('alert');
    await expect(alert, file.name).toContainText(sentence);
    await expect(alert, file.name).toContainText('Nothing was charged.');
    await expect(page.getByText('Drop a picture here or paste it.'), file.name).toBeVisible();
    await expect(generateButton(page), file.name).toBeDisabled();
  }
  expect(sent, 'nothing of a wrong file is sent').toEqual([]);
  await drop(page, info, '.drop-zone', disc());
  await expect(page.getByRole('img', { name: 'Your picture' })).toBeVisible();
  await expect(page.getByRole('alert')).toBeHidden();
  await expectCredits(page, 3);
});

test('a picture dropped beside the zone does not take the page away', async ({ asked: page }, info) => {
  await promptBox(page).fill('a medal');
  await drop(page, info, 'h1', disc());
  await page.waitForTimeout(500);
  await expect(page).toHaveURL(/\/dashboard/);
  await expect(promptBox(page)).toHaveValue('a medal');
});
