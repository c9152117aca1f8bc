//! Wild animals that are no house, farm or fairy-tale ones.

use super::{
    Kind, Noun, Role,
    animals::NOSE,
    noun,
    quadruped::{self, Figure},
};
use crate::{
    style::material::Finish,
    text::sketch::{Sketch, Tone, ball, cone, egg, limb, paint, path, solid},
};
use glam::vec3;

pub const NOUNS: &[Noun] = &[
    noun(
        "giraffe",
        &[],
        Role::Thing,
        &[
            [0xF3C766, 0xA9642E, 0xF9E7BD, 0x4A2F20, 0x7E5230],
            [0xF0D9A8, 0xB5703A, 0xFBF0D8, 0x4A3426, 0x8A6038],
        ],
        giraffe,
    ),
    noun(
        "deer",
        &["stag", "elk", "moose", "fawn", "bambi"],
        Role::Thing,
        &[
            [0xB4794A, 0xF4E4CC, 0xE8D3AE, 0x3A2820, 0x7A5638],
            [0x8A5C3E, 0xEBDCC6, 0xD8BE94, 0x2E211B, 0xC4A274],
        ],
        deer,
    )
    .with_kinds(&[Kind {
        name: "reindeer",
        words: &["rudolph", "rudolf"],
        parts: &[("nose", 0xD83A34)],
        ..Kind::PLAIN
    }]),
    noun(
        "sheep",
        &["lamb", "ram"],
        Role::Thing,
        &[
            [0xF7F3EA, 0x4A4248, 0xF0B7BE, 0x3A3438, 0x4A4248],
            [0x5A524E, 0xE9D9C6, 0xE8AFA8, 0x33292A, 0xE9D9C6],
        ],
        sheep,
    )
    .loosely(&["goat", "alpaca", "llama"]),
    noun(
        "monkey",
        &["chimp", "chimpanzee", "ape", "gorilla"],
        Role::Thing,
        &[
            [0x8A5A3A, 0xF0CDA4, 0x6A4228, 0x2C1F1A, 0xF6DDBE],
            [0x5C5450, 0xE2BFA0, 0x443D3A, 0x221E1D, 0xEDD5BE],
        ],
        monkey,
    ),
    noun(
        "frog",
        &["toad"],
        Role::Thing,
        &[
            [0x62B84A, 0xD9EE9C, 0x3E8A3A, 0x263A22, 0xF6F8E4],
            [0x3FA7A0, 0xF2E79A, 0x24787A, 0x1E3238, 0xF8F6E0],
        ],
        frog,
    ),
    noun(
        "snake",
        &["cobra", "python", "viper", "serpent"],
        Role::Thing,
        &[
            [0x5CA84A, 0xE6D86A, 0x2F7A3C, 0x22301E, 0xF4EDB8],
            [0xD98A3A, 0x3A2A22, 0xF3DFA8, 0x2A1E1A, 0xF8ECC8],
        ],
        snake,
    )
    .loosely(&["worm", "eel"]),
    noun(
        "hedgehog",
        &["porcupine"],
        Role::Thing,
        &[
            [0x8A6A4E, 0xF3DFC0, 0x5E4634, 0x2C211C, 0xE9C9A2],
            [0xA79684, 0xF7EADB, 0x6E6052, 0x2E2824, 0xEBCFB4],
        ],
        hedgehog,
    ),
];

