//! Robots, space travellers and other fanciful figures on two legs.

use super::{Noun, Role, noun};
use crate::{
    style::material::Finish,
    text::{
        item::Trait,
        sketch::{
            Sketch, Tone, ball, block, cone, cylinder, egg, limb, paint, path, ring, smooth_lathe, solid,
        },
    },
};
use glam::{vec2, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "robot",
        &["android", "bot", "droid", "cyborg", "mech"],
        Role::Thing,
        &[
            [0x63A6DC, 0xF7C63C, 0x465466, 0x2C3644, 0xE9F1F7],
            [0xF1EEE6, 0x35B5A6, 0xF07A4C, 0x3A404A, 0xFFFFFF],
            [0x9A7BD8, 0x6FE0C8, 0x4C4266, 0x2A263A, 0xF0ECFA],
        ],
        robot,
    ),
    noun(
        "astronaut",
        &["spaceman", "cosmonaut", "spacewoman"],
        Role::Thing,
        &[
            [0xF4F3F0, 0xF28A2E, 0x9AA4B2, 0x232C44, 0xFFFFFF],
            [0xE9EDF3, 0x3F7FD0, 0xD83A34, 0x2A223A, 0xFFFFFF],
        ],
        astronaut,
    ),
    noun(
        "snowman",
        &[],
        Role::Thing,
        &[
            [0xFBFCFE, 0xD83A34, 0xF28A2E, 0x2B2B30, 0x7A5336],
            [0xF2F7FC, 0x3F7FD0, 0xF28A2E, 0x2E3A58, 0x6B4A32],
        ],
        snowman,
    ),
    noun(
        "ghost",
        &["spirit", "spook", "phantom"],
        Role::Thing,
        &[
            [0xF6F6FB, 0xF2A6B4, 0xD9DCEE, 0x2A283A, 0xFFFFFF],
            [0xC9E8F4, 0xF2A6B4, 0xA6CEE4, 0x222A44, 0xFFFFFF],
        ],
        ghost,
    ),
    noun(
        "alien",
        &["martian", "extraterrestrial", "monster"],
        Role::Thing,
        &[
            [0x7FC958, 0xB9E88A, 0xE06AA8, 0x243028, 0xE8F8D0],
            [0x9A7ADA, 0xCFB9F4, 0x5CD0C0, 0x26223A, 0xECE4FC],
        ],
        alien,
    ),
];

fn robot(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    let round = sketch.second();
    let antennas = sketch.count("antenna", 1, 3);
    if round {
        sketch.add(solid(
            "body",
            Tone::Main,
            smooth_lathe(&[
                [0.0, -0.44],
                [0.30, -0.42],
                [0.45, -0.10],
                [0.40, 0.28],
                [0.20, 0.42],
                [0.0, 0.44],
            ]),
        ));
    } else {
        sketch.add(solid("body", Tone::Main, block(0.40, 0.42, 0.28, 0.10)));
    }
    let chest = if round { 0.40 } else { 0.27 };
    sketch.add(solid("panel", Tone::Second, block(0.20, 0.14, 0.04, 0.03)).at(0.0, 0.06, chest).feature());
    for (x, tone) in
        [(-0.10, Tone::Fixed(0xE84A3E)), (0.0, Tone::Fixed(0xFFF4DC)), (0.10, Tone::Fixed(0x4CC26A))]
    {
        sketch.add(solid("button", tone, ball(0.036)).at(x, 0.06, chest + 0.035));
    }
    sketch.add(solid("neck", Tone::Third, cylinder(0.11, 0.12, 0.02)).at(0.0, 0.50, 0.0));
    sketch.add(solid("neck", Tone::Dark, ring(0.105, 0.03)).at(0.0, 0.51, 0.0));
    sketch.head(vec3(0.0, 0.56, 0.0), |sketch| robot_head(sketch, round, antennas));
    robot_limbs(sketch, round);
    sketch.anchors.hand = Some(vec3(0.62, -0.16, 0.36));
    let lettering = crate::text::sketch::TextSpot {
        at: vec3(0.0, -0.23, if round { 0.43 } else { 0.275 }),
        size: vec2(0.5, 0.16),
        wrap: None,
        tilt: 0.0,
    };
    sketch.anchors.text = Some(lettering);
}

