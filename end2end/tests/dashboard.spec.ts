import { expect, test as bare } from '@playwright/test';

import { credits, expectCredits, signIn, test } from './person';
import { blank, disc, upload, type Upload } from './pictures';
import { choose, generateButton, promptBox } from './steps';

const EXACT = 'x'.repeat(1000);

test('a prompt of 1,001 characters is refused and kept', async ({ person: page }) => {
  await expect(generateButton(page)).toBeDisabled();
  await expect(page.locator('#generate-reason')).toHaveText('Describe what you want to make.');
  await promptBox(page).fill(`${EXACT}y`);
  await expect(page.locator('#prompt-count')).toHaveText('1001 / 1000');
  await expect(page.locator('#generate-reason')).toHaveText('The prompt is 1 character too long.');
  await expect(generateButton(page)).toBeDisabled();
  await expect(promptBox(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(promptBox(page)).toHaveValue(`${EXACT}y`);
  await promptBox(page).fill(EXACT);
  await expect(generateButton(page)).toBeEnabled();
  await promptBox(page).fill('   ');
  await expect(generateButton(page)).toBeDisabled();
  await page.getByRole('button', { name: 'a castle with a blue roof' }).click();
  await expect(promptBox(page)).toHaveValue('a castle with a blue roof');
  await expect(generateButton(page)).toBeEnabled();
  await expectCredits(page, 3);
});

test('a style that does not exist is refused by the server', async ({ person: page }) => {
  await promptBox(page).fill('a plain spoon');
  await page.getByRole('radio').first().evaluate((radio: HTMLInputElement) => (radio.value = 'baroque'));
  await generateButton(page).click();
  await expect(page.getByRole('alert')).toContainText('Nothing was charged.');
  await expect(promptBox(page)).toHaveValue('a plain spoon');
  await expectCredits(page, 3);
});

/** A picture that is refused, and what the page says. */
const REFUSED: [what: string, picture: () => Upload, sentence: RegExp][] = [
  ['an SVG', () => upload('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'), /PNG, JPEG or WebP/],
  ['12 MB', () => upload('large.png', Buffer.alloc(12 * 1024 * 1024, 1)), /at most 10 MB; this one has 12\.0 MB/],
  ['nothing', () => upload('empty.png', ''), /file is empty/],
  ['a renamed text file', () => upload('notes.png', 'Dear diary, this is no picture at all.'), /PNG, JPEG or WebP/],
  ['41 megapixels', () => blank(6500, 6308), /40 megapixels; this one is 6500 × 6308/],
  ['a broken PNG', () => upload('broken.png', disc().buffer.subarray(0, 120)), /cannot be read|could not be read/],
];

test('pictures that cannot be used are refused with the reason, and the words stay', async ({ person: page }) => {
  await page.getByRole('link', { name: 'Image to Model' }).click();
  await promptBox(page).fill('a seal');
  await choose(page, 'Clay');
  for (const [what, picture, sentence] of REFUSED) {
    await page.locator('input[type=file]').first().setInputFiles(picture());
    const alert = page.getByRole('alert');
    await expect(alert, what).toContainText(sentence);
    await expect(alert, what).toContainText('Nothing was charged.');
    await expect(generateButton(page), what).toBeDisabled();
  }
  await page.locator('input[type=file]').first().setInputFiles(disc());
  await expect(page.getByRole('img', { name: 'Your picture' })).toBeVisible();
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(generateButton(page)).toBeEnabled();
  await expect(promptBox(page)).toHaveValue('a seal');
  await expect(page.getByRole('radio', { name: 'Clay' })).toBeChecked();
  await page.getByRole('button', { name: 'Use another picture' }).click();
  await expect(generateButton(page)).toBeDisabled();
  await expectCredits(page, 3);
});

bare('without scripts the server says what is missing', async ({ browser }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await signIn(page);
  await generateButton(page).click();
  await expect(page).toHaveURL(/\/dashboard/);
  await expect(page.getByRole('alert')).toContainText('Nothing was charged.');
  await promptBox(page).fill(`${EXACT}y`);
  await generateButton(page).click();
  await expect(page.getByRole('alert')).toContainText('1,000');
  await page.goto('/workspace');
  await expect(page.locator('[data-slot=entry]')).toHaveCount(0);
  await expect(credits(page)).toHaveText('3 Credits');
  await page.close();
});
