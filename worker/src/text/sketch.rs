//! The drawing board of the noun builders: readable lines in, placed parts out.
//!
//! Object space: about two units a model, +Y up, facing +Z, standing wherever it likes (the ground is found later).

use super::item::{Item, Trait};
use crate::{
    sdf::{Op, Part, Ripple, Shape, outline::Outline},
    style::{Proportions, color, material::Finish},
};
use glam::{Affine3A, Quat, Vec2, Vec3, vec2, vec3};

/// Which color of the palette a piece takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The body.
    Main,
    /// The accent.
    Second,
    /// A further accent.
    Third,
    /// The palette's dark.
    Dark,
    /// The palette's light.
    Light,
    /// Always this sRGB color (a black pupil).
    Fixed(u32),
}

/// One shape on its way into a sketch.
#[derive(Clone, Debug)]
pub struct Piece {
    name: &'static str,
    tone: Tone,
    shape: Shape,
    placement: Affine3A,
    op: Op,
    blend: f32,
    feature: bool,
    paired: bool,
    limb: bool,
    eye: bool,
    finish: Option<Finish>,
}

/// A piece that adds material; `name` is the word a prompt binds colors and counts to.
pub fn solid(name: &'static str, tone: Tone, shape: Shape) -> Piece {
    Piece {
        name,
        tone,
        shape,
        placement: Affine3A::IDENTITY,
        op: Op::Union,
        blend: 0.0,
        feature: false,
        paired: false,
        limb: false,
        eye: false,
        finish: None,
    }
}

/// A piece cut out of what was drawn before in the same body.
pub fn carve(name: &'static str, tone: Tone, shape: Shape) -> Piece {
    Piece { op: Op::Carve, ..solid(name, tone, shape) }
}

/// A piece outside of which everything drawn before in the same body is cut off.
pub fn keep(name: &'static str, tone: Tone, shape: Shape) -> Piece {
    Piece { op: Op::Keep, ..solid(name, tone, shape) }
}

/// A piece that only colors what was drawn in the same body.
pub fn paint(name: &'static str, tone: Tone, shape: Shape) -> Piece {
    Piece { op: Op::Paint, ..solid(name, tone, shape) }
}

impl Piece {
    /// Moves it so that its origin is here.
    pub fn at(mut self, x: f32, y: f32, z: f32) -> Self {
        self.placement = Affine3A::from_translation(vec3(x, y, z)) * self.placement;
        self
    }

    /// Turns it about X (degrees; positive tips the top towards the viewer).
    pub fn turn_x(self, degrees: f32) -> Self {
        self.turned(Quat::from_rotation_x(degrees.to_radians()))
    }

    /// Turns it about Y (degrees; positive turns the front to its left).
    pub fn turn_y(self, degrees: f32) -> Self {
        self.turned(Quat::from_rotation_y(degrees.to_radians()))
    }

    /// Turns it about Z (degrees; positive tips the top to the left of the picture).
    pub fn turn_z(self, degrees: f32) -> Self {
        self.turned(Quat::from_rotation_z(degrees.to_radians()))
    }

    fn turned(mut self, turn: Quat) -> Self {
        self.placement = Affine3A::from_quat(turn) * self.placement;
        self
    }

    /// Stretches it along the axes.
    pub fn stretch(mut self, x: f32, y: f32, z: f32) -> Self {
        self.placement = Affine3A::from_scale(vec3(x, y, z)) * self.placement;
        self
    }

    /// Joins it smoothly, over this width.
    pub fn blend(mut self, width: f32) -> Self {
        self.blend = width;
        self
    }

    /// Adds its mirror image on the other side (x → -x).
    pub fn pair(mut self) -> Self {
        self.paired = true;
        self
    }

    /// Marks a small thing the look depends on.
    pub fn feature(mut self) -> Self {
        self.feature = true;
        self
    }

    /// Its thickness follows the style.
    pub fn limb(mut self) -> Self {
        self.limb = true;
        self
    }

    /// Its size follows the style's eyes; implies [`Piece::feature`].
    pub fn eye(mut self) -> Self {
        self.eye = true;
        self.feature = true;
        self
    }

    /// Made of this unless the prompt says otherwise.
    pub fn of(mut self, finish: Finish) -> Self {
        self.finish = Some(finish);
        self
    }
}

/// Where things can be put on a finished drawing, object units.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anchors {
    /// Palm of a hand that can hold something.
    pub hand: Option<Vec3>,
    /// Where a hat sits, with the head's radius.
    pub head: Option<(Vec3, f32)>,
    /// Middle of a surface another thing can stand on, with its usable radius.
    pub top: Option<(Vec3, f32)>,
    /// Where lettering goes.
    pub text: Option<TextSpot>,
}

