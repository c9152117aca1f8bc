//! What flies, floats and dives.

use super::{Noun, Role, noun};
use crate::{
    style::material::Finish,
    text::sketch::{
        Sketch, TextSpot, Tone, ball, block, carve, cone, cylinder, egg, limb, path, ring, slab,
        smooth_lathe, solid,
    },
};
use glam::{vec2, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "rocket",
        &["spaceship", "space ship", "spacecraft", "missile", "rocket ship", "shuttle"],
        Role::Thing,
        &[
            [0xF5F2EC, 0xD83A34, 0x58B4E8, 0x3A4250, 0xF6A02E],
            [0x3F6FC8, 0xF6C93B, 0xC8ECF8, 0x222E4A, 0xF27A3A],
        ],
        rocket,
    ),
    noun(
        "airplane",
        &["plane", "aeroplane", "aircraft", "jet", "biplane"],
        Role::Thing,
        &[
            [0xF5F3EE, 0xD83A34, 0x7CC8EC, 0x333A46, 0xC9CED6],
            [0xF6C23A, 0x3F6FB8, 0xA8DCF2, 0x333A46, 0xD8DCE2],
        ],
        airplane,
    ),
    noun(
        "helicopter",
        &["chopper"],
        Role::Thing,
        &[
            [0xE24A3A, 0xF8F2E4, 0x9CD8F0, 0x333842, 0xC9CED6],
            [0x3F8F6A, 0xF6C93B, 0xB0E0F2, 0x2E3638, 0xD0D6DC],
        ],
        helicopter,
    )
    .loosely(&["drone"]),
    noun(
        "ufo",
        &["flying saucer", "saucer", "spacepod"],
        Role::Thing,
        &[
            [0xA8B2C2, 0x7FE06A, 0xB8F0F8, 0x3A4254, 0xF6D04A],
            [0x8A6AC8, 0xF08AC0, 0xC8F4D8, 0x3A2E58, 0xF6D04A],
        ],
        ufo,
    ),
    noun(
        "boat",
        &["ship", "sailboat", "sailing boat", "sailing ship", "yacht", "pirate ship", "tugboat"],
        Role::Thing,
        &[
            [0xD84A3A, 0xF8F4EA, 0x4A9AD8, 0x6A442C, 0xC8945C],
            [0x2F5FA0, 0xF6E8C8, 0xE96A4A, 0x5A3A26, 0xB8804C],
        ],
        boat,
    ),
    noun(
        "submarine",
        &["sub", "u-boat"],
        Role::Thing,
        &[
            [0xF6C22E, 0xD84A3A, 0x8AD8F0, 0x3A4250, 0xB88A3A],
            [0x3F8FA8, 0xF2A04A, 0xC8F0F8, 0x223E4C, 0xC8A058],
        ],
        submarine,
    ),
    noun(
        "balloon",
        &["hot air balloon", "airship", "zeppelin", "blimp"],
        Role::Held,
        &[
            [0xE24A3E, 0xF6C93B, 0xF8F4EA, 0x7A4E2E, 0xC8945C],
            [0x4A8FE0, 0xF8F4EA, 0xF08AB0, 0x6A422A, 0xB8804C],
        ],
        balloon,
    ),
];

