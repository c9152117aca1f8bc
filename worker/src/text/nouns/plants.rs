//! Trees, flowers and the like.

use super::{Kind, Noun, Role, noun};
use crate::{
    style::material::Finish,
    text::sketch::{Sketch, Tone, ball, block, cone, cylinder, egg, limb, path, smooth_lathe, solid},
};
use glam::{Affine3A, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "tree",
        &["oak", "apple tree", "maple", "bonsai"],
        Role::Thing,
        &[
            [0x5CB048, 0x8A5A36, 0x7CC85A, 0x4A3020, 0x9CCE6A],
            [0xE98A3A, 0x7A4A2E, 0xF2B04A, 0x4A2C1E, 0xB8C05A],
            [0xF29AB8, 0x7A4E3C, 0xF9C0D2, 0x4A302A, 0x9CCE6A],
        ],
        tree,
    ),
    noun(
        "pine",
        &["fir", "christmas tree", "pine tree", "spruce", "conifer", "xmas tree"],
        Role::Thing,
        &[
            [0x2F8A52, 0x7A4E30, 0xF6C93B, 0x4A3020, 0xEEF2F4],
            [0x3F9A7C, 0x6A422A, 0xD83A34, 0x3A281E, 0xF6FAFC],
        ],
        pine,
    ),
    noun(
        "palm",
        &["palm tree", "coconut tree"],
        Role::Thing,
        &[
            [0x4CB05A, 0xA8784A, 0x7A4A2A, 0x5A3A22, 0xF2DCA8],
            [0x6AC04A, 0xB88A5C, 0x6A3E24, 0x5A3A22, 0xF6E4BC],
        ],
        palm,
    ),
    noun(
        "mushroom",
        &["toadstool", "fungus"],
        Role::Thing,
        &[
            [0xD83A34, 0xF8F0E2, 0xFFFCF6, 0x6A4A38, 0x8CC062],
            [0x9A6A48, 0xF4E6CE, 0xE9CFA8, 0x4A3428, 0x8CC062],
        ],
        mushroom,
    ),
    noun(
        "cactus",
        &["cacti", "succulent"],
        Role::Thing,
        &[
            [0x4CA65A, 0xD0784A, 0xF06A9A, 0x5A3A2A, 0xF6F0D8],
            [0x6AB87A, 0xF0EADE, 0xF6B83A, 0x5A483A, 0xFAF6E8],
        ],
        cactus,
    ),
    noun(
        "flower",
        &["blossom", "marigold"],
        Role::Held,
        &[
            [0xF06A9A, 0x4CA652, 0xF6C93B, 0x2F7A3E, 0xFBE6EE],
            [0xF8F4EC, 0x5CB048, 0xF2A92C, 0x3A7A3A, 0xFFFFFF],
            [0xF6C23A, 0x4CA652, 0x7A4A2A, 0x2F7A3E, 0xFBF0D0],
        ],
        flower,
    )
    .with_kinds(&[
        Kind {
            name: "sunflower",
            palettes: &[
                [0xF9C62E, 0x58A846, 0x6A4226, 0x3A281E, 0xFFF0B8],
                [0xF2A52E, 0x4C9A48, 0x4A2F20, 0x33221A, 0xFFE9B0],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "daisy",
            words: &["camomile"],
            palettes: &[
                [0xFDFCF8, 0x58A846, 0xF6C23A, 0x3A3A2E, 0xFFFFFF],
                [0xF6E2F0, 0x6ABA5A, 0xF2A92E, 0x3A3A34, 0xFFF4FA],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "rose",
            words: &["red rose", "peony"],
            palettes: &[
                [0xD22E3E, 0x4A8F48, 0xA8222F, 0x33261E, 0xF9D8DC],
                [0xF6AFC0, 0x5CA052, 0xE4879E, 0x3A2A2A, 0xFFEEF2],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "tulip",
            words: &["crocus"],
            palettes: &[
                [0xE8404A, 0x5CA84E, 0xF6C93B, 0x33261E, 0xFBE0E2],
                [0xF6B83A, 0x4C9A5A, 0xE98A3A, 0x3A2E1E, 0xFFF0D0],
            ],
            ..Kind::PLAIN
        },
    ])
    .loosely(&["orchid", "lily", "lotus", "lavender plant"]),
    noun(
        "leaf",
        &["clover", "four leaf clover"],
        Role::Held,
        &[
            [0x5CB84A, 0x3F8A3E, 0x8AD06A, 0x2F6A34, 0xC8E8A8],
            [0xE97A2E, 0xA84A24, 0xF6B04A, 0x7A321A, 0xFAD8A0],
        ],
        leaf,
    ),
];

fn tree(sketch: &mut Sketch) {
    sketch.made_of(Finish::Foliage);
    sketch.add(solid("grass", Tone::Light, cylinder(0.56, 0.06, 0.05)).at(0.0, -1.04, 0.0));
    sketch.next_body();
    sketch.add(
        solid(
            "trunk",
            Tone::Second,
            smooth_lathe(&[
                [0.0, -1.02],
                [0.24, -1.02],
                [0.15, -0.74],
                [0.115, -0.2],
                [0.13, 0.2],
                [0.0, 0.24],
            ]),
        )
        .of(Finish::Bark),
    );
    sketch.ring(5, |sketch, _, _| {
        sketch.add(
            solid("trunk", Tone::Second, limb([0.04, -0.86, 0.0], [0.33, -1.02, 0.0], 0.08, 0.035))
                .blend(0.10)
                .of(Finish::Bark),
        );
    });
    let branch = limb([0.02, -0.36, 0.0], [0.36, 0.02, 0.10], 0.075, 0.05);
    sketch.add(solid("branch", Tone::Second, branch).blend(0.06).of(Finish::Bark));
    sketch.next_body();
    let tall = sketch.second();
    let blobs = if tall { 7 } else { 10 };
    sketch.add(
        solid("crown", Tone::Main, if tall { egg(0.44, 0.56, 0.44) } else { egg(0.46, 0.42, 0.46) })
            .at(0.0, 0.36, 0.0),
    );
    for index in 0..blobs {
        let angle = index as f32 * 2.399_96;
        let (y, reach, radius) = if tall {
            (0.04 + 0.11 * index as f32, 0.34 - 0.026 * index as f32, 0.25 - 0.008 * index as f32)
        } else {
            (0.06 + 0.075 * index as f32, 0.46 - 0.028 * index as f32, 0.27 - 0.006 * index as f32)
        };
        let radius = sketch.vary(&format!("blob{index}"), radius, 0.12);
        let tone = if index % 3 == 1 { Tone::Third } else { Tone::Main };
        sketch.add(
            solid("crown", tone, ball(radius)).at(angle.cos() * reach, y, angle.sin() * reach).blend(0.04),
        );
    }
    let fruit = sketch.count("apple", if tall { 0 } else { 5 }.max(1), 9);
    if !tall || fruit > 1 {
        for index in 0..fruit {
            let angle = 0.6 + index as f32 * 1.9;
            let y = 0.16 + 0.10 * index as f32;
            sketch.add(
                solid("apple", Tone::Fixed(0xD83A34), ball(0.075))
                    .at(
                        angle.sin() * (0.66 - 0.05 * index as f32),
                        y,
                        angle.cos() * (0.66 - 0.05 * index as f32),
                    )
                    .of(Finish::Skin),
            );
        }
    }
}

fn pine(sketch: &mut Sketch) {
    sketch.made_of(Finish::Foliage);
    let tiers = sketch.count("tier", sketch.pick(4, 3), 6);
    sketch.add(solid("snow", Tone::Light, cylinder(0.52, 0.06, 0.05)).at(0.0, -1.02, 0.0).of(Finish::Snow));
    sketch.add(solid("trunk", Tone::Second, cylinder(0.13, 0.22, 0.02)).at(0.0, -0.84, 0.0).of(Finish::Bark));
    for index in 0..tiers {
        let share = index as f32 / tiers as f32;
        let radius = 0.62 - 0.40 * share;
        let y = -0.50 + 1.20 * share;
        sketch.add(solid("tier", Tone::Main, cone(radius, 0.04, 0.26)).at(0.0, y, 0.0));
        let lumps = 9 - index;
        sketch.placed(Affine3A::from_rotation_y(0.4 * index as f32), |sketch| {
            sketch.ring(lumps, |sketch, lump, _| {
                sketch.add(
                    solid("tier", Tone::Main, egg(0.11, 0.075, 0.11))
                        .at(radius * 0.90, y - 0.22, 0.0)
                        .blend(0.05),
                );
                if lump % 2 == index % 2 {
                    let code = [0xD83A34, 0xF6C93B, 0x3F9AE0][(lump + index) % 3];
                    sketch.add(
                        solid("bauble", Tone::Fixed(code), ball(0.06))
                            .at(radius * 1.02, y - 0.26, 0.0)
                            .of(Finish::Ceramic),
                    );
                }
            });
        });
    }
    let top = -0.50 + 1.20 * (tiers as f32 - 1.0) / tiers as f32 + 0.26;
    let star = crate::sdf::outline::star(5, 0.16, 0.07);
    sketch.add(
        solid("star", Tone::Third, super::super::sketch::prism(star, 0.05, 0.02))
            .at(0.0, top + 0.10, 0.0)
            .feature()
            .of(Finish::Gold),
    );
}

fn palm(sketch: &mut Sketch) {
    sketch.made_of(Finish::Foliage);
    sketch.add(solid("sand", Tone::Light, egg(0.62, 0.16, 0.62)).at(0.0, -0.98, 0.0).of(Finish::Snow));
    let lean = sketch.pick(0.30, -0.22);
    for index in 0..9 {
        let share = index as f32 / 8.0;
        let x = lean * share * share;
        let y = -0.90 + 1.25 * share;
        sketch.add(
            solid("trunk", Tone::Second, cone(0.105 - 0.03 * share, 0.13 - 0.03 * share, 0.10))
                .turn_z(-lean * 40.0 * share)
                .at(x, y, 0.0)
                .of(Finish::Bark),
        );
    }
    let fronds = sketch.count("leaf", 7, 10);
    sketch.placed(Affine3A::from_translation(vec3(lean, 0.40, 0.0)), |sketch| {
        sketch.ring(fronds, |sketch, index, _| {
            let lift = if index % 2 == 0 { 0.20 } else { 0.08 };
            let frond = path(&[
                [0.0, 0.0, 0.0, 0.10],
                [0.34, lift, 0.0, 0.15],
                [0.62, lift - 0.16, 0.0, 0.12],
                [0.78, lift - 0.42, 0.0, 0.03],
            ]);
            sketch.add(solid("leaf", Tone::Main, frond).stretch(1.0, 0.62, 1.0).blend(0.02));
        });
        for angle in [0.3f32, 2.3, 4.4] {
            sketch.add(
                solid("coconut", Tone::Third, ball(0.10))
                    .at(angle.sin() * 0.13, -0.10, angle.cos() * 0.13)
                    .of(Finish::Bark),
            );
        }
    });
}

fn toadstool(sketch: &mut Sketch, x: f32, z: f32, size: f32, lean: f32) {
    let place = Affine3A::from_scale_rotation_translation(
        glam::Vec3::splat(size),
        glam::Quat::from_rotation_z(lean.to_radians()),
        vec3(x, -0.92, z),
    );
    sketch.placed(place, |sketch| {
        sketch.next_body();
        sketch.add(solid(
            "stem",
            Tone::Second,
            smooth_lathe(&[
                [0.0, -0.02],
                [0.27, -0.02],
                [0.22, 0.22],
                [0.17, 0.70],
                [0.19, 0.95],
                [0.0, 0.98],
            ]),
        ));
        sketch.add(solid("ring", Tone::Second, cone(0.27, 0.18, 0.06)).at(0.0, 0.62, 0.0).blend(0.03));
        sketch.next_body();
        sketch.add(solid(
            "cap",
            Tone::Main,
            smooth_lathe(&[[0.0, 0.84], [0.40, 0.80], [0.62, 0.86], [0.58, 1.06], [0.36, 1.36], [0.0, 1.48]]),
        ));
        sketch.add(solid("gill", Tone::Second, cone(0.22, 0.52, 0.06)).at(0.0, 0.80, 0.0));
        let spots = sketch.count("spot", 11, 18);
        for index in 0..spots {
            let around = index as f32 * 2.399_96;
            // Height and radius along the cap's profile, from the tip down.
            let share = index as f32 / spots as f32;
            let profile = [[0.0, 1.48], [0.36, 1.36], [0.52, 1.18], [0.60, 1.0]];
            let place = share * 3.0;
            let (from, part) = (place as usize, place.fract());
            let mix =
                |axis: usize| profile[from][axis] + (profile[from + 1][axis] - profile[from][axis]) * part;
            let size = sketch.vary(&format!("spot{index}"), 0.085, 0.25);
            sketch.add(solid("spot", Tone::Third, ball(size)).stretch(1.0, 0.8, 1.0).at(
                around.cos() * mix(0),
                mix(1) - 0.03,
                around.sin() * mix(0),
            ));
        }
    });
}

fn mushroom(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    sketch
        .add(solid("grass", Tone::Light, cylinder(0.58, 0.06, 0.05)).at(0.0, -0.95, 0.0).of(Finish::Foliage));
    if sketch.second() {
        toadstool(sketch, -0.10, -0.08, 1.0, 4.0);
        toadstool(sketch, 0.40, 0.16, 0.55, -12.0);
        toadstool(sketch, -0.34, 0.34, 0.38, 10.0);
    } else {
        toadstool(sketch, 0.0, 0.0, 1.15, 0.0);
    }
}

fn cactus(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    sketch.add(solid("pot", Tone::Second, cone(0.34, 0.46, 0.26)).at(0.0, -0.74, 0.0).of(Finish::Clay));
    sketch.add(solid("pot", Tone::Second, cylinder(0.51, 0.075, 0.03)).at(0.0, -0.50, 0.0).of(Finish::Clay));
    sketch.add(solid("soil", Tone::Dark, cylinder(0.43, 0.04, 0.02)).at(0.0, -0.43, 0.0).of(Finish::Bark));
    sketch.next_body();
    if sketch.second() {
        sketch.add(solid(
            "body",
            Tone::Main,
            super::super::sketch::rippled_lathe(
                &[[0.0, -0.45], [0.30, -0.42], [0.44, -0.05], [0.34, 0.30], [0.0, 0.42]],
                5,
                crate::sdf::Ripple { count: 11.0, depth: 0.07, twist: 0.0 },
            ),
        ));
    } else {
        sketch.add(solid("body", Tone::Main, limb([0.0, -0.42, 0.0], [0.0, 0.62, 0.0], 0.24, 0.22)));
        let arms = sketch.count("arm", 2, 4);
        sketch.placed(Affine3A::IDENTITY, |sketch| {
            sketch.ring(arms, |sketch, index, _| {
                let y = if index % 2 == 0 { 0.0 } else { -0.14 };
                let arm = path(&[
                    [0.12, y, 0.0, 0.12],
                    [0.40, y + 0.02, 0.0, 0.125],
                    [0.50, y + 0.18, 0.0, 0.125],
                    [0.50, y + 0.42, 0.0, 0.115],
                ]);
                sketch.add(solid("arm", Tone::Main, arm).blend(0.05));
            });
        });
    }
    let top = sketch.pick(0.82, 0.40);
    for index in 0..6 {
        let angle = index as f32 * 60.0f32.to_radians();
        sketch.add(solid("flower", Tone::Third, egg(0.075, 0.05, 0.075)).at(
            angle.cos() * 0.09,
            top + 0.035,
            angle.sin() * 0.09,
        ));
    }
    sketch.add(solid("flower", Tone::Fixed(0xF8D04A), ball(0.055)).at(0.0, top + 0.06, 0.0).feature());
    let rows = 8;
    for row in 0..rows {
        for step in 0..5 {
            let angle = (row as f32 + 0.5 * (step % 2) as f32) * std::f32::consts::TAU / rows as f32;
            let (radius, y) = if sketch.second() {
                (0.40 - 0.42 * (0.22 * step as f32 - 0.42f32).powi(2), -0.30 + 0.13 * step as f32)
            } else {
                (0.225, -0.25 + 0.20 * step as f32)
            };
            sketch.add(
                solid("thorn", Tone::Light, cone(0.026, 0.012, 0.05))
                    .turn_z(-90.0)
                    .turn_y(-angle.to_degrees())
                    .at(angle.cos() * radius, y, angle.sin() * radius),
            );
        }
    }
}

fn flower(sketch: &mut Sketch) {
    sketch.made_of(Finish::Foliage);
    let petals = sketch.count("petal", sketch.pick(7, 10), 16);
    let sway = sketch.vary("sway", 0.05, 1.0);
    sketch.add(
        solid(
            "stem",
            Tone::Second,
            path(&[[0.0, -1.0, 0.0, 0.06], [sway, -0.45, 0.0, 0.055], [0.0, 0.34, 0.0, 0.05]]),
        )
        .limb(),
    );
    for (side, y) in [(1.0f32, -0.62), (-1.0, -0.36)] {
        let leaf = path(&[
            [side * 0.02, y, 0.0, 0.03],
            [side * 0.20, y + 0.10, 0.02, 0.105],
            [side * 0.42, y + 0.28, 0.04, 0.02],
        ]);
        sketch.add(solid("leaf", Tone::Second, leaf).stretch(1.0, 1.0, 0.55).blend(0.03));
    }
    let tilt =
        Affine3A::from_translation(vec3(0.0, 0.42, 0.03)) * Affine3A::from_rotation_x(68.0f32.to_radians());
    if sketch.is_kind("tulip") || sketch.is_kind("rose") {
        cup_of_petals(sketch);
    } else {
        sketch.placed(tilt, |sketch| open_petals(sketch, petals));
    }
    if !sketch.second() {
        sketch.add(solid("grass", Tone::Second, cylinder(0.26, 0.055, 0.04)).at(0.0, -1.02, 0.0));
    } else {
        sketch.add(
            solid("pot", Tone::Fixed(0xC96F48), cone(0.16, 0.22, 0.16)).at(0.0, -0.98, 0.0).of(Finish::Clay),
        );
        sketch.add(
            solid("pot", Tone::Fixed(0xC96F48), cylinder(0.25, 0.045, 0.02))
                .at(0.0, -0.82, 0.0)
                .of(Finish::Clay),
        );
    }
}

/// The blossom of a tulip, or a rose's with more leaves that open further.
fn cup_of_petals(sketch: &mut Sketch) {
    let is_rose = sketch.is_kind("rose");
    sketch.add(solid("center", Tone::Third, egg(0.15, 0.20, 0.15)).at(0.0, 0.58, 0.0));
    let rings: &[(usize, f32, f32)] = if is_rose {
        &[(5, 0.25, 0.26), (4, 0.16, 0.32), (3, 0.08, 0.36)]
    } else {
        &[(3, 0.17, 0.40), (3, 0.13, 0.42)]
    };
    for (row, (petals, out, height)) in rings.iter().enumerate() {
        let turn = Affine3A::from_rotation_y(0.5 * row as f32 + 0.3);
        sketch.placed(turn, |sketch| {
            sketch.ring(*petals, |sketch, _, _| {
                let lean = if is_rose { 14.0 - 3.0 * row as f32 } else { 4.0 };
                let petal = egg(0.075, *height * 0.86, 0.20 - 0.03 * row as f32);
                sketch.add(solid("petal", Tone::Main, petal).turn_z(-lean).at(*out, 0.60, 0.0).feature());
            });
        });
    }
    sketch.add(solid("center", Tone::Second, cone(0.08, 0.20, 0.10)).at(0.0, 0.30, 0.0));
}

fn open_petals(sketch: &mut Sketch, petals: usize) {
    let long = sketch.pick(0.24, 0.27);
    let wide = (0.78 / petals as f32).clamp(0.075, 0.16) * 1.25;
    sketch.ring(petals, |sketch, index, _| {
        let lift = if index % 2 == 0 { 0.02 } else { -0.015 };
        sketch.add(
            solid("petal", Tone::Main, egg(long, 0.055, wide))
                .turn_z(10.0)
                .at(0.30, lift + 0.02, 0.0)
                .feature(),
        );
    });
    sketch.add(solid("center", Tone::Third, egg(0.19, 0.11, 0.19)).at(0.0, 0.06, 0.0).feature());
    sketch.add(solid("center", Tone::Second, cone(0.10, 0.17, 0.08)).at(0.0, -0.06, 0.0));
}

fn leaf(sketch: &mut Sketch) {
    sketch.made_of(Finish::Foliage);
    if sketch.second() {
        let outline = crate::sdf::outline::heart(0.34);
        for turn in [45.0, 135.0, 225.0, 315.0] {
            let petal = Affine3A::from_rotation_z(f32::to_radians(turn))
                * Affine3A::from_translation(vec3(0.0, 0.36, 0.0));
            sketch.placed(petal, |sketch| {
                sketch.add(solid(
                    "leaf",
                    Tone::Main,
                    super::super::sketch::prism(outline.clone(), 0.07, 0.05),
                ));
                sketch.add(solid(
                    "vein",
                    Tone::Third,
                    limb([0.0, -0.30, 0.06], [0.0, 0.12, 0.07], 0.028, 0.02),
                ));
            });
        }
        sketch.add(solid(
            "stem",
            Tone::Second,
            path(&[[0.0, 0.0, 0.0, 0.055], [0.10, -0.50, 0.0, 0.05], [0.26, -0.95, 0.0, 0.05]]),
        ));
    } else {
        let outline: Vec<[f32; 2]> = (0..40)
            .map(|step| {
                let t = step as f32 / 40.0 * std::f32::consts::TAU;
                let taper = (0.5 - 0.5 * t.cos()).powf(0.75);
                [0.52 * t.sin() * taper, -0.85 * t.cos() * 1.0]
            })
            .rev()
            .collect();
        sketch.add(
            solid("leaf", Tone::Main, super::super::sketch::slab(&outline, 0.06, 0.04)).at(0.0, 0.15, 0.0),
        );
        sketch.add(solid("vein", Tone::Second, limb([0.0, -1.0, 0.02], [0.0, 0.80, 0.05], 0.055, 0.02)));
        for y in [-0.35, -0.05, 0.25, 0.50] {
            let reach = 0.34 - 0.26 * (y - 0.05f32).abs();
            sketch.add(
                solid("vein", Tone::Second, limb([0.0, y, 0.05], [reach, y + 0.24, 0.05], 0.03, 0.02)).pair(),
            );
        }
    }
    sketch.add(solid("stand", Tone::Second, block(0.30, 0.05, 0.20, 0.04)).at(
        if sketch.second() { 0.26 } else { 0.0 },
        -0.98,
        0.0,
    ));
}
