//! Things to hold, give and play with.

use super::{Kind, Noun, Role, noun};
use crate::{
    sdf::outline::{Outline, heart},
    style::material::Finish,
    text::sketch::{
        Sketch, Tone, ball, block, carve, cone, cylinder, egg, keep, limb, paint, path, prism, ring, slab,
        solid,
    },
};
use glam::{Affine3A, Vec2, vec2};

pub const NOUNS: &[Noun] = &[
    noun(
        "sword",
        &["blade", "dagger", "saber", "katana", "lightsaber"],
        Role::Held,
        &[
            [0xD2DAE2, 0xF0B938, 0x8A3A2E, 0x4A2A1E, 0xE23E4A],
            [0xB8D8F0, 0x8A96A6, 0x3A4A8A, 0x222A4A, 0x5AD0C0],
        ],
        sword,
    ),
    noun(
        "shield",
        &["buckler", "coat of arms", "crest"],
        Role::Held,
        &[
            [0x3F6FC0, 0xF0B938, 0xF8F4EA, 0x223660, 0xD83A34],
            [0xC0363C, 0xC9D0D8, 0xF6E4B0, 0x5A161C, 0xF6C93B],
        ],
        shield,
    ),
    noun(
        "gift",
        &["present", "parcel", "package"],
        Role::Held,
        &[
            [0xE24A4A, 0xF6C93B, 0xF89A9A, 0x7A1E22, 0xFFF6E6],
            [0x4AB0A0, 0xF7F2E6, 0x8AD4C6, 0x1E4A44, 0xF28AA8],
        ],
        gift,
    ),
    noun(
        "umbrella",
        &["parasol", "brolly"],
        Role::Held,
        &[
            [0xE24A3E, 0xF8F4EA, 0xF6C93B, 0x6A4228, 0xC9CED6],
            [0x5A7AD8, 0xF2C0D8, 0xF8F0FA, 0x3A2E52, 0xD8DCE2],
        ],
        umbrella,
    ),
    noun(
        "guitar",
        &["ukulele", "electric guitar"],
        Role::Held,
        &[
            [0xC87A3A, 0x5A341E, 0xF6DCA8, 0x2A1C14, 0xF4ECDC],
            [0xD03A3E, 0x2E2A30, 0xF4EEE2, 0x1E1C20, 0xE2E6EA],
        ],
        guitar,
    )
    .loosely(&["violin", "banjo", "cello"]),
    noun(
        "ball",
        &["sphere"],
        Role::Held,
        &[
            [0xFAF8F2, 0x2B2D33, 0xE24A3A, 0x2B2D33, 0x6AC05A],
            [0xE97A2E, 0x332824, 0xF6C93B, 0x332824, 0xC8965C],
        ],
        soccer_ball,
    )
    .with_kinds(&[
        Kind {
            name: "football",
            words: &["soccer ball"],
            palettes: &[
                [0xFAF8F2, 0x2B2D33, 0xE24A3A, 0x2B2D33, 0x6AC05A],
                [0xFDF6E4, 0x2A4A8A, 0xE24A3A, 0x22304E, 0x7CC86A],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "basketball",
            palettes: &[
                [0xE97A2E, 0x332824, 0xF6C93B, 0x332824, 0xC8965C],
                [0xD9642A, 0x2A211E, 0xF6C93B, 0x2A211E, 0xE9D2AE],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "tennis ball",
            words: &["baseball"],
            palettes: &[
                [0xC9E03A, 0xFBFCF4, 0x4CA652, 0x3A4A1E, 0x4C8AB8],
                [0xF6F2E8, 0xD83A34, 0x4CA652, 0x5A2A28, 0x6AC05A],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "beach ball",
            palettes: &[
                [0xFBF8F0, 0xE24A3A, 0xF6C93B, 0x2B2D33, 0x3F8FD0],
                [0xFFFFFF, 0x3FA7A0, 0xF28A2E, 0x2B2D33, 0xF084AE],
            ],
            ..Kind::PLAIN
        },
    ]),
    noun(
        "hammer",
        &["mallet", "sledgehammer"],
        Role::Held,
        &[
            [0x9AA6B4, 0xB87A42, 0xD83A34, 0x4A3422, 0xE6ECF2],
            [0xF0B938, 0x5A443A, 0x3F7FD0, 0x2E241E, 0xFBF0D0],
        ],
        hammer,
    )
    .with_kinds(&[Kind {
        name: "axe",
        words: &["hatchet", "battle axe", "battleaxe", "tomahawk"],
        ..Kind::PLAIN
    }])
    .loosely(&["tool", "pickaxe"]),
    noun(
        "camera",
        &["photo camera"],
        Role::Held,
        &[
            [0x3A3E48, 0xC9D0D8, 0x7AC8F0, 0x22242C, 0xE24A3A],
            [0xF2A8B8, 0xFBF6EE, 0x8AD0F0, 0x3A2E36, 0xF6C93B],
        ],
        camera,
    ),
    noun(
        "skull",
        &["death head"],
        Role::Held,
        &[
            [0xF2ECDC, 0xD8CCB4, 0xC83A3A, 0x2E2626, 0xFFFBF0],
            [0xF7B8D0, 0xFBF4F0, 0x5AC8B8, 0x3A223A, 0xF6C93B],
        ],
        skull,
    )
    .loosely(&["skeleton", "bone"]),
];

fn sword(sketch: &mut Sketch) {
    sketch.made_of(Finish::Steel);
    let wide = sketch.pick(0.13, 0.20);
    let blade = [[-wide, -0.20], [wide, -0.20], [wide, 0.86], [0.0, 1.10], [-wide, 0.86]];
    sketch.add(solid("blade", Tone::Main, slab(&blade, 0.05, 0.035)));
    sketch.add(solid("blade", Tone::Light, block(0.028, 0.48, 0.052, 0.01)).at(0.0, 0.32, 0.0));
    let guard = if sketch.second() {
        path(&[[0.0, -0.22, 0.0, 0.075], [0.28, -0.20, 0.0, 0.065], [0.42, -0.06, 0.0, 0.05]])
    } else {
        limb([0.0, -0.22, 0.0], [0.38, -0.22, 0.0], 0.075, 0.065)
    };
    sketch.add(solid("guard", Tone::Second, guard).pair().of(Finish::Gold));
    sketch.add(
        solid("handle", Tone::Third, cylinder(0.075, 0.20, 0.02)).at(0.0, -0.46, 0.0).of(Finish::Fabric),
    );
    for y in [-0.34, -0.42, -0.50, -0.58] {
        sketch.add(solid("handle", Tone::Dark, ring(0.07, 0.022)).at(0.0, y, 0.0).of(Finish::Fabric));
    }
    sketch.add(solid("pommel", Tone::Second, ball(0.115)).at(0.0, -0.72, 0.0).of(Finish::Gold));
    sketch.add(
        solid("gem", Tone::Light, egg(0.065, 0.065, 0.05)).at(0.0, -0.22, 0.075).feature().of(Finish::Glass),
    );
    sketch.add(solid("stand", Tone::Dark, cylinder(0.32, 0.07, 0.05)).at(0.0, -0.86, 0.0).of(Finish::Wood));
}

fn shield(sketch: &mut Sketch) {
    sketch.made_of(Finish::Steel);
    let round = sketch.second();
    let corners = |grow: f32| -> Vec<Vec2> {
        let half = [(0.0, -0.92), (0.28, -0.66), (0.52, -0.28), (0.60, 0.14), (0.60, 0.66), (0.30, 0.72)];
        let right = half.iter().map(|(x, y)| vec2(*x, *y) * grow);
        let left = half.iter().rev().take(5).map(|(x, y)| vec2(-*x, *y) * grow);
        right.chain([vec2(0.0, 0.80) * grow]).chain(left).collect()
    };
    if round {
        sketch.add(solid("shield", Tone::Main, egg(0.74, 0.74, 0.20)));
        sketch.add(keep("shield", Tone::Main, block(1.0, 1.0, 0.5, 0.0)).at(0.0, 0.0, 0.46));
        sketch.add(solid("rim", Tone::Second, ring(0.72, 0.065)).turn_x(90.0).of(Finish::Gold));
        sketch.add(solid("boss", Tone::Second, ball(0.20)).at(0.0, 0.0, 0.14).of(Finish::Gold));
        for index in 0..8 {
            let angle = index as f32 * 45.0f32.to_radians();
            sketch.add(
                solid("rivet", Tone::Light, ball(0.05))
                    .at(0.60 * angle.cos(), 0.60 * angle.sin(), 0.115)
                    .of(Finish::Gold),
            );
        }
        for index in 0..4 {
            sketch.add(
                paint("stripe", Tone::Third, slab(&[[0.0, 0.0], [0.5, 0.9], [-0.5, 0.9]], 0.5, 0.0))
                    .turn_z(45.0 + 90.0 * index as f32),
            );
        }
    } else {
        sketch.add(
            solid("rim", Tone::Second, prism(Outline::polygon(corners(1.0)), 0.10, 0.04)).of(Finish::Gold),
        );
        sketch.add(solid("shield", Tone::Main, prism(Outline::polygon(corners(0.87)), 0.13, 0.03)));
        sketch.add(solid("cross", Tone::Third, block(0.085, 0.62, 0.15, 0.02)).at(0.0, -0.02, 0.0));
        sketch.add(solid("cross", Tone::Third, block(0.46, 0.085, 0.15, 0.02)).at(0.0, 0.18, 0.0));
        sketch.add(solid("boss", Tone::Light, ball(0.13)).at(0.0, 0.18, 0.13).feature());
    }
    sketch.add(
        solid("stand", Tone::Dark, block(0.36, 0.08, 0.30, 0.05))
            .at(0.0, if round { -0.76 } else { -0.90 }, 0.0)
            .of(Finish::Wood),
    );
}

fn gift(sketch: &mut Sketch) {
    sketch.made_of(Finish::Paper);
    let (wide, tall) = if sketch.second() { (0.52, 0.52) } else { (0.62, 0.40) };
    sketch.add(solid("box", Tone::Main, block(wide, tall, wide, 0.04)).at(0.0, -0.30, 0.0));
    sketch.add(solid("lid", Tone::Third, block(wide + 0.05, 0.11, wide + 0.05, 0.04)).at(
        0.0,
        tall - 0.34,
        0.0,
    ));
    sketch.add(
        solid("ribbon", Tone::Second, block(0.10, tall + 0.02, wide + 0.02, 0.02))
            .at(0.0, -0.30, 0.0)
            .of(Finish::Fabric),
    );
    sketch.add(
        solid("ribbon", Tone::Second, block(wide + 0.02, tall + 0.02, 0.10, 0.02))
            .at(0.0, -0.30, 0.0)
            .of(Finish::Fabric),
    );
    sketch.add(
        solid("ribbon", Tone::Second, block(0.10, 0.125, wide + 0.065, 0.03))
            .at(0.0, tall - 0.34, 0.0)
            .of(Finish::Fabric),
    );
    sketch.add(
        solid("ribbon", Tone::Second, block(wide + 0.065, 0.125, 0.10, 0.03))
            .at(0.0, tall - 0.34, 0.0)
            .of(Finish::Fabric),
    );
    let top = tall - 0.22;
    sketch.add(
        solid("bow", Tone::Second, ring(0.17, 0.075))
            .turn_x(90.0)
            .stretch(1.25, 0.9, 1.3)
            .turn_z(28.0)
            .at(0.22, top + 0.14, 0.0)
            .pair()
            .of(Finish::Fabric),
    );
    sketch.add(
        solid("bow", Tone::Second, limb([0.05, top + 0.02, 0.06], [0.26, top + 0.02, 0.36], 0.075, 0.06))
            .pair()
            .of(Finish::Fabric),
    );
    sketch.add(solid("knot", Tone::Second, ball(0.125)).at(0.0, top + 0.07, 0.0).of(Finish::Fabric));
}

fn umbrella(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fabric);
    let ribs = sketch.count("rib", 8, 12);
    let beach = sketch.second();
    let tilt = Affine3A::from_rotation_z(if beach { 0.20 } else { 0.0 });
    sketch.placed(tilt, |sketch| {
        sketch.add(solid("canopy", Tone::Main, egg(0.94, 0.60, 0.94)).at(0.0, 0.34, 0.0));
        sketch.add(carve("canopy", Tone::Main, egg(0.86, 0.52, 0.86)).at(0.0, 0.30, 0.0));
        sketch.add(carve("canopy", Tone::Main, block(1.2, 0.4, 1.2, 0.0)).at(0.0, -0.02, 0.0));
        for index in 0..ribs {
            let angle = (index as f32 + 0.5) * std::f32::consts::TAU / ribs as f32;
            sketch.add(
                carve("canopy", Tone::Main, egg(0.30, 0.16, 0.30))
                    .at(angle.cos() * 0.93, 0.36, angle.sin() * 0.93)
                    .blend(0.02),
            );
        }
        for index in (0..ribs).step_by(2) {
            let angle = (index as f32 + 0.5) * 360.0 / ribs as f32;
            let wedge = slab(&[[0.0, 0.0], [0.5, 1.2], [-0.5, 1.2]], 3.0, 0.0);
            sketch.add(paint("stripe", Tone::Second, wedge).turn_x(90.0).turn_y(90.0 - angle));
        }
        sketch.next_body();
        sketch
            .add(solid("pole", Tone::Light, cylinder(0.05, 0.90, 0.02)).at(0.0, 0.02, 0.0).of(Finish::Steel));
        sketch.add(solid("tip", Tone::Third, cone(0.07, 0.02, 0.09)).at(0.0, 1.0, 0.0));
        if !beach {
            sketch.add(
                solid(
                    "handle",
                    Tone::Dark,
                    path(&[
                        [0.0, -0.62, 0.0, 0.065],
                        [0.0, -0.88, 0.0, 0.07],
                        [0.14, -1.02, 0.0, 0.07],
                        [0.28, -0.92, 0.0, 0.07],
                        [0.28, -0.82, 0.0, 0.06],
                    ]),
                )
                .of(Finish::Wood),
            );
        }
    });
    if beach {
        sketch.add(
            solid("sand", Tone::Fixed(0xEFDAA8), egg(0.56, 0.16, 0.56)).at(0.18, -0.88, 0.0).of(Finish::Snow),
        );
    } else {
        sketch.add(
            solid("stand", Tone::Dark, cylinder(0.36, 0.07, 0.05)).at(0.10, -1.08, 0.0).of(Finish::Wood),
        );
    }
}

fn guitar(sketch: &mut Sketch) {
    sketch.made_of(Finish::Wood);
    let electric = sketch.second();
    let round = if electric { 0.05 } else { 0.04 };
    let body: Vec<Vec2> = {
        let half = if electric {
            vec![
                (0.0, -0.92),
                (0.36, -0.86),
                (0.46, -0.60),
                (0.34, -0.36),
                (0.38, -0.16),
                (0.30, 0.10),
                (0.16, -0.12),
            ]
        } else {
            vec![
                (0.0, -0.92),
                (0.34, -0.88),
                (0.50, -0.64),
                (0.42, -0.38),
                (0.32, -0.24),
                (0.37, -0.02),
                (0.22, 0.14),
            ]
        };
        let mut points: Vec<Vec2> = half.iter().map(|(x, y)| vec2(*x, *y)).collect();
        points.push(vec2(0.0, if electric { -0.10 } else { 0.18 }));
        points.extend(half.iter().rev().take(6).map(|(x, y)| vec2(-*x, *y)));
        points.push(points[0]);
        crate::sdf::outline::smooth_curve(&points, 4)
    };
    sketch.add(solid("body", Tone::Main, prism(Outline::polygon(body), 0.13, round)));
    if electric {
        sketch.add(
            solid("plate", Tone::Third, egg(0.26, 0.26, 0.04)).at(0.06, -0.50, 0.13).of(Finish::Plastic),
        );
        for y in [-0.34, -0.52] {
            sketch.add(
                solid("pickup", Tone::Second, block(0.15, 0.045, 0.04, 0.015))
                    .at(0.0, y, 0.16)
                    .of(Finish::Plastic),
            );
        }
        sketch.add(
            solid("knob", Tone::Light, cylinder(0.05, 0.05, 0.01))
                .turn_x(90.0)
                .at(0.26, -0.68, 0.14)
                .of(Finish::Steel),
        );
    } else {
        sketch.add(carve("hole", Tone::Dark, cylinder(0.155, 0.1, 0.0)).turn_x(90.0).at(0.0, -0.24, 0.15));
        sketch.add(solid("rosette", Tone::Third, ring(0.165, 0.03)).turn_x(90.0).at(0.0, -0.24, 0.13));
    }
    sketch.next_body();
    sketch.add(solid("bridge", Tone::Second, block(0.18, 0.045, 0.05, 0.02)).at(0.0, -0.68, 0.15));
    sketch.add(solid("neck", Tone::Second, block(0.075, 0.56, 0.055, 0.02)).at(0.0, 0.42, 0.11));
    for index in 0..7 {
        sketch.add(
            solid("fret", Tone::Light, block(0.08, 0.013, 0.06, 0.005))
                .at(0.0, 0.12 + 0.115 * index as f32, 0.115)
                .of(Finish::Steel),
        );
    }
    sketch.add(
        solid(
            "head",
            Tone::Main,
            slab(&[[-0.085, 0.0], [0.085, 0.0], [0.14, 0.30], [-0.14, 0.30]], 0.055, 0.02),
        )
        .at(0.0, 0.94, 0.09),
    );
    for y in [1.02, 1.12, 1.20] {
        sketch.add(solid("peg", Tone::Light, ball(0.042)).at(0.15, y, 0.09).pair().of(Finish::Steel));
    }
    for x in [-0.036, 0.0, 0.036] {
        sketch.add(
            solid("string", Tone::Light, limb([x, -0.68, 0.195], [x * 0.9, 0.98, 0.165], 0.011, 0.011))
                .of(Finish::Steel),
        );
    }
    sketch.add(solid("stand", Tone::Second, block(0.34, 0.07, 0.26, 0.05)).at(0.0, -0.96, 0.0));
}

fn soccer_ball(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    sketch.add(solid("ball", Tone::Main, ball(0.70)));
    let is_seamed = ["basketball", "tennis ball"].iter().any(|kind| sketch.is_kind(kind));
    let is_patched = sketch.is_kind("football");
    if sketch.is_kind("beach ball") || (sketch.second() && !is_seamed && !is_patched) {
        for index in 0..3 {
            // Six gores, every second one colored, as wedges through the axis.
            let tone = [Tone::Second, Tone::Third, Tone::Light][index];
            let gore = slab(&[[0.0, 0.0], [0.45, -0.78], [-0.45, -0.78]], 0.9, 0.0);
            sketch.add(paint("stripe", tone, gore).turn_x(90.0).turn_y(120.0 * index as f32));
        }
        for y in [0.66, -0.66] {
            sketch.add(paint("cap", Tone::Second, ball(0.16)).at(0.0, y, 0.0));
        }
    } else if is_seamed {
        // A basketball: seams on great circles and two small ones.
        sketch.add(carve("seam", Tone::Second, ring(0.71, 0.03)));
        sketch.add(carve("seam", Tone::Second, ring(0.71, 0.03)).turn_x(90.0).turn_y(25.0));
        for side in [-1.0f32, 1.0] {
            sketch.add(
                carve("seam", Tone::Second, ring(0.52, 0.035))
                    .turn_x(90.0)
                    .at(0.0, 0.0, side * 0.48)
                    .turn_y(25.0 + 90.0),
            );
        }
    } else {
        // The twelve corners of an icosahedron carry the pentagons.
        let golden = 1.618_034f32;
        for (a, b) in [(1.0, golden), (-1.0, golden), (1.0, -golden), (-1.0, -golden)] {
            for corner in [[0.0, a, b], [a, b, 0.0], [b, 0.0, a]] {
                let at = glam::Vec3::from(corner).normalize() * 0.70;
                let pentagon = prism(crate::sdf::outline::regular(5, 0.27), 0.3, 0.0);
                let outward =
                    Affine3A::from_quat(glam::Quat::from_rotation_arc(glam::Vec3::Z, at.normalize()));
                sketch.placed(outward, |sketch| {
                    sketch.add(paint("patch", Tone::Second, pentagon).at(0.0, 0.0, 0.70));
                });
            }
        }
        for (a, b) in [(1.0, golden), (-1.0, golden), (1.0, -golden), (-1.0, -golden)] {
            for corner in [[0.0, a, b], [a, b, 0.0], [b, 0.0, a]] {
                let at = glam::Vec3::from(corner).normalize() * 0.72;
                sketch.add(carve("patch", Tone::Second, egg(0.025, 0.025, 0.025)).at(at.x, at.y, at.z));
            }
        }
    }
    sketch.next_body();
    sketch.add(solid("stand", Tone::Light, ring(0.36, 0.10)).at(0.0, -0.66, 0.0));
    sketch.add(solid("stand", Tone::Light, cylinder(0.40, 0.05, 0.03)).at(0.0, -0.72, 0.0));
}

fn hammer(sketch: &mut Sketch) {
    sketch.made_of(Finish::Steel);
    sketch.add(
        solid(
            "handle",
            Tone::Second,
            path(&[[0.0, -0.78, 0.0, 0.12], [0.0, -0.30, 0.0, 0.095], [0.0, 0.70, 0.0, 0.10]]),
        )
        .limb()
        .of(Finish::Wood),
    );
    for y in [-0.70, -0.58, -0.46] {
        sketch.add(solid("grip", Tone::Third, ring(0.10, 0.045)).at(0.0, y, 0.0).of(Finish::Rubber));
    }
    if sketch.is_kind("axe") || sketch.second() {
        let blade = [
            [-0.14, 0.38],
            [0.10, 0.42],
            [0.52, 0.20],
            [0.62, 0.56],
            [0.52, 0.92],
            [0.10, 0.72],
            [-0.14, 0.74],
        ];
        sketch.add(solid("head", Tone::Main, slab(&blade, 0.085, 0.05)));
        if sketch.is_kind("axe") && sketch.second() {
            let other = blade.map(|[x, y]| [-x, y]);
            sketch.add(solid("head", Tone::Main, slab(&other, 0.085, 0.05)));
        }
    } else {
        sketch.add(solid("head", Tone::Main, block(0.34, 0.15, 0.15, 0.04)).at(0.02, 0.64, 0.0));
        sketch.add(solid("head", Tone::Main, cylinder(0.19, 0.09, 0.04)).turn_z(90.0).at(0.40, 0.64, 0.0));
        let claw = path(&[[-0.28, 0.66, 0.0, 0.12], [-0.50, 0.62, 0.0, 0.085], [-0.64, 0.48, 0.0, 0.045]]);
        sketch.add(solid("claw", Tone::Main, claw));
    }
    sketch
        .add(solid("stand", Tone::Third, cylinder(0.34, 0.07, 0.05)).at(0.0, -0.90, 0.0).of(Finish::Plastic));
}

fn camera(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    sketch.add(solid("body", Tone::Main, block(0.74, 0.46, 0.26, 0.12)));
    sketch.add(solid("top", Tone::Second, block(0.70, 0.12, 0.24, 0.07)).at(0.0, 0.42, 0.0));
    sketch.add(solid("finder", Tone::Second, block(0.22, 0.12, 0.20, 0.06)).at(0.0, 0.58, 0.0));
    sketch.add(
        solid("flash", Tone::Light, block(0.13, 0.07, 0.04, 0.03))
            .at(
                if sketch.second() { 0.48 } else { 0.0 },
                if sketch.second() { 0.34 } else { 0.58 },
                if sketch.second() { 0.25 } else { 0.19 },
            )
            .feature(),
    );
    let radius = sketch.pick(0.34, 0.38);
    sketch.add(solid("lens", Tone::Second, cylinder(radius, 0.20, 0.04)).turn_x(90.0).at(0.0, -0.04, 0.34));
    sketch.add(
        solid("lens", Tone::Dark, cylinder(radius * 0.86, 0.16, 0.03)).turn_x(90.0).at(0.0, -0.04, 0.46),
    );
    sketch
        .add(carve("lens", Tone::Dark, cylinder(radius * 0.66, 0.10, 0.0)).turn_x(90.0).at(0.0, -0.04, 0.62));
    sketch.add(
        solid("glass", Tone::Third, egg(radius * 0.62, radius * 0.62, 0.09))
            .at(0.0, -0.04, 0.52)
            .of(Finish::Glass)
            .feature(),
    );
    sketch.add(
        solid("glass", Tone::Fixed(0xFFFFFF), egg(0.06, 0.045, 0.03)).at(0.09, 0.06, 0.59).of(Finish::Glass),
    );
    sketch.add(solid("button", Tone::Light, cylinder(0.09, 0.06, 0.02)).at(-0.46, 0.56, 0.0).feature());
    sketch.add(solid("dial", Tone::Dark, cylinder(0.11, 0.05, 0.02)).at(0.46, 0.55, 0.0));
}

fn skull(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let sugar = sketch.second();
    sketch.add(solid("skull", Tone::Main, egg(0.58, 0.56, 0.62)).at(0.0, 0.18, -0.06));
    sketch.add(solid("cheek", Tone::Main, egg(0.40, 0.30, 0.34)).at(0.0, -0.30, 0.16).blend(0.14));
    sketch.add(solid("jaw", Tone::Main, block(0.28, 0.16, 0.22, 0.10)).at(0.0, -0.60, 0.20).blend(0.06));
    sketch.add(
        carve("eye", Tone::Dark, egg(0.17, 0.18, 0.26)).turn_z(10.0).at(0.23, 0.06, 0.50).pair().blend(0.03),
    );
    sketch.add(carve("nose", Tone::Dark, prism(heart(0.11), 0.3, 0.01)).turn_z(180.0).at(0.0, -0.22, 0.56));
    sketch.next_body();
    for index in 0..6 {
        let x = (index as f32 - 2.5) * 0.085;
        let z = 0.455 - x * x * 0.9;
        sketch.add(solid("tooth", Tone::Light, block(0.036, 0.075, 0.05, 0.02)).at(x, -0.50, z - 0.03));
        sketch.add(solid("tooth", Tone::Light, block(0.034, 0.06, 0.05, 0.02)).at(x, -0.635, z - 0.05));
    }
    if sugar {
        sketch.add(solid("eye", Tone::Third, ball(0.13)).at(0.22, 0.06, 0.30).pair().feature());
        for index in 0..8 {
            let angle = index as f32 * 45.0f32.to_radians();
            sketch.add(solid("petal", Tone::Light, ball(0.055)).at(
                0.12 * angle.cos(),
                0.46 + 0.12 * angle.sin(),
                0.49 - 0.04 * angle.sin(),
            ));
        }
        sketch.add(solid("petal", Tone::Third, ball(0.075)).at(0.0, 0.46, 0.49).feature());
    }
}