fn rocket(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let plump = sketch.second();
    let wide = sketch.vary("wide", if plump { 0.46 } else { 0.34 }, 0.06);
    let nose = if plump { 0.86 } else { 1.10 };
    sketch.add(solid(
        "body",
        Tone::Main,
        smooth_lathe(&[
            [0.0, -0.70],
            [wide * 0.66, -0.70],
            [wide * 0.95, -0.30],
            [wide, 0.10],
            [wide * 0.70, 0.60],
            [wide * 0.22, nose - 0.08],
            [0.0, nose],
        ]),
    ));
    sketch.add(crate::text::sketch::paint("nose", Tone::Second, cylinder(1.0, 0.5, 0.0)).at(
        0.0,
        nose - 0.34 + 0.40,
        0.0,
    ));
    sketch.add(solid("nose", Tone::Second, ball(0.06)).at(0.0, nose + 0.01, 0.0).blend(0.03));
    sketch.add(solid("band", Tone::Third, ring(wide * 0.93, 0.03)).at(0.0, -0.32, 0.0));
    let windows = sketch.count("window", 2, 4);
    for index in 0..windows {
        let y = 0.24 - 0.32 * index as f32;
        let size = if index == 0 { 0.15 } else { 0.10 };
        let z = wide * (0.97 - 0.42 * (y - 0.08f32).max(0.0));
        sketch.add(solid("rim", Tone::Second, ring(size, 0.045)).turn_x(90.0).at(0.0, y, z).feature());
        sketch.add(
            solid("window", Tone::Third, egg(size, size, 0.07))
                .at(0.0, y, z - 0.01)
                .of(Finish::Glass)
                .feature(),
        );
    }
    let fins = sketch.count("fin", if plump { 4 } else { 3 }, 6);
    sketch.add(
        solid("engine", Tone::Dark, cone(wide * 0.62, wide * 0.42, 0.10))
            .at(0.0, -0.76, 0.0)
            .of(Finish::Steel),
    );
    sketch.ring(fins, |sketch, _, _| {
        let fin = slab(
            &[
                [wide * 0.55, -0.62],
                [wide + 0.16, -0.98],
                [wide + 0.30, -0.98],
                [wide + 0.26, -0.62],
                [wide * 0.85, -0.14],
            ],
            0.055,
            0.04,
        );
        sketch.add(solid("fin", Tone::Second, fin).turn_y(-90.0));
    });
    sketch.add(solid("flame", Tone::Light, cone(0.05, wide * 0.40, 0.11)).at(0.0, -0.92, 0.0));
    sketch.anchors.text =
        Some(TextSpot { at: vec3(0.0, -0.10, wide), size: vec2(0.60, 0.17), wrap: Some(wide), tilt: 0.0 });
}

fn airplane(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let biplane = sketch.second();
    sketch.add(solid(
        "body",
        Tone::Main,
        path(&[
            [0.0, 0.0, 0.92, 0.20],
            [0.0, 0.02, 0.50, 0.27],
            [0.0, 0.04, -0.20, 0.25],
            [0.0, 0.12, -0.98, 0.09],
        ]),
    ));
    let wing = |span: f32, chord: f32| {
        slab(
            &[
                [-span, -chord * 0.3],
                [-span * 0.9, -chord * 0.75],
                [0.0, -chord],
                [span * 0.9, -chord * 0.75],
                [span, -chord * 0.3],
                [span * 0.2, chord],
                [-span * 0.2, chord],
            ],
            0.05,
            0.04,
        )
    };
    sketch.add(solid("wing", Tone::Second, wing(1.10, 0.28)).turn_x(90.0).at(
        0.0,
        if biplane { -0.16 } else { -0.04 },
        0.14,
    ));
    if biplane {
        sketch.add(solid("wing", Tone::Second, wing(1.10, 0.26)).turn_x(90.0).at(0.0, 0.48, 0.20));
        for x in [0.22, 0.78] {
            sketch.add(
                solid("strut", Tone::Dark, limb([x, -0.14, 0.14], [x, 0.48, 0.18], 0.032, 0.032)).pair(),
            );
        }
        sketch.add(carve("cockpit", Tone::Dark, egg(0.15, 0.13, 0.20)).at(0.0, 0.27, -0.10));
        sketch.next_body();
        sketch.add(
            solid("propeller", Tone::Dark, egg(0.50, 0.06, 0.035))
                .turn_z(sketch.vary("spin", 35.0, 0.8))
                .at(0.0, 0.0, 1.16)
                .of(Finish::Wood),
        );
    } else {
        sketch.add(
            solid("cockpit", Tone::Third, egg(0.17, 0.17, 0.30))
                .at(0.0, 0.20, 0.50)
                .of(Finish::Glass)
                .feature(),
        );
        for z in [0.10, -0.12, -0.34] {
            sketch
                .add(solid("window", Tone::Third, egg(0.02, 0.05, 0.05)).at(0.255, 0.09, z).pair().feature());
        }
        sketch.add(
            solid("engine", Tone::Dark, cylinder(0.11, 0.18, 0.05)).turn_x(90.0).at(0.48, -0.14, 0.24).pair(),
        );
        sketch.add(
            solid("propeller", Tone::Dark, egg(0.34, 0.045, 0.03))
                .turn_z(sketch.vary("spin", 50.0, 0.5))
                .at(0.0, 0.0, 1.15),
        );
    }
    sketch.add(solid("nose", Tone::Second, egg(0.11, 0.11, 0.15)).at(0.0, 0.0, 1.10));
    sketch.add(solid("tail", Tone::Second, wing(0.42, 0.15)).turn_x(90.0).at(0.0, 0.14, -0.88));
    sketch.add(
        solid(
            "tail",
            Tone::Second,
            slab(&[[-0.26, 0.0], [0.12, 0.0], [-0.12, 0.38], [-0.30, 0.38]], 0.045, 0.03),
        )
        .turn_y(-90.0)
        .at(0.0, 0.12, -0.78),
    );
    sketch.add(solid("leg", Tone::Dark, limb([0.0, -0.1, 0.4], [0.26, -0.42, 0.46], 0.04, 0.04)).pair());
    sketch.add(
        solid("wheel", Tone::Dark, cylinder(0.125, 0.05, 0.04))
            .turn_z(90.0)
            .at(0.28, -0.44, 0.46)
            .pair()
            .of(Finish::Rubber),
    );
    sketch.add(
        solid("wheel", Tone::Dark, limb([0.0, 0.08, -0.70], [0.0, -0.50, -0.66], 0.04, 0.06))
            .of(Finish::Rubber),
    );
}

