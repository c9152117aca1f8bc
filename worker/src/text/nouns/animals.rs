//! Pets and wild animals on four legs.

use super::{
    Kind, Noun, Role, noun,
    quadruped::{self, Figure},
};
use crate::{
    style::material::Finish,
    text::{
        item::Trait,
        sketch::{Sketch, Tone, ball, block, egg, limb, paint, path, ring, slab, solid},
    },
};
use glam::{Vec3, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "cat",
        &["kitten", "kitty", "tomcat", "feline"],
        Role::Thing,
        &[
            [0xEE9F4B, 0xFBE7C6, 0xC96F2A, 0x2F2420, 0xFDF4E3],
            [0x7C8696, 0xE9ECF0, 0x555F70, 0x24262C, 0xF7F7F5],
            [0x3A363C, 0xF6F2EA, 0x59525C, 0x1C1A1E, 0xFBF9F4],
        ],
        cat,
    ),
    noun(
        "dog",
        &["puppy", "doggy", "hound", "pup", "labrador", "corgi"],
        Role::Thing,
        &[
            [0xC98A4B, 0xF6E3C4, 0x7D4E2A, 0x2B201C, 0xFBEFDB],
            [0xF0E9DC, 0xB57642, 0x8A532D, 0x2A2322, 0xFFFDF8],
            [0x6A4A38, 0xE3B983, 0x4A3125, 0x201A19, 0xEFD9B8],
        ],
        dog,
    )
    .with_kinds(&[
        Kind {
            name: "husky",
            words: &["malamute"],
            palettes: &[
                [0x6A7686, 0xF8FAFC, 0x4A5462, 0x22262C, 0xFFFFFF],
                [0x3A3E46, 0xF6F8FA, 0x2A2E36, 0x1C1F24, 0xFFFFFF],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "dalmatian",
            palettes: &[
                [0xF8F6F2, 0xFFFFFF, 0x2B2A2E, 0x232226, 0xFFFFFF],
                [0xF2EEE8, 0xFBF9F6, 0x5A3A2A, 0x2E211B, 0xFFFDFA],
            ],
            ..Kind::PLAIN
        },
    ]),
    noun(
        "fox",
        &["vixen"],
        Role::Thing,
        &[
            [0xE8742C, 0xFCF1E2, 0x4A2B22, 0x2A1E1C, 0x4A2E26],
            [0xDDE3EA, 0xFFFFFF, 0x8B97A6, 0x2B3038, 0x9BA7B6],
        ],
        fox,
    )
    .with_kinds(&[Kind {
        name: "wolf",
        words: &["werewolf", "coyote"],
        palettes: &[
            [0x7A828E, 0xE9ECF0, 0x565E6A, 0x26292F, 0x5E6672],
            [0x4A4E58, 0xC9CED6, 0x33363E, 0x1E2026, 0x383C44],
        ],
        ..Kind::PLAIN
    }]),
    noun(
        "bear",
        &["teddy", "teddy bear", "teddybear", "grizzly", "brown bear"],
        Role::Thing,
        &[
            [0x9A633A, 0xE2BD8B, 0x6E4326, 0x2A1D18, 0x7E4E2C],
            [0xC9A273, 0xF7E6C8, 0x9B7448, 0x33261E, 0xB98E5E],
        ],
        bear,
    )
    .with_kinds(&[
        Kind {
            name: "panda",
            words: &["panda bear"],
            palettes: &[
                [0xF6F3EE, 0xFBFAF7, 0x2B2A2E, 0x232226, 0x2B2A2E],
                [0xFAF1E4, 0xFFF8EE, 0x4A3A34, 0x2E2522, 0x4A3A34],
            ],
            parts: &[("leg", 0x2B2A2E), ("ear", 0x2B2A2E)],
            ..Kind::PLAIN
        },
        Kind {
            name: "polar bear",
            words: &["ice bear"],
            palettes: &[
                [0xF4F6F8, 0xFFFFFF, 0xDDE6EE, 0x33383E, 0xE6EDF3],
                [0xE9EEF2, 0xFAFCFE, 0xCBD8E4, 0x2C3338, 0xD9E4EE],
            ],
            ..Kind::PLAIN
        },
    ])
    .loosely(&["koala", "raccoon", "sloth"]),
    noun(
        "rabbit",
        &["bunny", "hare"],
        Role::Thing,
        &[
            [0xF6F1EA, 0xF5B5BC, 0xE2D7CA, 0x4A3236, 0xFFFFFF],
            [0xB8906A, 0xF3C6B4, 0x936E4C, 0x332622, 0xF7EAD9],
        ],
        rabbit,
    ),
    noun(
        "mouse",
        &["rat"],
        Role::Thing,
        &[
            [0xA9AEB8, 0xF4B3B8, 0xD5D8DE, 0x2E2E34, 0xF2C9CB],
            [0xD9B182, 0xF6BEB2, 0xF5E3C8, 0x332924, 0xF3CFBF],
        ],
        mouse,
    )
    .with_kinds(&[Kind {
        name: "hamster",
        words: &["guinea pig", "gerbil"],
        palettes: &[
            [0xE9A85A, 0xFBF3E6, 0xFFFFFF, 0x33271E, 0xFBE9D2],
            [0xF6EEE2, 0xF3C6B4, 0xE2C9A6, 0x3A2E28, 0xF6D8CC],
        ],
        hides: &["tail"],
        ..Kind::PLAIN
    }])
    .loosely(&["squirrel", "beaver"]),
    noun(
        "lion",
        &["lion king"],
        Role::Thing,
        &[
            [0xEFB550, 0xB56228, 0xFBE6BE, 0x33241C, 0xFAE9C9],
            [0xF7E2B8, 0xD68E42, 0xFFF6E2, 0x3A2A22, 0xFFFAF0],
        ],
        lion,
    )
    .with_kinds(&[
        Kind {
            name: "tiger",
            words: &["tigress"],
            palettes: &[
                [0xEF8A2E, 0xFCF1E0, 0x2B2422, 0x2B2422, 0xFBF3E6],
                [0xF4F2EE, 0xFFFFFF, 0x3A3A42, 0x2A2A30, 0xFFFFFF],
            ],
            hides: &["mane"],
            ..Kind::PLAIN
        },
        Kind {
            name: "leopard",
            words: &["cheetah", "jaguar", "panther"],
            palettes: &[
                [0xE9B65A, 0xFBEFD6, 0x4A3220, 0x33241A, 0xF7E6C4],
                [0xD9DDE2, 0xF8F9FA, 0x4A4E56, 0x2C3036, 0xF0F2F4],
            ],
            hides: &["mane"],
            ..Kind::PLAIN
        },
        Kind { name: "lioness", words: &["lion cub"], hides: &["mane"], ..Kind::PLAIN },
    ]),
];

