//! Useful things for a desk.

use super::{Noun, Role, noun};
use crate::{
    sdf::outline::{heart, star},
    style::material::Finish,
    text::sketch::{
        Sketch, TextSpot, Tone, ball, block, carve, cone, cylinder, egg, limb, path, prism, ring, slab,
        smooth_lathe, solid,
    },
};
use glam::{Affine3A, vec2, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "pen holder",
        &["pencil holder", "pencil cup", "pen cup", "penholder", "pen pot"],
        Role::Vessel,
        &[
            [0x3F8FC8, 0xF6C93B, 0xE24A3A, 0x22324A, 0xF8F4EA],
            [0xF27A5A, 0x2A938F, 0xF6C93B, 0x5A221A, 0xFFF6EA],
        ],
        pen_holder,
    ),
    noun(
        "phone stand",
        &["phone holder", "tablet stand", "smartphone stand", "phone dock"],
        Role::Thing,
        &[
            [0x4AA68A, 0xF6C93B, 0x2E3440, 0x223A34, 0xE8F4F0],
            [0x7A6AD0, 0xF28AA8, 0x2E303C, 0x2E2652, 0xF0ECFC],
        ],
        phone_stand,
    ),
    noun(
        "dice",
        &["die", "cube"],
        Role::Held,
        &[
            [0xE23E3A, 0xFDFAF4, 0xB02224, 0x4A1214, 0xFFFFFF],
            [0xFAF6EC, 0x2B2D33, 0xD8D0C0, 0x2B2D33, 0xFFFFFF],
        ],
        dice,
    ),
    noun(
        "trophy",
        &["award", "prize", "goblet", "chalice"],
        Role::Held,
        &[
            [0xF2BC38, 0x6A442C, 0xD83A34, 0x3A2618, 0xFFF2CC],
            [0xC9D2DC, 0x2E3A52, 0x4A8FE0, 0x1E2636, 0xFAFCFF],
        ],
        trophy,
    ),
    noun(
        "lamp",
        &["desk lamp", "table lamp", "lantern", "light"],
        Role::Thing,
        &[
            [0x2A938F, 0xF8D86A, 0xE9E4DA, 0x223E42, 0xFFF6D8],
            [0xE96A4A, 0xFBE6B0, 0x8A5A3A, 0x4A241A, 0xFFF8E4],
        ],
        lamp,
    ),
    noun(
        "book",
        &["books", "bookend", "stack of books", "notebook", "bible", "dictionary"],
        Role::Thing,
        &[
            [0xC83E3A, 0x3F6FB8, 0x4CA66A, 0x4A1E1C, 0xFAF4E4],
            [0x2F6A8A, 0xF2A92C, 0x9A4A7A, 0x1C3240, 0xFBF5E6],
        ],
        book,
    ),
    noun(
        "box",
        &["chest", "treasure chest", "crate", "gift box", "jewelry box"],
        Role::Vessel,
        &[
            [0xA86C3C, 0xF0B938, 0xF8D86A, 0x5A361E, 0xE2BC8A],
            [0x7A4A8A, 0xE0E4EA, 0xF084AE, 0x3A2246, 0xE8D4F0],
        ],
        treasure_chest,
    ),
    noun(
        "pencil",
        &["pen", "crayon"],
        Role::Held,
        &[
            [0xF6C22E, 0xF084A0, 0xE8C898, 0x33343A, 0xC9CED6],
            [0x3F8FD0, 0xE24A3E, 0xEACC9E, 0x26365A, 0xD8DCE2],
        ],
        pencil,
    ),
    noun(
        "clock",
        &["alarm clock"],
        Role::Thing,
        &[
            [0xE24A3A, 0xF6C93B, 0xFBF8F0, 0x2E3038, 0xC9CED6],
            [0x4AB0A8, 0xF28A5A, 0xFBF8F0, 0x223E40, 0xD8DCE2],
        ],
        clock,
    )
    .loosely(&["watch"]),
];