fn giraffe(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    let figure = Figure {
        trunk: [0.27, 0.28, 0.44],
        leg: 0.62,
        leg_radius: 0.075,
        neck: 1.12,
        reach: 0.66,
        neck_radius: 0.125,
        hooves: true,
        sits: false,
        belly: false,
    };
    let bend = sketch.pick(0.0, 0.06);
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            let skull = limb([0.0, 0.05, -0.02], [0.0, -0.08 - bend, 0.28], 0.165, 0.115);
            sketch.add(solid("head", Tone::Main, skull).blend(0.05));
            sketch.add(paint("snout", Tone::Third, ball(0.17)).at(0.0, -0.13 - bend, 0.34));
            sketch.add(
                solid("ear", Tone::Main, egg(0.15, 0.06, 0.05))
                    .turn_z(18.0)
                    .at(0.22, 0.13, -0.06)
                    .pair()
                    .blend(0.03),
            );
            let knob = limb([0.07, 0.16, -0.04], [0.10, 0.36, -0.06], 0.042, 0.036);
            sketch.add(solid("horn", Tone::Main, knob).pair());
            sketch.add(solid("horn", Tone::Dark, ball(0.06)).at(0.10, 0.37, -0.06).pair());
            sketch.eyes(0.13, 0.07, 0.10, 0.05);
        },
        |sketch| {
            let tail =
                path(&[[0.0, 0.0, 0.06, 0.05], [0.0, -0.12, -0.08, 0.042], [0.0, -0.36, -0.10, 0.038]]);
            sketch.add(solid("tail", Tone::Main, tail).blend(0.03));
            sketch.add(solid("tail", Tone::Dark, egg(0.06, 0.11, 0.06)).at(0.0, -0.42, -0.10));
        },
    );
    // Patches climb the trunk and the neck in a spiral, so that no side stays plain.
    for index in 0..26 {
        let around = index as f32 * 2.4;
        let share = index as f32 / 25.0;
        let (x, z) = (around.sin(), around.cos());
        let at = if index < 15 {
            vec3(0.27 * x, 0.28 * (1.7 * around).sin(), -0.40 + 0.80 * share * 1.7)
        } else {
            let up = (share - 0.58) / 0.42;
            vec3(0.13 * x, 0.20 + 0.84 * up, 0.26 + 0.34 * up + 0.12 * z)
        };
        let size = sketch.vary("spot", if index < 15 { 0.105 } else { 0.075 }, 0.1);
        sketch.add(paint("spot", Tone::Second, egg(size, size * 1.15, size)).at(at.x, at.y, at.z));
    }
}

fn deer(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    let figure = Figure {
        trunk: [0.27, 0.28, 0.48],
        leg: 0.44,
        leg_radius: 0.075,
        neck: 0.58,
        reach: 0.56,
        neck_radius: 0.15,
        hooves: true,
        sits: false,
        belly: true,
    };
    let points = sketch.pick(2, 1);
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            let skull = limb([0.0, 0.06, -0.02], [0.0, -0.10, 0.28], 0.20, 0.11);
            sketch.add(solid("head", Tone::Main, skull).blend(0.05));
            sketch.add(paint("snout", Tone::Second, egg(0.15, 0.10, 0.2)).at(0.0, -0.17, 0.30));
            sketch.add(solid("nose", Tone::Fixed(NOSE), ball(0.062)).at(0.0, -0.06, 0.385).feature());
            sketch.add(
                solid("ear", Tone::Main, egg(0.17, 0.085, 0.05))
                    .turn_z(26.0)
                    .at(0.27, 0.17, -0.06)
                    .pair()
                    .blend(0.03),
            );
            let beam = path(&[
                [0.08, 0.20, -0.04, 0.055],
                [0.20, 0.42, -0.12, 0.05],
                [0.34, 0.62, -0.08, 0.045],
                [0.34, 0.84, 0.02, 0.038],
            ]);
            sketch.add(solid("horn", Tone::Light, beam).pair().limb());
            for (low, high) in
                [([0.22, 0.44, -0.11], [0.24, 0.62, 0.06]), ([0.35, 0.66, -0.06], [0.52, 0.80, -0.04])]
                    .into_iter()
                    .take(points)
            {
                sketch.add(solid("horn", Tone::Light, limb(low, high, 0.045, 0.036)).pair().limb());
            }
            sketch.eyes(0.145, 0.08, 0.13, 0.058);
        },
        |sketch| sketch.add(solid("tail", Tone::Second, egg(0.09, 0.15, 0.08)).turn_x(-24.0).blend(0.03)),
    );
    for (x, z) in [(0.16, 0.16), (-0.18, 0.06), (0.18, -0.08), (-0.16, -0.22), (0.12, -0.28), (-0.06, 0.26)] {
        sketch.add(paint("spot", Tone::Third, ball(0.045)).at(x, 0.235, z));
    }
}

