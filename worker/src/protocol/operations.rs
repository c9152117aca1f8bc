//! From the JSON of a job to a generator call and back: inputs are read and fetched, results are stored under the
//! keys the caller named.

use reqwest::Client;
use serde::Deserialize;
use serde_json::{Value, json};

use super::transfer::{self, MODEL_MAX_BYTES, PICTURE_MAX_BYTES};
use super::{Endpoint, SharedGenerator};
use crate::image::intake;
use crate::jobs::{
    ConceptsRequest, Follow, JobError, ModelRequest, PROMPT_MAX_CHARACTERS, RescaleRequest, Stage,
    StyleChoice, TargetDimensions, Understanding,
};

const MOST_CONCEPTS: u32 = 4;
const GLB: &str = "model/gltf-binary";

/// The part every input has.
#[derive(Debug, Deserialize)]
struct CommonInput {
    operation: Operation,
    asset_id: String,
    attempt_id: String,
    uploads: Vec<Upload>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Operation {
    GenerateConcepts,
    GenerateModel,
    RescaleModel,
}

impl Operation {
    fn endpoint(self) -> Endpoint {
        match self {
            Self::GenerateConcepts => Endpoint::Image,
            Self::GenerateModel | Self::RescaleModel => Endpoint::Model,
        }
    }
}

/// A place the worker may write one file to.
#[derive(Clone, Debug, Deserialize)]
struct Upload {
    key: String,
    put_url: String,
    content_type: String,
    max_bytes: u64,
}

#[derive(Debug, Deserialize)]
struct ConceptsInput {
    #[serde(default)]
    prompt: Option<String>,
    #[serde(default)]
    style: Option<StyleChoice>,
    #[serde(default)]
    image_url: Option<String>,
    #[serde(default = "two")]
    count: u32,
    #[serde(default)]
    seed: u64,
}

fn two() -> u32 {
    2
}

#[derive(Debug, Deserialize)]
struct ModelInput {
    #[serde(default)]
    prompt: Option<String>,
    #[serde(default)]
    style: Option<StyleChoice>,
    #[serde(default)]
    image_url: Option<String>,
    #[serde(default)]
    concept_image_url: Option<String>,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    target_triangles: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct RescaleInput {
    model_url: String,
    target_dimensions_mm: TargetDimensions,
    #[serde(default)]
    fit: Option<String>,
}

/// A result file before it is stored.
#[derive(Clone)]
pub(super) struct Artifact {
    pub bytes: Vec<u8>,
    media: Media,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Media {
    Picture,
    Model,
}

/// Forms a job's output from the keys its files got.
type Describe = Box<dyn FnOnce(&[String]) -> Value + Send + Sync>;

/// Finished work that is not stored yet: the files, and how the output tells about each once its key is known.
pub(super) struct Work {
    pub artifacts: Vec<Artifact>,
    uploads: Vec<Upload>,
    describe: Describe,
}

impl Work {
    /// Stores the files and gives the job's output.
    pub async fn store(self, client: &Client) -> Result<Value, JobError> {
        let places = match_uploads(&self.artifacts, &self.uploads)?;
        for (artifact, place) in self.artifacts.iter().zip(&places) {
            store_one(client, artifact, place).await?;
        }
        let keys: Vec<String> = places.into_iter().map(|place| place.key).collect();
        Ok((self.describe)(&keys))
    }