fn robot_head(sketch: &mut Sketch, round: bool, antennas: usize) {
    let heads = sketch.count("head", 1, 3);
    for index in 0..heads {
        let x = (index as f32 - (heads as f32 - 1.0) * 0.5) * 0.66;
        sketch.placed(glam::Affine3A::from_translation(vec3(x, 0.82, 0.0)), |sketch| {
            let shell = if round { egg(0.37, 0.29, 0.30) } else { block(0.34, 0.26, 0.27, 0.10) };
            sketch.add(solid("head", Tone::Main, shell).blend(0.01));
            let face = if round { egg(0.29, 0.20, 0.10) } else { block(0.27, 0.19, 0.05, 0.05) };
            sketch.add(solid("face", Tone::Dark, face).at(0.0, 0.0, if round { 0.235 } else { 0.25 }));
            let front = if round { 0.315 } else { 0.29 };
            sketch.add(solid("eye", Tone::Second, ball(0.078)).at(0.125, 0.045, front - 0.01).eye().pair());
            sketch.add(
                solid("pupil", Tone::Fixed(0x22242C), ball(0.036))
                    .at(0.125, 0.045, front + 0.055)
                    .eye()
                    .pair(),
            );
            let smile = if sketch.is(Trait::Sad) { -0.045 } else { 0.045 };
            sketch.add(solid(
                "mouth",
                Tone::Light,
                path(&[
                    [-0.11, -0.105 + smile, front - 0.01, 0.021],
                    [0.0, -0.12, front, 0.021],
                    [0.11, -0.105 + smile, front - 0.01, 0.021],
                ]),
            ));
            sketch.add(
                solid("ear", Tone::Second, cylinder(0.095, 0.055, 0.025))
                    .turn_z(90.0)
                    .at(0.37, 0.0, 0.0)
                    .pair(),
            );
            for antenna in 0..antennas {
                let x = (antenna as f32 - (antennas as f32 - 1.0) * 0.5) * 0.26;
                sketch.add(solid(
                    "antenna",
                    Tone::Third,
                    limb([x * 0.6, 0.2, 0.0], [x, 0.42, 0.0], 0.03, 0.024),
                ));
                sketch.add(solid("antenna", Tone::Second, ball(0.07)).at(x, 0.45, 0.0).feature());
            }
        });
    }
    let top = sketch.point(vec3(0.0, 1.07, 0.0));
    sketch.anchors.head = Some((top, 0.30));
}

fn robot_limbs(sketch: &mut Sketch, round: bool) {
    sketch.add(solid("shoulder", Tone::Third, ball(0.13)).at(0.46, 0.24, 0.0).pair());
    // One hand is raised a little, so that it can hold something.
    for side in [-1.0f32, 1.0] {
        let raise = if side > 0.0 { 0.18 } else { 0.0 };
        let elbow = [side * 0.64, -0.06 + raise * 0.3, 0.03];
        let wrist = [side * 0.62, -0.30 + raise, 0.20 + raise * 0.5];
        sketch.add(solid("arm", Tone::Main, limb([side * 0.48, 0.22, 0.0], elbow, 0.088, 0.088)).limb());
        sketch.add(solid("arm", Tone::Third, limb(elbow, wrist, 0.072, 0.072)).limb());
        sketch.add(solid("hand", Tone::Second, ball(0.115)).at(wrist[0], wrist[1] - 0.02, wrist[2] + 0.04));
        sketch.add(solid(
            "finger",
            Tone::Second,
            limb(
                [wrist[0] - 0.07, wrist[1], wrist[2] + 0.10],
                [wrist[0] - 0.05, wrist[1] + 0.08, wrist[2] + 0.15],
                0.045,
                0.035,
            ),
        ));
        sketch.add(solid(
            "finger",
            Tone::Second,
            limb(
                [wrist[0] + 0.07, wrist[1], wrist[2] + 0.10],
                [wrist[0] + 0.05, wrist[1] + 0.08, wrist[2] + 0.15],
                0.045,
                0.035,
            ),
        ));
    }
    sketch.add(solid("leg", Tone::Third, cylinder(0.11, 0.22, 0.03)).at(0.18, -0.56, 0.0).pair().limb());
    sketch.add(solid("knee", Tone::Dark, ring(0.105, 0.035)).at(0.18, -0.56, 0.0).pair());
    let foot = if round { egg(0.17, 0.14, 0.25) } else { block(0.16, 0.11, 0.24, 0.06) };
    sketch.add(solid("foot", Tone::Main, foot).at(0.19, -0.82, 0.06).pair().blend(0.02));
}