fn helicopter(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    sketch.add(solid("body", Tone::Main, egg(0.36, 0.36, 0.50)));
    sketch.add(solid("window", Tone::Third, egg(0.30, 0.27, 0.32)).at(0.0, 0.06, 0.24).of(Finish::Glass));
    sketch.add(
        solid("stripe", Tone::Second, ring(0.345, 0.04))
            .turn_x(90.0)
            .stretch(1.02, 1.02, 1.0)
            .at(0.0, 0.0, -0.06),
    );
    sketch
        .add(solid("tail", Tone::Main, limb([0.0, 0.06, -0.3], [0.0, 0.18, -1.12], 0.17, 0.07)).blend(0.08));
    sketch.add(
        solid(
            "tail",
            Tone::Second,
            slab(&[[-0.18, -0.10], [0.10, -0.10], [-0.02, 0.30], [-0.22, 0.30]], 0.04, 0.02),
        )
        .turn_y(-90.0)
        .at(0.0, 0.18, -1.08),
    );
    sketch.add(solid("rotor", Tone::Dark, egg(0.03, 0.24, 0.045)).turn_x(30.0).at(0.09, 0.26, -1.12));
    sketch.add(solid("mast", Tone::Dark, cylinder(0.06, 0.16, 0.02)).at(0.0, 0.44, 0.0));
    let blades = sketch.count("blade", sketch.pick(4, 3), 6);
    sketch.placed(glam::Affine3A::from_rotation_y(0.5), |sketch| {
        sketch.ring(blades, |sketch, _, _| {
            sketch.add(solid("blade", Tone::Dark, block(0.46, 0.026, 0.075, 0.02)).at(0.46, 0.58, 0.0));
        });
    });
    sketch.add(solid("hub", Tone::Second, ball(0.10)).at(0.0, 0.60, 0.0).feature());
    sketch.add(
        solid(
            "skid",
            Tone::Dark,
            path(&[
                [0.30, -0.44, -0.46, 0.04],
                [0.30, -0.52, -0.2, 0.042],
                [0.30, -0.52, 0.3, 0.042],
                [0.30, -0.42, 0.52, 0.04],
            ]),
        )
        .pair(),
    );
    for z in [-0.20, 0.20] {
        sketch.add(solid("skid", Tone::Dark, limb([0.15, -0.2, z], [0.30, -0.52, z], 0.036, 0.036)).pair());
    }
}

