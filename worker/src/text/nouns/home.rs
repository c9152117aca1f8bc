//! Furniture and other things of a home.

use super::{Noun, Role, noun};
use crate::{
    sdf::outline::Outline,
    style::material::Finish,
    text::sketch::{
        Sketch, Tone, ball, block, carve, cone, cylinder, egg, limb, path, prism, ring, smooth_lathe, solid,
    },
};
use glam::{Affine3A, Vec2, vec2, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "chair",
        &["armchair", "seat", "throne", "stool"],
        Role::Thing,
        &[
            [0xB07A48, 0xD8584A, 0x8A5A32, 0x4A3020, 0xE9D2AE],
            [0x6A8AA8, 0xF0E2C8, 0xA8723E, 0x33424E, 0xF6EFE0],
        ],
        chair,
    ),
    noun(
        "table",
        &["coffee table", "dining table", "workbench"],
        Role::Thing,
        &[
            [0xB07A48, 0x8A5A32, 0xF2E9DA, 0x4A3020, 0xE9D2AE],
            [0xE9DCC4, 0x7A8AA0, 0x6AA88A, 0x4A4438, 0xFAF4E8],
        ],
        table,
    ),
    noun(
        "sofa",
        &["couch", "settee"],
        Role::Thing,
        &[
            [0x4A8A8A, 0xF2C46A, 0x3A6E6E, 0x5A3E2A, 0xE9F2EE],
            [0xC86A5A, 0xF6E8D4, 0xA8503F, 0x4A3024, 0xFBF2E6],
        ],
        sofa,
    ),
    noun(
        "bed",
        &["bunk"],
        Role::Thing,
        &[
            [0xB07A48, 0x6A9AD0, 0xFBF8F2, 0x5A3A24, 0xF2EEE4],
            [0x8A8E9A, 0xE98AA0, 0xFFFAF4, 0x3E424E, 0xF6F0EE],
        ],
        bed,
    ),
    noun(
        "candle",
        &["candlestick", "candle holder"],
        Role::Held,
        &[
            [0xF6EAD2, 0xC8A24A, 0xF6A52E, 0x4A3A2A, 0xFFF9EC],
            [0xD8584A, 0x8E9298, 0xF6B83A, 0x3A2A2A, 0xFBEFE6],
        ],
        candle,
    ),
    noun(
        "bell",
        &["jingle bell", "handbell", "church bell"],
        Role::Held,
        &[
            [0xF2BC38, 0x8A5A32, 0xD83A34, 0x6A4A1E, 0xFBE9B4],
            [0xC0C8D2, 0x5A3A2A, 0x4A8A5A, 0x4A525E, 0xEEF2F6],
        ],
        bell,
    ),
    noun(
        "snowflake",
        &["ice crystal"],
        Role::Held,
        &[
            [0xCFE9F7, 0x8AC4E8, 0xFFFFFF, 0x3A6A90, 0xF4FBFF],
            [0xF4F8FC, 0xB9C8E4, 0x8AA0D0, 0x4A5A80, 0xFFFFFF],
        ],
        snowflake,
    ),
    noun(
        "anchor",
        &["ship anchor"],
        Role::Held,
        &[
            [0x3E5A7A, 0xC8A878, 0x8E9298, 0x22324A, 0xE9EEF4],
            [0x6A7078, 0xD8584A, 0xB0B6BE, 0x34383E, 0xF0F2F4],
        ],
        anchor,
    ),
];

fn chair(sketch: &mut Sketch) {
    sketch.made_of(Finish::Wood);
    let round = sketch.second();
    let seat = if round { cylinder(0.52, 0.07, 0.04) } else { block(0.50, 0.07, 0.48, 0.04) };
    sketch.add(solid("seat", Tone::Main, seat).at(0.0, -0.20, 0.0));
    let cushion = if round { cylinder(0.45, 0.07, 0.06) } else { block(0.43, 0.07, 0.41, 0.06) };
    sketch.add(solid("cushion", Tone::Second, cushion).at(0.0, -0.10, 0.01).of(Finish::Fabric));
    for z in [0.38f32, -0.38] {
        let inset = if round { 0.92 } else { 1.08 };
        let leg = limb([0.38, -0.24, z * 0.92], [0.40 * inset, -0.98, z * inset], 0.075, 0.062);
        sketch.add(solid("leg", Tone::Third, leg).pair().limb());
    }
    sketch.add(solid("bar", Tone::Third, limb([-0.40, -0.62, 0.38], [0.40, -0.62, 0.38], 0.04, 0.04)));
    sketch.add(solid("bar", Tone::Third, limb([0.39, -0.70, 0.38], [0.39, -0.70, -0.38], 0.04, 0.04)).pair());
    sketch
        .add(solid("back", Tone::Main, limb([0.42, -0.20, -0.42], [0.42, 0.78, -0.54], 0.07, 0.065)).pair());
    if round {
        let top = path(&[[-0.42, 0.74, -0.54, 0.075], [0.0, 0.88, -0.56, 0.085], [0.42, 0.74, -0.54, 0.075]]);
        sketch.add(solid("back", Tone::Main, top));
        for x in [-0.20f32, 0.0, 0.20] {
            sketch.add(solid("back", Tone::Main, limb([x, -0.18, -0.42], [x, 0.80, -0.55], 0.045, 0.045)));
        }
    } else {
        for y in [0.20f32, 0.46, 0.70] {
            let lean = -0.47 - 0.09 * y;
            sketch.add(solid("back", Tone::Main, block(0.42, 0.09, 0.05, 0.03)).at(0.0, y, lean));
        }
    }
    sketch.anchors.top = Some((vec3(0.0, -0.04, 0.0), 0.40));
}

