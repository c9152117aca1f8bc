//! A GPU service that answers what it is told, in this process.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use domain::generation::GenerationKind;
use server::generation::providers::wire::{ConceptOutput, JobInput, ModelOutput, Output, RescaleInput};
use server::generation::providers::{Fault, NoAnswer, Provider, RemoteState, SubmitError, Submitted};
use server::storage::Storage;

use crate::generator::{cube, png};

/// What becomes of the next job that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Good results under the agreed keys.
    Completes,
    /// Good results under URLs elsewhere.
    CompletesElsewhere,
    /// Results that do not pass.
    Rubbish,
    Fails,
    TimesOut,
    /// Nobody knows the job.
    Forgets,
    /// The service cannot be reached.
    Silent,
}

pub struct ScriptedProvider {
    pub storage: OnceLock<Storage>,
    pub script: Mutex<Script>,
    /// How long it takes to answer that it took a job.
    pub taking: Mutex<Duration>,
    jobs: Mutex<HashMap<String, JobInput>>,
    cancelled: Mutex<Vec<String>>,
}

impl ScriptedProvider {
    pub fn new(script: Script) -> Self {
        Self {
            storage: OnceLock::new(),
            script: Mutex::new(script),
            taking: Mutex::default(),
            jobs: Mutex::default(),
            cancelled: Mutex::default(),
        }
    }

    pub fn will(&self, script: Script) {
        *self.script.lock().unwrap() = script;
    }

    /// How many jobs were handed over.
    pub fn submitted(&self) -> usize {
        self.jobs.lock().unwrap().len()
    }

    /// The jobs that were cancelled, in this order.
    pub fn cancelled(&self) -> Vec<String> {
        self.cancelled.lock().unwrap().clone()
    }

    async fn store(&self, kind: GenerationKind, input: &JobInput) -> Output {
        let storage = self.storage.get().unwrap();
        for upload in &input.uploads {
            storage.put(&upload.key, upload.content_type, result(kind).into()).await.unwrap();
        }
        let keys = input.uploads.iter().map(|upload| upload.key.clone());
        match kind {
            GenerationKind::Concepts => {
                let concepts = keys.map(|key| ConceptOutput { key, seed: Some(4) }).collect();
                Output { concepts, ..Output::default() }
            }
            GenerationKind::Model => {
                Output { model: keys.map(|key| ModelOutput { key }).next(), ..Output::default() }
            }
        }
    }
}

fn result(kind: GenerationKind) -> Vec<u8> {
    match kind {
        GenerationKind::Concepts => png(256, 256, 4),
        GenerationKind::Model => cube(),
    }
}

fn elsewhere(kind: GenerationKind) -> Output {
    match kind {
        GenerationKind::Concepts => {
            let concept_image_urls =
                (1..=2).map(|number| format!("https://results.example/{number}.png")).collect();
            Output { concept_image_urls, ..Output::default() }
        }
        GenerationKind::Model => {
            let normalized_model_url = Some("https://results.example/model.glb".into());
            Output { normalized_model_url, ..Output::default() }
        }
    }
}

#[async_trait]
impl Provider for ScriptedProvider {
    async fn submit(&self, _kind: GenerationKind, input: &JobInput) -> Result<String, SubmitError> {
        let id = {
            let mut jobs = self.jobs.lock().unwrap();
            let id = format!("remote-{}", jobs.len());
            jobs.insert(id.clone(), input.clone());
            id
        };
        let taking = *self.taking.lock().unwrap();
        tokio::time::sleep(taking).await;
        Ok(id)
    }

    async fn rescale(&self, _input: &RescaleInput) -> Result<Submitted, SubmitError> {
        Err(SubmitError::NotTaken("not in these tests".into()))
    }

    async fn look(&self, kind: GenerationKind, remote_job_id: &str) -> Result<RemoteState, NoAnswer> {
        let script = *self.script.lock().unwrap();
        let input = self.jobs.lock().unwrap().get(remote_job_id).cloned().unwrap();
        Ok(match script {
            Script::Completes => RemoteState::Completed(Box::new(self.store(kind, &input).await)),
            Script::CompletesElsewhere => RemoteState::Completed(Box::new(elsewhere(kind))),
            Script::Rubbish => RemoteState::Completed(Box::default()),
            Script::Fails => RemoteState::Failed { cause: "as told".into(), fault: Fault::Worker },
            Script::TimesOut => RemoteState::TimedOut,
            Script::Forgets => RemoteState::Gone,
            Script::Silent => return Err(NoAnswer("as told".into())),
        })
    }

    async fn cancel(&self, _kind: GenerationKind, remote_job_id: &str) -> Result<(), NoAnswer> {
        self.cancelled.lock().unwrap().push(remote_job_id.to_owned());
        Ok(())
    }

    async fn fetch(&self, url: &str, _max_bytes: u64) -> Result<Bytes, NoAnswer> {
        let kind = if url.ends_with(".glb") { GenerationKind::Model } else { GenerationKind::Concepts };
        Ok(result(kind).into())
    }

    async fn is_healthy(&self) -> bool {
        true
    }
}
