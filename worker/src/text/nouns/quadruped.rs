//! One skeleton for everything on four legs; the animals differ in figures, head and tail.

use crate::text::sketch::{Sketch, Tone, egg, limb, paint, path, solid};
use glam::{Affine3A, Vec3, vec3};

/// Figures of an animal, object units.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Radii of the trunk.
    pub trunk: [f32; 3],
    /// Length of the legs below the trunk.
    pub leg: f32,
    /// Radius of the legs at the foot.
    pub leg_radius: f32,
    /// Height of the head's middle above the trunk's middle, standing.
    pub neck: f32,
    /// How far the head reaches in front of the trunk's middle.
    pub reach: f32,
    /// Radius the head is scaled about, and of the neck.
    pub neck_radius: f32,
    /// Hooves instead of paws.
    pub hooves: bool,
    /// The second variant sits; otherwise it walks.
    pub sits: bool,
    /// A belly in the accent color.
    pub belly: bool,
}

/// Draws the animal; `head` draws around the middle of the head, `tail` around its root.
pub fn draw(
    sketch: &mut Sketch,
    figure: &Figure,
    head: impl FnOnce(&mut Sketch),
    tail: impl FnOnce(&mut Sketch),
) {
    if sketch.second() && figure.sits {
        sit(sketch, figure, head, tail);
    } else {
        stand(sketch, figure, head, tail);
    }
}

fn stand(
    sketch: &mut Sketch,
    figure: &Figure,
    head: impl FnOnce(&mut Sketch),
    tail: impl FnOnce(&mut Sketch),
) {
    let [width, height, length] = figure.trunk;
    let girth = sketch.vary("girth", 1.0, 0.08);
    sketch.add(solid("body", Tone::Main, egg(width * girth, height * girth, length)));
    if figure.belly {
        sketch.add(paint("belly", Tone::Second, egg(width * 0.72, height * 0.75, length * 0.8)).at(
            0.0,
            -height * 0.55,
            0.02,
        ));
    }
    let ground = -height - figure.leg;
    let stride = if sketch.second() { 0.13 } else { 0.0 };
    for (index, (side, z)) in [(1.0, 0.62), (-1.0, 0.62), (1.0, -0.62), (-1.0, -0.62)].into_iter().enumerate()
    {
        let swing = if index == 0 || index == 3 { stride } else { -stride };
        leg(sketch, figure, side * width * 0.58, z * length, ground, swing);
    }
    let head_at = vec3(0.0, figure.neck, figure.reach);
    neck(sketch, figure, vec3(0.0, height * 0.35, length * 0.55), head_at);
    let at = Affine3A::from_translation(head_at);
    sketch.head(head_at - vec3(0.0, 0.16, 0.12), |sketch| sketch.placed(at, head));
    sketch.placed(Affine3A::from_translation(vec3(0.0, height * 0.45, -length * 0.9)), tail);
    sketch.anchors.top = Some((vec3(0.0, height * 0.9, -length * 0.1), length * 0.5));
}

fn neck(sketch: &mut Sketch, figure: &Figure, from: Vec3, head: Vec3) {
    let radius = figure.neck_radius;
    sketch.add(
        solid(
            "neck",
            Tone::Main,
            limb(from.into(), (head - vec3(0.0, 0.06, 0.04)).into(), radius * 1.15, radius),
        )
        .blend(0.10),
    );
}

fn leg(sketch: &mut Sketch, figure: &Figure, x: f32, z: f32, ground: f32, swing: f32) {
    let radius = figure.leg_radius;
    let foot = [x, ground + radius * 0.8, z + swing];
    sketch.add(
        solid("leg", Tone::Main, limb([x, -figure.trunk[1] * 0.25, z], foot, radius * 1.5, radius))
            .blend(0.09)
            .limb(),
    );
    let (tone, size) = if figure.hooves {
        (Tone::Dark, [radius * 1.12, radius * 0.75, radius * 1.15])
    } else {
        (Tone::Light, [radius * 1.18, radius * 0.85, radius * 1.45])
    };
    let forward = if figure.hooves { 0.0 } else { radius * 0.45 };
    sketch.add(
        solid("foot", tone, egg(size[0], size[1], size[2]))
            .at(x, ground + size[1] * 0.75, z + swing + forward)
            .blend(0.03),
    );
}

fn sit(sketch: &mut Sketch, figure: &Figure, head: impl FnOnce(&mut Sketch), tail: impl FnOnce(&mut Sketch)) {
    let [width, height, length] = figure.trunk;
    let radius = figure.leg_radius;
    let ground = -length * 0.92;
    sketch.add(solid(
        "body",
        Tone::Main,
        path(&[
            [0.0, ground + width, -0.20, width * 1.05],
            [0.0, ground + length * 0.95, -0.08, width * 0.92],
            [0.0, length * 0.42, 0.06, width * 0.72],
        ]),
    ));
    if figure.belly {
        sketch.add(paint("belly", Tone::Second, egg(width * 0.62, length * 0.62, width * 0.6)).at(
            0.0,
            -0.05,
            width * 0.75,
        ));
    }
    sketch.add(
        solid(
            "leg",
            Tone::Main,
            limb(
                [width * 0.42, length * 0.1, width * 0.55],
                [width * 0.40, ground + radius, width * 1.05],
                radius * 1.2,
                radius * 0.95,
            ),
        )
        .pair()
        .blend(0.08)
        .limb(),
    );
    let haunch = egg(height * 0.42, height * 0.72, height * 0.85);
    sketch.add(
        solid("leg", Tone::Main, haunch).at(width * 0.80, ground + height * 0.66, 0.0).pair().blend(0.08),
    );
    for (x, z) in [(width * 0.40, width * 1.05 + radius * 0.5), (width * 0.98, height * 0.80)] {
        let foot = egg(radius * 1.2, radius * 0.85, radius * 1.6);
        sketch.add(solid("foot", Tone::Light, foot).at(x, ground + radius * 0.62, z).pair().blend(0.03));
    }
    let head_at = vec3(0.0, length * 0.55 + figure.neck * 0.62, 0.20 + (figure.reach - length) * 0.4);
    sketch.add(
        solid(
            "neck",
            Tone::Main,
            limb(
                [0.0, length * 0.40, 0.08],
                (head_at - vec3(0.0, 0.08, 0.05)).into(),
                figure.neck_radius * 1.1,
                figure.neck_radius,
            ),
        )
        .blend(0.12),
    );
    let at = Affine3A::from_translation(head_at);
    sketch.head(head_at - vec3(0.0, 0.22, 0.05), |sketch| sketch.placed(at, head));
    let root = vec3(0.0, ground + width * 0.55, -0.20 - width * 0.85);
    sketch.placed(Affine3A::from_translation(root), tail);
    sketch.anchors.hand = Some(vec3(width * 0.42, -0.1, width * 1.35));
}