/// Small house animals; the others change a figure or two.
pub const SMALL: Figure = Figure {
    trunk: [0.32, 0.31, 0.48],
    leg: 0.30,
    leg_radius: 0.095,
    neck: 0.46,
    reach: 0.50,
    neck_radius: 0.19,
    hooves: false,
    sits: true,
    belly: true,
};

/// Color of noses and mouths.
pub const NOSE: u32 = 0x3A2526;

fn muzzle(sketch: &mut Sketch, y: f32, z: f32, size: [f32; 3]) {
    sketch.add(solid("snout", Tone::Second, egg(size[0], size[1], size[2])).at(0.0, y, z).blend(0.04));
    sketch.add(
        solid("nose", Tone::Fixed(NOSE), egg(size[0] * 0.38, size[1] * 0.36, 0.05))
            .at(0.0, y + size[1] * 0.55, z + size[2] * 0.86)
            .feature(),
    );
    let front = z + size[2] * 0.92;
    let corner = if sketch.is(Trait::Sad) { -0.07 } else { -0.015 };
    sketch.add(
        solid(
            "mouth",
            Tone::Fixed(NOSE),
            path(&[
                [size[0] * 0.62, y + corner, front - 0.035, 0.012],
                [size[0] * 0.3, y - 0.035, front - 0.005, 0.014],
                [0.0, y + 0.0, front + 0.008, 0.012],
            ]),
        )
        .pair(),
    );
}