fn pencil_at(sketch: &mut Sketch, x: f32, z: f32, lean: [f32; 2], tone: Tone, long: f32) {
    let place = Affine3A::from_translation(vec3(x, -0.45, z))
        * Affine3A::from_rotation_z(lean[0].to_radians())
        * Affine3A::from_rotation_x(lean[1].to_radians());
    sketch.placed(place, |sketch| {
        sketch.add(solid("pencil", tone, cylinder(0.075, long * 0.5, 0.01)).at(0.0, long * 0.5, 0.0));
        sketch.add(
            solid("pencil", Tone::Fixed(0xE8C898), cone(0.075, 0.03, 0.085))
                .at(0.0, long + 0.06, 0.0)
                .of(Finish::Wood),
        );
        sketch.add(solid("pencil", Tone::Dark, cone(0.036, 0.014, 0.04)).at(0.0, long + 0.155, 0.0));
    });
}

fn pen_holder(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    if sketch.second() {
        sketch.add(
            solid("body", Tone::Main, prism(crate::sdf::outline::regular(6, 0.56), 0.55, 0.05))
                .turn_x(90.0)
                .at(0.0, -0.30, 0.0),
        );
        sketch.add(
            carve("inside", Tone::Dark, prism(crate::sdf::outline::regular(6, 0.46), 0.55, 0.03))
                .turn_x(90.0)
                .at(0.0, -0.18, 0.0),
        );
    } else {
        sketch.add(solid("body", Tone::Main, cylinder(0.50, 0.55, 0.05)).at(0.0, -0.30, 0.0));
        sketch.add(carve("inside", Tone::Dark, cylinder(0.42, 0.55, 0.03)).at(0.0, -0.18, 0.0));
        sketch.add(solid("band", Tone::Second, ring(0.485, 0.045)).at(0.0, -0.72, 0.0));
        sketch.add(solid("band", Tone::Second, ring(0.46, 0.055)).at(0.0, 0.23, 0.0));
    }
    sketch.next_body();
    let usual = sketch.count("pen", 3, 5);
    let pens = sketch.count("pencil", usual, 5);
    let spots = [
        (-0.16, 0.08, [8.0, 6.0], Tone::Third, 1.05),
        (0.18, 0.02, [-10.0, 4.0], Tone::Second, 0.92),
        (0.02, -0.18, [-2.0, -8.0], Tone::Fixed(0x4CA652), 1.16),
        (-0.2, -0.14, [12.0, -8.0], Tone::Light, 0.98),
        (0.2, 0.2, [-8.0, 12.0], Tone::Fixed(0x8A57C4), 0.88),
    ];
    for (x, z, lean, tone, long) in spots.into_iter().take(pens) {
        pencil_at(sketch, x, z, lean, tone, long);
    }
    sketch.add(solid("floor", Tone::Dark, cylinder(0.40, 0.17, 0.0)).at(0.0, -0.62, 0.0));
    sketch.anchors.text =
        Some(TextSpot { at: vec3(0.0, -0.26, 0.50), size: vec2(1.05, 0.34), wrap: Some(0.50), tilt: 0.0 });
}

fn phone_stand(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    let curved = sketch.second();
    sketch.add(solid("base", Tone::Main, block(0.44, 0.06, 0.52, 0.05)).at(0.0, -0.62, 0.0));
    let back = Affine3A::from_translation(vec3(0.0, -0.58, 0.06))
        * Affine3A::from_rotation_x(f32::to_radians(-22.0));
    sketch.placed(back, |sketch| {
        sketch.add(solid("back", Tone::Main, block(0.40, 0.50, 0.06, 0.05)).at(0.0, 0.46, 0.0).blend(0.04));
        if curved {
            sketch.add(carve("cutout", Tone::Main, prism(heart(0.22), 0.3, 0.0)).at(0.0, 0.58, 0.0));
        } else {
            sketch.add(carve("cutout", Tone::Main, block(0.22, 0.20, 0.3, 0.06)).at(0.0, 0.56, 0.0));
        }
        sketch.add(solid("ledge", Tone::Second, block(0.40, 0.05, 0.17, 0.04)).at(0.0, 0.10, 0.18));
        sketch.add(solid("lip", Tone::Second, block(0.40, 0.10, 0.045, 0.04)).at(0.0, 0.16, 0.32));
        sketch.next_body();
        sketch.add(
            solid("phone", Tone::Third, block(0.32, 0.62, 0.05, 0.04)).at(0.0, 0.74, 0.14).of(Finish::Glass),
        );
        sketch.add(
            solid("screen", Tone::Fixed(0x9CD8F4), block(0.28, 0.55, 0.05, 0.03))
                .at(0.0, 0.75, 0.155)
                .of(Finish::Glass)
                .feature(),
        );
    });
    sketch.next_body();
    sketch.add(
        solid("brace", Tone::Second, limb([0.26, -0.58, -0.40], [0.26, -0.12, -0.12], 0.06, 0.05)).pair(),
    );
}

