//! Buildings.

use super::{Noun, Role, noun};
use crate::{
    style::material::Finish,
    text::sketch::{
        Piece, Sketch, TextSpot, Tone, ball, block, carve, cone, cylinder, egg, lathe, prism, ring, slab,
        solid,
    },
};
use glam::{Affine3A, Vec2, vec2, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "castle",
        &["fortress", "fort", "palace", "citadel"],
        Role::Thing,
        &[
            [0xC9C4BA, 0xC8443E, 0xF6C93B, 0x6A4A34, 0x8CC062],
            [0xD9C8A8, 0x4A6FC0, 0xE96A8A, 0x5A3E2C, 0x7FB86A],
        ],
        castle,
    ),
    noun(
        "tower",
        &["keep", "turret", "watchtower"],
        Role::Thing,
        &[
            [0xC4BEB2, 0x3F78B8, 0xF6C93B, 0x5A4434, 0x8CC062],
            [0xB08A70, 0xC24A3E, 0xF6E2B0, 0x4A342A, 0x7FB86A],
        ],
        tower,
    ),
    noun(
        "house",
        &["home", "cottage", "cabin", "hut", "barn", "shed"],
        Role::Thing,
        &[
            [0xF3E4C6, 0xC84A3E, 0x5A9AD8, 0x7A4E30, 0x8CC062],
            [0x9CCBD9, 0x4A5566, 0xF6D05A, 0x6A422A, 0x7FB86A],
        ],
        house,
    ),
    noun(
        "lighthouse",
        &["beacon"],
        Role::Thing,
        &[
            [0xF5F2EC, 0xD83A34, 0xF8D048, 0x3A4250, 0x9A948A],
            [0xF5F2EC, 0x2F5FA8, 0xF8D048, 0x2A3344, 0xA89A84],
        ],
        lighthouse,
    ),
    noun(
        "windmill",
        &["mill"],
        Role::Thing,
        &[
            [0xEFE4CF, 0xB85A40, 0xA87448, 0x5A3E2C, 0x8CC062],
            [0xC9D4DC, 0x3A5A80, 0xE2C08A, 0x3A3434, 0x7FB86A],
        ],
        windmill,
    ),
    noun(
        "church",
        &["chapel", "cathedral"],
        Role::Thing,
        &[
            [0xF0E8DA, 0x5A6A7C, 0xF2C24A, 0x6A442C, 0x8CC062],
            [0xC88A6A, 0x4A3838, 0xF2D88A, 0x4A3024, 0x7FB86A],
        ],
        church,
    ),
    noun(
        "bridge",
        &["viaduct"],
        Role::Thing,
        &[
            [0xC4B8A4, 0x9A8C78, 0xD84A3A, 0x5A4E42, 0x5AAED8],
            [0xD05A40, 0xA84030, 0xF3E4C6, 0x5A2A22, 0x5AAED8],
        ],
        bridge,
    ),
];

fn lawn(sketch: &mut Sketch, radius: f32, y: f32) {
    sketch.add(solid("grass", Tone::Light, cylinder(radius, 0.06, 0.04)).at(0.0, y, 0.0).of(Finish::Foliage));
}

/// A gable roof: a triangle pushed along Z.
fn gable(half_width: f32, height: f32, half_depth: f32) -> Piece {
    solid(
        "roof",
        Tone::Second,
        slab(&[[-half_width, 0.0], [half_width, 0.0], [0.0, height]], half_depth, 0.03),
    )
    .of(Finish::Brick)
}

fn window(sketch: &mut Sketch, x: f32, y: f32, z: f32, size: f32) {
    sketch.add(
        solid("frame", Tone::Fixed(0xFBF8F0), block(size * 1.22, size * 1.35, 0.03, 0.012))
            .at(x, y, z)
            .of(Finish::Plastic),
    );
    sketch.add(
        solid("window", Tone::Third, block(size, size * 1.1, 0.045, 0.012))
            .at(x, y, z)
            .feature()
            .of(Finish::Glass),
    );
    sketch.add(
        solid("frame", Tone::Fixed(0xFBF8F0), block(size * 0.12, size * 1.1, 0.055, 0.005))
            .at(x, y, z)
            .of(Finish::Plastic),
    );
}

