import { expect } from '@playwright/test';

import { order, orderOutage, orderSlowJob } from './faults';
import { expectAccessible, expectCredits, hydrated, open, test } from './person';
import { Line } from './line';
import { JOB_LIMIT, cancel, choose, entry, generateButton, jobStatus, openAsset, openConcepts, promptBox, start } from './steps';

test('a job survives a reload and a closed tab', async ({ person: page, context }) => {
  const prompt = 'a steady mug';
  await order({ mode: 'slow', prompt, ms: 6000 });
  await start(page, prompt);
  await page.reload();
  await hydrated(page);
  await expect(jobStatus(entry(page, prompt))).toBeVisible();
  await expectCredits(page, 2);
  await page.close();
  const later = await context.newPage();
  await open(later, '/workspace');
  await openConcepts(later, prompt);
  await expectCredits(later, 2);
});

test('while the server is away the page says so, and then catches up', async ({ person: page }) => {
  const prompt = 'a patient kettle';
  const line = await Line.to(page.url());
  await line.carryTokens(page);
  await order({ mode: 'slow', prompt, ms: 20_000 });
  await start(page, prompt);
  await open(page, line.address('/workspace'));
  await expect(jobStatus(entry(page, prompt))).toContainText('Drawing concepts');
  await line.cut();
  const note = page.getByRole('status').filter({ hasText: 'MakeIt3D cannot be reached.' });
  await expect(note).toContainText('What you started goes on.');
  await expect(jobStatus(entry(page, prompt))).toBeVisible();
  await expectAccessible(page);
  // What is asked for meanwhile is refused with a reason, and can be asked for again.
  await entry(page, prompt).getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click();
  await expect(page.getByRole('alert')).toContainText('MakeIt3D cannot be reached.');
  await line.mend();
  await expect(note).toBeHidden();
  await expect(entry(page, prompt)).toContainText('Select Concept', JOB_LIMIT);
  await expectCredits(page, 2);
  await line.cut();
});

test('while the generator is away a job waits with its credit set aside, and then goes on', async ({ person: page }) => {
  const prompt = 'an absent acorn';
  await orderOutage();
  await start(page, prompt);
  await expect(jobStatus(entry(page, prompt))).toContainText('Queued');
  await expectCredits(page, 2);
  await entry(page, prompt).getByRole('button', { name: 'Cancel' }).click();
  const question = page.getByRole('dialog', { name: 'Stop this generation?' });
  await expect(question).toContainText('Your credit comes back at once.');
  await question.getByRole('button', { name: 'Not now' }).click();
  await expect(entry(page, prompt)).toContainText('Select Concept', JOB_LIMIT);
  await expectCredits(page, 2);
});

test('a generator that does not come back in time costs nothing, and can be tried again', async ({ person: page }) => {
  const prompt = 'a tardy turnip';
  await order({ mode: 'time_out', prompt, ms: 1000 });
  await start(page, prompt);
  await expect(entry(page, prompt)).toContainText('The generator took longer than it may. Your credit is back.', JOB_LIMIT);
  await expectCredits(page, 3);
  await openAsset(page, prompt, 'Error');
  await expect(page.getByRole('alert')).toContainText('Try again in a minute.');
  await page.getByRole('button', { name: /^Try again/ }).click();
  await expect(page.getByRole('radio', { name: 'Concept 1' })).toBeVisible(JOB_LIMIT);
  await expectCredits(page, 2);
});

test('a page whose stream broke asks for a while, and then listens again', async ({ person: page }) => {
  const prompt = 'a listening shell';
  await orderSlowJob(prompt);
  let questions = 0;
  page.on('request', (request) => {
    if (request.url().includes('/api/generation-status/')) questions += 1;
  });
  const stream = '**/api/generation-events*';
  await page.route(stream, (route) => route.fulfill({ status: 503 }));
  await start(page, prompt);
  await expect.poll(() => questions).toBeGreaterThan(1);
  await page.unroute(stream);
  await page.waitForRequest(stream, { timeout: 60_000 });
  const asked = questions;
  await page.waitForTimeout(5_000);
  expect(questions, 'nothing is asked while the stream tells').toBe(asked);
  await expect(jobStatus(entry(page, prompt))).toContainText('Drawing concepts');
  await cancel(page, entry(page, prompt));
  await expect(entry(page, prompt)).toContainText('You cancelled it.');
});

test('pressing Generate twice makes one job for one credit', async ({ person: page }) => {
  const prompt = 'a hasty hexagon';
  await order({ mode: 'delay', prompt, ms: 300_000 });
  await promptBox(page).fill(prompt);
  await generateButton(page).dblclick();
  await expect(page).toHaveURL(/\/workspace$/);
  await expect(entry(page, prompt)).toHaveCount(1);
  await expectCredits(page, 2);
  await page.reload();
  await expect(entry(page, prompt)).toHaveCount(1);
  await cancel(page, entry(page, prompt));
  await expectCredits(page, 3);
});

test('going back to the form starts another job, not the same one again', async ({ person: page }) => {
  for (const prompt of ['a first cube', 'a second cube']) await order({ mode: 'delay', prompt, ms: 300_000 });
  await start(page, 'a first cube');
  await page.goBack();
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(page.getByRole('heading', { level: 1, name: 'What do you want to make?' })).toBeVisible();
  await promptBox(page).fill('a second cube');
  await generateButton(page).click();
  await expect(entry(page, 'a second cube')).toHaveCount(1);
  await expect(entry(page, 'a first cube')).toHaveCount(1);
  await expectCredits(page, 1);
  await page.goBack();
  await promptBox(page).fill('a third cube');
  await generateButton(page).click();
  await expect(page.getByRole('alert')).toContainText(/2/);
  await expect(promptBox(page)).toHaveValue('a third cube');
  await expectCredits(page, 1);
  await open(page, '/workspace');
  for (const [index, prompt] of ['a first cube', 'a second cube'].entries()) {
    await cancel(page, entry(page, prompt));
    await expectCredits(page, 2 + index);
  }
});

test('of two tabs the second one is told what the first one started', async ({ person: first, context }) => {
  const prompt = 'a shared vase';
  await start(first, prompt);
  await openConcepts(first, prompt);
  const second = await context.newPage();
  await open(second, first.url());
  await orderSlowJob(prompt);
  await first.getByRole('button', { name: /^Generate 3D Model/ }).click();
  await expect(jobStatus(first)).toBeVisible();
  await choose(second, 'Concept 2');
  await second.getByRole('button', { name: /^Generate 3D Model/ }).click();
  await expect(second.getByRole('alert')).toContainText('This is still being made.');
  await second.getByRole('link', { name: 'Reload the page' }).click();
  await expect(jobStatus(second)).toBeVisible();
  await cancel(second, second.getByRole('main'));
  await expect(first.getByText('You cancelled it.')).toBeVisible(JOB_LIMIT);
  for (const tab of [first, second]) await expectCredits(tab, 2);
});
