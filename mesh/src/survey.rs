//! What a shop keeps of a model, so that every size and material can be judged without reading it again.
//!
//! Measuring takes seconds and the whole mesh; the answer for a size follows from it in microseconds, because lengths
//! grow with the size, areas with its square and volumes with its cube. A [`Survey`] is about 20 kB of JSON.
//!
//! ```
//! use mesh::passport::{PrintMaterial, Verdict};
//! use mesh::{Survey, export, shapes, survey, watch::Watch};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Once, when the model is accepted: the solid to print, and what it is.
//! let prepared = survey::prepare(&shapes::cuboid([1.0, 2.0, 1.5]), &Watch::default())?;
//! let stored = prepared.survey.to_json()?;
//!
//! // Whenever somebody moves the slider.
//! let survey = Survey::from_json(&stored).ok_or("measure it again")?;
//! let facts_mm = survey.facts_at(80.0);
//! assert!((facts_mm.extents[1] - 80.0).abs() < 1e-9);
//! for material in PrintMaterial::start_values() {
//!     assert_eq!(survey.passport(80.0, &material).verdict, Verdict::Pass);
//! }
//!
//! // For the printer: centred, standing on the ground, 80 mm within a thousandth.
//! let sized = mesh::rescale_longest(&prepared.solid, 80.0)?;
//! mesh::size::check_longest(&sized, 80.0)?;
//! let mut file = Vec::new();
//! export::export_sized(&sized, export::Format::ThreeMf, &export::About::default(), &mut file)?;
//! # Ok(())
//! # }
//! ```

use serde::{Deserialize, Serialize};

use crate::measure::{Facts, MeasureOptions, Places, WallProfile, measure};
use crate::model::Mesh;
use crate::passport::{Passport, PrintMaterial, passport};
use crate::repair::{RepairError, RepairStep, repair};
use crate::size::SizeError;
use crate::watch::{Cancelled, Watch};

/// Raised whenever a stored survey would be read wrongly or judged differently: then models are measured anew.
const VERSION: u32 = 2;

/// Everything about a model's shape that does not depend on its size or material.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    version: u32,
    /// The facts in the measured file's own unit, without places and walls.
    pub facts: Facts,
    /// Where faults are, in the measured file's coordinates. Thin walls are in `walls`, since they depend on the size.
    pub places: Places,
    /// How thick the walls are, in the measured file's unit.
    pub walls: WallProfile,
    /// What was repaired before the solid was measured, in order; empty when nothing was.
    pub repairs: Vec<RepairStep>,
}

/// Why there is no survey.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum SurveyError {
    /// Stopped on request.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The model has no extent, or coordinates that are no numbers.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// No solid can be made of it.
    #[error(transparent)]
    Repair(#[from] RepairError),
}

/// A model made ready for print.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The solid, in the model's unit and place.
    pub solid: Mesh,
    /// What the solid is and what was repaired.
    pub survey: Survey,
}

/// Repairs a model where it needs it and surveys the solid. Time and memory are those of [`repair`] and then of
/// [`measure`](crate::measure::measure).
///
/// # Errors
/// When the model has no extent or encloses nothing, or `watch` stops the work.
pub fn prepare(model: &Mesh, watch: &Watch<'_>) -> Result<Prepared, SurveyError> {
    crate::size::checked_extents(model)?;
    let tell = |step: &str, share: f32| {
        if let Some(progress) = watch.progress {
            progress(step, share);
        }
    };
    let (first, second) = (
        |step: &str, share| tell(step, share * 0.5),
        |step: &str, share| {
            tell(step, 0.5 + share * 0.5);
        },
    );
    let repaired = repair(model, &Watch { cancel: watch.cancel.clone(), progress: Some(&first) })?;
    let half = Watch { cancel: watch.cancel.clone(), progress: Some(&second) };
    let mut survey = Survey::of(&repaired.mesh, &half)?;
    survey.repairs = repaired.steps;
    Ok(Prepared { solid: repaired.mesh, survey })
}

impl Survey {
    /// Measures a model as it is, faults included.
    ///
    /// # Errors
    /// When the model has no extent, or `watch` stops the work.
    pub fn of(model: &Mesh, watch: &Watch<'_>) -> Result<Self, SurveyError> {
        crate::size::checked_extents(model)?;
        let mut facts = measure(model, &MeasureOptions::default(), watch)?;
        let walls = std::mem::take(&mut facts.walls);
        let places = Places { thin_walls: Vec::new(), ..std::mem::take(&mut facts.places) };
        Ok(Self { version: VERSION, facts, places, walls, repairs: Vec::new() })
    }

    /// As JSON, to be stored.
    ///
    /// # Errors
    /// Those of `serde_json`, which none of the fields can cause.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    /// A stored survey; `None` when it is broken or of another version, so that the model has to be measured anew.
    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok().filter(|survey: &Self| survey.version == VERSION)
    }

    /// The facts of the model brought to a longest side of `longest_mm` as
    /// [`rescale_longest`](crate::rescale_longest) does it, in millimetres, with all places but those of thin walls.
    ///
    /// Sizes given per axis change the shape: measure the stretched mesh instead.
    pub fn facts_at(&self, longest_mm: f64) -> Facts {
        let (min, max) = (self.facts.bounds.min, self.facts.bounds.max);
        let foot = [min[0].midpoint(max[0]), min[1], min[2].midpoint(max[2])];
        let (places, walls) = (self.places.clone(), self.walls.clone());
        let mut facts = Facts { places, walls, ..self.facts.clone() };
        facts.move_and_scale(foot.map(|along| -along), self.factor_to(longest_mm));
        facts
    }

    /// Judges the model at a longest side of `longest_mm` for a material.
    pub fn passport(&self, longest_mm: f64, material: &PrintMaterial) -> Passport {
        passport(&self.facts_at(longest_mm), material)
    }

    /// Share of the surface, 0 to 1, with walls under `wall_mm` when the longest side is `longest_mm`.
    pub fn share_under_mm(&self, wall_mm: f64, longest_mm: f64) -> f64 {
        self.walls.share_under(wall_mm / self.factor_to(longest_mm))
    }

    /// Places with walls under `wall_mm` when the longest side is `longest_mm`, in the measured file's coordinates, the
    /// thinnest first: at most [`MAX_PLACES`](crate::measure::MAX_PLACES).
    pub fn thin_places(&self, wall_mm: f64, longest_mm: f64) -> Vec<[f32; 3]> {
        self.walls.places_under(wall_mm / self.factor_to(longest_mm))
    }

    fn factor_to(&self, longest_mm: f64) -> f64 {
        longest_mm / self.facts.extents.into_iter().fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests;
