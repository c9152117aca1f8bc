//! The generator of this crate: pictures go to [`crate::image`], words to [`crate::text`].

use mesh::Mesh;
use mesh::glb::WriteOptions;

use super::{
    Bounds, Concept, Concepts, ConceptsRequest, Follow, Generator, JobError, Model, ModelRequest,
    RescaleRequest, Rescaled, RescaledFacts, Stage, TargetDimensions, Understanding,
};
use crate::concept;
use crate::image;
use crate::recipe::{Detail, Recipe};
use crate::result::BuiltModel;
use crate::text;

/// Triangles a model may have when the request does not say.
const USUAL_TRIANGLES: usize = 60_000;
/// Fewest and most triangles a request may ask for.
const TRIANGLE_RANGE: [usize; 2] = [500, 400_000];

/// The built-in generator: no AI, no network, one CPU.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltIn;

impl Generator for BuiltIn {
    fn concepts(&self, request: &ConceptsRequest, follow: &Follow) -> Result<Concepts, JobError> {
        follow.step(Stage::Drawing, 5)?;
        match &request.picture {
            Some(picture) => image::concepts(request, picture, follow),
            None => text_concepts(request, follow),
        }
    }

    fn model(&self, request: &ModelRequest, follow: &Follow) -> Result<Model, JobError> {
        follow.step(Stage::Building, 5)?;
        let recipe = request.concept.as_deref().and_then(concept::recipe_from_png);
        let built = match recipe {
            Some(recipe) => text_model(&recipe, request, follow)?,
            None if request.concept.is_some() || request.picture.is_some() => image::model(request, follow)?,
            None => {
                let (recipe, understanding) =
                    recipes(&request.prompt, &request.style.slug, request.seed, 1)?.remove(0);
                BuiltModel { understanding, ..text_model(&recipe, request, follow)? }
            }
        };
        follow.step(Stage::Checking, 85)?;
        finished(&built, request.target_triangles)
    }

    fn rescale(&self, request: &RescaleRequest, follow: &Follow) -> Result<Rescaled, JobError> {
        follow.step(Stage::Building, 10)?;
        let model =
            mesh::glb::read(&request.model).map_err(|cause| JobError::BadRequest(cause.to_string()))?;
        follow.step(Stage::Building, 50)?;
        rescaled(&model, request)
    }
}

fn recipes(
    prompt: &str,
    style: &str,
    seed: u64,
    count: usize,
) -> Result<Vec<(Recipe, Understanding)>, JobError> {
    let recipes = text::recipes(prompt, style, seed, count);
    if recipes.len() == count { Ok(recipes) } else { Err(JobError::Generator("no recipe was found".into())) }
}

fn text_concepts(request: &ConceptsRequest, follow: &Follow) -> Result<Concepts, JobError> {
    use rayon::prelude::*;
    let recipes = recipes(&request.prompt, &request.style.slug, request.seed, request.count as usize)?;
    let quiet = follow.quiet();
    let draw = |(index, (recipe, understanding)): (usize, &(Recipe, Understanding))| {
        let model = recipe.build(Detail::Concept, &quiet)?;
        quiet.check()?;
        let png = concept::concept_picture(recipe, &model)?;
        let (width, height) = (concept::CONCEPT_SIDE, concept::CONCEPT_SIDE);
        let concept = Concept { png, width, height, seed: request.seed.wrapping_add(index as u64) };
        Ok((concept, merged(understanding, &model.understanding)))
    };
    let drawn: Result<Vec<(Concept, Understanding)>, JobError> =
        recipes.par_iter().enumerate().map(draw).collect();
    follow.step(Stage::Drawing, 90)?;
    let (concepts, understandings): (Vec<Concept>, Vec<Understanding>) = drawn?.into_iter().unzip();
    let understanding = understandings.into_iter().next().unwrap_or_default();
    Ok(Concepts { concepts, understanding })
}

/// What was read from the words, with what came up while building.
fn merged(read: &Understanding, built: &Understanding) -> Understanding {
    let mut merged = read.clone();
    let news = built.warnings.iter().filter(|warning| !read.warnings.contains(warning));
    merged.warnings.extend(news.cloned());
    merged
}

