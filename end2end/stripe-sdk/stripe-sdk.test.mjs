// Stripe's own library for Node.js against the stand-in: every call the shop uses, as its makers wrote it.
// Run by `cargo xtask test --only e2e`; alone: SANDBOX_BINARY=target/debug/sandbox node --test end2end/stripe-sdk
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import Stripe from "stripe";

const WEBHOOK_SECRET = "whsec_sandbox";
let folder;
let sandbox;
let origin;
let stripe;
let hook;
const received = [];

async function startSandbox(port = 0) {
  const hookUrl = `http://127.0.0.1:${hook.address().port}/hook`;
  const child = spawn(process.env.SANDBOX_BINARY, ["--port", String(port), "--data-dir", folder, "--webhook", hookUrl], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, origin: line };
}

function client(options = {}) {
  const { hostname, port } = new URL(origin);
  return new Stripe("sk_test_sandbox", { host: hostname, port, protocol: "http", maxNetworkRetries: 0, telemetry: false, ...options });
}

async function control(path, parameters = {}) {
  const response = await fetch(`${origin}/control/${path}`, {
    method: "POST",
    headers: { authorization: "Bearer sk_test_sandbox" },
    body: new URLSearchParams(parameters),
  });
  return { status: response.status, body: await response.json() };
}

const line = (name, unit_amount, quantity = 1) => ({
  quantity,
  price_data: { currency: "usd", unit_amount, product_data: { name } },
});

const sessionParameters = (more = {}) => ({
  mode: "payment",
  ui_mode: "elements",
  line_items: [line("A printed fox", 2490), line("10 credits", 500, 2)],
  return_url: "http://127.0.0.1/checkout/return?session_id={CHECKOUT_SESSION_ID}",
  metadata: { checkout_id: "chk_1" },
  ...more,
});

async function paidSession(more = {}) {
  const session = await stripe.checkout.sessions.create(sessionParameters({ customer_email: "ada@example.com", ...more }));
  const { status, body } = await control(`checkout_sessions/${session.id}/pay`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

async function eventually(find) {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it did not come");
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "stripe-sdk-"));
  hook = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ body: Buffer.concat(chunks), signature: request.headers["stripe-signature"] });
    response.end();
  });
  hook.listen(0, "127.0.0.1");
  await once(hook, "listening");
  ({ child: sandbox, origin } = await startSandbox());
  stripe = client();
});

after(async () => {
  sandbox.kill("SIGKILL");
  hook.close();
  await rm(folder, { recursive: true, force: true });
});

test("a customer is made, changed, found and deleted", async () => {
  const customer = await stripe.customers.create({ email: "ada@example.com", metadata: { user_id: "usr_1" } });
  const changed = await stripe.customers.update(customer.id, { name: "Ada", metadata: { user_id: "", team: "x" } });
  assert.deepEqual({ ...changed.metadata }, { team: "x" });
  assert.equal((await stripe.customers.retrieve(customer.id)).name, "Ada");
  assert.equal((await stripe.customers.del(customer.id)).deleted, true);
  assert.equal((await stripe.customers.retrieve(customer.id)).deleted, true);
});

test("a session with an address is made, paid and read", async () => {
  const customer = await stripe.customers.create({ email: "ada@example.com" });
  const session = await stripe.checkout.sessions.create(
    sessionParameters({
      customer: customer.id,
      client_reference_id: "chk_1",
      shipping_address_collection: { allowed_countries: ["US"] },
      shipping_options: [
        {
          shipping_rate_data: {
            type: "fixed_amount",
            display_name: "Ground",
            fixed_amount: { amount: 700, currency: "usd" },
            delivery_estimate: { minimum: { unit: "business_day", value: 3 }, maximum: { unit: "business_day", value: 5 } },
          },
        },
      ],
      saved_payment_method_options: { payment_method_save: "enabled" },
      payment_intent_data: { metadata: { checkout_id: "chk_1" } },
    }),
  );
  assert.equal(session.amount_total, 2490 + 1000 + 700);
  assert.equal(session.payment_intent, null);
  assert.match(session.client_secret, new RegExp(`^${session.id}_secret_`));

  const { body: paid } = await control(`checkout_sessions/${session.id}/pay`, {
    save_payment_method: "true",
    "shipping[name]": "Ada",
    "shipping[address][line1]": "1 Main St",
    "shipping[address][city]": "Springfield",
    "shipping[address][postal_code]": "62701",
    "shipping[address][country]": "US",
  });
  const read = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ["line_items", "payment_intent.latest_charge", "customer"],
  });
  assert.equal(read.payment_status, "paid");
  assert.equal(read.payment_intent.id, paid.payment_intent);
  assert.equal(read.payment_intent.latest_charge.amount, 4190);
  assert.equal(read.customer.email, "ada@example.com");
  assert.deepEqual(read.line_items.data.map((item) => item.amount_total), [2490, 1000]);
  assert.equal(read.collected_information.shipping_details.address.city, "Springfield");
  const items = await stripe.checkout.sessions.listLineItems(session.id, { limit: 1 });
  assert.equal(items.has_more, true);
  const found = await stripe.checkout.sessions.list({ payment_intent: paid.payment_intent });
  assert.deepEqual(found.data.map(({ id }) => id), [session.id]);
  const cards = await stripe.customers.listPaymentMethods(customer.id);
  assert.equal(cards.data[0].card.last4, "4242");
  assert.equal((await stripe.paymentMethods.detach(cards.data[0].id)).customer, null);
});

