//! From a picture to a printable solid: mask, strict gate, then inflate, relief or badge.
//!
//! [`Reading`] finds the subject and judges how far it can be trusted; [`plan::plans`] proposes forms that differ;
//! [`forms::shape`] turns picture and plan into height fields ([`body::Body`]); [`finish::model`] makes the solid,
//! lets it stand, brings it through the manifold gate and colors it. Geometry is a pure function of picture and plan,
//! and the plan travels in the concept's PNG. To add a form: a variant of [`plan::Form`], a file under `forms/`.

pub mod body;
pub mod color;
mod contact;
pub mod dress;
pub mod finish;
pub mod forms;
pub mod gate;
pub mod grid;
pub mod intake;
pub mod mask;
pub mod paint;
pub mod plan;
pub mod poisson;
pub mod reading;
pub mod sheet;
pub mod stand;
pub mod styles;
pub mod words;

pub use contact::contact_sheet;
pub use reading::Reading;

use mesh::render::{Picture, Scene, View};

use self::gate::Method;
use self::plan::{Form, PicturePlan};
use self::words::Wishes;
use crate::jobs::{Concept, Concepts, ConceptsRequest, Follow, JobError, ModelRequest, Stage, Understanding};
use crate::result::BuiltModel;
use crate::style::Style;

/// Side of a concept picture in pixels.
pub const CONCEPT_SIDE: u32 = 1024;
/// Grid cells along the longest side: the same for concept and model, whose geometry is one.
const GRID: u32 = 336;

/// Draws concepts of a picture that differ in form.
///
/// # Errors
/// [`JobError`] when the picture cannot be read, no solid comes out, or the job was cancelled.
pub fn concepts(request: &ConceptsRequest, picture: &[u8], follow: &Follow) -> Result<Concepts, JobError> {
    let reading = Reading::of(&intake::decode(picture)?);
    follow.step(Stage::Drawing, 15)?;
    let wishes = words::read(&request.prompt);
    let style = Style::from_slug(&request.style.slug).unwrap_or(Style::Realistic);
    let plans = plan::plans(&reading.verdict, &wishes, style, request.seed, request.count);
    let draw = |plan: &PicturePlan| {
        let model = build(&reading, plan, GRID, None, &follow.quiet())?;
        follow.check()?;
        let png = plan.to_png(&portrait(&model, plan.form, CONCEPT_SIDE))?;
        Ok(Concept { png, width: CONCEPT_SIDE, height: CONCEPT_SIDE, seed: plan.seed })
    };
    let concepts: Result<Vec<Concept>, JobError> = {
        use rayon::prelude::*;
        plans.par_iter().map(draw).collect()
    };
    follow.step(Stage::Drawing, 90)?;
    let understanding = understanding(&reading, &wishes, &plans);
    Ok(Concepts { concepts: concepts?, understanding })
}

/// Builds a model from a concept, a picture, or both: the concept's plan with the picture it was drawn from.
///
/// # Errors
/// As [`concepts`].
pub fn model(request: &ModelRequest, follow: &Follow) -> Result<BuiltModel, JobError> {
    let plan = request.concept.as_deref().and_then(PicturePlan::from_png);
    let source = request.picture.as_deref().or(request.concept.as_deref());
    let source = source.ok_or_else(|| JobError::BadRequest("a picture is needed".into()))?;
    let reading = Reading::of(&intake::decode(source)?);
    follow.step(Stage::Building, 20)?;
    let wishes = words::read(&request.prompt);
    let style = Style::from_slug(&request.style.slug).unwrap_or(Style::Realistic);
    let mut warnings = Vec::new();
    let plan = match plan {
        Some(plan) if request.picture.is_some() => plan,
        known => {
            if request.concept.is_some() {
                warnings.push(missing(known.is_some()).to_owned());
            }
            let is_drawn_concept = request.picture.is_none() && request.concept.is_some();
            let wishes = if is_drawn_concept { from_backdrop(&wishes) } else { wishes.clone() };
            plan::plans(&reading.verdict, &wishes, style, request.seed, 1).remove(0)
        }
    };
    let follow = follow.part(Stage::Building, 20, 85);
    let mesh = build(&reading, &plan, GRID, request.target_triangles, &follow)?;
    let mut understanding = understanding(&reading, &wishes, std::slice::from_ref(&plan));
    understanding.warnings.splice(0..0, warnings);
    Ok(BuiltModel { mesh, understanding })
}

/// What to say when a concept could not be followed exactly.
fn missing(has_plan: bool) -> &'static str {
    if has_plan {
        "the original picture is missing, so the concept picture itself was inflated"
    } else {
        "the concept picture has lost its plan, so the model may differ from it"
    }
}

/// A concept stands before a studio backdrop: its outline can be trusted whatever the gate says.
fn from_backdrop(wishes: &Wishes) -> Wishes {
    Wishes { form: wishes.form.or(Some(Form::Figure)), stands: Some(false), ..wishes.clone() }
}

fn build(
    reading: &Reading,
    plan: &PicturePlan,
    grid_side: u32,
    target_triangles: Option<u32>,
    follow: &Follow,
) -> Result<mesh::Mesh, JobError> {
    follow.check()?;
    let body = forms::shape(reading, plan, grid_side);
    Ok(finish::model(&body, plan, target_triangles, follow)?)
}

/// The picture of a model from its best side.
#[must_use]
pub fn portrait(model: &mesh::Mesh, form: Form, side: u32) -> Picture {
    let (yaw, pitch) = match form {
        Form::Figure | Form::HalfFigure => (0.5, 0.22),
        Form::Plaque | Form::Medallion | Form::Badge => (0.38, 0.2),
    };
    Scene::new(model).render(&View { width: side, height: side, yaw, pitch, ..View::default() })
}

fn understanding(reading: &Reading, wishes: &Wishes, plans: &[PicturePlan]) -> Understanding {
    let method = match reading.verdict.method {
        Method::Inflate => "image:inflate",
        Method::Badge => "image:badge",
        Method::Relief => "image:relief",
    };
    let mut understood: Vec<String> = plans.iter().map(|plan| plan.form.name().to_owned()).collect();
    understood.dedup();
    understood.extend(wishes.understood.iter().cloned());
    let mut warnings = reading.verdict.reasons.clone();
    if !wishes.not_understood.is_empty() {
        warnings
            .push("the picture decides the shape; words only choose form, size, color and base".to_owned());
    }
    Understanding {
        understood,
        not_understood: wishes.not_understood.clone(),
        warnings,
        engine: crate::result::ENGINE.to_owned(),
        method: method.to_owned(),
        confidence: reading.verdict.confidence,
    }
}

#[cfg(test)]
mod tests;
