//! Chess pieces: one foot, six tops.

use super::{Noun, Palette, Role, noun};
use crate::{
    style::material::Finish,
    text::sketch::{
        Sketch, Tone, ball, block, carve, cone, cylinder, egg, limb, path, ring, smooth_lathe, solid,
    },
};

const COLORS: &[Palette] =
    &[[0xF2E6CC, 0xD8B880, 0xC94A3E, 0x5A4028, 0xFFFAEC], [0x3E363C, 0x7A5A4A, 0xE9B83A, 0x1C181C, 0xC8B8A8]];

pub const NOUNS: &[Noun] = &[
    noun("pawn", &["chess pawn", "chess piece", "chessman"], Role::Thing, COLORS, pawn),
    noun("rook", &["chess rook", "chess tower", "chess castle"], Role::Thing, COLORS, rook),
    noun("bishop", &["chess bishop"], Role::Thing, COLORS, bishop),
    noun("queen", &["chess queen"], Role::Thing, COLORS, queen),
    noun("king", &["chess king"], Role::Thing, COLORS, king),
    noun("chess knight", &["chess horse"], Role::Thing, COLORS, horse_head),
];

/// The turned foot and shaft, up to `top`.
fn foot(sketch: &mut Sketch, top: f32) {
    sketch.made_of(Finish::Wood);
    if sketch.second() {
        return modern_foot(sketch, top);
    }
    let waist = 0.17;
    sketch.add(solid(
        "foot",
        Tone::Main,
        smooth_lathe(&[
            [0.0, -0.92],
            [0.46, -0.92],
            [0.47, -0.80],
            [0.36, -0.66],
            [0.24, -0.44],
            [waist, top - 0.30],
            [waist + 0.03, top],
            [0.0, top + 0.02],
        ]),
    ));
    sketch.add(solid("band", Tone::Second, ring(0.435, 0.055)).at(0.0, -0.74, 0.0));
    sketch.add(solid("felt", Tone::Third, cylinder(0.44, 0.04, 0.02)).at(0.0, -0.93, 0.0).of(Finish::Fabric));
    sketch.add(solid("collar", Tone::Main, egg(0.30, 0.065, 0.30)).at(0.0, top - 0.02, 0.0));
    sketch.add(solid("collar", Tone::Second, ring(0.22, 0.045)).at(0.0, top + 0.07, 0.0));
}

/// A straight cone on a plate: the second set.
fn modern_foot(sketch: &mut Sketch, top: f32) {
    let middle = (top - 0.80) * 0.5;
    sketch.add(solid("foot", Tone::Main, cylinder(0.48, 0.085, 0.05)).at(0.0, -0.84, 0.0));
    sketch.add(
        solid("foot", Tone::Main, cone(0.38, 0.205, (top + 0.80) * 0.5)).at(0.0, middle, 0.0).blend(0.03),
    );
    sketch.add(solid("band", Tone::Second, cylinder(0.395, 0.045, 0.03)).at(0.0, -0.71, 0.0));
    sketch.add(solid("felt", Tone::Third, cylinder(0.45, 0.04, 0.02)).at(0.0, -0.93, 0.0).of(Finish::Fabric));
    sketch.add(solid("collar", Tone::Second, cylinder(0.255, 0.045, 0.03)).at(0.0, top, 0.0));
}

fn pawn(sketch: &mut Sketch) {
    foot(sketch, 0.20);
    let head = sketch.pick(ball(0.29), egg(0.27, 0.34, 0.27));
    sketch.add(solid("head", Tone::Main, head).at(0.0, 0.48, 0.0).blend(0.04));
}

fn rook(sketch: &mut Sketch) {
    foot(sketch, 0.30);
    sketch.add(solid("head", Tone::Main, cylinder(0.33, 0.22, 0.03)).at(0.0, 0.54, 0.0));
    sketch.add(carve("head", Tone::Second, cylinder(0.22, 0.14, 0.0)).at(0.0, 0.76, 0.0));
    let notches = sketch.count("notch", sketch.pick(5, 4), 8);
    sketch.ring(notches, |sketch, _, _| {
        sketch.add(carve("head", Tone::Main, block(0.30, 0.10, 0.055, 0.0)).at(0.30, 0.76, 0.0));
    });
}