/// A place for lettering.
#[derive(Clone, Copy, Debug)]
pub struct TextSpot {
    /// Middle of the lettering, on the surface.
    pub at: Vec3,
    /// Space for it.
    pub size: Vec2,
    /// Radius of the upright cylinder it wraps around (axis through the origin), or flat, facing +Z.
    pub wrap: Option<f32>,
    /// Tilt of the surface in degrees about X (-90 lies on its back, read from above).
    pub tilt: f32,
}

/// What a builder draws on, with everything it may ask about the request.
#[derive(Debug)]
pub struct Sketch<'a> {
    item: &'a Item,
    proportions: Proportions,
    frame: Affine3A,
    body: u16,
    default_finish: Finish,
    parts: Vec<Part>,
    counted: Vec<&'static str>,
    /// Filled in by the builder.
    pub anchors: Anchors,
}

impl<'a> Sketch<'a> {
    /// An empty board for `item`.
    pub fn new(item: &'a Item, proportions: Proportions) -> Self {
        Self {
            item,
            proportions,
            frame: Affine3A::IDENTITY,
            body: 0,
            default_finish: Finish::Plastic,
            parts: Vec::new(),
            counted: Vec::new(),
            anchors: Anchors::default(),
        }
    }

    /// The words a prompt may use for what was drawn: names of parts, and of what can be counted.
    pub fn part_words(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().map(|part| part.name).chain(self.counted.iter().copied())
    }

    /// The finished parts and anchors.
    pub fn finish(self) -> (Vec<Part>, Anchors) {
        (self.parts, self.anchors)
    }

    /// True for the second of the two body variants.
    pub fn second(&self) -> bool {
        self.item.variant % 2 == 1
    }

    /// `first` or `second`, by body variant.
    pub fn pick<T>(&self, first: T, second: T) -> T {
        if self.second() { second } else { first }
    }

    /// `value` changed by up to `share` either way, differently for each `name` and seed.
    pub fn vary(&self, name: &str, value: f32, share: f32) -> f32 {
        value * (1.0 + share * self.item.wobble(name))
    }

    /// How many of `part` were asked for, else `usual`; at most `most`.
    pub fn count(&mut self, part: &'static str, usual: usize, most: usize) -> usize {
        self.counted.push(part);
        let asked = self.item.wishes.get(part).and_then(|wish| wish.count);
        asked.map_or(usual, |count| (count as usize).clamp(1, most))
    }

    /// Whether the prompt used this adjective.
    pub fn is(&self, wanted: Trait) -> bool {
        self.item.traits.contains(&wanted)
    }

    /// Whether this kind of the noun was asked for.
    pub fn is_kind(&self, name: &str) -> bool {
        self.item.kind.as_deref() == Some(name)
    }

    /// Lettering asked for.
    pub fn text(&self) -> Option<&str> {
        self.item.text.as_deref()
    }

    /// The finish of pieces that name none.
    pub fn made_of(&mut self, finish: Finish) {
        self.default_finish = finish;
    }

    /// Starts a new body: carving and painting do not reach into earlier ones.
    pub fn next_body(&mut self) {
        self.body += 1;
    }

    /// Draws onto the first body, in front of what was begun after it.
    pub fn in_first_body(&mut self, draw: impl FnOnce(&mut Self)) {
        let (body, rest) = (self.body, self.parts.iter().position(|part| part.body > 0));
        let later = self.parts.split_off(rest.unwrap_or(self.parts.len()));
        self.body = 0;
        draw(self);
        self.body = body;
        self.parts.extend(later);
    }

    /// Draws with everything scaled about `center`.
    pub fn scaled(&mut self, center: Vec3, factor: f32, draw: impl FnOnce(&mut Self)) {
        let scale = Affine3A::from_translation(center)
            * Affine3A::from_scale(Vec3::splat(factor))
            * Affine3A::from_translation(-center);
        self.placed(scale, draw);
    }

    /// Draws a head: scaled about the `neck` as style and adjectives ask.
    pub fn head(&mut self, neck: Vec3, draw: impl FnOnce(&mut Self)) {
        let cute = if self.is(Trait::Cute) { 1.22 } else { 1.0 };
        self.scaled(neck, self.proportions.head * cute, draw);
    }

    /// Draws in a moved, turned or scaled frame.
    pub fn placed(&mut self, placement: Affine3A, draw: impl FnOnce(&mut Self)) {
        let before = self.frame;
        self.frame = before * placement;
        draw(self);
        self.frame = before;
    }

    /// A point of the current frame in object space.
    pub fn point(&self, at: Vec3) -> Vec3 {
        self.frame.transform_point3(at)
    }

