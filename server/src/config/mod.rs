//! Configuration: one small struct a concern, each read beside its user. Every variable is listed in `.env.sample`.

pub mod env;
mod secret_file;
mod settings;

pub use settings::{Config, HttpConfig};
