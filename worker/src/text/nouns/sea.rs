//! What lives in the sea.

use super::{Kind, Noun, Role, noun};
use crate::{
    style::material::Finish,
    text::sketch::{Sketch, Tone, ball, cylinder, egg, limb, paint, path, slab, solid},
};
use glam::vec3;

pub const NOUNS: &[Noun] = &[
    noun(
        "fish",
        &["goldfish", "clownfish", "trout", "salmon fish"],
        Role::Thing,
        &[
            [0xF28A2E, 0xFBF8F0, 0xF6C93B, 0x2B2424, 0x4AA6D8],
            [0x3F9AE0, 0xF6D04A, 0x5AD0C0, 0x222E48, 0xE96A8A],
        ],
        fish,
    ),
    noun(
        "whale",
        &["sperm whale", "blue whale"],
        Role::Thing,
        &[
            [0x4A86C4, 0xE8F2F8, 0x8AD4F4, 0x243452, 0xFFFFFF],
            [0x5A6880, 0xEEF0F2, 0x9CD8EC, 0x222836, 0xFFFFFF],
        ],
        whale,
    )
    .with_kinds(&[Kind {
        name: "orca",
        words: &["killer whale"],
        palettes: &[
            [0x2B2E36, 0xF8FAFC, 0xBEE4F2, 0x1A1C22, 0xFFFFFF],
            [0x3A4458, 0xF2F6FA, 0xA8D8EC, 0x20262F, 0xFFFFFF],
        ],
        ..Kind::PLAIN
    }])
    .loosely(&["narwhal", "seal", "walrus", "manatee"]),
    noun(
        "shark",
        &["great white", "megalodon"],
        Role::Thing,
        &[
            [0x7A90A8, 0xF2F6F8, 0x5A7088, 0x222A36, 0xFFFFFF],
            [0x4A9AB8, 0xEEF8FA, 0x2F7A98, 0x1E303C, 0xFFFFFF],
        ],
        shark,
    )
    .loosely(&["dolphin"]),
    noun(
        "octopus",
        &["squid", "kraken"],
        Role::Thing,
        &[
            [0xE05A7A, 0xF9B8C4, 0xF28A9A, 0x4A1E32, 0xFFFFFF],
            [0x8A62C8, 0xD8C0F2, 0xA884E0, 0x322252, 0xFFFFFF],
        ],
        octopus,
    ),
    noun(
        "crab",
        &["hermit crab"],
        Role::Thing,
        &[
            [0xE24A32, 0xF8C89A, 0xF27A52, 0x4A1C14, 0xFFF4E8],
            [0xF28A3A, 0xFBE0B0, 0xF6A85A, 0x5A2E14, 0xFFF8EC],
        ],
        crab,
    )
    .loosely(&["lobster", "shrimp", "crayfish"]),
    noun(
        "turtle",
        &["tortoise"],
        Role::Thing,
        &[
            [0x7CBE5A, 0x8A5E36, 0xC89A5A, 0x2E3A22, 0xE4F0C0],
            [0x4AB09A, 0x3A6A70, 0x8AC8B0, 0x1E3638, 0xDAF4EA],
        ],
        turtle,
    ),
    noun(
        "snail",
        &["slug"],
        Role::Thing,
        &[
            [0xF2C88A, 0xB86A3A, 0xE9A05A, 0x3A261C, 0xFBECD0],
            [0xB8D87A, 0xD85A7A, 0xF29AA8, 0x2A321C, 0xEEF8D4],
        ],
        snail,
    ),
];

/// A low mound that things from the water stand on.
fn sand(sketch: &mut Sketch, radius: f32, y: f32) {
    sketch.add(
        solid("sand", Tone::Fixed(0xEFDAA8), egg(radius, 0.12, radius)).at(0.0, y, 0.0).of(Finish::Snow),
    );
}

