//! The generator of this crate: pictures go to [`crate::image`], words to the text side.

use super::{
    Concepts, ConceptsRequest, Follow, Generator, JobError, Model, ModelRequest, RescaleRequest, Rescaled,
};

/// The built-in generator: no AI, no network, one CPU.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltIn;

impl Generator for BuiltIn {
    fn concepts(&self, _request: &ConceptsRequest, follow: &Follow) -> Result<Concepts, JobError> {
        follow.check()?;
        Err(JobError::Generator("the generator is not built yet".into()))
    }

    fn model(&self, _request: &ModelRequest, follow: &Follow) -> Result<Model, JobError> {
        follow.check()?;
        Err(JobError::Generator("the generator is not built yet".into()))
    }

    fn rescale(&self, _request: &RescaleRequest, follow: &Follow) -> Result<Rescaled, JobError> {
        follow.check()?;
        Err(JobError::Generator("the generator is not built yet".into()))
    }
}
