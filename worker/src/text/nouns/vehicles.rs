//! Vehicles on wheels and rails.

use super::{Noun, Role, noun};
use crate::{
    style::material::Finish,
    text::sketch::{Sketch, Tone, ball, block, carve, cone, cylinder, egg, limb, path, ring, slab, solid},
};
use glam::Affine3A;

pub const NOUNS: &[Noun] = &[
    noun(
        "car",
        &["automobile", "taxi", "sports car", "race car", "racecar", "vehicle", "jeep", "beetle"],
        Role::Thing,
        &[
            [0xD83A34, 0xF6F2EA, 0xA8DCF2, 0x2B2D33, 0xC9CED6],
            [0x3F8FD8, 0xF8D048, 0xC8ECF8, 0x2B2D33, 0xD8DCE2],
        ],
        car,
    ),
    noun(
        "truck",
        &["lorry", "pickup", "fire truck", "van", "dump truck", "firetruck"],
        Role::Thing,
        &[
            [0xF2A92C, 0xE95A3A, 0xA8DCF2, 0x2E3036, 0xB8BEC8],
            [0x4CA65A, 0xF6E2B0, 0xC0E8F6, 0x2E3036, 0xC9CED6],
        ],
        truck,
    ),
    noun(
        "bus",
        &["school bus", "coach"],
        Role::Thing,
        &[
            [0xF6C22E, 0x2B2D33, 0xA8DCF2, 0x2B2D33, 0xE2E6EA],
            [0xD03A3A, 0xF6F2EA, 0xC0E8F6, 0x2B2D33, 0xE2E6EA],
        ],
        bus,
    ),
    noun(
        "train",
        &["locomotive", "steam train", "steam engine", "railway"],
        Role::Thing,
        &[
            [0x2F6FB8, 0xD83A34, 0xF6C93B, 0x2B2D33, 0xB8BEC8],
            [0x2F8A5C, 0xC84A3A, 0xF2B932, 0x2B2A2E, 0xC9B88A],
        ],
        train,
    ),
    noun(
        "tractor",
        &["farm tractor"],
        Role::Thing,
        &[
            [0x4CA648, 0xF6C93B, 0xB8E2F2, 0x2B2D33, 0xC9CED6],
            [0xD84A32, 0xF2EEE4, 0xB8E2F2, 0x2B2D33, 0xC9CED6],
        ],
        tractor,
    ),
    noun(
        "tank",
        &[],
        Role::Thing,
        &[
            [0x6A7F4A, 0x8A9A5C, 0xF2EEE4, 0x3A3E34, 0xA8B088],
            [0xC2A872, 0xA88C58, 0xD84A3A, 0x4A4236, 0xE0CCA0],
        ],
        tank,
    ),
];

/// A wheel on the side at `x`, axle along X, standing on y = `ground`.
fn wheel(sketch: &mut Sketch, x: f32, z: f32, ground: f32, radius: f32, half_width: f32) {
    let y = ground + radius;
    sketch.add(
        solid("wheel", Tone::Dark, cylinder(radius, half_width, half_width * 0.55))
            .turn_z(90.0)
            .at(x, y, z)
            .pair()
            .of(Finish::Rubber)
            .feature(),
    );
    sketch.add(
        solid("hub", Tone::Light, cylinder(radius * 0.55, half_width * 1.12, 0.02))
            .turn_z(90.0)
            .at(x, y, z)
            .pair()
            .of(Finish::Steel)
            .feature(),
    );
    sketch.add(
        solid("hub", Tone::Dark, ball(radius * 0.16))
            .at(x + half_width * 1.05, y, z)
            .pair()
            .of(Finish::Steel),
    );
}

fn headlights(sketch: &mut Sketch, x: f32, y: f32, z: f32, radius: f32) {
    sketch.add(
        solid("headlight", Tone::Fixed(0xFDF2C4), egg(radius, radius, radius * 0.6))
            .at(x, y, z)
            .pair()
            .feature()
            .of(Finish::Glass),
    );
}

