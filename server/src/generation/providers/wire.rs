//! The worker contract as JSON: what goes in, what comes out. Reading is lenient: what a newer worker adds is
//! ignored, what is missing is absent.

use domain::generation::{GenerationKind, Understanding};
use domain::job_truth::Phase;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The body of `/run` and `/runsync`.
#[derive(Debug, Serialize)]
pub struct RunRequest<'a, I> {
    /// What to do.
    pub input: &'a I,
    /// How long it may take.
    pub policy: Policy,
}

/// Limits for one job, in milliseconds.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// Longest run on a machine.
    pub execution_timeout: u64,
    /// Longest life, waiting included.
    pub ttl: u64,
}

/// What a worker is asked to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JobInput {
    /// `generate_concepts` or `generate_model`.
    pub operation: &'static str,
    /// For the worker's log.
    pub asset_id: String,
    /// Output keys derive from it.
    pub attempt_id: String,
    /// The only places the worker may write to.
    pub uploads: Vec<UploadPlace>,
    /// The words, at most 1,000 characters.
    pub prompt: String,
    /// The look.
    pub style: StyleInput,
    /// The person's own picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// The concept a model is made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concept_image_url: Option<String>,
    /// How many concepts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Same seed, same result.
    pub seed: i64,
    /// Upper bound a model is simplified towards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_triangles: Option<u32>,
}

/// A model to be brought to a size.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RescaleInput {
    /// `rescale_model`.
    pub operation: &'static str,
    /// For the worker's log.
    pub asset_id: String,
    /// Output keys derive from it.
    pub attempt_id: String,
    /// The only place the worker may write to.
    pub uploads: Vec<UploadPlace>,
    /// The model, signed.
    pub model_url: String,
    /// Each axis as it was ordered.
    pub target_dimensions_mm: TargetDimensions,
}

/// Sides in millimetres, in the model's axes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TargetDimensions {
    /// Width.
    pub x: f64,
    /// Height.
    pub y: f64,
    /// Depth.
    pub z: f64,
}

/// A place for one result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UploadPlace {
    /// Its key in our storage.
    pub key: String,
    /// A signed URL for one PUT.
    pub put_url: String,
    /// The media type that was signed.
    pub content_type: &'static str,
    /// Most bytes that were signed.
    pub max_bytes: u64,
}

/// The look, for generators that know it by name and for those that take text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StyleInput {
    /// Its stable name.
    pub slug: String,
    /// Words for it.
    pub prompt_hint: String,
}

/// The answer of `/run`, and of `/runsync` beside its status.
#[derive(Debug, Deserialize)]
pub struct RunAnswer {
    /// The service's id of the job.
    pub id: String,
}

/// The answer of `/status` and `/runsync`.
#[derive(Debug, Deserialize)]
pub struct StatusAnswer {
    /// `IN_QUEUE`, `IN_PROGRESS`, …
    pub status: String,
    /// Progress while it runs, results after.
    #[serde(default)]
    pub output: Option<Value>,
    /// A string; JSON in a string when a handler raised.
    #[serde(default)]
    pub error: Option<Value>,
}

/// The answer of `/health`, as far as it is read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HealthAnswer {
    /// The endpoint's machines.
    pub workers: WorkerCounts,
}

/// How many machines of an endpoint are in which state.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WorkerCounts {
    /// Without a job.
    pub idle: u32,
    /// Being started.
    pub initializing: u32,
    /// With a job.
    pub running: u32,
}

impl HealthAnswer {
    /// Whether a job that waits does so for a machine to start, not for its turn on one.
    #[must_use]
    pub fn is_starting(&self) -> bool {
        self.workers.initializing > 0 && self.workers.idle == 0 && self.workers.running == 0
    }
}

/// How far a running job is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Progress {
    /// `starting`, `drawing`, `building`, `checking`, `saving`.
    #[serde(default)]
    pub stage: String,
    /// 0–100.
    #[serde(default)]
    pub percent: Option<u8>,
}