fn bishop(sketch: &mut Sketch) {
    foot(sketch, 0.36);
    sketch.add(solid("head", Tone::Main, egg(0.24, 0.34, 0.24)).at(0.0, 0.66, 0.0).blend(0.03));
    sketch.add(carve("cut", Tone::Second, block(0.24, 0.03, 0.5, 0.0)).turn_z(-52.0).at(0.17, 0.78, 0.0));
    sketch.add(solid("knob", Tone::Second, ball(0.075)).at(0.0, 1.04, 0.0).feature());
}

fn queen(sketch: &mut Sketch) {
    foot(sketch, 0.48);
    sketch.add(solid(
        "head",
        Tone::Main,
        smooth_lathe(&[[0.0, 0.50], [0.20, 0.52], [0.24, 0.74], [0.34, 0.92], [0.0, 0.96]]),
    ));
    let points = sketch.count("point", sketch.pick(8, 6), 12);
    sketch.ring(points, |sketch, _, _| {
        sketch.add(solid("crown", Tone::Main, limb([0.27, 0.84, 0.0], [0.34, 1.02, 0.0], 0.07, 0.045)));
        sketch.add(solid("pearl", Tone::Second, ball(0.05)).at(0.345, 1.05, 0.0));
    });
    sketch.add(solid("knob", Tone::Second, ball(0.11)).at(0.0, 1.02, 0.0).feature().of(Finish::Gold));
}

fn king(sketch: &mut Sketch) {
    foot(sketch, 0.52);
    sketch.add(solid(
        "head",
        Tone::Main,
        smooth_lathe(&[[0.0, 0.54], [0.21, 0.56], [0.26, 0.80], [0.33, 0.94], [0.16, 1.04], [0.0, 1.08]]),
    ));
    sketch.add(solid("band", Tone::Second, ring(0.30, 0.05)).at(0.0, 0.92, 0.0));
    sketch.add(
        solid("cross", Tone::Second, block(0.055, 0.18, 0.05, 0.02))
            .at(0.0, 1.20, 0.0)
            .feature()
            .of(Finish::Gold),
    );
    let wide = sketch.pick(0.15, 0.13);
    sketch.add(
        solid("cross", Tone::Second, block(wide, 0.055, 0.05, 0.02))
            .at(0.0, 1.24, 0.0)
            .feature()
            .of(Finish::Gold),
    );
}

fn horse_head(sketch: &mut Sketch) {
    foot(sketch, 0.0);
    let arch = sketch.pick(0.0, 0.06);
    sketch.add(
        solid(
            "neck",
            Tone::Main,
            path(&[
                [0.0, -0.05, -0.02, 0.24],
                [0.0, 0.25, -0.12, 0.23],
                [0.0, 0.58 + arch, -0.02, 0.20],
                [0.0, 0.72 + arch, 0.12, 0.18],
            ]),
        )
        .stretch(0.86, 1.0, 1.0)
        .blend(0.05),
    );
    sketch.add(
        solid("head", Tone::Main, limb([0.0, 0.66 + arch, 0.10], [0.0, 0.40 + arch, 0.46], 0.17, 0.115))
            .stretch(0.9, 1.0, 1.0)
            .blend(0.06),
    );
    sketch.add(
        solid("ear", Tone::Main, limb([0.08, 0.82 + arch, 0.0], [0.10, 1.0 + arch, -0.02], 0.07, 0.025))
            .pair()
            .blend(0.03),
    );
    sketch.add(solid(
        "mane",
        Tone::Second,
        path(&[
            [0.0, 0.90 + arch, 0.06, 0.055],
            [0.0, 0.76 + arch, -0.22, 0.085],
            [0.0, 0.40, -0.34, 0.09],
            [0.0, 0.08, -0.28, 0.06],
        ]),
    ));
    sketch.add(solid("eye", Tone::Dark, ball(0.042)).at(0.135, 0.68 + arch, 0.20).eye().pair());
    sketch.add(carve("nostril", Tone::Dark, ball(0.03)).at(0.075, 0.40 + arch, 0.545).pair());
    sketch.add(carve("mouth", Tone::Dark, block(0.2, 0.014, 0.10, 0.0)).turn_x(36.0).at(
        0.0,
        0.345 + arch,
        0.48,
    ));
}
