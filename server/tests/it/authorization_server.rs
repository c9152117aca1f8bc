//! The real binary on a port of its own, and people who ask it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use domain::asset::AssetCard;
use domain::ids::{AssetId, Entropy as _, GenerationId, UserId};
use domain::page::Page;
use futures::FutureExt as _;
use reqwest::{Client, Method, Response, header, redirect};
use sandbox::clerk::{SandboxClerk, SandboxClerkConfig};
use sea_orm::FromQueryResult;
use serde_json::Value;
use server::clock::{SystemClock, SystemEntropy};
use server::config::env::Secret;
use server::db::{Database, DatabaseConfig, Sql as _};
use server::mint::Mint;
use server::storage::{Storage, StorageConfig};

use crate::app::{self, PATIENCE};

/// A server that ends with its test.
pub struct FullServer {
    base_url: String,
    client: Client,
    /// A second stand-in with the server's own signing key: it forges what Clerk would not issue.
    forger: SandboxClerk,
    requests: AtomicU32,
    process: Child,
    /// What it is started with.
    settings: Vec<(&'static str, String)>,
    /// Its database.
    db: Database,
    folder: tempfile::TempDir,
}

/// Somebody with (or without) a session.
#[derive(Clone, Default)]
pub struct Caller {
    cookies: String,
    provider_id: String,
}

impl Caller {
    pub fn anonymous() -> Self {
        Self::default()
    }
}

impl Drop for FullServer {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl FullServer {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// With these variables besides.
    pub async fn start_with(settings: &[(&'static str, String)]) -> Self {
        server::install_tls_provider();
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let base_url = format!("http://127.0.0.1:{port}");
        let mut all = vec![
            ("HOST", "127.0.0.1".to_owned()),
            ("PORT", port.to_string()),
            ("PUBLIC_URL", base_url.clone()),
            ("DATA_DIR", folder.path().to_str().unwrap().to_owned()),
            ("TRUSTED_PROXIES", "1".to_owned()),
        ];
        all.extend_from_slice(settings);
        let process = spawn(&all);
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        wait_until_ready(&client, &base_url).await;
        let forger = forger(&base_url, folder.path());
        let config = DatabaseConfig::sqlite(&folder.path().join("makeit3d.db"));
        let db = Database::connect(&config).await.unwrap();
        let requests = AtomicU32::new(0);
        Self { base_url, client, forger, requests, process, settings: all, db, folder }
    }

    /// Kills it (-9).
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Tells it to stop and answers how it ended.
    pub async fn stop(&mut self, patience: Duration) -> ExitStatus {
        let tell = format!("kill -TERM {}", self.process.id());
        let told = Command::new("sh").args(["-c", &tell]).status().unwrap();
        assert!(told.success());
        let ended = async {
            loop {
                if let Some(status) = self.process.try_wait().unwrap() {
                    return status;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(patience, ended).await.expect("it goes on although it was told to stop")
    }

    /// Starts it once more where it was, on what it left.
    pub async fn start_again(&mut self) {
        self.process = spawn(&self.settings);
        wait_until_ready(&self.client, &self.base_url).await;
    }

    /// Rows of `FROM …`.
    pub async fn count(&self, from: &str) -> i64 {
        #[derive(FromQueryResult)]
        struct Count {
            count: i64,
        }
        let sql = format!("SELECT COUNT(*) AS count FROM {from}");
        self.db.reader().row::<Count>(&sql, Vec::new()).await.unwrap().unwrap().count
    }

    /// Waits for a row of `FROM …`.
    pub async fn until_there_is(&self, from: &str) {
        let wait = async {
            while self.count(from).await == 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("no {from}"));
    }

    /// Changes rows behind its back.
    pub async fn run(&self, sql: &str) {
        let sql = sql.to_owned();
        let written = self.db.write(move |tx| {
            let sql = sql.clone();
            async move { tx.change(&sql, Vec::new()).await }.boxed()
        });
        written.await.unwrap();
    }

    /// The only column, called `text`, of a query's first row.
    pub async fn text(&self, sql: &str) -> String {
        #[derive(FromQueryResult)]
        struct Text {
            text: String,
        }
        self.db.reader().row::<Text>(sql, Vec::new()).await.unwrap().expect(sql).text
    }

    /// Who the caller is to us.
    pub async fn user(&self, caller: &Caller) -> UserId {
        // The first request of a person is what we know them from.
        self.post("/api/cart/show", "", caller).await;
        let provider_id = &caller.provider_id;
        let sql = format!("SELECT id AS text FROM users WHERE clerk_user_id = '{provider_id}'");
        self.text(&sql).await.parse().unwrap()
    }

    /// An asset of the caller's with a model, as if it had been made long ago.
    pub async fn add_model(&self, caller: &Caller) -> AssetId {
        let folder = self.folder.path().join("files");
        let config = StorageConfig::Local { folder, signing_key: Secret::new("of a test") };
        let storage = Storage::open(&config, &self.base_url).unwrap();
        let mint = Mint::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
        app::add_model(&self.db, &mint, &storage, self.user(caller).await).await
    }

    /// Pays a session of the payment service's stand-in.
    pub async fn pay(&self, session: &str) {
        let path = format!("/sandbox/stripe/control/checkout_sessions/{session}/pay");
        let request = self.client.post(format!("{}{path}", self.base_url)).bearer_auth("sk_test_sandbox");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{}: {}", answer.status(), answer.text().await.unwrap());
    }

    /// Posts a form, which must not be refused.
    pub async fn post(&self, path: &str, form: &str, caller: &Caller) -> Response {
        let answer = self.send(Method::POST, path, form.to_owned(), caller).await;
        assert!(answer.status().as_u16() < 400, "{path} {form}: {}", answer.status());
        answer
    }

    /// Starts concepts of a new asset.
    pub async fn start_concepts(&self, caller: &Caller) -> AssetId {
        let id = GenerationId::from_parts(1_800_000_000_000, SystemEntropy.random());
        let form = format!("generation_id={id}&mode=text&prompt=a+red+robot&style=cartoon");
        self.post("/api/generation/start", &form, caller).await;
        let listed = self.post("/api/assets/list", "", caller).await;
        let assets: Page<AssetCard> = listed.json().await.unwrap();
        assets.items[0].id
    }

    /// Signs somebody in (and up).
    pub async fn person(&self, email: &str) -> Caller {
        let form =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("email_address", email).finish();
        let response = self.send(Method::POST, "/sandbox/clerk/sign-in", form, &Caller::anonymous()).await;
        let cookies = response.headers().get_all(header::SET_COOKIE).iter();
        let token =
            cookies.filter_map(|cookie| cookie.to_str().ok()?.strip_prefix("__session=")).next().unwrap();
        let token = token.split(';').next().unwrap();
        let claims = token.split('.').nth(1).unwrap();
        let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let claims: Value =
            serde_json::from_slice(&base64::Engine::decode(&engine, claims).unwrap()).unwrap();
        let provider_id = claims["sub"].as_str().unwrap().to_owned();
        // Their own token lives a minute, which a whole matrix may outlast.
        let mut claims = self.forger.session_claims(&provider_id, "sess_matrix", &self.base_url);
        claims["exp"] = serde_json::json!(claims["exp"].as_i64().unwrap() + 3600);
        let header = serde_json::json!({ "cat": sandbox::clerk::SESSION_CATEGORY });
        Caller { provider_id, ..self.caller_with(header, &claims) }
    }

    /// The claims of a good token of this person's.
    pub fn claims(&self, caller: &Caller) -> Value {
        self.forger.session_claims(&caller.provider_id, "sess_matrix", &self.base_url)
    }

    /// Somebody with a token that says anything.
    pub fn caller_with(&self, header: Value, claims: &Value) -> Caller {
        let token = self.forger.sign(header, claims).unwrap();
        Caller { cookies: format!("__session={token}"), provider_id: String::new() }
    }

    /// Asks as this person, from an address nobody asked from before (so that networks are not limited).
    pub async fn send(&self, method: Method, path: &str, body: String, caller: &Caller) -> Response {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let address = std::net::Ipv4Addr::from(0x0a00_0000 + number).to_string();
        let request = self
            .client
            .request(method.clone(), format!("{}{path}", self.base_url))
            .header("x-forwarded-for", address)
            .header(header::ACCEPT, if path.starts_with("/api/") { "application/json" } else { "text/html" })
            .header(header::COOKIE, &caller.cookies);
        let request = if method == Method::GET {
            request
        } else {
            let kind = "application/x-www-form-urlencoded";
            request.header(header::ORIGIN, &self.base_url).header(header::CONTENT_TYPE, kind).body(body)
        };
        request.send().await.unwrap()
    }
}

/// A port that nobody listens on now.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn spawn(settings: &[(&'static str, String)]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_makeit3d"))
        .arg("serve")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(settings.iter().cloned())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

async fn wait_until_ready(client: &Client, base_url: &str) {
    let ready = async {
        loop {
            let answer = client.get(format!("{base_url}/readyz")).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(3 * PATIENCE, ready).await.expect("the server did not become ready");
}

/// A stand-in with a copy of the key that the server's own one signs with.
fn forger(base_url: &str, data_dir: &Path) -> SandboxClerk {
    let key = find(data_dir, "clerk-signing-key.der").expect("the sandbox's signing key");
    let folder = data_dir.join("forger");
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(key, folder.join("clerk-signing-key.der")).unwrap();
    SandboxClerk::open(SandboxClerkConfig {
        origin: base_url.to_owned(),
        base_path: "/sandbox/clerk".to_owned(),
        allowed_origins: Vec::new(),
        secret_key: String::new(),
        data_dir: folder,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
    })
    .unwrap()
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    std::fs::read_dir(folder).ok()?.filter_map(Result::ok).find_map(|entry| {
        let path = entry.path();
        if path.is_dir() { find(&path, name) } else { path.ends_with(name).then_some(path) }
    })
}