fn table(sketch: &mut Sketch) {
    sketch.made_of(Finish::Wood);
    if sketch.second() {
        sketch.add(solid("top", Tone::Main, cylinder(0.86, 0.06, 0.04)).at(0.0, 0.30, 0.0));
        let post = [
            [0.0, -0.62],
            [0.20, -0.60],
            [0.10, -0.40],
            [0.15, -0.10],
            [0.09, 0.12],
            [0.20, 0.28],
            [0.0, 0.30],
        ];
        sketch.add(solid("leg", Tone::Second, smooth_lathe(&post)));
        sketch.ring(3, |sketch, _, _| {
            let foot =
                path(&[[0.06, -0.42, 0.0, 0.085], [0.36, -0.52, 0.0, 0.075], [0.56, -0.66, 0.0, 0.07]]);
            sketch.add(solid("leg", Tone::Second, foot).blend(0.03));
        });
    } else {
        sketch.add(solid("top", Tone::Main, block(0.92, 0.065, 0.56, 0.03)).at(0.0, 0.30, 0.0));
        sketch.add(solid("frame", Tone::Second, block(0.78, 0.09, 0.44, 0.02)).at(0.0, 0.18, 0.0));
        for z in [0.40f32, -0.40] {
            sketch.add(
                solid("leg", Tone::Second, limb([0.74, 0.22, z], [0.76, -0.64, z * 1.04], 0.085, 0.065))
                    .pair()
                    .limb(),
            );
        }
    }
    sketch.anchors.top = Some((vec3(0.0, 0.36, 0.0), 0.5));
}

fn sofa(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fabric);
    let seats = sketch.count("cushion", sketch.pick(2, 3), 4);
    let wide = 0.34 * seats as f32 + 0.14;
    sketch.add(solid("frame", Tone::Third, block(wide, 0.17, 0.42, 0.06)).at(0.0, -0.40, 0.0));
    sketch.add(solid("back", Tone::Main, block(wide, 0.42, 0.14, 0.11)).turn_x(-8.0).at(0.0, -0.02, -0.38));
    sketch.add(solid("arm", Tone::Main, block(0.13, 0.30, 0.44, 0.11)).at(wide, -0.24, 0.02).pair());
    for index in 0..seats {
        let x = (index as f32 - (seats as f32 - 1.0) * 0.5) * 0.66;
        sketch.add(solid("cushion", Tone::Main, block(0.315, 0.10, 0.36, 0.085)).at(x, -0.20, 0.06));
        sketch.add(
            solid("cushion", Tone::Main, block(0.30, 0.24, 0.09, 0.085)).turn_x(-10.0).at(x, 0.08, -0.22),
        );
    }
    let pillow = block(0.17, 0.17, 0.075, 0.07);
    sketch.add(solid("pillow", Tone::Second, pillow).turn_z(16.0).turn_x(-16.0).at(
        -wide + 0.36,
        0.04,
        -0.06,
    ));
    for z in [0.30f32, -0.30] {
        sketch.add(
            solid("leg", Tone::Dark, cone(0.055, 0.08, 0.09))
                .at(wide - 0.08, -0.64, z)
                .pair()
                .of(Finish::Wood),
        );
    }
    sketch.anchors.top = Some((vec3(0.0, -0.10, 0.06), 0.36));
}

