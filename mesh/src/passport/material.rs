//! What materials and machines can do.

use serde::{Deserialize, Serialize};

/// The end of the last step of walls. A number, for JSON has no infinity: it would be written as null.
const ANY_SIZE_MM: f64 = 1e6;

/// What a material and its machine can do: plain data, lengths in millimetres.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrintMaterial {
    /// Short name.
    pub slug: String,
    /// Thinner walls do not print.
    pub block_wall_mm: f64,
    /// Thinner walls may break. Steps of (sum of the three extents up to, wall); the last one also holds beyond.
    pub warn_walls_mm: Vec<(f64, f64)>,
    /// What fits into the machine, any way round.
    pub build_box_mm: [f64; 3],
    /// Loose powder or liquid stays in cavities without escape holes.
    pub fills_cavities: bool,
    /// Overhangs need supports that leave marks.
    pub needs_supports: bool,
}

impl PrintMaterial {
    fn new(slug: &str, block_wall_mm: f64, warn_wall_mm: f64, build_box_mm: [f64; 3]) -> Self {
        Self {
            slug: slug.to_owned(),
            block_wall_mm,
            warn_walls_mm: vec![(ANY_SIZE_MM, warn_wall_mm)],
            build_box_mm,
            fills_cavities: false,
            needs_supports: false,
        }
    }

    /// The limits the product starts with (conservative readings of four print shops' published guides).
    pub fn start_values() -> Vec<Self> {
        let fdm = ["pla", "petg", "abs", "tpu"]
            .map(|slug| Self { needs_supports: true, ..Self::new(slug, 1.0, 1.2, [250.0, 210.0, 210.0]) });
        let resin = ["resin-standard", "resin-tough"].map(|slug| Self {
            warn_walls_mm: vec![(200.0, 1.0), (400.0, 2.0), (ANY_SIZE_MM, 3.0)],
            fills_cavities: true,
            needs_supports: true,
            ..Self::new(slug, 0.8, 1.0, [145.0, 145.0, 175.0])
        });
        let powder = [
            Self::new("pa12-sls", 0.8, 1.0, [300.0; 3]),
            Self::new("pa12-mjf", 0.8, 1.0, [380.0, 280.0, 380.0]),
            Self::new("full-color", 2.0, 2.5, [400.0, 250.0, 250.0]),
            Self { needs_supports: true, ..Self::new("steel-316l", 0.5, 1.0, [250.0, 150.0, 150.0]) },
        ]
        .map(|material| Self { fills_cavities: true, ..material });
        fdm.into_iter().chain(resin).chain(powder).collect()
    }

    pub(super) fn warn_wall_mm(&self, extents_mm: [f64; 3]) -> f64 {
        let sum: f64 = extents_mm.iter().sum();
        let step = self.warn_walls_mm.iter().find(|(up_to, _)| sum <= *up_to);
        step.or(self.warn_walls_mm.last()).map_or(self.block_wall_mm, |(_, wall)| *wall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_values_are_plain_data() {
        let materials = PrintMaterial::start_values();
        let json = serde_json::to_string(&materials).unwrap();
        assert!(!json.contains("null"), "{json}");
        assert_eq!(serde_json::from_str::<Vec<PrintMaterial>>(&json).unwrap(), materials);
        assert!(materials.iter().all(|material| material.warn_wall_mm([1e7; 3]) >= material.block_wall_mm));
    }
}
