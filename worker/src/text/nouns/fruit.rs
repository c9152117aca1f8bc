//! Fruit, vegetables and cake.

use super::{Noun, Role, noun};
use crate::{
    style::material::Finish,
    text::sketch::{Sketch, Tone, ball, block, cone, cylinder, egg, limb, paint, path, smooth_lathe, solid},
};
use glam::{Affine3A, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "banana",
        &["bananas"],
        Role::Held,
        &[
            [0xF7D23E, 0x9AB83E, 0xF9E48A, 0x5A3E22, 0xFFF4C8],
            [0xEFC22E, 0x7A9A34, 0xF6DC7A, 0x4A321E, 0xFFF0C0],
        ],
        banana,
    ),
    noun(
        "strawberry",
        &["raspberry", "berry"],
        Role::Held,
        &[
            [0xE0303A, 0x58A846, 0xF9E08A, 0x4A2420, 0xFFF2D8],
            [0xF0607A, 0x6ABA5A, 0xFBE8A8, 0x4A2A30, 0xFFF4E4],
        ],
        strawberry,
    ),
    noun(
        "carrot",
        &["turnip", "radish"],
        Role::Held,
        &[
            [0xF0812A, 0x58A846, 0xD9661E, 0x4A2A18, 0xF9C48A],
            [0xB74A8A, 0x6ABA5A, 0x933870, 0x3A1E30, 0xE9B0D0],
        ],
        carrot,
    ),
    noun(
        "cake",
        &["birthday cake", "wedding cake", "layer cake", "pie"],
        Role::Thing,
        &[
            [0xF9C6D4, 0xFFF6EC, 0xE23E56, 0x8A5638, 0xFFFFFF],
            [0x8A5638, 0xF9E9D0, 0xF6C93B, 0x4A2A1C, 0xFFF9EE],
        ],
        cake,
    ),
    noun(
        "egg",
        &["easter egg"],
        Role::Held,
        &[
            [0xF6E3CC, 0xF08AA8, 0x6AC0D8, 0x7A5A44, 0xFFF6E8],
            [0xA8D8C8, 0xF6C93B, 0xE9718A, 0x3A6A60, 0xF2FBF6],
        ],
        easter_egg,
    ),
];

fn banana(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let fingers = sketch.pick(1, 3);
    for index in 0..fingers {
        // A hand of bananas hangs together at the stem and spreads below it.
        let spread = index as f32 - (fingers as f32 - 1.0) * 0.5;
        let frame = Affine3A::from_translation(vec3(0.0, 0.8, 0.0))
            * Affine3A::from_rotation_x((-16.0 * spread).to_radians())
            * Affine3A::from_translation(vec3(0.0, -0.8, 0.0));
        sketch.placed(frame, |sketch| {
            let fruit = path(&[
                [-0.16, 0.66, 0.0, 0.085],
                [0.10, 0.42, 0.0, 0.165],
                [0.24, 0.02, 0.0, 0.20],
                [0.14, -0.40, 0.0, 0.175],
                [-0.12, -0.70, 0.0, 0.075],
            ]);
            sketch.add(solid("banana", Tone::Main, fruit).blend(0.02));
            sketch.add(paint("tip", Tone::Dark, ball(0.11)).at(-0.17, -0.75, 0.0));
            let stem = limb([-0.16, 0.64, 0.0], [-0.34, 0.86, 0.0], 0.075, 0.07);
            sketch.add(solid("stem", Tone::Second, stem).blend(0.03));
        });
    }
    if fingers > 1 {
        sketch.add(solid("stem", Tone::Dark, ball(0.13)).at(-0.33, 0.86, 0.0).blend(0.04));
    }
    stand(sketch, -0.78, 0.34);
}

/// A small foot for what would only stand on a tip.
fn stand(sketch: &mut Sketch, y: f32, radius: f32) {
    sketch.next_body();
    sketch.add(
        solid("stand", Tone::Light, cone(radius * 0.9, radius * 0.4, 0.10))
            .at(0.0, y + 0.04, 0.0)
            .of(Finish::Ceramic),
    );
    sketch.add(
        solid("stand", Tone::Light, cylinder(radius, 0.045, 0.03)).at(0.0, y - 0.05, 0.0).of(Finish::Ceramic),
    );
}

fn strawberry(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let long = sketch.pick(1.0, 1.14);
    let profile =
        [[0.0, -0.72], [0.10, -0.70], [0.34, -0.40], [0.54, 0.10], [0.50, 0.42], [0.26, 0.56], [0.0, 0.54]];
    sketch.add(solid("berry", Tone::Main, smooth_lathe(&profile)).stretch(1.0, long, 1.0));
    for row in 0..5 {
        let y = 0.34 - 0.22 * row as f32;
        let radius = [0.53, 0.53, 0.475, 0.38, 0.265][row];
        let seeds = [11, 11, 10, 8, 6][row];
        let turn = Affine3A::from_rotation_y(if row % 2 == 0 { 0.0 } else { 0.3 });
        sketch.placed(turn, |sketch| {
            sketch.ring(seeds, |sketch, _, _| {
                sketch.add(solid("seed", Tone::Third, egg(0.03, 0.045, 0.03)).at(radius, y * long, 0.0));
            });
        });
    }
    sketch.ring(6, |sketch, _, _| {
        let leaf = path(&[[0.04, 0.54, 0.0, 0.08], [0.26, 0.60, 0.0, 0.115], [0.48, 0.46, 0.0, 0.04]]);
        sketch.add(solid("leaf", Tone::Second, leaf).at(0.0, 0.56 * (long - 1.0), 0.0));
    });
    let stem = path(&[[0.0, 0.54, 0.0, 0.07], [0.02, 0.72, 0.0, 0.06], [0.10, 0.88, 0.0, 0.065]]);
    sketch.add(solid("stem", Tone::Second, stem).at(0.0, 0.56 * (long - 1.0), 0.0));
    stand(sketch, -0.72 * long, 0.32);
}

