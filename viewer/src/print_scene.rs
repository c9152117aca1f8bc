//! How a model stands while a print of it is configured: stretched to the asked proportions, with a thing of known
//! size beside it and places lit up.

use crate::familiar::{Familiar, Shape};
use glam::Vec3;

/// Radius of a lit place, in model radii.
const PLACE_RADIUS: f32 = 0.014;
/// Air between the model and the thing beside it, in model radii.
const GAP: f32 = 0.22;

/// What the page asks for.
#[derive(Debug, Default, Clone)]
pub struct PrintScene {
    /// Width, height and depth in millimetres; without them nothing is stretched and nothing stands beside.
    pub size_mm: Option<Vec3>,
    /// What stands beside the model.
    pub familiar: Option<Familiar>,
    /// Places in the file's coordinates.
    pub places: Vec<Vec3>,
    /// The linear color of what it is printed in; none for the file's own colors.
    pub paint: Option<Vec3>,
}

/// A model as it was read: the middle of its box and half of it, in the file's units.
#[derive(Debug, Clone, Copy)]
pub struct ModelBox {
    /// The middle.
    pub center: Vec3,
    /// Half of width, height and depth.
    pub half: Vec3,
}

/// What to draw, in the space in which the model's bounding sphere has radius one.
#[derive(Debug)]
pub struct Arrangement {
    /// Factors on the normalised model's axes.
    pub stretch: Vec3,
    /// Half of the stretched model's box.
    pub half_extent: Vec3,
    /// The thing beside it.
    pub companion: Option<Shape>,
    /// Lit places.
    pub markers: Option<Shape>,
    /// The middle of everything.
    pub middle: Vec3,
    /// Half of the box around everything.
    pub reach: Vec3,
}

impl PrintScene {
    /// Arranges everything around a model.
    pub fn arrange(&self, model: &ModelBox) -> Arrangement {
        let own = model.half / model.half.length().max(f32::MIN_POSITIVE);
        let asked = self.size_mm.filter(|size| size.is_finite() && size.min_element() > 0.0);
        let half_extent = asked.map_or(own, |size| size / size.length());
        let stretch = Vec3::select(own.cmpgt(Vec3::splat(1e-6)), half_extent / own, Vec3::ONE);
        let companion = asked.zip(self.familiar).map(|(size, familiar)| beside(familiar, size, half_extent));
        let (mut low, mut high) = (-half_extent, half_extent);
        if let Some(companion) = &companion {
            let (from, to) = companion.bounds();
            (low, high) = (low.min(from), high.max(to));
        }
        let scale = stretch / model.half.length().max(f32::MIN_POSITIVE);
        let places: Vec<Vec3> = self.places.iter().map(|place| (*place - model.center) * scale).collect();
        let markers = (!places.is_empty()).then(|| Shape::markers(&places, PLACE_RADIUS));
        Arrangement {
            stretch,
            half_extent,
            companion,
            markers,
            middle: (low + high) / 2.0,
            reach: (high - low) / 2.0,
        }
    }
}

/// A color written as `#rrggbb`, made linear.
pub fn linear_color(hex: &str) -> Option<Vec3> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    let color = Vec3::new(f32::from(red), f32::from(green), f32::from(blue)) / 255.0;
    // As in the shaders: within half a step of the exact curve.
    Some(color * (color * (color * 0.305_306 + 0.682_171_1) + 0.012_522_878))
}

/// The thing at the model's scale, to its right and on the same ground.
fn beside(familiar: Familiar, size_mm: Vec3, half_extent: Vec3) -> Shape {
    let radii_per_mm = 2.0 / size_mm.length();
    let shape = familiar.shape();
    let (low, _) = shape.bounds();
    let offset =
        Vec3::new(half_extent.x + GAP - low.x * radii_per_mm, -half_extent.y - low.y * radii_per_mm, 0.0);
    shape.placed(radii_per_mm, offset)
}

#[cfg(test)]
mod tests;