fn cat(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    let stripes = sketch.vary("stripe", 1.0, 0.1);
    quadruped::draw(
        sketch,
        &SMALL,
        |sketch| {
            sketch.add(solid("head", Tone::Main, egg(0.36, 0.30, 0.29)).blend(0.06));
            sketch.add(
                solid("cheek", Tone::Main, egg(0.16, 0.12, 0.14)).at(0.22, -0.10, 0.10).pair().blend(0.10),
            );
            let ear = slab(&[[-0.15, 0.0], [0.15, 0.0], [0.02, 0.30]], 0.06, 0.04);
            sketch.add(
                solid("ear", Tone::Main, ear)
                    .turn_y(14.0)
                    .turn_z(-20.0)
                    .at(0.20, 0.17, 0.0)
                    .pair()
                    .blend(0.06),
            );
            let inner = slab(&[[-0.08, 0.03], [0.08, 0.03], [0.015, 0.21]], 0.03, 0.01);
            sketch.add(
                solid("ear", Tone::Fixed(0xF2A6A0), inner)
                    .turn_y(14.0)
                    .turn_z(-20.0)
                    .at(0.20, 0.18, 0.045)
                    .pair(),
            );
            for x in [-0.10, 0.0, 0.10] {
                sketch.add(paint("stripe", Tone::Third, egg(0.025 * stripes, 0.14, 0.2)).at(x, 0.32, 0.10));
            }
            muzzle(sketch, -0.10, 0.22, [0.15, 0.10, 0.12]);
            sketch.eyes(0.145, 0.035, 0.245, 0.068);
        },
        |sketch| {
            let tail = if sketch.second() {
                path(&[
                    [0.0, 0.0, 0.1, 0.09],
                    [0.30, -0.03, -0.10, 0.085],
                    [0.52, -0.04, 0.12, 0.08],
                    [0.50, 0.0, 0.40, 0.075],
                ])
            } else {
                path(&[
                    [0.0, -0.05, 0.1, 0.09],
                    [0.02, 0.10, -0.20, 0.085],
                    [0.0, 0.45, -0.30, 0.08],
                    [0.0, 0.70, -0.16, 0.075],
                ])
            };
            sketch.add(solid("tail", Tone::Main, tail).blend(0.08));
            let tip = if sketch.second() { vec3(0.50, 0.0, 0.42) } else { vec3(0.0, 0.72, -0.14) };
            sketch.add(paint("tail", Tone::Third, ball(0.17)).at(tip.x, tip.y, tip.z));
        },
    );
    for z in [-0.25, -0.02, 0.2] {
        if !sketch.second() {
            sketch.add(paint("stripe", Tone::Third, egg(0.34, 0.16, 0.045 * stripes)).at(0.0, 0.26, z));
        }
    }
}