fn carrot(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let bend = sketch.pick(0.0, 0.14);
    let root = path(&[
        [0.0, 0.34, 0.0, 0.28],
        [0.0, -0.10, 0.0, 0.235],
        [bend * 0.4, -0.60, 0.0, 0.15],
        [bend, -1.0, 0.0, 0.055],
    ]);
    sketch.add(solid("carrot", Tone::Main, root));
    for (index, y) in [0.24f32, 0.06, -0.14, -0.32, -0.52, -0.70].into_iter().enumerate() {
        let radius = 0.27 - 0.145 * (0.34 - y);
        let angle = index as f32 * 2.1;
        let at = vec3(radius * angle.sin() + bend * 0.2, y, radius * angle.cos());
        sketch.add(paint("line", Tone::Third, egg(0.13, 0.028, 0.13)).at(at.x, at.y, at.z));
    }
    let leaves = sketch.count("leaf", sketch.pick(5, 7), 9);
    sketch.add(solid("leaf", Tone::Second, ball(0.13)).at(0.0, 0.56, 0.0));
    sketch.ring(leaves, |sketch, index, _| {
        let tall = if index % 2 == 0 { 0.52 } else { 0.40 };
        let leaf = path(&[
            [0.04, 0.54, 0.0, 0.07],
            [0.14, 0.62 + tall * 0.5, 0.0, 0.095],
            [0.34, 0.58 + tall, 0.0, 0.05],
        ]);
        sketch.add(solid("leaf", Tone::Second, leaf));
    });
    stand(sketch, -1.02, 0.34);
}

fn cake(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    sketch.add(solid("plate", Tone::Light, cylinder(0.86, 0.045, 0.03)).at(0.0, -0.70, 0.0));
    let layers = sketch.count("layer", sketch.pick(2, 3), 3);
    let height = 0.92 / layers as f32;
    for index in 0..layers {
        let radius = 0.70 - 0.20 * index as f32;
        let y = -0.66 + height * (index as f32 + 0.5);
        sketch.add(solid("cake", Tone::Main, cylinder(radius, height * 0.5 + 0.01, 0.05)).at(0.0, y, 0.0));
        let drops = 10 - 2 * index;
        let top = y + height * 0.5;
        sketch.add(solid("icing", Tone::Second, cylinder(radius + 0.015, 0.065, 0.05)).at(
            0.0,
            top - 0.02,
            0.0,
        ));
        sketch.ring(drops, |sketch, drop, _| {
            let long = [0.10, 0.17, 0.13][drop % 3];
            let run = limb([radius, top - 0.04, 0.0], [radius + 0.005, top - 0.04 - long, 0.0], 0.07, 0.062);
            sketch.add(solid("icing", Tone::Second, run).blend(0.02));
        });
        sketch.ring(drops + 2, |sketch, _, _| {
            sketch.add(solid("pearl", Tone::Third, ball(0.055)).at(
                radius + 0.02,
                y - height * 0.5 + 0.05,
                0.0,
            ));
        });
    }
    let candles = sketch.count("candle", sketch.pick(3, 1), 12);
    let top = 0.26;
    let out = if candles == 1 { 0.0 } else { 0.30 - 0.06 * layers as f32 };
    sketch.ring(candles, |sketch, index, _| {
        let code = [0x6AC0D8, 0xF6C93B, 0x8ACB6A][index % 3];
        sketch.add(solid("candle", Tone::Fixed(code), cylinder(0.05, 0.17, 0.01)).at(out, top + 0.15, 0.0));
        sketch.add(
            solid("flame", Tone::Fixed(0xF6A52E), egg(0.055, 0.095, 0.055))
                .at(out, top + 0.39, 0.0)
                .feature(),
        );
    });
    sketch.anchors.top = Some((vec3(0.0, top, 0.0), 0.26));
}

fn easter_egg(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let shell =
        [[0.0, -0.70], [0.26, -0.66], [0.50, -0.34], [0.53, -0.05], [0.42, 0.36], [0.22, 0.66], [0.0, 0.76]];
    sketch.add(solid("egg", Tone::Main, smooth_lathe(&shell)));
    if sketch.second() {
        for (y, tone) in [(-0.32, Tone::Second), (0.02, Tone::Third), (0.34, Tone::Second)] {
            sketch.add(paint("stripe", tone, cylinder(0.9, 0.075, 0.0)).at(0.0, y, 0.0));
        }
        sketch.ring(12, |sketch, _, _| {
            sketch.add(solid("pearl", Tone::Light, ball(0.05)).at(0.53, -0.14, 0.0));
        });
    } else {
        for index in 0..22 {
            let y = -0.85 + 1.7 * index as f32 / 21.0;
            let (sin, cos) = (index as f32 * 2.399_96).sin_cos();
            let flat = (1.0 - y * y).max(0.0).sqrt() * 0.53;
            let tone = if index % 2 == 0 { Tone::Second } else { Tone::Third };
            sketch.add(paint("spot", tone, ball(0.095)).at(flat * cos, 0.72 * y, flat * sin));
        }
    }
    let stand = sketch.pick(0.30, 0.34);
    sketch.add(solid("stand", Tone::Light, cone(stand, 0.20, 0.13)).at(0.0, -0.70, 0.0));
    sketch.add(solid("stand", Tone::Dark, block(0.03, 0.012, 0.03, 0.01)).at(0.0, -0.74, 0.0));
}