fn ufo(sketch: &mut Sketch) {
    sketch.made_of(Finish::Steel);
    let legs = sketch.second();
    sketch.add(solid("dome", Tone::Third, egg(0.44, 0.44, 0.44)).at(0.0, 0.12, 0.0).of(Finish::Glass));
    sketch.add(solid(
        "disc",
        Tone::Main,
        smooth_lathe(&[
            [0.0, -0.30],
            [0.42, -0.28],
            [0.82, -0.10],
            [1.02, 0.0],
            [0.82, 0.10],
            [0.48, 0.20],
            [0.0, 0.22],
        ]),
    ));
    sketch.add(solid("rim", Tone::Main, ring(0.46, 0.045)).at(0.0, 0.20, 0.0));
    let lights = sketch.count("light", 10, 16);
    sketch.ring(lights, |sketch, index, _| {
        let tone = if index % 2 == 0 { Tone::Second } else { Tone::Light };
        sketch.add(solid("light", tone, ball(0.075)).at(0.80, 0.095, 0.0).feature());
    });
    sketch.add(solid("engine", Tone::Dark, cone(0.24, 0.34, 0.08)).at(0.0, -0.32, 0.0));
    if legs {
        sketch.ring(3, |sketch, _, _| {
            sketch.add(solid("leg", Tone::Dark, limb([0.40, -0.22, 0.0], [0.66, -0.72, 0.0], 0.055, 0.045)));
            sketch.add(solid("foot", Tone::Dark, egg(0.13, 0.05, 0.13)).at(0.68, -0.75, 0.0));
        });
    } else {
        sketch.add(solid("beam", Tone::Light, cone(0.52, 0.20, 0.34)).at(0.0, -0.66, 0.0).of(Finish::Glass));
    }
    sketch.add(solid("antenna", Tone::Dark, cylinder(0.026, 0.16, 0.0)).at(0.0, 0.66, 0.0));
    sketch.add(solid("antenna", Tone::Second, ball(0.07)).at(0.0, 0.84, 0.0).feature());
}