fn dog(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    let figure = Figure { leg: 0.34, leg_radius: 0.105, ..SMALL };
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            sketch.add(solid("head", Tone::Main, egg(0.32, 0.31, 0.30)).blend(0.06));
            let ear = egg(0.085, 0.24, 0.14);
            sketch.add(solid("ear", Tone::Third, ear).turn_z(16.0).at(0.33, -0.02, -0.02).pair().blend(0.03));
            muzzle(sketch, -0.10, 0.28, [0.165, 0.125, 0.19]);
            sketch.eyes(0.125, 0.06, 0.255, 0.062);
            sketch.add(
                solid("tongue", Tone::Fixed(0xEE6F7A), egg(0.06, 0.09, 0.028))
                    .turn_x(12.0)
                    .at(0.0, -0.22, 0.40),
            );
            sketch.add(paint("patch", Tone::Third, ball(0.15)).at(0.17, 0.09, 0.24));
        },
        |sketch| {
            let tail = path(&[[0.0, 0.0, 0.1, 0.085], [0.0, 0.16, -0.16, 0.08], [0.05, 0.40, -0.20, 0.055]]);
            sketch.add(solid("tail", Tone::Main, tail).blend(0.08));
        },
    );
    let (y, z, radius) = if sketch.second() { (0.36, 0.07, 0.235) } else { (0.24, 0.385, 0.22) };
    let tilt = if sketch.second() { 12.0 } else { 48.0 };
    sketch.add(
        solid("collar", Tone::Fixed(0xD83A34), ring(radius, 0.042))
            .turn_x(tilt)
            .at(0.0, y, z)
            .of(Finish::Plastic),
    );
    sketch.add(
        solid("tag", Tone::Fixed(0xF6C93B), ball(0.055))
            .at(0.0, y - radius * tilt.to_radians().sin() - 0.05, z + radius * tilt.to_radians().cos() + 0.03)
            .of(Finish::Gold),
    );
}

fn fox(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    let figure = Figure { trunk: [0.28, 0.27, 0.48], leg: 0.34, leg_radius: 0.085, ..SMALL };
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            sketch.add(solid("head", Tone::Main, egg(0.33, 0.27, 0.27)).blend(0.05));
            let cheek = limb([0.16, -0.08, 0.08], [0.36, -0.13, 0.02], 0.12, 0.03);
            sketch.add(solid("cheek", Tone::Second, cheek).pair().blend(0.06));
            sketch.add(
                solid("snout", Tone::Main, limb([0.0, -0.06, 0.16], [0.0, -0.11, 0.46], 0.15, 0.055))
                    .blend(0.06),
            );
            sketch.add(paint("snout", Tone::Second, egg(0.30, 0.11, 0.40)).at(0.0, -0.19, 0.20));
            sketch.add(solid("nose", Tone::Fixed(NOSE), ball(0.055)).at(0.0, -0.075, 0.51).feature());
            let ear = slab(&[[-0.14, 0.0], [0.14, 0.0], [0.02, 0.38]], 0.055, 0.03);
            sketch.add(solid("ear", Tone::Main, ear).turn_z(-16.0).at(0.20, 0.16, -0.02).pair().blend(0.04));
            let inner = slab(&[[-0.07, 0.03], [0.07, 0.03], [0.012, 0.25]], 0.03, 0.01);
            sketch.add(solid("ear", Tone::Third, inner).turn_z(-16.0).at(0.20, 0.17, 0.025).pair());
            sketch.eyes(0.135, 0.05, 0.225, 0.058);
        },
        |sketch| {
            let tail = if sketch.second() {
                path(&[
                    [0.0, 0.0, 0.1, 0.08],
                    [0.32, 0.02, -0.05, 0.16],
                    [0.50, 0.06, 0.25, 0.15],
                    [0.44, 0.06, 0.50, 0.04],
                ])
            } else {
                path(&[
                    [0.0, 0.0, 0.1, 0.08],
                    [0.0, 0.05, -0.25, 0.16],
                    [0.0, 0.28, -0.50, 0.17],
                    [0.0, 0.58, -0.60, 0.04],
                ])
            };
            sketch.add(solid("tail", Tone::Main, tail).blend(0.05));
            let tip = if sketch.second() { vec3(0.44, 0.06, 0.46) } else { vec3(0.0, 0.58, -0.60) };
            sketch.add(paint("tail", Tone::Second, ball(0.22)).at(tip.x, tip.y, tip.z));
        },
    );
}

