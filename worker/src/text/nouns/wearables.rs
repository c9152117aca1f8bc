//! Things to wear.

use super::{Noun, Role, noun};
use crate::{
    sdf::outline::{heart, star},
    style::material::Finish,
    text::sketch::{
        Sketch, TextSpot, Tone, ball, block, carve, cone, cylinder, egg, keep, limb, path, prism, ring,
        smooth_lathe, solid,
    },
};
use glam::{vec2, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "crown",
        &["tiara", "coronet"],
        Role::Worn,
        &[
            [0xF2BC38, 0xE23E56, 0x3F8FE0, 0x7A1E32, 0xFBF4EC],
            [0xD0D8E2, 0x8A57C4, 0x3FC8B0, 0x3A2A62, 0xFFFFFF],
        ],
        crown,
    ),
    noun(
        "hat",
        &["top hat", "cap", "party hat", "wizard hat", "cowboy hat", "sombrero"],
        Role::Worn,
        &[
            [0x33343C, 0xD83A44, 0xF6C93B, 0x1E1E24, 0xF4F0E8],
            [0xA87448, 0x6A3E24, 0xF6C93B, 0x4A2C1A, 0xF4E4CC],
        ],
        hat,
    ),
    noun(
        "ring",
        &["wedding ring", "diamond ring", "engagement ring"],
        Role::Thing,
        &[
            [0xF2BC38, 0x5AD0E8, 0xE0A828, 0x5A3E14, 0xFFF4D0],
            [0xD0D8E2, 0xE23E6A, 0xA8B4C2, 0x3A4454, 0xFFFFFF],
        ],
        finger_ring,
    ),
    noun(
        "pendant",
        &["necklace", "amulet", "locket", "earring", "charm"],
        Role::Thing,
        &[
            [0xE23E56, 0xF2BC38, 0xFBD8DE, 0x6A1628, 0xFFF4F4],
            [0x3F9AD8, 0xD0D8E2, 0xD8F0FC, 0x1E3E5E, 0xF6FCFF],
        ],
        pendant,
    ),
    noun(
        "mask",
        &["face mask", "carnival mask"],
        Role::Thing,
        &[
            [0xF4F0E6, 0xF2BC38, 0xD83A54, 0x332E36, 0xFFFFFF],
            [0x6A4AB8, 0xF6C93B, 0x3FC8B0, 0x2A1E4A, 0xF0EAFA],
        ],
        mask,
    ),
];

fn crown(sketch: &mut Sketch) {
    sketch.made_of(Finish::Gold);
    let points = sketch.count("point", sketch.pick(7, 5), 12);
    sketch.add(solid("band", Tone::Main, cylinder(0.64, 0.17, 0.02)).at(0.0, -0.40, 0.0));
    sketch.ring(points, |sketch, _, _| {
        let tooth = limb([0.0, -0.30, 0.60], [0.0, 0.18, 0.68], 0.20, 0.03);
        sketch.add(solid("point", Tone::Main, tooth).stretch(1.0, 1.0, 1.0));
    });
    sketch.add(carve("inside", Tone::Main, cone(0.55, 0.60, 0.6)).at(0.0, 0.14, 0.0));
    sketch.next_body();
    sketch.add(solid("rim", Tone::Main, ring(0.61, 0.055)).at(0.0, -0.54, 0.0));
    sketch.add(solid("rim", Tone::Main, ring(0.61, 0.04)).at(0.0, -0.27, 0.0));
    sketch.ring(points, |sketch, index, _| {
        sketch
            .add(solid("pearl", Tone::Light, ball(0.085)).at(0.0, 0.22, 0.675).of(Finish::Ceramic).feature());
        let tone = if index % 2 == 0 { Tone::Second } else { Tone::Third };
        sketch.add(
            solid("jewel", tone, egg(0.085, 0.085, 0.06)).at(0.0, -0.405, 0.645).of(Finish::Glass).feature(),
        );
    });
    if sketch.second() {
        sketch
            .add(solid("cushion", Tone::Dark, egg(0.57, 0.42, 0.57)).at(0.0, -0.24, 0.0).of(Finish::Fabric));
    } else {
        sketch.add(
            solid("cushion", Tone::Dark, cylinder(0.56, 0.12, 0.05)).at(0.0, -0.42, 0.0).of(Finish::Fabric),
        );
    }
}

