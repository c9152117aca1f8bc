//! Things that hold things.

use super::{Noun, Role, noun};
use crate::{
    sdf::Ripple,
    style::material::Finish,
    text::{
        item::Trait,
        sketch::{
            Sketch, TextSpot, Tone, ball, carve, cylinder, lathe, limb, path, ring, rippled_lathe,
            smooth_lathe, solid,
        },
    },
};
use glam::{vec2, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "mug",
        &["cup", "coffee mug", "coffee cup", "teacup", "tea cup", "stein"],
        Role::Vessel,
        &[
            [0xD84A3A, 0xF6E9D8, 0xF6C93B, 0x5A221C, 0xFBF4E8],
            [0x2A938F, 0xF6EFE2, 0xF28A2E, 0x1E3E40, 0xFBF7EE],
        ],
        mug,
    ),
    noun(
        "vase",
        &["urn", "amphora", "flower vase"],
        Role::Vessel,
        &[
            [0x3F6FB8, 0xF3EEE2, 0xE9B94A, 0x23355C, 0xF8F4EA],
            [0xE08A6A, 0xFBEEDD, 0x7A4A3A, 0x5A3024, 0xFDF4E8],
        ],
        vase,
    ),
    noun(
        "bowl",
        &["dish", "basin"],
        Role::Vessel,
        &[
            [0x4CA68A, 0xF6F0E0, 0xE9B94A, 0x224A40, 0xFBF6EA],
            [0xE87A5A, 0xFDF0DC, 0x3A6AA8, 0x6A2A1C, 0xFFF6E8],
        ],
        bowl,
    ),
    noun(
        "teapot",
        &["kettle", "coffee pot"],
        Role::Vessel,
        &[
            [0xF2B94A, 0xD85A3A, 0xFBF1DC, 0x6A3A1C, 0xFFF7E8],
            [0x5A8FD0, 0xF6F2E8, 0xE96A5C, 0x223860, 0xFCFAF4],
        ],
        teapot,
    ),
    noun(
        "bottle",
        &["flask", "jar", "potion", "wine bottle"],
        Role::Thing,
        &[
            [0x3A8F5C, 0xB8804C, 0xF8EED4, 0x1E4A32, 0xFAF6E8],
            [0x8A4FC0, 0xC99A60, 0xF2D8F8, 0x3A1E58, 0xF9F0FC],
        ],
        bottle,
    ),
    noun(
        "planter",
        &["flowerpot", "flower pot", "plant pot", "pot", "bucket"],
        Role::Vessel,
        &[
            [0xC96F48, 0x5A3E2C, 0x5CB058, 0x4A2A1C, 0xF6E2CC],
            [0xE9E4DA, 0x5A3E2C, 0x7CC06A, 0x4A443C, 0xFFFDF8],
        ],
        planter,
    ),
];

