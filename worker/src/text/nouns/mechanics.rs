//! Machine parts.

use super::{Noun, Role, noun};
use crate::{
    sdf::outline::{Outline, regular},
    style::material::Finish,
    text::sketch::{Sketch, Tone, block, carve, cone, cylinder, limb, path, prism, ring, solid},
};
use glam::{Affine3A, Vec2};

pub const NOUNS: &[Noun] = &[
    noun(
        "gear",
        &["cog", "cogwheel", "gearwheel"],
        Role::Held,
        &[
            [0x9AA6B4, 0xF28A2E, 0x6A7686, 0x3A4250, 0xE2E8EE],
            [0xE0A83A, 0x3A6AA8, 0xB88224, 0x4A3414, 0xFBEAC0],
        ],
        gear,
    ),
    noun(
        "nut",
        &["hex nut", "hexnut"],
        Role::Held,
        &[
            [0xA8B2BE, 0xF2A92C, 0x7A8694, 0x3A4250, 0xE6ECF2],
            [0xD8A048, 0x3F7FD0, 0xA8762C, 0x4A3214, 0xFAE6C0],
        ],
        nut,
    ),
    noun(
        "bolt",
        &["screw", "machine screw"],
        Role::Held,
        &[
            [0xA8B2BE, 0xE25A3A, 0x7A8694, 0x3A4250, 0xE6ECF2],
            [0xC8944A, 0x2A938F, 0x9A6C2C, 0x4A3214, 0xFAE6C0],
        ],
        bolt,
    ),
    noun(
        "spring",
        &["coil", "slinky"],
        Role::Held,
        &[
            [0xE24A3A, 0x6A7686, 0x4A5462, 0x2E3642, 0xE6ECF2],
            [0x4AA6D8, 0xF6C93B, 0x9AA6B4, 0x2E3642, 0xF2F6FA],
        ],
        spring,
    ),
    noun(
        "key",
        &["skeleton key"],
        Role::Held,
        &[
            [0xECB43C, 0xD84A5A, 0xC08A24, 0x5A3E14, 0xFFF0C4],
            [0xB8C2CE, 0x4A86D8, 0x8A96A6, 0x2E3A4A, 0xF4F8FC],
        ],
        key,
    ),
    noun(
        "wheel",
        &["cartwheel", "tire", "tyre", "rim"],
        Role::Thing,
        &[
            [0x353840, 0xC9D0D8, 0xE24A3A, 0x22242A, 0xF2F4F6],
            [0x8A5A34, 0xC8965C, 0x5A3A22, 0x3A2618, 0xF2E2C8],
        ],
        wheel,
    ),
];

/// A foot that a disc standing upright rests in.
fn cradle(sketch: &mut Sketch, y: f32, half_width: f32) {
    sketch.add(
        solid("stand", Tone::Second, block(half_width, 0.085, 0.26, 0.05))
            .at(0.0, y, 0.0)
            .of(Finish::Plastic),
    );
}

fn tooth_outline(teeth: usize, root: f32, tip: f32) -> Outline {
    let pitch = std::f32::consts::TAU / teeth as f32;
    let corners = (0..teeth).flat_map(|tooth| {
        let middle = std::f32::consts::FRAC_PI_2 + tooth as f32 * pitch;
        [(-0.30, root), (-0.17, tip), (0.17, tip), (0.30, root)]
            .map(|(share, radius)| Vec2::from_angle(middle + share * pitch) * radius)
    });
    Outline::polygon(corners.collect())
}

fn gear(sketch: &mut Sketch) {
    sketch.made_of(Finish::Steel);
    let teeth = sketch.count("tooth", sketch.pick(12, 9), 28);
    sketch.add(solid("gear", Tone::Main, prism(tooth_outline(teeth, 0.68, 0.92), 0.16, 0.03)));
    sketch.add(carve("web", Tone::Third, cylinder(0.54, 0.1, 0.02)).turn_x(90.0).at(0.0, 0.0, 0.18));
    sketch.add(solid("hub", Tone::Main, cylinder(0.27, 0.20, 0.03)).turn_x(90.0));
    if sketch.second() {
        for index in 0..5 {
            let angle = 90.0 + 72.0 * index as f32;
            sketch.add(
                solid("spoke", Tone::Main, block(0.24, 0.07, 0.14, 0.02)).at(0.38, 0.0, 0.0).turn_z(angle),
            );
        }
        for index in 0..5 {
            let angle = (54.0 + 72.0 * index as f32).to_radians();
            sketch.add(carve("hole", Tone::Third, cylinder(0.12, 0.4, 0.0)).turn_x(90.0).at(
                0.41 * angle.cos(),
                0.41 * angle.sin(),
                0.0,
            ));
        }
    } else {
        for index in 0..6 {
            let angle = (60.0 * index as f32).to_radians();
            sketch.add(carve("hole", Tone::Third, cylinder(0.095, 0.4, 0.0)).turn_x(90.0).at(
                0.42 * angle.cos(),
                0.42 * angle.sin(),
                0.0,
            ));
        }
    }
    sketch.add(carve("hole", Tone::Dark, cylinder(0.13, 0.5, 0.0)).turn_x(90.0));
    sketch.next_body();
    cradle(sketch, -0.88, 0.46);
}