fn bed(sketch: &mut Sketch) {
    sketch.made_of(Finish::Wood);
    let wide = sketch.pick(0.50, 0.66);
    sketch.add(solid("frame", Tone::Main, block(wide + 0.06, 0.10, 0.94, 0.03)).at(0.0, -0.40, 0.0));
    sketch.add(solid("board", Tone::Main, block(wide + 0.06, 0.46, 0.06, 0.05)).at(0.0, -0.16, -0.92));
    sketch.add(solid("board", Tone::Main, block(wide + 0.06, 0.26, 0.06, 0.05)).at(0.0, -0.36, 0.92));
    sketch.add(
        solid("mattress", Tone::Third, block(wide, 0.14, 0.86, 0.07)).at(0.0, -0.22, 0.0).of(Finish::Fabric),
    );
    sketch.add(
        solid("blanket", Tone::Second, block(wide + 0.035, 0.15, 0.58, 0.07))
            .at(0.0, -0.20, 0.28)
            .of(Finish::Fabric),
    );
    sketch.add(
        solid("blanket", Tone::Light, block(wide + 0.045, 0.165, 0.075, 0.06))
            .at(0.0, -0.20, -0.24)
            .of(Finish::Fabric),
    );
    let pillows: &[f32] = if sketch.second() { &[-0.32, 0.32] } else { &[0.0] };
    for x in pillows {
        sketch.add(
            solid("pillow", Tone::Third, block(0.27, 0.08, 0.18, 0.075))
                .turn_x(-14.0)
                .at(*x, -0.04, -0.60)
                .of(Finish::Fabric),
        );
    }
    for z in [0.86f32, -0.86] {
        sketch.add(solid("leg", Tone::Dark, cylinder(0.07, 0.12, 0.02)).at(wide, -0.56, z).pair());
    }
    sketch.anchors.top = Some((vec3(0.0, -0.06, 0.1), 0.4));
}

fn candle(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let tall = sketch.pick(0.46, 0.30);
    let wide = sketch.pick(0.22, 0.34);
    sketch.add(
        solid("holder", Tone::Second, cylinder(0.56, 0.05, 0.04)).at(0.0, -0.72, 0.0).of(Finish::Bronze),
    );
    sketch.add(
        solid("holder", Tone::Second, cone(wide + 0.16, wide + 0.08, 0.10))
            .at(0.0, -0.60, 0.0)
            .of(Finish::Bronze),
    );
    let handle = path(&[
        [0.40, -0.70, 0.0, 0.055],
        [0.70, -0.62, 0.0, 0.055],
        [0.72, -0.40, 0.0, 0.055],
        [0.50, -0.46, 0.0, 0.055],
        [0.44, -0.66, 0.0, 0.055],
    ]);
    sketch.add(solid("handle", Tone::Second, handle).of(Finish::Bronze));
    let top = -0.56 + 2.0 * tall;
    sketch.add(solid("candle", Tone::Main, cylinder(wide, tall, 0.04)).at(0.0, top - tall, 0.0));
    for (angle, long) in [(0.6f32, 0.22), (2.4, 0.34), (4.2, 0.16)] {
        let (x, z) = (wide * angle.sin(), wide * angle.cos());
        sketch.add(
            solid(
                "wax",
                Tone::Light,
                limb([x, top - 0.03, z], [x * 1.04, top - long, z * 1.04], 0.055, 0.07),
            )
            .blend(0.03),
        );
    }
    sketch.add(solid("wick", Tone::Dark, limb([0.0, top - 0.04, 0.0], [0.0, top + 0.14, 0.0], 0.045, 0.045)));
    let flame =
        path(&[[0.0, top + 0.14, 0.0, 0.085], [0.0, top + 0.26, 0.0, 0.12], [0.02, top + 0.46, 0.0, 0.03]]);
    sketch.add(solid("flame", Tone::Third, flame).feature());
}

