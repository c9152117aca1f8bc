//! Tokens, keys and people against the sandbox, without a network.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use axum::http::header::COOKIE;
use domain::credits::Credits;
use domain::ids::Entropy;
use domain::time::Clock;
use jsonwebtoken::jwk::JwkSet;
use proptest::prelude::*;
use sandbox::bench::Bench;
use sandbox::clerk::{SandboxClerk, SandboxClerkConfig, router};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::*;
use crate::db::{DatabaseConfig, Sql as _, args};

const ORIGIN: &str = "http://127.0.0.1:3000";

/// The sandbox's backend API without a socket, able to be slow or away.
struct Direct {
    clerk: SandboxClerk,
    key_requests: AtomicUsize,
    is_away: AtomicBool,
}

impl Direct {
    async fn get(&self, path: &str) -> Result<Option<Value>, IdentityError> {
        tokio::time::sleep(Duration::from_millis(5)).await;
        if self.is_away.load(Ordering::Relaxed) {
            return Err(IdentityError::Status(503));
        }
        let request = axum::http::Request::get(path)
            .header("authorization", "Bearer sk_test_sandbox")
            .body(axum::body::Body::empty())
            .unwrap();
        let response = router(self.clerk.clone()).oneshot(request).await.unwrap();
        if response.status() == axum::http::StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
        let json: Value = serde_json::from_slice(&body).unwrap();
        Ok(json.get("errors").is_none().then_some(json))
    }
}

#[async_trait]
impl IdentityProvider for Direct {
    async fn keys(&self) -> Result<JwkSet, IdentityError> {
        self.key_requests.fetch_add(1, Ordering::Relaxed);
        Ok(serde_json::from_value(self.get("/v1/jwks").await?.unwrap()).unwrap())
    }

    async fn user(&self, id: &str) -> Result<Option<ProviderUser>, IdentityError> {
        let user = self.get(&format!("/v1/users/{id}")).await?;
        Ok(user.map(|user| ProviderUser {
            email: user["email_addresses"][0]["email_address"].as_str().unwrap().to_owned(),
            is_banned: false,
        }))
    }

    async fn user_delete(&self, _: &str) -> Result<(), IdentityError> {
        Ok(())
    }

    async fn handshake_cookies(&self, _: &str) -> Result<Vec<String>, IdentityError> {
        Ok(Vec::new())
    }
}

struct Stage {
    _dir: TempDir,
    bench: Arc<Bench>,
    clerk: SandboxClerk,
    provider: Arc<Direct>,
    database: Database,
    identity: Identity,
}

impl Stage {
    async fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let bench = Arc::new(Bench::default());
        let clerk = SandboxClerk::open(SandboxClerkConfig {
            origin: ORIGIN.to_owned(),
            base_path: "/sandbox/clerk".to_owned(),
            allowed_origins: Vec::new(),
            secret_key: "sk_test_sandbox".to_owned(),
            data_dir: dir.path().to_owned(),
            clock: Arc::clone(&bench) as Arc<dyn Clock>,
            entropy: Arc::clone(&bench) as Arc<dyn Entropy>,
        })
        .unwrap();
        let provider = Arc::new(Direct {
            clerk: clerk.clone(),
            key_requests: AtomicUsize::new(0),
            is_away: AtomicBool::new(false),
        });
        let database =
            Database::connect(&DatabaseConfig::sqlite(&dir.path().join("test.sqlite"))).await.unwrap();
        database.migrate().await.unwrap();
        let identity = Identity::new(
            IdentityConfig::sandbox(ORIGIN),
            Arc::clone(&provider) as Arc<dyn IdentityProvider>,
            database.clone(),
            Mint::new(Arc::clone(&bench) as Arc<dyn Clock>, Arc::clone(&bench) as Arc<dyn Entropy>),
        );
        Self { _dir: dir, bench, clerk, provider, database, identity }
    }

    fn advance_secs(&self, secs: i64) {
        self.bench.advance_ms(secs * 1000);
    }

    /// A person in the sandbox; answers their id and their claims.
    async fn person(&self, email: &str) -> (String, Value) {
        let request = axum::http::Request::post("/sign-in")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", ORIGIN)
            .body(axum::body::Body::from(format!("email_address={email}")))
            .unwrap();
        let response = router(self.clerk.clone()).oneshot(request).await.unwrap();
        let cookies = response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        let token = cookies.filter_map(|cookie| cookie.strip_prefix("__session=")).next().unwrap();
        let payload = token.split('.').nth(1).unwrap();
        let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let claims: Value =
            serde_json::from_slice(&base64::Engine::decode(&engine, payload).unwrap()).unwrap();
        let user_id = claims["sub"].as_str().unwrap().to_owned();
        let fresh = self.clerk.session_claims(&user_id, "sess_1", ORIGIN);
        (user_id, fresh)
    }

    fn sign(&self, claims: &Value) -> String {
        self.clerk.sign(json!({ "cat": sandbox::clerk::SESSION_CATEGORY }), claims).unwrap()
    }

    async fn session(&self, token: &str) -> Session {
        self.session_of_cookies(&format!("__session={token}")).await
    }

    async fn session_of_cookies(&self, cookies: &str) -> Session {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookies.parse().unwrap());
        self.identity.session(&headers).await
    }

    async fn count(&self, sql: &str) -> i64 {
        let row = self.database.reader().row::<Count>(sql, args![]).await.unwrap();
        row.unwrap().number
    }
}

