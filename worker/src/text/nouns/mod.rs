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
mod fruit;
mod home;
mod insects;
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
mod wild;

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
    /// Breeds and makes with looks of their own.
    pub kinds: &'static [Kind],
    /// Words for what has no builder yet and is only like it; people are told.
    pub loosely: &'static [&'static str],
}

/// A breed or make of a noun, such as a panda among the bears: the same builder with other colors and parts.
#[derive(Debug)]
pub struct Kind {
    /// The name shown to people; builders ask for it with [`Sketch::is_kind`].
    pub name: &'static str,
    /// Other words for it, singular.
    pub words: &'static [&'static str],
    /// Its own colors; none means those of the noun.
    pub palettes: &'static [Palette],
    /// Parts that always have this sRGB color.
    pub parts: &'static [(&'static str, u32)],
    /// Parts it does not have.
    pub hides: &'static [&'static str],
}

impl Kind {
    /// A kind that differs in nothing but its name.
    const PLAIN: Self = Self { name: "", words: &[], palettes: &[], parts: &[], hides: &[] };

    fn is_called(&self, word: &str) -> bool {
        self.name == word || self.words.contains(&word)
    }
}

impl Noun {
    const fn with_kinds(self, kinds: &'static [Kind]) -> Self {
        Self { kinds, ..self }
    }

    const fn loosely(self, loosely: &'static [&'static str]) -> Self {
        Self { loosely, ..self }
    }

    /// Every word that leads to it.
    pub fn all_words(&self) -> impl Iterator<Item = &'static str> {
        let kinds =
            self.kinds.iter().flat_map(|kind| std::iter::once(kind.name).chain(kind.words.iter().copied()));
        std::iter::once(self.name)
            .chain(self.words.iter().copied())
            .chain(kinds)
            .chain(self.loosely.iter().copied())
    }

    /// The kind a word names.
    pub fn kind(&self, word: &str) -> Option<&'static Kind> {
        self.kinds.iter().find(|kind| kind.is_called(word))
    }
}

const fn noun(
    name: &'static str,
    words: &'static [&'static str],
    role: Role,
    palettes: &'static [Palette],
    draw: fn(&mut Sketch),
) -> Noun {
    Noun { name, words, role, palettes, draw, kinds: &[], loosely: &[] }
}

/// The families with their nouns.
pub const FAMILIES: &[(&str, &[Noun])] = &[
    ("animals", animals::NOUNS),
    ("farm", farm::NOUNS),
    ("wild", wild::NOUNS),
    ("insects", insects::NOUNS),
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
    ("fruit", fruit::NOUNS),
    ("home", home::NOUNS),
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