fn astronaut(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fabric);
    sketch.add(solid("body", Tone::Main, egg(0.36, 0.42, 0.28)));
    sketch.add(
        solid("belt", Tone::Third, ring(0.30, 0.05)).stretch(1.05, 1.0, 0.82).at(0.0, -0.20, 0.0).blend(0.02),
    );
    sketch.add(
        solid("panel", Tone::Second, block(0.15, 0.11, 0.05, 0.03))
            .at(0.0, 0.08, 0.27)
            .feature()
            .of(Finish::Plastic),
    );
    for (x, code) in [(-0.07, 0xE84A3E), (0.0, 0xF6C93B), (0.07, 0x4CC26A)] {
        sketch.add(solid("button", Tone::Fixed(code), ball(0.026)).at(x, 0.08, 0.325));
    }
    sketch.add(
        solid("backpack", Tone::Third, block(0.28, 0.34, 0.13, 0.08))
            .at(0.0, 0.08, -0.32)
            .of(Finish::Plastic),
    );
    sketch.add(solid("collar", Tone::Third, ring(0.22, 0.06)).at(0.0, 0.38, 0.0).of(Finish::Plastic));
    sketch.next_body();
    sketch.head(vec3(0.0, 0.40, 0.0), |sketch| {
        sketch.add(solid("helmet", Tone::Main, egg(0.40, 0.38, 0.38)).at(0.0, 0.70, 0.0).of(Finish::Ceramic));
        sketch.add(
            solid("visor", Tone::Dark, egg(0.31, 0.25, 0.20)).at(0.0, 0.69, 0.22).of(Finish::Glass).feature(),
        );
        sketch.add(
            solid("visor", Tone::Fixed(0xBFD8F2), egg(0.07, 0.045, 0.03))
                .turn_z(-25.0)
                .at(0.15, 0.80, 0.365)
                .of(Finish::Glass),
        );
        sketch.add(
            solid("helmet", Tone::Second, cylinder(0.09, 0.05, 0.03))
                .turn_z(90.0)
                .at(0.385, 0.68, 0.0)
                .pair()
                .of(Finish::Plastic),
        );
        let top = sketch.point(vec3(0.0, 1.07, 0.0));
        sketch.anchors.head = Some((top, 0.32));
    });
    let wave = sketch.second();
    for side in [-1.0f32, 1.0] {
        let up = side > 0.0 && wave;
        let hand = if up { [0.66, 0.46, 0.08] } else { [side * 0.56, -0.16, 0.20] };
        sketch.add(
            solid(
                "arm",
                Tone::Main,
                path(&[
                    [side * 0.28, 0.24, 0.0, 0.13],
                    [side * 0.52, 0.06, 0.02, 0.12],
                    [hand[0], hand[1], hand[2], 0.11],
                ]),
            )
            .blend(0.05)
            .limb(),
        );
        sketch.add(solid("glove", Tone::Second, ball(0.135)).at(
            hand[0] * 1.03,
            hand[1] + if up { 0.08 } else { -0.07 },
            hand[2] + 0.02,
        ));
        sketch.add(
            solid("leg", Tone::Main, limb([side * 0.17, -0.28, 0.0], [side * 0.19, -0.66, 0.02], 0.16, 0.13))
                .blend(0.05)
                .limb(),
        );
        sketch.add(
            solid("boot", Tone::Second, egg(0.155, 0.12, 0.22))
                .at(side * 0.19, -0.76, 0.06)
                .blend(0.02)
                .of(Finish::Rubber),
        );
    }
    sketch.anchors.hand = Some(vec3(-0.57, -0.20, 0.36));
}