fn sheep(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    let figure = Figure {
        trunk: [0.38, 0.36, 0.46],
        leg: 0.24,
        leg_radius: 0.085,
        neck: 0.28,
        reach: 0.52,
        neck_radius: 0.18,
        hooves: true,
        sits: false,
        belly: false,
    };
    let horned = sketch.second();
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            let skull = limb([0.0, 0.04, 0.02], [0.0, -0.14, 0.20], 0.20, 0.14);
            sketch.add(solid("head", Tone::Second, skull).blend(0.02));
            sketch.add(
                solid("ear", Tone::Second, egg(0.16, 0.065, 0.05))
                    .turn_z(-20.0)
                    .at(0.27, 0.06, 0.0)
                    .pair()
                    .blend(0.03),
            );
            for (x, y, z) in
                [(0.0, 0.22, -0.02), (0.12, 0.19, -0.04), (-0.12, 0.19, -0.04), (0.0, 0.18, 0.10)]
            {
                sketch.add(solid("wool", Tone::Main, ball(0.12)).at(x, y, z).blend(0.03));
            }
            if horned {
                let curl = path(&[
                    [0.16, 0.16, -0.06, 0.075],
                    [0.34, 0.20, -0.10, 0.07],
                    [0.42, 0.02, -0.04, 0.06],
                    [0.34, -0.10, 0.06, 0.042],
                ]);
                sketch.add(solid("horn", Tone::Fixed(0xD9C49A), curl).pair());
            }
            sketch.add(solid("nose", Tone::Third, egg(0.055, 0.036, 0.04)).at(0.0, -0.15, 0.325).feature());
            sketch.eyes(0.115, 0.03, 0.20, 0.052);
        },
        |sketch| sketch.add(solid("tail", Tone::Main, ball(0.12)).blend(0.03)),
    );
    for index in 0..34 {
        // Curls spread evenly over the trunk (a Fibonacci spiral).
        let y = 1.0 - 2.0 * (index as f32 + 0.5) / 34.0;
        let (sin, cos) = (index as f32 * 2.399_96).sin_cos();
        let flat = (1.0 - y * y).sqrt();
        sketch.add(
            solid("wool", Tone::Main, ball(0.15))
                .at(0.34 * flat * cos, 0.06 + 0.31 * y, 0.42 * flat * sin)
                .blend(0.025),
        );
    }
}

fn monkey(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    sketch.add(solid("body", Tone::Main, egg(0.34, 0.44, 0.30)).at(0.0, -0.36, 0.0));
    sketch.add(paint("belly", Tone::Second, egg(0.24, 0.32, 0.24)).at(0.0, -0.38, 0.20));
    sketch.add(solid("neck", Tone::Main, limb([0.0, -0.04, 0.0], [0.0, 0.14, 0.02], 0.20, 0.20)).blend(0.06));
    sketch.head(vec3(0.0, 0.06, 0.0), |sketch| {
        sketch.add(solid("head", Tone::Main, egg(0.36, 0.33, 0.31)).at(0.0, 0.36, 0.02).blend(0.05));
        sketch.add(solid("ear", Tone::Main, egg(0.15, 0.17, 0.07)).at(0.40, 0.36, 0.0).pair().blend(0.03));
        sketch.add(solid("ear", Tone::Second, egg(0.095, 0.11, 0.04)).at(0.41, 0.36, 0.05).pair());
        sketch.add(paint("face", Tone::Second, egg(0.17, 0.17, 0.2)).at(0.12, 0.40, 0.26).pair());
        sketch.add(solid("snout", Tone::Second, egg(0.23, 0.16, 0.16)).at(0.0, 0.23, 0.24).blend(0.05));
        sketch.add(solid("nose", Tone::Fixed(NOSE), egg(0.055, 0.036, 0.04)).at(0.0, 0.31, 0.385).feature());
        sketch.add(
            solid(
                "mouth",
                Tone::Fixed(NOSE),
                path(&[[0.13, 0.21, 0.365, 0.014], [0.07, 0.165, 0.395, 0.016], [0.0, 0.15, 0.405, 0.016]]),
            )
            .pair(),
        );
        sketch.eyes(0.115, 0.43, 0.275, 0.06);
        let top = sketch.point(vec3(0.0, 0.66, 0.02));
        sketch.anchors.head = Some((top, 0.30));
    });
    let raised = sketch.second();
    for side in [-1.0f32, 1.0] {
        let up = if raised && side > 0.0 { 0.75 } else { 0.0 };
        let elbow = [side * 0.52, -0.34 + 0.7 * up, 0.10];
        let hand = [side * (0.36 + 0.25 * up), -0.60 + 1.35 * up, 0.30];
        sketch.add(
            solid(
                "arm",
                Tone::Main,
                path(&[
                    [side * 0.26, -0.10, 0.0, 0.11],
                    [elbow[0], elbow[1], elbow[2], 0.095],
                    [hand[0], hand[1], hand[2], 0.085],
                ]),
            )
            .blend(0.05)
            .limb(),
        );
        sketch.add(solid("hand", Tone::Second, ball(0.12)).at(hand[0], hand[1], hand[2]));
    }
    sketch.add(
        solid(
            "leg",
            Tone::Main,
            path(&[[0.20, -0.66, 0.02, 0.15], [0.38, -0.60, 0.28, 0.12], [0.28, -0.80, 0.40, 0.09]]),
        )
        .pair()
        .blend(0.05)
        .limb(),
    );
    sketch.add(solid("foot", Tone::Second, egg(0.11, 0.085, 0.18)).at(0.27, -0.80, 0.46).pair().blend(0.02));
    let tail = path(&[
        [0.0, -0.66, -0.22, 0.07],
        [-0.22, -0.62, -0.50, 0.065],
        [-0.46, -0.26, -0.50, 0.062],
        [-0.42, 0.06, -0.36, 0.06],
        [-0.26, 0.02, -0.36, 0.058],
    ]);
    sketch.add(solid("tail", Tone::Main, tail).blend(0.04));
    sketch.anchors.hand = Some(vec3(0.36, -0.56, 0.42));
}

