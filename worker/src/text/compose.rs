//! From an [`Item`] with its companions to one [`Object`]: who holds what, what stands on what, and the ground.

use super::{
    item::{Companion, Item, Relation},
    nouns::{self, Role},
    sketch::{Anchors, Sketch, TextSpot},
};
use crate::{
    recipe::Recipe,
    result::BuildError,
    sdf::{Object, Op, Part, Shape, outline::Outline, sample},
    style::{Proportions, Style, color, material::Finish},
};
use glam::{Affine3A, Vec2, Vec3, vec2, vec3};

/// Height of the plate that joins things standing side by side, as a share of their height.
const PLATE: f32 = 0.045;

/// A drawn thing with what is known about its space.
#[derive(Debug)]
struct Drawn {
    parts: Vec<Part>,
    anchors: Anchors,
    low: Vec3,
    high: Vec3,
}

impl Drawn {
    fn new(parts: Vec<Part>, anchors: Anchors) -> Self {
        let mut drawn = Self { parts, anchors, low: Vec3::ZERO, high: Vec3::ZERO };
        drawn.measure();
        drawn
    }

    /// Measures the true extents: boxes around turned parts are too large for placing things.
    fn measure(&mut self) {
        let object = Object::new(self.parts.clone(), Default::default());
        let field = sample(&object, 30_000);
        let (mut low, mut high) = (Vec3::splat(f32::MAX), Vec3::splat(f32::MIN));
        for (index, distance) in field.values.iter().enumerate() {
            if *distance < 0.5 * field.step {
                let (x, y, z) = field.size.position(index);
                let at = field.origin + vec3(x as f32, y as f32, z as f32) * field.step;
                let reach = distance.min(0.0).abs().min(0.5 * field.step);
                (low, high) = (low.min(at - reach), high.max(at + reach));
            }
        }
        if low.x <= high.x {
            (self.low, self.high) = (low, high);
        }
    }

    fn size(&self) -> Vec3 {
        self.high - self.low
    }

    fn transform(&mut self, change: Affine3A) {
        let factor = change.matrix3.x_axis.length();
        for part in &mut self.parts {
            part.placement = change * part.placement;
            part.blend *= factor;
        }
        let at = |point: Vec3| change.transform_point3(point);
        self.anchors.hand = self.anchors.hand.map(at);
        self.anchors.head = self.anchors.head.map(|(point, radius)| (at(point), radius * factor));
        self.anchors.top = self.anchors.top.map(|(point, radius)| (at(point), radius * factor));
        self.anchors.text = self.anchors.text.map(|spot| TextSpot {
            at: at(spot.at),
            size: spot.size * factor,
            wrap: spot.wrap.map(|radius| radius * factor),
            ..spot
        });
        let corners = [at(self.low), at(self.high)];
        self.low = corners[0].min(corners[1]);
        self.high = corners[0].max(corners[1]);
    }

    fn scale(&mut self, factor: f32) {
        self.transform(Affine3A::from_scale(Vec3::splat(factor)));
    }

    fn shift(&mut self, by: Vec3) {
        self.transform(Affine3A::from_translation(by));
    }

    /// Takes another drawing in, as bodies of its own.
    fn absorb(&mut self, other: Self) {
        let first_free = self.parts.iter().map(|part| part.body + 1).max().unwrap_or(0);
        self.parts.extend(other.parts.into_iter().map(|part| Part { body: part.body + first_free, ..part }));
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }
}

/// Puts the whole scene of a recipe together, standing on its floor.
pub fn assemble(recipe: &Recipe) -> Result<Object, BuildError> {
    let mut drawn = scene(&recipe.subject, recipe.style.proportions())?;
    if recipe.style == Style::Clay {
        let clay = color::linear(recipe.subject.palette[0]);
        drawn.parts.iter_mut().for_each(|part| part.color = clay);
    }
    let object = Object::new(drawn.parts, recipe.style.grain());
    Ok(object.on_floor())
}

