//! Parts combined into one solid, and its color at every point.

use super::{shape::Shape, value_noise};
use crate::style::material::Finish;
use glam::{Affine3A, Vec3, Vec3A, vec3};

/// Far away from everything, in object units.
const FAR: f32 = 1e6;
/// Surface displacement fades to nothing at this distance from the part, which keeps the field usable far off.
const GRAIN_REACH: f32 = 0.12;
/// More than any displacement moves a surface, object units.
const DEEPEST_RELIEF: f32 = 0.05;

/// How a part acts on what its body has so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Adds material.
    Union,
    /// Takes material away and colors the cut.
    Carve,
    /// Keeps only what is inside the part.
    Keep,
    /// Colors what is inside the part, without touching the shape.
    Paint,
}

/// One placed shape.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is in words a prompt may use ("roof", "ear").
    pub name: &'static str,
    /// Geometry around its own origin.
    pub shape: Shape,
    /// Shape space to object space.
    pub placement: Affine3A,
    /// Role in its body.
    pub op: Op,
    /// Width of the smooth joint with the body, object units.
    pub blend: f32,
    /// Linear RGB.
    pub color: [f32; 3],
    /// What it is made of.
    pub finish: Finish,
    /// A small thing the look depends on (an eye): styles that coarsen keep it.
    pub feature: bool,
    /// Parts of one body act on each other; bodies are joined without acting on each other.
    pub body: u16,
}

/// Fine displacement of a whole object.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Grain {
    /// Material relief and tint, 0 (off) to 1.
    pub material: f32,
    /// Hand-kneaded unevenness, 0 (off) to 1.
    pub kneading: f32,
}

/// A solid ready to be sampled: its parts with everything that can be computed ahead.
#[derive(Clone, Debug)]
pub struct Object {
    parts: Vec<Prepared>,
    grain: Grain,
    floor: f32,
}

#[derive(Clone, Debug)]
struct Prepared {
    part: Part,
    to_shape: Affine3A,
    scale: f32,
    /// A ball around the part.
    center: Vec3,
    reach: f32,
}

impl Prepared {
    fn new(part: Part) -> Self {
        let axes = part.placement.matrix3;
        let scale = [axes.x_axis, axes.y_axis, axes.z_axis]
            .iter()
            .fold(f32::MAX, |least, axis| least.min(Vec3A::length(*axis)));
        let (low, high) = part.shape.bounds();
        let largest = [axes.x_axis, axes.y_axis, axes.z_axis]
            .iter()
            .fold(0.0f32, |most, axis| most.max(Vec3A::length(*axis)));
        let center = part.placement.transform_point3((low + high) * 0.5);
        let reach = (high - low).length() * 0.5 * largest;
        Self { to_shape: part.placement.inverse(), scale, center, reach, part }
    }

    /// Whether the part is certainly farther from `p` than `limit`: far cheaper than its distance.
    fn is_beyond(&self, p: Vec3, limit: f32) -> bool {
        let radius = self.reach + limit;
        radius < 0.0 || p.distance_squared(self.center) > radius * radius
    }

    fn smooth_distance(&self, p: Vec3) -> f32 {
        self.part.shape.distance(self.to_shape.transform_point3(p)) * self.scale
    }

    fn distance(&self, p: Vec3, grain: Grain) -> f32 {
        let distance = self.smooth_distance(p);
        if distance.abs() > GRAIN_REACH || (grain.material == 0.0 && grain.kneading == 0.0) {
            return distance;
        }
        let fade = 1.0 - distance.abs() / GRAIN_REACH;
        let strength = if self.part.feature { 0.25 } else { 1.0 } * fade;
        let relief = grain.material * self.part.finish.relief(p);
        let kneaded = grain.kneading * (value_noise(p * 3.1) * 0.022 + value_noise(p * 9.0) * 0.007);
        distance + (relief + kneaded) * strength
    }
}

impl Object {
    /// Prepares `parts`; those of one body must stand together.
    pub fn new(parts: Vec<Part>, grain: Grain) -> Self {
        Self { parts: parts.into_iter().map(Prepared::new).collect(), grain, floor: -FAR }
    }

    /// The same, cut flat a little above its lowest point, so that it stands and prints.
    pub fn on_floor(mut self) -> Self {
        let field = super::sample(&self, 60_000);
        let layer = field.size.x * field.size.y;
        let mut lowest = FAR;
        for (index, value) in field.values.iter().enumerate() {
            let row = index % layer / field.size.x;
            let y = field.origin.y + row as f32 * field.step;
            if *value < 0.0 && y - field.step < lowest {
                let (x, _, z) = field.size.position(index);
                let at = field.origin + vec3(x as f32, row as f32, z as f32) * field.step;
                lowest = lowest.min(self.surface_below(at, field.step));
            }
        }
        let height = field.step * field.size.y as f32;
        self.floor = if lowest < FAR { lowest + 0.012 * height } else { -FAR };
        self
    }

