//! Every concern's settings together.

use std::path::PathBuf;

use super::env::{ConfigError, Env, Secret};
use super::secret_file;

use crate::db::DatabaseConfig;
use crate::email::EmailConfig;
use crate::generation::GpuConfig;
use crate::identity::IdentityConfig;
use crate::payments::PaymentConfig;
use crate::storage::StorageConfig;

/// Where and how this server is reached.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// `HOST` (default `127.0.0.1`): the address to listen on.
    pub host: String,
    /// `PORT` (default 3000).
    pub port: u16,
    /// `PUBLIC_URL` (default `http://HOST:PORT`, of this machine where `HOST` is every address): how browsers and
    /// workers reach it.
    pub public_url: String,
    /// `TRUSTED_PROXIES` (default 0): how many proxies of ours stand before it.
    pub trusted_proxies: usize,
    /// `REDIS_URL`: where several servers count requests together; without it each counts for itself.
    pub redis_url: Option<Secret>,
    /// `SITE_DIR` (default `target/site`): the built bundle.
    pub site_dir: PathBuf,
}

/// Everything.
#[derive(Clone)]
pub struct Config {
    /// See [`HttpConfig`].
    pub http: HttpConfig,
    /// `DATA_DIR` (default `data`): database, files, keys and mail on a laptop.
    pub data_dir: PathBuf,
    /// See [`DatabaseConfig`].
    pub database: DatabaseConfig,
    /// See [`StorageConfig`].
    pub storage: StorageConfig,
    /// See [`EmailConfig`].
    pub email: EmailConfig,
    /// See [`GpuConfig`].
    pub gpu: GpuConfig,
    /// See [`IdentityConfig`].
    pub identity: IdentityConfig,
    /// See [`PaymentConfig`].
    pub payments: PaymentConfig,
}

impl HttpConfig {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let host = env.text_or("HOST", "127.0.0.1");
        let port = env.parsed_or("PORT", 3000)?;
        let public_url = env.text_or("PUBLIC_URL", &own_url(&host, port));
        Ok(Self {
            public_url: public_url.trim_end_matches('/').to_owned(),
            trusted_proxies: env.parsed_or("TRUSTED_PROXIES", 0)?,
            redis_url: env.secret("REDIS_URL"),
            site_dir: PathBuf::from(env.text_or("SITE_DIR", "target/site")),
            host,
            port,
        })
    }

    /// True when people reach it over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// How this machine reaches a server that listens at `host`. Every address (`0.0.0.0`) is none to go to.
fn own_url(host: &str, port: u16) -> String {
    let host = if matches!(host, "0.0.0.0" | "::" | "[::]") { "127.0.0.1" } else { host };
    format!("http://{host}:{port}")
}

impl Config {
    /// Reads every concern's variables.
    ///
    /// # Errors
    /// Names the first variable that cannot be used.
    pub fn from_env(env: &Env) -> anyhow::Result<Self> {
        let http = HttpConfig::from_env(env)?;
        let data_dir = PathBuf::from(env.text_or("DATA_DIR", "data"));
        std::fs::create_dir_all(&data_dir)?;
        let signing_key = match env.secret("STORAGE_SIGNING_KEY") {
            Some(key) => key,
            None => secret_file::load_or_create(&data_dir.join("signing.key"))?,
        };
        Ok(Self {
            database: DatabaseConfig::from_env(env, &data_dir)?,
            storage: StorageConfig::from_env(env, &data_dir, signing_key)?,
            email: EmailConfig::from_env(env, &data_dir, &http.public_url)?,
            gpu: GpuConfig::from_env(env)?,
            identity: IdentityConfig::from_env(env, &http.public_url)?,
            payments: PaymentConfig::from_env(env, &http.public_url)?,
            data_dir,
            http,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_somewhere_even_where_every_address_is_listened_at() {
        let public_url = |pairs: &[(&str, &str)]| HttpConfig::from_env(&Env::of(pairs)).unwrap().public_url;
        assert_eq!(public_url(&[]), "http://127.0.0.1:3000");
        assert_eq!(public_url(&[("HOST", "0.0.0.0"), ("PORT", "80")]), "http://127.0.0.1:80");
        assert_eq!(public_url(&[("HOST", "10.0.0.7")]), "http://10.0.0.7:3000");
        assert_eq!(public_url(&[("HOST", "0.0.0.0"), ("PUBLIC_URL", "https://a.b/")]), "https://a.b");
    }
}
