import { expect, type Page } from '@playwright/test';

import { order } from './faults';
import { credits, expectAccessible, expectCredits, hydrated, newAddress, open, signIn, test } from './person';
import { openCheckout, openPrint, orderPrint } from './shop';
import { JOB_LIMIT, cancel, entry, generateButton, makeDirectly, openConcepts, promptBox, start } from './steps';

/** The statement's rows, oldest first. */
async function statement(page: Page): Promise<{ reason: string; amount: number; balance: number }[]> {
  const rows = await page.locator('[data-slot=statement] tbody tr').all();
  const lines = await Promise.all(
    rows.map(async (row) => {
      const [, reason = '', amount = '', balance = ''] = await row.getByRole('cell').allInnerTexts();
      return { reason, amount: Number(amount.replace('−', '-')), balance: Number(balance) };
    }),
  );
  return lines.reverse();
}

test('the statement lists every movement and adds up to the balance', async ({ person: page }) => {
  await order({ mode: 'fail', prompt: 'a doomed jar' });
  await order({ mode: 'delay', prompt: 'a waiting jar', ms: 300_000 });
  for (const prompt of ['a doomed jar', 'a waiting jar', 'a lucky coin']) await start(page, prompt);
  await cancel(page, entry(page, 'a waiting jar'));
  await expect(entry(page, 'a waiting jar')).toContainText('Your credit is back.');
  await expect(entry(page, 'a doomed jar')).toContainText('Your credit is back.', JOB_LIMIT);
  await expect(entry(page, 'a lucky coin')).toContainText('Select Concept', JOB_LIMIT);
  await expectCredits(page, 2);

  await open(page, '/account');
  await expect(page.locator('[data-slot=balance]')).toHaveText('2');
  const lines = await statement(page);
  expect(lines.map((line) => line.amount).sort()).toEqual([-1, -1, -1, 1, 1, 3]);
  let balance = 0;
  for (const line of lines) {
    balance += line.amount;
    expect(line.balance, line.reason).toBe(balance);
  }
  expect(balance).toBe(2);
  expect(lines.filter((line) => line.reason.includes('a lucky coin'))).toHaveLength(1);
  for (const prompt of ['a doomed jar', 'a waiting jar']) {
    const amounts = lines.filter((line) => line.reason.includes(prompt)).map((line) => line.amount);
    expect(amounts, prompt).toEqual([-1, 1]);
  }
  await page.getByRole('link', { name: /a lucky coin/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'a lucky coin' })).toBeVisible();
});

test('a person without credits is told so before they try', async ({ person: page }) => {
  for (const prompt of ['a plain coin', 'a plain ring']) await start(page, prompt);
  await expect(page.getByText('Select Concept').first()).toBeVisible(JOB_LIMIT);
  await start(page, 'a plain bottle');
  await expectCredits(page, 0);
  await open(page, '/dashboard');
  await promptBox(page).fill('one more');
  await expect(generateButton(page)).toBeDisabled();
  await expect(page.locator('#generate-reason')).toHaveText('This needs 1 credit; you have 0 credits.');
  await page.getByRole('link', { name: 'Buy credits' }).first().click();
  await expect(page.getByRole('dialog', { name: 'Buy credits' })).toBeVisible();
  await expect(credits(page)).toHaveText('0 Credits');
});

