//! People of old stories, and of today.

use super::{Kind, Noun, Role, noun};
use crate::{
    style::material::Finish,
    text::sketch::{
        Sketch, Tone, ball, block, carve, cylinder, egg, limb, paint, path, ring, smooth_lathe, solid,
    },
};
use glam::{Vec2, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "wizard",
        &["sorcerer", "mage", "merlin", "gandalf", "dumbledore"],
        Role::Thing,
        &[
            [0x4B4FB8, 0xF6C93B, 0xF4C9A4, 0x2E2A5E, 0xF5F2EC],
            [0x7A3F9A, 0x6FD8C4, 0xE9B890, 0x3A1F50, 0xE5E0EE],
        ],
        wizard,
    )
    .with_kinds(&[Kind {
        name: "witch",
        words: &["sorceress", "enchantress"],
        palettes: &[
            [0x3A2F4A, 0x8A57C4, 0xF2C9A6, 0x221C2C, 0xE9862E],
            [0x2E3A34, 0x5CB048, 0xA8CF8A, 0x1E2622, 0x3A2A22],
        ],
        hides: &["beard"],
        ..Kind::PLAIN
    }]),
    noun(
        "gnome",
        &["dwarf", "elf"],
        Role::Thing,
        &[
            [0x3F7FC8, 0xD83A34, 0xF4C4A0, 0x5A3A28, 0xF9F5EE],
            [0x4CA652, 0xE98A2E, 0xF0BE98, 0x4A3326, 0xEEE6DA],
        ],
        gnome,
    ),
    noun(
        "knight",
        &["paladin", "warrior", "soldier"],
        Role::Thing,
        &[
            [0xB4BECA, 0xC8363C, 0xF0BE45, 0x3A4250, 0xE3E8EE],
            [0x6E7888, 0x3F6FD0, 0xE0E4EA, 0x2C323E, 0xC9D0D8],
        ],
        knight,
    ),
    noun(
        "person",
        &["man", "woman", "boy", "girl", "child", "figure", "human", "guy", "kid", "people", "hero"],
        Role::Thing,
        &[
            [0x3F8FD0, 0x3A4A70, 0x6A422A, 0x332A28, 0xF4C4A0],
            [0xE86A5C, 0x4A6A58, 0x2E2220, 0x2A2830, 0xB98058],
        ],
        person,
    ),
];

/// Skirted body shared by wizard and gnome: robe, arms with sleeves, beard, nose.
fn robe(sketch: &mut Sketch, height: f32, width: f32) {
    let low = -0.85;
    sketch.add(solid(
        "robe",
        Tone::Main,
        smooth_lathe(&[
            [0.0, low],
            [width, low],
            [width * 0.94, low + 0.12],
            [width * 0.62, low + height * 0.6],
            [width * 0.46, low + height],
            [0.0, low + height + 0.04],
        ]),
    ));
    sketch.add(solid("trim", Tone::Second, ring(width * 0.97, 0.045)).at(0.0, low + 0.06, 0.0));
    let shoulder = low + height * 0.86;
    sketch.add(
        solid(
            "sleeve",
            Tone::Main,
            limb([width * 0.40, shoulder, 0.0], [width * 0.92, shoulder - 0.30, 0.22], 0.12, 0.17),
        )
        .pair()
        .blend(0.04),
    );
    sketch.add(solid("hand", Tone::Third, ball(0.10)).at(width * 0.96, shoulder - 0.34, 0.33).pair());
    sketch.anchors.hand = Some(vec3(width * 0.96, shoulder - 0.30, 0.40));
}

