//! Insects, and the spider people count among them.

use super::{Noun, Role, noun};
use crate::{
    style::material::Finish,
    text::sketch::{Piece, Sketch, Tone, ball, cylinder, egg, limb, paint, path, slab, solid},
};
use glam::vec3;

pub const NOUNS: &[Noun] = &[
    noun(
        "butterfly",
        &["moth"],
        Role::Thing,
        &[
            [0xF2932E, 0x2B2630, 0xF9E3A0, 0x2B2630, 0xFFF6E0],
            [0x4A8FE0, 0x27304E, 0xB9E4F7, 0x27304E, 0xF2FAFF],
        ],
        butterfly,
    ),
    noun(
        "bee",
        &["bumblebee", "honeybee", "wasp", "hornet"],
        Role::Thing,
        &[
            [0xF7C52E, 0x2E2A2A, 0xDCEFF7, 0x2E2A2A, 0xEAF6FB],
            [0xF0A92A, 0x4A3426, 0xE8F2E0, 0x3A2A20, 0xF2F8EC],
        ],
        bee,
    )
    .loosely(&["fly", "mosquito", "dragonfly"]),
    noun(
        "ladybug",
        &["ladybird", "lady bug", "bug"],
        Role::Thing,
        &[
            [0xD8322E, 0x2A2629, 0x2A2629, 0x2A2629, 0xF7F3EA],
            [0xF09A2A, 0x33292A, 0x33292A, 0x33292A, 0xF9F4E6],
        ],
        ladybug,
    )
    .loosely(&["beetle bug", "scarab"]),
    noun(
        "spider",
        &["tarantula"],
        Role::Thing,
        &[
            [0x3A363E, 0xD83A34, 0x5A545E, 0x1F1C22, 0xF4F1EA],
            [0x7A553C, 0xE9C28E, 0x9A714E, 0x2C2019, 0xF6EBDA],
        ],
        spider,
    )
    .loosely(&["ant", "scorpion"]),
];

fn butterfly(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fabric);
    let swept = sketch.pick(0.0, 0.10);
    let upper =
        [[0.02, 0.02], [0.30, 0.50 + swept], [0.74, 0.72 + swept], [0.92, 0.50], [0.78, 0.16], [0.30, -0.04]];
    let lower = [
        [0.02, 0.06],
        [0.44, 0.02],
        [0.70, -0.16],
        [0.64, -0.46 - swept],
        [0.40, -0.60 - swept],
        [0.16, -0.34],
    ];
    let wing = |corners: &[[f32; 2]], shrink: f32, thick: f32| {
        let middle = corners.iter().fold([0.0; 2], |sum, at| [sum[0] + at[0] / 6.0, sum[1] + at[1] / 6.0]);
        let inner: Vec<[f32; 2]> = corners
            .iter()
            .map(|at| [middle[0] + (at[0] - middle[0]) * shrink, middle[1] + (at[1] - middle[1]) * shrink])
            .collect();
        slab(&inner, thick, 0.03)
    };
    let open = |piece: Piece| piece.turn_y(-16.0).pair();
    for corners in [&upper, &lower] {
        sketch.add(open(solid("wing", Tone::Second, wing(corners, 1.0, 0.045))));
        sketch.add(open(solid("wing", Tone::Main, wing(corners, 0.80, 0.062))));
    }
    for (x, y, radius) in [(0.62, 0.47, 0.11), (0.44, 0.28, 0.07), (0.46, -0.30, 0.09)] {
        sketch.add(open(paint("spot", Tone::Third, ball(radius)).at(x, y, 0.0)));
    }
    sketch.next_body();
    sketch.add(solid(
        "body",
        Tone::Dark,
        path(&[[0.0, 0.34, 0.03, 0.09], [0.0, 0.0, 0.04, 0.105], [0.0, -0.52, 0.02, 0.06]]),
    ));
    sketch.head(vec3(0.0, 0.34, 0.03), |sketch| {
        sketch.add(solid("head", Tone::Dark, ball(0.135)).at(0.0, 0.44, 0.05));
        let feeler = path(&[[0.04, 0.52, 0.05, 0.034], [0.12, 0.70, 0.08, 0.032], [0.22, 0.80, 0.10, 0.03]]);
        sketch.add(solid("antenna", Tone::Dark, feeler).pair());
        sketch.add(solid("antenna", Tone::Dark, ball(0.05)).at(0.22, 0.81, 0.10).pair());
        sketch.add(solid("eye", Tone::Light, ball(0.046)).at(0.06, 0.46, 0.155).eye().pair());
        sketch.add(solid("eye", Tone::Fixed(0x231F20), ball(0.026)).at(0.062, 0.46, 0.192).eye().pair());
    });
    // It sits on a stalk with a foot, or the wings would be its only stand.
    sketch.add(solid(
        "stand",
        Tone::Fixed(0x6FB05A),
        limb([0.0, -0.44, 0.0], [0.0, -0.86, -0.02], 0.055, 0.06),
    ));
    sketch.add(solid("stand", Tone::Fixed(0x6FB05A), cylinder(0.34, 0.055, 0.03)).at(0.0, -0.88, 0.0));
}