fn hat(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fabric);
    if sketch.second() {
        // A cowboy hat: rolled brim, pinched crown.
        sketch.add(
            solid(
                "brim",
                Tone::Main,
                path(&[
                    [-0.86, 0.06, 0.0, 0.08],
                    [-0.60, -0.34, 0.0, 0.08],
                    [0.0, -0.42, 0.0, 0.10],
                    [0.60, -0.34, 0.0, 0.08],
                    [0.86, 0.06, 0.0, 0.08],
                ]),
            )
            .stretch(1.0, 1.0, 7.0),
        );
        sketch.add(keep("brim", Tone::Main, egg(1.1, 1.2, 0.66)));
        sketch.add(
            solid(
                "crown",
                Tone::Main,
                smooth_lathe(&[
                    [0.0, -0.46],
                    [0.50, -0.44],
                    [0.45, -0.1],
                    [0.36, 0.34],
                    [0.22, 0.44],
                    [0.0, 0.44],
                ]),
            )
            .stretch(1.0, 1.0, 0.92)
            .blend(0.04),
        );
        sketch.add(carve("crown", Tone::Main, egg(0.10, 0.14, 0.40)).at(0.0, 0.46, 0.08).blend(0.08));
        sketch
            .add(solid("band", Tone::Second, ring(0.455, 0.06)).stretch(1.0, 1.0, 0.92).at(0.0, -0.24, 0.0));
        sketch.add(
            solid("star", Tone::Third, prism(star(5, 0.14, 0.062), 0.04, 0.015))
                .at(0.0, -0.22, 0.47)
                .feature()
                .of(Finish::Gold),
        );
    } else {
        sketch.add(solid("brim", Tone::Main, cylinder(0.82, 0.055, 0.05)).at(0.0, -0.46, 0.0));
        sketch.add(solid("brim", Tone::Main, ring(0.78, 0.07)).at(0.0, -0.43, 0.0).blend(0.03));
        sketch.add(
            solid(
                "crown",
                Tone::Main,
                smooth_lathe(&[
                    [0.0, -0.46],
                    [0.50, -0.46],
                    [0.47, -0.1],
                    [0.50, 0.40],
                    [0.54, 0.52],
                    [0.0, 0.54],
                ]),
            )
            .blend(0.03),
        );
        sketch.add(solid("band", Tone::Second, cylinder(0.515, 0.12, 0.02)).at(0.0, -0.28, 0.0));
        sketch.add(
            solid("buckle", Tone::Third, block(0.12, 0.10, 0.04, 0.02))
                .at(0.0, -0.28, 0.51)
                .feature()
                .of(Finish::Gold),
        );
    }
}

/// A faceted stone around the origin: `girdle` is its radius, `crown` and `pavilion` the heights above and below.
///
/// Flat facets are what half spaces leave of a cylinder.
pub fn brilliant(
    sketch: &mut Sketch,
    tones: [Tone; 3],
    sides: usize,
    girdle: f32,
    crown: f32,
    pavilion: f32,
) {
    sketch.add(
        solid("stone", tones[0], cylinder(girdle * 1.1, (crown + pavilion) * 0.5, 0.0))
            .at(0.0, (crown - pavilion) * 0.5, 0.0)
            .of(Finish::Glass),
    );
    let half_space = || block(4.0, 4.0, 4.0, 0.0);
    let crown_slope = (crown / (girdle * 0.42)).atan().to_degrees();
    let pavilion_slope = (pavilion / girdle).atan().to_degrees();
    for side in 0..sides {
        let turn = (side as f32 + 0.5) * 360.0 / sides as f32;
        for (tone, slope, height) in [(tones[1], crown_slope, 0.04), (tones[0], -pavilion_slope, -0.04)] {
            // The block's face goes through the girdle's edge, tilted by the slope.
            let (sin, cos) = (90.0 - slope).to_radians().sin_cos();
            let upward = if slope > 0.0 { 1.0 } else { -1.0 };
            let normal = vec3(cos.abs(), upward * sin.abs(), 0.0);
            let middle = vec3(girdle, height * girdle, 0.0) - normal * 4.0;
            let lean = normal.y.atan2(normal.x).to_degrees();
            sketch.add(
                keep("stone", tone, half_space())
                    .turn_z(lean)
                    .at(middle.x, middle.y, middle.z)
                    .turn_y(turn)
                    .of(Finish::Glass),
            );
        }
        sketch.add(
            keep("stone", tones[2], half_space()).at(girdle - 4.0, 0.0, 0.0).turn_y(turn).of(Finish::Glass),
        );
    }
}

