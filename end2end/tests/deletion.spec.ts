import { expect } from '@playwright/test';

import { expectCredits, expectWellMade, hydrated, open, signIn, test } from './person';
import { orderSlowJob } from './faults';
import { line } from './shop';
import { entry, jobStatus, makeDirectly, start } from './steps';

test('a model is deleted after a question, and is gone for its owner, for others and for carts', async ({ person: owner, browser }) => {
  await makeDirectly(owner, 'a round coin');
  const address = new URL(owner.url()).pathname;
  await owner.getByRole('button', { name: 'Publish…' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(owner.getByText('Public: anyone with the address can see it.')).toBeVisible();
  const other = await browser.newPage();
  await signIn(other);
  await open(other, address);
  await expect(other.getByRole('button', { name: 'Delete…' })).toHaveCount(0);
  await other.getByRole('button', { name: 'Download Model' }).click();
  await expect(other).toHaveURL(/\/cart$/);

  const button = owner.getByRole('button', { name: 'Delete…' });
  await button.focus();
  await owner.keyboard.press('Enter');
  const question = owner.getByRole('dialog', { name: 'Delete this for good?' });
  await expect(question).toContainText('Your orders and receipts stay');
  await expectWellMade(owner);
  await owner.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(button).toBeFocused();
  await owner.keyboard.press('Enter');
  await question.getByRole('button', { name: 'Delete', exact: true }).click();
  const toast = owner.getByRole('status').filter({ hasText: 'It was deleted.' });
  await expect(toast).toBeVisible();
  await expect(owner).toHaveURL(/\/workspace$/);
  await expect(entry(owner, 'a round coin')).toHaveCount(0);
  await expectWellMade(owner);
  await toast.getByRole('button', { name: 'Close this message' }).click();
  await expect(toast).toHaveCount(0);
  await expectCredits(owner, 2);

  for (const page of [owner, other]) expect((await page.goto(address))?.status()).toBe(404);
  await open(other, '/cart');
  await expect(line(other, 'a deleted model')).toContainText('The model was deleted.');
  await other.close();
});

test('deleting what is being made cancels it, and the credit is back', async ({ person: page }) => {
  const prompt = 'a doomed daisy';
  await orderSlowJob(prompt);
  await start(page, prompt);
  await expect(jobStatus(entry(page, prompt))).toBeVisible();
  const listed = await page.request.post('/api/assets/list');
  const { items } = (await listed.json()) as { items: { id: string }[] };
  await open(page, `/assets/${items[0]?.id}`);
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page).toHaveURL(/\/workspace$/);
  await expect(entry(page, prompt)).toHaveCount(0);
  await expectCredits(page, 3);
});

test('without scripts it is deleted as well', async ({ person: page, browser }) => {
  await makeDirectly(page, 'a plain ring');
  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
  const other = await plain.newPage();
  const address = new URL(page.url()).pathname;
  await other.goto(page.url());
  await other.getByRole('button', { name: 'Delete…' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(other).toHaveURL(/\/workspace\?deleted=true$/);
  await expect(other.getByText('It was deleted.')).toBeVisible();
  await expect(entry(other, 'a plain ring')).toHaveCount(0);
  // Where scripts arrive after all, it is read out then, and not shown again when the page is reloaded.
  await open(page, new URL(other.url()).pathname + new URL(other.url()).search);
  await expect(page.getByRole('status').filter({ hasText: 'It was deleted.' })).toBeVisible();
  await expect(page).toHaveURL(/\/workspace$/);
  await page.reload();
  await hydrated(page);
  await expect(page.getByText('It was deleted.')).toHaveCount(0);
  await plain.close();
  await open(page, address);
  await expect(page.getByText('There is nothing at this address')).toBeVisible();
});

test('a tab that still shows what was deleted in another one says so', async ({ person: page }) => {
  await makeDirectly(page, 'a twin ring');
  const second = await page.context().newPage();
  await open(second, page.url());
  const button = second.getByRole('button', { name: 'Delete…' });
  await expect(button).toBeVisible();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page).toHaveURL(/\/workspace\?deleted=true$/);
  // Its person returns to it: pages of a test are never out of sight.
  await second.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(second.getByText('This was deleted')).toBeVisible();
  await expect(button).toHaveCount(0);
  await second.close();
});

test('a tab that shows what is being made hears at once that it was deleted', async ({ person: page }) => {
  const prompt = 'a doomed dahlia';
  await orderSlowJob(prompt);
  await start(page, prompt);
  const listed = await page.request.post('/api/assets/list');
  const { items } = (await listed.json()) as { items: { id: string }[] };
  const address = `/assets/${items[0]?.id}`;
  const second = await page.context().newPage();
  await open(second, address);
  await expect(jobStatus(second)).toBeVisible();
  await open(page, address);
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(second.getByText('This was deleted')).toBeVisible();
  await second.close();
});
