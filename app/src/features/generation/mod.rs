//! Asking for generations and following them.

mod again;
pub mod api;
mod cancel;
mod job_status;
mod live;
mod time_left;

pub use again::Again;
pub use cancel::CancelGeneration;
pub use job_status::JobStatus;
pub use live::{LiveStatus, Standing};
