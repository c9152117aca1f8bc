//! What MakeIt3D is about: types, state machines, rules and ports (traits). No IO, no Leptos; compiles for the
//! server and for the browser, and everything in it is documented.
//!
//! To add a noun: a file here with its id, its types and its port; the same name then holds for
//! `app/src/features/<noun>/`, `server/src/<noun>/`, `server/tests/it/<noun>.rs` and `end2end/tests/<noun>.spec.ts`.

pub mod account;
pub mod asset;
pub mod cart;
pub mod catalogue;
pub mod checkout;
pub mod country;
pub mod credits;
pub mod generation;
pub mod ids;
pub mod image;
pub mod job_truth;
pub mod money;
pub mod order;
pub mod page;
pub mod payment;
pub mod picture;
pub mod price;
pub mod print;
pub mod problem;
pub mod prompt;
pub mod session;
pub mod site;
pub mod style;
pub mod time;
pub mod upload;

pub use problem::Problem;
