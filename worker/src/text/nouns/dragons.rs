//! Dragons and dinosaurs.

use super::{Noun, Role, noun};
use crate::{
    style::material::Finish,
    text::sketch::{Sketch, Tone, ball, carve, cone, egg, limb, paint, path, slab, solid},
};
use glam::{Affine3A, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "dragon",
        &["drake", "wyvern"],
        Role::Thing,
        &[
            [0x4CA65A, 0xF2D88A, 0xE97A3A, 0x1E3A28, 0xFBF4E0],
            [0xC83E4A, 0xF6C96A, 0x7A2A5A, 0x3A1218, 0xFFF2DC],
            [0x5A7AD8, 0xC8E8F8, 0x9A5AC8, 0x222A52, 0xF4F8FF],
        ],
        dragon,
    ),
    noun(
        "dinosaur",
        &["dino", "t-rex", "trex", "tyrannosaurus", "raptor", "brontosaurus"],
        Role::Thing,
        &[
            [0x6AB84A, 0xE8F0B0, 0x3F8A3E, 0x223A1E, 0xFBF8E8],
            [0xE98A4A, 0xFBE4B8, 0xB85A2A, 0x4A2614, 0xFFF6E6],
        ],
        dinosaur,
    )
    .loosely(&["godzilla", "lizard", "crocodile", "alligator", "kangaroo"]),
];

fn snout_face(sketch: &mut Sketch, wide: f32) {
    sketch.add(solid("head", Tone::Main, egg(wide, 0.27, 0.29)).blend(0.06));
    sketch.add(solid("snout", Tone::Main, egg(wide * 0.78, 0.165, 0.25)).at(0.0, -0.07, 0.26).blend(0.06));
    sketch.add(paint("snout", Tone::Second, egg(wide * 0.8, 0.10, 0.32)).at(0.0, -0.20, 0.25));
    sketch.add(carve("nostril", Tone::Dark, ball(0.032)).at(0.085, 0.03, 0.475).pair());
    sketch.add(
        solid(
            "mouth",
            Tone::Dark,
            path(&[
                [wide * 0.76, -0.11, 0.20, 0.016],
                [wide * 0.56, -0.135, 0.40, 0.017],
                [0.0, -0.12, 0.515, 0.017],
            ]),
        )
        .pair(),
    );
    sketch.add(solid("tooth", Tone::Light, cone(0.012, 0.034, 0.045)).at(wide * 0.50, -0.165, 0.435).pair());
    sketch.eyes(wide * 0.56, 0.115, 0.19, 0.068);
}

fn spikes(sketch: &mut Sketch, points: &[[f32; 3]], size: f32) {
    for (index, at) in points.iter().enumerate() {
        let scale = size * (1.0 - 0.07 * index as f32);
        sketch.add(
            solid(
                "spike",
                Tone::Third,
                slab(
                    &[[-0.085 * scale, -0.04], [0.085 * scale, -0.04], [-0.05 * scale, 0.19 * scale]],
                    0.035,
                    0.02,
                ),
            )
            .turn_y(-90.0)
            .at(at[0], at[1], at[2]),
        );
    }
}

fn dragon(sketch: &mut Sketch) {
    sketch.made_of(Finish::Scales);
    let heads = sketch.count("head", 1, 3);
    let rearing = sketch.second();
    sketch.add(solid(
        "body",
        Tone::Main,
        path(&[[0.0, -0.44, -0.16, 0.36], [0.0, -0.16, 0.0, 0.34], [0.0, 0.06, 0.10, 0.24]]),
    ));
    sketch.add(paint("belly", Tone::Second, egg(0.24, 0.46, 0.34)).at(0.0, -0.26, 0.28));
    sketch.add(solid("leg", Tone::Main, egg(0.20, 0.27, 0.28)).at(0.32, -0.56, -0.04).pair().blend(0.06));
    sketch.add(solid("foot", Tone::Main, egg(0.16, 0.09, 0.24)).at(0.36, -0.80, 0.16).pair().blend(0.04));
    for x in [0.26, 0.36, 0.46] {
        sketch.add(solid("claw", Tone::Light, ball(0.042)).at(x, -0.82, 0.38).pair());
    }
    let hand = if rearing { [0.44, 0.10, 0.42] } else { [0.24, -0.20, 0.46] };
    sketch.add(
        solid(
            "arm",
            Tone::Main,
            path(&[[0.24, -0.02, 0.12, 0.105], [0.36, -0.14, 0.24, 0.09], [hand[0], hand[1], hand[2], 0.08]]),
        )
        .pair()
        .blend(0.05)
        .limb(),
    );
    let tail = if rearing {
        path(&[
            [0.0, -0.52, -0.36, 0.24],
            [0.30, -0.68, -0.66, 0.17],
            [0.66, -0.72, -0.56, 0.12],
            [0.86, -0.60, -0.22, 0.07],
            [0.88, -0.44, 0.0, 0.045],
        ])
    } else {
        path(&[
            [0.0, -0.52, -0.36, 0.24],
            [-0.14, -0.68, -0.74, 0.17],
            [-0.46, -0.72, -0.92, 0.12],
            [-0.80, -0.56, -0.84, 0.07],
            [-0.92, -0.30, -0.74, 0.045],
        ])
    };
    sketch.add(solid("tail", Tone::Main, tail).blend(0.08));
    let tip = if rearing { vec3(0.88, -0.36, 0.04) } else { vec3(-0.94, -0.22, -0.72) };
    sketch.add(solid("tail", Tone::Third, cone(0.12, 0.015, 0.12)).at(tip.x, tip.y, tip.z));
    dragon_wings(sketch, rearing);
    for index in 0..heads {
        let x = (index as f32 - (heads as f32 - 1.0) * 0.5) * 0.74;
        let drop = if heads > 1 { x.abs() * 0.2 } else { 0.0 };
        dragon_head(sketch, vec3(x, 0.62 - drop, 0.30));
    }
    spikes(sketch, &[[0.0, 0.16, -0.17], [0.0, -0.04, -0.34], [0.0, -0.26, -0.48]], 1.1);
    sketch.anchors.hand = Some(vec3(hand[0], hand[1], hand[2] + 0.08));
}