fn mug(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let belly = sketch.second();
    let radius = sketch.vary("radius", 0.50, 0.05);
    let handle = if belly {
        path(&[
            [radius * 0.8, 0.34, 0.0, 0.085],
            [radius + 0.34, 0.34, 0.0, 0.085],
            [radius + 0.38, 0.0, 0.0, 0.085],
            [radius * 0.9, -0.30, 0.0, 0.085],
        ])
    } else {
        path(&[
            [radius * 0.8, 0.36, 0.0, 0.08],
            [radius + 0.26, 0.32, 0.0, 0.08],
            [radius + 0.36, 0.02, 0.0, 0.08],
            [radius + 0.22, -0.30, 0.0, 0.08],
            [radius * 0.8, -0.34, 0.0, 0.08],
        ])
    };
    sketch.add(solid("handle", Tone::Main, handle));
    if belly {
        sketch.add(
            solid(
                "body",
                Tone::Main,
                smooth_lathe(&[
                    [0.0, -0.60],
                    [radius * 0.72, -0.60],
                    [radius * 1.02, -0.36],
                    [radius * 1.08, -0.02],
                    [radius * 0.92, 0.36],
                    [radius * 0.90, 0.60],
                    [0.0, 0.60],
                ]),
            )
            .blend(0.05),
        );
    } else {
        sketch.add(solid("body", Tone::Main, cylinder(radius, 0.60, 0.06)).blend(0.05));
        sketch.add(solid("band", Tone::Second, ring(radius - 0.025, 0.045)).at(0.0, 0.40, 0.0));
    }
    let inner = radius * if belly { 0.80 } else { 0.86 };
    sketch.add(carve("inside", Tone::Second, cylinder(inner, 0.62, 0.10)).at(0.0, 0.16, 0.0).blend(0.03));
    if sketch.text().is_none() && belly {
        sketch.add(
            solid(
                "heart",
                Tone::Third,
                super::super::sketch::prism(crate::sdf::outline::heart(0.17), 0.06, 0.02),
            )
            .at(0.0, 0.02, radius * 1.06)
            .feature(),
        );
    }
    let wrap = radius * if belly { 1.06 } else { 1.0 };
    sketch.anchors.text =
        Some(TextSpot { at: vec3(0.0, 0.0, wrap), size: vec2(1.15, 0.36), wrap: Some(wrap), tilt: 0.0 });
    sketch.anchors.top = Some((vec3(0.0, 0.60, 0.0), radius));
}

fn vase(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let count = sketch.count("flute", 12, 24) as f32;
    let twist = if sketch.is(Trait::Twisted) || sketch.second() { 1.6 } else { 0.0 };
    let depth = if sketch.is(Trait::Smooth) { 0.0 } else { sketch.pick(0.0, 0.05) };
    let ripple = Ripple { count, depth: if sketch.is(Trait::Twisted) { 0.06 } else { depth }, twist };
    let belly = sketch.vary("belly", 0.50, 0.1);
    let profile = if sketch.second() {
        [
            [0.0, -0.90],
            [0.24, -0.90],
            [0.30, -0.50],
            [belly, 0.10],
            [belly * 0.92, 0.44],
            [0.33, 0.70],
            [0.38, 0.90],
            [0.0, 0.90],
        ]
    } else {
        [
            [0.0, -0.90],
            [0.30, -0.90],
            [belly, -0.30],
            [belly * 0.86, 0.10],
            [0.19, 0.54],
            [0.20, 0.74],
            [0.33, 0.90],
            [0.0, 0.90],
        ]
    };
    sketch.add(solid("body", Tone::Main, rippled_lathe(&profile, 5, ripple)));
    let mouth = sketch.pick(0.15, 0.26);
    sketch.add(
        carve(
            "inside",
            Tone::Dark,
            lathe(&[
                [0.0, -0.74],
                [0.16, -0.74],
                [mouth, 0.56],
                [mouth, 0.74],
                [mouth + 0.10, 0.96],
                [0.0, 0.96],
            ]),
        )
        .blend(0.02),
    );
    if !sketch.second() {
        sketch.add(solid("rim", Tone::Second, ring(0.30, 0.045)).at(0.0, 0.885, 0.0));
        sketch.add(solid("band", Tone::Third, ring(0.215, 0.035)).at(0.0, 0.56, 0.0));
        sketch.add(solid("foot", Tone::Second, cylinder(0.34, 0.05, 0.04)).at(0.0, -0.88, 0.0));
    }
    sketch.anchors.text =
        Some(TextSpot { at: vec3(0.0, -0.25, belly), size: vec2(0.9, 0.26), wrap: Some(belly), tilt: 0.0 });
    sketch.anchors.top = Some((vec3(0.0, 0.62, 0.0), 0.3));
}