fn bear(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    let figure = Figure {
        trunk: [0.38, 0.36, 0.50],
        leg: 0.22,
        leg_radius: 0.14,
        neck: 0.38,
        neck_radius: 0.24,
        ..SMALL
    };
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            sketch.add(solid("head", Tone::Main, egg(0.36, 0.33, 0.31)).blend(0.08));
            sketch.add(
                solid("ear", Tone::Main, egg(0.13, 0.13, 0.075)).at(0.27, 0.27, -0.02).pair().blend(0.04),
            );
            sketch.add(solid("ear", Tone::Second, egg(0.075, 0.075, 0.04)).at(0.27, 0.27, 0.04).pair());
            if sketch.is_kind("panda") {
                sketch.add(
                    paint("patch", Tone::Third, egg(0.085, 0.11, 0.12))
                        .turn_z(24.0)
                        .at(0.15, 0.04, 0.26)
                        .pair(),
                );
            }
            muzzle(sketch, -0.09, 0.25, [0.165, 0.135, 0.14]);
            sketch.eyes(0.135, 0.055, 0.272, 0.055);
        },
        |sketch| sketch.add(solid("tail", Tone::Main, ball(0.11)).blend(0.04)),
    );
}

fn rabbit(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    let figure = Figure {
        trunk: [0.33, 0.34, 0.42],
        leg: 0.16,
        leg_radius: 0.095,
        neck: 0.42,
        reach: 0.36,
        neck_radius: 0.2,
        ..SMALL
    };
    let flop = sketch.second();
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            sketch.add(solid("head", Tone::Main, egg(0.30, 0.28, 0.28)).blend(0.06));
            let ear = if flop {
                path(&[
                    [0.11, 0.20, -0.04, 0.09],
                    [0.20, 0.52, -0.08, 0.115],
                    [0.42, 0.60, -0.05, 0.10],
                    [0.52, 0.40, 0.0, 0.07],
                ])
            } else {
                path(&[[0.11, 0.20, -0.04, 0.09], [0.15, 0.52, -0.08, 0.115], [0.20, 0.82, -0.10, 0.06]])
            };
            sketch.add(solid("ear", Tone::Main, ear).stretch(1.0, 1.0, 0.7).pair().blend(0.04));
            if !flop {
                let inner = path(&[
                    [0.13, 0.32, 0.02, 0.035],
                    [0.155, 0.52, 0.005, 0.055],
                    [0.185, 0.74, -0.02, 0.03],
                ]);
                sketch.add(solid("ear", Tone::Second, inner).pair());
            }
            sketch.add(
                solid("cheek", Tone::Light, egg(0.105, 0.09, 0.09))
                    .at(0.075, -0.10, 0.235)
                    .pair()
                    .blend(0.04),
            );
            sketch.add(solid("nose", Tone::Second, egg(0.042, 0.034, 0.04)).at(0.0, -0.035, 0.31).feature());
            sketch.add(
                solid("tooth", Tone::Fixed(0xFFFFFF), block(0.042, 0.05, 0.02, 0.012)).at(0.0, -0.185, 0.275),
            );
            sketch.eyes(0.15, 0.06, 0.225, 0.062);
        },
        |sketch| sketch.add(solid("tail", Tone::Light, ball(0.145)).at(0.0, -0.04, -0.03).blend(0.02)),
    );
}

fn mouse(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    let figure = Figure {
        trunk: [0.33, 0.33, 0.42],
        leg: 0.10,
        leg_radius: 0.075,
        neck: 0.30,
        reach: 0.42,
        neck_radius: 0.2,
        ..SMALL
    };
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            sketch.add(
                solid("head", Tone::Main, limb([0.0, 0.0, 0.0], [0.0, -0.10, 0.32], 0.28, 0.10)).blend(0.06),
            );
            sketch.add(
                solid("ear", Tone::Main, egg(0.22, 0.22, 0.055))
                    .turn_y(16.0)
                    .at(0.28, 0.28, -0.06)
                    .pair()
                    .blend(0.03),
            );
            sketch.add(
                solid("ear", Tone::Second, egg(0.155, 0.155, 0.035))
                    .turn_y(16.0)
                    .at(0.285, 0.28, -0.02)
                    .pair(),
            );
            sketch.add(solid("nose", Tone::Second, ball(0.06)).at(0.0, -0.075, 0.42).feature());
            sketch.eyes(0.125, 0.05, 0.205, 0.062);
        },
        |sketch| {
            let tail = path(&[
                [0.0, -0.12, 0.10, 0.05],
                [0.0, -0.15, -0.18, 0.045],
                [0.16, -0.05, -0.42, 0.04],
                [0.05, 0.20, -0.56, 0.032],
            ]);
            sketch.add(solid("tail", Tone::Second, tail).blend(0.03));
        },
    );
}