fn battlements(sketch: &mut Sketch, radius: f32, y: f32, count: usize, size: f32) {
    sketch.ring(count, |sketch, _, _| {
        sketch.add(solid("battlement", Tone::Main, block(size, size, size * 0.8, 0.012)).at(0.0, y, radius));
    });
}

fn castle_tower(sketch: &mut Sketch, x: f32, z: f32, radius: f32, top: f32, roofed: bool) {
    let low = -0.72;
    sketch.placed(Affine3A::from_translation(vec3(x, 0.0, z)), |sketch| {
        sketch.add(solid("tower", Tone::Main, cylinder(radius, (top - low) * 0.5, 0.015)).at(
            0.0,
            (top + low) * 0.5,
            0.0,
        ));
        sketch.add(solid("tower", Tone::Main, cylinder(radius * 1.14, 0.055, 0.02)).at(0.0, top, 0.0));
        if roofed {
            sketch.add(solid("roof", Tone::Second, cone(radius * 1.38, 0.02, 0.24)).at(0.0, top + 0.27, 0.0));
            sketch.add(solid("flag", Tone::Third, ball(0.045)).at(0.0, top + 0.53, 0.0).feature());
        } else {
            battlements(sketch, radius * 0.98, top + 0.10, 7, 0.058);
        }
    });
}

fn castle(sketch: &mut Sketch) {
    sketch.made_of(Finish::Stone);
    let towers = sketch.count("tower", 4, 8);
    let round_wall = towers != 4;
    sketch.add(
        solid(
            "ground",
            Tone::Light,
            if round_wall { cylinder(1.12, 0.07, 0.05) } else { block(1.06, 0.07, 1.06, 0.05) },
        )
        .at(0.0, -0.79, 0.0)
        .of(Finish::Foliage),
    );
    if round_wall {
        sketch.add(solid("wall", Tone::Main, cylinder(0.84, 0.34, 0.015)).at(0.0, -0.40, 0.0));
        sketch.add(carve("wall", Tone::Main, cylinder(0.70, 0.5, 0.0)).at(0.0, -0.22, 0.0));
        battlements(sketch, 0.77, -0.03, 22, 0.06);
    } else {
        sketch.add(solid("wall", Tone::Main, block(0.80, 0.34, 0.80, 0.015)).at(0.0, -0.40, 0.0));
        sketch.add(carve("wall", Tone::Main, block(0.66, 0.5, 0.66, 0.0)).at(0.0, -0.22, 0.0));
        sketch.ring(4, |sketch, _, _| {
            for step in [-0.36, -0.12, 0.12, 0.36] {
                sketch.add(
                    solid("battlement", Tone::Main, block(0.07, 0.07, 0.068, 0.012)).at(step, -0.01, 0.732),
                );
            }
        });
    }
    let wall_front = if round_wall { 0.84 } else { 0.80 };
    sketch.add(carve("gate", Tone::Dark, block(0.15, 0.22, 0.25, 0.0)).at(0.0, -0.54, wall_front));
    sketch.add(carve("gate", Tone::Dark, cylinder(0.15, 0.25, 0.0)).turn_x(90.0).at(0.0, -0.32, wall_front));
    sketch.next_body();
    sketch.add(
        solid("door", Tone::Dark, block(0.155, 0.24, 0.03, 0.01))
            .at(0.0, -0.52, wall_front - 0.09)
            .of(Finish::Wood),
    );
    sketch.add(
        solid("door", Tone::Dark, cylinder(0.15, 0.03, 0.0))
            .turn_x(90.0)
            .at(0.0, -0.32, wall_front - 0.09)
            .of(Finish::Wood),
    );
    let keep = sketch.vary("keep", 0.40, 0.12);
    let roofed = !sketch.second();
    if roofed {
        sketch.add(solid("keep", Tone::Main, block(0.30, 0.62, 0.30, 0.015)).at(0.0, -0.12, -0.08));
        sketch.add(
            solid("roof", Tone::Second, slab(&[[-0.40, 0.0], [0.40, 0.0], [0.0, 0.46]], 0.38, 0.02)).at(
                0.0,
                keep + 0.08,
                -0.08,
            ),
        );
        window(sketch, 0.0, 0.24, 0.225, 0.07);
    } else {
        castle_tower(sketch, 0.0, -0.05, 0.34, 0.52, true);
    }
    sketch.ring(towers, |sketch, _, _| {
        let turn = if round_wall { 0.0 } else { 45.0f32.to_radians() };
        let distance = if round_wall { 0.80 } else { 1.06 };
        castle_tower(
            sketch,
            distance * turn.sin(),
            distance * turn.cos().max(if round_wall { 1.0 } else { 0.0 }),
            0.21,
            0.30,
            roofed,
        );
    });
}

