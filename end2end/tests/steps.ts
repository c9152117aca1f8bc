import { expect, type Locator, type Page } from '@playwright/test';

import { hydrated } from './person';

/** How long a job of the built-in generator may take. */
export const JOB_LIMIT = { timeout: 90_000 };

/** Chooses one of several pictures by clicking it. */
export async function choose(page: Page, name: string): Promise<void> {
  const radio = page.getByRole('radio', { name });
  await page.locator('label').filter({ has: radio }).click();
  await expect(radio).toBeChecked();
}

/** The button of the dashboard's form. */
export function generateButton(page: Page): Locator {
  return page.getByRole('button', { name: /^Generate/ });
}

/** The prompt box of the dashboard. */
export function promptBox(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Prompt' });
}

/** Describes something on the dashboard and starts it; ends in the workspace. */
export async function start(page: Page, prompt: string, options: { skipConcept?: boolean } = {}): Promise<void> {
  if (new URL(page.url()).pathname !== '/dashboard') await page.goto('/dashboard');
  await hydrated(page);
  await promptBox(page).fill(prompt);
  if (options.skipConcept) await page.getByRole('checkbox', { name: /Skip concept/ }).check();
  await generateButton(page).click();
  await expect(page).toHaveURL(/\/workspace$/);
  await expect(entry(page, prompt)).toBeVisible();
}

/** The workspace's entry of a prompt. */
export function entry(page: Page, prompt: string): Locator {
  return page.locator('[data-slot=entry]').filter({ hasText: prompt });
}

/** What a running job says of itself, within an entry or on a page. */
export function jobStatus(within: Page | Locator): Locator {
  return within.locator('[data-slot=job-status]');
}

/** Waits in the workspace until an asset is to be chosen from or looked at, and opens it. */
export async function openAsset(page: Page, prompt: string, state: 'Select Concept' | 'View Model' | 'Error'): Promise<void> {
  await expect(entry(page, prompt)).toContainText(state, JOB_LIMIT);
  await entry(page, prompt).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/assets\/ast_/);
  await expect(page.getByRole('heading', { level: 1, name: prompt })).toBeVisible();
}

/** Waits for the concepts of a prompt and opens them. */
export async function openConcepts(page: Page, prompt: string): Promise<void> {
  await openAsset(page, prompt, 'Select Concept');
  await expect(page.getByRole('radio', { name: 'Concept 1' })).toBeVisible();
}

/** Chooses the second concept and waits until the model is there. */
export async function makeModel(page: Page): Promise<void> {
  await choose(page, 'Concept 2');
  await page.getByRole('button', { name: /^Generate 3D Model/ }).click();
  await expect(page.getByRole('button', { name: /^Regenerate Model/ })).toBeVisible(JOB_LIMIT);
}

/** From a prompt to a model on its page, the short way. */
export async function makeDirectly(page: Page, prompt: string): Promise<void> {
  await start(page, prompt, { skipConcept: true });
  await openAsset(page, prompt, 'View Model');
}

/** Waits for the model's first frame. */
export async function expectModelShown(page: Page): Promise<void> {
  await page.locator('canvas').scrollIntoViewIfNeeded();
  await expect(page.getByRole('button', { name: 'Reset view' })).toBeEnabled(JOB_LIMIT);
}

/** Stops the job that the button `Cancel` within belongs to. */
export async function cancel(page: Page, within: Page | Locator): Promise<void> {
  await within.getByRole('button', { name: 'Cancel' }).click();
  const question = page.getByRole('dialog', { name: 'Stop this generation?' });
  await question.getByRole('button', { name: 'Stop it' }).click();
}