fn wizard(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fabric);
    robe(sketch, 1.05, 0.52);
    sketch.add(solid("belt", Tone::Second, ring(0.345, 0.04)).at(0.0, -0.30, 0.0));
    sketch.head(vec3(0.0, 0.20, 0.0), |sketch| {
        sketch.add(solid("head", Tone::Third, ball(0.27)).at(0.0, 0.40, 0.0).of(Finish::Skin));
        sketch.add(solid("nose", Tone::Third, egg(0.06, 0.065, 0.07)).at(0.0, 0.36, 0.28).of(Finish::Skin));
        sketch.eyes(0.10, 0.44, 0.235, 0.040);
        let beard = path(&[[0.0, 0.26, 0.16, 0.20], [0.0, 0.02, 0.27, 0.17], [0.02, -0.24, 0.34, 0.06]]);
        sketch.add(solid("beard", Tone::Light, beard).blend(0.03).of(Finish::Fur));
        sketch.add(
            solid("beard", Tone::Light, limb([0.03, 0.29, 0.29], [0.18, 0.24, 0.23], 0.055, 0.03))
                .pair()
                .of(Finish::Fur),
        );
        sketch.add(
            solid("eyebrow", Tone::Light, limb([0.05, 0.53, 0.25], [0.16, 0.54, 0.20], 0.034, 0.026))
                .pair()
                .of(Finish::Fur),
        );
        sketch.add(solid("hat", Tone::Main, cylinder(0.46, 0.035, 0.03)).at(0.0, 0.58, 0.0));
        let bend = sketch.pick(0.10, 0.30);
        sketch.add(solid(
            "hat",
            Tone::Main,
            path(&[
                [0.0, 0.64, 0.0, 0.25],
                [0.0, 0.86, -0.02, 0.16],
                [bend * 0.4, 1.08, -0.04, 0.085],
                [bend, 1.26, -0.05, 0.035],
            ]),
        ));
        sketch.add(solid("hat", Tone::Second, ring(0.262, 0.045)).at(0.0, 0.64, 0.0));
    });
    staff(sketch);
}

fn staff(sketch: &mut Sketch) {
    let hand = vec3(0.50, -0.29, 0.36);
    sketch.next_body();
    sketch.add(
        solid(
            "staff",
            Tone::Fixed(0x7A4E2C),
            limb([hand.x, -0.82, hand.z], [hand.x, 0.56, hand.z], 0.045, 0.04),
        )
        .of(Finish::Bark),
    );
    sketch.add(solid("staff", Tone::Second, ball(0.12)).at(hand.x, 0.62, hand.z).of(Finish::Glass).feature());
    sketch.anchors.hand = Some(vec3(-0.50, -0.30, 0.42));
}

fn gnome(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fabric);
    robe(sketch, 0.78, 0.46);
    sketch.add(solid("belt", Tone::Dark, ring(0.37, 0.05)).at(0.0, -0.44, 0.0));
    sketch.add(
        solid("buckle", Tone::Fixed(0xF6C93B), block(0.09, 0.075, 0.04, 0.02))
            .at(0.0, -0.44, 0.40)
            .of(Finish::Gold),
    );
    sketch.add(solid("boot", Tone::Dark, egg(0.17, 0.12, 0.25)).at(0.20, -0.84, 0.22).pair());
    sketch.head(vec3(0.0, -0.05, 0.0), |sketch| {
        sketch.add(solid("head", Tone::Third, egg(0.30, 0.28, 0.28)).at(0.0, 0.14, 0.0).of(Finish::Skin));
        sketch.add(
            solid("ear", Tone::Third, egg(0.07, 0.10, 0.05)).at(0.30, 0.12, 0.0).pair().of(Finish::Skin),
        );
        sketch.add(
            solid("beard", Tone::Light, egg(0.33, 0.34, 0.20))
                .at(0.0, -0.12, 0.18)
                .blend(0.02)
                .of(Finish::Fur),
        );
        sketch.add(solid("nose", Tone::Third, ball(0.095)).at(0.0, 0.11, 0.32).of(Finish::Skin).feature());
        sketch.eyes(0.13, 0.21, 0.255, 0.042);
        let tip = sketch.pick(0.0, 0.26);
        sketch.add(solid(
            "hat",
            Tone::Second,
            path(&[
                [0.0, 0.30, -0.02, 0.32],
                [0.0, 0.58, -0.03, 0.21],
                [tip * 0.3, 0.86, -0.04, 0.11],
                [tip, 1.06, -0.04, 0.04],
            ]),
        ));
        sketch.add(solid("hat", Tone::Second, ring(0.30, 0.065)).at(0.0, 0.30, -0.01));
    });
}