fn car(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let sporty = sketch.second();
    let ground = -0.48;
    if sporty {
        sketch.add(solid("body", Tone::Main, block(0.46, 0.15, 1.02, 0.13)).at(0.0, -0.20, 0.0));
        sketch.add(
            solid("body", Tone::Main, limb([0.0, -0.16, 0.30], [0.0, -0.22, 0.98], 0.22, 0.12))
                .stretch(1.8, 0.8, 1.0)
                .blend(0.08),
        );
        sketch
            .add(solid("window", Tone::Third, egg(0.36, 0.27, 0.50)).at(0.0, -0.06, -0.12).of(Finish::Glass));
        sketch.add(solid("roof", Tone::Main, egg(0.32, 0.12, 0.34)).at(0.0, 0.15, -0.16));
        sketch.add(solid("stripe", Tone::Second, block(0.10, 0.16, 1.025, 0.10)).at(0.0, -0.195, 0.0));
        sketch.add(solid("stripe", Tone::Second, egg(0.10, 0.125, 0.345)).at(0.0, 0.155, -0.16));
        sketch.add(solid("spoiler", Tone::Second, block(0.46, 0.03, 0.12, 0.02)).at(0.0, 0.16, -0.96));
        sketch.add(solid("spoiler", Tone::Dark, block(0.03, 0.12, 0.05, 0.01)).at(0.30, 0.05, -0.94).pair());
    } else {
        sketch.add(solid("body", Tone::Main, block(0.48, 0.20, 0.92, 0.17)).at(0.0, -0.16, 0.0));
        sketch
            .add(solid("cabin", Tone::Main, block(0.42, 0.25, 0.50, 0.18)).at(0.0, 0.16, -0.10).blend(0.05));
        sketch.add(
            solid("window", Tone::Third, block(0.434, 0.125, 0.30, 0.08))
                .at(0.0, 0.20, -0.10)
                .of(Finish::Glass),
        );
        sketch.add(
            solid("window", Tone::Third, block(0.32, 0.125, 0.515, 0.08))
                .at(0.0, 0.20, -0.10)
                .of(Finish::Glass),
        );
        sketch.add(solid("pillar", Tone::Main, block(0.44, 0.16, 0.03, 0.01)).at(0.0, 0.20, -0.10));
    }
    for z in [0.56, -0.56] {
        sketch.add(
            carve("arch", Tone::Dark, cylinder(0.25, 0.20, 0.0))
                .turn_z(90.0)
                .at(0.46, ground + 0.20, z)
                .pair(),
        );
    }
    sketch.next_body();
    let nose = if sporty { 1.00 } else { 0.91 };
    sketch.add(
        solid("bumper", Tone::Light, block(0.42, 0.055, 0.06, 0.04)).at(0.0, -0.30, nose).of(Finish::Steel),
    );
    sketch.add(
        solid("bumper", Tone::Light, block(0.42, 0.055, 0.06, 0.04)).at(0.0, -0.30, -nose).of(Finish::Steel),
    );
    headlights(sketch, 0.29, -0.14, nose - 0.01, 0.095);
    sketch.add(
        solid("light", Tone::Fixed(0xE83A32), egg(0.075, 0.06, 0.05))
            .at(0.32, -0.14, -nose)
            .pair()
            .feature()
            .of(Finish::Glass),
    );
    sketch.add(solid("axle", Tone::Dark, cylinder(0.06, 0.44, 0.0)).turn_z(90.0).at(
        0.0,
        ground + 0.20,
        0.56,
    ));
    sketch.add(solid("axle", Tone::Dark, cylinder(0.06, 0.44, 0.0)).turn_z(90.0).at(
        0.0,
        ground + 0.20,
        -0.56,
    ));
    sketch.add(solid("floor", Tone::Dark, block(0.30, 0.08, 0.80, 0.02)).at(0.0, -0.30, 0.0));
    for z in [0.56, -0.56] {
        wheel(sketch, 0.42, z, ground, 0.21, 0.10);
    }
}