fn nut(sketch: &mut Sketch) {
    sketch.made_of(Finish::Steel);
    let sides = sketch.count("side", 6, 12);
    sketch.add(solid("nut", Tone::Main, prism(regular(sides, 0.80), 0.36, 0.03)).turn_x(90.0).turn_y(30.0));
    sketch.add(crate::text::sketch::keep("nut", Tone::Main, crate::text::sketch::egg(0.98, 0.62, 0.98)));
    sketch.add(carve("hole", Tone::Third, cylinder(0.42, 0.6, 0.0)));
    for level in 0..6 {
        sketch.add(carve("thread", Tone::Third, ring(0.42, 0.045)).at(0.0, -0.30 + 0.12 * level as f32, 0.0));
    }
    sketch.add(carve("hole", Tone::Third, cone(0.40, 0.52, 0.06)).at(0.0, 0.34, 0.0));
    if sketch.second() {
        sketch.add(solid("flange", Tone::Main, cylinder(0.92, 0.07, 0.03)).at(0.0, -0.32, 0.0));
        sketch.add(carve("hole", Tone::Third, cylinder(0.42, 0.6, 0.0)));
    }
}

fn bolt(sketch: &mut Sketch) {
    sketch.made_of(Finish::Steel);
    // It stands on its head, thread up.
    if sketch.second() {
        sketch.add(solid("head", Tone::Main, cylinder(0.52, 0.24, 0.06)).at(0.0, -0.76, 0.0));
        sketch.add(solid("head", Tone::Second, ring(0.50, 0.05)).at(0.0, -0.76, 0.0));
    } else {
        sketch.add(
            solid("head", Tone::Main, prism(regular(6, 0.56), 0.22, 0.04)).turn_x(90.0).at(0.0, -0.76, 0.0),
        );
        sketch.add(solid("washer", Tone::Second, cylinder(0.54, 0.045, 0.02)).at(0.0, -0.52, 0.0));
    }
    sketch.add(solid("shaft", Tone::Main, cylinder(0.24, 0.74, 0.06)).at(0.0, 0.16, 0.0));
    let turns = 9;
    let coil: Vec<[f32; 4]> = (0..turns * 6)
        .map(|step| {
            let angle = step as f32 * std::f32::consts::TAU / 6.0;
            let y = -0.20 + 1.02 * step as f32 / (turns * 6) as f32;
            [0.25 * angle.cos(), y, 0.25 * angle.sin(), 0.048]
        })
        .collect();
    sketch.add(solid("thread", Tone::Third, path(&coil)));
}

fn spring(sketch: &mut Sketch) {
    sketch.made_of(Finish::Steel);
    let turns = sketch.count("turn", sketch.pick(6, 8), 12);
    let narrow = sketch.pick(0.0, 0.26);
    let steps = turns * 8;
    let coil: Vec<[f32; 4]> = (0..=steps)
        .map(|step| {
            let share = step as f32 / steps as f32;
            let angle = share * turns as f32 * std::f32::consts::TAU;
            let radius = 0.44 - narrow * (0.5 - (share - 0.5).abs()) * 2.0;
            [radius * angle.cos(), -0.80 + 1.60 * share, radius * angle.sin(), 0.085]
        })
        .collect();
    sketch.add(solid("coil", Tone::Main, path(&coil)).limb());
    for y in [-0.86, 0.86] {
        sketch.add(solid("plate", Tone::Second, cylinder(0.56, 0.075, 0.04)).at(0.0, y, 0.0));
    }
}

