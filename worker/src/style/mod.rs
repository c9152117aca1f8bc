//! The six looks. Each changes the geometry, not only the color: proportions and blending before the surface is
//! made ([`Proportions`]), meshing after it.

mod build;
pub mod color;
mod facets;
pub mod material;
mod voxels;
mod wires;

pub use build::build;

use crate::sdf::Grain;
use serde::{Deserialize, Serialize};

/// The looks offered in the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    Realistic,
    Cartoon,
    LowPoly,
    Voxel,
    Clay,
    Wireframe,
}

impl Style {
    /// Every style in the order of the product.
    pub const ALL: [Self; 6] =
        [Self::Realistic, Self::Cartoon, Self::LowPoly, Self::Voxel, Self::Clay, Self::Wireframe];

    /// The name in addresses and in the database.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Realistic => "realistic",
            Self::Cartoon => "cartoon",
            Self::LowPoly => "low-poly",
            Self::Voxel => "voxel",
            Self::Clay => "clay",
            Self::Wireframe => "wireframe",
        }
    }

    /// The style of `slug`; underscores and spaces count as hyphens, capitals do not matter.
    pub fn from_slug(slug: &str) -> Option<Self> {
        let wanted = slug.trim().to_lowercase().replace(['_', ' '], "-");
        let wanted = if wanted == "lowpoly" { "low-poly".to_owned() } else { wanted };
        Self::ALL.into_iter().find(|style| style.slug() == wanted)
    }

    /// How builders draw for this style.
    pub fn proportions(self) -> Proportions {
        match self {
            Self::Realistic => Proportions { blend: 1.0, round: 1.0, head: 1.0, eyes: 1.0, limbs: 1.0 },
            Self::Cartoon => Proportions { blend: 2.4, round: 2.0, head: 1.25, eyes: 1.4, limbs: 1.18 },
            Self::LowPoly => Proportions { blend: 0.8, round: 0.4, head: 1.08, eyes: 1.15, limbs: 1.1 },
            Self::Voxel => Proportions { blend: 0.6, round: 0.3, head: 1.15, eyes: 1.25, limbs: 1.2 },
            Self::Clay => Proportions { blend: 2.0, round: 1.8, head: 1.1, eyes: 1.25, limbs: 1.15 },
            Self::Wireframe => Proportions { blend: 1.0, round: 0.6, head: 1.05, eyes: 1.3, limbs: 1.15 },
        }
    }

    /// Fine displacement this style asks for.
    pub fn grain(self) -> Grain {
        match self {
            Self::Realistic => Grain { material: 1.0, kneading: 0.0 },
            Self::Clay => Grain { material: 0.0, kneading: 1.0 },
            _ => Grain::default(),
        }
    }

    /// How strongly closed-in places are darkened in the vertex colors.
    pub fn shade(self) -> f32 {
        match self {
            Self::Realistic => 0.45,
            Self::Cartoon | Self::Clay => 0.25,
            _ => 0.0,
        }
    }
}

/// Factors on what a builder draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proportions {
    /// On the width of smooth joints.
    pub blend: f32,
    /// On edge radii.
    pub round: f32,
    /// On heads.
    pub head: f32,
    /// On eyes.
    pub eyes: f32,
    /// On the thickness of arms, legs and stalks.
    pub limbs: f32,
}

#[cfg(test)]
mod tests;