fn snowman(sketch: &mut Sketch) {
    sketch.made_of(Finish::Snow);
    sketch.add(solid("body", Tone::Main, egg(0.55, 0.48, 0.55)).at(0.0, -0.50, 0.0));
    sketch.add(solid("body", Tone::Main, egg(0.40, 0.37, 0.40)).at(0.0, 0.14, 0.0).blend(0.05));
    for y in [-0.02, 0.16, 0.32] {
        sketch.add(
            solid("button", Tone::Dark, ball(0.055)).at(0.0, y, 0.40 - (y - 0.14f32).powi(2) * 1.4).feature(),
        );
    }
    let arm = path(&[[0.34, 0.20, 0.02, 0.045], [0.62, 0.34, 0.06, 0.038], [0.84, 0.52, 0.08, 0.03]]);
    sketch.add(solid("arm", Tone::Light, arm).pair().limb().of(Finish::Bark));
    sketch.add(
        solid("arm", Tone::Light, limb([0.68, 0.38, 0.06], [0.86, 0.36, 0.12], 0.034, 0.026))
            .pair()
            .limb()
            .of(Finish::Bark),
    );
    sketch.head(vec3(0.0, 0.44, 0.0), |sketch| {
        sketch.add(solid("head", Tone::Main, ball(0.31)).at(0.0, 0.68, 0.0).blend(0.03));
        sketch.add(
            solid("nose", Tone::Third, cone(0.065, 0.012, 0.17))
                .turn_x(90.0)
                .at(0.0, 0.66, 0.42)
                .feature()
                .of(Finish::Skin),
        );
        sketch.eyes(0.115, 0.76, 0.265, 0.046);
        for (x, y) in [(-0.13, 0.55), (-0.07, 0.51), (0.0, 0.495), (0.07, 0.51), (0.13, 0.55)] {
            sketch.add(solid("mouth", Tone::Dark, ball(0.026)).at(
                x,
                y,
                0.252 + 0.6 * (0.04 - x * x).max(0.0),
            ));
        }
        if sketch.second() {
            sketch.add(
                solid("hat", Tone::Second, egg(0.325, 0.24, 0.325)).at(0.0, 0.84, -0.01).of(Finish::Fabric),
            );
            sketch.add(solid("hat", Tone::Light, ring(0.29, 0.065)).at(0.0, 0.82, 0.0).of(Finish::Fabric));
            sketch.add(solid("hat", Tone::Light, ball(0.10)).at(0.0, 1.10, -0.01).of(Finish::Fabric));
        } else {
            sketch.add(
                solid("hat", Tone::Dark, cylinder(0.38, 0.035, 0.03)).at(0.0, 0.92, 0.0).of(Finish::Fabric),
            );
            sketch.add(
                solid("hat", Tone::Dark, cylinder(0.25, 0.20, 0.03)).at(0.0, 1.10, 0.0).of(Finish::Fabric),
            );
            sketch.add(
                solid("hat", Tone::Second, cylinder(0.258, 0.05, 0.01)).at(0.0, 0.99, 0.0).of(Finish::Fabric),
            );
        }
    });
    sketch.add(solid("scarf", Tone::Second, ring(0.27, 0.085)).at(0.0, 0.45, 0.0).of(Finish::Fabric));
    sketch.add(
        solid("scarf", Tone::Second, block(0.075, 0.22, 0.04, 0.03))
            .turn_z(8.0)
            .at(0.18, 0.22, 0.37)
            .turn_x(-2.0)
            .of(Finish::Fabric),
    );
    sketch.anchors.hand = Some(vec3(-0.84, 0.52, 0.10));
}