fn bowl(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let ripple = Ripple { count: 18.0, depth: sketch.pick(0.0, 0.05), twist: 0.0 };
    let profile = [[0.0, -0.36], [0.30, -0.36], [0.58, -0.16], [0.78, 0.16], [0.84, 0.36], [0.0, 0.36]];
    sketch.add(solid("body", Tone::Main, rippled_lathe(&profile, 5, ripple)));
    sketch.add(solid("foot", Tone::Main, cylinder(0.34, 0.07, 0.03)).at(0.0, -0.38, 0.0));
    sketch.add(
        carve(
            "inside",
            Tone::Second,
            smooth_lathe(&[
                [0.0, -0.24],
                [0.30, -0.23],
                [0.52, -0.06],
                [0.69, 0.18],
                [0.76, 0.46],
                [0.0, 0.46],
            ]),
        )
        .blend(0.03),
    );
    if !sketch.second() {
        sketch.add(solid("rim", Tone::Third, ring(0.785, 0.045)).at(0.0, 0.34, 0.0));
    }
    sketch.anchors.top = Some((vec3(0.0, -0.20, 0.0), 0.5));
    sketch.anchors.text =
        Some(TextSpot { at: vec3(0.0, 0.12, 0.77), size: vec2(1.2, 0.26), wrap: Some(0.77), tilt: 0.0 });
}

fn teapot(sketch: &mut Sketch) {
    sketch.made_of(Finish::Ceramic);
    let round = !sketch.second();
    let profile = if round {
        [[0.0, -0.50], [0.36, -0.50], [0.60, -0.18], [0.58, 0.14], [0.34, 0.40], [0.0, 0.42]]
    } else {
        [[0.0, -0.55], [0.52, -0.55], [0.56, -0.40], [0.46, 0.20], [0.32, 0.46], [0.0, 0.48]]
    };
    sketch.add(solid("body", Tone::Main, smooth_lathe(&profile)));
    let spout = path(&[
        [0.42, -0.18, 0.0, 0.17],
        [0.70, -0.02, 0.0, 0.12],
        [0.82, 0.22, 0.0, 0.085],
        [0.98, 0.36, 0.0, 0.07],
    ]);
    sketch.add(solid("spout", Tone::Main, spout).blend(0.08));
    sketch.add(carve("spout", Tone::Dark, limb([0.90, 0.30, 0.0], [1.08, 0.46, 0.0], 0.038, 0.045)));
    let handle = path(&[
        [-0.44, 0.22, 0.0, 0.075],
        [-0.82, 0.28, 0.0, 0.07],
        [-0.92, -0.02, 0.0, 0.07],
        [-0.54, -0.26, 0.0, 0.075],
    ]);
    sketch.add(solid("handle", Tone::Second, handle).blend(0.04));
    sketch.next_body();
    sketch.add(solid(
        "lid",
        Tone::Second,
        smooth_lathe(&[[0.0, 0.34], [0.37, 0.34], [0.36, 0.44], [0.20, 0.54], [0.0, 0.57]]),
    ));
    sketch.add(solid("knob", Tone::Third, ball(0.095)).at(0.0, 0.64, 0.0).blend(0.02).feature());
    for index in 0..3 {
        let x = (index as f32 - 1.0) * 0.30;
        let reach = if round { 0.595f32 } else { 0.495 };
        let z = (reach.powi(2) - x * x).sqrt();
        sketch.add(solid("dot", Tone::Third, ball(0.075)).at(x, -0.06, z - 0.025).feature());
    }
}

