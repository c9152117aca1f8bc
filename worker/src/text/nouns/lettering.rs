//! Things whose main purpose is lettering, and the letters themselves.

use super::{Noun, Role, noun};
use crate::{
    style::{color, material::Finish},
    text::{
        compose::{contrast, lettering},
        sketch::{Sketch, TextSpot, Tone, block, carve, cylinder, ring, solid},
    },
};
use ab_glyph::{Font, FontRef, OutlineCurve, Point};
use glam::{Vec2, vec2, vec3};

pub const NOUNS: &[Noun] = &[
    noun(
        "nameplate",
        &["name plate", "name tag", "doorplate", "plaque", "name"],
        Role::Sign,
        &[
            [0x346AB8, 0xF8F4EA, 0xF6C93B, 0x222A3C, 0xFBF8F0],
            [0xE96A4C, 0xFFF7EC, 0x2A938F, 0x3A2220, 0xFFFAF2],
        ],
        nameplate,
    ),
    noun(
        "keychain",
        &["key chain", "keyring", "key ring", "key fob", "bag tag", "luggage tag"],
        Role::Sign,
        &[
            [0xF6C23A, 0x2B3344, 0xE24A3C, 0x2B3344, 0xFFF9EA],
            [0x8A57C4, 0xFBF4FF, 0xF6C93B, 0x302048, 0xFDF8FF],
        ],
        keychain,
    ),
    noun(
        "medal",
        &["medallion", "coin", "token", "badge"],
        Role::Sign,
        &[
            [0xF0B938, 0xD83A34, 0xC98A24, 0x6A4414, 0xFFEFC2],
            [0xC9D0D8, 0x3F7FD0, 0x9AA4B0, 0x3A4454, 0xFAFCFF],
        ],
        medal,
    ),
    noun(
        "sign",
        &["signpost", "street sign", "billboard", "board"],
        Role::Sign,
        &[
            [0xB8804C, 0x8A5A34, 0x6DB551, 0x3A2618, 0xFBF2DE],
            [0x2E8A5E, 0x9AA0A8, 0xF6C93B, 0x1E3A2C, 0xFBFAF4],
        ],
        sign,
    ),
];

const FONT: &[u8] = include_bytes!("../../../assets/Comfortaa-Bold.ttf");

/// One letter in units of the font's height.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Closed contours, baseline at y = 0; none for a space.
    pub contours: Vec<Vec<Vec2>>,
    /// Distance to the next letter.
    pub advance: f32,
}

/// Whether the bundled font draws this character.
pub fn font_covers(letter: char) -> bool {
    FontRef::try_from_slice(FONT).is_ok_and(|font| font.glyph_id(letter).0 != 0)
}

/// The outlines of `text`; characters the font does not have are left out.
pub fn letters(text: &str) -> Vec<Letter> {
    let Ok(font) = FontRef::try_from_slice(FONT) else { return Vec::new() };
    let scale = 1.0 / font.height_unscaled();
    let known = text.chars().filter(|letter| font.glyph_id(*letter).0 != 0);
    known
        .map(|letter| {
            let glyph = font.glyph_id(letter);
            let curves = font.outline(glyph).map(|outline| outline.curves).unwrap_or_default();
            Letter { contours: contours(&curves, scale), advance: font.h_advance_unscaled(glyph) * scale }
        })
        .collect()
}

fn contours(curves: &[OutlineCurve], scale: f32) -> Vec<Vec<Vec2>> {
    let mut all: Vec<Vec<Vec2>> = Vec::new();
    let mut end: Option<Point> = None;
    for curve in curves {
        let (start, points) = flattened(curve);
        if end != Some(start) {
            all.push(Vec::new());
        }
        end = points.last().copied();
        if let Some(contour) = all.last_mut() {
            contour.extend(points.iter().map(|point| vec2(point.x, point.y) * scale));
        }
    }
    all
}