fn boat(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let hull = |width: f32, tall: f32| {
        path(&[
            [0.0, 0.0, -0.66, 0.30 * width],
            [0.0, -0.04, -0.30, 0.42 * width],
            [0.0, -0.02, 0.25, 0.38 * width],
            [0.0, 0.10 * tall, 0.86, 0.07],
        ])
    };
    sketch.add(solid("hull", Tone::Main, hull(1.0, 1.0)).at(0.0, -0.36, 0.0));
    sketch
        .add(crate::text::sketch::keep("hull", Tone::Light, block(1.0, 0.30, 1.4, 0.0)).at(0.0, -0.56, 0.0));
    sketch.add(carve("deck", Tone::Light, hull(0.82, 0.9)).stretch(1.0, 0.35, 0.92).at(0.0, -0.26, -0.01));
    sketch.add(
        crate::text::sketch::paint("stripe", Tone::Second, block(1.0, 0.045, 1.4, 0.0)).at(0.0, -0.36, 0.0),
    );
    sketch.next_body();
    sketch
        .add(solid("deck", Tone::Light, block(0.30, 0.06, 0.62, 0.05)).at(0.0, -0.42, -0.1).of(Finish::Wood));
    if sketch.second() {
        sketch.add(solid("cabin", Tone::Second, block(0.24, 0.20, 0.28, 0.05)).at(0.0, -0.18, -0.20));
        sketch.add(solid("cabin", Tone::Second, block(0.20, 0.14, 0.17, 0.04)).at(0.0, 0.12, -0.14));
        sketch.add(solid("roof", Tone::Main, block(0.25, 0.035, 0.22, 0.03)).at(0.0, 0.27, -0.14));
        sketch
            .add(solid("window", Tone::Third, block(0.13, 0.065, 0.03, 0.02)).at(0.0, 0.14, 0.03).feature());
        sketch.add(
            solid("window", Tone::Third, cylinder(0.065, 0.03, 0.01))
                .turn_z(90.0)
                .at(0.235, -0.16, -0.20)
                .pair()
                .feature(),
        );
        sketch.add(solid("chimney", Tone::Main, cylinder(0.11, 0.24, 0.03)).at(0.0, 0.16, -0.50));
        sketch.add(solid("chimney", Tone::Dark, cylinder(0.115, 0.05, 0.02)).at(0.0, 0.38, -0.50));
    } else {
        let masts = sketch.count("mast", 1, 3);
        for index in 0..masts {
            let z = 0.05 - (index as f32 - (masts as f32 - 1.0) * 0.5) * 0.46;
            sketch.add(
                solid("mast", Tone::Dark, cylinder(0.045, 0.72, 0.02)).at(0.0, 0.26, z).of(Finish::Wood),
            );
            let sail = slab(&[[0.05, -0.24], [0.66 / masts as f32 + 0.1, -0.20], [0.05, 0.62]], 0.035, 0.02);
            sketch.add(solid("sail", Tone::Second, sail).turn_y(90.0).at(0.0, 0.26, z).of(Finish::Fabric));
            let jib = slab(&[[-0.05, -0.20], [-0.05, 0.52], [-0.52 / masts as f32, -0.20]], 0.032, 0.02);
            sketch.add(solid("sail", Tone::Third, jib).turn_y(90.0).at(0.0, 0.26, z).of(Finish::Fabric));
            sketch.add(
                solid(
                    "boom",
                    Tone::Dark,
                    limb(
                        [0.0, 0.02, z + 0.46 / masts as f32],
                        [0.0, 0.02, z - 0.62 / masts as f32],
                        0.032,
                        0.032,
                    ),
                )
                .of(Finish::Wood),
            );
            sketch.add(
                solid("flag", Tone::Main, slab(&[[0.0, 0.0], [0.0, 0.18], [-0.26, 0.09]], 0.028, 0.01))
                    .turn_y(90.0)
                    .at(0.0, 0.90, z)
                    .of(Finish::Fabric),
            );
        }
    }
}

fn submarine(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    sketch.add(solid("hull", Tone::Main, egg(0.44, 0.42, 0.90)));
    sketch.add(solid("band", Tone::Second, ring(0.425, 0.045)).turn_x(90.0).at(0.0, 0.0, 0.24));
    sketch.add(solid("band", Tone::Second, ring(0.40, 0.045)).turn_x(90.0).at(0.0, 0.0, -0.36));
    sketch.add(
        solid("tower", Tone::Main, cylinder(0.24, 0.24, 0.06))
            .stretch(0.8, 1.0, 1.2)
            .at(0.0, 0.46, 0.02)
            .blend(0.05),
    );
    sketch.add(solid("tower", Tone::Second, ring(0.22, 0.04)).stretch(0.8, 1.0, 1.2).at(0.0, 0.67, 0.02));
    sketch.add(solid(
        "periscope",
        Tone::Dark,
        path(&[[0.0, 0.60, -0.06, 0.05], [0.0, 0.96, -0.06, 0.05], [0.0, 1.0, 0.10, 0.055]]),
    ));
    sketch.add(solid("periscope", Tone::Third, ball(0.065)).at(0.0, 1.0, 0.13).feature());
    let windows = sketch.count("window", sketch.pick(3, 2), 5);
    for index in 0..windows {
        let z = 0.46 - 0.34 * index as f32;
        let x = 0.43 * (1.0 - (z / 0.92).powi(2)).sqrt();
        let size = sketch.pick(0.11, 0.15);
        sketch.add(
            solid("rim", Tone::Light, ring(size, 0.04))
                .turn_z(90.0)
                .at(x, 0.04, z)
                .pair()
                .of(Finish::Bronze)
                .feature(),
        );
        sketch.add(
            solid("window", Tone::Third, egg(0.06, size, size))
                .at(x - 0.01, 0.04, z)
                .pair()
                .of(Finish::Glass)
                .feature(),
        );
    }
    sketch.add(
        solid(
            "fin",
            Tone::Second,
            slab(&[[0.0, 0.0], [-0.30, 0.34], [-0.44, 0.34], [-0.38, 0.0]], 0.045, 0.03),
        )
        .turn_y(-90.0)
        .at(0.0, 0.16, -0.50),
    );
    sketch.add(
        solid(
            "fin",
            Tone::Second,
            slab(&[[0.1, -0.06], [0.62, -0.20], [0.62, -0.34], [0.1, -0.36]], 0.04, 0.03),
        )
        .turn_x(90.0)
        .at(0.0, 0.0, -0.86)
        .pair(),
    );
    for index in 0..4 {
        let angle = 45.0 + 90.0 * index as f32;
        sketch.add(
            solid("propeller", Tone::Light, egg(0.07, 0.17, 0.03))
                .at(0.0, 0.17, -0.99)
                .turn_z(angle)
                .of(Finish::Bronze),
        );
    }
    sketch.add(solid("propeller", Tone::Dark, limb([0.0, 0.0, -0.84], [0.0, 0.0, -1.04], 0.08, 0.06)));
    sketch.add(solid("skid", Tone::Dark, block(0.05, 0.12, 0.34, 0.03)).at(0.20, -0.42, 0.0).pair());
}