fn pips(sketch: &mut Sketch, value: usize, face: Affine3A, half: f32) {
    let spots: &[(f32, f32)] = match value {
        1 => &[(0.0, 0.0)],
        2 => &[(-0.5, 0.5), (0.5, -0.5)],
        3 => &[(-0.5, 0.5), (0.0, 0.0), (0.5, -0.5)],
        4 => &[(-0.5, 0.5), (0.5, -0.5), (-0.5, -0.5), (0.5, 0.5)],
        5 => &[(-0.5, 0.5), (0.5, -0.5), (-0.5, -0.5), (0.5, 0.5), (0.0, 0.0)],
        _ => &[(-0.5, 0.55), (0.5, -0.55), (-0.5, -0.55), (0.5, 0.55), (-0.5, 0.0), (0.5, 0.0)],
    };
    sketch.placed(face, |sketch| {
        for (x, y) in spots {
            sketch.add(carve("pip", Tone::Second, egg(0.115 * half / 0.6, 0.115 * half / 0.6, 0.075)).at(
                x * half,
                y * half,
                half,
            ));
        }
    });
}

fn die(sketch: &mut Sketch, at: glam::Vec3, half: f32, turn: f32, up: bool) {
    let place = Affine3A::from_translation(at) * Affine3A::from_rotation_y(turn.to_radians());
    let swap = if up { 1 } else { 0 };
    sketch.placed(place, |sketch| {
        sketch.next_body();
        sketch.add(solid("dice", Tone::Main, block(half, half, half, half * 0.22)));
        let quarter = std::f32::consts::FRAC_PI_2;
        for (value, face) in [
            (5 - swap, Affine3A::IDENTITY),
            (2 + swap, Affine3A::from_rotation_y(2.0 * quarter)),
            (3 - swap, Affine3A::from_rotation_y(quarter)),
            (4 + swap, Affine3A::from_rotation_y(-quarter)),
            (6 - 5 * swap, Affine3A::from_rotation_x(-quarter)),
            (1 + 5 * swap, Affine3A::from_rotation_x(quarter)),
        ] {
            pips(sketch, value, face, half);
        }
    });
}

fn dice(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    if sketch.second() {
        die(sketch, vec3(-0.34, -0.2, 0.0), 0.46, 18.0, false);
        die(sketch, vec3(0.42, -0.30, 0.40), 0.36, -24.0, true);
    } else {
        die(sketch, vec3(0.0, 0.0, 0.0), 0.62, sketch.vary("turn", 8.0, 0.5), false);
    }
    sketch.anchors.top = Some((vec3(0.0, 0.62, 0.0), 0.5));
}