/// Start of a curve and the points after it, straight enough for letters a few millimetres high.
fn flattened(curve: &OutlineCurve) -> (Point, Vec<Point>) {
    const STEPS: usize = 4;
    let along = |step: usize| step as f32 / STEPS as f32;
    match curve {
        OutlineCurve::Line(a, b) => (*a, vec![*b]),
        OutlineCurve::Quad(a, b, c) => {
            let at = |t: f32| bezier(bezier_line(*a, *b, t), bezier_line(*b, *c, t), t);
            (*a, (1..=STEPS).map(|step| if step == STEPS { *c } else { at(along(step)) }).collect())
        }
        OutlineCurve::Cubic(a, b, c, d) => {
            let first = |t: f32| bezier(bezier_line(*a, *b, t), bezier_line(*b, *c, t), t);
            let second = |t: f32| bezier(bezier_line(*b, *c, t), bezier_line(*c, *d, t), t);
            let at = |t: f32| bezier(first(t), second(t), t);
            (*a, (1..=STEPS).map(|step| if step == STEPS { *d } else { at(along(step)) }).collect())
        }
    }
}

fn bezier_line(a: Point, b: Point, t: f32) -> Point {
    ab_glyph::point(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
}

fn bezier(a: Point, b: Point, t: f32) -> Point {
    bezier_line(a, b, t)
}

/// The text split over at most two lines of similar length.
fn lines(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if text.chars().count() <= 11 || words.len() < 2 {
        return vec![words.join(" ")];
    }
    let balance = |split: &usize| {
        words[..*split].join(" ").chars().count().abs_diff(words[*split..].join(" ").chars().count())
    };
    let split = (1..words.len()).min_by_key(balance).unwrap_or(1);
    vec![words[..split].join(" "), words[split..].join(" ")]
}

fn width_of(line: &str) -> f32 {
    letters(line).iter().map(|letter| letter.advance).sum()
}

/// Lettering in one or two lines in the given rectangle of the z = `front` plane.
fn write_lines(sketch: &mut Sketch, text: &str, center: Vec2, size: Vec2, front: f32) {
    let lines = lines(text);
    let height = size.y / lines.len() as f32;
    let widest = lines.iter().map(|line| width_of(line)).fold(0.1, f32::max);
    let scale = (height / 0.95).min(size.x / widest);
    for (index, line) in lines.iter().enumerate() {
        let y = center.y + (lines.len() as f32 * 0.5 - 0.5 - index as f32) * scale * 0.98;
        let own = vec2(width_of(line) * scale, scale * 0.95);
        let spot = TextSpot { at: vec3(center.x, y, front), size: own, wrap: None, tilt: 0.0 };
        let ink = color::linear(contrast(sketch.palette()));
        for part in lettering(line, &spot, ink) {
            sketch.add_part(part);
        }
    }
}

fn text_of(sketch: &Sketch, fallback: &str) -> String {
    sketch.text().unwrap_or(fallback).to_owned()
}

/// Width a text wants at letter height one, within reason.
fn wanted_width(text: &str) -> f32 {
    let lines = lines(text);
    lines.iter().map(|line| width_of(line)).fold(0.0, f32::max).clamp(1.4, 9.0) / lines.len() as f32
}

fn nameplate(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    let text = text_of(sketch, "Hello");
    let half_width = (wanted_width(&text) * 0.25 + 0.12).clamp(0.45, 1.4);
    let lean = -14.0;
    let upright = glam::Affine3A::from_translation(vec3(0.0, 0.03, 0.0))
        * glam::Affine3A::from_rotation_x(f32::to_radians(lean));
    sketch.placed(upright, |sketch| {
        sketch.add(
            solid("frame", Tone::Second, block(half_width + 0.05, 0.36, 0.055, 0.05)).at(0.0, 0.30, 0.0),
        );
        sketch.add(solid("plate", Tone::Main, block(half_width, 0.31, 0.06, 0.05)).at(0.0, 0.30, 0.015));
        write_lines(sketch, &text, vec2(0.0, 0.30), vec2(half_width * 1.78, 0.52), 0.075);
    });
    sketch.add(solid("foot", Tone::Second, block(half_width + 0.05, 0.045, 0.20, 0.04)).at(0.0, -0.02, 0.0));
}

fn keychain(sketch: &mut Sketch) {
    sketch.made_of(Finish::Plastic);
    let text = text_of(sketch, "Hello");
    let half_width = (wanted_width(&text) * 0.25 + 0.10).clamp(0.40, 1.3);
    // It lies on its back, so that it prints without supports; drawn upright, then laid down.
    let back = glam::Affine3A::from_rotation_x(-std::f32::consts::FRAC_PI_2);
    sketch.placed(back, |sketch| {
        sketch.add(solid("plate", Tone::Second, block(half_width + 0.045, 0.32, 0.045, 0.04)));
        sketch.add(
            solid("loop", Tone::Second, cylinder(0.20, 0.045, 0.02))
                .turn_x(90.0)
                .at(-half_width - 0.14, 0.0, 0.0)
                .blend(0.08),
        );
        sketch.add(solid("plate", Tone::Main, block(half_width, 0.275, 0.045, 0.03)).at(0.0, 0.0, 0.02));
        sketch.add(carve("hole", Tone::Second, cylinder(0.105, 0.2, 0.0)).turn_x(90.0).at(
            -half_width - 0.17,
            0.0,
            0.0,
        ));
        sketch.next_body();
        write_lines(sketch, &text, vec2(0.01, 0.0), vec2(half_width * 1.75, 0.46), 0.065);
    });
}

fn medal(sketch: &mut Sketch) {
    sketch.made_of(Finish::Gold);
    let text = text_of(sketch, "1");
    let upright = glam::Affine3A::from_rotation_x(f32::to_radians(-8.0));
    sketch.placed(upright, |sketch| {
        sketch.add(solid("disc", Tone::Main, cylinder(0.60, 0.07, 0.03)).turn_x(90.0));
        sketch.add(solid("rim", Tone::Main, ring(0.57, 0.06)).turn_x(90.0).at(0.0, 0.0, 0.05));
        for index in 0..24 {
            let angle = index as f32 * 15.0f32.to_radians();
            sketch.add(solid("bead", Tone::Third, crate::text::sketch::ball(0.032)).at(
                0.47 * angle.cos(),
                0.47 * angle.sin(),
                0.07,
            ));
        }
        write_lines(sketch, &text, vec2(0.0, 0.0), vec2(0.74, 0.50), 0.08);
        sketch.add(solid("loop", Tone::Main, ring(0.11, 0.04)).turn_x(90.0).at(0.0, 0.70, 0.0));
        for side in [-1.0, 1.0] {
            let tilt = if sketch.second() { 8.0 } else { 20.0 };
            sketch.add(
                solid("ribbon", Tone::Second, block(0.13, 0.40, 0.035, 0.02))
                    .turn_z(-side * tilt)
                    .at(side * 0.13, 1.08, -0.02 * side)
                    .of(Finish::Fabric),
            );
        }
    });
    sketch.add(solid("stand", Tone::Third, block(0.42, 0.06, 0.22, 0.05)).at(0.0, -0.60, 0.04));
}

fn sign(sketch: &mut Sketch) {
    sketch.made_of(Finish::Wood);
    let text = text_of(sketch, "Hello");
    let half_width = (wanted_width(&text) * 0.22 + 0.12).clamp(0.5, 1.2);
    for x in if sketch.second() { vec![-0.6, 0.6] } else { vec![0.0] } {
        sketch.add(solid("post", Tone::Second, block(0.085, 0.72, 0.085, 0.03)).at(
            x * half_width,
            -0.20,
            -0.06,
        ));
    }
    let arrow = half_width + 0.26;
    let board =
        [[-half_width, -0.28], [half_width, -0.28], [arrow, 0.0], [half_width, 0.28], [-half_width, 0.28]];
    let plain = block(half_width, 0.30, 0.07, 0.04);
    let shape = if sketch.second() { plain } else { crate::text::sketch::slab(&board, 0.07, 0.03) };
    sketch.add(solid("board", Tone::Main, shape).at(0.0, 0.30, 0.05));
    write_lines(sketch, &text, vec2(0.0, 0.30), vec2(half_width * 1.75, 0.46), 0.12);
    sketch.add(
        solid("grass", Tone::Fixed(0x6DB551), cylinder(half_width * 0.86, 0.06, 0.05))
            .at(0.0, -0.92, 0.0)
            .of(Finish::Foliage),
    );
}
