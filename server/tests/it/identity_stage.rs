//! A server with two kinds of pages, the identity sandbox and every check around them, and a browser without scripts.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Extension, Router};
use domain::ids::Entropy;
use domain::session::{KeptForm, Session};
use domain::time::Clock;
use reqwest::{Client, Method, Response, StatusCode, header, redirect};
use sandbox::clerk::{SandboxClerk, SandboxClerkConfig};
use server::clock::SystemEntropy;
use server::db::Database;
use server::http_client::HttpClient;
use server::identity::{ClerkApi, Identity, IdentityConfig, identify};
use server::mint::Mint;
use server::security::{Security, SecuritySettings, limit_rates, protect};

use crate::app::ShiftedClock;
use crate::databases::TestDatabase;

pub struct IdentityStage {
    pub base_url: String,
    pub clerk: SandboxClerk,
    pub db: Database,
    pub clock: Arc<ShiftedClock>,
    _folder: tempfile::TempDir,
    database: TestDatabase,
}

impl IdentityStage {
    pub async fn start() -> Self {
        server::install_tls_provider();
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::create(folder.path()).await;
        let db = Database::connect(&database.config).await.unwrap();
        let clock = Arc::new(ShiftedClock::default());
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let config = IdentityConfig::sandbox(&base_url);
        let clerk = SandboxClerk::open(SandboxClerkConfig {
            origin: base_url.clone(),
            base_path: "/sandbox/clerk".to_owned(),
            allowed_origins: config.authorized_parties.clone(),
            secret_key: config.secret_key.reveal().to_owned(),
            data_dir: folder.path().join("sandbox"),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy: Arc::clone(&entropy),
        })
        .unwrap();
        let mint = Mint::new(Arc::clone(&clock) as Arc<dyn Clock>, entropy);
        let provider = Arc::new(ClerkApi::new(&config, HttpClient::new([config.api_url.as_str()]).unwrap()));
        let identity = Identity::new(config, provider, db.clone(), mint.clone());
        let settings = SecuritySettings { own_origins: vec![base_url.clone()], ..Default::default() };
        let router = router(&clerk, &identity, &Security::new(settings, mint));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base_url, clerk, db, clock, _folder: folder, database }
    }

    pub fn browser(&self) -> Browser {
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        Browser { client, origin: self.base_url.clone(), cookies: BTreeMap::new() }
    }

    pub async fn finish(self) {
        self.db.close().await.unwrap();
        self.database.remove().await;
    }
}

fn router(clerk: &SandboxClerk, identity: &Identity, security: &Security) -> Router {
    let page = |Extension(session): Extension<Session>, request: Request| async move {
        let kept = request.extensions().get::<KeptForm>().map(|form| format!(" {:?}", form.fields));
        format!("{} {session:?}{}", request.uri(), kept.unwrap_or_default())
    };
    // Refuses whoever is not signed in, as every server function does, and sends the browser back.
    let save = |Extension(session): Extension<Session>, form: String| async move {
        let name = if session.user().is_some() { "saved" } else { "refused" };
        Redirect::to(&format!("/account?{name}={}", form.len()))
    };
    let router = Router::new()
        .route("/", get(page))
        .route("/workspace", get(page))
        .route("/account", get(page))
        .route("/api/account/set_address", post(save))
        .route("/sign-in", get(page))
        .nest("/sandbox/clerk", sandbox::clerk::router(clerk.clone()));
    let router = limit_rates(router, security).layer(from_fn_with_state(identity.clone(), identify));
    protect(router, security)
}

/// Keeps cookies (without paths, lifetimes in so far as zero ends them) and follows nothing by itself.
pub struct Browser {
    client: Client,
    origin: String,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    /// Opens a page.
    pub async fn open(&mut self, path_or_url: &str) -> Response {
        self.send(Method::GET, path_or_url, None).await
    }

    /// Sends a plain form.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, Some(body)).await
    }

    /// Opens a page and follows redirects (at most ten); answers the last address and its text.
    pub async fn open_and_follow(&mut self, path: &str) -> (String, String) {
        let mut address = path.to_owned();
        for _ in 0..10 {
            let response = self.open(&address).await;
            if !response.status().is_redirection() {
                assert_eq!(response.status(), StatusCode::OK, "{address}");
                return (address, response.text().await.unwrap());
            }
            address = location(&response);
        }
        panic!("too many redirects, the last one to {address}");
    }

    pub async fn sign_in(&mut self, email: &str) {
        let response = self.submit("/sandbox/clerk/sign-in", &[("email_address", email)]).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
    }

    async fn send(&mut self, method: Method, path_or_url: &str, form: Option<String>) -> Response {
        let own = path_or_url.starts_with('/');
        let url = if own { format!("{}{path_or_url}", self.origin) } else { path_or_url.to_owned() };
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self
            .client
            .request(method, url)
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::COOKIE, cookies.join("; "));
        if let Some(form) = form {
            request = request
                .header(header::ORIGIN, &self.origin)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form);
        }
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        response
    }
}

/// Where a redirect leads.
pub fn location(response: &Response) -> String {
    response.headers()[header::LOCATION].to_str().unwrap().to_owned()
}