fn truck(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let ground = -0.60;
    sketch.add(solid("frame", Tone::Dark, block(0.32, 0.08, 1.02, 0.03)).at(0.0, -0.36, 0.0));
    sketch.add(solid("cabin", Tone::Main, block(0.44, 0.38, 0.30, 0.10)).at(0.0, 0.08, 0.68));
    sketch.add(solid("hood", Tone::Main, block(0.42, 0.16, 0.16, 0.08)).at(0.0, -0.16, 1.02).blend(0.04));
    sketch.add(
        solid("window", Tone::Third, block(0.36, 0.14, 0.05, 0.04))
            .at(0.0, 0.20, 0.97)
            .of(Finish::Glass)
            .feature(),
    );
    sketch.add(
        solid("window", Tone::Third, block(0.05, 0.13, 0.17, 0.04))
            .at(0.42, 0.20, 0.70)
            .pair()
            .of(Finish::Glass)
            .feature(),
    );
    if sketch.second() {
        sketch.add(solid("box", Tone::Second, block(0.48, 0.50, 0.66, 0.05)).at(0.0, 0.22, -0.36));
        sketch.add(solid("stripe", Tone::Main, block(0.495, 0.06, 0.665, 0.03)).at(0.0, 0.10, -0.36));
    } else {
        sketch.add(solid("bed", Tone::Second, block(0.48, 0.26, 0.66, 0.04)).at(0.0, -0.02, -0.36));
        sketch.add(carve("bed", Tone::Second, block(0.40, 0.26, 0.58, 0.02)).at(0.0, 0.12, -0.36));
        sketch.add(
            solid("load", Tone::Fixed(0x9A7A58), egg(0.38, 0.34, 0.52))
                .at(0.0, -0.02, -0.36)
                .of(Finish::Stone),
        );
    }
    headlights(sketch, 0.30, -0.16, 1.16, 0.075);
    sketch.add(
        solid("bumper", Tone::Light, block(0.46, 0.065, 0.06, 0.03)).at(0.0, -0.34, 1.14).of(Finish::Steel),
    );
    sketch.add(
        solid("exhaust", Tone::Light, cylinder(0.05, 0.34, 0.02)).at(0.36, 0.34, 0.33).of(Finish::Steel),
    );
    for z in [0.74, -0.16, -0.68] {
        sketch.add(solid("axle", Tone::Dark, cylinder(0.06, 0.42, 0.0)).turn_z(90.0).at(
            0.0,
            ground + 0.22,
            z,
        ));
        wheel(sketch, 0.42, z, ground, 0.22, 0.11);
    }
}

fn bus(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let ground = -0.66;
    let decks = if sketch.second() { 2 } else { 1 };
    let half = if decks == 2 { 0.56 } else { 0.40 };
    let middle = ground + 0.16 + half;
    sketch.add(solid("body", Tone::Main, block(0.42, half, 1.06, 0.11)).at(0.0, middle, 0.0));
    sketch.add(solid("stripe", Tone::Second, block(0.43, 0.035, 1.07, 0.02)).at(0.0, ground + 0.42, 0.0));
    sketch.add(solid("roof", Tone::Light, block(0.36, 0.06, 0.96, 0.05)).at(0.0, middle + half, 0.0));
    for deck in 0..decks {
        let y = ground + 0.64 + 0.42 * deck as f32;
        for z in [-0.82, -0.49, -0.16, 0.17, 0.50] {
            sketch.add(
                solid("window", Tone::Third, block(0.04, 0.12, 0.125, 0.03))
                    .at(0.41, y, z)
                    .pair()
                    .of(Finish::Glass)
                    .feature(),
            );
        }
        sketch.add(
            solid("window", Tone::Third, block(0.34, 0.15, 0.04, 0.04))
                .at(0.0, y, 1.045)
                .of(Finish::Glass)
                .feature(),
        );
        sketch.add(
            solid("window", Tone::Third, block(0.30, 0.12, 0.04, 0.04)).at(0.0, y, -1.045).of(Finish::Glass),
        );
    }
    sketch.add(solid("door", Tone::Light, block(0.035, 0.30, 0.13, 0.03)).at(0.41, ground + 0.54, 0.82));
    headlights(sketch, 0.28, ground + 0.30, 1.05, 0.08);
    sketch.add(solid("bumper", Tone::Second, block(0.42, 0.05, 0.06, 0.03)).at(0.0, ground + 0.18, 1.05));
    for z in [0.60, -0.62] {
        sketch.add(solid("axle", Tone::Dark, cylinder(0.06, 0.40, 0.0)).turn_z(90.0).at(
            0.0,
            ground + 0.19,
            z,
        ));
        wheel(sketch, 0.37, z, ground, 0.20, 0.10);
    }
}