fn tower(sketch: &mut Sketch) {
    sketch.made_of(Finish::Stone);
    lawn(sketch, 0.62, -0.98);
    sketch.add(solid(
        "wall",
        Tone::Main,
        lathe(&[
            [0.0, -0.95],
            [0.44, -0.95],
            [0.36, -0.4],
            [0.34, 0.46],
            [0.44, 0.58],
            [0.44, 0.72],
            [0.0, 0.72],
        ]),
    ));
    sketch.add(carve("door", Tone::Dark, block(0.11, 0.17, 0.2, 0.0)).at(0.0, -0.76, 0.42));
    sketch.add(carve("door", Tone::Dark, cylinder(0.11, 0.2, 0.0)).turn_x(90.0).at(0.0, -0.59, 0.42));
    sketch.add(carve("window", Tone::Dark, block(0.055, 0.12, 0.15, 0.02)).at(0.0, -0.05, 0.34));
    sketch.add(carve("window", Tone::Dark, block(0.055, 0.10, 0.15, 0.02)).at(0.0, 0.30, 0.34));
    if sketch.second() {
        sketch.add(carve("wall", Tone::Main, cylinder(0.34, 0.1, 0.0)).at(0.0, 0.74, 0.0));
        battlements(sketch, 0.39, 0.78, 9, 0.078);
        sketch.add(solid("flag", Tone::Dark, cylinder(0.028, 0.36, 0.0)).at(0.0, 0.94, 0.0).of(Finish::Wood));
        sketch.add(
            solid("flag", Tone::Second, slab(&[[0.0, 0.0], [0.34, 0.10], [0.0, 0.22]], 0.028, 0.01))
                .at(0.0, 1.06, 0.0)
                .of(Finish::Fabric),
        );
    } else {
        sketch.add(solid("roof", Tone::Second, cone(0.54, 0.02, 0.34)).at(0.0, 1.04, 0.0));
        sketch.add(solid("knob", Tone::Third, ball(0.07)).at(0.0, 1.40, 0.0).feature().of(Finish::Gold));
    }
}