fn knight(sketch: &mut Sketch) {
    sketch.made_of(Finish::Steel);
    sketch.add(solid("body", Tone::Main, egg(0.36, 0.40, 0.27)));
    sketch.add(
        solid(
            "tunic",
            Tone::Second,
            smooth_lathe(&[[0.0, -0.52], [0.36, -0.50], [0.33, -0.2], [0.32, 0.05], [0.0, 0.06]]),
        )
        .stretch(1.0, 1.0, 0.84)
        .of(Finish::Fabric),
    );
    sketch.add(
        solid("belt", Tone::Dark, ring(0.325, 0.045))
            .stretch(1.0, 1.0, 0.84)
            .at(0.0, -0.14, 0.0)
            .of(Finish::Fabric),
    );
    sketch.add(
        solid("buckle", Tone::Third, block(0.07, 0.06, 0.04, 0.02)).at(0.0, -0.14, 0.30).of(Finish::Gold),
    );
    sketch.add(solid("shoulder", Tone::Main, egg(0.17, 0.15, 0.17)).at(0.40, 0.24, 0.0).pair().blend(0.02));
    sketch.add(
        solid("leg", Tone::Main, limb([0.17, -0.36, 0.0], [0.19, -0.76, 0.0], 0.13, 0.11)).pair().limb(),
    );
    sketch.add(solid("boot", Tone::Main, egg(0.14, 0.11, 0.22)).at(0.19, -0.84, 0.06).pair());
    sketch.head(vec3(0.0, 0.34, 0.0), |sketch| {
        sketch.add(solid("helmet", Tone::Main, cylinder(0.27, 0.24, 0.08)).at(0.0, 0.58, 0.0));
        sketch.add(solid("helmet", Tone::Main, egg(0.27, 0.22, 0.27)).at(0.0, 0.78, 0.0));
        sketch.add(carve("visor", Tone::Dark, block(0.22, 0.035, 0.14, 0.02)).at(0.0, 0.66, 0.26));
        sketch.add(
            solid("helmet", Tone::Third, block(0.028, 0.24, 0.03, 0.015))
                .at(0.0, 0.60, 0.265)
                .of(Finish::Gold),
        );
        sketch.add(solid("helmet", Tone::Third, ring(0.268, 0.03)).at(0.0, 0.40, 0.0).of(Finish::Gold));
        let plume = path(&[
            [0.0, 0.94, 0.06, 0.07],
            [0.0, 1.10, -0.10, 0.11],
            [0.0, 1.02, -0.32, 0.10],
            [0.0, 0.78, -0.40, 0.045],
        ]);
        sketch.add(solid("plume", Tone::Second, plume).of(Finish::Feather));
    });
    knight_arms(sketch);
}

fn knight_arms(sketch: &mut Sketch) {
    let up = sketch.second();
    let hand = if up { vec3(0.66, 0.32, 0.16) } else { vec3(0.60, -0.14, 0.30) };
    sketch.add(
        solid(
            "arm",
            Tone::Main,
            path(&[[0.40, 0.20, 0.0, 0.10], [0.60, 0.02, 0.02, 0.095], [hand.x, hand.y, hand.z, 0.09]]),
        )
        .limb(),
    );
    sketch.add(
        solid(
            "arm",
            Tone::Main,
            path(&[[-0.40, 0.20, 0.0, 0.10], [-0.56, -0.02, 0.08, 0.095], [-0.46, -0.16, 0.30, 0.09]]),
        )
        .limb(),
    );
    sketch.add(solid("glove", Tone::Dark, ball(0.11)).at(hand.x, hand.y, hand.z));
    sketch.next_body();
    sketch.add(solid("sword", Tone::Light, block(0.05, 0.46, 0.022, 0.018)).at(
        hand.x,
        hand.y + 0.56,
        hand.z,
    ));
    sketch.add(
        solid("sword", Tone::Third, block(0.18, 0.035, 0.05, 0.02))
            .at(hand.x, hand.y + 0.13, hand.z)
            .of(Finish::Gold),
    );
    sketch.add(solid("sword", Tone::Third, ball(0.055)).at(hand.x, hand.y - 0.13, hand.z).of(Finish::Gold));
    sketch.next_body();
    let outline = [
        [-0.24, 0.28],
        [0.24, 0.28],
        [0.25, -0.02],
        [0.14, -0.26],
        [0.0, -0.38],
        [-0.14, -0.26],
        [-0.25, -0.02],
    ];
    let corners: Vec<Vec2> = outline.into_iter().rev().map(Vec2::from).collect();
    let shield = |grow: f32, depth: f32| {
        let scaled = corners.iter().map(|corner| *corner * grow).collect();
        super::super::sketch::prism(crate::sdf::outline::Outline::polygon(scaled), depth, 0.02)
    };
    sketch.add(
        solid("shield", Tone::Third, shield(1.0, 0.04)).turn_y(-14.0).at(-0.48, -0.12, 0.40).of(Finish::Gold),
    );
    sketch.add(solid("shield", Tone::Second, shield(0.86, 0.05)).turn_y(-14.0).at(-0.482, -0.12, 0.41));
    sketch.add(
        solid("shield", Tone::Light, block(0.032, 0.24, 0.04, 0.01)).turn_y(-14.0).at(-0.49, -0.12, 0.435),
    );
    sketch.add(
        solid("shield", Tone::Light, block(0.16, 0.032, 0.04, 0.01)).turn_y(-14.0).at(-0.49, -0.04, 0.435),
    );
}