fn train(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let ground = -0.72;
    sketch.add(solid("frame", Tone::Dark, block(0.34, 0.07, 0.96, 0.03)).at(0.0, -0.34, 0.0));
    sketch.add(solid("boiler", Tone::Main, cylinder(0.33, 0.52, 0.05)).turn_x(90.0).at(0.0, 0.02, 0.40));
    for z in [0.10, 0.46, 0.82] {
        sketch.add(
            solid("band", Tone::Third, ring(0.325, 0.026)).turn_x(90.0).at(0.0, 0.02, z).of(Finish::Gold),
        );
    }
    sketch.add(solid("face", Tone::Dark, cylinder(0.27, 0.04, 0.03)).turn_x(90.0).at(0.0, 0.02, 0.93));
    sketch.add(
        solid("lamp", Tone::Third, egg(0.105, 0.105, 0.07)).at(0.0, 0.06, 0.99).feature().of(Finish::Gold),
    );
    sketch.add(solid("cab", Tone::Second, block(0.40, 0.42, 0.34, 0.03)).at(0.0, 0.10, -0.52));
    sketch.add(carve("window", Tone::Dark, block(0.5, 0.14, 0.17, 0.03)).at(0.0, 0.26, -0.52));
    sketch.next_body();
    sketch.add(solid("roof", Tone::Main, block(0.47, 0.06, 0.44, 0.05)).at(0.0, 0.54, -0.52));
    let wide = sketch.pick(0.20, 0.15);
    sketch.add(solid("chimney", Tone::Dark, cone(0.11, wide, 0.22)).at(0.0, 0.46, 0.70));
    sketch.add(solid("chimney", Tone::Third, ring(wide - 0.01, 0.035)).at(0.0, 0.66, 0.70).of(Finish::Gold));
    sketch.add(solid("dome", Tone::Third, egg(0.13, 0.17, 0.13)).at(0.0, 0.34, 0.26).of(Finish::Gold));
    if sketch.second() {
        for (y, z, radius) in [(0.84, 0.66, 0.15), (1.04, 0.54, 0.19), (1.24, 0.36, 0.22)] {
            sketch.add(
                solid("smoke", Tone::Fixed(0xF4F6F8), ball(radius))
                    .at(0.0, y, z)
                    .blend(0.05)
                    .of(Finish::Snow),
            );
        }
    }
    let plough = slab(&[[-0.30, 0.0], [0.30, 0.0], [0.10, 0.24], [-0.10, 0.24]], 0.15, 0.02);
    sketch.add(solid("plough", Tone::Second, plough).turn_x(24.0).at(0.0, -0.62, 0.98));
    for (z, radius) in [(-0.56, 0.27), (0.06, 0.20), (0.54, 0.20)] {
        sketch.add(solid("axle", Tone::Dark, cylinder(0.06, 0.34, 0.0)).turn_z(90.0).at(
            0.0,
            ground + radius,
            z,
        ));
        sketch.add(
            solid("wheel", Tone::Second, cylinder(radius, 0.06, 0.02))
                .turn_z(90.0)
                .at(0.37, ground + radius, z)
                .pair()
                .feature()
                .of(Finish::Steel),
        );
        sketch.add(
            solid("hub", Tone::Third, cylinder(radius * 0.42, 0.08, 0.02))
                .turn_z(90.0)
                .at(0.37, ground + radius, z)
                .pair()
                .of(Finish::Gold),
        );
    }
    sketch.add(
        solid("rod", Tone::Light, limb([0.46, -0.50, -0.50], [0.46, -0.50, 0.52], 0.035, 0.035))
            .pair()
            .of(Finish::Steel),
    );
}

fn tractor(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let ground = -0.72;
    sketch.add(solid("hood", Tone::Main, block(0.24, 0.20, 0.48, 0.07)).at(0.0, -0.06, 0.44));
    sketch.add(solid("grille", Tone::Dark, block(0.17, 0.13, 0.04, 0.02)).at(0.0, -0.06, 0.92).feature());
    sketch.add(solid("seat", Tone::Main, block(0.34, 0.16, 0.34, 0.05)).at(0.0, -0.14, -0.34));
    if sketch.second() {
        for (x, z) in [(0.28, -0.60), (0.28, -0.08)] {
            sketch.add(solid("post", Tone::Dark, limb([x, -0.05, z], [x, 0.62, z], 0.04, 0.04)).pair());
        }
        sketch.add(solid("seat", Tone::Dark, block(0.18, 0.16, 0.06, 0.04)).at(0.0, 0.14, -0.54));
    } else {
        sketch.add(
            solid("cab", Tone::Third, block(0.30, 0.34, 0.31, 0.04)).at(0.0, 0.30, -0.34).of(Finish::Glass),
        );
        sketch.add(solid("post", Tone::Main, block(0.035, 0.34, 0.035, 0.01)).at(0.28, 0.30, -0.06).pair());
        sketch.add(solid("post", Tone::Main, block(0.035, 0.34, 0.035, 0.01)).at(0.28, 0.30, -0.62).pair());
    }
    sketch.add(solid("roof", Tone::Main, block(0.36, 0.055, 0.38, 0.05)).at(0.0, 0.66, -0.34));
    sketch.add(solid("exhaust", Tone::Dark, cylinder(0.045, 0.24, 0.015)).at(0.12, 0.32, 0.50));
    headlights(sketch, 0.17, 0.04, 0.91, 0.06);
    for (z, radius, x, width) in [(-0.42, 0.46, 0.44, 0.13), (0.62, 0.27, 0.36, 0.10)] {
        sketch.add(solid("axle", Tone::Dark, cylinder(0.08, x, 0.0)).turn_z(90.0).at(
            0.0,
            ground + radius,
            z,
        ));
        sketch.add(
            solid("wheel", Tone::Dark, cylinder(radius, width, 0.05))
                .turn_z(90.0)
                .at(x, ground + radius, z)
                .pair()
                .of(Finish::Rubber),
        );
        let treads = 14;
        for index in 0..treads {
            let angle = index as f32 * std::f32::consts::TAU / treads as f32;
            let at = [angle.cos() * radius, angle.sin() * radius];
            sketch.add(
                solid("tread", Tone::Dark, block(width * 0.9, 0.045, 0.045, 0.015))
                    .turn_x(-angle.to_degrees())
                    .at(x, ground + radius + at[1], z + at[0])
                    .pair()
                    .of(Finish::Rubber),
            );
        }
        sketch.add(
            solid("hub", Tone::Second, cylinder(radius * 0.58, width * 1.08, 0.03))
                .turn_z(90.0)
                .at(x, ground + radius, z)
                .pair()
                .feature(),
        );
        sketch.add(
            solid("hub", Tone::Main, cylinder(radius * 0.20, width * 1.18, 0.02))
                .turn_z(90.0)
                .at(x, ground + radius, z)
                .pair(),
        );
    }
    sketch.add(solid("frame", Tone::Dark, block(0.20, 0.12, 0.70, 0.03)).at(0.0, -0.30, 0.14));
}