fn key(sketch: &mut Sketch) {
    sketch.made_of(Finish::Gold);
    let upright = Affine3A::IDENTITY;
    sketch.placed(upright, |sketch| {
        sketch.add(solid("shaft", Tone::Main, cylinder(0.075, 0.68, 0.02)).at(0.0, -0.22, 0.0));
        if sketch.second() {
            sketch.add(
                solid("bow", Tone::Main, prism(crate::sdf::outline::heart(0.36), 0.075, 0.05))
                    .at(0.0, 0.62, 0.0),
            );
            sketch.add(
                carve("bow", Tone::Main, prism(crate::sdf::outline::heart(0.21), 0.3, 0.0))
                    .at(0.0, 0.63, 0.0),
            );
        } else {
            for angle in [90.0f32, 210.0, 330.0] {
                let at = Vec2::from_angle(angle.to_radians()) * 0.21;
                sketch.add(solid("bow", Tone::Main, ring(0.185, 0.07)).turn_x(90.0).at(
                    at.x,
                    0.66 + at.y,
                    0.0,
                ));
            }
            sketch.add(
                solid("gem", Tone::Second, crate::text::sketch::ball(0.095))
                    .at(0.0, 0.66, 0.0)
                    .feature()
                    .of(Finish::Glass),
            );
        }
        for y in [0.30, 0.20] {
            sketch.add(solid("collar", Tone::Third, ring(0.085, 0.045)).at(0.0, y, 0.0));
        }
        let teeth = sketch.count("tooth", 3, 5);
        for index in 0..teeth {
            let long = [0.20, 0.13, 0.22, 0.15, 0.19][index % 5];
            sketch.add(solid("tooth", Tone::Main, block(long * 0.5, 0.055, 0.055, 0.015)).at(
                long * 0.5 + 0.04,
                -0.82 + 0.145 * index as f32,
                0.0,
            ));
        }
    });
    sketch.add(
        solid("stand", Tone::Second, cylinder(0.30, 0.06, 0.04)).at(0.0, -0.94, 0.0).of(Finish::Plastic),
    );
}

fn wheel(sketch: &mut Sketch) {
    if sketch.second() {
        sketch.made_of(Finish::Wood);
        sketch.add(solid("rim", Tone::Main, cylinder(0.86, 0.11, 0.03)).turn_x(90.0));
        sketch.add(carve("rim", Tone::Main, cylinder(0.68, 0.3, 0.0)).turn_x(90.0));
        sketch.next_body();
        let spokes = sketch.count("spoke", 10, 16);
        for index in 0..spokes {
            let angle = 360.0 * index as f32 / spokes as f32;
            sketch.add(
                solid("spoke", Tone::Second, limb([0.0, 0.1, 0.0], [0.0, 0.74, 0.0], 0.062, 0.05))
                    .turn_z(angle),
            );
        }
        sketch.add(solid("hub", Tone::Main, cylinder(0.20, 0.19, 0.05)).turn_x(90.0));
        sketch.add(solid("axle", Tone::Third, cylinder(0.09, 0.24, 0.03)).turn_x(90.0).of(Finish::Steel));
    } else {
        sketch.made_of(Finish::Rubber);
        sketch.add(solid("tire", Tone::Main, ring(0.68, 0.24)).turn_x(90.0));
        for index in 0..26 {
            let angle = 360.0 * index as f32 / 26.0;
            let tilt = if index % 2 == 0 { 20.0 } else { -20.0 };
            sketch.add(
                solid("tread", Tone::Dark, block(0.045, 0.035, 0.19, 0.015))
                    .turn_y(tilt)
                    .at(0.0, 0.905, 0.0)
                    .turn_z(angle),
            );
        }
        sketch.add(solid("disc", Tone::Second, cylinder(0.52, 0.10, 0.03)).turn_x(90.0).of(Finish::Silver));
        for index in 0..5 {
            let angle = (90.0 + 72.0 * index as f32).to_radians();
            sketch.add(carve("hole", Tone::Dark, cylinder(0.115, 0.3, 0.0)).turn_x(90.0).at(
                0.30 * angle.cos(),
                0.30 * angle.sin(),
                0.12,
            ));
        }
        sketch.add(solid("hub", Tone::Third, cylinder(0.13, 0.14, 0.04)).turn_x(90.0));
    }
    sketch.next_body();
    sketch.add(
        solid("stand", Tone::Third, block(0.40, 0.085, 0.28, 0.05)).at(0.0, -0.90, 0.0).of(Finish::Plastic),
    );
}
