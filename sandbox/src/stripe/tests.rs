//! The stand-in over its router: the API, the browser's calls, the controls, a restart.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use axum::routing::post;
use domain::time::Timestamp;
use serde_json::{Value, json};
use std::sync::Mutex;
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::*;

/// A hand-set clock and counted randomness.
struct Bench {
    now_ms: AtomicI64,
    count: AtomicU64,
}

impl Clock for Bench {
    fn now(&self) -> Timestamp {
        Timestamp(self.now_ms.load(Ordering::Relaxed))
    }
}

impl Entropy for Bench {
    fn random(&self) -> u128 {
        u128::from(self.count.fetch_add(1, Ordering::Relaxed))
    }
}

struct Stage {
    dir: TempDir,
    bench: Arc<Bench>,
    stripe: SandboxStripe,
}

const ONE_LINE: &str = "mode=payment&ui_mode=elements&line_items[0][quantity]=2\
    &line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=1500\
    &line_items[0][price_data][product_data][name]=Print&return_url=http://127.0.0.1/back";
const SHIPPED: &str = "&customer_email=ada@example.com&shipping_address_collection[allowed_countries][0]=US\
    &shipping_options[0][shipping_rate_data][type]=fixed_amount\
    &shipping_options[0][shipping_rate_data][display_name]=Ground\
    &shipping_options[0][shipping_rate_data][fixed_amount][amount]=700\
    &shipping_options[0][shipping_rate_data][fixed_amount][currency]=usd";
const ADDRESS: &str = "&shipping[name]=Ada&shipping[address][line1]=1%20Main%20St&shipping[address][city]=Springfield\
    &shipping[address][state]=IL&shipping[address][postal_code]=62701&shipping[address][country]=US";

fn config(dir: &TempDir, bench: &Arc<Bench>, webhook: Option<WebhookTarget>) -> SandboxStripeConfig {
    SandboxStripeConfig {
        origin: "http://127.0.0.1:3000".to_owned(),
        base_path: "/sandbox/stripe".to_owned(),
        secret_key: SANDBOX_SECRET_KEY.to_owned(),
        publishable_key: SANDBOX_PUBLISHABLE_KEY.to_owned(),
        webhook,
        data_dir: dir.path().to_owned(),
        clock: Arc::clone(bench) as Arc<dyn Clock>,
        entropy: Arc::clone(bench) as Arc<dyn Entropy>,
    }
}

impl Stage {
    fn new() -> Self {
        Self::with_webhook(None)
    }

    fn with_webhook(webhook: Option<WebhookTarget>) -> Self {
        let dir = TempDir::new().unwrap();
        let bench = Arc::new(Bench { now_ms: AtomicI64::new(1_800_000_000_000), count: AtomicU64::new(1) });
        let stripe = SandboxStripe::open(config(&dir, &bench, webhook)).unwrap();
        Self { dir, bench, stripe }
    }

    /// As after a kill: nothing but the journal is left.
    fn restarted(self) -> Self {
        let stripe = SandboxStripe::open(config(&self.dir, &self.bench, None)).unwrap();
        Self { stripe, ..self }
    }

    fn advance_ms(&self, ms: i64) {
        self.bench.now_ms.fetch_add(ms, Ordering::Relaxed);
    }

    async fn send(&self, method: &str, path: &str, form: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        router(self.stripe.clone()).oneshot(request.body(Body::from(form.to_owned())).unwrap()).await.unwrap()
    }

    async fn call(&self, method: &str, path: &str, form: &str) -> (u16, Value) {
        let response = self.send(method, path, form, &[("authorization", "Bearer sk_test_sandbox")]).await;
        (response.status().as_u16(), body(response).await)
    }

    async fn post(&self, path: &str, form: &str) -> Value {
        let (status, answer) = self.call("POST", path, form).await;
        assert_eq!(status, 200, "{path}: {answer:#}");
        answer
    }