fn tank(sketch: &mut Sketch) {
    sketch.made_of(Finish::Steel);
    let ground = -0.52;
    let hull = slab(
        &[[-0.95, -0.10], [-0.80, -0.22], [0.78, -0.22], [1.0, 0.02], [0.62, 0.18], [-0.86, 0.18]],
        0.36,
        0.03,
    );
    sketch.add(solid("hull", Tone::Main, hull).turn_y(-90.0));
    sketch.add(
        solid("track", Tone::Dark, block(0.16, 0.24, 0.96, 0.23))
            .at(0.46, ground + 0.25, 0.0)
            .pair()
            .of(Finish::Rubber),
    );
    for z in [-0.66, -0.33, 0.0, 0.33, 0.66] {
        sketch.add(
            solid("wheel", Tone::Light, cylinder(0.13, 0.03, 0.015))
                .turn_z(90.0)
                .at(0.62, ground + 0.22, z)
                .pair()
                .feature(),
        );
    }
    for step in 0..12 {
        let z = -0.82 + step as f32 * 0.149;
        sketch.add(
            solid("track", Tone::Dark, block(0.165, 0.03, 0.04, 0.01))
                .at(0.46, ground + 0.49, z)
                .pair()
                .of(Finish::Rubber),
        );
    }
    sketch
        .add(solid("fender", Tone::Main, block(0.20, 0.03, 0.92, 0.02)).at(0.46, ground + 0.55, 0.0).pair());
    let turret = if sketch.second() { block(0.38, 0.17, 0.44, 0.08) } else { cylinder(0.42, 0.17, 0.09) };
    sketch.placed(Affine3A::from_rotation_y(sketch.vary("aim", 0.18, 1.0)), |sketch| {
        sketch.add(solid("turret", Tone::Second, turret).at(0.0, 0.34, -0.10));
        sketch.add(solid("gun", Tone::Second, limb([0.0, 0.36, 0.2], [0.0, 0.42, 1.16], 0.075, 0.06)));
        sketch.add(solid("gun", Tone::Dark, limb([0.0, 0.415, 1.10], [0.0, 0.425, 1.26], 0.085, 0.085)));
        sketch.add(solid("hatch", Tone::Main, cylinder(0.16, 0.04, 0.02)).at(0.12, 0.53, -0.18));
        sketch.add(solid(
            "antenna",
            Tone::Dark,
            path(&[[-0.22, 0.45, -0.32, 0.025], [-0.24, 0.70, -0.36, 0.022], [-0.25, 0.88, -0.42, 0.02]]),
        ));
        sketch.add(
            solid(
                "star",
                Tone::Third,
                super::super::sketch::prism(crate::sdf::outline::star(5, 0.11, 0.05), 0.02, 0.0),
            )
            .turn_y(90.0)
            .at(0.415, 0.34, -0.10)
            .feature(),
        );
    });
    headlights(sketch, 0.26, -0.04, 0.90, 0.05);
}