fn trophy(sketch: &mut Sketch) {
    sketch.made_of(Finish::Gold);
    sketch
        .add(solid("base", Tone::Second, block(0.42, 0.16, 0.42, 0.05)).at(0.0, -0.86, 0.0).of(Finish::Wood));
    sketch.add(solid("plate", Tone::Main, block(0.30, 0.095, 0.03, 0.02)).at(0.0, -0.86, 0.42));
    if sketch.second() {
        sketch.add(solid("stem", Tone::Main, cone(0.30, 0.09, 0.20)).at(0.0, -0.52, 0.0));
        sketch.add(solid("stem", Tone::Main, limb([0.0, -0.5, 0.0], [0.0, 0.14, 0.0], 0.085, 0.11)));
        sketch.add(solid("star", Tone::Main, prism(star(5, 0.62, 0.28), 0.14, 0.07)).at(0.0, 0.48, 0.0));
        sketch.add(
            solid("star", Tone::Third, prism(star(5, 0.34, 0.155), 0.165, 0.02))
                .at(0.0, 0.48, 0.0)
                .of(Finish::Ceramic),
        );
    } else {
        sketch.add(solid(
            "cup",
            Tone::Main,
            smooth_lathe(&[
                [0.0, -0.72],
                [0.30, -0.72],
                [0.26, -0.62],
                [0.10, -0.44],
                [0.09, -0.24],
                [0.20, -0.12],
                [0.42, 0.16],
                [0.52, 0.62],
                [0.0, 0.62],
            ]),
        ));
        sketch.add(carve(
            "inside",
            Tone::Main,
            smooth_lathe(&[[0.0, -0.02], [0.20, 0.02], [0.36, 0.24], [0.45, 0.70], [0.0, 0.72]]),
        ));
        sketch.add(solid("rim", Tone::Main, ring(0.49, 0.05)).at(0.0, 0.61, 0.0));
        let handle = path(&[
            [0.44, 0.46, 0.0, 0.06],
            [0.76, 0.50, 0.0, 0.06],
            [0.80, 0.22, 0.0, 0.06],
            [0.56, 0.04, 0.0, 0.058],
            [0.34, 0.06, 0.0, 0.055],
        ]);
        sketch.add(solid("handle", Tone::Main, handle).pair());
        sketch.add(
            solid("star", Tone::Third, prism(star(5, 0.19, 0.085), 0.05, 0.02))
                .turn_x(-14.0)
                .at(0.0, 0.34, 0.47)
                .feature()
                .of(Finish::Ceramic),
        );
    }
    sketch.anchors.text =
        Some(TextSpot { at: vec3(0.0, -0.86, 0.45), size: vec2(0.54, 0.15), wrap: None, tilt: 0.0 });
}

fn lamp(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    if sketch.second() {
        sketch.add(solid(
            "base",
            Tone::Main,
            smooth_lathe(&[
                [0.0, -0.90],
                [0.34, -0.90],
                [0.42, -0.62],
                [0.30, -0.30],
                [0.09, -0.12],
                [0.08, 0.1],
                [0.0, 0.12],
            ]),
        ));
        sketch.add(solid("band", Tone::Third, ring(0.40, 0.04)).at(0.0, -0.62, 0.0));
        sketch.add(solid("pole", Tone::Dark, cylinder(0.05, 0.3, 0.0)).at(0.0, 0.14, 0.0));
        sketch.next_body();
        sketch
            .add(solid("shade", Tone::Second, cone(0.66, 0.40, 0.36)).at(0.0, 0.52, 0.0).of(Finish::Fabric));
        sketch.add(carve("shade", Tone::Light, cone(0.61, 0.36, 0.30)).at(0.0, 0.42, 0.0));
        sketch.next_body();
        sketch.add(solid("bulb", Tone::Light, egg(0.16, 0.20, 0.16)).at(0.0, 0.44, 0.0).of(Finish::Glass));
        sketch.add(solid("pole", Tone::Dark, cylinder(0.045, 0.36, 0.0)).at(0.0, 0.56, 0.0));
        return;
    }
    sketch.add(solid("base", Tone::Main, cylinder(0.42, 0.08, 0.06)).at(0.0, -0.90, -0.10));
    sketch.add(solid("switch", Tone::Second, cylinder(0.08, 0.05, 0.02)).at(0.16, -0.80, 0.10).feature());
    sketch.add(
        solid("arm", Tone::Third, limb([0.0, -0.84, -0.16], [-0.16, -0.10, -0.36], 0.055, 0.055))
            .of(Finish::Steel),
    );
    sketch.add(solid("joint", Tone::Dark, ball(0.10)).at(-0.16, -0.10, -0.36));
    sketch.add(
        solid("arm", Tone::Third, limb([-0.16, -0.10, -0.36], [0.0, 0.62, -0.04], 0.055, 0.055))
            .of(Finish::Steel),
    );
    sketch.add(solid("joint", Tone::Dark, ball(0.10)).at(0.0, 0.62, -0.04));
    let head = Affine3A::from_translation(vec3(0.04, 0.58, 0.14))
        * Affine3A::from_rotation_x(f32::to_radians(-42.0));
    sketch.placed(head, |sketch| {
        sketch.next_body();
        sketch.add(solid("shade", Tone::Main, cone(0.42, 0.13, 0.26)));
        sketch.add(solid("shade", Tone::Main, ball(0.14)).at(0.0, 0.26, 0.0));
        sketch.add(carve("shade", Tone::Light, cone(0.38, 0.10, 0.22)).at(0.0, -0.07, 0.0));
        sketch.next_body();
        sketch.add(solid("bulb", Tone::Second, ball(0.17)).at(0.0, -0.10, 0.0).feature().of(Finish::Glass));
        sketch.add(solid("bulb", Tone::Dark, cylinder(0.085, 0.14, 0.0)).at(0.0, 0.06, 0.0));
    });
}

