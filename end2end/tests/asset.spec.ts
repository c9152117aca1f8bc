import { expect, type Page } from '@playwright/test';

import { expectChange } from './canvas';
import { expectCredits, hydrated, open, signIn, test } from './person';
import { expectModelShown, makeDirectly } from './steps';

/** What only an owner sees on an asset's page. */
const OWNERS_BUTTONS = [/^Regenerate/, /^Publish/, 'Make private', /^Try again/, 'Cancel'];

async function expectNoOwnersButtons(page: Page): Promise<void> {
  for (const name of OWNERS_BUTTONS) await expect(page.getByRole('button', { name })).toHaveCount(0);
}

test('a published model opens for anyone, and for nobody else once it is taken back', async ({ person: owner, browser }) => {
  await makeDirectly(owner, 'a round coin');
  const address = owner.url();
  const stranger = await browser.newPage();
  const other = await browser.newPage();
  await signIn(other);

  for (const page of [stranger, other]) expect((await page.goto(address))?.status()).toBe(404);

  await owner.getByRole('button', { name: 'Publish…' }).click();
  const question = owner.getByRole('dialog', { name: 'Publish this model?' });
  await question.getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(owner.getByText('Public: anyone with the address can see it.')).toBeVisible();

  for (const page of [stranger, other]) {
    expect((await page.goto(address))?.status()).toBe(200);
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1, name: 'a round coin' })).toBeVisible();
    await expectNoOwnersButtons(page);
  }
  await expectModelShown(stranger);
  await expect(stranger.getByRole('link', { name: 'Sign in' })).toBeVisible();

  await owner.getByRole('button', { name: 'Make private' }).click();
  await expect(owner.getByText('Private: only you can see it.')).toBeVisible();
  for (const page of [stranger, other]) {
    expect((await page.goto(address))?.status()).toBe(404);
    await expect(page.getByText('There is nothing at this address')).toBeVisible();
  }
  await expectCredits(owner, 2);
  await expectCredits(other, 3);
  await stranger.close();
  await other.close();
});

test('the box around the model tells its three sides', async ({ person: page }) => {
  await makeDirectly(page, 'a square tray');
  await expectModelShown(page);
  const box = page.locator('[data-slot=viewer-dimensions]');
  await expect(box).toBeHidden();
  const button = page.getByRole('button', { name: 'Dimensions' });
  await expectChange(page, () => button.click());
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect(box.locator('span')).toHaveText([/^\d+ mm$/, /^\d+ mm$/, /^\d+ mm$/]);
  for (const label of await box.locator('span').all()) await expect(label).toBeInViewport();
  await button.click();
  await expect(box).toBeHidden();
});

test('a foreign, a random and a malformed asset are the same to a visitor', async ({ page }) => {
  for (const id of ['ast_00000000000000000000000000', 'ast_x', 'usr_00000000000000000000000000', '%00']) {
    const response = await page.goto(`/assets/${id}`);
    expect(response?.status(), id).toBe(404);
  }
  await open(page, '/assets/ast_x');
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
});
