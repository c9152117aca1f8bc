//! The stand-in over its own router, as a browser and as a server would use it.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::*;
use crate::bench::Bench;

const ORIGIN: &str = "http://127.0.0.1:3000";

struct Stage {
    dir: TempDir,
    bench: Arc<Bench>,
    clerk: SandboxClerk,
}

impl Stage {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let bench = Arc::new(Bench::default());
        let clerk = SandboxClerk::open(config(&dir, &bench)).unwrap();
        Self { dir, bench, clerk }
    }

    fn advance_secs(&self, secs: i64) {
        self.bench.advance_ms(secs * 1000);
    }

    async fn send(&self, request: Request<Body>) -> Response {
        router(self.clerk.clone()).oneshot(request).await.unwrap()
    }

    async fn post_form(&self, path: &str, body: &str, cookies: &str) -> Response {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, ORIGIN)
            .header(header::COOKIE, cookies)
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.send(request).await
    }

    async fn get(&self, path: &str, cookies: &str) -> Response {
        let request = Request::get(path)
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::COOKIE, cookies)
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }

    async fn backend(&self, method: &str, path: &str, key: &str) -> Response {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }

    async fn sign_in(&self, email: &str) -> String {
        let response = self.post_form("/sign-in", &format!("email_address={email}"), "").await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        cookie_header(&response)
    }

    async fn claims(&self, token: &str) -> Result<Value, jsonwebtoken::errors::Error> {
        let keys = self.backend("GET", "/v1/jwks", "sk_test_sandbox").await;
        let keys: JwkSet = serde_json::from_value(body(keys).await).unwrap();
        let kid = decode_header(token)?.kid.unwrap();
        let Some(key) = keys.find(&kid) else {
            return Err(jsonwebtoken::errors::ErrorKind::InvalidToken.into());
        };
        let mut validation = Validation::new(Algorithm::RS256);
        validation.validate_exp = false;
        decode::<Value>(token, &DecodingKey::from_jwk(key)?, &validation).map(|data| data.claims)
    }
}

fn config(dir: &TempDir, bench: &Arc<Bench>) -> SandboxClerkConfig {
    SandboxClerkConfig {
        origin: ORIGIN.to_owned(),
        base_path: "/sandbox/clerk".to_owned(),
        allowed_origins: vec!["http://localhost:3000".to_owned()],
        secret_key: "sk_test_sandbox".to_owned(),
        data_dir: dir.path().to_owned(),
        clock: Arc::clone(bench) as Arc<dyn Clock>,
        entropy: Arc::clone(bench) as Arc<dyn Entropy>,
    }
}

async fn body(response: Response) -> Value {
    serde_json::from_slice(&to_bytes(response.into_body(), 1 << 20).await.unwrap()).unwrap()
}

fn location(response: &Response) -> &str {
    response.headers()[header::LOCATION].to_str().unwrap()
}

fn set_cookies(response: &Response) -> Vec<&str> {
    response.headers().get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect()
}

/// What a browser would send back.
fn cookie_header(response: &Response) -> String {
    let pairs: Vec<&str> =
        set_cookies(response).iter().map(|cookie| cookie.split(';').next().unwrap()).collect();
    pairs.join("; ")
}

fn cookie<'a>(cookies: &'a str, name: &str) -> &'a str {
    cookies.split("; ").filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).unwrap().1
}

#[tokio::test]
async fn signing_in_sets_clerks_cookies_and_a_valid_token() {
    let stage = Stage::new();
    let response =
        stage.post_form("/sign-in", "email_address=ada%40example.com&redirect_url=%2Fworkspace", "").await;
    assert_eq!((response.status(), location(&response)), (StatusCode::SEE_OTHER, "/workspace"));
    for cookie in set_cookies(&response) {
        assert!(cookie.contains("SameSite=Lax") && !cookie.contains("Secure"), "{cookie}");
        assert_eq!(cookie.contains("HttpOnly"), cookie.starts_with("__client="), "{cookie}");
    }
    let cookies = cookie_header(&response);
    assert_eq!(cookie(&cookies, "__client_uat"), "1800000000");
    let claims = stage.claims(cookie(&cookies, "__session")).await.unwrap();
    assert_eq!(claims["iss"], "http://127.0.0.1:3000/sandbox/clerk");
    assert_eq!(claims["azp"], ORIGIN);
    assert_eq!(claims["exp"], 1_800_000_060);
    assert_eq!((&claims["sts"], &claims["v"]), (&json!("active"), &json!(2)));
}