fn volume(sketch: &mut Sketch, y: f32, size: [f32; 3], turn: f32, tone: Tone) {
    let place = Affine3A::from_translation(vec3(0.0, y, 0.0)) * Affine3A::from_rotation_y(turn.to_radians());
    sketch.placed(place, |sketch| {
        sketch.next_body();
        sketch.add(solid("cover", tone, block(size[0], size[1], size[2], 0.04)));
        sketch.add(
            carve("pages", Tone::Light, block(size[0], size[1] - 0.05, size[2], 0.0)).at(0.10, 0.0, 0.0),
        );
        sketch.next_body();
        sketch.add(
            solid("pages", Tone::Light, block(size[0] - 0.06, size[1] - 0.035, size[2] - 0.045, 0.015))
                .at(0.01, 0.0, 0.0)
                .of(Finish::Paper),
        );
        for x in [-0.3, 0.3] {
            sketch.add(solid("band", Tone::Fixed(0xF2C85A), block(0.02, size[1] * 0.86, 0.05, 0.01)).at(
                -size[0] - 0.002,
                0.0,
                x * size[2] * 2.0,
            ));
        }
    });
}

fn book(sketch: &mut Sketch) {
    sketch.made_of(Finish::Fabric);
    if sketch.second() {
        // An open book.
        for (index, curve) in [0.16f32, 0.12].into_iter().enumerate() {
            let drop = 0.06 * index as f32;
            let tone = if index == 0 { Tone::Light } else { Tone::Main };
            let wide = if index == 0 { 0.72 } else { 0.80 };
            let deep = if index == 0 { 0.50 } else { 0.57 };
            let page: Vec<[f32; 2]> = (0..=10)
                .map(|step| step as f32 / 10.0)
                .map(|share| {
                    [share * wide, curve * (share * std::f32::consts::PI).sin().max(0.0).powf(0.7) - drop]
                })
                .collect();
            let outline: Vec<[f32; 2]> =
                page.iter().rev().copied().chain([[0.0, -0.16 - drop], [wide, -0.16 - drop]]).collect();
            sketch.add(
                solid(if index == 0 { "pages" } else { "cover" }, tone, slab(&outline, deep, 0.015))
                    .pair()
                    .of(if index == 0 { Finish::Paper } else { Finish::Fabric }),
            );
        }
        for row in 0..5 {
            let z = -0.34 + 0.15 * row as f32;
            sketch.add(
                crate::text::sketch::paint("line", Tone::Dark, block(0.24, 0.5, 0.024, 0.0))
                    .at(0.37, 0.1, z)
                    .pair(),
            );
        }
        sketch.add(solid(
            "ribbon",
            Tone::Second,
            path(&[[0.02, 0.02, -0.48, 0.035], [0.03, 0.06, 0.2, 0.035], [0.06, -0.10, 0.62, 0.035]]),
        ));
        sketch.anchors.top = Some((vec3(0.0, 0.08, 0.0), 0.5));
    } else {
        let count = sketch.count("book", 3, 5);
        let tones = [Tone::Main, Tone::Second, Tone::Third, Tone::Fixed(0xF2A92C), Tone::Fixed(0x8A57C4)];
        let mut y = -0.5;
        for index in 0..count {
            let half = [0.15, 0.12, 0.17, 0.11, 0.14][index % 5];
            let size = [0.60 - 0.035 * index as f32, half, 0.78 - 0.05 * index as f32];
            volume(sketch, y + half, size, [-4.0, 12.0, -14.0, 6.0, 20.0][index % 5], tones[index % 5]);
            y += 2.0 * half - 0.012;
        }
        sketch.anchors.top = Some((vec3(0.0, y, 0.0), 0.46));
    }
}

