//! The log: to standard error, filtered by `RUST_LOG`.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::config::env::Env;

/// What is logged when nothing else is said: what we say, not every statement.
const DEFAULT_FILTER: &str = "info,sqlx=warn,sea_orm_migration=warn";

/// `RUST_LOG` (default `info`) and `LOG_FORMAT` (`text`, or `json` for one object a line).
pub fn set_up(env: &Env) {
    let filter = EnvFilter::new(env.text_or("RUST_LOG", DEFAULT_FILTER));
    let is_terminal = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(is_terminal);
    let log = log.with_writer(std::io::stderr);
    match env.text_or("LOG_FORMAT", "text").as_str() {
        "json" => log.json().init(),
        _ => log.compact().init(),
    }
}