test("a session is expired once", async () => {
  const session = await stripe.checkout.sessions.create(sessionParameters());
  assert.equal((await stripe.checkout.sessions.expire(session.id)).status, "expired");
  await assert.rejects(stripe.checkout.sessions.expire(session.id), { type: "StripeInvalidRequestError" });
});

test("a declined card is a card error with its codes", async () => {
  const attempt = stripe.paymentIntents.create({
    amount: 1200, currency: "usd", payment_method: "pm_card_chargeDeclinedInsufficientFunds", confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
  });
  await assert.rejects(attempt, (error) => {
    assert.ok(error instanceof Stripe.errors.StripeCardError);
    assert.equal(error.code, "card_declined");
    assert.equal(error.decline_code, "insufficient_funds");
    assert.equal(error.payment_intent.status, "requires_payment_method");
    return true;
  });
});

test("authentication is asked for", async () => {
  const intent = await stripe.paymentIntents.create({
    amount: 1200, currency: "usd", payment_method: "pm_card_authenticationRequired", confirm: true,
  });
  assert.equal(intent.status, "requires_action");
  assert.equal((await stripe.paymentIntents.cancel(intent.id)).status, "canceled");
});

test("a card is kept without a payment", async () => {
  const customer = await stripe.customers.create();
  const setup = await stripe.setupIntents.create({ customer: customer.id, payment_method: "pm_card_visa", confirm: true });
  assert.equal(setup.status, "succeeded");
  const cards = await stripe.paymentMethods.list({ customer: customer.id, type: "card" });
  assert.deepEqual(cards.data.map(({ id }) => id), [setup.payment_method]);
});

test("one key is one request", async () => {
  const idempotencyKey = "refund-1";
  const first = await stripe.customers.create({ email: "a@example.com" }, { idempotencyKey });
  const again = await stripe.customers.create({ email: "a@example.com" }, { idempotencyKey });
  assert.equal(again.id, first.id);
  assert.equal(again.lastResponse.headers["idempotent-replayed"], "true");
  await assert.rejects(stripe.customers.create({ email: "b@example.com" }, { idempotencyKey }), {
    type: "StripeIdempotencyError",
  });
});

test("two requests under one key at once: the library meets a conflict and tries again", async () => {
  await control("faults", { requests: "1", slow_ms: "400", path: "/v1/customers" });
  const patient = client({ maxNetworkRetries: 3 });
  const [one, two] = await Promise.all([
    patient.customers.create({ name: "one" }, { idempotencyKey: "at-once" }),
    patient.customers.create({ name: "one" }, { idempotencyKey: "at-once" }),
  ]);
  assert.equal(one.id, two.id);
});

test("a lost reply is found again by the library's own retries", async () => {
  await control("faults", { requests: "1", status: "503", when: "after", path: "/v1/customers" });
  const customer = await client({ maxNetworkRetries: 2 }).customers.create({ name: "once" });
  const all = await stripe.customers.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  assert.equal(all.filter(({ name }) => name === "once").length, 1);
  assert.ok(all.some(({ id }) => id === customer.id));
});