fn bee(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    sketch.add(solid("body", Tone::Main, egg(0.40, 0.37, 0.52)).at(0.0, -0.10, -0.10));
    for (z, thick) in [(-0.46, 0.055), (-0.20, 0.075), (0.06, 0.065)] {
        sketch.add(paint("stripe", Tone::Second, egg(0.6, 0.6, thick)).at(0.0, -0.10, z));
    }
    sketch.add(solid("sting", Tone::Second, limb([0.0, -0.14, -0.56], [0.0, -0.16, -0.72], 0.07, 0.028)));
    sketch.head(vec3(0.0, 0.0, 0.28), |sketch| {
        sketch.add(solid("head", Tone::Main, ball(0.30)).at(0.0, 0.04, 0.42).blend(0.05));
        let feeler = path(&[[0.08, 0.28, 0.46, 0.034], [0.12, 0.46, 0.54, 0.032], [0.20, 0.56, 0.62, 0.03]]);
        sketch.add(solid("antenna", Tone::Second, feeler).pair());
        sketch.add(solid("antenna", Tone::Second, ball(0.052)).at(0.20, 0.57, 0.63).pair());
        sketch.add(paint("cheek", Tone::Fixed(0xF08A7A), ball(0.07)).at(0.20, -0.06, 0.62).pair());
        let smile =
            path(&[[-0.10, -0.06, 0.69, 0.016], [0.0, -0.11, 0.695, 0.017], [0.10, -0.06, 0.69, 0.016]]);
        sketch.add(solid("mouth", Tone::Second, smile));
        sketch.eyes(0.125, 0.09, 0.665, 0.062);
    });
    let lift = sketch.pick(34.0, 58.0);
    for (length, z, turn) in [(0.42, 0.0, -18.0), (0.32, -0.18, 26.0)] {
        let wing = solid("wing", Tone::Light, egg(length, 0.045, length * 0.46));
        sketch.add(
            wing.at(length * 0.94, 0.0, 0.0)
                .turn_y(turn)
                .turn_z(lift)
                .at(0.12, 0.22, z)
                .pair()
                .of(Finish::Glass),
        );
    }
    sketch.add(solid(
        "stand",
        Tone::Fixed(0xF0B94A),
        limb([0.0, -0.40, -0.06], [0.0, -0.80, -0.06], 0.075, 0.09),
    ));
    sketch.add(solid("stand", Tone::Fixed(0xF0B94A), cylinder(0.36, 0.06, 0.03)).at(0.0, -0.82, -0.06));
}