fn person(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fabric);
    sketch.add(solid("shirt", Tone::Main, egg(0.31, 0.36, 0.22)).at(0.0, 0.02, 0.0));
    sketch.add(solid("trousers", Tone::Second, egg(0.28, 0.17, 0.21)).at(0.0, -0.28, 0.0).blend(0.02));
    sketch.add(
        solid("trousers", Tone::Second, limb([0.14, -0.30, 0.0], [0.16, -0.74, 0.0], 0.14, 0.115))
            .pair()
            .limb(),
    );
    sketch.add(solid("shoe", Tone::Dark, egg(0.135, 0.10, 0.21)).at(0.165, -0.82, 0.05).pair());
    let wave = sketch.second();
    for side in [-1.0f32, 1.0] {
        let up = wave && side > 0.0;
        let hand = if up { [0.60, 0.50, 0.10] } else { [side * 0.44, -0.24, 0.18] };
        let elbow = if up { [0.50, 0.12, 0.04, 0.085] } else { [side * 0.42, -0.02, 0.03, 0.085] };
        sketch.add(
            solid(
                "shirt",
                Tone::Main,
                path(&[
                    [side * 0.24, 0.22, 0.0, 0.10],
                    elbow,
                    [hand[0] * 0.99, hand[1] * 0.98, hand[2], 0.08],
                ]),
            )
            .blend(0.03)
            .limb(),
        );
        sketch.add(
            solid("hand", Tone::Light, ball(0.092))
                .at(hand[0], hand[1] + if up { 0.07 } else { -0.05 }, hand[2] + 0.04)
                .of(Finish::Skin),
        );
    }
    sketch.anchors.hand = Some(vec3(-0.44, -0.27, 0.32));
    sketch.add(solid("neck", Tone::Light, cylinder(0.09, 0.10, 0.01)).at(0.0, 0.40, 0.0).of(Finish::Skin));
    sketch.next_body();
    sketch.head(vec3(0.0, 0.40, 0.0), |sketch| {
        sketch.add(solid("head", Tone::Light, egg(0.29, 0.31, 0.28)).at(0.0, 0.68, 0.0).of(Finish::Skin));
        sketch.add(solid("nose", Tone::Light, ball(0.045)).at(0.0, 0.65, 0.285).of(Finish::Skin).blend(0.02));
        sketch.eyes(0.105, 0.71, 0.25, 0.040);
        sketch.add(solid(
            "mouth",
            Tone::Fixed(0x9A3F3C),
            path(&[[-0.075, 0.565, 0.245, 0.016], [0.0, 0.54, 0.262, 0.018], [0.075, 0.565, 0.245, 0.016]]),
        ));
        sketch.add(paint("cheek", Tone::Fixed(0xF29580), ball(0.07)).at(0.175, 0.61, 0.23).pair());
        sketch.add(solid("hair", Tone::Third, egg(0.31, 0.25, 0.29)).at(0.0, 0.84, -0.06).of(Finish::Fur));
        sketch.add(solid("hair", Tone::Third, egg(0.30, 0.30, 0.17)).at(0.0, 0.70, -0.17).of(Finish::Fur));
        if wave {
            sketch.add(
                solid("hair", Tone::Third, egg(0.11, 0.24, 0.13))
                    .at(0.26, 0.56, -0.10)
                    .pair()
                    .of(Finish::Fur)
                    .blend(0.04),
            );
        }
        let top = sketch.point(vec3(0.0, 1.02, -0.04));
        sketch.anchors.head = Some((top, 0.29));
    });
}
