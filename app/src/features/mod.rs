//! One folder a feature, each named by its noun: pages, server functions and the components only they use.

pub mod account;
pub mod asset;
pub mod cart;
pub mod checkout;
pub mod credits;
pub mod dashboard;
pub mod generation;
pub mod help;
pub mod identity;
pub mod landing;
pub mod not_found;
pub mod orders;
pub mod print;
pub mod problem_view;
pub mod session;
pub mod site;
pub mod workspace;