fn house(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    let tall = sketch.second();
    let (width, wall) = if tall { (0.52, 0.52) } else { (0.68, 0.36) };
    let roof_y = -0.70 + 2.0 * wall;
    sketch.add(
        solid("garden", Tone::Light, block(width + 0.30, 0.06, 0.86, 0.05))
            .at(0.0, -0.76, 0.05)
            .of(Finish::Foliage),
    );
    sketch.add(solid("wall", Tone::Main, block(width, wall, 0.52, 0.02)).at(0.0, -0.70 + wall, 0.0));
    let rise = if tall { 0.56 } else { 0.50 };
    sketch.add(
        solid("wall", Tone::Main, slab(&[[-width, 0.0], [width, 0.0], [0.0, rise * 0.92]], 0.50, 0.01)).at(
            0.0,
            roof_y - 0.02,
            0.0,
        ),
    );
    for side in [-1.0f32, 1.0] {
        let slope = rise.atan2(width).to_degrees();
        let length = rise.hypot(width) * 0.5 + 0.11;
        let tilt = -side * slope;
        sketch.add(solid("roof", Tone::Second, block(length, 0.05, 0.62, 0.03)).turn_z(tilt).at(
            side * (width * 0.5 + 0.035),
            roof_y + rise * 0.5 - 0.01,
            0.0,
        ));
    }
    sketch.add(
        solid("chimney", Tone::Fixed(0xB45942), block(0.09, 0.28, 0.09, 0.015))
            .at(-width * 0.5, roof_y + rise * 0.72, -0.15)
            .of(Finish::Brick),
    );
    sketch.add(
        solid("door", Tone::Dark, block(0.13, 0.24, 0.04, 0.02))
            .at(0.0, -0.47, 0.52)
            .of(Finish::Wood)
            .feature(),
    );
    sketch.add(solid("knob", Tone::Fixed(0xF6C93B), ball(0.026)).at(0.08, -0.48, 0.565).of(Finish::Gold));
    sketch.add(
        solid("step", Tone::Fixed(0xA8A298), block(0.19, 0.045, 0.12, 0.02))
            .at(0.0, -0.69, 0.60)
            .of(Finish::Stone),
    );
    let windows = if tall {
        vec![(-0.30, 0.02), (0.30, 0.02), (0.0, 0.02)]
    } else {
        vec![(-0.40, -0.34), (0.40, -0.34)]
    };
    for (x, y) in windows {
        window(sketch, x, y, 0.52, 0.10);
    }
    window(sketch, 0.0, roof_y + 0.14, 0.50, 0.075);
    for (x, z) in [(-0.62, 0.66), (0.60, 0.68)] {
        sketch.add(
            solid("bush", Tone::Fixed(0x5CA04A), egg(0.16, 0.15, 0.15))
                .at(x * (width + 0.1), -0.62, z)
                .of(Finish::Foliage),
        );
    }
    sketch.anchors.text =
        Some(TextSpot { at: vec3(0.0, -0.16, 0.53), size: vec2(0.6, 0.14), wrap: None, tilt: 0.0 });
}

fn lighthouse(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    for (x, z, radius) in [(0.0, 0.0, 0.62), (0.40, 0.22, 0.30), (-0.36, 0.28, 0.28), (0.10, -0.40, 0.34)] {
        sketch.add(
            solid("rock", Tone::Light, egg(radius, 0.24, radius))
                .at(x, -0.92, z)
                .blend(0.08)
                .of(Finish::Rock),
        );
    }
    let stripes = sketch.count("stripe", 5, 9);
    let (low, high) = (-0.88f32, 0.48f32);
    let radius = |y: f32| 0.40 - 0.17 * (y - low) / (high - low);
    for index in 0..stripes {
        let step = (high - low) / stripes as f32;
        let bottom = low + step * index as f32;
        let tone = if index.is_multiple_of(2) { Tone::Main } else { Tone::Second };
        sketch.add(solid(
            "stripe",
            tone,
            lathe(&[
                [0.0, bottom - 0.005],
                [radius(bottom), bottom - 0.005],
                [radius(bottom + step), bottom + step],
                [0.0, bottom + step],
            ]),
        ));
    }
    sketch.add(solid("gallery", Tone::Dark, cylinder(0.36, 0.045, 0.02)).at(0.0, 0.50, 0.0));
    sketch.add(solid("rail", Tone::Dark, ring(0.33, 0.026)).at(0.0, 0.64, 0.0));
    sketch.ring(8, |sketch, _, _| {
        sketch.add(solid("rail", Tone::Dark, cylinder(0.022, 0.09, 0.0)).at(0.33, 0.57, 0.0));
    });
    sketch.add(
        solid("lamp", Tone::Third, cylinder(0.19, 0.16, 0.03)).at(0.0, 0.68, 0.0).of(Finish::Glass).feature(),
    );
    sketch.ring(6, |sketch, _, _| {
        sketch.add(solid("frame", Tone::Dark, cylinder(0.02, 0.16, 0.0)).at(0.195, 0.68, 0.0));
    });
    if sketch.second() {
        sketch.add(solid("roof", Tone::Second, egg(0.28, 0.24, 0.28)).at(0.0, 0.84, 0.0));
    } else {
        sketch.add(solid("roof", Tone::Second, cone(0.29, 0.03, 0.15)).at(0.0, 0.97, 0.0));
    }
    sketch.add(solid("knob", Tone::Dark, ball(0.055)).at(0.0, 1.12, 0.0));
    sketch
        .add(solid("door", Tone::Dark, block(0.09, 0.16, 0.06, 0.03)).at(0.0, -0.62, 0.365).of(Finish::Wood));
    for y in [-0.18, 0.16] {
        sketch
            .add(solid("window", Tone::Dark, block(0.045, 0.07, 0.04, 0.02)).at(0.0, y, radius(y)).feature());
    }
}

