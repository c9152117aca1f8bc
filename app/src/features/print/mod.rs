//! Configuring a print: material, size, price, whether it prints; and the configurations kept for an asset.

mod actions;
mod address;
pub mod api;
mod binding;
mod buy;
mod configurator;
mod familiar;
mod material_picker;
mod page;
mod passport_panel;
mod price_panel;
mod remarks;
mod saved;
mod size_fields;
mod unit;

pub use buy::BuyButtons;
pub use page::PrintPage;
pub use saved::{KeptPrints, SavedPrints};