fn lion(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fur);
    let figure = Figure { trunk: [0.32, 0.32, 0.52], leg: 0.32, leg_radius: 0.11, ..SMALL };
    quadruped::draw(
        sketch,
        &figure,
        |sketch| {
            let locks = 11;
            for index in 0..locks {
                let angle = index as f32 / locks as f32 * std::f32::consts::TAU;
                let at = Vec3::new(angle.cos() * 0.33, angle.sin() * 0.33, -0.02);
                sketch
                    .add(solid("mane", Tone::Second, egg(0.17, 0.17, 0.15)).at(at.x, at.y, at.z).blend(0.03));
            }
            sketch.add(solid("mane", Tone::Second, egg(0.36, 0.36, 0.17)).at(0.0, 0.0, -0.08).blend(0.03));
            sketch.next_body();
            sketch.add(solid("head", Tone::Main, egg(0.29, 0.28, 0.25)).at(0.0, 0.0, 0.08));
            sketch.add(
                solid("ear", Tone::Main, egg(0.095, 0.095, 0.06)).at(0.25, 0.27, 0.08).pair().blend(0.02),
            );
            muzzle(sketch, -0.09, 0.26, [0.135, 0.10, 0.11]);
            sketch.eyes(0.11, 0.06, 0.285, 0.052);
            if sketch.is_kind("tiger") {
                for x in [-0.11, 0.0, 0.11] {
                    sketch.add(paint("stripe", Tone::Third, egg(0.026, 0.10, 0.2)).at(x, 0.27, 0.16));
                }
                for y in [-0.06, 0.05] {
                    sketch.add(paint("stripe", Tone::Third, egg(0.09, 0.024, 0.16)).at(0.28, y, 0.10).pair());
                }
            }
        },
        |sketch| {
            let tail = path(&[
                [0.0, 0.0, 0.1, 0.06],
                [0.0, 0.02, -0.22, 0.05],
                [0.0, 0.34, -0.36, 0.045],
                [0.10, 0.52, -0.30, 0.045],
            ]);
            sketch.add(solid("tail", Tone::Main, tail).blend(0.04));
            let tuft = if sketch.is_kind("tiger") { Tone::Third } else { Tone::Second };
            sketch.add(solid("tail", tuft, egg(0.10, 0.14, 0.10)).at(0.12, 0.56, -0.28));
        },
    );
    big_cat_coat(sketch);
}

/// Stripes of a tiger, rosettes of a leopard, in the first body.
fn big_cat_coat(sketch: &mut Sketch) {
    // The head began a body of its own; the coat belongs to the trunk, which was drawn before it.
    sketch.in_first_body(|sketch| {
        if sketch.is_kind("tiger") {
            for step in 0..7 {
                let along = -0.42 + 0.14 * step as f32;
                let (y, z) = if sketch.second() { (along, -0.25) } else { (0.24, along) };
                let half = if sketch.second() { egg(0.5, 0.028, 0.22) } else { egg(0.5, 0.24, 0.03) };
                sketch.add(paint("stripe", Tone::Third, half).at(0.0, y, z));
            }
        } else if sketch.is_kind("leopard") {
            for index in 0..30 {
                let (sin, cos) = (index as f32 * 2.399_96).sin_cos();
                let z = -0.46 + 0.92 * index as f32 / 29.0;
                let at = if sketch.second() {
                    vec3(0.32 * sin, z, -0.10 + 0.3 * cos)
                } else {
                    vec3(0.31 * sin, 0.31 * cos, z)
                };
                if at.y > -0.2 || sketch.second() {
                    sketch.add(paint("spot", Tone::Third, ball(0.05)).at(at.x, at.y, at.z));
                }
            }
        }
    });
}