fn bottle(sketch: &mut Sketch) {
    sketch.made_of(Finish::Glass);
    let profile = if sketch.second() {
        [
            [0.0, -0.80],
            [0.44, -0.80],
            [0.58, -0.45],
            [0.46, -0.02],
            [0.19, 0.22],
            [0.17, 0.55],
            [0.20, 0.62],
            [0.0, 0.62],
        ]
    } else {
        [
            [0.0, -0.90],
            [0.34, -0.90],
            [0.36, -0.84],
            [0.36, -0.05],
            [0.15, 0.32],
            [0.14, 0.66],
            [0.17, 0.72],
            [0.0, 0.74],
        ]
    };
    sketch.add(solid("body", Tone::Main, smooth_lathe(&profile)));
    let top = sketch.pick(0.70, 0.60);
    sketch.add(solid("lip", Tone::Main, ring(0.15, 0.055)).at(0.0, top - 0.02, 0.0).blend(0.02));
    sketch.add(
        solid("cork", Tone::Second, cylinder(0.125, 0.14, 0.03)).at(0.0, top + 0.12, 0.0).of(Finish::Wood),
    );
    if sketch.second() {
        sketch.add(
            solid(
                "star",
                Tone::Third,
                super::super::sketch::prism(crate::sdf::outline::star(5, 0.20, 0.09), 0.06, 0.02),
            )
            .at(0.0, -0.42, 0.545)
            .feature(),
        );
    } else {
        sketch.add(
            solid("label", Tone::Third, cylinder(0.372, 0.24, 0.01)).at(0.0, -0.45, 0.0).of(Finish::Paper),
        );
        sketch.add(
            solid("label", Tone::Second, cylinder(0.38, 0.03, 0.005)).at(0.0, -0.26, 0.0).of(Finish::Paper),
        );
        sketch.add(
            solid("label", Tone::Second, cylinder(0.38, 0.03, 0.005)).at(0.0, -0.64, 0.0).of(Finish::Paper),
        );
    }
    sketch.anchors.text =
        Some(TextSpot { at: vec3(0.0, -0.45, 0.375), size: vec2(0.75, 0.20), wrap: Some(0.375), tilt: 0.0 });
}

fn planter(sketch: &mut Sketch) {
    sketch.made_of(Finish::Clay);
    let square = sketch.is(Trait::Square);
    if square {
        sketch.add(
            solid("pot", Tone::Main, super::super::sketch::block(0.50, 0.46, 0.50, 0.08)).at(0.0, -0.40, 0.0),
        );
        sketch.add(
            carve("inside", Tone::Second, super::super::sketch::block(0.40, 0.30, 0.40, 0.06))
                .at(0.0, -0.08, 0.0),
        );
    } else {
        sketch.add(solid("pot", Tone::Main, lathe(&[[0.0, -0.86], [0.36, -0.86], [0.50, 0.0], [0.0, 0.0]])));
        sketch.add(solid("rim", Tone::Main, cylinder(0.56, 0.11, 0.04)).at(0.0, -0.04, 0.0));
        sketch.add(carve("inside", Tone::Second, cylinder(0.46, 0.16, 0.02)).at(0.0, 0.04, 0.0));
    }
    sketch.next_body();
    sketch.add(
        solid("soil", Tone::Second, super::super::sketch::egg(0.45, 0.10, 0.45))
            .at(0.0, -0.10, 0.0)
            .of(Finish::Bark),
    );
    let leaves = sketch.count("leaf", 7, 12);
    let upright = sketch.pick(0.30, 0.16);
    sketch.ring(leaves, |sketch, index, _| {
        let reach = upright + 0.05 * (index % 3) as f32;
        let leaf = path(&[
            [0.02, -0.08, 0.0, 0.05],
            [reach * 0.6, 0.26, 0.0, 0.085],
            [reach * 1.5, 0.52 + 0.06 * (index % 2) as f32, 0.0, 0.03],
        ]);
        sketch.add(solid("leaf", Tone::Third, leaf).stretch(1.0, 1.0, 1.0).of(Finish::Foliage));
    });
    sketch.add(
        solid("leaf", Tone::Third, limb([0.0, -0.08, 0.0], [0.0, 0.66, 0.0], 0.09, 0.03)).of(Finish::Foliage),
    );
    sketch.anchors.text =
        Some(TextSpot { at: vec3(0.0, -0.42, 0.44), size: vec2(0.7, 0.22), wrap: Some(0.45), tilt: 0.0 });
}
