//! Birds.

use super::{Kind, Noun, Role, noun};
use crate::{
    style::material::Finish,
    text::sketch::{Sketch, Tone, ball, cone, cylinder, egg, limb, paint, path, ring, slab, solid},
};
use glam::vec3;

pub const NOUNS: &[Noun] = &[
    noun(
        "duck",
        &["duckling", "rubber duck", "mallard"],
        Role::Thing,
        &[
            [0xF8CE3A, 0xF28A2E, 0xFBE48A, 0x2B2420, 0xFFF8E0],
            [0xF6F2EA, 0xF2A02E, 0xE4DED2, 0x2B2420, 0xFFFFFF],
        ],
        duck,
    ),
    noun(
        "swan",
        &["goose", "cygnet"],
        Role::Thing,
        &[
            [0xFBFAF6, 0xF28A2E, 0xE9EEF2, 0x2B2420, 0xFFFFFF],
            [0x3A3A44, 0xD8443A, 0x4E4E5A, 0x1E1C22, 0xF6F2EA],
        ],
        swan,
    )
    .with_kinds(&[Kind {
        name: "flamingo",
        palettes: &[
            [0xF79AB0, 0x3A2A2E, 0xF7B6C4, 0x2B2024, 0xFFE9EE],
            [0xF2806A, 0x33282A, 0xF6A894, 0x2B2024, 0xFFEAE2],
        ],
        ..Kind::PLAIN
    }]),
    noun(
        "owl",
        &["owlet"],
        Role::Thing,
        &[
            [0x9A6A44, 0xF2DCB4, 0xF2A02E, 0x3A281E, 0xFBF4E6],
            [0x7A8AA6, 0xF2F2F4, 0xF6C23A, 0x2A303E, 0xFFFFFF],
        ],
        owl,
    ),
    noun(
        "penguin",
        &["pingu"],
        Role::Thing,
        &[
            [0x333C50, 0xFBFAF6, 0xF6A82E, 0x222836, 0xE24A3E],
            [0x4A7AB0, 0xFDFCF8, 0xF6B83A, 0x223858, 0xF084AE],
        ],
        penguin,
    ),
    noun(
        "chick",
        &["bird", "sparrow", "robin", "canary"],
        Role::Thing,
        &[
            [0xF9DA5A, 0xF28A2E, 0xE24A3E, 0x3A281E, 0xFDF0B0],
            [0x4AB0E0, 0xF6B83A, 0xE96A4A, 0x223A50, 0xC8ECFA],
        ],
        chick,
    )
    .with_kinds(&[
        Kind {
            name: "chicken",
            words: &["hen", "rooster", "cock"],
            palettes: &[
                [0xFBF7EE, 0xF2A02E, 0xD83A34, 0x3A281E, 0xFFFFFF],
                [0xB5622E, 0xF6B83A, 0xE24A3E, 0x33221A, 0xE9C79A],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "parrot",
            words: &["macaw", "budgie"],
            palettes: &[
                [0xD8322E, 0xF6B83A, 0x3F7FD0, 0x22242E, 0xF9DA5A],
                [0x3FA75A, 0xF28A2E, 0xF6D23E, 0x223A2A, 0xB9E88A],
            ],
            ..Kind::PLAIN
        },
    ])
    .loosely(&["eagle", "crow", "raven", "pigeon", "turkey", "peacock", "ostrich"]),
];

fn duck(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    let swim = sketch.pick(0.0, 1.0);
    sketch.add(solid("body", Tone::Main, egg(0.50, 0.40, 0.62)).at(0.0, -0.36, -0.04));
    sketch.add(
        solid("tail", Tone::Main, limb([0.0, -0.28, -0.46], [0.0, 0.02 + 0.06 * swim, -0.76], 0.22, 0.05))
            .blend(0.12),
    );
    sketch.add(
        solid("wing", Tone::Main, egg(0.10, 0.22, 0.36))
            .turn_x(-10.0)
            .at(0.48, -0.28, -0.10)
            .pair()
            .blend(0.04),
    );
    sketch.add(
        solid("wing", Tone::Main, limb([0.52, -0.32, -0.26], [0.50, -0.14, -0.52], 0.10, 0.04))
            .pair()
            .blend(0.05),
    );
    sketch.head(vec3(0.0, -0.06, 0.24), |sketch| {
        sketch.add(
            solid("neck", Tone::Main, limb([0.0, -0.20, 0.22], [0.0, 0.20, 0.28], 0.26, 0.24)).blend(0.10),
        );
        sketch.add(solid("head", Tone::Main, ball(0.36)).at(0.0, 0.34, 0.28).blend(0.06));
        sketch.add(
            solid("beak", Tone::Second, egg(0.19, 0.055, 0.20))
                .turn_x(-8.0)
                .at(0.0, 0.30, 0.62)
                .blend(0.01)
                .feature(),
        );
        sketch.add(
            solid("beak", Tone::Second, egg(0.15, 0.05, 0.15)).turn_x(14.0).at(0.0, 0.235, 0.60).feature(),
        );
        sketch.eyes(0.165, 0.44, 0.57, 0.068);
        if sketch.second() {
            sketch.add(solid(
                "tuft",
                Tone::Main,
                path(&[[0.0, 0.66, 0.26, 0.06], [0.0, 0.78, 0.20, 0.045], [0.0, 0.80, 0.10, 0.025]]),
            ));
        }
        let top = sketch.point(vec3(0.0, 0.68, 0.27));
        sketch.anchors.head = Some((top, 0.30));
    });
    if sketch.second() {
        sketch.add(
            solid("scarf", Tone::Fixed(0xD83A34), ring(0.255, 0.07))
                .turn_x(10.0)
                .at(0.0, 0.02, 0.25)
                .of(Finish::Fabric),
        );
    }
}

fn swan(sketch: &mut Sketch) {
    sketch.made_of(Finish::Feather);
    let proud = sketch.pick(0.0, 0.12);
    sketch.add(solid("body", Tone::Main, egg(0.44, 0.34, 0.62)).turn_x(-8.0).at(0.0, -0.50, -0.10));
    sketch.add(
        solid("tail", Tone::Main, limb([0.0, -0.40, -0.52], [0.0, -0.20, -0.86], 0.20, 0.05)).blend(0.10),
    );
    for (lift, z, length) in [(0.0, 0.06, 0.46), (0.10, -0.10, 0.42), (0.20, -0.24, 0.34)] {
        let wing = egg(0.085, 0.17, length);
        let raised = lift + proud;
        sketch.add(
            solid("wing", Tone::Third, wing)
                .turn_x(18.0)
                .turn_z(-12.0)
                .at(0.38 + 0.3 * proud, -0.36 + raised, z - 0.10)
                .pair()
                .blend(0.03),
        );
    }
    let neck = path(&[
        [0.0, -0.46, 0.32, 0.20],
        [0.0, -0.12, 0.56, 0.135],
        [0.0, 0.26, 0.42, 0.115],
        [0.0, 0.58, 0.40, 0.115],
        [0.0, 0.68, 0.56, 0.12],
    ]);
    sketch.add(solid("neck", Tone::Main, neck).blend(0.08));
    sketch.head(vec3(0.0, 0.56, 0.42), |sketch| {
        sketch.add(solid("head", Tone::Main, egg(0.165, 0.16, 0.19)).at(0.0, 0.68, 0.58).blend(0.04));
        let beak = limb([0.0, 0.66, 0.70], [0.0, 0.58, 0.92], 0.085, 0.045);
        sketch.add(solid("beak", Tone::Second, beak).feature());
        sketch.add(solid("beak", Tone::Dark, ball(0.05)).at(0.0, 0.70, 0.755));
        sketch.eyes(0.115, 0.72, 0.68, 0.036);
        let top = sketch.point(vec3(0.0, 0.82, 0.56));
        sketch.anchors.head = Some((top, 0.16));
    });
    sketch.anchors.top = Some((vec3(0.0, -0.20, -0.10), 0.24));
}

fn owl(sketch: &mut Sketch) {
    sketch.made_of(Finish::Feather);
    sketch.add(solid("body", Tone::Main, egg(0.50, 0.62, 0.44)).at(0.0, -0.22, 0.0));
    sketch.add(paint("belly", Tone::Second, egg(0.35, 0.46, 0.34)).at(0.0, -0.34, 0.26));
    for (row, y) in [-0.10f32, -0.28, -0.46].into_iter().enumerate() {
        let shift = if row % 2 == 0 { 0.0 } else { 0.09 };
        for step in [-0.18f32, 0.0, 0.18] {
            let x = step + shift;
            if x.abs() < 0.25 {
                sketch.add(paint("spot", Tone::Main, egg(0.04, 0.035, 0.14)).at(x, y - 0.04, 0.42));
            }
        }
    }
    let spread = sketch.second();
    let wing = if spread {
        path(&[[0.40, 0.08, 0.0, 0.16], [0.78, 0.10, -0.02, 0.17], [1.0, -0.22, -0.02, 0.06]])
    } else {
        path(&[[0.42, 0.10, 0.02, 0.15], [0.56, -0.26, 0.02, 0.17], [0.42, -0.66, -0.04, 0.06]])
    };
    sketch.add(solid("wing", Tone::Dark, wing).stretch(1.0, 1.0, 0.8).pair().blend(0.05));
    sketch.head(vec3(0.0, 0.18, 0.0), |sketch| {
        sketch.add(solid("head", Tone::Main, egg(0.47, 0.36, 0.40)).at(0.0, 0.42, 0.02).blend(0.12));
        sketch.add(
            solid("ear", Tone::Main, limb([0.28, 0.62, 0.04], [0.40, 0.92, 0.06], 0.14, 0.025))
                .pair()
                .blend(0.06),
        );
        sketch.add(solid("face", Tone::Second, egg(0.215, 0.215, 0.10)).at(0.185, 0.44, 0.335).pair());
        sketch.add(solid("eye", Tone::Third, egg(0.145, 0.145, 0.08)).at(0.180, 0.45, 0.395).eye().pair());
        sketch.add(
            solid("pupil", Tone::Fixed(0x231F20), egg(0.085, 0.085, 0.06))
                .at(0.172, 0.455, 0.455)
                .eye()
                .pair(),
        );
        sketch.add(solid("glint", Tone::Fixed(0xFFFFFF), ball(0.032)).at(0.21, 0.50, 0.505).pair());
        sketch.add(
            solid("beak", Tone::Third, cone(0.02, 0.085, 0.10)).turn_x(-22.0).at(0.0, 0.33, 0.46).feature(),
        );
        let top = sketch.point(vec3(0.0, 0.76, 0.0));
        sketch.anchors.head = Some((top, 0.30));
    });
    for x in [0.12, 0.22, 0.32] {
        sketch.add(solid("foot", Tone::Third, egg(0.055, 0.06, 0.13)).at(x, -0.83, 0.22).pair());
    }
    sketch.add(
        solid("branch", Tone::Fixed(0x7A5234), limb([-0.62, -0.93, 0.10], [0.66, -0.90, 0.10], 0.11, 0.09))
            .of(Finish::Bark),
    );
    sketch.add(
        solid("leaf", Tone::Fixed(0x5CB048), egg(0.16, 0.05, 0.09))
            .turn_z(24.0)
            .at(0.72, -0.80, 0.12)
            .of(Finish::Foliage),
    );
}

fn penguin(sketch: &mut Sketch) {
    sketch.made_of(Finish::Feather);
    sketch.add(solid("body", Tone::Main, egg(0.46, 0.62, 0.42)).at(0.0, -0.26, 0.0));
    sketch.add(paint("belly", Tone::Second, egg(0.36, 0.52, 0.36)).at(0.0, -0.32, 0.24));
    let wave = sketch.second();
    for side in [-1.0f32, 1.0] {
        let wing = if wave && side > 0.0 {
            [[0.36, 0.06, 0.0, 0.11], [0.62, 0.30, 0.04, 0.10], [0.76, 0.56, 0.06, 0.05]]
        } else {
            [
                [side * 0.38, 0.04, 0.0, 0.11],
                [side * 0.58, -0.22, 0.02, 0.12],
                [side * 0.62, -0.52, 0.06, 0.05],
            ]
        };
        sketch.add(solid("wing", Tone::Main, path(&wing)).blend(0.05).limb());
    }
    sketch.head(vec3(0.0, 0.20, 0.0), |sketch| {
        sketch.add(solid("head", Tone::Main, egg(0.38, 0.35, 0.35)).at(0.0, 0.44, 0.02).blend(0.10));
        sketch.add(paint("face", Tone::Second, egg(0.17, 0.20, 0.20)).at(0.125, 0.42, 0.30).pair());
        sketch.add(paint("face", Tone::Second, egg(0.22, 0.13, 0.20)).at(0.0, 0.30, 0.32));
        sketch.add(
            solid("beak", Tone::Third, cone(0.105, 0.02, 0.11)).turn_x(96.0).at(0.0, 0.38, 0.43).feature(),
        );
        sketch.eyes(0.135, 0.49, 0.32, 0.055);
        sketch.add(paint("cheek", Tone::Fixed(0xF5A8A0), ball(0.075)).at(0.23, 0.35, 0.29).pair());
        let top = sketch.point(vec3(0.0, 0.77, 0.0));
        sketch.anchors.head = Some((top, 0.30));
    });
    sketch.add(solid("scarf", Tone::Light, ring(0.33, 0.085)).at(0.0, 0.16, 0.02).of(Finish::Fabric));
    sketch.add(
        solid(
            "scarf",
            Tone::Light,
            slab(&[[-0.08, -0.34], [0.08, -0.34], [0.07, 0.0], [-0.07, 0.0]], 0.045, 0.03),
        )
        .turn_z(10.0)
        .at(0.18, 0.14, 0.40)
        .of(Finish::Fabric),
    );
    sketch.add(solid("foot", Tone::Third, egg(0.19, 0.075, 0.25)).turn_y(14.0).at(0.20, -0.86, 0.16).pair());
    sketch.add(
        solid("tail", Tone::Main, limb([0.0, -0.72, -0.24], [0.0, -0.84, -0.52], 0.14, 0.05)).blend(0.06),
    );
    sketch.anchors.hand = Some(vec3(-0.62, -0.50, 0.14));
}

fn chick(sketch: &mut Sketch) {
    sketch.made_of(Finish::Feather);
    sketch.add(solid("body", Tone::Main, egg(0.56, 0.54, 0.54)).at(0.0, -0.20, 0.0));
    sketch.add(paint("belly", Tone::Light, egg(0.38, 0.36, 0.3)).at(0.0, -0.34, 0.34));
    sketch.add(
        solid("wing", Tone::Main, egg(0.10, 0.22, 0.28))
            .turn_z(sketch.pick(14.0, 52.0))
            .at(0.56, sketch.pick(-0.20, -0.06), -0.02)
            .pair()
            .blend(0.05),
    );
    sketch.add(
        solid("tail", Tone::Main, limb([0.0, -0.10, -0.42], [0.0, 0.16, -0.70], 0.18, 0.06)).blend(0.08),
    );
    sketch.head(vec3(0.0, 0.10, 0.0), |sketch| {
        sketch.add(solid("head", Tone::Main, ball(0.40)).at(0.0, 0.36, 0.06).blend(0.14));
        sketch.add(
            solid("beak", Tone::Second, cone(0.105, 0.02, 0.10)).turn_x(90.0).at(0.0, 0.34, 0.53).feature(),
        );
        sketch.eyes(0.165, 0.43, 0.385, 0.065);
        sketch.add(paint("cheek", Tone::Fixed(0xF5A07A), ball(0.085)).at(0.26, 0.29, 0.36).pair());
        for (y, z, radius) in [(0.78, 0.12, 0.085), (0.80, 0.0, 0.095), (0.74, -0.12, 0.085)] {
            sketch.add(solid("comb", Tone::Third, ball(radius)).at(0.0, y, z + 0.04));
        }
        let top = sketch.point(vec3(0.0, 0.74, 0.04));
        sketch.anchors.head = Some((top, 0.30));
    });
    sketch.add(solid("leg", Tone::Second, cylinder(0.055, 0.16, 0.02)).at(0.18, -0.78, 0.02).pair().limb());
    for turn in [-28.0, 0.0, 28.0] {
        sketch.add(
            solid("foot", Tone::Second, limb([0.0, 0.0, -0.02], [0.0, 0.0, 0.18], 0.06, 0.045))
                .turn_y(turn)
                .at(0.18, -0.92, 0.04)
                .pair(),
        );
    }
}
