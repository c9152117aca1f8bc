//! Finishes: how a material shines, and for the realistic style its relief and tint.

use crate::sdf::{fractal_noise, value_noise};
use glam::{Vec2, Vec3, vec2, vec3};
use serde::{Deserialize, Serialize};

/// What a part is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finish {
    Plastic,
    Wood,
    Bark,
    Stone,
    Rock,
    Brick,
    Steel,
    Gold,
    Silver,
    Bronze,
    Copper,
    Glass,
    Marble,
    Ceramic,
    Clay,
    Fabric,
    Fur,
    Feather,
    Scales,
    Foliage,
    Skin,
    Rubber,
    Snow,
    Paper,
}

impl Finish {
    /// The finish a prompt's word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "plastic" => Self::Plastic,
            "wood" | "wooden" | "oak" | "timber" => Self::Wood,
            "stone" | "granite" | "concrete" => Self::Stone,
            "rock" | "rocky" => Self::Rock,
            "brick" => Self::Brick,
            "metal" | "steel" | "iron" | "metallic" | "chrome" | "aluminium" | "aluminum" => Self::Steel,
            "gold" | "golden" => Self::Gold,
            "silver" | "silvery" => Self::Silver,
            "bronze" | "brass" => Self::Bronze,
            "copper" => Self::Copper,
            "glass" | "crystal" => Self::Glass,
            "marble" => Self::Marble,
            "ceramic" | "porcelain" => Self::Ceramic,
            "clay" | "terracotta" => Self::Clay,
            "fabric" | "cloth" | "felt" | "woolen" | "wool" | "knitted" => Self::Fabric,
            "rubber" => Self::Rubber,
            "fur" | "furry" | "fluffy" => Self::Fur,
            _ => return None,
        })
    }

    /// The color a thing made of this has when the prompt names none, sRGB.
    pub fn natural_color(self) -> Option<u32> {
        Some(match self {
            Self::Wood | Self::Bark => 0xA87345,
            Self::Stone | Self::Rock => 0x9A9791,
            Self::Brick => 0xB45942,
            Self::Steel => 0xA9B1BA,
            Self::Gold => 0xF2B932,
            Self::Silver => 0xD3D8DE,
            Self::Bronze => 0xB57A3C,
            Self::Copper => 0xCF794A,
            Self::Glass => 0xA9DBE6,
            Self::Marble => 0xECE9E4,
            Self::Clay => 0xC8754F,
            Self::Ceramic => 0xF1ECE2,
            Self::Rubber => 0x3A3C42,
            _ => return None,
        })
    }

    /// Metalness and roughness of the glTF model.
    pub fn metallic_roughness(self) -> (f32, f32) {
        match self {
            Self::Gold | Self::Silver => (0.85, 0.30),
            Self::Steel | Self::Copper | Self::Bronze => (0.75, 0.40),
            Self::Glass => (0.0, 0.08),
            Self::Ceramic | Self::Marble => (0.0, 0.25),
            Self::Plastic => (0.0, 0.42),
            Self::Skin | Self::Scales => (0.0, 0.55),
            Self::Wood | Self::Rubber | Self::Foliage | Self::Snow => (0.0, 0.75),
            _ => (0.0, 0.92),
        }
    }

    /// Inward displacement of the surface at `p`, object units (about 0 to 0.02).
    pub fn relief(self, p: Vec3) -> f32 {
        match self {
            Self::Wood => 0.004 * (wood_rings(p) * 2.0 - 1.0),
            Self::Bark => 0.014 * value_noise(vec3(p.x * 16.0, p.y * 3.5, p.z * 16.0)),
            Self::Stone => 0.010 * fractal_noise(p * 7.0) + 0.008 * block_joint(p, vec2(0.24, 0.14)),
            Self::Rock => 0.020 * fractal_noise(p * 5.0),
            Self::Brick => 0.014 * block_joint(p, vec2(0.20, 0.09)),
            Self::Fur => 0.007 * value_noise(vec3(p.x * 22.0, p.y * 11.0, p.z * 22.0)),
            Self::Feather => 0.006 * fractal_noise(p * vec3(14.0, 9.0, 14.0)),
            Self::Scales => 0.004 * scales(p),
            Self::Foliage => 0.020 * fractal_noise(p * 9.0),
            Self::Fabric => 0.0012 * ((p.x * 90.0).sin() * (p.y * 90.0).sin()),
            Self::Snow => 0.008 * fractal_noise(p * 6.0),
            Self::Clay => 0.006 * fractal_noise(p * 5.0),
            Self::Bronze | Self::Copper => 0.002 * fractal_noise(p * 16.0),
            _ => 0.0,
        }
    }

    /// `color` (linear RGB) with the material's variation at `p`; `strength` 0 to 1.
    pub fn tint(self, color: [f32; 3], p: Vec3, strength: f32) -> [f32; 3] {
        let light = match self {
            Self::Wood => 0.72 + 0.42 * wood_rings(p),
            Self::Bark => 0.80 + 0.32 * value_noise(vec3(p.x * 16.0, p.y * 3.5, p.z * 16.0)),
            Self::Stone => {
                (1.0 + 0.20 * fractal_noise(p * 7.0)) * (1.0 - 0.35 * block_joint(p, vec2(0.24, 0.14)))
            }
            Self::Brick => {
                let joint = block_joint(p, vec2(0.20, 0.09));
                return lerp(color, lerp(color, [0.62, 0.58, 0.52], 0.75), joint * strength)
                    .map(|channel| channel * (1.0 + 0.15 * fractal_noise(p * 9.0) * strength));
            }
            Self::Rock => 1.0 + 0.25 * fractal_noise(p * 5.0),
            Self::Marble => {
                let vein = 1.0 - (fractal_noise(p * 3.0 + 4.0 * fractal_noise(p * 2.0)).abs() * 5.0).min(1.0);
                1.0 - 0.42 * vein * vein
            }
            Self::Fur | Self::Feather => 1.0 + 0.18 * fractal_noise(p * vec3(15.0, 8.0, 15.0)),
            Self::Foliage => 1.0 + 0.30 * fractal_noise(p * 9.0),
            Self::Scales => 1.06 - 0.12 * scales(p),
            Self::Clay | Self::Snow => 1.0 + 0.06 * fractal_noise(p * 6.0),
            Self::Bronze | Self::Copper | Self::Steel => 1.0 + 0.10 * fractal_noise(p * 6.0),
            _ => 1.0 + 0.04 * fractal_noise(p * 4.0),
        };
        let factor = 1.0 + (light - 1.0) * strength;
        color.map(|channel| (channel * factor).clamp(0.0, 1.0))
    }
}

