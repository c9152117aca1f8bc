//! Farm animals, and others that walk like them.

use super::{
    Kind, Noun, Role,
    animals::SMALL,
    noun,
    quadruped::{self, Figure},
};
use crate::{
    style::material::Finish,
    text::sketch::{
        Sketch, Tone, ball, block, carve, cone, cylinder, egg, limb, paint, path, ring, slab, solid,
    },
};

pub const NOUNS: &[Noun] = &[
    noun(
        "pig",
        &["piglet", "hog", "piggy"],
        Role::Thing,
        &[
            [0xF5A9B4, 0xE98294, 0xF9C6CC, 0x6B3A44, 0xD97C8B],
            [0xF3C7B0, 0xE29680, 0xF7DBCB, 0x5A3A34, 0xC98A78],
        ],
        pig,
    ),
    noun(
        "cow",
        &["calf", "bull", "ox"],
        Role::Thing,
        &[
            [0xF7F3EC, 0x333033, 0xF3AEA8, 0x3C3638, 0xE9DCBE],
            [0xB06E41, 0xF5EADA, 0xEAB0A0, 0x3A2922, 0xEEE0C2],
        ],
        cow,
    ),
    noun(
        "horse",
        &["pony", "foal", "stallion", "mare"],
        Role::Thing,
        &[
            [0xA8673B, 0x4A2C1D, 0xF1E4D2, 0x33221B, 0xF3E7D3],
            [0xE9DFD0, 0xB79C7A, 0x9A8A78, 0x4A423C, 0xFFFFFF],
        ],
        horse,
    )
    .with_kinds(&[
        Kind {
            name: "zebra",
            palettes: &[
                [0xF7F5F1, 0x2A2A2E, 0x3A3A40, 0x26262A, 0xFFFFFF],
                [0xF2E9DA, 0x4A3328, 0x5A4236, 0x33241D, 0xFFF8EC],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "donkey",
            words: &["mule", "burro"],
            palettes: &[
                [0x8A8582, 0x4A4644, 0xEFEAE4, 0x33302F, 0xF6F2EC],
                [0x8A6A50, 0x4A3628, 0xF2E6D6, 0x33261E, 0xF6EEE2],
            ],
            ..Kind::PLAIN
        },
    ])
    .loosely(&["camel"]),
    noun(
        "unicorn",
        &[],
        Role::Thing,
        &[
            [0xFBF4FA, 0xF07EB8, 0xF8C93C, 0xA87CCF, 0xFFFFFF],
            [0xD9CCF6, 0x5CC6D6, 0xF8C93C, 0x7C66C0, 0xFFFFFF],
        ],
        unicorn,
    ),
    noun(
        "elephant",
        &["mammoth"],
        Role::Thing,
        &[
            [0x8FA0B4, 0xEFB6B9, 0xF8F4E8, 0x353C48, 0xD9DFE6],
            [0xB3A79A, 0xE6BFA8, 0xFAF5E6, 0x3A3430, 0xDBD2C6],
        ],
        elephant,
    ),
];

fn pig(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let figure = Figure {
        trunk: [0.42, 0.40, 0.52],
        leg: 0.17,
        leg_radius: 0.11,
        neck: 0.20,
        reach: 0.52,
        neck_radius: 0.26,
        hooves: true,
        belly: false,
        ..SMALL
    };
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            sketch.add(solid("head", Tone::Main, egg(0.34, 0.32, 0.28)).blend(0.08));
            sketch.add(
                solid("snout", Tone::Second, cylinder(0.155, 0.10, 0.045))
                    .turn_x(90.0)
                    .at(0.0, -0.06, 0.30)
                    .blend(0.02),
            );
            sketch.add(carve("nostril", Tone::Dark, egg(0.033, 0.05, 0.06)).at(0.058, -0.06, 0.41).pair());
            let ear = slab(&[[-0.12, 0.0], [0.12, 0.0], [0.03, 0.24]], 0.04, 0.03);
            sketch.add(
                solid("ear", Tone::Second, ear)
                    .turn_x(34.0)
                    .turn_z(-24.0)
                    .at(0.20, 0.20, 0.02)
                    .pair()
                    .blend(0.02),
            );
            sketch.eyes(0.14, 0.09, 0.235, 0.055);
        },
        |sketch| {
            let curl: Vec<[f32; 4]> = (0..10)
                .map(|step| {
                    let angle = step as f32 * 0.9;
                    [0.085 * angle.sin(), 0.02 + 0.085 * angle.cos(), 0.02 - 0.032 * step as f32, 0.034]
                })
                .collect();
            sketch.add(solid("tail", Tone::Second, path(&curl)));
        },
    );
}

