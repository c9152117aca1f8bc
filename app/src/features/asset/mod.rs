//! One asset: its concepts, its model, and what its owner may do with it.

pub mod api;
mod concept_view;
mod delete;
mod facts;
mod failure_view;
mod generation_button;
mod model_view;
mod name;
mod other_concept;
mod page;
mod stage;
mod status_badge;
mod tile;
mod understanding;
mod viewer;
mod viewer_pad;
mod viewer_toolbar;
mod visibility;
mod waiting_view;

pub use name::asset_name;
pub use page::AssetPage;
pub use status_badge::StatusBadge;
pub use tile::{AssetTile, Thumbnail};
pub use viewer::Viewer;