fn bell(sketch: &mut Sketch) {
    sketch.made_of(Finish::Gold);
    let wall = [
        [0.0, 0.42],
        [0.16, 0.40],
        [0.28, 0.24],
        [0.36, -0.10],
        [0.44, -0.38],
        [0.62, -0.56],
        [0.60, -0.64],
        [0.0, -0.64],
    ];
    let turned: Vec<[f32; 2]> = wall.iter().rev().copied().collect();
    sketch.add(solid("bell", Tone::Main, smooth_lathe(&turned)));
    sketch.add(carve("inside", Tone::Dark, cone(0.50, 0.20, 0.42)).at(0.0, -0.36, 0.0));
    sketch.add(solid("rim", Tone::Main, ring(0.585, 0.05)).at(0.0, -0.60, 0.0));
    sketch.next_body();
    sketch.add(solid("clapper", Tone::Dark, limb([0.0, 0.20, 0.0], [0.0, -0.50, 0.0], 0.06, 0.06)));
    sketch.add(solid("clapper", Tone::Dark, ball(0.15)).at(0.0, -0.60, 0.0));
    if sketch.second() {
        let handle = [[0.0, 0.34], [0.08, 0.34], [0.13, 0.60], [0.09, 0.86], [0.15, 1.04], [0.0, 1.14]];
        sketch.add(solid("handle", Tone::Second, smooth_lathe(&handle)).of(Finish::Wood));
    } else {
        sketch.add(solid("loop", Tone::Main, ring(0.13, 0.05)).turn_x(90.0).at(0.0, 0.52, 0.0));
        sketch.add(
            solid("bow", Tone::Third, egg(0.24, 0.13, 0.09))
                .turn_z(18.0)
                .at(0.24, 0.40, 0.20)
                .pair()
                .of(Finish::Fabric),
        );
        sketch.add(solid("bow", Tone::Third, ball(0.10)).at(0.0, 0.38, 0.22).of(Finish::Fabric));
    }
}

fn snowflake(sketch: &mut Sketch) {
    sketch.made_of(Finish::Glass);
    let branches = sketch.pick([0.34, 0.60].as_slice(), [0.26, 0.48, 0.68].as_slice());
    let flake = Affine3A::from_rotation_x(f32::to_radians(-8.0));
    sketch.placed(flake, |sketch| {
        for arm in 0..6 {
            let turn = Affine3A::from_rotation_z(f32::to_radians(60.0 * arm as f32));
            sketch.placed(turn, |sketch| {
                sketch.add(solid("arm", Tone::Main, block(0.062, 0.45, 0.075, 0.03)).at(0.0, 0.45, 0.0));
                for &out in branches {
                    let long = 0.30 - 0.16 * (out - 0.3f32).abs();
                    let twig = block(0.05, long * 0.5, 0.068, 0.03);
                    sketch.add(
                        solid("twig", Tone::Second, twig)
                            .at(0.0, long * 0.5, 0.0)
                            .turn_z(-56.0)
                            .at(0.0, out, 0.0)
                            .pair(),
                    );
                }
            });
        }
        let corners =
            (0..6).map(|corner| Vec2::from_angle(f32::to_radians(60.0 * corner as f32)) * 0.22).collect();
        sketch.add(solid("center", Tone::Third, prism(Outline::polygon(corners), 0.09, 0.03)));
    });
    sketch.add(solid("stand", Tone::Second, block(0.30, 0.07, 0.24, 0.03)).at(0.0, -0.93, 0.03));
}

fn anchor(sketch: &mut Sketch) {
    sketch.made_of(Finish::Steel);
    sketch.add(solid("shank", Tone::Main, limb([0.0, 0.60, 0.0], [0.0, -0.66, 0.0], 0.085, 0.105)));
    sketch.add(solid("ring", Tone::Third, ring(0.15, 0.055)).turn_x(90.0).at(0.0, 0.76, 0.0));
    sketch.add(solid("stock", Tone::Main, limb([-0.42, 0.40, 0.0], [0.42, 0.40, 0.0], 0.07, 0.07)));
    sketch.add(solid("stock", Tone::Main, ball(0.095)).at(0.42, 0.40, 0.0).pair());
    let arm = path(&[[0.0, -0.68, 0.0, 0.115], [0.36, -0.56, 0.0, 0.10], [0.62, -0.20, 0.0, 0.08]]);
    sketch.add(solid("arm", Tone::Main, arm).pair());
    let fluke = [vec2(-0.17, -0.10), vec2(0.17, -0.10), vec2(0.0, 0.24)].to_vec();
    sketch.add(
        solid("fluke", Tone::Main, prism(Outline::polygon(fluke), 0.075, 0.03))
            .turn_z(-22.0)
            .at(0.60, -0.18, 0.0)
            .pair(),
    );
    if sketch.second() {
        let rope = path(&[
            [0.0, 0.66, 0.10, 0.055],
            [0.20, 0.30, 0.14, 0.055],
            [-0.16, 0.04, 0.12, 0.055],
            [0.16, -0.26, 0.12, 0.055],
            [-0.06, -0.56, 0.16, 0.055],
        ]);
        sketch.add(solid("rope", Tone::Second, rope).of(Finish::Fabric));
    }
    sketch.add(
        solid("stand", Tone::Second, block(0.34, 0.06, 0.22, 0.03)).at(0.0, -0.80, 0.0).of(Finish::Wood),
    );
}
