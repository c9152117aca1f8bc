//! Sky, weather, rocks and hearts.

use super::{Kind, Noun, Role, noun};
use crate::{
    sdf::outline,
    style::material::Finish,
    text::sketch::{
        Sketch, TextSpot, Tone, ball, block, cone, cylinder, egg, limb, paint, path, prism, ring, solid,
    },
};
use glam::{Affine3A, Vec2, vec2, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "heart",
        &["love"],
        Role::Held,
        &[
            [0xE23E56, 0xF6C93B, 0xFBD8DE, 0x7A1A2C, 0xFFF4F4],
            [0xF084AE, 0xFBF4F0, 0xE23E56, 0x8A3A5A, 0xFFFAFA],
        ],
        heart,
    ),
    noun(
        "star",
        &["starfish"],
        Role::Held,
        &[
            [0xF6C23A, 0xE98A2E, 0xFBE6A0, 0x4A3214, 0xFFFAE6],
            [0x5AB0F0, 0xF6C93B, 0xD2ECFC, 0x223A5C, 0xF6FCFF],
        ],
        star,
    ),
    noun(
        "moon",
        &["crescent", "crescent moon"],
        Role::Held,
        &[
            [0xF6D86A, 0x5A6AB8, 0xF9ECB8, 0x4A3A1C, 0xFFFAE8],
            [0xC9D4E4, 0xF6C93B, 0xA8B4C8, 0x2A344A, 0xFAFCFF],
        ],
        moon,
    ),
    noun(
        "sun",
        &["sunshine"],
        Role::Held,
        &[
            [0xF8C22E, 0xF28A2E, 0xFBE08A, 0x5A3414, 0xFFF8E0],
            [0xF68A3A, 0xF8C93B, 0xFBC88A, 0x5A2A14, 0xFFF4E0],
        ],
        sun,
    ),
    noun(
        "cloud",
        &["rain cloud", "raincloud"],
        Role::Thing,
        &[
            [0xF4F8FC, 0x4AA6E8, 0xF0A0B4, 0x2E3A52, 0xFFFFFF],
            [0x9AAEC8, 0xF6C93B, 0xF0A0B4, 0x2A344A, 0xDAE4F0],
        ],
        cloud,
    ),
    noun(
        "mountain",
        &["hill", "peak", "mountains", "everest", "alps"],
        Role::Thing,
        &[
            [0x8A8F9C, 0xFBFCFE, 0x6A9A5A, 0x5A5E6A, 0x7CB85A],
            [0x9A7A62, 0xFDFBF6, 0x7A6A52, 0x5A4236, 0x8CB062],
        ],
        mountain,
    )
    .with_kinds(&[Kind {
        name: "volcano",
        palettes: &[
            [0x6A5248, 0xF26A2E, 0x8A7A5A, 0x4A342C, 0x8CB062],
            [0x54525A, 0xF03E2A, 0x6A6A5A, 0x34323A, 0x7C9A5A],
        ],
        ..Kind::PLAIN
    }]),
    noun(
        "planet",
        &["jupiter", "neptune"],
        Role::Thing,
        &[
            [0xF2B86A, 0xD89AE0, 0xE08A4A, 0x4A3A5A, 0xFBE4C0],
            [0x3F8FD8, 0x5CB85A, 0xF4F8FC, 0x223A5C, 0xC0E4F8],
        ],
        planet,
    )
    .with_kinds(&[
        Kind {
            name: "earth",
            words: &["globe", "world", "the earth"],
            palettes: &[
                [0x3F8FD0, 0x5CB048, 0xF4F8FC, 0x4A3A2E, 0xE9EEF2],
                [0x2F7AB8, 0x8AC05A, 0xFFFFFF, 0x33383E, 0xDDE3EA],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "mars",
            palettes: &[
                [0xC8603A, 0x9A4428, 0xF6E4D4, 0x3A2A24, 0xD9B49A],
                [0xD9784A, 0xA8563A, 0xFBEEE2, 0x33261F, 0xC9A48A],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "saturn",
            palettes: &[
                [0xE9C88A, 0xD9A85A, 0xF6E2B8, 0x4A3A2A, 0xFBF0D4],
                [0xD9B98A, 0xB98A5A, 0xEBD6B0, 0x3A3026, 0xF6EAD2],
            ],
            ..Kind::PLAIN
        },
    ]),
    noun(
        "diamond",
        &["gem", "jewel", "gemstone", "crystal ball"],
        Role::Held,
        &[
            [0x5AD0E8, 0xA8ECF6, 0xF6C93B, 0x1E5A70, 0xE8FBFE],
            [0xE24A8A, 0xF8A8CC, 0xF6C93B, 0x6A1A40, 0xFEE8F2],
        ],
        diamond,
    ),
];

fn stand(sketch: &mut Sketch, y: f32, width: f32) {
    sketch.add(solid("stand", Tone::Second, cylinder(width, 0.06, 0.04)).at(0.0, y, 0.0));
}

fn smile(sketch: &mut Sketch, y: f32, z: f32, width: f32) {
    let mouth = path(&[[-width, y, z, 0.026], [0.0, y - width * 0.55, z + 0.02, 0.03], [width, y, z, 0.026]]);
    sketch.add(solid("mouth", Tone::Fixed(0x3A2526), mouth));
}

fn heart(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let plump = sketch.second();
    if plump {
        // Two lobes and a tip, all round.
        sketch.add(
            solid("heart", Tone::Main, limb([0.34, 0.26, 0.0], [0.0, -0.52, 0.0], 0.46, 0.12))
                .stretch(1.0, 1.0, 0.75)
                .pair()
                .blend(0.08),
        );
        sketch.eyes(0.24, 0.16, 0.335, 0.075);
        smile(sketch, -0.02, 0.215, 0.11);
        sketch.add(paint("cheek", Tone::Third, ball(0.10)).at(0.42, 0.0, 0.28).pair());
    } else {
        sketch.add(solid("heart", Tone::Main, prism(outline::heart(0.82), 0.20, 0.17)).at(0.0, 0.10, 0.0));
    }
    sketch.add(solid("foot", Tone::Second, cone(0.16, 0.06, 0.14)).at(
        0.0,
        if plump { -0.68 } else { -0.74 },
        0.0,
    ));
    stand(sketch, if plump { -0.78 } else { -0.84 }, 0.36);
    sketch.anchors.text = Some(TextSpot {
        at: vec3(0.0, 0.22, if plump { 0.32 } else { 0.20 }),
        size: vec2(0.95, 0.30),
        wrap: None,
        tilt: 0.0,
    });
}

fn star(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    let points = sketch.count("point", 5, 12);
    let inner = if sketch.second() { 0.50 } else { 0.40 };
    sketch.add(solid("star", Tone::Main, prism(outline::star(points, 0.92, inner), 0.20, 0.15)));
    if sketch.second() {
        sketch.eyes(0.16, 0.08, 0.19, 0.075);
        smile(sketch, -0.09, 0.19, 0.10);
        sketch.add(paint("cheek", Tone::Fixed(0xF29580), ball(0.08)).at(0.30, -0.06, 0.20).pair());
    } else {
        sketch.add(solid("star", Tone::Third, prism(outline::star(points, 0.56, inner * 0.6), 0.235, 0.04)));
    }
    stand(sketch, -0.80, 0.66);
    sketch.anchors.text =
        Some(TextSpot { at: vec3(0.0, 0.02, 0.20), size: vec2(0.62, 0.22), wrap: None, tilt: 0.0 });
}

fn moon(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    let turn = sketch.pick(-14.0, 20.0);
    sketch.add(solid("moon", Tone::Main, prism(outline::crescent(0.85), 0.20, 0.14)).turn_z(turn));
    for (angle, out, radius) in
        [(150.0f32, 0.66, 0.11), (205.0, 0.60, 0.08), (235.0, 0.70, 0.06), (120.0, 0.70, 0.07)]
    {
        let at = vec2((angle + turn).to_radians().cos(), (angle + turn).to_radians().sin()) * out;
        sketch.add(
            solid("crater", Tone::Third, cylinder(radius, 0.035, 0.015)).turn_x(90.0).at(at.x, at.y, 0.195),
        );
    }
    let tip = Vec2::from_angle(f32::to_radians(62.0 + turn)) * 0.80;
    sketch.add(solid(
        "star",
        Tone::Second,
        limb([tip.x, tip.y, 0.0], [tip.x, tip.y - 0.40, 0.0], 0.03, 0.03),
    ));
    sketch.add(
        solid("star", Tone::Second, prism(outline::star(5, 0.20, 0.095), 0.07, 0.03))
            .at(tip.x, tip.y - 0.50, 0.0)
            .feature(),
    );
    stand(sketch, -0.84, 0.40);
}

fn sun(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    let rays = sketch.count("ray", sketch.pick(12, 9), 20);
    sketch.add(solid("sun", Tone::Main, egg(0.50, 0.50, 0.30)));
    for index in 0..rays {
        let angle = index as f32 * std::f32::consts::TAU / rays as f32;
        let long = if index % 2 == 0 { 0.86 } else { 0.74 };
        let at = |out: f32| [angle.sin() * out, angle.cos() * out, 0.0];
        sketch.add(solid("ray", Tone::Second, limb(at(0.40), at(long), 0.12, 0.04)));
    }
    sketch.eyes(0.17, 0.08, 0.27, 0.07);
    smile(sketch, -0.08, 0.275, 0.13);
    sketch.add(paint("cheek", Tone::Fixed(0xF27A4A), ball(0.085)).at(0.30, -0.06, 0.24).pair());
    stand(sketch, -0.84, 0.42);
}

fn cloud(sketch: &mut Sketch) {
    sketch.made_of(Finish::Snow);
    for (x, y, z, radius) in [
        (0.0, 0.22, 0.0, 0.44),
        (0.46, 0.06, 0.0, 0.34),
        (-0.46, 0.08, 0.0, 0.36),
        (0.24, 0.10, 0.16, 0.32),
        (-0.22, 0.06, 0.18, 0.32),
        (0.78, -0.06, 0.0, 0.22),
        (-0.80, -0.06, 0.0, 0.22),
    ] {
        let radius = sketch.vary(&format!("puff{x}"), radius, 0.08);
        sketch.add(solid("cloud", Tone::Main, ball(radius)).at(x, y, z).blend(0.06));
    }
    sketch.eyes(0.17, 0.10, 0.47, 0.062);
    smile(sketch, -0.02, 0.475, 0.09);
    sketch.add(paint("cheek", Tone::Third, ball(0.09)).at(0.32, 0.0, 0.44).pair());
    if sketch.second() {
        let bolt = [
            [0.10, 0.0],
            [-0.10, -0.42],
            [0.02, -0.42],
            [-0.10, -0.80],
            [0.22, -0.32],
            [0.09, -0.32],
            [0.26, 0.0],
        ];
        let bolt: Vec<[f32; 2]> = bolt.into_iter().rev().collect();
        sketch.add(
            solid("lightning", Tone::Second, super::super::sketch::slab(&bolt, 0.08, 0.02))
                .at(-0.10, -0.12, 0.0)
                .feature(),
        );
        sketch.add(solid("stand", Tone::Dark, cylinder(0.34, 0.05, 0.03)).at(-0.16, -0.93, 0.0));
        sketch.add(solid("stand", Tone::Dark, limb([-0.16, -0.90, -0.10], [-0.05, 0.0, -0.10], 0.06, 0.05)));
    } else {
        let drops = sketch.count("drop", 5, 9);
        for index in 0..drops {
            let x = (index as f32 - (drops as f32 - 1.0) * 0.5) * (1.2 / drops as f32);
            let long = 0.62 + 0.0 * index as f32;
            sketch.add(solid(
                "rain",
                Tone::Second,
                limb([x, -0.10, 0.0], [x, -long - 0.18, 0.0], 0.03, 0.04),
            ));
            sketch.add(
                solid("drop", Tone::Second, egg(0.075, 0.10, 0.075))
                    .at(x, -0.38 - 0.16 * (index % 2) as f32, 0.0)
                    .feature(),
            );
        }
        sketch.add(solid("puddle", Tone::Second, egg(0.82, 0.07, 0.36)).at(0.0, -0.84, 0.0));
    }
}

fn mountain(sketch: &mut Sketch) {
    sketch.made_of(Finish::Rock);
    sketch
        .add(solid("grass", Tone::Light, cylinder(1.02, 0.07, 0.05)).at(0.0, -0.72, 0.0).of(Finish::Foliage));
    sketch.next_body();
    let volcano = sketch.is_kind("volcano");
    let peaks: &[(f32, f32, f32, f32)] = if volcano {
        &[(0.0, 0.0, 0.86, 1.30)]
    } else if sketch.second() {
        &[
            (0.34, -0.14, 0.58, 1.34),
            (-0.36, -0.20, 0.56, 1.06),
            (-0.02, 0.42, 0.38, 0.56),
            (0.62, 0.34, 0.28, 0.40),
        ]
    } else {
        &[(-0.08, -0.05, 0.72, 1.45), (0.46, 0.14, 0.46, 0.90), (-0.52, 0.22, 0.40, 0.72)]
    };
    for &(x, z, radius, height) in peaks {
        let top = if volcano { radius * sketch.pick(0.30, 0.40) } else { 0.03 };
        sketch.add(
            solid("rock", Tone::Main, cone(radius, top, height * 0.5))
                .at(x, -0.70 + height * 0.5, z)
                .blend(0.04),
        );
        let ridges = 7;
        for index in 0..ridges {
            let angle = index as f32 * std::f32::consts::TAU / ridges as f32 + x;
            let foot = [x + angle.cos() * radius * 1.02, -0.66, z + angle.sin() * radius * 1.02];
            let head = [
                x + angle.cos() * (top + radius * 0.12),
                -0.70 + height * 0.78,
                z + angle.sin() * (top + radius * 0.12),
            ];
            sketch.add(solid("rock", Tone::Main, limb(foot, head, radius * 0.13, radius * 0.06)).blend(0.10));
        }
        if !volcano {
            sketch.add(paint("snow", Tone::Second, cone(radius * 0.52, 0.06, height * 0.24)).at(
                x,
                -0.70 + height * 0.86,
                z,
            ));
            for index in 0..6 {
                let angle = index as f32 * 1.047 + x;
                sketch.add(paint("snow", Tone::Second, ball(radius * 0.14)).at(
                    x + angle.cos() * radius * 0.34,
                    -0.70 + height * 0.66,
                    z + angle.sin() * radius * 0.34,
                ));
            }
        }
    }
    if volcano {
        sketch
            .add(crate::text::sketch::carve("lava", Tone::Second, egg(0.22, 0.26, 0.22)).at(0.0, 0.62, 0.0));
        sketch.next_body();
        sketch.add(solid("lava", Tone::Second, cylinder(0.20, 0.06, 0.02)).at(0.0, 0.46, 0.0));
        for (angle, long) in [(0.4f32, 0.9), (2.2, 0.55), (4.0, 0.75), (5.4, 0.5)] {
            let at = |share: f32| {
                [
                    angle.sin() * (0.24 + 0.62 * share),
                    0.58 - 1.25 * share,
                    angle.cos() * (0.24 + 0.62 * share),
                    0.075 - 0.02 * share,
                ]
            };
            sketch.add(solid("lava", Tone::Second, path(&[at(0.0), at(long * 0.5), at(long)])));
        }
    } else {
        for (x, z) in [(0.62, 0.62), (0.30, 0.78), (-0.12, 0.84), (-0.80, -0.20)] {
            sketch
                .add(solid("pine", Tone::Third, cone(0.10, 0.01, 0.15)).at(x, -0.52, z).of(Finish::Foliage));
        }
    }
}

fn planet(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let ringed =
        !sketch.is_kind("earth") && !sketch.is_kind("mars") && (sketch.is_kind("saturn") || !sketch.second());
    let has_moon =
        sketch.second() && (sketch.is_kind("earth") || sketch.is_kind("mars") || sketch.is_kind("saturn"));
    let tilt = Affine3A::from_rotation_z(f32::to_radians(-18.0));
    sketch.placed(tilt, |sketch| {
        sketch.add(solid("planet", Tone::Main, ball(0.62)));
        if ringed {
            for (y, thick) in [(0.30, 0.07), (0.0, 0.10), (-0.30, 0.06)] {
                sketch.add(paint("stripe", Tone::Third, cylinder(0.9, thick, 0.0)).at(0.0, y, 0.0));
            }
            sketch.add(solid("ring", Tone::Second, cylinder(1.04, 0.045, 0.03)));
            sketch.add(paint("ring", Tone::Light, ring(0.90, 0.05)));
        } else {
            for (x, y, z, radius) in [
                (0.35, 0.25, 0.45, 0.30),
                (-0.30, -0.10, 0.52, 0.26),
                (-0.50, 0.30, -0.25, 0.32),
                (0.45, -0.30, -0.30, 0.30),
                (0.05, -0.45, 0.40, 0.18),
                (0.15, 0.55, -0.20, 0.24),
            ] {
                sketch.add(
                    solid("land", Tone::Second, egg(radius, radius * 0.8, radius))
                        .at(x * 0.66, y * 0.66, z * 0.66)
                        .blend(0.01),
                );
            }
            sketch.add(solid("ice", Tone::Third, egg(0.26, 0.08, 0.26)).at(0.0, 0.585, 0.0));
        }
    });
    if has_moon {
        sketch.add(solid("orbit", Tone::Dark, limb([0.40, 0.36, 0.10], [0.74, 0.66, 0.16], 0.035, 0.035)));
        sketch.add(solid("moon", Tone::Light, ball(0.16)).at(0.78, 0.70, 0.17));
    }
    sketch.add(solid("stand", Tone::Dark, cone(0.13, 0.07, 0.20)).at(0.0, -0.76, 0.0));
    sketch.add(solid("stand", Tone::Dark, cylinder(0.40, 0.06, 0.04)).at(0.0, -0.94, 0.0));
}

fn diamond(sketch: &mut Sketch) {
    sketch.made_of(Finish::Glass);
    let sides = sketch.count("side", 8, 16);
    let girdle = sketch.pick(0.74, 0.58);
    let crown = sketch.pick(0.30, 0.44);
    super::wearables::brilliant(sketch, [Tone::Main, Tone::Second, Tone::Light], sides, girdle, crown, 0.86);
    sketch.next_body();
    sketch.add(solid("stand", Tone::Third, cone(0.30, 0.17, 0.12)).at(0.0, -0.64, 0.0).of(Finish::Gold));
    sketch
        .add(solid("stand", Tone::Third, block(0.36, 0.05, 0.36, 0.04)).at(0.0, -0.78, 0.0).of(Finish::Gold));
}
