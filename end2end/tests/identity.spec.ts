import { expect, test as bare } from '@playwright/test';

import { order } from './faults';
import { credits, expectCredits, hydrated, newAddress, open, signIn, test } from './person';
import { JOB_LIMIT, entry, generateButton, jobStatus, openConcepts, promptBox, start } from './steps';

for (const wanted of ['/dashboard?mode=image', '/workspace', '/account']) {
  bare(`${wanted} asks a visitor to sign in and leads back`, async ({ page }) => {
    await signIn(page, wanted);
    await expect(credits(page)).toHaveText('3 Credits');
  });
}

bare('a link to a private page asks too, and an address that is none is told', async ({ page }) => {
  await open(page, '/help');
  await page.getByRole('link', { name: 'Workspace', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in\?redirect_url=%2Fworkspace/);
  await page.getByRole('textbox', { name: 'Email address' }).fill('maker@nowhere');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert')).toContainText('This is not an email address.');
  await expect(page.getByRole('textbox', { name: 'Email address' })).toHaveValue('maker@nowhere');
  await page.getByRole('textbox', { name: 'Email address' }).fill(newAddress());
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveURL(/\/workspace$/);
});

bare('somebody who signs out and in again has the same account', async ({ page }) => {
  const address = newAddress();
  await signIn(page, '/account', address);
  await hydrated(page);
  await page.getByRole('button', { name: 'Account menu' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await signIn(page, '/account', address);
  await expect(page.getByRole('main')).toContainText(address);
  await expect(page.getByRole('row', { name: /Welcome to MakeIt3D/ })).toHaveCount(1);
});

test('a token that expired is renewed without a word', async ({ person: page, context }) => {
  await promptBox(page).fill('a plain ring');
  await context.clearCookies({ name: /^__session/ });
  await generateButton(page).click();
  await expect(page).toHaveURL(/\/workspace$/);
  await expect(entry(page, 'a plain ring')).toHaveCount(1);
  await expectCredits(page, 2);
});

test('a token that expires while a job runs does not take its page away', async ({ person: page, context }) => {
  const prompt = 'a modest mug';
  await start(page, prompt);
  await openConcepts(page, prompt);
  await order({ mode: 'slow', prompt, ms: 2000 });
  await page.getByRole('button', { name: /^Generate 3D Model/ }).click();
  await expect(jobStatus(page)).toBeVisible();
  await context.clearCookies({ name: /^__session/ });
  await expect(page.getByRole('button', { name: /^Regenerate Model/ })).toBeVisible(JOB_LIMIT);
  await expectCredits(page, 2);
});

test('a session that ended is told, and what was typed stays', async ({ person: page, context }) => {
  await promptBox(page).fill('a poem of a prompt');
  await context.clearCookies();
  await generateButton(page).click();
  await expect(page.getByRole('alert')).toContainText('You are signed out.');
  await expect(promptBox(page)).toHaveValue('a poem of a prompt');
  const opened = context.waitForEvent('page');
  await page.getByRole('alert').getByRole('link', { name: /^Sign in/ }).click();
  const other = await opened;
  await other.getByRole('textbox', { name: 'Email address' }).fill(newAddress());
  await other.getByRole('button', { name: 'Continue' }).click();
  await expect(other).toHaveURL(/\/dashboard$/);
  // The page knows late that somebody is signed in.
  await page.route(/\/api\/session\/view/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await route.continue();
  });
  await generateButton(page).click();
  await expect(page).toHaveURL(/\/workspace$/);
  await expect(entry(page, 'a poem of a prompt')).toHaveCount(1);
  await expectCredits(page, 2);
});