/// What a finished job wrote.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Output {
    /// Concepts written to our storage.
    pub concepts: Vec<ConceptOutput>,
    /// A model written to our storage.
    pub model: Option<ModelOutput>,
    /// Concepts the worker keeps elsewhere.
    pub concept_image_urls: Vec<String>,
    /// A model the worker keeps elsewhere.
    pub normalized_model_url: Option<String>,
    /// A rescaled model the worker keeps elsewhere.
    pub scaled_model_url: Option<String>,
    /// What it made of the request.
    #[serde(deserialize_with = "lenient")]
    pub understanding: Option<Understanding>,
}

/// One concept in our storage. Its width and height are read from the file itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ConceptOutput {
    /// Where.
    pub key: String,
    /// The seed it was drawn with.
    #[serde(default)]
    pub seed: Option<i64>,
}

/// A model in our storage. Its triangles and bounds are measured in the file itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ModelOutput {
    /// Where.
    pub key: String,
}

/// An account of the request that cannot be read is no account, not a bad result.
fn lenient<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Understanding>, D::Error> {
    let value = Option::<Value>::deserialize(deserializer)?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

impl Progress {
    /// The phase that a report stands for; an unknown stage is the kind's own work.
    #[must_use]
    pub fn phase(&self, kind: GenerationKind) -> Phase {
        match self.stage.as_str() {
            "starting" => Phase::StartingMachine,
            "drawing" => Phase::Drawing,
            "building" => Phase::Building,
            "checking" => Phase::Checking,
            "saving" => Phase::Saving,
            _ => phase_of_work(kind),
        }
    }
}

/// The phase in which a kind's own work is done.
#[must_use]
pub fn phase_of_work(kind: GenerationKind) -> Phase {
    match kind {
        GenerationKind::Concepts => Phase::Drawing,
        GenerationKind::Model => Phase::Building,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn outputs_of_both_forms_are_read() {
        let keys: Output = serde_json::from_value(json!({
            "concepts": [{"key": "incoming/a/1.png", "width": 1024, "height": 1024, "seed": 7}],
            "understanding": {"engine": "builtin", "method": "text:robot", "confidence": 0.5, "understood": ["red"]},
        }))
        .unwrap();
        assert_eq!(keys.concepts, [ConceptOutput { key: "incoming/a/1.png".into(), seed: Some(7) }]);
        assert_eq!(keys.understanding.unwrap().understood, ["red"]);
        let urls: Output =
            serde_json::from_value(json!({"normalized_model_url": "https://x/y.glb", "new_field": 1}))
                .unwrap();
        assert_eq!(urls.normalized_model_url.as_deref(), Some("https://x/y.glb"));
    }

    #[test]
    fn a_strange_account_does_not_spoil_the_result() {
        let output: Output =
            serde_json::from_value(json!({"model": {"key": "k"}, "understanding": "all of it"})).unwrap();
        assert!(output.model.is_some() && output.understanding.is_none());
        let nothing: Output = serde_json::from_value(json!({"status": "ok"})).unwrap();
        assert_eq!(nothing, Output::default());
    }

    #[test]
    fn a_machine_is_starting_only_when_no_other_could_take_the_job() {
        let starting = |workers: Value| {
            let answer: HealthAnswer =
                serde_json::from_value(json!({"jobs": {"inQueue": 1}, "workers": workers})).unwrap();
            answer.is_starting()
        };
        assert!(starting(json!({"idle": 0, "initializing": 1, "ready": 0, "running": 0, "throttled": 0})));
        assert!(!starting(json!({"idle": 1, "initializing": 1, "running": 0})));
        assert!(!starting(json!({"initializing": 1, "running": 2})));
        assert!(!starting(json!({"throttled": 1})));
        assert!(!serde_json::from_value::<HealthAnswer>(json!({})).unwrap().is_starting());
    }

    #[test]
    fn stages_become_phases() {
        let phase =
            |stage: &str| Progress { stage: stage.into(), percent: None }.phase(GenerationKind::Model);
        assert_eq!(phase("starting"), Phase::StartingMachine);
        assert_eq!(phase("saving"), Phase::Saving);
        assert_eq!(phase("meditating"), Phase::Building);
    }
}
