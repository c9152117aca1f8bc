//! Credits: what buttons cost, and the statement.

pub mod api;
mod cost_badge;
mod statement;

pub use cost_badge::CostBadge;
pub use statement::Statement;