fn windmill(sketch: &mut Sketch) {
    sketch.made_of(Finish::Stone);
    lawn(sketch, 0.64, -0.98);
    sketch.add(solid("wall", Tone::Main, lathe(&[[0.0, -0.95], [0.46, -0.95], [0.30, 0.40], [0.0, 0.40]])));
    sketch.add(
        solid(
            "roof",
            Tone::Second,
            if sketch.second() { egg(0.34, 0.32, 0.34) } else { cone(0.38, 0.03, 0.24) },
        )
        .at(0.0, if sketch.second() { 0.40 } else { 0.62 }, 0.0),
    );
    sketch.add(
        solid("door", Tone::Dark, block(0.11, 0.19, 0.06, 0.03))
            .at(0.0, -0.74, 0.44)
            .of(Finish::Wood)
            .feature(),
    );
    sketch.add(solid("window", Tone::Dark, block(0.07, 0.08, 0.05, 0.02)).at(0.0, -0.22, 0.37).feature());
    sketch.add(
        solid("axle", Tone::Dark, cylinder(0.065, 0.16, 0.02))
            .turn_x(90.0)
            .at(0.0, 0.30, 0.40)
            .of(Finish::Wood),
    );
    let blades = sketch.count("blade", 4, 8);
    let turn = sketch.vary("turn", 20.0, 0.6);
    for index in 0..blades {
        let angle = turn + index as f32 * 360.0 / blades as f32;
        let blade =
            Affine3A::from_translation(vec3(0.0, 0.30, 0.52)) * Affine3A::from_rotation_z(angle.to_radians());
        sketch.placed(blade, |sketch| {
            sketch.add(
                solid("blade", Tone::Third, block(0.032, 0.38, 0.03, 0.01))
                    .at(0.0, 0.38, 0.0)
                    .of(Finish::Wood),
            );
            sketch.add(
                solid("sail", Tone::Fixed(0xFBF6EA), block(0.095, 0.28, 0.024, 0.01))
                    .at(0.10, 0.46, -0.008)
                    .of(Finish::Fabric),
            );
            for y in [0.22, 0.38, 0.54, 0.70] {
                sketch.add(
                    solid("blade", Tone::Third, block(0.10, 0.02, 0.034, 0.008))
                        .at(0.09, y, 0.0)
                        .of(Finish::Wood),
                );
            }
        });
    }
    sketch.add(solid("hub", Tone::Second, ball(0.095)).at(0.0, 0.30, 0.55).feature());
}

