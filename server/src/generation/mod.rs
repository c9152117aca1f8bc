//! Generating: taking requests on, running them on a GPU service, and telling how they do.
//!
//! A request ([`service`]) writes the generation, its hold and its job in one transaction. The job ([`run`]) hands
//! the work to a [`providers::Provider`], checks what comes back and stores it; it can be killed at any point and
//! goes on where it was. Ending a generation ([`end`]) is one conditional update, so exactly one of done, failed and
//! cancelled happens, with exactly one capture or release.
//!
//! To add a GPU service: a file in `providers/`.

mod again;
mod begin;
mod config;
mod end;
pub mod places;
pub mod providers;
pub mod routes;
pub mod rules;
mod run;
mod service;
mod start;
mod state;
mod status;
pub mod truth;

pub use config::{GpuConfig, RunLimits};
pub use providers::runpod::{RunPod, RunPodConfig};
pub use run::GenerationJobs;
pub use service::{GenerationService, cancel, cancel_all};
pub use state::{AttemptState, GenerationState};
