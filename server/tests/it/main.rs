//! The server as a whole, over HTTP, on SQLite and PostgreSQL.

mod app;
mod assets;
mod authorization;
mod authorization_rows;
mod authorization_server;
mod crash;
mod credits;
mod credits_model;
mod databases;
mod generation;
mod generator;
mod identity;
mod identity_stage;
mod jobs;
mod misbehaviour;
mod races;
mod scripted;
mod status;