fn fish(sketch: &mut Sketch) {
    sketch.made_of(Finish::Scales);
    let round = sketch.second();
    let body = if round { egg(0.36, 0.46, 0.52) } else { egg(0.28, 0.38, 0.64) };
    // Seen from the side: it swims to the left front.
    sketch.add(solid("body", Tone::Main, body));
    if !round {
        for z in [0.24, -0.16] {
            sketch.add(paint("stripe", Tone::Second, egg(0.5, 0.6, 0.085)).at(0.0, 0.0, z));
        }
    } else {
        sketch.add(paint("belly", Tone::Second, egg(0.36, 0.36, 0.5)).at(0.0, -0.32, 0.06));
    }
    let tail = slab(
        &[
            [0.0, -0.06],
            [0.0, 0.06],
            [-0.40, 0.42],
            [-0.56, 0.36],
            [-0.42, 0.0],
            [-0.56, -0.36],
            [-0.40, -0.42],
        ],
        0.055,
        0.04,
    );
    sketch.add(solid("tail", Tone::Third, tail).turn_y(-90.0).at(0.0, 0.0, -0.50).blend(0.06));
    sketch.add(
        solid(
            "fin",
            Tone::Third,
            slab(&[[0.30, 0.0], [-0.34, 0.0], [-0.30, 0.26], [-0.06, 0.34]], 0.05, 0.04),
        )
        .turn_y(-90.0)
        .at(0.0, if round { 0.40 } else { 0.32 }, 0.0)
        .blend(0.04),
    );
    sketch.add(
        solid("fin", Tone::Third, egg(0.22, 0.045, 0.14))
            .turn_z(-28.0)
            .turn_y(28.0)
            .at(if round { 0.42 } else { 0.34 }, -0.12, 0.12)
            .pair()
            .blend(0.02),
    );
    sketch.eyes(if round { 0.24 } else { 0.18 }, 0.12, if round { 0.34 } else { 0.42 }, 0.085);
    sketch.add(solid(
        "mouth",
        Tone::Third,
        path(&[
            [-0.09, -0.08, if round { 0.48 } else { 0.58 }, 0.045],
            [0.0, -0.06, if round { 0.52 } else { 0.63 }, 0.05],
            [0.09, -0.08, if round { 0.48 } else { 0.58 }, 0.045],
        ]),
    ));
    sketch.add(solid(
        "coral",
        Tone::Light,
        path(&[[0.0, -0.88, 0.0, 0.14], [0.0, -0.62, -0.02, 0.09], [0.0, -0.30, 0.0, 0.10]]),
    ));
    sketch.add(solid(
        "coral",
        Tone::Light,
        path(&[[0.05, -0.80, 0.0, 0.08], [0.26, -0.66, 0.06, 0.07], [0.32, -0.46, 0.08, 0.05]]),
    ));
    sketch.add(solid(
        "coral",
        Tone::Light,
        path(&[[-0.05, -0.80, 0.0, 0.08], [-0.24, -0.70, 0.04, 0.07], [-0.30, -0.54, 0.06, 0.05]]),
    ));
    sand(sketch, 0.48, -0.90);
}

fn whale(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let plump = sketch.second();
    let body = if plump {
        path(&[
            [0.0, 0.0, 0.30, 0.56],
            [0.0, 0.0, -0.20, 0.48],
            [0.0, 0.14, -0.72, 0.20],
            [0.0, 0.42, -1.0, 0.10],
        ])
    } else {
        path(&[
            [0.0, 0.02, 0.52, 0.44],
            [0.0, 0.0, -0.05, 0.46],
            [0.0, 0.06, -0.62, 0.24],
            [0.0, 0.34, -1.02, 0.10],
        ])
    };
    sketch.add(solid("body", Tone::Main, body));
    sketch.add(paint("belly", Tone::Second, egg(0.60, 0.34, 1.05)).at(0.0, -0.40, 0.30));
    sketch.add(
        solid(
            "tail",
            Tone::Main,
            path(&[[0.0, 0.44, -1.0, 0.09], [0.26, 0.54, -1.14, 0.11], [0.48, 0.58, -1.14, 0.04]]),
        )
        .stretch(1.0, 1.0, 1.0)
        .pair()
        .blend(0.05),
    );
    sketch.add(
        solid(
            "fin",
            Tone::Main,
            path(&[[0.40, -0.20, 0.20, 0.12], [0.64, -0.34, 0.06, 0.11], [0.78, -0.46, -0.10, 0.04]]),
        )
        .pair()
        .blend(0.06),
    );
    let (x, z) = if plump { (0.47, 0.56) } else { (0.36, 0.74) };
    sketch.eyes(x, 0.02, z, 0.062);
    let smile = if plump {
        path(&[[0.47, -0.14, 0.58, 0.022], [0.30, -0.20, 0.76, 0.022], [0.0, -0.22, 0.85, 0.022]])
    } else {
        path(&[[0.38, -0.12, 0.72, 0.022], [0.24, -0.17, 0.88, 0.022], [0.0, -0.18, 0.955, 0.022]])
    };
    sketch.add(solid("mouth", Tone::Dark, smile).pair());
    let top = if plump { 0.54 } else { 0.46 };
    sketch.add(solid(
        "water",
        Tone::Third,
        limb([0.0, top - 0.06, 0.26], [0.0, top + 0.30, 0.26], 0.06, 0.05),
    ));
    {
        let (x, tall) = (0.30f32, 0.42);
        sketch.add(
            solid(
                "water",
                Tone::Third,
                path(&[
                    [0.0, top + 0.24, 0.26, 0.05],
                    [x * 0.6, top + tall + 0.04, 0.26, 0.055],
                    [x, top + tall - 0.10, 0.26, 0.065],
                ]),
            )
            .pair(),
        );
    }
    sketch.add(solid("wave", Tone::Third, cylinder(0.44, 0.10, 0.08)).at(
        0.0,
        if plump { -0.56 } else { -0.46 },
        0.05,
    ));
}

