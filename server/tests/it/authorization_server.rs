//! The real binary on a port of its own, and people who ask it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use reqwest::{Client, Method, Response, header, redirect};
use sandbox::clerk::{SandboxClerk, SandboxClerkConfig};
use serde_json::Value;
use server::clock::{SystemClock, SystemEntropy};

use crate::app::PATIENCE;

/// A server that ends with its test.
pub struct FullServer {
    base_url: String,
    client: Client,
    /// A second stand-in with the server's own signing key: it forges what Clerk would not issue.
    forger: SandboxClerk,
    requests: AtomicU32,
    process: Child,
    _folder: tempfile::TempDir,
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
        server::install_tls_provider();
        let folder = tempfile::tempdir().unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let base_url = format!("http://127.0.0.1:{port}");
        let process = Command::new(env!("CARGO_BIN_EXE_makeit3d"))
            .arg("serve")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOST", "127.0.0.1")
            .env("PORT", port.to_string())
            .env("PUBLIC_URL", &base_url)
            .env("DATA_DIR", folder.path())
            .env("TRUSTED_PROXIES", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        wait_until_ready(&client, &base_url).await;
        let forger = forger(&base_url, folder.path());
        Self { base_url, client, forger, requests: AtomicU32::new(0), process, _folder: folder }
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
