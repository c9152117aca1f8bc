//! The client of payments against the stand-in for Stripe, over HTTP: what it asks is taken, what it is told is read,
//! and neither a failing nor a forgetful service makes it do a thing twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::post;
use domain::ids::{CheckoutId, Entropy as _, UserId};
use domain::money::{Cents, Currency};
use domain::payment::{
    BadDelivery, DisputeStatus, EventSubject, PaymentError, PaymentSession, Payments as _, SessionLine,
    SessionRequest, SessionShipping, SessionStatus,
};
use domain::time::{Clock, Timestamp};
use reqwest::Client;
use sandbox::stripe::{SandboxStripe, SandboxStripeConfig, WebhookTarget, router};
use serde_json::Value;
use server::clock::SystemEntropy;
use server::config::env::Secret;
use server::http_client::HttpClient;
use server::payments::{PaymentConfig, SANDBOX_PATH, StripePayments};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::app::ShiftedClock;

struct Stage {
    payments: StripePayments,
    base_url: String,
    clock: Arc<ShiftedClock>,
    deliveries: mpsc::UnboundedReceiver<(String, Bytes)>,
    /// So many milliseconds after it was carried out the next call is answered.
    late_ms: Arc<AtomicU64>,
    http: Client,
    _folder: TempDir,
}

