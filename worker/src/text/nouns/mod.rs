//! The things that can be drawn, one family a file.
//!
//! To add a noun: write `fn name(sketch: &mut Sketch)` in its family's file, list it in that file's `NOUNS`, run
//! `cargo run --release -p worker -- sheet --out DIR --nouns name` and look at it. The tests pick it up.

mod animals;
mod birds;
mod buildings;
mod chess;
mod desk;
mod dragons;
mod farm;
mod folk;
mod food;
mod lettering;
mod mechanics;
mod nature;
mod people;
mod plants;
mod props;
mod quadruped;
mod sea;
mod transport;
mod vehicles;
mod vessels;
mod wearables;

use super::sketch::Sketch;
pub use lettering::{font_covers, letters};

/// Body, accent, second accent, dark, light; sRGB.
pub type Palette = [u32; 5];

/// What a noun does when it comes along with another ("a robot with a …").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Stands next to its companion.
    Thing,
    /// Is held in a hand, when there is one.
    Held,
    /// Is worn on the head.
    Worn,
    /// Is open at the top, so that something can be *in* it.
    Vessel,
    /// Carries lettering as its main purpose.
    Sign,
}

/// An entry of the noun table.
#[derive(Debug)]
pub struct Noun {
    /// The name shown to people.
    pub name: &'static str,
    /// Other words for it, singular.
    pub words: &'static [&'static str],
    /// What it does as a companion.
    pub role: Role,
    /// Good colors for it; the first two are used for the two concepts.
    pub palettes: &'static [Palette],
    /// Draws it.
    pub draw: fn(&mut Sketch),
}

const fn noun(
    name: &'static str,
    words: &'static [&'static str],
    role: Role,
    palettes: &'static [Palette],
    draw: fn(&mut Sketch),
) -> Noun {
    Noun { name, words, role, palettes, draw }
}

/// The families with their nouns.
pub const FAMILIES: &[(&str, &[Noun])] = &[
    ("animals", animals::NOUNS),
    ("farm", farm::NOUNS),
    ("dragons", dragons::NOUNS),
    ("birds", birds::NOUNS),
    ("sea", sea::NOUNS),
    ("people", people::NOUNS),
    ("folk", folk::NOUNS),
    ("buildings", buildings::NOUNS),
    ("nature", nature::NOUNS),
    ("plants", plants::NOUNS),
    ("vehicles", vehicles::NOUNS),
    ("transport", transport::NOUNS),
    ("vessels", vessels::NOUNS),
    ("mechanics", mechanics::NOUNS),
    ("chess", chess::NOUNS),
    ("desk", desk::NOUNS),
    ("wearables", wearables::NOUNS),
    ("food", food::NOUNS),
    ("props", props::NOUNS),
    ("lettering", lettering::NOUNS),
];

/// Every noun.
pub fn all() -> impl Iterator<Item = &'static Noun> {
    FAMILIES.iter().flat_map(|(_, nouns)| nouns.iter())
}

/// The noun with this exact name.
pub fn by_name(name: &str) -> Option<&'static Noun> {
    all().find(|noun| noun.name == name)
}