fn wood_rings(p: Vec3) -> f32 {
    let bend = p + 0.12 * Vec3::splat(fractal_noise(p * vec3(1.6, 0.5, 1.6)));
    let radius = vec2(bend.x + 0.31, bend.z - 0.17).length();
    let ring = (radius * 17.0).fract();
    // Slow rise, quick fall: early wood into late wood.
    if ring < 0.82 { 1.0 - 0.5 * ring } else { 0.59 + (ring - 0.82) * 2.2 }
}

/// 1 in the joints of a running bond, 0 on the blocks; the wall direction follows the position.
fn block_joint(p: Vec3, block: Vec2) -> f32 {
    let around = vec2(p.x, p.z).length().max(0.2);
    let along = if p.x.abs().max(p.z.abs()) > 0.9 * around {
        if p.x.abs() > p.z.abs() { p.z } else { p.x }
    } else {
        p.z.atan2(p.x) * around
    };
    let row = (p.y / block.y).floor();
    let shifted = along / block.x + 0.5 * row.rem_euclid(2.0);
    let edge = |cell: f32, size: f32| {
        let inside = cell.fract().abs();
        (inside.min(1.0 - inside)) * size
    };
    let nearest = edge(shifted.rem_euclid(1.0), block.x).min(edge((p.y / block.y).rem_euclid(1.0), block.y));
    1.0 - (nearest / 0.012).min(1.0)
}

fn scales(p: Vec3) -> f32 {
    let row = (p.y * 16.0).floor();
    let along = (p.x + p.z) * 12.0 + 0.5 * row.rem_euclid(2.0);
    let cell = vec2(along.rem_euclid(1.0) - 0.5, (p.y * 16.0).rem_euclid(1.0));
    cell.length().min(1.0)
}

fn lerp(a: [f32; 3], b: [f32; 3], share: f32) -> [f32; 3] {
    [0, 1, 2].map(|channel| a[channel] + (b[channel] - a[channel]) * share)
}
