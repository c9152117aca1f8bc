//! The tables as rows, one file each. The schema's reasons stand in `migrations`.
//!
//! Tables that belong to a person offer `owned_by(user)`: ownership is part of the query.

pub mod asset;
pub mod attempt;
pub mod concept;
pub mod credit_account;
pub mod file;
pub mod generation;
pub mod hold;
pub mod job;
pub mod ledger_entry;
pub mod picture_variant;
pub mod style;
pub mod upload;
pub mod user;
