//! The stand-in over its router: the API, the browser's calls, the controls, a restart.

mod checkout;
mod money;
mod rules;
mod webhooks;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::*;
use crate::bench::Bench;

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
        let bench = Arc::new(Bench::default());
        let stripe = SandboxStripe::open(config(&dir, &bench, webhook)).unwrap();
        Self { dir, bench, stripe }
    }

    /// As after a kill: nothing but the journal is left.
    fn restarted(self) -> Self {
        let stripe = SandboxStripe::open(config(&self.dir, &self.bench, None)).unwrap();
        Self { stripe, ..self }
    }

    fn advance_ms(&self, ms: i64) {
        self.bench.advance_ms(ms);
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
