//! Credits: what buttons cost, the statement, and buying more.

pub mod api;
mod buy_address;
mod buy_dialog;
mod cost_badge;
mod dialog_state;
mod offers;
mod statement;

pub(crate) use buy_address::asks_to_buy;
pub use buy_address::buying;
pub use buy_dialog::BuyCreditsDialog;
pub use cost_badge::CostBadge;
pub use offers::CreditOffers;
pub use statement::Statement;
