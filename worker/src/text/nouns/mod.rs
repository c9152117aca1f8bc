//! The things that can be drawn, one family a file.
//!
//! To add a noun: write `fn name(sketch: &mut Sketch)` in its family's file, list it in that file's `NOUNS`, run
//! `cargo run --release -p worker -- sheet --out DIR --nouns name` and look at it. The tests pick it up.

mod animals;
//T mod birds;
//T mod buildings;
//T mod chess;
//T mod desk;
//T mod dragons;
//T mod food;
mod lettering;
//T mod mechanics;
//T mod nature;
mod people;
//T mod plants;
//T mod props;
mod quadruped;
//T mod sea;
//T mod transport;
//T mod vehicles;
//T mod vessels;
//T mod wearables;

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
    //T ("dragons", dragons::NOUNS),
    //T ("birds", birds::NOUNS),
    //T ("sea", sea::NOUNS),
    ("people", people::NOUNS),
    //T ("buildings", buildings::NOUNS),
    //T ("nature", nature::NOUNS),
    //T ("plants", plants::NOUNS),
    //T ("vehicles", vehicles::NOUNS),
    //T ("transport", transport::NOUNS),
    //T ("vessels", vessels::NOUNS),
    //T ("mechanics", mechanics::NOUNS),
    //T ("chess", chess::NOUNS),
    //T ("desk", desk::NOUNS),
    //T ("wearables", wearables::NOUNS),
    //T ("food", food::NOUNS),
    //T ("props", props::NOUNS),
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