#[derive(sea_orm::FromQueryResult)]
struct Count {
    number: i64,
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

#[tokio::test]
async fn a_good_token_is_a_person_with_a_start_grant() {
    let stage = Stage::new().await;
    let (_, claims) = stage.person("ada@example.com").await;
    let token = stage.sign(&claims);
    let Session::SignedIn(user) = stage.session(&token).await else { panic!("not signed in") };
    let statements = stage.database.statements();
    assert_eq!(stage.session(&token).await, Session::SignedIn(user));
    assert_eq!(stage.database.statements(), statements, "a person already seen costs no statement");

    let accounts = PeopleAccounts::new(stage.database.clone());
    let view = domain::session::Accounts::view(&accounts, Session::SignedIn(user));
    let expected = domain::session::SessionView::SignedIn {
        email: "ada@example.com".into(),
        credits: Credits(3),
        cart_lines: 0,
    };
    assert_eq!(view.await, Ok(expected));
    assert_eq!(stage.database.statements(), statements + 1);
}

#[tokio::test]
async fn version_1_claims_and_uncategorised_tokens_are_taken() {
    let stage = Stage::new().await;
    let (_, mut claims) = stage.person("ada@example.com").await;
    for name in ["v", "sts", "fva"] {
        claims.as_object_mut().unwrap().remove(name);
    }
    let token = stage.clerk.sign(json!({}), &claims).unwrap();
    assert!(matches!(stage.session(&token).await, Session::SignedIn(_)));
}

#[tokio::test]
async fn time_is_told_with_five_seconds_leeway() {
    let stage = Stage::new().await;
    let (_, claims) = stage.person("ada@example.com").await;
    let token = stage.sign(&claims);
    stage.advance_secs(64);
    assert!(matches!(stage.session(&token).await, Session::SignedIn(_)));
    stage.advance_secs(1);
    assert_eq!(stage.session(&token).await, Session::Unknown);
    let now = claims["iat"].as_i64().unwrap() + 65;
    let early = with(&with(&claims, "nbf", json!(now + 6)), "exp", json!(now + 60));
    assert_eq!(stage.session(&stage.sign(&early)).await, Session::Unknown);
    let almost = with(&early, "nbf", json!(now + 5));
    assert!(matches!(stage.session(&stage.sign(&almost)).await, Session::SignedIn(_)));
}

#[tokio::test]
async fn what_can_never_become_valid_is_signed_out() {
    let stage = Stage::new().await;
    let (_, claims) = stage.person("ada@example.com").await;
    for (name, value) in [
        ("iss", json!("https://clerk.evil.example")),
        ("azp", json!("https://evil.example")),
        ("azp", Value::Null),
        ("sts", json!("pending")),
        ("sid", json!("")),
        ("sub", json!("user_nobody")),
        ("sub", json!("../jwks")),
        ("exp", json!("soon")),
    ] {
        let token = stage.sign(&with(&claims, name, value.clone()));
        assert_eq!(stage.session(&token).await, Session::SignedOut, "{name} {value}");
    }
    // An expired token that is wrong besides is not worth a handshake.
    let expired = with(&with(&claims, "exp", json!(1)), "azp", json!("https://evil.example"));
    assert_eq!(stage.session(&stage.sign(&expired)).await, Session::SignedOut);
}

#[tokio::test]
async fn headers_cannot_weaken_the_check() {
    let stage = Stage::new().await;
    let (_, claims) = stage.person("ada@example.com").await;
    for header in [
        json!({ "cat": "cl_B7d4PD222AAA" }),
        json!({ "alg": "none" }),
        json!({ "alg": "HS256" }),
        json!({ "alg": "RS512" }),
        json!({ "kid": "ins_unknown" }),
        json!({ "kid": null }),
        json!({ "typ": "at+jwt" }),
        json!({ "crit": ["exp"] }),
    ] {
        let token = stage.clerk.sign(header.clone(), &claims).unwrap();
        assert_eq!(stage.session(&token).await, Session::SignedOut, "{header}");
    }
    let token = stage.sign(&claims);
    let (message, _) = token.rsplit_once('.').unwrap();
    for forged in [format!("{message}."), format!("{message}.AAAA"), message.to_owned(), format!("{token}A")]
    {
        assert_eq!(stage.session(&forged).await, Session::SignedOut, "{forged}");
    }
}

#[tokio::test]
async fn cookies_tell_signed_out_from_unknown() {
    let stage = Stage::new().await;
    assert_eq!(stage.session_of_cookies("theme=dark").await, Session::SignedOut);
    assert_eq!(stage.session_of_cookies("__client_uat=0").await, Session::SignedOut);
    assert_eq!(stage.session_of_cookies("__client_uat=1700000000").await, Session::Unknown);
    let (_, claims) = stage.person("ada@example.com").await;
    let token = stage.sign(&claims);
    let suffix = IdentityConfig::sandbox(ORIGIN).cookie_suffix();
    let suffixed = format!("__session_{suffix}={token}; __client_uat_{suffix}=1700000000");
    assert!(matches!(stage.session_of_cookies(&suffixed).await, Session::SignedIn(_)));
    let ended = format!("__session={token}; __client_uat=0");
    assert_eq!(stage.session_of_cookies(&ended).await, Session::Unknown);
}

#[tokio::test]
async fn a_crowd_of_first_requests_makes_one_person_and_one_fetch_of_keys() {
    let stage = Stage::new().await;
    let (_, claims) = stage.person("ada@example.com").await;
    let token = stage.sign(&claims);
    let sessions = futures::future::join_all((0..20).map(|_| stage.session(&token))).await;
    assert!(matches!(sessions[0], Session::SignedIn(_)));
    assert!(sessions.iter().all(|session| *session == sessions[0]));
    assert_eq!(stage.provider.key_requests.load(Ordering::Relaxed), 1);
    assert_eq!(stage.count("SELECT COUNT(*) AS number FROM users").await, 1);
    let grants = "SELECT COUNT(*) AS number FROM ledger_entries WHERE kind = 'start_grant' AND amount > 0";
    assert_eq!(stage.count(grants).await, 1);
}

#[tokio::test]
async fn keys_may_be_rotated() {
    let stage = Stage::new().await;
    let (_, claims) = stage.person("ada@example.com").await;
    assert!(matches!(stage.session(&stage.sign(&claims)).await, Session::SignedIn(_)));
    stage.clerk.rotate_key().unwrap();
    let rotated = stage.sign(&claims);
    // Within the cool-down an unknown key does not cause a fetch; after it, it does.
    assert_eq!(stage.session(&rotated).await, Session::SignedOut);
    assert_eq!(stage.provider.key_requests.load(Ordering::Relaxed), 1);
    stage.advance_secs(10);
    let sessions = futures::future::join_all((0..10).map(|_| stage.session(&rotated))).await;
    assert!(sessions.iter().all(|session| matches!(session, Session::SignedIn(_))));
    assert_eq!(stage.provider.key_requests.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn known_keys_outlast_an_outage_for_a_day() {
    let stage = Stage::new().await;
    let (user_id, claims) = stage.person("ada@example.com").await;
    assert!(matches!(stage.session(&stage.sign(&claims)).await, Session::SignedIn(_)));
    stage.provider.is_away.store(true, Ordering::Relaxed);
    stage.advance_secs(2 * 3600);
    let claims = stage.clerk.session_claims(&user_id, "sess_1", ORIGIN);
    assert!(matches!(stage.session(&stage.sign(&claims)).await, Session::SignedIn(_)));
    stage.advance_secs(24 * 3600);
    let claims = stage.clerk.session_claims(&user_id, "sess_1", ORIGIN);
    assert_eq!(stage.session(&stage.sign(&claims)).await, Session::Unknown);
}

#[tokio::test]
async fn a_deleted_person_is_signed_out() {
    let stage = Stage::new().await;
    let (user_id, claims) = stage.person("ada@example.com").await;
    assert!(matches!(stage.session(&stage.sign(&claims)).await, Session::SignedIn(_)));
    stage.identity.person_deleted(&user_id).await.unwrap();
    assert_eq!(stage.session(&stage.sign(&claims)).await, Session::SignedOut);
    stage.advance_secs(40);
    assert_eq!(stage.session(&stage.sign(&claims)).await, Session::SignedOut);
    assert_eq!(stage.count("SELECT COUNT(*) AS number FROM users").await, 1);
}

#[tokio::test]
async fn a_person_deleted_at_the_provider_is_noticed_within_a_day() {
    let stage = Stage::new().await;
    let (user_id, claims) = stage.person("ada@example.com").await;
    assert!(matches!(stage.session(&stage.sign(&claims)).await, Session::SignedIn(_)));
    let request = axum::http::Request::delete(format!("/v1/users/{user_id}"))
        .header("authorization", "Bearer sk_test_sandbox")
        .body(axum::body::Body::empty())
        .unwrap();
    assert!(router(stage.clerk.clone()).oneshot(request).await.unwrap().status().is_success());
    stage.advance_secs(24 * 3600);
    let claims = stage.clerk.session_claims(&user_id, "sess_1", ORIGIN);
    assert_eq!(stage.session(&stage.sign(&claims)).await, Session::SignedOut);
}

proptest! {
    #[test]
    fn no_text_is_taken_for_a_token(text in "[!-~]{0,120}", parts in prop::collection::vec("[A-Za-z0-9_-]{0,40}", 0..5)) {
        prop_assert_eq!(token::key_id(&text), None);
        prop_assert_eq!(token::key_id(&parts.join(".")), None);
    }
}