fn treasure_chest(sketch: &mut Sketch) {
    sketch.made_of(Finish::Wood);
    let open = sketch.second();
    sketch.add(solid("body", Tone::Main, block(0.74, 0.34, 0.46, 0.04)).at(0.0, -0.40, 0.0));
    sketch.add(carve("inside", Tone::Dark, block(0.66, 0.30, 0.38, 0.02)).at(0.0, -0.20, 0.0));
    for x in [-0.70, 0.0, 0.70] {
        sketch.add(
            solid("band", Tone::Second, block(0.055, 0.35, 0.475, 0.02)).at(x, -0.40, 0.0).of(Finish::Gold),
        );
    }
    sketch.add(carve("inside", Tone::Dark, block(0.66, 0.30, 0.38, 0.02)).at(0.0, -0.20, 0.0));
    sketch.next_body();
    let lid = Affine3A::from_translation(vec3(0.0, -0.06, -0.46))
        * Affine3A::from_rotation_x(if open { f32::to_radians(-52.0) } else { 0.0 });
    sketch.placed(lid, |sketch| {
        sketch.add(
            solid("lid", Tone::Main, cylinder(0.46, 0.74, 0.03))
                .turn_z(90.0)
                .stretch(1.0, 0.72, 1.0)
                .at(0.0, 0.0, 0.46),
        );
        for x in [-0.70, 0.0, 0.70] {
            sketch.add(
                solid("band", Tone::Second, cylinder(0.475, 0.055, 0.02))
                    .turn_z(90.0)
                    .stretch(1.0, 0.73, 1.0)
                    .at(x, 0.0, 0.46)
                    .of(Finish::Gold),
            );
        }
        sketch
            .add(crate::text::sketch::keep("lid", Tone::Dark, block(1.0, 0.5, 1.4, 0.0)).at(0.0, 0.48, 0.0));
        if !open {
            sketch.add(
                solid("lock", Tone::Second, block(0.13, 0.14, 0.06, 0.04))
                    .at(0.0, -0.02, 0.93)
                    .of(Finish::Gold)
                    .feature(),
            );
            sketch
                .add(carve("lock", Tone::Dark, cylinder(0.035, 0.1, 0.0)).turn_x(90.0).at(0.0, -0.01, 0.98));
        }
    });
    sketch.next_body();
    if open {
        sketch.add(solid("gold", Tone::Third, egg(0.66, 0.26, 0.38)).at(0.0, -0.20, 0.0).of(Finish::Gold));
        for (x, z, turn) in [
            (-0.36, 0.14, 30.0),
            (0.10, 0.22, -20.0),
            (0.40, 0.05, 40.0),
            (-0.10, -0.05, -35.0),
            (0.24, -0.14, 15.0),
        ] {
            sketch.add(
                solid("coin", Tone::Second, cylinder(0.14, 0.035, 0.015))
                    .turn_x(turn)
                    .turn_z(turn * 0.6)
                    .at(x, 0.0 - 0.2 * (x * x), z)
                    .of(Finish::Gold),
            );
        }
        sketch.add(solid("gem", Tone::Fixed(0xE23E56), ball(0.10)).at(-0.14, 0.06, 0.18).of(Finish::Glass));
        sketch.add(solid("gem", Tone::Fixed(0x3F9AE0), ball(0.085)).at(0.30, 0.01, 0.20).of(Finish::Glass));
    }
    sketch.anchors.top = Some((vec3(0.0, 0.27, 0.0), 0.42));
}