fn stone(sketch: &mut Sketch, at: glam::Vec3, size: f32, sides: usize) {
    sketch.next_body();
    sketch.placed(glam::Affine3A::from_translation(at), |sketch| {
        brilliant(sketch, [Tone::Second, Tone::Second, Tone::Second], sides, size, size * 0.42, size * 0.8);
    });
}

fn finger_ring(sketch: &mut Sketch) {
    sketch.made_of(Finish::Gold);
    let thick = sketch.pick(0.095, 0.13);
    sketch.add(solid("band", Tone::Main, ring(0.62, thick)).turn_x(90.0).at(0.0, -0.20, 0.0));
    sketch.add(solid("setting", Tone::Third, cone(0.10, 0.24, 0.14)).at(0.0, 0.50, 0.0).blend(0.04));
    for index in 0..4 {
        let angle = (45.0 + 90.0 * index as f32).to_radians();
        sketch.add(solid(
            "claw",
            Tone::Main,
            limb(
                [0.20 * angle.cos(), 0.52, 0.20 * angle.sin()],
                [0.285 * angle.cos(), 0.78, 0.285 * angle.sin()],
                0.042,
                0.036,
            ),
        ));
    }
    if sketch.second() {
        for side in [-1.0f32, 1.0] {
            for angle in [24.0f32, 42.0] {
                let turn = (90.0 - side * angle).to_radians();
                sketch.add(
                    solid("stone", Tone::Light, ball(0.085))
                        .at(0.68 * turn.cos(), -0.20 + 0.68 * turn.sin(), 0.0)
                        .of(Finish::Glass)
                        .feature(),
                );
            }
        }
    }
    stone(sketch, vec3(0.0, 0.74, 0.0), sketch.pick(0.31, 0.26), sketch.pick(8, 6));
    sketch.next_body();
    sketch.add(
        solid("stand", Tone::Dark, block(0.36, 0.085, 0.24, 0.05)).at(0.0, -0.90, 0.0).of(Finish::Fabric),
    );
}