/// Names of the parts a noun is drawn from, for the grammar.
pub fn part_names(noun: &nouns::Noun) -> Vec<&'static str> {
    let palette = noun.palettes.first().copied().unwrap_or([0; 5]);
    let mut names: Vec<&'static str> = Vec::new();
    for variant in 0..2 {
        let item = Item { variant, ..Item::plain(noun.name, palette, 0) };
        let mut sketch = Sketch::new(&item, Style::Realistic.proportions());
        (noun.draw)(&mut sketch);
        names.extend(sketch.part_words());
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn scene(item: &Item, proportions: Proportions) -> Result<Drawn, BuildError> {
    let mut drawn = draw(item, proportions)?;
    if item.copies > 1 {
        drawn = row(drawn, item.copies);
    }
    for companion in &item.companions {
        drawn = join(drawn, companion, proportions)?;
    }
    if let Some(text) = &item.text
        && nouns::by_name(&item.noun).is_none_or(|noun| noun.role != Role::Sign)
    {
        letter(&mut drawn, text, item);
    }
    Ok(drawn)
}

fn draw(item: &Item, proportions: Proportions) -> Result<Drawn, BuildError> {
    let noun = nouns::by_name(&item.noun)
        .ok_or_else(|| BuildError::Rejected(format!("\"{}\" is not in the noun table", item.noun)))?;
    let mut sketch = Sketch::new(item, proportions);
    (noun.draw)(&mut sketch);
    let (mut parts, anchors) = sketch.finish();
    let stretch = Affine3A::from_scale(Vec3::from(item.stretch()));
    for part in &mut parts {
        part.placement = stretch * part.placement;
    }
    let mut drawn = Drawn::new(parts, anchors);
    if stretch != Affine3A::IDENTITY {
        let at = |point: Vec3| stretch.transform_point3(point);
        drawn.anchors.hand = drawn.anchors.hand.map(at);
        drawn.anchors.head = drawn.anchors.head.map(|(point, radius)| (at(point), radius));
        drawn.anchors.top = drawn.anchors.top.map(|(point, radius)| (at(point), radius));
        drawn.anchors.text = drawn.anchors.text.map(|spot| TextSpot { at: at(spot.at), ..spot });
    }
    Ok(drawn)
}

/// Several of one kind on a plate.
fn row(one: Drawn, copies: u8) -> Drawn {
    let pitch = one.size().x * 1.12;
    let mut all: Option<Drawn> = None;
    for index in 0..copies {
        let mut next =
            Drawn { parts: one.parts.clone(), anchors: Anchors::default(), low: one.low, high: one.high };
        next.shift(vec3(f32::from(index) * pitch, 0.0, 0.0));
        match &mut all {
            Some(row) => row.absorb(next),
            None => all = Some(next),
        }
    }
    let mut row = all.unwrap_or(one);
    add_plate(&mut row);
    row
}

/// A rounded plate under everything, in a quiet color.
fn add_plate(drawn: &mut Drawn) {
    let size = drawn.size();
    let half_height = PLATE * size.y.max(0.4 * size.x);
    let half = vec3(size.x * 0.5 + half_height, half_height, size.z * 0.5 + half_height);
    let middle = (drawn.low + drawn.high) * 0.5;
    let at = vec3(middle.x, drawn.low.y - half_height * 0.55, middle.z);
    let body = drawn.parts.iter().map(|part| part.body + 1).max().unwrap_or(0);
    drawn.parts.push(Part {
        name: "base",
        shape: Shape::Block { half, round: half_height * 0.7 },
        placement: Affine3A::from_translation(at),
        op: Op::Union,
        blend: 0.0,
        color: color::linear(0xCFD6C8),
        finish: Finish::Ceramic,
        feature: false,
        body,
    });
    drawn.low = drawn.low.min(at - half);
    drawn.high = drawn.high.max(at + half);
}

fn join(mut subject: Drawn, companion: &Companion, proportions: Proportions) -> Result<Drawn, BuildError> {
    let mut other = scene(&companion.item, proportions)?;
    let role = nouns::by_name(&companion.item.noun).map_or(Role::Thing, |noun| noun.role);
    match companion.relation {
        Relation::With if role == Role::Worn => wear(&mut subject, other),
        Relation::Wears => wear(&mut subject, other),
        Relation::With if role == Role::Held && subject.anchors.hand.is_some() => hold(&mut subject, other),
        Relation::With => {
            other.scale(0.52 * subject.size().y.max(0.6 * subject.size().x) / longest(other.size()));
            beside(&mut subject, other);
        }
        Relation::Beside => {
            other.scale(subject.size().y / other.size().y.max(0.5 * other.size().x));
            beside(&mut subject, other);
        }
        Relation::On => stack(&mut subject, &mut other),
        Relation::In => sink(&mut subject, &mut other),
    }
    Ok(subject)
}

fn longest(size: Vec3) -> f32 {
    size.max_element()
}

/// Puts `thing` into the subject's hand, gripped near its lower end.
fn hold(subject: &mut Drawn, mut thing: Drawn) {
    let Some(hand) = subject.anchors.hand else { return };
    thing.scale(0.62 * subject.size().y / longest(thing.size()));
    let size = thing.size();
    let grip = vec3(
        (thing.low.x + thing.high.x) * 0.5,
        thing.low.y + 0.16 * size.y,
        (thing.low.z + thing.high.z) * 0.5,
    );
    // The middle of the stalk goes a little in front of the palm.
    thing.shift(hand + vec3(0.0, 0.0, 0.01 * size.y) - grip);
    let lift = subject.low.y + 0.01 - thing.low.y;
    if lift > 0.0 {
        thing.shift(vec3(0.0, lift, 0.0));
    }
    subject.absorb(thing);
}

fn wear(subject: &mut Drawn, mut thing: Drawn) {
    let (top, radius) = subject.anchors.head.unwrap_or_else(|| {
        let middle = (subject.low + subject.high) * 0.5;
        (vec3(middle.x, subject.high.y, middle.z), 0.22 * subject.size().x.min(subject.size().z))
    });
    thing.scale(2.25 * radius / thing.size().x.max(1e-3));
    let bottom = vec3((thing.low.x + thing.high.x) * 0.5, thing.low.y, (thing.low.z + thing.high.z) * 0.5);
    thing.shift(top - vec3(0.0, 0.30 * radius, 0.0) - bottom);
    subject.absorb(thing);
}

/// Stands `other` to the right on a common plate.
fn beside(subject: &mut Drawn, mut other: Drawn) {
    let gap = 0.06 * subject.size().x;
    let depth = (subject.low.z + subject.high.z) * 0.5 - (other.low.z + other.high.z) * 0.5;
    other.shift(vec3(subject.high.x + gap - other.low.x, subject.low.y - other.low.y, depth));
    let anchors = subject.anchors;
    subject.absorb(other);
    subject.anchors = anchors;
    add_plate(subject);
}

/// Puts the subject on top of `support`.
fn stack(subject: &mut Drawn, support: &mut Drawn) {
    let foot = subject.size().x.max(subject.size().z);
    support.scale((1.25 * foot / support.size().x.max(support.size().z)).clamp(0.25, 2.6));
    let middle = (support.low + support.high) * 0.5;
    let (top, room) = support
        .anchors
        .top
        .unwrap_or((vec3(middle.x, support.high.y, middle.z), 0.42 * support.size().x.min(support.size().z)));
    let fit = (3.0 * room / foot).clamp(0.45, 1.0);
    subject.scale(fit);
    let sink = 0.035 * subject.size().y;
    let under =
        vec3((subject.low.x + subject.high.x) * 0.5, subject.low.y, (subject.low.z + subject.high.z) * 0.5);
    subject.shift(top - vec3(0.0, sink, 0.0) - under);
    let parts = std::mem::take(&mut support.parts);
    subject.absorb(Drawn { parts, anchors: Anchors::default(), low: support.low, high: support.high });
}

/// Puts the subject into the opening of `vessel`, or behind its rim.
fn sink(subject: &mut Drawn, vessel: &mut Drawn) {
    let wide = subject.size().x.max(subject.size().z);
    vessel.scale(1.22 * wide / vessel.size().x.min(vessel.size().z));
    let middle = (vessel.low + vessel.high) * 0.5;
    let depth = (0.42 * subject.size().y).min(0.8 * vessel.size().y);
    let under =
        vec3((subject.low.x + subject.high.x) * 0.5, subject.low.y, (subject.low.z + subject.high.z) * 0.5);
    subject.shift(vec3(middle.x, vessel.high.y - depth, middle.z) - under);
    // A pillar under the feet joins what would otherwise float in the hollow.
    let feet = vessel.high.y - depth;
    let half_height = (feet - vessel.low.y) * 0.5 + 0.02 * subject.size().y;
    let body = subject.parts.iter().map(|part| part.body + 1).max().unwrap_or(0);
    subject.parts.push(Part {
        name: "filling",
        shape: Shape::Cylinder { radius: 0.36 * wide, half_height, round: 0.0 },
        placement: Affine3A::from_translation(vec3(middle.x, vessel.low.y + half_height, middle.z)),
        op: Op::Union,
        blend: 0.0,
        color: color::linear(0x7A553C),
        finish: Finish::Bark,
        feature: false,
        body,
    });
    let parts = std::mem::take(&mut vessel.parts);
    subject.absorb(Drawn { parts, anchors: Anchors::default(), low: vessel.low, high: vessel.high });
}

/// Writes `text` where the noun has a place for it, else on a plinth under everything.
fn letter(drawn: &mut Drawn, text: &str, item: &Item) {
    let spot = drawn.anchors.text.unwrap_or_else(|| add_plinth(drawn));
    let body = drawn.parts.iter().map(|part| part.body + 1).max().unwrap_or(0);
    let ink = contrast(item.palette);
    for part in lettering(text, &spot, color::linear(ink)) {
        drawn.parts.push(Part { body, ..part });
    }
}

/// Of the accent, the dark and the light, the one that reads best on the body color.
pub fn contrast(palette: [u32; 5]) -> u32 {
    let body = color::oklab(palette[0]);
    let far = |code: &u32| {
        let other = color::oklab(*code);
        (other[0] - body[0]).abs() + 0.5 * (other[1] - body[1]).hypot(other[2] - body[2])
    };
    let mut choices = [palette[1], palette[3], palette[4]];
    choices.sort_by(|a, b| far(b).total_cmp(&far(a)));
    choices[0]
}

fn add_plinth(drawn: &mut Drawn) -> TextSpot {
    let size = drawn.size();
    let half = vec3(
        size.x.max(0.7 * size.y) * 0.55,
        0.10 * size.y.max(0.7 * size.x),
        size.z.max(0.4 * size.x) * 0.55,
    );
    let middle = (drawn.low + drawn.high) * 0.5;
    let at = vec3(middle.x, drawn.low.y - half.y * 0.9, middle.z);
    let body = drawn.parts.iter().map(|part| part.body + 1).max().unwrap_or(0);
    drawn.parts.push(Part {
        name: "base",
        shape: Shape::Block { half, round: half.y * 0.25 },
        placement: Affine3A::from_translation(at),
        op: Op::Union,
        blend: 0.0,
        color: color::linear(0x3A3F4A),
        finish: Finish::Marble,
        feature: false,
        body,
    });
    drawn.low = drawn.low.min(at - half);
    drawn.high = drawn.high.max(at + half);
    TextSpot {
        at: at + vec3(0.0, 0.0, half.z),
        size: vec2(half.x * 1.8, half.y * 1.3),
        wrap: None,
        tilt: 0.0,
    }
}

/// Raised letters for a spot; the parts stick half in the surface.
pub fn lettering(text: &str, spot: &TextSpot, ink: [f32; 3]) -> Vec<Part> {
    let glyphs = nouns::letters(text);
    let width: f32 = glyphs.iter().map(|glyph| glyph.advance).sum();
    if width <= 0.0 {
        return Vec::new();
    }
    let size = (spot.size.y / 0.95).min(spot.size.x / width);
    let depth = 0.10 * size;
    let mut pen = -0.5 * width * size;
    let mut parts = Vec::new();
    for glyph in glyphs {
        let advance = glyph.advance * size;
        if !glyph.contours.is_empty() {
            let middle = pen + 0.5 * advance;
            let outline = scaled_outline(&glyph.contours, size, 0.5 * advance);
            parts.push(letter_part(outline, spot, middle, depth, ink));
        }
        pen += advance;
    }
    parts
}

/// The glyph at `size`, its middle at the origin, the x-height centred.
fn scaled_outline(contours: &[Vec<Vec2>], size: f32, half_advance: f32) -> Outline {
    let place = |point: &Vec2| vec2(point.x * size - half_advance, (point.y - 0.34) * size);
    Outline::new(contours.iter().map(|contour| contour.iter().map(place).collect()).collect())
}

fn letter_part(outline: Outline, spot: &TextSpot, along: f32, depth: f32, ink: [f32; 3]) -> Part {
    let placement = match spot.wrap {
        Some(radius) => {
            Affine3A::from_translation(vec3(0.0, spot.at.y, 0.0))
                * Affine3A::from_rotation_y(along / radius)
                * Affine3A::from_translation(vec3(0.0, 0.0, radius))
        }
        None => {
            Affine3A::from_translation(spot.at)
                * Affine3A::from_rotation_x(spot.tilt.to_radians())
                * Affine3A::from_translation(vec3(along, 0.0, 0.0))
        }
    };
    Part {
        name: "lettering",
        shape: Shape::Prism { outline, half_depth: depth, round: 0.0 },
        placement,
        op: Op::Union,
        blend: 0.0,
        color: ink,
        finish: Finish::Plastic,
        feature: false,
        body: 0,
    }
}