fn ladybug(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    sketch.add(solid("body", Tone::Dark, egg(0.56, 0.30, 0.64)).at(0.0, -0.34, -0.06));
    sketch.next_body();
    sketch.add(solid("shell", Tone::Main, egg(0.62, 0.54, 0.68)).at(0.0, -0.34, -0.10));
    sketch.add(
        super::super::sketch::keep("shell", Tone::Main, super::super::sketch::block(2.0, 1.0, 2.0, 0.01))
            .at(0.0, 0.70, 0.0),
    );
    sketch.add(
        super::super::sketch::carve("seam", Tone::Dark, super::super::sketch::block(0.018, 0.5, 0.9, 0.0))
            .at(0.0, 0.24, -0.34),
    );
    let spots = sketch.count("spot", sketch.pick(7, 9), 12);
    for index in 0..spots {
        let around = index as f32 * std::f32::consts::TAU / spots as f32 + 0.45;
        let out = if index % 2 == 0 { 0.40 } else { 0.54 };
        let (x, z) = (out * around.sin(), out * around.cos() - 0.14);
        let height = (1.0f32 - (x / 0.62).powi(2) - ((z + 0.10) / 0.68).powi(2)).max(0.05).sqrt();
        sketch.add(paint("spot", Tone::Second, ball(0.115)).at(x, -0.34 + 0.54 * height, z));
    }
    sketch.next_body();
    sketch.head(vec3(0.0, -0.26, 0.44), |sketch| {
        sketch.add(solid("head", Tone::Dark, ball(0.29)).at(0.0, -0.24, 0.56));
        sketch.add(solid("eye", Tone::Light, ball(0.105)).at(0.14, -0.14, 0.765).eye().pair());
        sketch.add(solid("eye", Tone::Fixed(0x231F20), ball(0.055)).at(0.15, -0.13, 0.85).eye().pair());
        let feeler = path(&[[0.08, 0.0, 0.60, 0.036], [0.14, 0.16, 0.66, 0.034], [0.24, 0.24, 0.72, 0.032]]);
        sketch.add(solid("antenna", Tone::Dark, feeler).pair());
        let smile =
            path(&[[-0.09, -0.33, 0.815, 0.016], [0.0, -0.37, 0.82, 0.017], [0.09, -0.33, 0.815, 0.016]]);
        sketch.add(solid("mouth", Tone::Fixed(0xF08A7A), smile));
    });
    for z in [0.26f32, -0.08, -0.42] {
        let leg =
            path(&[[0.40, -0.46, z, 0.07], [0.64, -0.50, z * 1.15, 0.065], [0.74, -0.64, z * 1.25, 0.06]]);
        sketch.add(solid("leg", Tone::Dark, leg).pair().limb());
    }
}

fn spider(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    sketch.add(solid("body", Tone::Main, egg(0.42, 0.38, 0.48)).at(0.0, -0.10, -0.40));
    for (z, size) in [(-0.20, 0.12), (-0.42, 0.15), (-0.64, 0.11)] {
        sketch.add(paint("mark", Tone::Second, egg(size, 0.3, size * 0.7)).at(0.0, 0.26, z));
    }
    sketch.add(
        solid("neck", Tone::Main, limb([0.0, -0.18, -0.06], [0.0, -0.18, 0.20], 0.20, 0.24)).blend(0.05),
    );
    sketch.head(vec3(0.0, -0.18, 0.12), |sketch| {
        sketch.add(solid("head", Tone::Third, ball(0.30)).at(0.0, -0.12, 0.30).blend(0.03));
        sketch.eyes(0.105, -0.04, 0.555, 0.072);
        for (x, y) in [(0.22, 0.06), (0.09, 0.11)] {
            sketch.add(solid("eye", Tone::Light, ball(0.045)).at(x, y, 0.50).eye().pair());
        }
        let fang = limb([0.08, -0.28, 0.52], [0.07, -0.38, 0.57], 0.05, 0.028);
        sketch.add(solid("tooth", Tone::Light, fang).pair());
    });
    let spread = sketch.pick(1.0, 0.86);
    for (angle, reach) in [(62.0f32, 0.92), (96.0, 0.98), (128.0, 0.98), (156.0, 0.94)] {
        let (sin, cos) = angle.to_radians().sin_cos();
        let at = |out: f32| [sin * out * spread, cos * out];
        let (root, knee, foot) = (at(0.14), at(0.52 * reach), at(reach));
        let leg = path(&[
            [root[0], -0.16, 0.10 + root[1], 0.075],
            [knee[0], 0.20, 0.10 + knee[1], 0.062],
            [foot[0], -0.50, 0.10 + foot[1], 0.052],
        ]);
        sketch.add(solid("leg", Tone::Main, leg).pair().limb());
    }
}