#[tokio::test]
async fn an_address_that_is_none_comes_back_with_what_was_typed() {
    let stage = Stage::new();
    let response = stage.post_form("/sign-up", "email_address=ada%26co&redirect_url=/account", "").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        location(&response),
        "/sign-up?error=invalid_email&email_address=ada%26co&redirect_url=%2Faccount"
    );
    assert!(set_cookies(&response).is_empty());
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let stage = Stage::new();
    let form = "email_address=ada@example.com&redirect_url=https://evil.example/";
    assert_eq!(location(&stage.post_form("/sign-in", form, "").await), "/dashboard");
    let handshake = stage.get("/v1/client/handshake?redirect_url=https://evil.example/", "").await;
    assert_eq!(handshake.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_same_address_is_the_same_person_also_after_a_restart() {
    let stage = Stage::new();
    let first = stage.sign_in("ada@example.com").await;
    let reopened = SandboxClerk::open(config(&stage.dir, &stage.bench)).unwrap();
    let stage = Stage { clerk: reopened, ..stage };
    let again = stage.sign_in("ADA@example.com").await;
    let (first, again) = (cookie(&first, "__session"), cookie(&again, "__session"));
    assert_eq!(stage.claims(first).await.unwrap()["sub"], stage.claims(again).await.unwrap()["sub"]);
}

#[tokio::test]
async fn tokens_are_refreshed_until_signing_out() {
    let stage = Stage::new();
    let cookies = stage.sign_in("ada@example.com").await;
    stage.advance_secs(3600);
    let client = body(stage.get("/v1/client", &cookies).await).await;
    let session_id = client["response"]["last_active_session_id"].as_str().unwrap().to_owned();
    let path = format!("/v1/client/sessions/{session_id}/tokens");

    let refreshed = stage.post_form(&path, "", &cookies).await;
    assert_eq!(refreshed.status(), StatusCode::OK);
    assert!(set_cookies(&refreshed)[0].starts_with("__session=ey"));
    let token = body(refreshed).await["jwt"].as_str().unwrap().to_owned();
    assert_eq!(stage.claims(&token).await.unwrap()["iat"], 1_800_003_600);

    let other = stage.post_form("/v1/client/sessions/sess_other/tokens", "", &cookies).await;
    assert_eq!(other.status(), StatusCode::NOT_FOUND);

    let out = stage.post_form("/sign-out", "", &cookies).await;
    assert_eq!(cookie(&cookie_header(&out), "__client_uat"), "0");
    let refused = stage.post_form(&path, "", &cookies).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(body(refused).await["errors"][0]["code"], "authentication_invalid");
    let client = stage.get("/v1/client", &cookies).await;
    assert_eq!(cookie(&cookie_header(&client), "__client_uat"), "0");
    assert_eq!(body(client).await["response"], Value::Null);
}

#[tokio::test]
async fn a_session_ends_after_seven_days() {
    let stage = Stage::new();
    let cookies = stage.sign_in("ada@example.com").await;
    stage.advance_secs(7 * 24 * 3600 - 1);
    assert!(!body(stage.get("/v1/client", &cookies).await).await["response"].is_null());
    stage.advance_secs(1);
    assert!(body(stage.get("/v1/client", &cookies).await).await["response"].is_null());
}

async fn handshake_cookies(stage: &Stage, cookies: &str) -> Vec<String> {
    let path = format!("/v1/client/handshake?redirect_url={ORIGIN}/workspace%3Fa=1");
    let response = stage.get(&path, cookies).await;
    assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
    let back = url::Url::parse(location(&response)).unwrap();
    assert_eq!(back.path(), "/workspace");
    let pairs: std::collections::HashMap<_, _> = back.query_pairs().into_owned().collect();
    assert_eq!(pairs["a"], "1");
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    let keys = body(stage.get("/.well-known/jwks.json", "").await).await;
    let keys: JwkSet = serde_json::from_value(keys).unwrap();
    let key = DecodingKey::from_jwk(&keys.keys[0]).unwrap();
    let claims = decode::<Value>(&pairs["__clerk_handshake"], &key, &validation).unwrap().claims;
    serde_json::from_value(claims["handshake"].clone()).unwrap()
}

#[tokio::test]
async fn the_handshake_answers_with_signed_cookies() {
    let stage = Stage::new();
    let cookies = stage.sign_in("ada@example.com").await;
    stage.advance_secs(600);
    let set = handshake_cookies(&stage, &cookies).await;
    let token = set[0].strip_prefix("__session=").unwrap().split(';').next().unwrap();
    let claims = stage.claims(token).await.unwrap();
    assert_eq!((&claims["iat"], &claims["azp"]), (&json!(1_800_000_600), &json!(ORIGIN)));
    assert!(set[1].starts_with("__client_uat=1800000000;"));

    let signed_out = handshake_cookies(&stage, "").await;
    assert!(signed_out[0].starts_with("__session=;") && signed_out[0].contains("Max-Age=0"));
    assert!(signed_out[1].starts_with("__client_uat=0;"));
}

#[tokio::test]
async fn the_backend_api_wants_its_key_and_knows_people() {
    let stage = Stage::new();
    let cookies = stage.sign_in("ada@example.com").await;
    let claims = stage.claims(cookie(&cookies, "__session")).await.unwrap();
    let path = format!("/v1/users/{}", claims["sub"].as_str().unwrap());
    assert_eq!(stage.backend("GET", &path, "sk_test_wrong").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(stage.backend("GET", "/v1/jwks", "").await.status(), StatusCode::UNAUTHORIZED);

    let user = body(stage.backend("GET", &path, "sk_test_sandbox").await).await;
    assert_eq!(user["email_addresses"][0]["email_address"], "ada@example.com");
    assert_eq!(user["primary_email_address_id"], user["email_addresses"][0]["id"]);

    let deleted = body(stage.backend("DELETE", &path, "sk_test_sandbox").await).await;
    assert_eq!(deleted["deleted"], true);
    assert_eq!(stage.backend("GET", &path, "sk_test_sandbox").await.status(), StatusCode::NOT_FOUND);
    assert!(body(stage.get("/v1/client", &cookies).await).await["response"].is_null());
}

#[tokio::test]
async fn a_rotated_key_no_longer_vouches_for_old_tokens() {
    let stage = Stage::new();
    let old = stage.sign_in("ada@example.com").await;
    stage.clerk.rotate_key().unwrap();
    assert!(stage.claims(cookie(&old, "__session")).await.is_err());
    let new = stage.sign_in("ada@example.com").await;
    assert!(stage.claims(cookie(&new, "__session")).await.is_ok());
}
