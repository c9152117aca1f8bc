//! A fresh database for each test.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::{ConnectionTrait as _, Database as Connection};
use server::config::env::Secret;
use server::db::{Database, DatabaseConfig};
use tokio::sync::OnceCell;

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// A database that is this test's own, with the present schema.
pub struct TestDatabase {
    pub config: DatabaseConfig,
    /// Its name on the PostgreSQL server.
    name: Option<String>,
}

impl TestDatabase {
    pub async fn create(folder: &Path) -> Self {
        if is_postgres() {
            let template = TEMPLATE.get_or_init(make_template).await;
            let number = NUMBER.fetch_add(1, Ordering::SeqCst);
            let name = format!("it_{}_{number}", std::process::id());
            admin(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
            return Self { config: config(&name), name: Some(name) };
        }
        let config = DatabaseConfig::sqlite(&folder.join("test.db"));
        migrate(&config).await;
        Self { config, name: None }
    }

    pub async fn remove(&self) {
        if let Some(name) = &self.name {
            admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

pub fn is_postgres() -> bool {
    std::env::var_os("TEST_DATABASE").is_some_and(|value| value == "postgres")
}

/// The server's address with another database's name.
fn config(name: &str) -> DatabaseConfig {
    let server = std::env::var_os("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL names a PostgreSQL server");
    let mut url = url::Url::parse(server.to_str().unwrap()).unwrap();
    url.set_path(name);
    DatabaseConfig { url: Secret::new(url.as_str()), pool: DatabaseConfig::DEFAULT_POOL }
}

async fn make_template() -> String {
    let name = format!("it_template_{}", std::process::id());
    admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    admin(&format!("CREATE DATABASE {name}")).await;
    migrate(&config(&name)).await;
    name
}

async fn migrate(config: &DatabaseConfig) {
    let database = Database::connect(config).await.unwrap();
    database.migrate().await.unwrap();
    database.close().await.unwrap();
}

async fn admin(sql: &str) {
    let connection = Connection::connect(config("postgres").url.reveal()).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}
