//! Which database.

use std::path::Path;

use crate::config::env::{ConfigError, Env, Secret};

/// Where the database is and how many connections may be open.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `DATABASE_URL` (default: the file `DATA_DIR/makeit3d.db`): `sqlite://…` or `postgres://…`. May hold a
    /// password.
    pub url: Secret,
    /// `DATABASE_POOL` (default 8).
    pub pool: u32,
}

impl DatabaseConfig {
    /// Connections when nothing else is said. One would hide every race.
    pub const DEFAULT_POOL: u32 = 8;

    /// Reads the database's variables.
    ///
    /// # Errors
    /// For a URL of another database or a pool without connections.
    pub fn from_env(env: &Env, data_dir: &Path) -> Result<Self, ConfigError> {
        let url = env.secret("DATABASE_URL").unwrap_or_else(|| sqlite_url(&data_dir.join("makeit3d.db")));
        let scheme = url.reveal().split(':').next().unwrap_or_default();
        if !matches!(scheme, "sqlite" | "postgres" | "postgresql") {
            return Err(ConfigError::new("DATABASE_URL", "must begin with sqlite: or postgres:"));
        }
        let pool = env.parsed_or("DATABASE_POOL", Self::DEFAULT_POOL)?;
        if pool == 0 {
            return Err(ConfigError::new("DATABASE_POOL", "must be at least 1"));
        }
        Ok(Self { url, pool })
    }

    /// A database in the file `path`, for tests.
    #[must_use]
    pub fn sqlite(path: &Path) -> Self {
        Self { url: sqlite_url(path), pool: Self::DEFAULT_POOL }
    }
}

fn sqlite_url(path: &Path) -> Secret {
    Secret::new(&format!("sqlite://{}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<DatabaseConfig, ConfigError> {
        DatabaseConfig::from_env(&Env::of(pairs), Path::new("data"))
    }

    #[test]
    fn the_default_is_a_file_with_a_pool_that_shows_races() {
        let config = read(&[]).unwrap();
        assert_eq!((config.url.reveal(), config.pool), ("sqlite://data/makeit3d.db", 8));
    }

    #[test]
    fn other_databases_and_empty_pools_are_refused() {
        assert!(read(&[("DATABASE_URL", "postgres://a:b@c/d")]).is_ok());
        assert!(read(&[("DATABASE_URL", "mysql://a")]).is_err());
        assert!(read(&[("DATABASE_POOL", "0")]).is_err());
    }
}
