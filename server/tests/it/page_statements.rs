//! How many statements the server sends to render a page, for somebody signed in who has something on it.

use std::net::SocketAddr;

use domain::ids::UserId;
use reqwest::{Client, header, redirect};
use sea_orm::FromQueryResult;
use server::commands;
use server::config::Config;
use server::config::env::Env;
use server::context::AppState;
use server::db::Sql as _;
use server::routes;
use tokio::net::TcpListener;

use crate::app;
use crate::authorization_server::free_port;

/// The most that each page may take, its header and the session's check included.
const PAGES: [(&str, u64); 10] = [
    ("/", 1),
    ("/dashboard", 4),
    ("/workspace", 3),
    ("/assets/{asset}", 4),
    ("/print/{asset}", 4),
    ("/cart", 4),
    ("/checkout", 6),
    ("/orders", 4),
    ("/orders/{order}", 5),
    ("/account", 3),
];
/// Unoptimised views render in deep frames.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// The server in this process, without jobs: what it counts is what was asked.
struct House {
    state: AppState,
    base_url: String,
    client: Client,
    cookies: String,
    _folder: tempfile::TempDir,
}

#[derive(FromQueryResult)]
struct Text {
    text: String,
}

impl House {
    async fn open() -> Self {
        server::install_tls_provider();
        let folder = tempfile::tempdir().unwrap();
        let (port, data_dir) = (free_port().to_string(), folder.path().to_str().unwrap());
        let env = Env::of(&[("PORT", port.as_str()), ("DATA_DIR", data_dir)]);
        commands::migrate(Config::from_env(&env).unwrap()).await.unwrap();
        let state = AppState::start(Config::from_env(&env).unwrap()).await.unwrap();
        let base_url = state.config.http.public_url.clone();
        let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap();
        let router = routes::router(&state).unwrap().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(axum::serve(listener, router).into_future());
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        let mut house = Self { state, base_url, client, cookies: String::new(), _folder: folder };
        house.sign_in().await;
        house
    }

    async fn sign_in(&mut self) {
        self.cookies.clear();
        let answer = self.post("/sandbox/clerk/sign-in", "email_address=reader%40example.com").await;
        let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
        let cookies = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        self.cookies = cookies.collect::<Vec<_>>().join("; ");
        assert!(self.cookies.contains("__session="), "{}", self.cookies);
    }

    async fn post(&self, path: &str, form: &str) -> reqwest::Response {
        let request = self
            .client
            .post(format!("{}{path}", self.base_url))
            .header(header::COOKIE, &self.cookies)
            .header(header::ACCEPT, if path.starts_with("/api/") { "application/json" } else { "text/html" })
            .header(header::ORIGIN, &self.base_url)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request =
            if path.contains("/control/") { request.bearer_auth("sk_test_sandbox") } else { request };
        let answer = request.body(form.to_owned()).send().await.unwrap();
        assert!(answer.status().as_u16() < 400, "{path}: {}", answer.status());
        answer
    }

    /// Gives an asset a picture, which every page that shows the asset has to load.
    async fn add_poster(&self, asset: &str) {
        let statements = [
            format!(
                "INSERT INTO files (id, user_id, key, state, media_type, bytes, sha256, width, height, created_at)
                 SELECT 'fil_poster', user_id, 'posters/poster.webp', 'live', 'image/webp', 1, '{}', 512, 512, 0
                 FROM assets WHERE id = '{asset}'",
                "a".repeat(64)
            ),
            format!("UPDATE assets SET poster_file_id = 'fil_poster' WHERE id = '{asset}'"),
        ];
        let written = self.state.db.write(move |tx| {
            let statements = statements.clone();
            Box::pin(async move {
                for sql in &statements {
                    tx.change(sql, Vec::new()).await?;
                }
                Ok(())
            })
        });
        written.await.unwrap();
    }

    async fn text(&self, sql: &str) -> String {
        self.state.db.reader().row::<Text>(sql, Vec::new()).await.unwrap().expect(sql).text
    }

    /// The statements of a page; the fewest of some tries when it seems to take more than `most`, for deliveries of the
    /// payment service come in between.
    async fn statements(&self, path: &str, most: u64) -> u64 {
        let mut fewest = u64::MAX;
        for _ in 0..12 {
            if fewest <= most {
                break;
            }
            let before = self.state.db.statements();
            let request = self.client.get(format!("{}{path}", self.base_url));
            let request = request.header(header::COOKIE, &self.cookies).header(header::ACCEPT, "text/html");
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
            let page = answer.text().await.unwrap();
            assert!(page.contains("</html>"), "{path}");
            fewest = fewest.min(self.state.db.statements() - before);
        }
        fewest
    }
}

async fn count_everything() {
    let mut house = House::open().await;
    // The first request makes the person's account.
    house.post("/api/account/show", "").await;
    let user: UserId = house.text("SELECT id AS text FROM users").await.parse().unwrap();
    let AppState { db, mint, storage, .. } = &house.state;
    let asset = app::add_model(db, mint, storage, user).await.to_string();
    house.add_poster(&asset).await;
    house.post("/api/cart/add_download", &format!("asset={asset}")).await;
    house.post("/api/checkout/begin", "").await;
    let session = house.text("SELECT session_id AS text FROM checkouts").await;
    house.post(&format!("/sandbox/stripe/control/checkout_sessions/{session}/pay"), "").await;
    house.post("/api/checkout/outcome", &format!("session_id={session}")).await;
    let order = house.text("SELECT id AS text FROM orders").await;
    let print = crate::authorization_rows::PRINT.replace("{id}", &asset);
    house.post("/api/prints/order", &print).await;
    house.post("/api/cart/add_credits", "package=credits-10").await;

    let mut told = String::new();
    let mut is_over = false;
    for (page, most) in PAGES {
        let path = page.replace("{asset}", &asset).replace("{order}", &order);
        // A session lasts a minute, which on a slow machine is not enough for all.
        house.sign_in().await;
        let counted = house.statements(&path, most).await;
        told += &format!("{page}: {counted} of {most}\n");
        is_over |= counted > most;
    }
    println!("{told}");
    assert!(!is_over, "statements a page:\n{told}");
}

#[test]
fn no_page_takes_more_statements_than_it_may() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build()
        .unwrap();
    // On a thread with that stack, which this test's own is not.
    runtime.block_on(runtime.spawn(count_everything())).unwrap();
}