    async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.call("GET", path, "").await;
        assert_eq!(status, 200, "{path}: {answer:#}");
        answer
    }

    async fn keyed(&self, path: &str, form: &str, key: &str) -> Response {
        let headers = [("authorization", "Bearer sk_test_sandbox"), ("idempotency-key", key)];
        self.send("POST", path, form, &headers).await
    }

    async fn session(&self, more: &str) -> Value {
        self.post("/v1/checkout/sessions", &format!("{ONE_LINE}{more}")).await
    }

    async fn pay(&self, session: &Value, form: &str) -> (u16, Value) {
        let path = format!("/control/checkout_sessions/{}/pay", session["id"].as_str().unwrap());
        self.call("POST", &path, form).await
    }

    /// A call of the script in the browser.
    async fn browser(&self, session: &Value, verb: &str, form: &str) -> (u16, Value) {
        let path = format!("/v1/payment_pages/{}/{verb}", session["id"].as_str().unwrap());
        let secret = session["client_secret"].as_str().unwrap();
        let form = format!("key=pk_test_sandbox&client_secret={secret}&{form}");
        let response = self.send("POST", &path, &form, &[]).await;
        (response.status().as_u16(), body(response).await)
    }

    async fn event_kinds(&self) -> Vec<String> {
        let events = self.get("/v1/events?limit=100").await;
        let mut kinds: Vec<String> = events["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["type"].as_str().unwrap().to_owned())
            .collect();
        kinds.reverse();
        kinds
    }
}

async fn body(response: Response) -> Value {
    serde_json::from_slice(&to_bytes(response.into_body(), 1 << 22).await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_session_is_paid_once_and_says_so() {
    let stage = Stage::new();
    let session = stage.session(&format!("{SHIPPED}&metadata[order]=7&client_reference_id=chk_1")).await;
    assert_eq!((&session["amount_total"], &session["status"]), (&json!(3700), &json!("open")));
    assert_eq!(session["payment_intent"], Value::Null);
    assert!(!session.to_string().contains("\"_"), "the sandbox's own fields stay inside");

    let (status, paid) = stage.pay(&session, &ADDRESS[1..]).await;
    assert_eq!(status, 200, "{paid:#}");
    assert_eq!((&paid["status"], &paid["payment_status"]), (&json!("complete"), &json!("paid")));
    assert_eq!(paid["collected_information"]["shipping_details"]["address"]["city"], "Springfield");
    assert_eq!(paid["customer_details"]["email"], "ada@example.com");
    let again = stage.pay(&session, &ADDRESS[1..]).await.1;
    assert_eq!(again["payment_intent"], paid["payment_intent"]);
    assert_eq!(
        stage.event_kinds().await,
        [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed"
        ]
    );
    let found = format!("/v1/checkout/sessions?payment_intent={}", paid["payment_intent"].as_str().unwrap());
    assert_eq!(stage.get(&found).await["data"][0]["metadata"]["order"], "7");
}

#[tokio::test]
async fn a_refused_card_leaves_the_session_open_for_another() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let (status, refused) = stage.pay(&session, "card=4000000000009995").await;
    assert_eq!(status, 402);
    let error = &refused["error"];
    assert_eq!((&error["type"], &error["code"]), (&json!("card_error"), &json!("card_declined")));
    assert_eq!(error["decline_code"], "insufficient_funds");
    assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
    let (_, paid) = stage.pay(&session, "").await;
    assert_eq!(paid["payment_status"], "paid");
    assert_eq!(paid["payment_intent"], error["payment_intent"]["id"]);
    let kinds = stage.event_kinds().await;
    assert_eq!(kinds[1..3], ["charge.failed", "payment_intent.payment_failed"]);
}

#[tokio::test]
async fn the_browser_pays_after_its_bank_asked() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let shown = stage.browser(&session, "init", "").await.1;
    assert_eq!(shown["total"]["total"], json!({ "minorUnitsAmount": 3000, "amount": "$30.00" }));
    let card = "payment_method_data[type]=card&payment_method_data[card][number]=4000002760003184\
        &payment_method_data[card][exp_month]=12&payment_method_data[card][exp_year]=2034\
        &payment_method_data[card][cvc]=123&payment_method_data[billing_details][address][country]=US";
    assert_eq!(stage.browser(&session, "confirm", card).await.1["requires_action"], true);
    let (status, failed) = stage.browser(&session, "authenticate", "outcome=fail").await;
    assert_eq!((status, &failed["error"]["code"]), (402, &json!("payment_intent_authentication_failure")));
    stage.browser(&session, "confirm", card).await;
    let done = stage.browser(&session, "authenticate", "outcome=complete").await.1;
    assert_eq!(done["session"]["status"], json!({ "type": "complete", "paymentStatus": "paid" }));
}

