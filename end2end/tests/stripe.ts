import { expect, type APIRequestContext, type Page } from '@playwright/test';

// What may be done to the payment service's stand-in: see `sandbox/src/stripe/control.rs`.

async function control(request: APIRequestContext, path: string, form: Record<string, string> = {}): Promise<void> {
  const headers = { authorization: 'Bearer sk_test_sandbox' };
  const answer = await request.post(`/sandbox/stripe/control/${path}`, { headers, form });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** Stops the service's messages to the shop, or lets them go. Everybody's: hold them for a moment only. */
export async function holdMessages(request: APIRequestContext, held: boolean): Promise<void> {
  await control(request, 'deliveries', { held: String(held) });
}

/** Pays an open session without a browser, as somebody does whose tab was closed. */
export async function payElsewhere(request: APIRequestContext, session: string): Promise<void> {
  await control(request, `checkout_sessions/${session}/pay`);
}

/** Ends an open session, as time does after an hour. */
export async function expire(request: APIRequestContext, session: string): Promise<void> {
  const headers = { authorization: 'Bearer sk_test_sandbox' };
  const answer = await request.post(`/sandbox/stripe/v1/checkout/sessions/${session}/expire`, { headers });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** Opens the checkout and answers the payment's session. */
export async function sessionOf(page: Page, openCheckout: (page: Page) => Promise<void>): Promise<string> {
  const begun = page.request.post('/api/checkout/begin');
  const { session_id: session } = (await (await begun).json()) as { session_id: string };
  await openCheckout(page);
  return session;
}