test('the address and the wish for mail are kept, and the address stands in the checkout form', async ({ person: page }) => {
  await makeDirectly(page, 'a plain ring');
  const model = page.url();
  await open(page, '/account');
  await page.getByLabel('Name', { exact: true }).fill('Grace Hopper');
  await page.getByLabel('Street and number').fill('Unter den Linden 1');
  await page.getByLabel('Postal code').fill('10117');
  await page.getByLabel('City').fill('Berlin');
  await page.getByLabel('Country').selectOption('Germany');
  await page.getByRole('button', { name: 'Save address' }).click();
  await expect(page.locator('#address').getByText('Saved.')).toBeVisible();
  await page.getByLabel('When a model is ready').check();
  await page.getByLabel('When a print is on its way').uncheck();
  await page.getByRole('button', { name: 'Save e-mail settings' }).click();
  await expect(page.locator('#mails').getByText('Saved.')).toBeVisible();
  await open(page, '/account');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Grace Hopper');
  await expect(page.getByLabel('When a model is ready')).toBeChecked();
  await expect(page.getByLabel('When a print is on its way')).not.toBeChecked();
  await expectAccessible(page);

  await open(page, model);
  await openPrint(page);
  await orderPrint(page);
  await openCheckout(page);
  const form = page.getByRole('group', { name: 'Shipping address' });
  await expect(form.getByLabel('Full name')).toHaveValue('Grace Hopper');
  await expect(form.getByLabel('City')).toHaveValue('Berlin');

  await open(page, '/account');
  await page.getByRole('button', { name: 'Forget this address' }).click();
  await expect(page.locator('#address').getByText('Saved.')).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('');
});

test('without scripts an address that is sent after its token stays filled in', async ({ person: page, browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
  const plain = await context.newPage();
  await plain.goto('/account');
  await plain.getByLabel('Name', { exact: true }).fill('Grace Hopper');
  await plain.getByLabel('Street and number').fill('Straße & Söhne 1');
  await plain.getByLabel('Postal code').fill('10117');
  await plain.getByLabel('City').fill('Berlin');
  await plain.getByLabel('Country').selectOption('Germany');
  // A token that is older than the sign-in is over, like one whose minute has passed: only the handshake tells that the
  // session lives on. The token still names its person.
  const [signedIn] = (await context.cookies()).filter(({ name }) => name === '__client_uat');
  await context.addCookies([{ ...signedIn, value: String(Math.ceil(Date.now() / 1000) + 5) }]);
  await plain.getByRole('button', { name: 'Save address' }).click();
  await expect(plain).toHaveURL(/\/account/);
  await expect(plain.getByRole('alert')).toContainText('Your session had run out just then');
  await expect(plain.getByLabel('Street and number')).toHaveValue('Straße & Söhne 1');
  await expect(plain.getByLabel('Country')).toHaveValue('DE');
  await plain.getByRole('button', { name: 'Save address' }).click();
  await expect(plain.locator('#address').getByText('Saved.')).toBeVisible();
  await plain.goto('/account');
  await expect(plain.getByLabel('Name', { exact: true })).toHaveValue('Grace Hopper');
  await context.close();
});

test('an account is deleted once its owner is sure, and everything they made with it', async ({ page }) => {
  const address = newAddress();
  await signIn(page, '/dashboard', address);
  await hydrated(page);
  await start(page, 'a last coin');
  await expect(entry(page, 'a last coin')).toContainText('Select Concept', JOB_LIMIT);
  await openConcepts(page, 'a last coin');
  const asset = new URL(page.url()).pathname;

  await open(page, '/account');
  await page.getByRole('button', { name: 'Delete my account…' }).click();
  const question = page.getByRole('dialog', { name: 'Delete your account?' });
  await expect(question).toBeVisible();
  await expectAccessible(page);
  // Without the tick nothing is sent.
  await question.getByRole('button', { name: 'Delete my account' }).click();
  await expect(question).toBeVisible();
  await question.getByRole('checkbox').check();
  await question.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByText('Your account is deleted')).toBeVisible();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
  expect((await page.goto(asset))?.status()).toBe(404);

  // The same address begins anew, with nothing of before.
  await expect(async () => {
    await page.goto('/sign-in?redirect_url=/workspace');
    await page.getByRole('textbox', { name: 'Email address' }).fill(address);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL('**/workspace');
  }).toPass({ timeout: 30_000 });
  await expect(page.getByText('a last coin')).toHaveCount(0);
  await expectCredits(page, 3);
  expect((await page.request.get(asset)).status()).toBe(404);
});