fn pencil(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    let lean = sketch.pick(0.0, -6.0);
    let place =
        Affine3A::from_translation(vec3(0.0, -0.86, 0.0)) * Affine3A::from_rotation_z(f32::to_radians(lean));
    sketch.placed(place, |sketch| {
        sketch.add(
            solid("eraser", Tone::Second, cylinder(0.20, 0.14, 0.07)).at(0.0, 0.10, 0.0).of(Finish::Rubber),
        );
        sketch.add(
            solid("ferrule", Tone::Light, cylinder(0.215, 0.10, 0.01)).at(0.0, 0.28, 0.0).of(Finish::Steel),
        );
        for y in [0.24, 0.32] {
            sketch.add(solid("ferrule", Tone::Light, ring(0.21, 0.025)).at(0.0, y, 0.0).of(Finish::Steel));
        }
        sketch.add(
            solid("body", Tone::Main, prism(crate::sdf::outline::regular(6, 0.225), 0.50, 0.02))
                .turn_x(90.0)
                .at(0.0, 0.86, 0.0),
        );
        sketch.add(solid("wood", Tone::Third, cone(0.205, 0.07, 0.19)).at(0.0, 1.52, 0.0).of(Finish::Wood));
        sketch.add(solid("lead", Tone::Dark, cone(0.085, 0.02, 0.085)).at(0.0, 1.75, 0.0));
    });
    sketch.add(solid("stand", Tone::Light, cylinder(0.36, 0.085, 0.05)).at(0.0, -0.86, 0.0));
}

fn clock(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let square = sketch.is(crate::text::item::Trait::Square);
    let shell = if square { block(0.62, 0.62, 0.22, 0.16) } else { cylinder(0.66, 0.22, 0.09) };
    sketch.add(if square {
        solid("case", Tone::Main, shell)
    } else {
        solid("case", Tone::Main, shell).turn_x(90.0)
    });
    sketch.add(solid("face", Tone::Third, cylinder(0.53, 0.05, 0.02)).turn_x(90.0).at(0.0, 0.0, 0.20));
    for hour in 0..12 {
        let angle = (hour as f32 * 30.0).to_radians();
        let size = if hour % 3 == 0 { 0.05 } else { 0.03 };
        sketch.add(solid("mark", Tone::Dark, ball(size)).at(0.43 * angle.sin(), 0.43 * angle.cos(), 0.245));
    }
    sketch.add(solid("hand", Tone::Dark, limb([0.0, 0.0, 0.26], [-0.17, 0.13, 0.26], 0.04, 0.032)).feature());
    sketch.add(solid("hand", Tone::Dark, limb([0.0, 0.0, 0.26], [0.20, 0.28, 0.26], 0.034, 0.026)).feature());
    sketch.add(solid("pin", Tone::Second, ball(0.06)).at(0.0, 0.0, 0.27).feature());
    if sketch.second() {
        sketch.add(solid("base", Tone::Second, block(0.50, 0.08, 0.26, 0.06)).at(0.0, -0.66, 0.0));
    } else {
        sketch.add(
            solid("bell", Tone::Second, egg(0.22, 0.16, 0.22))
                .turn_z(-34.0)
                .at(0.40, 0.64, 0.0)
                .pair()
                .of(Finish::Gold),
        );
        sketch.add(
            solid("bell", Tone::Light, limb([0.30, 0.46, 0.0], [0.38, 0.60, 0.0], 0.05, 0.05))
                .pair()
                .of(Finish::Steel),
        );
        sketch.add(
            solid("hammer", Tone::Light, limb([0.0, 0.58, 0.0], [0.0, 0.80, 0.0], 0.045, 0.06))
                .of(Finish::Steel),
        );
        sketch.add(
            solid("leg", Tone::Light, limb([0.32, -0.50, 0.0], [0.44, -0.78, 0.04], 0.075, 0.06))
                .pair()
                .of(Finish::Steel),
        );
    }
}