fn church(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    sketch.add(
        solid("garden", Tone::Light, block(0.62, 0.06, 0.98, 0.05)).at(0.0, -0.86, -0.05).of(Finish::Foliage),
    );
    sketch.add(solid("wall", Tone::Main, block(0.38, 0.34, 0.62, 0.02)).at(0.0, -0.50, -0.22));
    sketch.add(gable(0.48, 0.46, 0.66).at(0.0, -0.18, -0.22).of(Finish::Plastic));
    let top = sketch.pick(0.34, 0.22);
    sketch.add(solid("tower", Tone::Main, block(0.23, (top + 0.84) * 0.5, 0.23, 0.02)).at(
        0.0,
        (top - 0.84) * 0.5,
        0.46,
    ));
    if sketch.second() {
        sketch.add(solid("spire", Tone::Second, super::super::sketch::egg(0.30, 0.34, 0.30)).at(
            0.0,
            top + 0.06,
            0.46,
        ));
        sketch.add(solid("spire", Tone::Second, cone(0.10, 0.03, 0.14)).at(0.0, top + 0.44, 0.46));
    } else {
        let pyramid = cone(0.37, 0.02, 0.36);
        sketch.add(solid("spire", Tone::Second, pyramid).at(0.0, top + 0.36, 0.46));
    }
    let peak = top + if sketch.second() { 0.58 } else { 0.72 };
    sketch.add(
        solid("cross", Tone::Third, block(0.026, 0.14, 0.026, 0.008))
            .at(0.0, peak + 0.10, 0.46)
            .of(Finish::Gold)
            .feature(),
    );
    sketch.add(
        solid("cross", Tone::Third, block(0.08, 0.026, 0.026, 0.008))
            .at(0.0, peak + 0.14, 0.46)
            .of(Finish::Gold),
    );
    let arch: Vec<Vec2> = (0..=10)
        .map(|step| Vec2::from_angle(step as f32 * 18.0f32.to_radians()) * 0.12 + vec2(0.0, 0.10))
        .chain([vec2(-0.12, -0.16), vec2(0.12, -0.16)])
        .collect();
    let arch = crate::sdf::outline::Outline::polygon(arch);
    sketch.add(
        solid("door", Tone::Dark, prism(arch, 0.04, 0.015)).at(0.0, -0.64, 0.69).of(Finish::Wood).feature(),
    );
    sketch.add(
        solid("clock", Tone::Fixed(0xFBF8F0), cylinder(0.115, 0.03, 0.01))
            .turn_x(90.0)
            .at(0.0, 0.10, 0.69)
            .feature(),
    );
    sketch.add(solid("clock", Tone::Dark, block(0.014, 0.05, 0.02, 0.005)).at(0.0, 0.14, 0.715));
    sketch.add(solid("clock", Tone::Dark, block(0.04, 0.014, 0.02, 0.005)).at(0.03, 0.10, 0.715));
    for z in [-0.55, -0.22, 0.08] {
        sketch.add(
            solid("window", Tone::Third, egg(0.03, 0.17, 0.075))
                .at(0.385, -0.46, z)
                .pair()
                .of(Finish::Glass)
                .feature(),
        );
    }
}

fn bridge(sketch: &mut Sketch) {
    sketch.made_of(Finish::Stone);
    let arches = sketch.count("arch", sketch.pick(2, 3), 5);
    let half = 1.25;
    sketch.add(
        solid("water", Tone::Light, block(half, 0.05, 0.42, 0.03)).at(0.0, -0.52, 0.0).of(Finish::Glass),
    );
    let rise = |x: f32| 0.16 * (1.0 - (x / half).powi(2));
    let steps = 14;
    let at = |step: usize| -half + 2.0 * half * step as f32 / steps as f32;
    let deck: Vec<[f32; 2]> = (0..=steps)
        .map(|step| [at(step), 0.12 + rise(at(step))])
        .rev()
        .chain([[-half, -0.54], [half, -0.54]])
        .collect();
    sketch.add(solid("wall", Tone::Main, slab(&deck, 0.28, 0.01)));
    let pitch = 2.0 * half / arches as f32;
    for index in 0..arches {
        let x = -half + pitch * (index as f32 + 0.5);
        let radius = pitch * 0.38;
        let height = 0.46 + rise(x) * 0.8;
        let opening = egg(radius, height, 0.6);
        sketch.add(carve("arch", Tone::Second, opening).at(x, -0.47, 0.0));
    }
    sketch.next_body();
    sketch.add(
        solid("water", Tone::Light, block(half, 0.05, 0.42, 0.03)).at(0.0, -0.52, 0.0).of(Finish::Glass),
    );
    for side in [-1.0, 1.0] {
        for step in 0..steps {
            let (a, b) = (at(step), at(step + 1));
            let rail = crate::text::sketch::limb(
                [a, 0.24 + rise(a), side * 0.25],
                [b, 0.24 + rise(b), side * 0.25],
                0.042,
                0.042,
            );
            sketch.add(solid("rail", Tone::Third, rail).of(Finish::Plastic));
            if step % 2 == 0 {
                sketch.add(
                    solid("post", Tone::Third, block(0.04, 0.12, 0.04, 0.01))
                        .at(a + 0.02, 0.14 + rise(a), side * 0.25)
                        .of(Finish::Plastic),
                );
            }
        }
    }
    sketch.add(solid("road", Tone::Second, block(0.02, 0.02, 0.02, 0.0)).at(0.0, 0.10, 0.0));
}