fn shark(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let bend = sketch.pick(0.16, -0.20);
    sketch.add(solid(
        "body",
        Tone::Main,
        path(&[
            [0.0, 0.04, 0.96, 0.10],
            [0.0, 0.02, 0.55, 0.29],
            [0.0, 0.0, 0.05, 0.33],
            [bend * 0.4, 0.04, -0.55, 0.19],
            [bend, 0.08, -0.98, 0.08],
        ]),
    ));
    sketch.add(paint("belly", Tone::Second, egg(0.40, 0.24, 1.1)).at(0.0, -0.26, 0.15));
    sketch.add(
        solid(
            "fin",
            Tone::Third,
            slab(&[[0.26, 0.0], [-0.24, 0.0], [-0.30, 0.40], [-0.20, 0.42]], 0.055, 0.04),
        )
        .turn_y(-90.0)
        .at(0.0, 0.26, 0.02)
        .blend(0.05),
    );
    sketch.add(
        solid(
            "tail",
            Tone::Third,
            slab(
                &[
                    [0.06, -0.04],
                    [0.06, 0.06],
                    [-0.30, 0.46],
                    [-0.42, 0.44],
                    [-0.24, 0.02],
                    [-0.34, -0.28],
                    [-0.24, -0.28],
                ],
                0.05,
                0.035,
            ),
        )
        .turn_y(-90.0)
        .at(bend, 0.08, -0.94)
        .blend(0.05),
    );
    sketch.add(
        solid(
            "fin",
            Tone::Third,
            path(&[[0.24, -0.14, 0.24, 0.10], [0.52, -0.26, 0.06, 0.09], [0.68, -0.36, -0.12, 0.03]]),
        )
        .pair()
        .blend(0.05),
    );
    sketch.eyes(0.225, 0.08, 0.60, 0.052);
    sketch.add(
        solid(
            "mouth",
            Tone::Dark,
            path(&[[0.20, -0.13, 0.58, 0.028], [0.12, -0.14, 0.74, 0.03], [0.0, -0.13, 0.81, 0.03]]),
        )
        .pair(),
    );
    for (x, z) in [(0.05, 0.815), (0.115, 0.76), (0.165, 0.68)] {
        sketch.add(solid("tooth", Tone::Light, ball(0.028)).at(x, -0.115, z).pair());
    }
    for z in [0.34, 0.26, 0.18] {
        sketch.add(paint("gill", Tone::Dark, egg(0.5, 0.10, 0.014)).at(0.0, 0.0, z));
    }
    sketch.add(solid("wave", Tone::Fixed(0x5AB4E4), cylinder(0.34, 0.10, 0.08)).at(0.0, -0.36, 0.05));
}

fn octopus(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let usual = sketch.count("tentacle", 8, 10);
    let arms = sketch.count("arm", usual, 10);
    let curl = sketch.pick(0.16, 0.40);
    sketch.ring(arms, |sketch, index, _| {
        let lift = if index % 2 == 0 { curl } else { curl * 0.45 };
        let arm = path(&[
            [0.16, -0.42, 0.0, 0.17],
            [0.46, -0.74, 0.0, 0.125],
            [0.78, -0.80, 0.03, 0.09],
            [0.98, -0.80 + lift, 0.05, 0.07],
            [0.90, -0.74 + lift * 1.6, 0.05, 0.05],
        ]);
        sketch.add(solid("arm", Tone::Main, arm).turn_y(22.5).blend(0.05));
        for (out, y) in [(0.50, -0.66), (0.66, -0.72), (0.80, -0.72)] {
            sketch.add(paint("sucker", Tone::Second, ball(0.055)).at(out, y - 0.14, 0.02).turn_y(22.5));
        }
    });
    sketch.head(vec3(0.0, -0.4, 0.0), |sketch| {
        sketch.add(solid("head", Tone::Main, egg(0.50, 0.56, 0.48)).at(0.0, 0.10, -0.02).blend(0.10));
        for (x, y, z) in [
            (0.18, 0.56, 0.10),
            (-0.12, 0.52, 0.22),
            (0.30, 0.42, -0.10),
            (-0.28, 0.42, 0.0),
            (0.02, 0.62, -0.10),
        ] {
            sketch.add(paint("spot", Tone::Third, ball(0.095)).at(x, y, z));
        }
        sketch.eyes(0.20, 0.02, 0.405, 0.10);
        sketch.add(solid(
            "mouth",
            Tone::Dark,
            path(&[[-0.10, -0.19, 0.40, 0.024], [0.0, -0.24, 0.425, 0.026], [0.10, -0.19, 0.40, 0.024]]),
        ));
        sketch.add(paint("cheek", Tone::Second, ball(0.085)).at(0.32, -0.14, 0.34).pair());
        let top = sketch.point(vec3(0.0, 0.64, -0.02));
        sketch.anchors.head = Some((top, 0.30));
    });
}

