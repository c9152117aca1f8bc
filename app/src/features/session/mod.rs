//! Who is signed in, as the page shows it.

pub mod api;
mod gate;
mod state;

pub use gate::require_session;
pub use state::SessionState;