    /// Stores the files without forming the output (a fault on order).
    pub async fn store_extra(&self, client: &Client) -> Result<(), JobError> {
        for (artifact, place) in self.artifacts.iter().zip(match_uploads(&self.artifacts, &self.uploads)?) {
            store_one(client, artifact, &place).await?;
        }
        Ok(())
    }
}

async fn store_one(client: &Client, artifact: &Artifact, place: &Upload) -> Result<(), JobError> {
    if artifact.bytes.len() as u64 > place.max_bytes {
        return Err(JobError::Generator(format!(
            "the result has {} bytes, {} are allowed",
            artifact.bytes.len(),
            place.max_bytes
        )));
    }
    transfer::store(client, &place.put_url, &place.content_type, &artifact.bytes).await
}

/// Gives each file the next place of its kind.
fn match_uploads(artifacts: &[Artifact], uploads: &[Upload]) -> Result<Vec<Upload>, JobError> {
    let mut pictures = uploads.iter().filter(|upload| upload.content_type.starts_with("image/"));
    let mut models = uploads.iter().filter(|upload| upload.content_type == GLB);
    let next = |artifact: &Artifact| match artifact.media {
        Media::Picture => pictures.next().cloned(),
        Media::Model => models.next().cloned(),
    };
    let places: Option<Vec<Upload>> = artifacts.iter().map(next).collect();
    places.ok_or_else(|| JobError::BadRequest("`uploads` has no place for every result".into()))
}

/// The operation's name, as far as the input has one.
pub(super) fn operation_name(input: &Value) -> &str {
    input.get("operation").and_then(Value::as_str).unwrap_or_default()
}

/// The words that came with a job, before they are checked.
pub(super) fn prompt(input: &Value) -> &str {
    input.get("prompt").and_then(Value::as_str).unwrap_or_default()
}

/// Reads `input`, fetches what it points to and runs the generator on a thread of its own.
pub(super) async fn perform<P: Send + 'static>(
    generator: SharedGenerator,
    client: &Client,
    endpoint: Endpoint,
    input: Value,
    follow: Follow,
    permit: P,
) -> Result<Work, JobError> {
    follow.step(Stage::Starting, 1)?;
    let common: CommonInput = parse(&input)?;
    tracing::info!(operation = ?common.operation, asset = common.asset_id, attempt = common.attempt_id, "job");
    if common.operation.endpoint() != endpoint {
        return Err(JobError::BadRequest(format!("{:?} is not served here", common.operation)));
    }
    let uploads = common.uploads;
    match common.operation {
        Operation::GenerateConcepts => {
            let wants_webp = uploads.iter().any(|upload| upload.content_type == "image/webp");
            let request = concepts_request(client, parse(&input)?).await?;
            blocking(permit, move || concepts(&generator, &request, &follow, uploads, wants_webp)).await
        }
        Operation::GenerateModel => {
            let request = model_request(client, parse(&input)?).await?;
            blocking(permit, move || model(&generator, &request, &follow, uploads)).await
        }
        Operation::RescaleModel => {
            let request = rescale_request(client, parse(&input)?).await?;
            blocking(permit, move || rescale(&generator, &request, &follow, uploads)).await
        }
    }
}

/// Runs `work` on a blocking thread that keeps `permit` until it is done, even if nobody waits any more.
async fn blocking<P: Send + 'static>(
    permit: P,
    work: impl FnOnce() -> Result<Work, JobError> + Send + 'static,
) -> Result<Work, JobError> {
    let held = move || {
        let done = work();
        drop(permit);
        done
    };
    match tokio::task::spawn_blocking(held).await {
        Ok(done) => done,
        Err(_) => Err(JobError::Generator("the generator stopped unexpectedly".into())),
    }
}

fn concepts(
    generator: &SharedGenerator,
    request: &ConceptsRequest,
    follow: &Follow,
    uploads: Vec<Upload>,
    wants_webp: bool,
) -> Result<Work, JobError> {
    let made = generator.concepts(request, follow)?;
    let facts: Vec<(u32, u32, u64)> =
        made.concepts.iter().map(|one| (one.width, one.height, one.seed)).collect();
    let bytes =
        made.concepts.into_iter().map(|one| if wants_webp { intake::to_webp(&one.png) } else { Ok(one.png) });
    let artifacts: Result<Vec<Artifact>, JobError> =
        bytes.map(|bytes| Ok(Artifact { bytes: bytes?, media: Media::Picture })).collect();
    let understanding = made.understanding;
    let describe = move |keys: &[String]| {
        let concepts: Vec<Value> = facts
            .iter()
            .zip(keys)
            .map(|((width, height, seed), key)| json!({"key": key, "width": width, "height": height, "seed": seed}))
            .collect();
        output("concepts", concepts.into(), &understanding)
    };
    Ok(Work { artifacts: artifacts?, uploads, describe: Box::new(describe) })
}

fn model(
    generator: &SharedGenerator,
    request: &ModelRequest,
    follow: &Follow,
    uploads: Vec<Upload>,
) -> Result<Work, JobError> {
    let made = generator.model(request, follow)?;
    let (triangles, bounds, understanding) = (made.triangles, made.bounds, made.understanding);
    let describe = move |keys: &[String]| {
        output(
            "model",
            json!({"key": keys.first(), "triangles": triangles, "bounds": bounds}),
            &understanding,
        )
    };
    let artifacts = vec![Artifact { bytes: made.glb, media: Media::Model }];
    Ok(Work { artifacts, uploads, describe: Box::new(describe) })
}

fn rescale(
    generator: &SharedGenerator,
    request: &RescaleRequest,
    follow: &Follow,
    uploads: Vec<Upload>,
) -> Result<Work, JobError> {
    let made = generator.rescale(request, follow)?;
    let (bounds_mm, facts) = (made.bounds_mm, made.facts);
    let describe = move |keys: &[String]| json!({"model": {"key": keys.first(), "bounds_mm": bounds_mm, "facts": facts}});
    let artifacts = vec![Artifact { bytes: made.glb, media: Media::Model }];
    Ok(Work { artifacts, uploads, describe: Box::new(describe) })
}

fn output(name: &str, value: Value, understanding: &Understanding) -> Value {
    let mut output = serde_json::Map::new();
    output.insert(name.to_owned(), value);
    output.insert("understanding".to_owned(), json!(understanding));
    Value::Object(output)
}

async fn concepts_request(client: &Client, input: ConceptsInput) -> Result<ConceptsRequest, JobError> {
    let prompt = checked_prompt(input.prompt)?;
    if input.count == 0 || input.count > MOST_CONCEPTS {
        return Err(JobError::BadRequest(format!("`count` must be 1 to {MOST_CONCEPTS}")));
    }
    if prompt.is_empty() && input.image_url.is_none() {
        return Err(JobError::BadRequest("a prompt or a picture is needed".into()));
    }
    let picture = fetch_picture(client, input.image_url).await?;
    let style = input.style.unwrap_or_default();
    Ok(ConceptsRequest { prompt, style, picture, count: input.count, seed: input.seed })
}

async fn model_request(client: &Client, input: ModelInput) -> Result<ModelRequest, JobError> {
    let prompt = checked_prompt(input.prompt)?;
    if prompt.is_empty() && input.image_url.is_none() && input.concept_image_url.is_none() {
        return Err(JobError::BadRequest("a concept, a picture or a prompt is needed".into()));
    }
    Ok(ModelRequest {
        concept: fetch_picture(client, input.concept_image_url).await.map_err(not_the_persons)?,
        picture: fetch_picture(client, input.image_url).await?,
        prompt,
        style: input.style.unwrap_or_default(),
        seed: input.seed,
        target_triangles: input.target_triangles,
    })
}

async fn rescale_request(client: &Client, input: RescaleInput) -> Result<RescaleRequest, JobError> {
    let target = input.target_dimensions_mm;
    let asked = [target.x, target.y, target.z];
    if asked.iter().flatten().any(|size_mm| !(size_mm.is_finite() && (1.0..=5000.0).contains(size_mm))) {
        return Err(JobError::BadRequest("target dimensions must be 1 to 5000 mm".into()));
    }
    if asked.iter().flatten().count() == 0 {
        return Err(JobError::BadRequest("at least one target dimension is needed".into()));
    }
    // Uniform unless all three are given; `fit` can still ask for uniform then.
    let stretch = asked.iter().flatten().count() == 3 && input.fit.as_deref() != Some("uniform");
    let model = transfer::fetch(client, &input.model_url, MODEL_MAX_BYTES).await?;
    Ok(RescaleRequest { model, target, stretch })
}

async fn fetch_picture(client: &Client, address: Option<String>) -> Result<Option<Vec<u8>>, JobError> {
    let Some(address) = address else { return Ok(None) };
    let bytes = transfer::fetch(client, &address, PICTURE_MAX_BYTES).await?;
    intake::check_header(&bytes)?;
    Ok(Some(bytes))
}

/// A concept was drawn for the person: another picture of theirs would not help.
fn not_the_persons(cause: JobError) -> JobError {
    match cause {
        JobError::Picture(why) => JobError::BadRequest(format!("the concept: {why}")),
        other => other,
    }
}

fn checked_prompt(prompt: Option<String>) -> Result<String, JobError> {
    let prompt = prompt.unwrap_or_default();
    if prompt.chars().count() > PROMPT_MAX_CHARACTERS {
        return Err(JobError::BadRequest(format!(
            "the prompt has more than {PROMPT_MAX_CHARACTERS} characters"
        )));
    }
    Ok(prompt.trim().to_owned())
}

fn parse<'input, T: Deserialize<'input>>(input: &'input Value) -> Result<T, JobError> {
    T::deserialize(input)
        .map_err(|cause| JobError::BadRequest(format!("the input is not as agreed: {cause}")))
}