fn pendant(sketch: &mut Sketch) {
    sketch.made_of(Finish::Glass);
    let outline = if sketch.second() { star(6, 0.52, 0.34) } else { heart(0.46) };
    let rim = if sketch.second() { star(6, 0.62, 0.41) } else { heart(0.55) };
    sketch.add(solid("setting", Tone::Second, prism(rim, 0.10, 0.06)).at(0.0, -0.26, 0.0).of(Finish::Gold));
    sketch.add(solid("stone", Tone::Main, prism(outline, 0.17, 0.12)).at(0.0, -0.26, 0.0));
    sketch
        .add(solid("loop", Tone::Second, ring(0.10, 0.042)).turn_x(90.0).at(0.0, 0.34, 0.0).of(Finish::Gold));
    let bail = limb([0.0, -0.10, 0.0], [0.0, 0.28, 0.0], 0.075, 0.055);
    sketch.add(solid("loop", Tone::Second, bail).of(Finish::Gold));
    let links = 15;
    for index in 0..links {
        let share = index as f32 / (links - 1) as f32 - 0.5;
        let x = share * 1.30;
        let y = 0.42 + 0.62 * (2.0 * share).abs().powf(1.5);
        let place =
            solid("chain", Tone::Second, ring(0.075, 0.032)).turn_z(90.0 * f32::from(index as u8 % 2));
        sketch.add(place.turn_x(90.0).at(x, y, 0.0).of(Finish::Gold));
    }
    sketch.add(
        solid(
            "chain",
            Tone::Second,
            path(&[
                [-0.65, 1.04, 0.0, 0.034],
                [-0.34, 0.66, 0.0, 0.034],
                [0.0, 0.42, 0.0, 0.034],
                [0.34, 0.66, 0.0, 0.034],
                [0.65, 1.04, 0.0, 0.034],
            ]),
        )
        .of(Finish::Gold),
    );
    sketch.add(solid("stand", Tone::Dark, cylinder(0.32, 0.06, 0.04)).at(0.0, -0.86, 0.0).of(Finish::Fabric));
    sketch.add(solid("stand", Tone::Dark, cone(0.12, 0.07, 0.12)).at(0.0, -0.76, 0.0).of(Finish::Fabric));
    sketch.anchors.text =
        Some(TextSpot { at: vec3(0.0, -0.18, 0.17), size: vec2(0.5, 0.18), wrap: None, tilt: 0.0 });
}

fn mask(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let half = sketch.second();
    sketch.add(solid("mask", Tone::Main, egg(0.58, 0.74, 0.40)));
    sketch.add(carve("inside", Tone::Dark, egg(0.50, 0.66, 0.33)).at(0.0, 0.0, -0.06));
    sketch.add(carve("inside", Tone::Dark, block(1.0, 1.0, 0.3, 0.0)).at(0.0, 0.0, -0.32));
    if half {
        sketch.add(carve("mask", Tone::Main, egg(0.36, 0.36, 0.6)).at(0.0, -0.52, 0.2));
    } else {
        sketch.add(
            carve(
                "mouth",
                Tone::Dark,
                path(&[[-0.20, -0.34, 0.3, 0.055], [0.0, -0.44, 0.36, 0.065], [0.20, -0.34, 0.3, 0.055]]),
            )
            .stretch(1.0, 1.0, 1.3),
        );
    }
    sketch
        .add(solid("nose", Tone::Main, limb([0.0, 0.06, 0.34], [0.0, -0.16, 0.46], 0.06, 0.10)).blend(0.08));
    sketch.add(
        solid(
            "brow",
            Tone::Second,
            path(&[[0.08, 0.30, 0.37, 0.035], [0.24, 0.38, 0.32, 0.045], [0.42, 0.30, 0.21, 0.03]]),
        )
        .pair()
        .of(Finish::Gold),
    );
    sketch.add(carve("eye", Tone::Dark, egg(0.135, 0.075, 0.5)).turn_z(10.0).at(0.235, 0.14, 0.3).pair());
    sketch.next_body();
    sketch.add(
        solid("jewel", Tone::Third, egg(0.085, 0.12, 0.06)).at(0.0, 0.48, 0.30).feature().of(Finish::Glass),
    );
    for (x, y, z, turn) in [
        (0.0, 0.66, 0.12, 0.0),
        (0.20, 0.64, 0.10, -16.0),
        (-0.20, 0.64, 0.10, 16.0),
        (0.38, 0.54, 0.08, -34.0),
        (-0.38, 0.54, 0.08, 34.0),
    ] {
        let tone = if turn == 0.0 || f32::abs(turn) > 20.0 { Tone::Third } else { Tone::Second };
        sketch.add(
            solid("feather", tone, egg(0.085, 0.30, 0.05))
                .at(0.0, 0.20, 0.0)
                .turn_z(turn)
                .at(x, y, z)
                .of(Finish::Feather),
        );
    }
    sketch.add(solid("stand", Tone::Second, cylinder(0.34, 0.055, 0.04)).at(0.0, -0.80, 0.0));
    sketch.add(solid("stand", Tone::Second, limb([0.0, -0.80, 0.0], [0.0, 0.50, 0.10], 0.06, 0.05)));
}