fn crab(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    sketch.add(solid("body", Tone::Main, egg(0.60, 0.34, 0.44)));
    sketch.add(paint("belly", Tone::Second, egg(0.56, 0.22, 0.5)).at(0.0, -0.26, 0.06));
    for index in 0..3 {
        let z = 0.18 - 0.22 * index as f32;
        let leg = path(&[
            [0.46, -0.10, z, 0.085],
            [0.80, 0.04, z - 0.02, 0.075],
            [0.94, -0.18, z - 0.02, 0.06],
            [0.90, -0.44, z - 0.02, 0.045],
        ]);
        sketch.add(solid("leg", Tone::Third, leg).pair().limb());
    }
    let up = sketch.pick(0.34, 0.04);
    let reach = sketch.pick(0.72, 0.84);
    sketch.add(
        solid(
            "arm",
            Tone::Third,
            path(&[[0.44, 0.02, 0.26, 0.09], [reach * 0.95, up * 0.4, 0.44, 0.085], [reach, up, 0.52, 0.09]]),
        )
        .pair()
        .limb(),
    );
    sketch.add(solid("claw", Tone::Main, egg(0.19, 0.24, 0.14)).at(reach + 0.02, up + 0.18, 0.54).pair());
    sketch.add(
        solid(
            "claw",
            Tone::Main,
            path(&[
                [reach + 0.12, up + 0.24, 0.54, 0.10],
                [reach + 0.20, up + 0.44, 0.54, 0.08],
                [reach + 0.10, up + 0.56, 0.54, 0.03],
            ]),
        )
        .pair()
        .blend(0.03),
    );
    sketch.add(
        solid(
            "claw",
            Tone::Main,
            path(&[
                [reach - 0.10, up + 0.26, 0.54, 0.075],
                [reach - 0.16, up + 0.42, 0.54, 0.06],
                [reach - 0.08, up + 0.50, 0.54, 0.025],
            ]),
        )
        .pair()
        .blend(0.03),
    );
    sketch.add(solid("stalk", Tone::Third, limb([0.17, 0.22, 0.26], [0.20, 0.44, 0.30], 0.06, 0.055)).pair());
    sketch.add(solid("eye", Tone::Fixed(0xFBFAF7), ball(0.115)).at(0.20, 0.50, 0.32).eye().pair());
    sketch.add(solid("pupil", Tone::Fixed(0x231F20), ball(0.062)).at(0.195, 0.515, 0.405).eye().pair());
    sketch.add(solid(
        "mouth",
        Tone::Dark,
        path(&[[-0.14, 0.0, 0.42, 0.024], [0.0, -0.05, 0.45, 0.026], [0.14, 0.0, 0.42, 0.024]]),
    ));
    sand(sketch, 0.62, -0.36);
}