    /// Draws `count` times around the Y axis, handing the index and the angle in degrees.
    pub fn ring(&mut self, count: usize, mut draw: impl FnMut(&mut Self, usize, f32)) {
        for index in 0..count {
            let angle = index as f32 * 360.0 / count.max(1) as f32;
            self.placed(Affine3A::from_rotation_y(angle.to_radians()), |sketch| draw(sketch, index, angle));
        }
    }

    /// Takes a piece in.
    pub fn add(&mut self, piece: Piece) {
        let wish = self.item.wishes.get(piece.name);
        if wish.is_some_and(|wish| wish.hidden) {
            return;
        }
        let base = match piece.tone {
            Tone::Main => self.item.palette[0],
            Tone::Second => self.item.palette[1],
            Tone::Third => self.item.palette[2],
            Tone::Dark => self.item.palette[3],
            Tone::Light => self.item.palette[4],
            Tone::Fixed(code) => code,
        };
        let own_finish = piece.finish.unwrap_or(self.default_finish);
        let general = self.item.finish.filter(|_| !piece.eye && !matches!(piece.tone, Tone::Fixed(_)));
        let finish = wish.and_then(|wish| wish.finish).or(general).unwrap_or(own_finish);
        let asked_color =
            wish.and_then(|wish| wish.color.or_else(|| wish.finish.and_then(Finish::natural_color)));
        let mut placement = self.frame * piece.placement;
        if piece.eye {
            let cute = if self.is(Trait::Cute) { 1.2 } else { 1.0 };
            placement *= Affine3A::from_scale(Vec3::splat(self.proportions.eyes * cute));
        }
        let limb = if piece.limb { self.proportions.limbs } else { 1.0 };
        let part = Part {
            name: piece.name,
            shape: styled(piece.shape, self.proportions.round, limb),
            placement,
            op: piece.op,
            blend: piece.blend * self.proportions.blend,
            color: color::linear(asked_color.unwrap_or(base)),
            finish,
            feature: piece.feature,
            body: self.body,
        };
        if piece.paired {
            let mirror = self.frame * Affine3A::from_scale(vec3(-1.0, 1.0, 1.0)) * self.frame.inverse();
            self.parts.push(Part { placement: mirror * part.placement, ..part.clone() });
        }
        self.parts.push(part);
    }

    /// The colors of the request.
    pub fn palette(&self) -> [u32; 5] {
        self.item.palette
    }

    /// Takes in a part that was made elsewhere (lettering), in the current frame and body.
    pub fn add_part(&mut self, part: Part) {
        self.parts.push(Part { placement: self.frame * part.placement, body: self.body, ..part });
    }

    /// Eyes in the style's size: dark balls with a glint, or closed lids when sleepy.
    pub fn eyes(&mut self, x: f32, y: f32, z: f32, radius: f32) {
        if self.is(Trait::Sleepy) {
            return self.closed_eyes(vec3(x, y, z), radius);
        }
        self.add(solid("eye", Tone::Fixed(0x231F20), ball(radius)).at(x, y, z).eye().pair());
        self.glint(vec3(x, y, z), radius);
    }

    /// A lid drawn as an arc over the curve of the eye.
    fn closed_eyes(&mut self, eye: Vec3, radius: f32) {
        let reach = radius * self.proportions.eyes;
        let at = |across: f32, up: f32, out: f32| {
            [eye.x + across * reach, eye.y + up * reach, eye.z + out * radius, 0.28 * radius]
        };
        let lid = path(&[at(-0.9, 0.0, 0.80), at(0.0, -0.42, 0.95), at(0.9, 0.0, 0.50)]);
        self.add(solid("eye", Tone::Fixed(0x231F20), lid).feature().pair());
    }

    fn glint(&mut self, eye: Vec3, radius: f32) {
        let shown = radius * self.proportions.eyes;
        self.add(
            solid("glint", Tone::Fixed(0xFFFFFF), ball(shown * 0.30))
                .at(eye.x + shown * 0.28, eye.y + shown * 0.42, eye.z + shown * 0.72)
                .feature()
                .pair(),
        );
    }
}

