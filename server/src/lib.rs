//! The server of MakeIt3D: axum, SeaORM, the clients of outside services and the jobs.
//!
//! To add a noun: a folder here with its port's implementation, its routes if it has any, and its jobs; then a line
//! in `context.rs` and one in `routes.rs`.

pub mod account;
pub mod assets;
pub mod cart;
pub mod catalogue;
pub mod checkout;
pub mod clock;
pub mod commands;
pub mod config;
pub mod context;
pub mod credits;
pub mod db;
pub mod email;
pub mod entities;
pub mod generation;
pub mod http_client;
pub mod identity;
pub mod invariants;
pub mod jobs;
pub mod log;
pub mod media;
pub mod mint;
pub mod orders;
pub mod page_response;
pub mod payments;
pub mod prints;
pub mod routes;
pub mod security;
pub mod shop;
pub mod site;
pub mod storage;
pub mod styles;
pub mod uploads;

/// Makes aws-lc-rs the process's TLS provider; the first line of `main` and of tests that reach for TLS.
/// A second call is harmless.
pub fn install_tls_provider() {
    // An error means that one is installed already, which is what we want.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
}