fn text_model(recipe: &Recipe, request: &ModelRequest, follow: &Follow) -> Result<BuiltModel, JobError> {
    let mut built = recipe.build(Detail::Model, &follow.part(Stage::Building, 10, 85))?;
    if !request.prompt.is_empty() {
        // The words are still there: tell what was made of them.
        if let Some((_, read)) = text::recipes(&request.prompt, &request.style.slug, request.seed, 1).first()
        {
            built.understanding = merged(read, &built.understanding);
        }
    }
    Ok(built)
}

fn finished(built: &BuiltModel, target_triangles: Option<u32>) -> Result<Model, JobError> {
    let [fewest, most] = TRIANGLE_RANGE;
    let target = target_triangles.map_or(USUAL_TRIANGLES, |asked| (asked as usize).clamp(fewest, most));
    let glb = concept::model_glb(built, target)?;
    let written = mesh::glb::read(&glb).map_err(|cause| JobError::Generator(cause.to_string()))?;
    Ok(Model {
        triangles: written.triangles.len() as u32,
        bounds: bounds_of(&written, 1.0),
        understanding: built.understanding.clone(),
        glb,
    })
}

fn bounds_of(model: &Mesh, scale: f64) -> Bounds {
    let around = Bounds::around(&model.positions);
    Bounds { min: around.min.map(|value| value * scale), max: around.max.map(|value| value * scale) }
}

/// Millimetres a metre.
const MM: f64 = 1000.0;

fn rescaled(model: &Mesh, request: &RescaleRequest) -> Result<Rescaled, JobError> {
    let refused = |cause: mesh::size::SizeError| JobError::BadRequest(cause.to_string());
    let sized = match (request.stretch, request.target) {
        (true, TargetDimensions { x: Some(x), y: Some(y), z: Some(z) }) => {
            mesh::rescale_per_axis(model, [x, y, z].map(|size_mm| size_mm / MM)).map_err(refused)?
        }
        (_, target) => {
            let longest_mm = uniform_longest_mm(bounds_of(model, 1.0).extents(), target)?;
            mesh::rescale_longest(model, longest_mm / MM).map_err(refused)?
        }
    };
    let bounds_mm = bounds_of(&sized, MM);
    let facts = facts_of(&sized, &bounds_mm);
    let extras = serde_json::json!({ "makeit3d": { "size_mm": facts.extents_mm, "up": "Y" } });
    let options = WriteOptions { quantized: false, extras: Some(extras) };
    let mut glb = Vec::new();
    mesh::glb::write_with(&sized, &options, &mut glb)
        .map_err(|cause| JobError::Generator(cause.to_string()))?;
    Ok(Rescaled { glb, bounds_mm, facts })
}

/// Facts of a mesh in metres.
fn facts_of(sized: &Mesh, bounds_mm: &Bounds) -> RescaledFacts {
    let audit = mesh::measure::audit(sized);
    let volume_mm3 = mesh::measure::signed_volume(sized) * MM.powi(3);
    RescaledFacts {
        triangles: audit.triangles,
        extents_mm: bounds_mm.extents(),
        area_mm2: mesh::measure::area(sized) * MM.powi(2),
        // A signed volume means something only for a closed surface that faces outwards.
        volume_mm3: (audit.is_clean() && volume_mm3 > 0.0).then_some(volume_mm3),
        watertight: audit.is_watertight(),
        shells: audit.shells,
    }
}

/// The longest side of a model scaled evenly so that it meets the asked sides, staying within all of them.
fn uniform_longest_mm(extents: [f64; 3], target: TargetDimensions) -> Result<f64, JobError> {
    let asked = [target.x, target.y, target.z];
    let factors = asked
        .iter()
        .zip(extents)
        .filter_map(|(asked, extent)| asked.filter(|_| extent > 0.0).map(|asked| asked / extent));
    let factor = factors.fold(f64::INFINITY, f64::min);
    let longest = extents.into_iter().fold(0.0, f64::max);
    if factor.is_finite() && longest > 0.0 {
        Ok(factor * longest)
    } else {
        Err(JobError::BadRequest("the model has no extent along the asked axis".into()))
    }
}

#[cfg(test)]
mod tests;