fn styled(shape: Shape, round_factor: f32, limb: f32) -> Shape {
    let rounded = |round: f32, least: f32| (round * round_factor).min(least * 0.92);
    match shape {
        Shape::Block { half, round } => Shape::Block { half, round: rounded(round, half.min_element()) },
        Shape::Cylinder { radius, half_height, round } => {
            let radius = radius * limb;
            Shape::Cylinder { radius, half_height, round: rounded(round, radius.min(half_height)) }
        }
        Shape::Cone { bottom, top, half_height, round } => Shape::Cone {
            bottom: bottom * limb,
            top: top * limb,
            half_height,
            round: rounded(round, half_height.min(bottom.max(top)) * 0.5),
        },
        Shape::Prism { outline, half_depth, round } => {
            let (low, high) = outline.bounds();
            let least = half_depth.min((high - low).min_element() * 0.25);
            Shape::Prism { outline, half_depth, round: rounded(round, least) }
        }
        Shape::Path(joints) => {
            Shape::Path(joints.into_iter().map(|(center, radius)| (center, radius * limb)).collect())
        }
        other => other,
    }
}

/// A ball.
pub fn ball(radius: f32) -> Shape {
    Shape::Ellipsoid(Vec3::splat(radius))
}

/// An ellipsoid by its radii.
pub fn egg(x: f32, y: f32, z: f32) -> Shape {
    Shape::Ellipsoid(vec3(x, y, z))
}

/// A box by its half sizes and edge radius.
pub fn block(x: f32, y: f32, z: f32, round: f32) -> Shape {
    Shape::Block { half: vec3(x, y, z), round }
}

/// An upright cylinder.
pub fn cylinder(radius: f32, half_height: f32, round: f32) -> Shape {
    Shape::Cylinder { radius, half_height, round }
}

/// An upright cone with a slightly softened edge.
pub fn cone(bottom: f32, top: f32, half_height: f32) -> Shape {
    Shape::Cone { bottom, top, half_height, round: 0.015 }
}

/// A ring lying flat.
pub fn ring(major: f32, minor: f32) -> Shape {
    Shape::Torus { major, minor }
}

/// A limb from `a` to `b` with a radius at each end.
pub fn limb(a: [f32; 3], b: [f32; 3], radius_a: f32, radius_b: f32) -> Shape {
    Shape::Path(vec![(Vec3::from(a), radius_a), (Vec3::from(b), radius_b)])
}

/// Limbs a span of a smoothed path is made of: with fewer, the changes of thickness show as ribs.
const PATH_STEPS: usize = 7;

/// A chain of limbs through `[x, y, z, radius]` joints, smoothed.
pub fn path(joints: &[[f32; 4]]) -> Shape {
    let at = |index: isize| glam::Vec4::from(joints[index.clamp(0, joints.len() as isize - 1) as usize]);
    let mut chain = Vec::new();
    for span in 0..joints.len().saturating_sub(1) as isize {
        let (a, b, c, d) = (at(span - 1), at(span), at(span + 1), at(span + 2));
        for step in 0..PATH_STEPS {
            let t = step as f32 / PATH_STEPS as f32;
            let point = 0.5
                * (2.0 * b
                    + (c - a) * t
                    + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                    + (3.0 * b - a - 3.0 * c + d) * t * t * t);
            chain.push((point.truncate(), point.w));
        }
    }
    let last = at(joints.len() as isize - 1);
    chain.push((last.truncate(), last.w));
    Shape::Path(chain)
}

/// `outline` pushed along Z.
pub fn prism(outline: Outline, half_depth: f32, round: f32) -> Shape {
    Shape::Prism { outline, half_depth, round }
}

/// A prism of straight-edged corners.
pub fn slab(corners: &[[f32; 2]], half_depth: f32, round: f32) -> Shape {
    prism(Outline::polygon(corners.iter().map(|corner| Vec2::from(*corner)).collect()), half_depth, round)
}

/// A body of revolution from `[radius, y]` points, bottom to top, straight between them.
pub fn lathe(profile: &[[f32; 2]]) -> Shape {
    rippled_lathe(profile, 1, Ripple::default())
}

/// A body of revolution with a smooth profile.
pub fn smooth_lathe(profile: &[[f32; 2]]) -> Shape {
    rippled_lathe(profile, 5, Ripple::default())
}

/// A body of revolution with flutes; `steps` curve points per profile point.
pub fn rippled_lathe(profile: &[[f32; 2]], steps: usize, ripple: Ripple) -> Shape {
    let points: Vec<Vec2> = profile.iter().map(|point| Vec2::from(*point)).collect();
    let curve = if steps > 1 { crate::sdf::outline::smooth_curve(&points, steps) } else { points };
    // Mirrored to the left, so that the axis is inside and not an edge.
    let mut contour: Vec<Vec2> = curve.iter().map(|point| vec2(point.x.max(0.0), point.y)).collect();
    contour.extend(curve.iter().rev().map(|point| vec2(-point.x.max(0.0), point.y)));
    contour.dedup_by(|a, b| a.distance_squared(*b) < 1e-10);
    Shape::Lathe { outline: Outline::polygon(contour), ripple }
}