#[tokio::test]
async fn the_browser_needs_its_key_and_the_sessions_secret() {
    let stage = Stage::new();
    let session = stage.session("").await;
    let path = format!("/v1/payment_pages/{}/init", session["id"].as_str().unwrap());
    let secret = session["client_secret"].as_str().unwrap();
    for form in [
        format!("key=pk_test_other&client_secret={secret}"),
        format!("client_secret={secret}"),
        "key=pk_test_sandbox&client_secret=cs_other".to_owned(),
        "key=pk_test_sandbox".to_owned(),
    ] {
        let response = stage.send("POST", &path, &form, &[]).await;
        assert!(response.status().is_client_error(), "{form}");
    }
    assert_eq!(
        stage.browser(&session, "confirm", "card=4242424242424242").await.1["error"]["param"],
        "email"
    );
}

#[tokio::test]
async fn a_session_that_asks_for_what_stripe_refuses_is_refused_by_name() {
    let stage = Stage::new();
    for (more, param) in [
        ("&quantity=3", "quantity"),
        ("&success_url=http://a.example", "success_url"),
        ("&line_items[1][quantity]=1", "line_items[1][price_data]"),
        ("&line_items[1][quantity]=0", "line_items[1][quantity]"),
        ("&expires_at=1800000060", "expires_at"),
        ("&customer=cus_none", "customer"),
        (
            "&shipping_address_collection[allowed_countries][0]=Mars",
            "shipping_address_collection[allowed_countries]",
        ),
        ("&payment_method_types[0]=sofort", "payment_method_types"),
    ] {
        let (status, answer) =
            stage.call("POST", "/v1/checkout/sessions", &format!("{ONE_LINE}{more}")).await;
        assert_eq!((status, &answer["error"]["param"]), (400, &json!(param)), "{more}: {answer:#}");
    }
    assert!(stage.get("/v1/checkout/sessions").await["data"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn keys_and_versions_are_checked() {
    let stage = Stage::new();
    let ask = async |headers: &[(&str, &str)]| stage.send("GET", "/v1/customers", "", headers).await.status();
    assert_eq!(ask(&[]).await, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(&[("authorization", "Bearer sk_test_other")]).await, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(&[("authorization", "Bearer pk_test_sandbox")]).await, StatusCode::UNAUTHORIZED);
    let good = ("authorization", "Bearer sk_test_sandbox");
    assert_eq!(ask(&[good, ("stripe-version", "tomorrow")]).await, StatusCode::BAD_REQUEST);
    assert_eq!(ask(&[good, ("stripe-version", API_VERSION)]).await, StatusCode::OK);
    let unknown = stage.call("GET", "/v1/nothing", "").await;
    assert_eq!((unknown.0, &unknown.1["error"]["type"]), (404, &json!("invalid_request_error")));
}

#[tokio::test]
async fn the_same_key_is_the_same_request() {
    let stage = Stage::new();
    let first = body(stage.keyed("/v1/customers", "email=a@example.com", "k1").await).await;
    let replayed = stage.keyed("/v1/customers", "email=a@example.com", "k1").await;
    assert_eq!(replayed.headers()["idempotent-replayed"], "true");
    assert_eq!(body(replayed).await["id"], first["id"]);
    for (path, form) in [("/v1/customers", "email=b@example.com"), ("/v1/refunds", "email=a@example.com")] {
        let other = stage.keyed(path, form, "k1").await;
        assert_eq!(other.status(), StatusCode::BAD_REQUEST);
        assert_eq!(body(other).await["error"]["type"], "idempotency_error");
    }
    // A request that was refused before it began does not take the key.
    assert_eq!(stage.keyed("/v1/customers", "email=nobody", "k2").await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(stage.keyed("/v1/customers", "email=a@example.com", "k2").await.status(), StatusCode::OK);

    let stage = stage.restarted();
    let kept = stage.keyed("/v1/customers", "email=a@example.com", "k1").await;
    assert_eq!(kept.headers()["idempotent-replayed"], "true");
    stage.advance_ms(25 * 3600 * 1000);
    let fresh = body(stage.keyed("/v1/customers", "email=a@example.com", "k1").await).await;
    assert_ne!(fresh["id"], first["id"]);
}

#[tokio::test]
async fn two_requests_at_once_under_one_key_meet_a_conflict() {
    let stage = Stage::new();
    stage.post("/control/faults", "requests=1&slow_ms=200").await;
    let slow = stage.keyed("/v1/customers", "", "k1");
    let hasty = async {
        tokio::time::sleep(std::time::Duration::from_millis(60)).await;
        stage.keyed("/v1/customers", "", "k1").await
    };
    let (slow, hasty) = tokio::join!(slow, hasty);
    assert_eq!((slow.status(), hasty.status()), (StatusCode::OK, StatusCode::CONFLICT));
    assert_eq!(body(hasty).await["error"]["code"], "idempotency_key_in_use");
}

#[tokio::test]
async fn a_lost_reply_is_found_again_by_its_key() {
    let stage = Stage::new();
    stage.post("/control/faults", "requests=1&status=500&when=after").await;
    assert_eq!(stage.keyed("/v1/customers", "", "k1").await.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let replayed = stage.keyed("/v1/customers", "", "k1").await;
    assert_eq!(replayed.headers()["idempotent-replayed"], "true");
    assert_eq!(stage.get("/v1/customers").await["data"].as_array().unwrap().len(), 1);

    stage.post("/control/faults", "requests=2&status=503&path=/v1/refunds").await;
    assert_eq!(stage.call("GET", "/v1/customers", "").await.0, 200);
    for expected in [503, 503, 200] {
        assert_eq!(stage.call("GET", "/v1/refunds", "").await.0, expected);
    }
}

#[tokio::test]
async fn refunds_add_up_and_stop_at_what_was_paid() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let intent = stage.pay(&session, "").await.1["payment_intent"].as_str().unwrap().to_owned();
    let refund = |amount: i64| format!("payment_intent={intent}&amount={amount}");
    assert_eq!(stage.post("/v1/refunds", &refund(1000)).await["status"], "succeeded");
    let too_much = stage.call("POST", "/v1/refunds", &refund(2001)).await;
    assert_eq!((too_much.0, &too_much.1["error"]["param"]), (400, &json!("amount")));
    stage.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    let nothing_left = stage.call("POST", "/v1/refunds", &refund(1)).await;
    assert_eq!(nothing_left.1["error"]["code"], "charge_already_refunded");
    let intent = stage.get(&format!("/v1/payment_intents/{intent}?expand[]=latest_charge.refunds")).await;
    let charge = &intent["latest_charge"];
    assert_eq!((&charge["amount_refunded"], &charge["refunded"]), (&json!(3000), &json!(true)));
    assert_eq!(charge["refunds"]["data"].as_array().unwrap().len(), 2);
    let kinds = stage.event_kinds().await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "charge.refunded").count(), 2);
}

#[tokio::test]
async fn a_refund_that_the_bank_sends_back_can_be_made_again() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let paid = stage.pay(&session, "card=4000000000005126").await.1;
    let intent = paid["payment_intent"].as_str().unwrap();
    let refund = stage.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(refund["status"], "pending");
    let path = format!("/control/refunds/{}/settle", refund["id"].as_str().unwrap());
    assert_eq!(stage.post(&path, "status=failed").await["status"], "failed");
    assert_eq!(stage.post("/v1/refunds", &format!("payment_intent={intent}")).await["amount"], 3000);
}

#[tokio::test]
async fn a_dispute_is_opened_and_decided_once() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let paid = stage.pay(&session, "").await.1;
    let intent = paid["payment_intent"].as_str().unwrap();
    let dispute = stage.post("/control/disputes", &format!("payment_intent={intent}&amount=1200")).await;
    assert_eq!((&dispute["amount"], &dispute["status"]), (&json!(1200), &json!("needs_response")));
    let refund = stage.call("POST", "/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(refund.1["error"]["code"], "charge_disputed");
    let path = format!("/control/disputes/{}/close", dispute["id"].as_str().unwrap());
    assert_eq!(stage.post(&path, "status=won").await["status"], "won");
    assert_eq!(stage.call("POST", &path, "status=lost").await.0, 400);
    let listed = stage.get(&format!("/v1/disputes?payment_intent={intent}")).await;
    assert_eq!(listed["data"][0]["status"], "won");
}

#[tokio::test]
async fn sessions_expire_by_the_clock_and_by_hand() {
    let stage = Stage::new();
    let (by_hand, by_clock) = (stage.session("").await, stage.session("&expires_at=1800001800").await);
    let path = |session: &Value| format!("/v1/checkout/sessions/{}", session["id"].as_str().unwrap());
    assert_eq!(stage.post(&format!("{}/expire", path(&by_hand)), "").await["status"], "expired");
    assert_eq!(stage.call("POST", &format!("{}/expire", path(&by_hand)), "").await.0, 400);
    stage.advance_ms(1_800_000);
    assert_eq!(stage.get(&path(&by_clock)).await["status"], "expired");
    assert_eq!(stage.pay(&by_clock, "email=a@example.com").await.0, 400);
    assert_eq!(stage.event_kinds().await, ["checkout.session.expired"; 2]);
}

#[tokio::test]
async fn lists_are_turned_page_by_page() {
    let stage = Stage::new();
    for number in 0..7 {
        stage.post("/v1/customers", &format!("name=n{number}")).await;
    }
    let names = |page: &Value| -> Vec<String> {
        page["data"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    let first = stage.get("/v1/customers?limit=3").await;
    assert_eq!(
        (names(&first), &first["has_more"]),
        (vec!["n6".into(), "n5".into(), "n4".into()], &json!(true))
    );
    let last = first["data"][2]["id"].as_str().unwrap();
    let rest = stage.get(&format!("/v1/customers?limit=10&starting_after={last}")).await;
    assert_eq!((names(&rest).len(), &rest["has_more"]), (4, &json!(false)));
    let before = stage.get(&format!("/v1/customers?limit=1&ending_before={last}")).await;
    assert_eq!((names(&before), &before["has_more"]), (vec!["n5".into()], &json!(true)));
    for wrong in ["limit=0", "limit=101", "starting_after=cus_none", "sort=name"] {
        assert_eq!(stage.call("GET", &format!("/v1/customers?{wrong}"), "").await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn ids_are_expanded_on_request() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    stage.pay(&session, "").await;
    let path = format!("/v1/checkout/sessions/{}", session["id"].as_str().unwrap());
    let whole = stage.get(&format!("{path}?expand[]=payment_intent.latest_charge&expand[]=line_items")).await;
    assert_eq!(whole["payment_intent"]["latest_charge"]["amount"], 3000);
    assert_eq!(whole["line_items"]["data"][0]["price"]["unit_amount"], 1500);
    let listed = stage.get("/v1/checkout/sessions?expand[]=data.payment_intent").await;
    assert_eq!(listed["data"][0]["payment_intent"]["status"], "succeeded");
    assert_eq!(stage.call("GET", &format!("{path}?expand[]=nothing"), "").await.0, 400);
}

#[tokio::test]
async fn a_kept_card_pays_again_until_it_is_forgotten() {
    let stage = Stage::new();
    let customer =
        stage.post("/v1/customers", "email=ada@example.com").await["id"].as_str().unwrap().to_owned();
    let more = format!("&customer={customer}&saved_payment_method_options[payment_method_save]=enabled");
    stage.pay(&stage.session(&more).await, "save_payment_method=true").await;
    let session = stage.session(&more).await;
    let shown = stage.browser(&session, "init", "").await.1;
    let card = shown["savedPaymentMethods"][0]["id"].as_str().unwrap().to_owned();
    let paid = stage.browser(&session, "confirm", &format!("payment_method={card}")).await;
    assert_eq!(paid.0, 200, "{:#}", paid.1);

    let portal = stage
        .post("/v1/billing_portal/sessions", &format!("customer={customer}&return_url=http://a.example/"))
        .await;
    let path = portal["url"]
        .as_str()
        .unwrap()
        .strip_prefix("http://127.0.0.1:3000/sandbox/stripe")
        .unwrap()
        .to_owned();
    let page = stage.send("GET", &path, "", &[]).await;
    let html = String::from_utf8(to_bytes(page.into_body(), 1 << 16).await.unwrap().to_vec()).unwrap();
    assert!(html.contains("ending in 4242") && html.contains("http://a.example/"), "{html}");
    assert_eq!(
        stage.send("POST", &path, &format!("payment_method={card}"), &[]).await.status(),
        StatusCode::SEE_OTHER
    );
    let cards = stage.get(&format!("/v1/customers/{customer}/payment_methods")).await;
    assert!(cards["data"].as_array().unwrap().is_empty());
    stage.advance_ms(2 * 3600 * 1000);
    assert_eq!(stage.send("GET", &path, "", &[]).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn payments_are_found_again_after_a_kill() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let open = stage.session("&customer_email=ada@example.com").await;
    let paid = stage.pay(&session, "").await.1;
    let kinds = stage.event_kinds().await;
    let stage = stage.restarted();
    let path = format!("/v1/checkout/sessions/{}", session["id"].as_str().unwrap());
    assert_eq!(stage.get(&path).await, paid);
    assert_eq!(stage.event_kinds().await, kinds);
    assert_eq!(stage.pay(&open, "").await.1["payment_status"], "paid");
}

type Received = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// A receiver that answers 500 to the first `failures` deliveries.
async fn receiver(failures: u64) -> (WebhookTarget, Received) {
    let received = Received::default();
    let left = Arc::new(AtomicU64::new(failures));
    let keep = async |State((received, left)): State<(Received, Arc<AtomicU64>)>,
                      headers: HeaderMap,
                      body: String| {
        if left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
            return StatusCode::INTERNAL_SERVER_ERROR;
        }
        received.lock().unwrap().push((headers, body));
        StatusCode::OK
    };
    let router = Router::new().route("/hook", post(keep)).with_state((Arc::clone(&received), left));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (WebhookTarget { url, secret: "whsec_test".to_owned() }, received)
}

#[tokio::test]
async fn events_are_signed_and_sent_until_they_are_taken() {
    let (target, received) = receiver(1).await;
    let stage = Stage::with_webhook(Some(target));
    stage.post("/v1/customers", "email=ada@example.com").await;
    stage.stripe.deliver_due().await;
    assert!(received.lock().unwrap().is_empty(), "the first attempt failed");
    stage.stripe.deliver_due().await;
    assert!(received.lock().unwrap().is_empty(), "the pause is not over");
    stage.advance_ms(60_000);
    stage.stripe.deliver_due().await;
    stage.stripe.deliver_due().await;
    let taken = received.lock().unwrap().clone();
    assert_eq!(taken.len(), 1);
    let (headers, body) = &taken[0];
    assert_eq!(headers["stripe-signature"], sign("whsec_test", 1_800_000_060, body).as_str());
    let event: Value = serde_json::from_str(body).unwrap();
    assert_eq!((&event["type"], &event["api_version"]), (&json!("customer.created"), &json!(API_VERSION)));
    assert_eq!(event["data"]["object"]["email"], "ada@example.com");
}

#[tokio::test]
async fn deliveries_are_held_reversed_and_repeated_on_demand() {
    let (target, received) = receiver(0).await;
    let stage = Stage::with_webhook(Some(target));
    stage.post("/control/deliveries", "held=true").await;
    for name in ["first", "second"] {
        stage.post("/v1/customers", &format!("name={name}")).await;
    }
    stage.stripe.deliver_due().await;
    assert!(received.lock().unwrap().is_empty());
    stage.post("/control/deliveries", "held=false&order=reverse").await;
    for _ in 0..2 {
        stage.stripe.deliver_due().await;
        stage.advance_ms(1000);
    }
    let names = |received: &Received| -> Vec<String> {
        let received = received.lock().unwrap();
        let name =
            |body: &String| serde_json::from_str::<Value>(body).unwrap()["data"]["object"]["name"].clone();
        received.iter().map(|(_, body)| name(body).as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&received), ["second", "first"]);

    let event = stage.get("/v1/events?limit=1").await["data"][0]["id"].as_str().unwrap().to_owned();
    for signature in ["valid", "wrong", "old", "missing"] {
        stage
            .post(&format!("/control/events/{event}/deliver"), &format!("signature={signature}&times=2"))
            .await;
    }
    stage.stripe.deliver_due().await;
    assert_eq!(received.lock().unwrap().len(), 2 + 8);
    let unsigned = |received: &Received| {
        received
            .lock()
            .unwrap()
            .iter()
            .filter(|(headers, _)| headers.get("stripe-signature").is_none())
            .count()
    };
    assert_eq!(unsigned(&received), 2);
    let log = stage.get("/control/deliveries").await;
    assert_eq!((log["attempts"].as_array().unwrap().len(), &log["pending"]), (10, &json!([])));
}

#[tokio::test]
async fn an_undelivered_event_survives_a_kill() {
    let (target, received) = receiver(0).await;
    let stage = Stage::with_webhook(Some(target));
    stage.post("/control/deliveries", "held=true").await;
    stage.post("/v1/customers", "name=ada").await;
    let stage = stage.restarted();
    stage.stripe.deliver_due().await;
    assert_eq!(received.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn endpoints_made_through_the_api_get_what_they_ask_for() {
    let (target, received) = receiver(0).await;
    let stage = Stage::new();
    let form = format!("url={}&enabled_events[0]=customer.deleted", target.url);
    let endpoint = stage.post("/v1/webhook_endpoints", &form).await;
    assert!(endpoint["secret"].as_str().unwrap().starts_with("whsec_"));
    let customer = stage.post("/v1/customers", "").await["id"].as_str().unwrap().to_owned();
    stage.call("DELETE", &format!("/v1/customers/{customer}"), "").await;
    stage.stripe.deliver_due().await;
    assert_eq!(received.lock().unwrap().len(), 1);
    let path = format!("/v1/webhook_endpoints/{}", endpoint["id"].as_str().unwrap());
    assert_eq!(stage.get(&path).await["secret"], Value::Null);
    assert_eq!(stage.call("DELETE", &path, "").await.1["deleted"], true);
}

#[tokio::test]
async fn setup_keeps_a_card_without_a_payment() {
    let stage = Stage::new();
    let customer = stage.post("/v1/customers", "").await["id"].as_str().unwrap().to_owned();
    let setup = stage
        .post("/v1/setup_intents", &format!("customer={customer}&payment_method=pm_card_visa&confirm=true"))
        .await;
    assert_eq!(setup["status"], "succeeded");
    let cards = stage.get(&format!("/v1/payment_methods?customer={customer}&type=card")).await;
    assert_eq!(cards["data"][0]["id"], setup["payment_method"]);
    let refused =
        stage.call("POST", "/v1/setup_intents", "payment_method=pm_card_chargeDeclined&confirm=true").await;
    assert_eq!(
        (refused.0, &refused.1["error"]["setup_intent"]["status"]),
        (402, &json!("requires_payment_method"))
    );
}

#[tokio::test]
async fn the_script_is_served_whole() {
    let stage = Stage::new();
    let response = stage.send("GET", "/v1/stripe.js", "", &[]).await;
    assert_eq!(response.headers()["content-type"], "text/javascript; charset=utf-8");
    let script = String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap();
    assert!(script.starts_with("// A stand-in") && script.trim_end().ends_with("})();"));
}