fn turtle(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    let sea = sketch.second();
    sketch.add(solid("belly", Tone::Light, egg(0.58, 0.22, 0.66)).at(0.0, -0.30, 0.0));
    sketch.add(solid("head", Tone::Main, limb([0.0, -0.18, 0.5], [0.0, 0.04, 0.86], 0.15, 0.22)).blend(0.04));
    sketch.eyes(0.13, 0.13, 0.985, 0.055);
    sketch.add(solid(
        "mouth",
        Tone::Dark,
        path(&[[-0.10, -0.04, 1.03, 0.02], [0.0, -0.075, 1.06, 0.022], [0.10, -0.04, 1.03, 0.02]]),
    ));
    sketch.add(
        solid("tail", Tone::Main, limb([0.0, -0.30, -0.6], [0.0, -0.34, -0.86], 0.10, 0.03)).blend(0.04),
    );
    if sea {
        sketch.add(
            solid(
                "flipper",
                Tone::Main,
                path(&[[0.46, -0.24, 0.38, 0.13], [0.82, -0.26, 0.42, 0.12], [1.08, -0.34, 0.14, 0.05]]),
            )
            .stretch(1.0, 0.8, 1.0)
            .pair()
            .blend(0.04),
        );
        sketch.add(
            solid(
                "flipper",
                Tone::Main,
                path(&[[0.38, -0.26, -0.44, 0.11], [0.60, -0.30, -0.66, 0.10], [0.70, -0.36, -0.84, 0.05]]),
            )
            .pair()
            .blend(0.04),
        );
    } else {
        for z in [0.42, -0.42] {
            sketch.add(
                solid("leg", Tone::Main, limb([0.40, -0.30, z], [0.48, -0.58, z * 1.12], 0.17, 0.15))
                    .pair()
                    .blend(0.05)
                    .limb(),
            );
        }
    }
    sketch.next_body();
    sketch.add(solid("shell", Tone::Second, egg(0.66, 0.54, 0.74)).at(0.0, -0.18, -0.02));
    sketch.add(
        crate::text::sketch::keep("shell", Tone::Third, crate::text::sketch::block(1.0, 0.5, 1.0, 0.0))
            .at(0.0, 0.28, 0.0),
    );
    let plates = [
        (0.0, 0.0, 0.20),
        (0.0, 0.42, 0.16),
        (0.0, -0.44, 0.16),
        (0.36, 0.22, 0.165),
        (0.36, -0.22, 0.165),
        (-0.36, 0.22, 0.165),
        (-0.36, -0.22, 0.165),
    ];
    for (x, z, radius) in plates {
        let y = -0.18 + 0.54 * (1.0f32 - (x / 0.66f32).powi(2) - (z / 0.74f32).powi(2)).max(0.05).sqrt();
        sketch.add(solid("plate", Tone::Third, egg(radius, radius * 0.42, radius)).at(
            x,
            y - radius * 0.22,
            z,
        ));
    }
    sketch.add(
        solid("rim", Tone::Third, crate::text::sketch::ring(0.66, 0.065))
            .stretch(1.0, 1.0, 1.12)
            .at(0.0, -0.20, -0.02),
    );
    sketch.anchors.top = Some((vec3(0.0, 0.34, 0.0), 0.4));
}

fn snail(sketch: &mut Sketch) {
    sketch.made_of(Finish::Skin);
    sketch.add(solid(
        "body",
        Tone::Main,
        path(&[
            [0.0, -0.48, -0.86, 0.06],
            [0.0, -0.44, -0.40, 0.18],
            [0.0, -0.42, 0.25, 0.21],
            [0.0, -0.20, 0.66, 0.19],
            [0.0, 0.10, 0.78, 0.20],
        ]),
    ));
    let shell = sketch.pick(0.50, 0.42);
    sketch.next_body();
    sketch.add(solid("shell", Tone::Second, egg(0.27, shell, shell)).at(0.0, 0.08, -0.14));
    let coil: Vec<[f32; 4]> = (0..16)
        .map(|step| {
            let angle = -0.6 + step as f32 * 0.62;
            let out = shell * 0.80 * (1.0 - step as f32 / 17.0);
            [
                0.19 + 0.008 * step as f32,
                0.08 + out * angle.sin(),
                -0.14 + out * angle.cos(),
                0.095 - 0.004 * step as f32,
            ]
        })
        .collect();
    sketch.add(solid("shell", Tone::Third, path(&coil)).pair().blend(0.02));
    sketch.next_body();
    sketch.add(
        solid(
            "stalk",
            Tone::Main,
            path(&[[0.10, 0.22, 0.80, 0.06], [0.15, 0.42, 0.86, 0.05], [0.19, 0.56, 0.92, 0.05]]),
        )
        .pair(),
    );
    sketch.add(solid("eye", Tone::Fixed(0xFBFAF7), ball(0.105)).at(0.20, 0.62, 0.94).eye().pair());
    sketch.add(solid("pupil", Tone::Fixed(0x231F20), ball(0.058)).at(0.20, 0.625, 1.02).eye().pair());
    sketch.add(solid(
        "mouth",
        Tone::Dark,
        path(&[[-0.10, 0.05, 0.945, 0.02], [0.0, 0.01, 0.985, 0.022], [0.10, 0.05, 0.945, 0.02]]),
    ));
    sketch.add(paint("cheek", Tone::Fixed(0xF29580), ball(0.075)).at(0.16, 0.08, 0.90).pair());
}