fn dragon_head(sketch: &mut Sketch, at: glam::Vec3) {
    sketch.add(
        solid(
            "neck",
            Tone::Main,
            path(&[
                [0.0, 0.0, 0.08, 0.23],
                [at.x * 0.6, 0.30, 0.10, 0.18],
                [at.x, at.y - 0.10, at.z - 0.14, 0.19],
            ]),
        )
        .blend(0.07),
    );
    sketch.head(at - vec3(0.0, 0.16, 0.12), |sketch| {
        sketch.placed(Affine3A::from_translation(at), |sketch| {
            snout_face(sketch, 0.30);
            sketch.add(
                solid(
                    "horn",
                    Tone::Light,
                    path(&[[0.13, 0.20, -0.06, 0.065], [0.20, 0.38, -0.18, 0.05], [0.22, 0.48, -0.34, 0.02]]),
                )
                .pair(),
            );
            sketch.add(
                solid("ear", Tone::Third, slab(&[[0.0, -0.08], [0.30, 0.06], [0.0, 0.10]], 0.035, 0.02))
                    .turn_y(24.0)
                    .at(0.24, 0.02, -0.10)
                    .pair(),
            );
            spikes(sketch, &[[0.0, 0.24, 0.0], [0.0, 0.20, -0.20]], 0.9);
        });
    });
}

fn dragon_wings(sketch: &mut Sketch, raised: bool) {
    let tilt = if raised { 30.0 } else { 6.0 };
    let membrane = [
        [0.0, -0.14],
        [0.26, -0.22],
        [0.42, -0.06],
        [0.64, -0.14],
        [0.76, 0.06],
        [1.0, 0.06],
        [0.80, 0.46],
        [0.42, 0.58],
        [0.0, 0.14],
    ];
    for side in [1.0f32, -1.0] {
        let place = Affine3A::from_translation(vec3(0.16 * side, 0.02, -0.18))
            * Affine3A::from_scale(vec3(side, 1.0, 1.0))
            * Affine3A::from_rotation_y(f32::to_radians(22.0))
            * Affine3A::from_rotation_z(f32::to_radians(tilt));
        sketch.placed(place, |sketch| {
            sketch.add(solid("wing", Tone::Third, slab(&membrane, 0.032, 0.02)));
            sketch.add(solid(
                "wing",
                Tone::Main,
                path(&[
                    [-0.05, 0.0, 0.0, 0.085],
                    [0.40, 0.56, 0.0, 0.062],
                    [0.80, 0.45, 0.0, 0.05],
                    [1.02, 0.06, 0.0, 0.03],
                ]),
            ));
            for end in [[0.42, -0.06], [0.76, 0.06]] {
                sketch.add(solid(
                    "wing",
                    Tone::Main,
                    limb([0.41, 0.55, 0.0], [end[0], end[1], 0.0], 0.05, 0.03),
                ));
            }
        });
    }
}

