//! The server as a whole, over HTTP, on SQLite and PostgreSQL.

mod app;
mod databases;
mod generation;
mod generator;
mod jobs;
mod misbehaviour;
mod races;