test("refunds add up to what was paid", async () => {
  const { payment_intent } = await paidSession();
  const part = await stripe.refunds.create({ payment_intent, amount: 1000 }, { idempotencyKey: "line-1" });
  const same = await stripe.refunds.create({ payment_intent, amount: 1000 }, { idempotencyKey: "line-1" });
  assert.equal(same.id, part.id);
  await assert.rejects(stripe.refunds.create({ payment_intent, amount: 2491 }), { param: "amount" });
  await stripe.refunds.create({ payment_intent });
  const charges = await stripe.charges.list({ payment_intent });
  assert.equal(charges.data[0].amount_refunded, 3490);
  await assert.rejects(stripe.refunds.create({ payment_intent }), { code: "charge_already_refunded" });
  assert.equal((await stripe.refunds.list({ payment_intent })).data.length, 2);
});

test("a dispute is told and decided", async () => {
  const { payment_intent } = await paidSession();
  const { body: opened } = await control("disputes", { payment_intent });
  assert.equal((await stripe.disputes.retrieve(opened.id)).status, "needs_response");
  await control(`disputes/${opened.id}/close`, { status: "lost" });
  assert.equal((await stripe.disputes.list({ payment_intent })).data[0].status, "lost");
});

test("lists are walked page by page, newest first", async () => {
  const made = [];
  for (let number = 0; number < 7; number += 1) made.push((await paidSession()).id);
  const page = await stripe.checkout.sessions.list({ status: "complete", limit: 3 });
  assert.equal(page.has_more, true);
  const walked = [];
  for await (const session of stripe.checkout.sessions.list({ status: "complete", limit: 3 })) walked.push(session.id);
  assert.deepEqual(walked.slice(0, 7), made.reverse());
});

test("the portal is a page with the saved cards", async () => {
  const customer = await stripe.customers.create({ email: "ada@example.com" });
  await stripe.paymentMethods.attach("pm_card_mastercard", { customer: customer.id });
  const portal = await stripe.billingPortal.sessions.create({ customer: customer.id, return_url: "http://127.0.0.1/account" });
  const page = await (await fetch(portal.url)).text();
  assert.match(page, /ending in 4444/);
});

test("prices are made, found by their key, and charged", async () => {
  const price = await stripe.prices.create({
    currency: "usd", unit_amount: 990, lookup_key: "credits_10", product_data: { name: "10 credits" },
  });
  const listed = await stripe.prices.list({ lookup_keys: ["credits_10"] });
  assert.deepEqual(listed.data.map(({ id }) => id), [price.id]);
  const session = await paidSession({ line_items: [{ price: price.id, quantity: 2 }] });
  assert.equal(session.amount_total, 1980);
});

test("a delivered webhook is verified by the library, and a changed one is not", async () => {
  const session = await paidSession();
  const delivery = await eventually(() =>
    received.find(({ body }) => body.includes(session.id) && body.includes("checkout.session.completed")),
  );
  const event = stripe.webhooks.constructEvent(delivery.body, delivery.signature, WEBHOOK_SECRET);
  assert.equal(event.type, "checkout.session.completed");
  assert.equal(event.data.object.payment_status, "paid");
  assert.equal((await stripe.events.retrieve(event.id)).type, event.type);
  const listed = await stripe.events.list({ type: "checkout.session.completed" });
  assert.equal(listed.data[0].data.object.id, session.id);

  const changed = Buffer.from(String(delivery.body).replace('"paid"', '"free"'));
  assert.throws(() => stripe.webhooks.constructEvent(changed, delivery.signature, WEBHOOK_SECRET), {
    type: "StripeSignatureVerificationError",
  });
  assert.throws(() => stripe.webhooks.constructEvent(delivery.body, delivery.signature, "whsec_other"));
});

test("a wrong key, a missing parameter and an unknown one are told apart", async () => {
  const { hostname, port } = new URL(origin);
  const stranger = new Stripe("sk_test_other", { host: hostname, port, protocol: "http" });
  await assert.rejects(stranger.customers.list(), { type: "StripeAuthenticationError", statusCode: 401 });
  await assert.rejects(stripe.checkout.sessions.create({ ui_mode: "elements" }), { code: "parameter_missing", param: "mode" });
  await assert.rejects(stripe.customers.create({ nickname: "x" }), { code: "parameter_unknown", param: "nickname" });
  await assert.rejects(stripe.checkout.sessions.retrieve("cs_none"), { code: "resource_missing", statusCode: 404 });
});

test("payments are found again after the stand-in was killed", async () => {
  const session = await paidSession();
  const port = Number(new URL(origin).port);
  sandbox.kill("SIGKILL");
  await once(sandbox, "exit");
  ({ child: sandbox, origin } = await startSandbox(port));
  assert.equal((await stripe.checkout.sessions.retrieve(session.id)).payment_status, "paid");
});
