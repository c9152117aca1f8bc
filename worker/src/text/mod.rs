//! Words to recipes: the noun table, the drawing board, and (in [`compose`]) how things go together.

pub mod compose;
pub mod item;
pub mod nouns;
pub mod sketch;

use crate::{recipe::{Recipe, Camera, Measure, VERSION}, result::Understanding, style::Style};

pub fn recipes(prompt: &str, style_slug: &str, seed: u64, count: usize) -> Vec<(Recipe, Understanding)> {
    (0..count).filter_map(|i| {
        let noun = nouns::by_name(prompt)?;
        let mut item = item::Item::plain(noun.name, noun.palettes[i % noun.palettes.len()], seed + i as u64);
        item.variant = i as u8;
        if style_slug == "clay" { item.palette = [0xC8_75_4F; 5]; }
        Some((Recipe { version: VERSION, style: Style::from_slug(style_slug)?, size_mm: 80.0, measure: Measure::Longest, camera: Camera { yaw: if i == 0 { 28.0 } else { -32.0 }, pitch: 16.0 }, subject: item, understanding: Understanding::default() }, Understanding::default()))
    }).collect()
}