fn cow(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    let figure = Figure {
        trunk: [0.38, 0.37, 0.60],
        leg: 0.32,
        leg_radius: 0.105,
        neck: 0.36,
        reach: 0.70,
        neck_radius: 0.21,
        hooves: true,
        sits: false,
        belly: false,
    };
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            sketch.add(solid("head", Tone::Main, egg(0.25, 0.28, 0.25)).blend(0.06));
            sketch.add(solid("snout", Tone::Third, egg(0.22, 0.16, 0.18)).at(0.0, -0.19, 0.16).blend(0.06));
            sketch.add(carve("nostril", Tone::Dark, ball(0.034)).at(0.09, -0.15, 0.33).pair());
            sketch.add(
                solid("ear", Tone::Main, egg(0.17, 0.075, 0.06))
                    .turn_z(-14.0)
                    .at(0.32, 0.10, -0.02)
                    .pair()
                    .blend(0.03),
            );
            let horn =
                path(&[[0.13, 0.20, -0.02, 0.065], [0.25, 0.30, -0.01, 0.055], [0.26, 0.43, 0.03, 0.022]]);
            sketch.add(solid("horn", Tone::Light, horn).pair());
            sketch.eyes(0.14, 0.06, 0.205, 0.058);
            sketch.add(paint("patch", Tone::Second, ball(0.19)).at(0.20, 0.12, 0.16));
        },
        |sketch| {
            let tail = path(&[[0.0, 0.05, 0.08, 0.05], [0.0, 0.0, -0.08, 0.045], [0.0, -0.38, -0.13, 0.036]]);
            sketch.add(solid("tail", Tone::Main, tail).blend(0.04));
            sketch.add(solid("tail", Tone::Second, egg(0.07, 0.12, 0.07)).at(0.0, -0.45, -0.13));
        },
    );
    for (x, y, z, radius) in [
        (0.32, 0.14, 0.18, 0.24),
        (-0.34, 0.05, -0.22, 0.27),
        (0.10, 0.36, -0.40, 0.22),
        (-0.30, 0.22, 0.34, 0.15),
    ] {
        let radius = sketch.vary("patch", radius, 0.15);
        sketch.add(paint("patch", Tone::Second, ball(radius)).at(x, y, z));
    }
    sketch.add(solid("udder", Tone::Third, egg(0.15, 0.10, 0.16)).at(0.0, -0.36, -0.26).blend(0.03));
}

fn horse_body(sketch: &mut Sketch, snout: Tone, head: impl FnOnce(&mut Sketch)) {
    sketch.made_of(Finish::Fur);
    let figure = Figure {
        trunk: [0.29, 0.30, 0.56],
        leg: 0.46,
        leg_radius: 0.085,
        neck: 0.68,
        reach: 0.68,
        neck_radius: 0.16,
        hooves: true,
        sits: false,
        belly: false,
    };
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            sketch.add(
                solid("head", Tone::Main, limb([0.0, 0.06, -0.06], [0.0, -0.17, 0.30], 0.185, 0.125))
                    .blend(0.06),
            );
            sketch.add(paint("snout", snout, ball(0.17)).at(0.0, -0.22, 0.38));
            sketch.add(carve("nostril", Tone::Dark, ball(0.026)).at(0.065, -0.14, 0.405).pair());
            sketch.add(
                solid("ear", Tone::Main, cone(0.07, 0.012, 0.12))
                    .turn_z(-14.0)
                    .at(0.105, 0.28, -0.10)
                    .pair()
                    .blend(0.03),
            );
            sketch.eyes(0.145, 0.05, 0.09, 0.05);
            let mane = path(&[
                [0.0, 0.22, 0.05, 0.07],
                [0.0, 0.28, -0.12, 0.10],
                [0.0, 0.06, -0.28, 0.11],
                [0.0, -0.24, -0.38, 0.10],
                [0.0, -0.45, -0.44, 0.06],
            ]);
            sketch.add(solid("mane", Tone::Second, mane));
            head(sketch);
        },
        |sketch| {
            let tail = path(&[
                [0.0, 0.02, 0.06, 0.06],
                [0.0, 0.08, -0.12, 0.09],
                [0.0, -0.18, -0.24, 0.115],
                [0.0, -0.52, -0.20, 0.05],
            ]);
            sketch.add(solid("tail", Tone::Second, tail).blend(0.03));
        },
    );
}

