//! The server as a whole, over HTTP, on SQLite and PostgreSQL.
// The lints' exemption for tests covers what stands below a test configuration, helpers between tests included.
#![cfg(test)]

mod account;
mod app;
mod assets;
mod authorization;
mod authorization_rows;
mod authorization_server;
mod cart;
mod catalogue;
mod checkout;
mod crash;
mod credits;
mod credits_model;
mod databases;
mod db;
mod deletion;
mod fake_payments;
mod full_disk;
mod generation;
mod generator;
mod identity;
mod identity_stage;
mod invariants;
mod jobs;
mod media;
mod misbehaviour;
mod orders;
mod page_statements;
mod price_in_request;
mod print_mails;
mod prints;
mod races;
mod rates;
mod refunds;
mod s3;
mod scripted;
mod server_process;
mod shop;
mod shop_model;
mod shop_races;
mod status;
mod stripe_client;
mod till;
mod webhook;