fn ghost(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fabric);
    let lean = sketch.pick(0.0, 0.10);
    sketch.add(solid(
        "body",
        Tone::Main,
        smooth_lathe(&[
            [0.0, -0.80],
            [0.50, -0.80],
            [0.46, -0.45],
            [0.42, 0.10],
            [0.40, 0.40],
            [0.24, 0.68],
            [0.0, 0.76],
        ]),
    ));
    let folds = sketch.count("fold", 8, 14);
    sketch.ring(folds, |sketch, index, _| {
        let reach = if index.is_multiple_of(2) { 0.52 } else { 0.46 };
        sketch.add(
            solid("body", Tone::Main, limb([0.42, -0.30, 0.0], [reach, -0.76, 0.0], 0.06, 0.14)).blend(0.10),
        );
    });
    let arm = if sketch.second() { [0.70, 0.34, 0.22] } else { [0.66, -0.06, 0.26] };
    sketch.add(solid("arm", Tone::Main, limb([0.34, 0.10, 0.08], arm, 0.15, 0.09)).pair().blend(0.10));
    sketch.add(
        solid("eye", Tone::Dark, egg(0.075, 0.11, 0.06)).at(0.145, 0.36, 0.355 + lean * 0.1).eye().pair(),
    );
    sketch.add(solid("glint", Tone::Fixed(0xFFFFFF), ball(0.032)).at(0.17, 0.42, 0.41).pair());
    sketch.add(
        solid("mouth", Tone::Dark, egg(0.07, if sketch.second() { 0.10 } else { 0.05 }, 0.05))
            .at(0.0, 0.12, 0.41)
            .feature(),
    );
    sketch.add(paint("cheek", Tone::Second, ball(0.085)).at(0.26, 0.20, 0.36).pair());
    sketch.anchors.hand = Some(vec3(arm[0], arm[1] - 0.02, arm[2] + 0.10));
    sketch.anchors.head = Some((vec3(0.0, 0.72, 0.0), 0.27));
}

fn alien(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let one_eyed = sketch.second();
    let eyes = sketch.count("eye", if one_eyed { 1 } else { 3 }, 3);
    sketch.add(solid("body", Tone::Main, egg(0.40, 0.46, 0.34)).at(0.0, -0.25, 0.0));
    sketch.add(paint("belly", Tone::Second, egg(0.28, 0.34, 0.3)).at(0.0, -0.30, 0.25));
    sketch.head(vec3(0.0, 0.05, 0.0), |sketch| {
        sketch.add(solid("head", Tone::Main, egg(0.44, 0.36, 0.36)).at(0.0, 0.36, 0.0).blend(0.12));
        for index in 0..eyes {
            let x = (index as f32 - (eyes as f32 - 1.0) * 0.5) * 0.27;
            let radius = if eyes == 1 { 0.19 } else { 0.115 };
            let z = 0.315 - x * x * 0.9 - if eyes == 1 { 0.04 } else { 0.0 };
            sketch.add(solid("eye", Tone::Fixed(0xFBFAF7), ball(radius)).at(x, 0.42, z).eye());
            sketch.add(solid("pupil", Tone::Dark, ball(radius * 0.55)).at(x, 0.42, z + radius * 0.68).eye());
        }
        sketch.add(solid(
            "mouth",
            Tone::Dark,
            path(&[[-0.16, 0.20, 0.30, 0.026], [0.0, 0.155, 0.345, 0.03], [0.16, 0.20, 0.30, 0.026]]),
        ));
        sketch.add(
            solid(
                "antenna",
                Tone::Main,
                path(&[[0.18, 0.64, 0.0, 0.05], [0.27, 0.82, 0.0, 0.036], [0.36, 0.92, 0.04, 0.03]]),
            )
            .pair()
            .blend(0.03),
        );
        sketch.add(solid("antenna", Tone::Third, ball(0.085)).at(0.38, 0.95, 0.05).pair().feature());
    });
    let hand = if one_eyed { [0.66, 0.14, 0.16] } else { [0.58, -0.42, 0.24] };
    sketch.add(
        solid(
            "arm",
            Tone::Main,
            path(&[[0.34, -0.14, 0.0, 0.095], [0.56, -0.22, 0.06, 0.08], [hand[0], hand[1], hand[2], 0.09]]),
        )
        .pair()
        .blend(0.05)
        .limb(),
    );
    sketch.add(
        solid("leg", Tone::Main, limb([0.18, -0.55, 0.0], [0.20, -0.80, 0.03], 0.12, 0.11))
            .pair()
            .blend(0.05)
            .limb(),
    );
    sketch.add(solid("foot", Tone::Third, egg(0.15, 0.085, 0.20)).at(0.21, -0.86, 0.08).pair().blend(0.03));
    sketch.anchors.hand = Some(vec3(hand[0], hand[1], hand[2] + 0.10));
}
