//! Food.

use super::{Kind, Noun, Role, noun};
use crate::{
    sdf::Ripple,
    style::material::Finish,
    text::sketch::{
        Sketch, Tone, ball, carve, cone, cylinder, egg, limb, paint, path, ring, rippled_lathe, slab,
        smooth_lathe, solid,
    },
};
use glam::vec3;

pub const NOUNS: &[Noun] = &[
    noun(
        "apple",
        &["fruit"],
        Role::Held,
        &[
            [0xD83634, 0x5CB048, 0xF6B08A, 0x6A4228, 0xFFF2E2],
            [0x8AC83E, 0x4C9A40, 0xE0F09A, 0x5A3E26, 0xF8FCE8],
        ],
        apple,
    )
    .with_kinds(&[
        Kind {
            name: "tomato",
            palettes: &[
                [0xE0362C, 0x58A846, 0xF0604A, 0x3E7A34, 0xF9C4B4],
                [0xF2942E, 0x6ABA5A, 0xF6B45A, 0x4A8A3E, 0xFBE0BE],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "peach",
            words: &["peach fruit", "apricot"],
            palettes: &[
                [0xF9A870, 0x6ABA5A, 0xF27B63, 0x7A5238, 0xFDE0C8],
                [0xF6C27A, 0x58A846, 0xF0905A, 0x6A4A34, 0xFDEBD2],
            ],
            ..Kind::PLAIN
        },
        Kind {
            name: "orange fruit",
            words: &["mandarin", "tangerine"],
            palettes: &[
                [0xF28A2E, 0x58A846, 0xF6A95A, 0x6A4A2A, 0xFDE2C0],
                [0xF6A02E, 0x6ABA5A, 0xF9BC62, 0x6A4A2A, 0xFDEACB],
            ],
            ..Kind::PLAIN
        },
    ])
    .loosely(&["pear", "cherry", "lemon", "plum fruit", "melon"]),
    noun(
        "donut",
        &["doughnut", "bagel"],
        Role::Held,
        &[
            [0xF48AB4, 0xD99A58, 0xF6C93B, 0x6A3A22, 0xFFF6FA],
            [0x6A402A, 0xE0AE6C, 0xF8F0E0, 0x3A2014, 0xFBECD8],
        ],
        donut,
    ),
    noun(
        "cupcake",
        &["muffin", "fairy cake"],
        Role::Held,
        &[
            [0xF7A8C8, 0x6ABED8, 0xE23E4A, 0x7A4A2E, 0xFFFAF2],
            [0xF8EED8, 0xE97A5A, 0xE23E4A, 0x6A3E26, 0xFFFCF6],
        ],
        cupcake,
    ),
    noun(
        "ice cream",
        &["icecream", "ice cream cone", "gelato", "sundae"],
        Role::Held,
        &[
            [0xF7B0C8, 0xD89A52, 0xB8E8D0, 0x6A3A24, 0xFBF0DA],
            [0x8A5A3A, 0xE0AA64, 0xFBEED2, 0x4A2A1A, 0xF28AA8],
        ],
        ice_cream,
    ),
    noun(
        "burger",
        &["hamburger", "cheeseburger", "sandwich"],
        Role::Held,
        &[
            [0xE09A4A, 0x7A4228, 0x6AC04A, 0xF6C22E, 0xFBECC8],
            [0xC97E3A, 0x5A3020, 0x8AD05A, 0xF2A92C, 0xFBE8C0],
        ],
        burger,
    ),
    noun(
        "pizza",
        &["pizza slice", "slice of pizza"],
        Role::Held,
        &[
            [0xF6CC5A, 0xD89A4A, 0xC83A2E, 0x3A322A, 0x5CA848],
            [0xF8D87A, 0xC9883E, 0xD84A32, 0x2E2A26, 0x6AB84A],
        ],
        pizza,
    ),
    noun(
        "pumpkin",
        &["jack-o-lantern", "jack o lantern", "halloween pumpkin"],
        Role::Thing,
        &[
            [0xF08A2A, 0x5C8A3A, 0xF8D04A, 0x4A2A12, 0xFBE4B0],
            [0xE06A24, 0x6A5A2E, 0xF6E06A, 0x3A2010, 0xFBDCA8],
        ],
        pumpkin,
    ),
];

fn apple(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let tall = if sketch.is_kind("tomato") { 0.86 } else { sketch.pick(1.0, 1.14) };
    sketch.add(
        solid(
            "apple",
            Tone::Main,
            smooth_lathe(&[
                [0.0, -0.60],
                [0.22, -0.66],
                [0.46, -0.50],
                [0.66, 0.0],
                [0.56, 0.42],
                [0.28, 0.54],
                [0.08, 0.42],
                [0.0, 0.36],
            ]),
        )
        .stretch(1.0, tall, 1.0),
    );
    sketch.add(
        solid(
            "stem",
            Tone::Dark,
            path(&[
                [0.0, 0.34 * tall, 0.0, 0.05],
                [0.02, 0.60 * tall, 0.0, 0.042],
                [0.10, 0.80 * tall, 0.0, 0.055],
            ]),
        )
        .of(Finish::Bark),
    );
    sketch.add(
        solid(
            "leaf",
            Tone::Second,
            path(&[
                [0.03, 0.58 * tall, 0.0, 0.03],
                [0.24, 0.70 * tall, 0.02, 0.11],
                [0.46, 0.68 * tall, 0.04, 0.02],
            ]),
        )
        .of(Finish::Foliage),
    );
    if sketch.second() {
        // A friendly worm looks out.
        sketch.add(carve("hole", Tone::Dark, ball(0.13)).at(0.22, 0.0, 0.60));
        sketch.next_body();
        sketch.add(solid(
            "worm",
            Tone::Fixed(0xF2C85A),
            path(&[[0.18, 0.0, 0.46, 0.085], [0.26, -0.02, 0.72, 0.085], [0.34, 0.12, 0.82, 0.10]]),
        ));
        sketch.add(solid("worm", Tone::Fixed(0x231F20), ball(0.03)).at(0.31, 0.16, 0.915).eye());
        sketch.add(solid("worm", Tone::Fixed(0x231F20), ball(0.03)).at(0.40, 0.15, 0.895).eye());
    }
}

fn donut(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let bite = sketch.second();
    let tilt = glam::Affine3A::from_rotation_x(f32::to_radians(sketch.pick(58.0, 64.0)));
    sketch.placed(tilt, |sketch| {
        sketch.add(solid("dough", Tone::Second, ring(0.56, 0.32)));
        sketch.add(solid("icing", Tone::Main, ring(0.56, 0.315)).at(0.0, 0.055, 0.0).of(Finish::Ceramic));
        let lumps = 11;
        for index in 0..lumps {
            let angle = index as f32 * std::f32::consts::TAU / lumps as f32;
            let out = 0.80 + 0.05 * ((index * 7 % 5) as f32 / 5.0);
            sketch.add(
                solid("icing", Tone::Main, egg(0.14, 0.10, 0.14))
                    .at(angle.cos() * out, 0.08, angle.sin() * out)
                    .blend(0.06)
                    .of(Finish::Ceramic),
            );
        }
        sketch.add(paint("dough", Tone::Second, cylinder(2.0, 0.5, 0.0)).at(0.0, -0.50, 0.0));
        let sprinkles = sketch.count("sprinkle", 26, 40);
        for index in 0..sprinkles {
            let angle = index as f32 * 2.399_96;
            let out = 0.56 + 0.19 * ((index * 5 % 7) as f32 / 3.0 - 1.0);
            let y = 0.055 + (0.315f32.powi(2) - (out - 0.56).powi(2)).max(0.0).sqrt();
            let code = [0xFFFFFF, 0xF6C93B, 0x5AC8E8, 0x7AD06A, 0xE24A5A][index % 5];
            let turn = index as f32 * 73.0;
            sketch.add(
                solid("sprinkle", Tone::Fixed(code), limb([-0.05, 0.0, 0.0], [0.05, 0.0, 0.0], 0.026, 0.026))
                    .turn_y(turn)
                    .at(angle.cos() * out, y, angle.sin() * out)
                    .of(Finish::Plastic),
            );
        }
        if bite {
            for (x, z) in [(0.62, -0.66), (0.80, -0.42), (0.40, -0.86)] {
                sketch.add(carve("bite", Tone::Second, ball(0.24)).at(x, 0.05, z));
            }
        }
    });
    sketch.next_body();
    sketch
        .add(solid("plate", Tone::Light, cylinder(0.66, 0.06, 0.05)).at(0.0, -0.82, 0.0).of(Finish::Ceramic));
}

fn cupcake(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    sketch.add(
        solid(
            "cup",
            Tone::Second,
            rippled_lathe(
                &[[0.0, -0.84], [0.40, -0.84], [0.58, -0.14], [0.0, -0.14]],
                1,
                Ripple { count: 20.0, depth: 0.05, twist: 0.0 },
            ),
        )
        .of(Finish::Paper),
    );
    sketch.add(solid("cake", Tone::Dark, egg(0.58, 0.16, 0.58)).at(0.0, -0.13, 0.0));
    let tiers = sketch.pick(3, 4);
    for index in 0..tiers {
        let share = index as f32 / tiers as f32;
        sketch.add(
            solid("icing", Tone::Main, ring(0.40 * (1.0 - share) + 0.04, 0.22 - 0.07 * share))
                .at(0.0, 0.04 + 0.66 * share, 0.0)
                .blend(0.04)
                .of(Finish::Ceramic),
        );
        sketch.add(
            solid("icing", Tone::Main, ball(0.40 * (1.0 - share) + 0.08))
                .at(0.0, 0.0 + 0.66 * share, 0.0)
                .of(Finish::Ceramic),
        );
    }
    let candles = sketch.count("candle", usize::from(sketch.second()), 5);
    if sketch.second() {
        for index in 0..candles {
            let x = (index as f32 - (candles as f32 - 1.0) * 0.5) * 0.16;
            sketch.add(solid("candle", Tone::Second, cylinder(0.05, 0.22, 0.01)).at(x, 0.74, 0.0));
            sketch.add(
                solid("flame", Tone::Fixed(0xF8B82E), egg(0.055, 0.10, 0.055)).at(x, 1.04, 0.0).feature(),
            );
        }
    } else {
        sketch.add(solid("cherry", Tone::Third, ball(0.15)).at(0.0, 0.66, 0.0).feature().of(Finish::Ceramic));
        sketch.add(solid(
            "cherry",
            Tone::Dark,
            path(&[[0.0, 0.76, 0.0, 0.03], [0.04, 0.92, 0.0, 0.028], [0.14, 1.0, 0.0, 0.03]]),
        ));
    }
    for index in 0..16 {
        let angle = index as f32 * 2.399_96;
        let share = (index as f32 + 0.5) / 16.0;
        let out = 0.60 - 0.44 * share;
        let code = [0xFFFFFF, 0xF6C93B, 0x5AC8E8, 0x7AD06A, 0xE24A5A][index % 5];
        sketch.add(
            solid("sprinkle", Tone::Fixed(code), ball(0.036))
                .at(angle.cos() * out, 0.06 + 0.52 * share, angle.sin() * out)
                .of(Finish::Plastic),
        );
    }
}

fn ice_cream(sketch: &mut Sketch) {
    sketch.made_of(Finish::Snow);
    let scoops = sketch.count("scoop", sketch.pick(2, 3), 4);
    sketch.add(solid("cone", Tone::Second, cone(0.10, 0.40, 0.52)).at(0.0, -0.46, 0.0).of(Finish::Paper));
    for index in 0..5 {
        let angle = index as f32 * 72.0;
        sketch.add(
            solid("waffle", Tone::Second, limb([0.115, -0.92, 0.0], [0.395, 0.02, 0.0], 0.022, 0.026))
                .turn_y(angle)
                .of(Finish::Paper),
        );
    }
    for y in [-0.62, -0.34, -0.06] {
        sketch.add(
            solid("waffle", Tone::Second, ring(0.25 + 0.29 * y + 0.13, 0.022))
                .at(0.0, y, 0.0)
                .of(Finish::Paper),
        );
    }
    let tones = [Tone::Main, Tone::Third, Tone::Light, Tone::Dark];
    let mut y = 0.20;
    for index in 0..scoops {
        let radius = 0.42 - 0.035 * index as f32;
        sketch.next_body();
        sketch.add(solid("scoop", tones[index % 4], ball(radius)).at(0.0, y, 0.0));
        for lump in 0..9 {
            let angle = lump as f32 * 40.0f32.to_radians() + index as f32;
            sketch.add(
                solid("scoop", tones[index % 4], ball(0.105))
                    .at(angle.cos() * radius * 0.92, y - radius * 0.52, angle.sin() * radius * 0.92)
                    .blend(0.06),
            );
        }
        y += radius * 1.22;
    }
    sketch.add(
        solid("cherry", Tone::Fixed(0xD8303E), ball(0.13))
            .at(0.0, y - 0.02, 0.0)
            .feature()
            .of(Finish::Ceramic),
    );
    sketch
        .add(solid("stand", Tone::Light, cylinder(0.36, 0.07, 0.05)).at(0.0, -0.96, 0.0).of(Finish::Ceramic));
}

fn burger(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    sketch.add(solid("bun", Tone::Main, cylinder(0.70, 0.13, 0.10)).at(0.0, -0.56, 0.0));
    let patties = sketch.count("patty", sketch.pick(1, 2), 3);
    let mut y = -0.36;
    for _ in 0..patties {
        sketch.add(solid("patty", Tone::Second, cylinder(0.74, 0.12, 0.09)).at(0.0, y, 0.0).of(Finish::Bark));
        y += 0.13;
        sketch.add(
            solid("cheese", Tone::Dark, crate::text::sketch::block(0.58, 0.03, 0.58, 0.02))
                .turn_y(24.0)
                .at(0.0, y, 0.0),
        );
        for index in 0..4 {
            let angle = (24.0 + 45.0 + 90.0 * index as f32).to_radians();
            sketch.add(solid(
                "cheese",
                Tone::Dark,
                limb(
                    [0.66 * angle.sin(), y, 0.66 * angle.cos()],
                    [0.78 * angle.sin(), y - 0.14, 0.78 * angle.cos()],
                    0.05,
                    0.03,
                ),
            ));
        }
        y += 0.10;
    }
    for (x, z) in [(0.30, 0.22), (-0.28, 0.26), (0.02, -0.30)] {
        sketch.add(solid("tomato", Tone::Fixed(0xD83A30), cylinder(0.36, 0.05, 0.04)).at(x, y, z));
    }
    y += 0.07;
    for index in 0..14 {
        let angle = index as f32 * std::f32::consts::TAU / 14.0;
        let lift = if index % 2 == 0 { 0.03 } else { -0.04 };
        sketch.add(
            solid("lettuce", Tone::Third, egg(0.17, 0.06, 0.17))
                .at(angle.cos() * 0.66, y + lift, angle.sin() * 0.66)
                .blend(0.03)
                .of(Finish::Foliage),
        );
    }
    sketch.add(solid("lettuce", Tone::Third, cylinder(0.62, 0.06, 0.03)).at(0.0, y, 0.0));
    y += 0.04;
    sketch.next_body();
    sketch.add(solid("bun", Tone::Main, egg(0.73, 0.48, 0.73)).at(0.0, y, 0.0));
    sketch.add(
        crate::text::sketch::keep("bun", Tone::Light, crate::text::sketch::block(1.0, 0.5, 1.0, 0.0)).at(
            0.0,
            y + 0.49,
            0.0,
        ),
    );
    for index in 0..22 {
        let angle = index as f32 * 2.399_96;
        let out = 0.60 * ((index as f32 + 0.5) / 22.0).sqrt();
        let top = y + 0.48 * (1.0 - (out / 0.73).powi(2)).sqrt();
        sketch.add(solid("sesame", Tone::Light, egg(0.045, 0.026, 0.03)).turn_y(index as f32 * 50.0).at(
            angle.cos() * out,
            top,
            angle.sin() * out,
        ));
    }
}

fn pizza(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    if sketch.second() {
        sketch.add(solid("dough", Tone::Second, cylinder(0.86, 0.07, 0.05)).at(0.0, -0.10, 0.0));
        sketch.add(solid("cheese", Tone::Main, cylinder(0.78, 0.06, 0.03)).at(0.0, -0.05, 0.0));
        sketch.add(solid("crust", Tone::Second, ring(0.82, 0.11)).at(0.0, -0.05, 0.0));
        for index in 0..10 {
            let angle = index as f32 * 2.399_96;
            let out = 0.60 * ((index as f32 + 0.6) / 10.0).sqrt();
            sketch.add(
                solid("salami", Tone::Third, cylinder(0.135, 0.035, 0.02))
                    .at(angle.cos() * out, 0.015, angle.sin() * out)
                    .feature(),
            );
            let next = angle + 1.1;
            sketch.add(
                solid("basil", Tone::Light, egg(0.09, 0.03, 0.05))
                    .turn_y(index as f32 * 61.0)
                    .at(next.cos() * (out * 0.8 + 0.12), 0.02, next.sin() * (out * 0.8 + 0.12))
                    .of(Finish::Foliage),
            );
        }
        return;
    }
    let lean = glam::Affine3A::from_translation(vec3(0.0, 0.0, 0.0))
        * glam::Affine3A::from_rotation_x(f32::to_radians(-12.0));
    sketch.placed(lean, |sketch| {
        sketch.add(solid(
            "dough",
            Tone::Second,
            slab(&[[-0.60, 0.62], [0.0, -0.92], [0.60, 0.62]], 0.075, 0.04),
        ));
        sketch.add(
            solid("cheese", Tone::Main, slab(&[[-0.54, 0.62], [0.0, -0.80], [0.54, 0.62]], 0.06, 0.03))
                .at(0.0, 0.0, 0.05),
        );
        sketch.add(solid(
            "crust",
            Tone::Second,
            path(&[
                [-0.62, 0.62, 0.0, 0.14],
                [-0.30, 0.72, 0.0, 0.15],
                [0.30, 0.72, 0.0, 0.15],
                [0.62, 0.62, 0.0, 0.14],
            ]),
        ));
        for (x, y) in [(-0.24, 0.36), (0.24, 0.30), (0.0, -0.08), (-0.03, -0.46)] {
            let size = if y < -0.3 { 0.105 } else { 0.155 };
            sketch.add(
                solid("salami", Tone::Third, cylinder(size, 0.035, 0.02))
                    .turn_x(90.0)
                    .at(x, y, 0.115)
                    .feature(),
            );
        }
        for (x, y, turn) in
            [(0.02, 0.46, 20.0), (-0.18, 0.08, 70.0), (0.17, -0.06, -40.0), (0.04, -0.28, 10.0)]
        {
            sketch.add(solid("olive", Tone::Dark, ring(0.06, 0.026)).turn_x(90.0).at(x, y, 0.12));
            sketch.add(
                solid("basil", Tone::Light, egg(0.085, 0.045, 0.03))
                    .turn_z(turn)
                    .at(x + 0.10, y + 0.06, 0.115)
                    .of(Finish::Foliage),
            );
        }
        sketch.add(solid("cheese", Tone::Main, limb([-0.30, -0.02, 0.03], [-0.33, -0.26, 0.03], 0.05, 0.03)));
        sketch.add(solid("cheese", Tone::Main, limb([0.18, -0.30, 0.03], [0.20, -0.56, 0.03], 0.05, 0.035)));
    });
    sketch.add(solid("stand", Tone::Second, cylinder(0.34, 0.07, 0.05)).at(0.0, -0.90, 0.16));
}

fn pumpkin(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let ribs = sketch.count("rib", 9, 14);
    let tall = sketch.pick(0.52, 0.66);
    sketch.ring(ribs, |sketch, _, _| {
        sketch.add(solid("pumpkin", Tone::Main, egg(0.40, tall, 0.27)).at(0.36, -0.10, 0.0).blend(0.03));
    });
    sketch.add(solid("pumpkin", Tone::Main, egg(0.56, tall * 0.9, 0.56)).at(0.0, -0.10, 0.0));
    sketch.add(
        solid(
            "stem",
            Tone::Second,
            path(&[
                [0.0, tall - 0.22, 0.0, 0.13],
                [0.02, tall + 0.04, 0.0, 0.09],
                [0.12, tall + 0.20, 0.02, 0.085],
            ]),
        )
        .of(Finish::Bark),
    );
    sketch.add(
        solid(
            "vine",
            Tone::Second,
            path(&[
                [0.04, tall - 0.14, 0.06, 0.04],
                [0.22, tall - 0.06, 0.24, 0.036],
                [0.36, tall - 0.18, 0.20, 0.034],
                [0.44, tall - 0.12, 0.34, 0.03],
            ]),
        )
        .of(Finish::Bark),
    );
    let face = 0.62;
    sketch.add(
        carve("eye", Tone::Third, slab(&[[-0.13, -0.10], [0.13, -0.10], [0.0, 0.14]], 0.3, 0.02))
            .at(0.26, 0.06, face + 0.14)
            .pair(),
    );
    sketch.add(
        carve("nose", Tone::Third, slab(&[[-0.07, -0.05], [0.07, -0.05], [0.0, 0.08]], 0.3, 0.01)).at(
            0.0,
            -0.10,
            face + 0.16,
        ),
    );
    let grin = [
        [-0.42, -0.14],
        [-0.26, -0.28],
        [0.0, -0.34],
        [0.26, -0.28],
        [0.42, -0.14],
        [0.25, -0.16],
        [0.16, -0.17],
        [0.16, -0.25],
        [0.05, -0.26],
        [0.05, -0.19],
        [-0.05, -0.19],
        [-0.05, -0.26],
        [-0.16, -0.25],
        [-0.16, -0.17],
        [-0.25, -0.16],
    ];
    sketch.add(carve("mouth", Tone::Third, slab(&grin, 0.3, 0.01)).at(0.0, -0.10, face + 0.14));
}