fn frog(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let leaning = sketch.pick(0.0, 0.08);
    sketch.add(solid("body", Tone::Main, egg(0.46, 0.36, 0.48)).turn_x(-16.0).at(0.0, -0.30, -0.04));
    sketch.add(paint("belly", Tone::Second, egg(0.34, 0.34, 0.34)).at(0.0, -0.42, 0.30));
    sketch.head(vec3(0.0, -0.12, 0.10), |sketch| {
        sketch
            .add(solid("head", Tone::Main, egg(0.44, 0.28, 0.36)).at(0.0, 0.08 + leaning, 0.20).blend(0.08));
        sketch.add(paint("chin", Tone::Second, egg(0.40, 0.20, 0.36)).at(0.0, -0.10 + leaning, 0.30));
        sketch
            .add(solid("eyelid", Tone::Main, ball(0.165)).at(0.24, 0.31 + leaning, 0.20).pair().blend(0.04));
        sketch.add(solid("eye", Tone::Light, ball(0.125)).at(0.255, 0.335 + leaning, 0.285).eye().pair());
        sketch.add(
            solid("eye", Tone::Fixed(0x231F20), egg(0.06, 0.07, 0.04))
                .at(0.265, 0.34 + leaning, 0.39)
                .eye()
                .pair(),
        );
        sketch.add(
            solid(
                "mouth",
                Tone::Dark,
                path(&[
                    [0.36, 0.09 + leaning, 0.355, 0.014],
                    [0.20, 0.02 + leaning, 0.505, 0.017],
                    [0.0, -0.005 + leaning, 0.555, 0.017],
                ]),
            )
            .pair(),
        );
        let top = sketch.point(vec3(0.0, 0.34 + leaning, 0.16));
        sketch.anchors.head = Some((top, 0.26));
    });
    sketch.add(
        solid("leg", Tone::Main, egg(0.17, 0.26, 0.36))
            .turn_x(24.0)
            .at(0.46, -0.44, -0.12)
            .pair()
            .blend(0.05),
    );
    sketch.add(solid("foot", Tone::Main, egg(0.20, 0.06, 0.26)).at(0.54, -0.66, 0.16).pair().blend(0.04));
    sketch.add(
        solid("arm", Tone::Main, limb([0.28, -0.30, 0.26], [0.32, -0.64, 0.42], 0.11, 0.08))
            .pair()
            .blend(0.05)
            .limb(),
    );
    for spread in [-0.10f32, 0.0, 0.10] {
        sketch.add(
            solid("toe", Tone::Main, limb([0.32, -0.65, 0.42], [0.32 + spread, -0.67, 0.58], 0.055, 0.05))
                .pair()
                .blend(0.02),
        );
        sketch.add(
            solid(
                "toe",
                Tone::Main,
                limb([0.54, -0.66, 0.30], [0.54 + spread * 1.3, -0.67, 0.48], 0.06, 0.052),
            )
            .pair()
            .blend(0.02),
        );
    }
    for (x, y, z) in [(0.14, 0.05, -0.36), (-0.18, -0.02, -0.36), (0.02, -0.10, -0.48), (0.30, -0.12, -0.26)]
    {
        sketch.add(paint("spot", Tone::Third, ball(0.085)).at(x, y, z));
    }
}