    /// Height of the surface between an inside point and one `step` below it, by bisection.
    fn surface_below(&self, inside: Vec3, step: f32) -> f32 {
        let (mut low, mut high) = (0.0, step);
        for _ in 0..8 {
            let middle = 0.5 * (low + high);
            if self.distance(inside - Vec3::Y * middle) < 0.0 { low = middle } else { high = middle }
        }
        inside.y - low
    }

    /// The same object without its features, or of nothing but one of them, for styles that mesh them apart.
    pub fn filtered(&self, keep: impl Fn(&Part) -> bool) -> Self {
        let parts = self.parts.iter().filter(|prepared| keep(&prepared.part)).cloned().collect();
        Self { parts, grain: self.grain, floor: self.floor }
    }

    /// The parts it was made from.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().map(|prepared| &prepared.part)
    }

    /// Height it is cut off at, below everything when it is not.
    pub fn floor(&self) -> f32 {
        self.floor
    }

    /// Nothing but part `index`.
    pub fn only(&self, index: usize) -> Self {
        Self {
            parts: self.parts.get(index).cloned().into_iter().collect(),
            grain: self.grain,
            floor: self.floor,
        }
    }

    /// Distance to part `index` alone.
    pub fn part_distance(&self, index: usize, p: Vec3) -> f32 {
        self.parts.get(index).map_or(FAR, |prepared| prepared.smooth_distance(p))
    }

    /// Color of part `index`, linear RGB.
    pub fn part_color(&self, index: usize) -> [f32; 3] {
        self.parts.get(index).map_or([0.7; 3], |prepared| prepared.part.color)
    }

    /// Indices of the features that add material, in drawing order.
    pub fn feature_indices(&self) -> Vec<usize> {
        let is_feature = |part: &Part| part.feature && part.op == Op::Union;
        self.parts().enumerate().filter(|(_, part)| is_feature(part)).map(|(index, _)| index).collect()
    }

    /// Indices of all parts, for [`Object::distance_of`].
    pub fn everything(&self) -> Vec<u32> {
        (0..self.parts.len() as u32).collect()
    }

    /// Signed distance (a close bound), negative inside.
    pub fn distance(&self, p: Vec3) -> f32 {
        self.combined(self.parts.iter(), p)
    }

    /// As [`Object::distance`], looking only at `active` parts.
    pub fn distance_of(&self, active: &[u32], p: Vec3) -> f32 {
        self.combined(active.iter().map(|index| &self.parts[*index as usize]), p)
    }

    /// More than the grain moves the surface anywhere, object units.
    pub fn relief(&self) -> f32 {
        if self.grain == Grain::default() { 0.0 } else { DEEPEST_RELIEF }
    }

    fn combined<'a>(&self, parts: impl Iterator<Item = &'a Prepared>, p: Vec3) -> f32 {
        let (mut total, mut body, mut current) = (FAR, FAR, u16::MAX);
        let relief = self.relief();
        for prepared in parts {
            let part = &prepared.part;
            if part.body != current {
                total = total.min(body);
                (body, current) = (FAR, part.body);
            }
            body = match part.op {
                Op::Paint => body,
                Op::Union if prepared.is_beyond(p, body + part.blend + relief) => body,
                Op::Carve if prepared.is_beyond(p, part.blend + relief - body) => body,
                Op::Union => smooth_min(body, prepared.distance(p, self.grain), part.blend),
                Op::Carve => -smooth_min(-body, prepared.distance(p, self.grain), part.blend),
                Op::Keep => -smooth_min(-body, -prepared.distance(p, self.grain), part.blend),
            };
        }
        total.min(body).max(self.floor - p.y)
    }

    /// Parts that can shape the surface within `reach` of `center`; the others may be left out there.
    ///
    /// Where the order of parts means nothing the nearest comes first, so that most others are passed over quickly.
    pub fn active_near(&self, center: Vec3, reach: f32) -> Vec<u32> {
        let around = self.distance(center).max(0.0);
        let slack = 2.6 * reach + self.relief();
        let matters = |prepared: &Prepared| {
            let room = slack + prepared.part.blend + if prepared.part.op == Op::Union { around } else { 0.0 };
            if prepared.part.op != Op::Keep && prepared.is_beyond(center, room) {
                return false;
            }
            let distance = prepared.smooth_distance(center);
            match prepared.part.op {
                Op::Union => distance < around + slack + prepared.part.blend,
                Op::Carve | Op::Paint => distance < slack + prepared.part.blend,
                Op::Keep => true,
            }
        };
        let mut active: Vec<u32> =
            (0..self.parts.len() as u32).filter(|index| matters(&self.parts[*index as usize])).collect();
        if self.is_plain_union() {
            let distance = |index: &u32| self.parts[*index as usize].smooth_distance(center);
            active.sort_by_cached_key(|index| (distance(index) * 1e6) as i64);
        }
        active
    }

    /// Whether parts only add material, without joints between them.
    fn is_plain_union(&self) -> bool {
        let is_plain = |part: &Part| part.op == Op::Union && part.blend == 0.0 && part.body == 0;
        self.parts().all(is_plain)
    }

    /// Unit gradient by central differences; zero where the field is flat.
    pub fn normal(&self, active: &[u32], p: Vec3, step: f32) -> Vec3 {
        let d = |offset: Vec3| self.distance_of(active, p + offset);
        let (x, y, z) = (Vec3::X * step, Vec3::Y * step, Vec3::Z * step);
        vec3(d(x) - d(-x), d(y) - d(-y), d(z) - d(-z)).normalize_or_zero()
    }

    /// Index of the part whose surface is nearest, and its color softened over `softness` towards the next.
    pub fn color(&self, active: &[u32], p: Vec3, softness: f32) -> (u32, [f32; 3]) {
        let (mut first, mut second) = ((FAR, 0u32), (FAR, 0u32));
        let surface = self.outermost_body(active, p);
        for &index in active {
            let prepared = &self.parts[index as usize];
            if prepared.part.op == Op::Paint || prepared.part.body != surface {
                continue;
            }
            if prepared.is_beyond(p, second.0) {
                continue;
            }
            // Later parts win ties: they were put on top.
            let distance = prepared.smooth_distance(p).abs() - index as f32 * 1e-6;
            if distance < first.0 {
                (first, second) = ((distance, index), first);
            } else if distance < second.0 {
                second = (distance, index);
            }
        }
        let mut color = self.tinted(first.1, p);
        if second.0 - first.0 < softness && second.0 < FAR {
            let share = 0.5 * (1.0 - (second.0 - first.0) / softness);
            color = mix(color, self.tinted(second.1, p), share);
        }
        let body = self.parts.get(first.1 as usize).map_or(0, |prepared| prepared.part.body);
        let feature = self.parts.get(first.1 as usize).is_some_and(|prepared| prepared.part.feature);
        for &index in active {
            let prepared = &self.parts[index as usize];
            if prepared.part.op == Op::Paint && prepared.part.body == body && !feature {
                let share = (0.5 - prepared.smooth_distance(p) / softness.max(1e-6)).clamp(0.0, 1.0);
                color = mix(color, self.tinted(index, p), share);
            }
        }
        (first.1, color)
    }

    /// The body whose surface is the object's at `p`.
    fn outermost_body(&self, active: &[u32], p: Vec3) -> u16 {
        let body = |index: u32| self.parts[index as usize].part.body;
        if let [first, .., last] = active
            && body(*first) == body(*last)
        {
            return body(*first);
        }
        let mut best = (FAR, 0);
        for parts in active.chunk_by(|a, b| body(*a) == body(*b)) {
            let distance = self.combined(parts.iter().map(|index| &self.parts[*index as usize]), p);
            // Later bodies win ties: they were put on top.
            if distance <= best.0 {
                best = (distance, body(parts[0]));
            }
        }
        best.1
    }

    fn tinted(&self, index: u32, p: Vec3) -> [f32; 3] {
        let Some(prepared) = self.parts.get(index as usize) else { return [0.7; 3] };
        let part = &prepared.part;
        if self.grain.material > 0.0 && !part.feature {
            part.finish.tint(part.color, p, self.grain.material)
        } else {
            part.color
        }
    }

    /// Finish of part `index`.
    pub fn finish(&self, index: u32) -> Finish {
        self.parts.get(index as usize).map_or(Finish::Plastic, |prepared| prepared.part.finish)
    }

    /// Lower and upper corner of a box around every part that adds material.
    pub fn bounds(&self) -> (Vec3, Vec3) {
        let mut low = Vec3::splat(f32::MAX);
        let mut high = Vec3::splat(f32::MIN);
        for part in self.parts().filter(|part| part.op == Op::Union) {
            let (a, b) = part.shape.bounds();
            for corner in 0..8 {
                let pick = |bit: usize, a: f32, b: f32| if corner >> bit & 1 == 0 { a } else { b };
                let at = vec3(pick(0, a.x, b.x), pick(1, a.y, b.y), pick(2, a.z, b.z));
                let placed = part.placement.transform_point3(at);
                (low, high) = (low.min(placed), high.max(placed));
            }
        }
        if low.x > high.x { (Vec3::ZERO, Vec3::ZERO) } else { (low, high) }
    }

    /// How far darkened a point is by its surroundings: 0 (open) to 1 (closed in). Five probes along the normal.
    pub fn occlusion(&self, active: &[u32], p: Vec3, normal: Vec3) -> f32 {
        let probe = |step: usize| {
            let height = 0.02 + 0.035 * step as f32;
            let missing = (height - self.distance_of(active, p + normal * height)).max(0.0);
            missing * 0.72f32.powi(step as i32)
        };
        ((0..5).map(probe).sum::<f32>() * 4.0).clamp(0.0, 1.0)
    }
}

fn smooth_min(a: f32, b: f32, width: f32) -> f32 {
    if width <= 0.0 {
        return a.min(b);
    }
    let overlap = (width - (a - b).abs()).max(0.0) / width;
    a.min(b) - overlap * overlap * width * 0.25
}

fn mix(a: [f32; 3], b: [f32; 3], share: f32) -> [f32; 3] {
    [0, 1, 2].map(|channel| a[channel] + (b[channel] - a[channel]) * share)
}
