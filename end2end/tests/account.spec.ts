import { expect, type Page } from '@playwright/test';

import { order } from './faults';
import { credits, expectCredits, open, test } from './person';
import { JOB_LIMIT, cancel, entry, generateButton, promptBox, start } from './steps';

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