fn horse(sketch: &mut Sketch) {
    horse_body(sketch, Tone::Third, |sketch| {
        if sketch.is_kind("donkey") {
            let ear = limb([0.11, 0.24, -0.10], [0.20, 0.58, -0.14], 0.085, 0.04);
            sketch.add(solid("ear", Tone::Main, ear).pair().blend(0.03));
        }
    });
    if sketch.is_kind("zebra") {
        for step in 0..7 {
            sketch.add(paint("stripe", Tone::Second, egg(0.5, 0.45, 0.032)).at(
                0.0,
                0.0,
                -0.48 + 0.15 * step as f32,
            ));
        }
        for y in [-0.38f32, -0.52, -0.64] {
            sketch.add(paint("stripe", Tone::Second, block(0.5, 0.028, 0.8, 0.0)).at(0.0, y, 0.0));
        }
        for step in 0..4 {
            let share = step as f32 / 3.0;
            let band = egg(0.3, 0.032, 0.3);
            sketch.add(paint("stripe", Tone::Second, band).turn_x(38.0).at(
                0.0,
                0.24 + 0.32 * share,
                0.40 + 0.20 * share,
            ));
        }
    }
}

fn unicorn(sketch: &mut Sketch) {
    horse_body(sketch, Tone::Light, |sketch| {
        let horn = cone(0.062, 0.010, 0.22);
        sketch.add(
            solid("horn", Tone::Third, horn).turn_x(28.0).at(0.0, 0.36, 0.14).feature().of(Finish::Gold),
        );
        for (step, radius) in [(0.26, 0.056), (0.34, 0.044), (0.42, 0.032)] {
            let along = step - 0.16;
            sketch.add(solid("horn", Tone::Second, ring(radius, 0.014)).turn_x(28.0).at(
                0.0,
                0.175 + along * 0.883,
                0.04 + along * 0.47,
            ));
        }
    });
}

fn elephant(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let figure = Figure {
        trunk: [0.44, 0.42, 0.54],
        leg: 0.26,
        leg_radius: 0.15,
        neck: 0.34,
        reach: 0.58,
        neck_radius: 0.26,
        hooves: false,
        sits: true,
        belly: false,
    };
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            sketch.add(solid("head", Tone::Main, egg(0.34, 0.34, 0.31)).blend(0.08));
            let ear = egg(0.30, 0.32, 0.055);
            sketch.add(solid("ear", Tone::Main, ear).turn_y(-28.0).at(0.48, 0.04, -0.10).pair().blend(0.03));
            let inner = egg(0.22, 0.24, 0.03);
            sketch.add(solid("ear", Tone::Second, inner).turn_y(-28.0).at(0.475, 0.03, -0.055).pair());
            let trunk = if sketch.second() {
                path(&[
                    [0.0, 0.02, 0.24, 0.15],
                    [0.0, -0.12, 0.44, 0.12],
                    [0.0, -0.02, 0.66, 0.095],
                    [0.0, 0.22, 0.70, 0.08],
                ])
            } else {
                path(&[
                    [0.0, 0.02, 0.24, 0.15],
                    [0.0, -0.20, 0.40, 0.125],
                    [0.0, -0.48, 0.42, 0.10],
                    [0.0, -0.60, 0.56, 0.08],
                ])
            };
            sketch.add(solid("trunk", Tone::Main, trunk).blend(0.06));
            let tusk =
                path(&[[0.15, -0.14, 0.24, 0.05], [0.19, -0.26, 0.38, 0.042], [0.18, -0.25, 0.54, 0.02]]);
            sketch.add(solid("tusk", Tone::Third, tusk).pair());
            sketch.eyes(0.17, 0.11, 0.255, 0.052);
        },
        |sketch| {
            let tail = path(&[[0.0, 0.0, 0.08, 0.05], [0.0, -0.05, -0.08, 0.04], [0.0, -0.32, -0.10, 0.034]]);
            sketch.add(solid("tail", Tone::Main, tail).blend(0.04));
            sketch.add(solid("tail", Tone::Dark, ball(0.055)).at(0.0, -0.34, -0.10));
        },
    );
}