fn balloon(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fabric);
    let party = sketch.second();
    if party {
        sketch.made_of(Finish::Ceramic);
        sketch.add(solid(
            "balloon",
            Tone::Main,
            smooth_lathe(&[[0.0, -0.02], [0.08, 0.0], [0.34, 0.26], [0.50, 0.66], [0.34, 1.06], [0.0, 1.18]]),
        ));
        sketch.add(solid("knot", Tone::Main, cone(0.10, 0.03, 0.06)).at(0.0, -0.04, 0.0));
        sketch.add(solid(
            "string",
            Tone::Third,
            path(&[
                [0.0, 0.0, 0.0, 0.034],
                [0.05, -0.34, 0.0, 0.034],
                [-0.05, -0.68, 0.0, 0.034],
                [0.0, -0.98, 0.0, 0.04],
            ]),
        ));
        sketch.add(solid("weight", Tone::Second, cone(0.22, 0.12, 0.09)).at(0.0, -1.0, 0.0));
        return;
    }
    let gores = 10;
    sketch.add(solid(
        "balloon",
        Tone::Main,
        smooth_lathe(&[
            [0.0, -0.22],
            [0.17, -0.20],
            [0.46, 0.16],
            [0.64, 0.56],
            [0.50, 0.98],
            [0.22, 1.16],
            [0.0, 1.20],
        ]),
    ));
    for index in 0..gores / 2 {
        let angle = index as f32 * 72.0;
        sketch.add(
            crate::text::sketch::paint(
                "stripe",
                Tone::Second,
                slab(&[[-0.02, 0.0], [0.24, 1.2], [-0.24, 1.2]], 2.0, 0.0),
            )
            .turn_x(90.0)
            .turn_y(angle),
        );
    }
    sketch.add(solid("band", Tone::Third, ring(0.185, 0.045)).at(0.0, -0.20, 0.0));
    sketch.next_body();
    sketch.add(
        solid("basket", Tone::Light, block(0.19, 0.15, 0.19, 0.04)).at(0.0, -0.72, 0.0).of(Finish::Wood),
    );
    sketch.add(carve("basket", Tone::Dark, block(0.14, 0.12, 0.14, 0.02)).at(0.0, -0.60, 0.0));
    sketch.add(solid("rim", Tone::Dark, block(0.205, 0.03, 0.205, 0.025)).at(0.0, -0.72, 0.0));
    sketch.next_body();
    for (x, z) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
        sketch.add(solid(
            "rope",
            Tone::Dark,
            limb([x * 0.16, -0.62, z * 0.16], [x * 0.125, -0.16, z * 0.125], 0.026, 0.026),
        ));
    }
}