impl Stage {
    async fn start() -> Self {
        server::install_tls_provider();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ShiftedClock::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let config = PaymentConfig::sandbox(&base_url);
        let stripe = SandboxStripe::open(SandboxStripeConfig {
            origin: base_url.clone(),
            base_path: SANDBOX_PATH.to_owned(),
            secret_key: config.secret_key.reveal().to_owned(),
            publishable_key: config.publishable_key.clone(),
            webhook: Some(WebhookTarget {
                url: format!("{base_url}/hook"),
                secret: config.webhook_secrets[0].reveal().to_owned(),
            }),
            data_dir: folder.path().to_owned(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy: Arc::new(SystemEntropy),
        })
        .unwrap();
        stripe.start_deliveries();
        let (sender, deliveries) = mpsc::unbounded_channel();
        let late_ms = Arc::new(AtomicU64::new(0));
        let app = Router::new()
            .route("/hook", post(keep_delivery))
            .with_state(sender)
            .nest(SANDBOX_PATH, router(stripe))
            .layer(from_fn_with_state(Arc::clone(&late_ms), answer_late));
        tokio::spawn(async move { axum::serve(listener, app).await });
        let http = HttpClient::new([config.api_url.as_str()]).unwrap();
        let payments = StripePayments::new(config, http, Arc::clone(&clock) as Arc<dyn Clock>);
        let http = Client::builder().no_proxy().build().unwrap();
        Self { payments, base_url, clock, deliveries, late_ms, http, _folder: folder }
    }

    async fn control(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let url = format!("{}{SANDBOX_PATH}/{path}", self.base_url);
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.http.post(url).bearer_auth("sk_test_sandbox").body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.send().await.unwrap().json().await.unwrap()
    }

    async fn request(&self, shipping: Option<SessionShipping>) -> SessionRequest {
        let entropy = SystemEntropy;
        let user = UserId::from_parts(1, entropy.random());
        SessionRequest {
            checkout: CheckoutId::from_parts(1, entropy.random()),
            customer: self.payments.customer_create(user, "ada@example.com").await.unwrap(),
            lines: vec![
                SessionLine { name: "A printed fox & a hare".into(), amount: Cents(2490), price_id: None },
                SessionLine { name: "10 credits".into(), amount: Cents(500), price_id: None },
            ],
            currency: Currency::Eur,
            shipping,
            return_url: format!("{}/checkout/return?session_id={{CHECKOUT_SESSION_ID}}", self.base_url),
            expires: self.clock.now().plus_secs(3600),
        }
    }

    async fn pay(&self, session: &PaymentSession, form: &[(&str, &str)]) -> Value {
        self.control(&format!("control/checkout_sessions/{}/pay", session.id), form).await
    }

    async fn paid(&self) -> PaymentSession {
        let request = self.request(None).await;
        let session = self.payments.session_create(&request).await.unwrap();
        self.pay(&session, &[]).await;
        self.payments.session(&session.id).await.unwrap()
    }

    /// The next delivery of this kind.
    async fn delivery(&mut self, kind: &str) -> (String, Bytes) {
        let wanted = format!("\"{kind}\"");
        loop {
            let (signature, body) = self.deliveries.recv().await.unwrap();
            if String::from_utf8_lossy(&body).contains(&wanted) {
                return (signature, body);
            }
        }
    }
}

/// Carries the call out even when nobody waits for its answer any more.
async fn answer_late(State(late_ms): State<Arc<AtomicU64>>, request: Request, next: Next) -> Response {
    let is_call = request.uri().path().starts_with(&format!("{SANDBOX_PATH}/v1/checkout"));
    let answer = tokio::spawn(next.run(request)).await.unwrap();
    let late_ms = if is_call { late_ms.swap(0, Ordering::SeqCst) } else { 0 };
    tokio::time::sleep(Duration::from_millis(late_ms)).await;
    answer
}

async fn keep_delivery(
    State(sender): State<mpsc::UnboundedSender<(String, Bytes)>>,
    headers: HeaderMap,
    body: Bytes,
) {
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    sender.send((signature.to_owned(), body)).unwrap();
}

fn germany() -> SessionShipping {
    SessionShipping { country: "DE".into(), amount: Cents(590), name: "Germany".into(), days: (3, 5) }
}

#[tokio::test]
async fn a_session_with_a_print_is_paid_and_read_with_its_address() {
    let stage = Stage::start().await;
    let request = stage.request(Some(germany())).await;
    let open = stage.payments.session_create(&request).await.unwrap();
    assert_eq!((open.status, open.is_paid, open.amount_total), (SessionStatus::Open, false, Cents(3580)));
    assert_eq!((open.checkout, open.currency.as_str()), (Some(request.checkout), "eur"));
    assert!(open.client_secret.is_some() && open.payment_intent.is_none());

    let address = [
        ("shipping[name]", "Ada"),
        ("shipping[address][line1]", "Hauptstraße 1"),
        ("shipping[address][city]", "Köln"),
        ("shipping[address][postal_code]", "50667"),
        ("shipping[address][country]", "DE"),
    ];
    stage.pay(&open, &address).await;
    let paid = stage.payments.session(&open.id).await.unwrap();
    assert_eq!((paid.status, paid.is_paid, paid.is_live), (SessionStatus::Complete, true, false));
    let address = paid.address.unwrap();
    assert_eq!(
        (address.name.as_str(), address.line1.as_str(), address.city.as_str()),
        ("Ada", "Hauptstraße 1", "Köln")
    );
    assert_eq!(paid.email.as_deref(), Some("ada@example.com"));
    assert_eq!(paid.client_secret, None);
    let truth = stage.payments.payment(&paid.payment_intent.unwrap()).await.unwrap();
    assert_eq!((truth.amount_received, truth.amount_refunded), (Cents(3580), Cents(0)));
    assert_eq!((truth.dispute(), truth.refund_keys), (None, Vec::new()));
}

#[tokio::test]
async fn one_checkout_is_one_session_and_another_request_for_it_is_refused() {
    let stage = Stage::start().await;
    let mut request = stage.request(None).await;
    let first = stage.payments.session_create(&request).await.unwrap();
    assert_eq!(stage.payments.session_create(&request).await.unwrap(), first);
    request.lines.pop();
    assert!(matches!(stage.payments.session_create(&request).await, Err(PaymentError::Refused(_))));
}

#[tokio::test]
async fn a_failing_service_is_asked_again_under_the_same_key() {
    let stage = Stage::start().await;
    let request = stage.request(None).await;
    for when in ["before", "after"] {
        let fault = [("requests", "2"), ("status", "503"), ("when", when), ("path", "/v1/checkout")];
        stage.control("control/faults", &fault).await;
        stage.payments.session_create(&request).await.unwrap();
    }
    let paid = stage.payments.session_create(&request).await.unwrap();
    stage.pay(&paid, &[]).await;
    let since = stage.clock.now().plus_secs(-3600);
    assert_eq!(stage.payments.sessions_completed_since(since).await.unwrap().len(), 1);

    stage.control("control/faults", &[("requests", "9"), ("status", "500")]).await;
    assert!(matches!(stage.payments.session(&paid.id).await, Err(PaymentError::Unknown(_))));
    stage.control("control/faults", &[("requests", "0")]).await;
}

#[tokio::test]
async fn a_slow_service_is_asked_again_and_makes_one_session() {
    let stage = Stage::start().await;
    let hasty = stage.payments.clone().with_try_timeout(Duration::from_millis(300));
    let sessions = async || {
        let url = format!("{}{SANDBOX_PATH}/v1/checkout/sessions", stage.base_url);
        let listed = stage.http.get(url).bearer_auth("sk_test_sandbox").send().await.unwrap();
        let listed: Value = listed.json().await.unwrap();
        listed["data"].as_array().unwrap().len()
    };
    // Slow at doing it: the next try meets the first one under way, the last is told of its session.
    let slow = [("requests", "1"), ("slow_ms", "800"), ("path", "/v1/checkout")];
    stage.control("control/faults", &slow).await;
    let request = stage.request(None).await;
    let made = hasty.session_create(&request).await.unwrap();
    assert_eq!((sessions().await, made.amount_total), (1, Cents(2990)));
    // Slow to say that it did: the next try is told of the same session.
    let request = stage.request(None).await;
    stage.late_ms.store(3000, Ordering::SeqCst);
    let made = hasty.session_create(&request).await.unwrap();
    assert_eq!(sessions().await, 2);
    assert_eq!(stage.payments.session_create(&request).await.unwrap(), made);
    assert_eq!(sessions().await, 2);
    // Slow for longer than anybody tries: the outcome is unknown, not refused.
    stage.control("control/faults", &[("requests", "9"), ("slow_ms", "3000"), ("path", "/v1/")]).await;
    assert!(matches!(hasty.session(&made.id).await, Err(PaymentError::Unknown(_))));
    stage.control("control/faults", &[("requests", "0")]).await;
}

#[tokio::test]
async fn closing_answers_how_a_session_stands() {
    let stage = Stage::start().await;
    let open = stage.payments.session_create(&stage.request(None).await).await.unwrap();
    for _ in 0..2 {
        assert_eq!(stage.payments.session_expire(&open.id).await.unwrap().status, SessionStatus::Expired);
    }
    let paid = stage.paid().await;
    assert!(stage.payments.session_expire(&paid.id).await.unwrap().is_paid);
    for unknown in ["cs_test_none", "../customers", ""] {
        assert_eq!(stage.payments.session_expire(unknown).await, Err(PaymentError::NotFound), "{unknown}");
        assert_eq!(stage.payments.session(unknown).await, Err(PaymentError::NotFound), "{unknown}");
    }
}

#[tokio::test]
async fn completed_sessions_are_walked_oldest_first_and_open_ones_left_out() {
    let stage = Stage::start().await;
    let request = stage.request(None).await;
    let mut paid = Vec::new();
    // More than one page of a hundred.
    for number in 0..103 {
        let checkout = CheckoutId::from_parts(2, number);
        let session =
            stage.payments.session_create(&SessionRequest { checkout, ..request.clone() }).await.unwrap();
        if number != 50 {
            stage.pay(&session, &[]).await;
            paid.push(session.id);
        }
    }
    let found = stage.payments.sessions_completed_since(stage.clock.now().plus_secs(-60)).await.unwrap();
    assert_eq!(found.into_iter().map(|session| session.id).collect::<Vec<_>>(), paid);
    let later = stage.clock.now().plus_secs(60);
    assert!(stage.payments.sessions_completed_since(later).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_refund_is_made_once_for_its_key_and_told_in_full() {
    let stage = Stage::start().await;
    let intent = stage.paid().await.payment_intent.unwrap();
    let first = stage.payments.refund("ref_1", &intent, Cents(1000)).await.unwrap();
    assert_eq!(stage.payments.refund("ref_1", &intent, Cents(1000)).await.unwrap(), first);
    assert_ne!(stage.payments.refund("ref_2", &intent, Cents(500)).await.unwrap(), first);
    assert_eq!(stage.payments.refund_made("ref_1", &intent).await.unwrap(), Some(first));
    assert_eq!(stage.payments.refund_made("ref_3", &intent).await.unwrap(), None);
    assert!(matches!(
        stage.payments.refund("ref_3", &intent, Cents(9999)).await,
        Err(PaymentError::Refused(_))
    ));
    assert_eq!(stage.payments.refund("ref_4", "pi_none", Cents(1)).await, Err(PaymentError::NotFound));
    assert_eq!(stage.payments.payment(&intent).await.unwrap().amount_refunded, Cents(1500));
}

#[tokio::test]
async fn every_refund_of_a_payment_is_told_however_many_there_are() {
    let stage = Stage::start().await;
    let intent = stage.paid().await.payment_intent.unwrap();
    let keys: Vec<String> = (10..22).map(|number| format!("ref_{number}")).collect();
    for key in &keys {
        stage.payments.refund(key, &intent, Cents(10)).await.unwrap();
    }
    let mut truth = stage.payments.payment(&intent).await.unwrap();
    truth.refund_keys.sort();
    assert_eq!((truth.refund_keys, truth.amount_refunded), (keys, Cents(120)));
}

#[tokio::test]
async fn a_dispute_is_told_until_it_is_decided() {
    let stage = Stage::start().await;
    for (verdict, status) in [("won", DisputeStatus::Won), ("lost", DisputeStatus::Lost)] {
        let intent = stage.paid().await.payment_intent.unwrap();
        let dispute =
            stage.control("control/disputes", &[("payment_intent", &intent), ("amount", "1200")]).await;
        let standing = async || stage.payments.payment(&intent).await.unwrap().disputes;
        assert_eq!(standing().await, [(DisputeStatus::Open, Cents(1200))]);
        let path = format!("control/disputes/{}/close", dispute["id"].as_str().unwrap());
        stage.control(&path, &[("status", verdict)]).await;
        assert_eq!(standing().await, [(status, Cents(1200))]);
    }
}

#[tokio::test]
async fn refunded_and_disputed_payments_are_listed_once() {
    let stage = Stage::start().await;
    let refunded = stage.paid().await.payment_intent.unwrap();
    let disputed = stage.paid().await.payment_intent.unwrap();
    stage.paid().await;
    for key in ["first", "second"] {
        stage.payments.refund(key, &refunded, Cents(100)).await.unwrap();
    }
    stage.control("control/disputes", &[("payment_intent", &disputed), ("amount", "1200")]).await;
    let listed =
        async |since: Timestamp| stage.payments.payments_contested_since(since, since).await.unwrap();
    let mut expected = vec![refunded, disputed];
    expected.sort();
    assert_eq!(listed(Timestamp(0)).await, expected);
    assert_eq!(listed(stage.clock.now().plus_secs(60)).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_delivery_is_read_only_with_its_signature() {
    let mut stage = Stage::start().await;
    let paid = stage.paid().await;
    let (signature, body) = stage.delivery("checkout.session.completed").await;
    let event = stage.payments.read_delivery(&body, &signature).unwrap();
    assert_eq!(event.subject, EventSubject::Session { id: paid.id });
    assert_eq!((event.kind.as_str(), event.is_live), ("checkout.session.completed", false));
    assert_eq!(stage.payments.event(&event.id).await.unwrap(), event);

    let changed = [&body[..], b" "].concat();
    assert_eq!(stage.payments.read_delivery(&changed, &signature), Err(BadDelivery::Signature));
    assert_eq!(stage.payments.read_delivery(&body, ""), Err(BadDelivery::Signature));
    stage.clock.advance(Duration::from_secs(301));
    assert_eq!(stage.payments.read_delivery(&body, &signature), Err(BadDelivery::Signature));
}

#[tokio::test]
async fn forged_and_stale_deliveries_are_refused() {
    let mut stage = Stage::start().await;
    stage.paid().await;
    let (signature, body) = stage.delivery("checkout.session.completed").await;
    let event = stage.payments.read_delivery(&body, &signature).unwrap();
    for style in ["wrong", "old", "missing"] {
        stage.control(&format!("control/events/{}/deliver", event.id), &[("signature", style)]).await;
        let (signature, body) = stage.delivery("checkout.session.completed").await;
        assert_eq!(stage.payments.read_delivery(&body, &signature), Err(BadDelivery::Signature), "{style}");
    }
}

#[tokio::test]
async fn events_of_tomorrow_are_kept_and_broken_ones_told_apart() {
    let mut stage = Stage::start().await;
    let cases = [
        ("invoice.overdue_tomorrow", r#"{"id":"in_1"}"#, EventSubject::Other),
        ("checkout.session.completed", r#"{"id":["cs_1"]}"#, EventSubject::Unreadable),
        (
            "charge.refunded",
            r#"{"payment_intent":{"id":"pi_9"}}"#,
            EventSubject::Refund { payment_intent: "pi_9".into() },
        ),
    ];
    for (kind, object, subject) in cases {
        let form = [("type", kind), ("object", object), ("api_version", "2031-01-01.xenon")];
        stage.control("control/events", &form).await;
        let (signature, body) = stage.delivery(kind).await;
        assert_eq!(stage.payments.read_delivery(&body, &signature).unwrap().subject, subject, "{kind}");
    }
}

#[tokio::test]
async fn the_portal_is_a_page_of_the_service() {
    let stage = Stage::start().await;
    let customer = stage.request(None).await.customer;
    let url = stage.payments.portal_url(&customer, &stage.base_url).await.unwrap();
    assert!(url.starts_with(&stage.base_url), "{url}");
    let page = stage.http.get(url).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("ada@example.com"));
    let nobody = stage.payments.portal_url("cus_none", &stage.base_url).await;
    assert_eq!(nobody, Err(PaymentError::NotFound));
}

#[tokio::test]
async fn a_wrong_key_and_another_host_are_refused_for_good() {
    let stage = Stage::start().await;
    let clock = Arc::clone(&stage.clock) as Arc<dyn Clock>;
    let config =
        PaymentConfig { secret_key: Secret::new("sk_test_other"), ..PaymentConfig::sandbox(&stage.base_url) };
    let http = HttpClient::new([config.api_url.as_str()]).unwrap();
    let stranger = StripePayments::new(config, http.clone(), Arc::clone(&clock));
    assert!(matches!(stranger.session("cs_test_1").await, Err(PaymentError::Refused(_))));
    let config =
        PaymentConfig { api_url: "http://169.254.169.254".into(), ..PaymentConfig::sandbox(&stage.base_url) };
    let elsewhere = StripePayments::new(config, http, clock);
    assert!(matches!(elsewhere.session("cs_test_1").await, Err(PaymentError::Refused(_))));
}