fn dinosaur(sketch: &mut Sketch) {
    sketch.made_of(Finish::Scales);
    if sketch.second() {
        return long_neck(sketch);
    }
    sketch.add(solid(
        "body",
        Tone::Main,
        path(&[[0.0, -0.30, -0.22, 0.37], [0.0, -0.06, 0.02, 0.33], [0.0, 0.20, 0.14, 0.22]]),
    ));
    sketch.add(paint("belly", Tone::Second, egg(0.25, 0.50, 0.34)).at(0.0, -0.18, 0.32));
    sketch.add(
        solid(
            "tail",
            Tone::Main,
            path(&[
                [0.0, -0.40, -0.40, 0.28],
                [0.0, -0.60, -0.80, 0.17],
                [0.10, -0.68, -1.16, 0.09],
                [0.20, -0.58, -1.36, 0.04],
            ]),
        )
        .blend(0.08),
    );
    sketch.add(
        solid(
            "leg",
            Tone::Main,
            path(&[[0.30, -0.40, -0.16, 0.22], [0.34, -0.62, 0.0, 0.15], [0.34, -0.82, -0.06, 0.12]]),
        )
        .pair()
        .blend(0.06)
        .limb(),
    );
    sketch.add(solid("foot", Tone::Main, egg(0.16, 0.09, 0.26)).at(0.34, -0.90, 0.08).pair().blend(0.04));
    for x in [0.24, 0.34, 0.44] {
        sketch.add(solid("claw", Tone::Light, ball(0.044)).at(x, -0.92, 0.31).pair());
    }
    sketch.add(
        solid(
            "arm",
            Tone::Main,
            path(&[[0.24, 0.02, 0.26, 0.09], [0.30, -0.12, 0.42, 0.075], [0.24, -0.14, 0.54, 0.06]]),
        )
        .pair()
        .blend(0.04)
        .limb(),
    );
    sketch.head(vec3(0.0, 0.32, 0.16), |sketch| {
        sketch.placed(Affine3A::from_translation(vec3(0.0, 0.56, 0.26)), |sketch| snout_face(sketch, 0.34));
    });
    spikes(
        sketch,
        &[
            [0.0, 0.76, 0.10],
            [0.0, 0.42, 0.03],
            [0.0, 0.16, -0.28],
            [0.0, -0.06, -0.48],
            [0.0, -0.26, -0.66],
            [0.0, -0.44, -0.86],
        ],
        1.1,
    );
    for (x, y, z) in [(0.30, 0.0, -0.24), (-0.34, -0.20, -0.16), (0.34, -0.30, -0.40), (-0.20, 0.16, -0.12)] {
        sketch.add(paint("spot", Tone::Third, ball(0.085)).at(x, y, z));
    }
    sketch.anchors.hand = Some(vec3(0.24, -0.12, 0.60));
}

fn long_neck(sketch: &mut Sketch) {
    sketch.add(solid("body", Tone::Main, egg(0.40, 0.38, 0.58)).at(0.0, -0.26, -0.10));
    sketch.add(paint("belly", Tone::Second, egg(0.34, 0.26, 0.54)).at(0.0, -0.52, -0.06));
    sketch.add(
        solid(
            "tail",
            Tone::Main,
            path(&[
                [0.0, -0.24, -0.50, 0.27],
                [0.0, -0.46, -0.96, 0.14],
                [0.12, -0.50, -1.24, 0.08],
                [0.30, -0.40, -1.40, 0.04],
            ]),
        )
        .blend(0.08),
    );
    for z in [0.26, -0.44] {
        sketch.add(
            solid("leg", Tone::Main, limb([0.24, -0.40, z], [0.26, -0.82, z + 0.02], 0.18, 0.15))
                .pair()
                .blend(0.06)
                .limb(),
        );
        sketch.add(solid("nail", Tone::Light, ball(0.05)).at(0.20, -0.90, z + 0.15).pair());
        sketch.add(solid("nail", Tone::Light, ball(0.05)).at(0.30, -0.90, z + 0.14).pair());
    }
    sketch.add(
        solid(
            "neck",
            Tone::Main,
            path(&[
                [0.0, -0.14, 0.30, 0.27],
                [0.0, 0.20, 0.54, 0.17],
                [0.0, 0.62, 0.58, 0.135],
                [0.0, 0.84, 0.62, 0.15],
            ]),
        )
        .blend(0.08),
    );
    sketch.head(vec3(0.0, 0.80, 0.58), |sketch| {
        sketch.add(solid("head", Tone::Main, egg(0.23, 0.20, 0.28)).at(0.0, 0.90, 0.68).blend(0.06));
        sketch.eyes(0.165, 0.97, 0.775, 0.055);
        sketch.add(
            solid(
                "mouth",
                Tone::Dark,
                path(&[[0.17, 0.83, 0.80, 0.016], [0.09, 0.80, 0.91, 0.017], [0.0, 0.80, 0.94, 0.017]]),
            )
            .pair(),
        );
        sketch.add(carve("nostril", Tone::Dark, ball(0.024)).at(0.06, 0.92, 0.955).pair());
    });
    for (x, y, z) in [
        (0.28, -0.06, 0.06),
        (-0.26, -0.04, -0.20),
        (0.10, 0.12, -0.34),
        (-0.32, -0.16, 0.16),
        (0.12, 0.20, 0.40),
    ] {
        sketch.add(paint("spot", Tone::Third, ball(0.12)).at(x, y, z));
    }
    sketch.anchors.top = Some((vec3(0.0, 0.10, -0.16), 0.34));
}