fn snake(sketch: &mut Sketch) {
    sketch.made_of(Finish::Scales);
    // One coil a turn, the upper ones narrower, then the neck rises out of the middle.
    let turns = sketch.pick(2.3, 1.6);
    let steps = 26;
    let mut spine: Vec<[f32; 4]> = (0..=steps)
        .map(|step| {
            let share = step as f32 / steps as f32;
            let angle = share * turns * std::f32::consts::TAU;
            let radius = 0.60 - 0.24 * share;
            let thick = 0.06 + 0.115 * (share * 3.2).min(1.0);
            [radius * angle.cos(), -0.80 + 0.32 * share * turns * 0.62, radius * angle.sin(), thick]
        })
        .collect();
    let top = spine.last().map_or(-0.4, |joint| joint[1]);
    spine.extend([
        [0.16, top + 0.20, 0.02, 0.165],
        [0.02, top + 0.48, -0.06, 0.15],
        [0.0, top + 0.78, 0.02, 0.14],
        [0.0, top + 0.90, 0.14, 0.14],
    ]);
    sketch.add(solid("body", Tone::Main, path(&spine)));
    for (index, joint) in spine.iter().enumerate().skip(3).step_by(3) {
        let size = joint[3] * 0.8;
        let tone = if index % 2 == 0 { Tone::Third } else { Tone::Second };
        sketch.add(paint("stripe", tone, ball(size)).at(joint[0], joint[1] + joint[3] * 0.8, joint[2]));
    }
    let y = top + 0.94;
    sketch.head(vec3(0.0, y - 0.10, 0.10), |sketch| {
        sketch.add(solid("head", Tone::Main, egg(0.23, 0.165, 0.29)).at(0.0, y, 0.24).blend(0.05));
        sketch.add(paint("chin", Tone::Second, egg(0.2, 0.1, 0.3)).at(0.0, y - 0.14, 0.28));
        let tongue =
            path(&[[0.0, y - 0.06, 0.46, 0.03], [0.0, y - 0.08, 0.60, 0.028], [0.05, y - 0.05, 0.70, 0.024]]);
        sketch.add(solid("tongue", Tone::Fixed(0xD83A44), tongue).pair());
        sketch.eyes(0.135, y + 0.07, 0.36, 0.058);
        let crown = sketch.point(vec3(0.0, y + 0.15, 0.20));
        sketch.anchors.head = Some((crown, 0.18));
    });
}

fn hedgehog(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    sketch.add(solid("body", Tone::Second, egg(0.46, 0.40, 0.50)).at(0.0, -0.30, -0.06));
    let long = sketch.pick(0.20, 0.14);
    let spines = 90;
    for index in 0..spines {
        let y = 1.0 - 2.0 * (index as f32 + 0.5) / spines as f32;
        let (sin, cos) = (index as f32 * 2.399_96).sin_cos();
        let flat = (1.0 - y * y).sqrt();
        let out = vec3(flat * cos, y, flat * sin);
        // The face and the belly stay soft.
        if out.y < -0.35 || out.z > 0.42 {
            continue;
        }
        let root = vec3(0.0, -0.28, -0.06) + out * vec3(0.42, 0.38, 0.46);
        let tip = root + (out + vec3(0.0, 0.25, -0.35)).normalize() * long;
        let tone = if index % 3 == 0 { Tone::Third } else { Tone::Main };
        sketch.add(solid("spine", tone, limb(root.into(), tip.into(), 0.10, 0.028)));
    }
    sketch.head(vec3(0.0, -0.28, 0.20), |sketch| {
        sketch.add(
            solid("head", Tone::Second, limb([0.0, -0.24, 0.28], [0.0, -0.34, 0.62], 0.27, 0.09)).blend(0.08),
        );
        sketch.add(solid("nose", Tone::Fixed(NOSE), ball(0.075)).at(0.0, -0.32, 0.71).feature());
        sketch.add(solid("ear", Tone::Light, egg(0.09, 0.09, 0.05)).at(0.21, -0.03, 0.30).pair().blend(0.02));
        sketch.eyes(0.13, -0.17, 0.475, 0.055);
    });
    for z in [0.16f32, -0.30] {
        sketch.add(solid("foot", Tone::Light, egg(0.10, 0.09, 0.15)).at(0.24, -0.66, z).pair().blend(0.03));
    }
    if sketch.second() {
        sketch.add(solid("apple", Tone::Fixed(0xD83A34), ball(0.15)).at(0.10, 0.22, -0.10));
        sketch.add(solid("apple", Tone::Fixed(0x5CB048), cone(0.05, 0.02, 0.06)).at(0.10, 0.38, -0.10));
    }
}
