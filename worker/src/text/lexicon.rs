//! What words mean: the longest phrase that is known wins, and small typing errors are forgiven.

use super::{
    compose::part_names,
    item::{Relation, Trait},
    nouns::{self, Noun},
    tokens::{Token, folded, lemmas, within_edits},
};
use crate::style::{color, material::Finish};
use std::{collections::BTreeSet, sync::OnceLock};

/// The meaning of one or more words.
#[derive(Clone, Copy, Debug)]
pub enum Meaning {
    /// A thing.
    Thing(&'static Noun),
    /// "heart-shaped".
    Shaped(&'static Noun),
    /// sRGB.
    Color(u32),
    /// "dark", "pastel".
    ColorEdit(&'static str),
    /// A material.
    Material(Finish),
    /// An adjective of shape.
    Adjective(Trait),
    /// "tiny" to "giant": the size in millimetres.
    Size(f32),
    /// A number word.
    Count(u8),
    /// Millimetres in a unit of length.
    Unit(f32),
    /// "with", "on", …
    Relation(Relation),
    /// "without".
    Without,
    /// "and".
    And,
    /// "named": the name that follows is lettering.
    Naming,
    /// "saying": the words that follow are lettering.
    Saying,
    /// "shaped like": the thing that follows gives its shape.
    ShapedLike,
    /// Grammar and politeness.
    Filler,
    /// Not known.
    Unknown,
}

/// A meaning with the words it was read from.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What was understood.
    pub meaning: Meaning,
    /// The words as they were written.
    pub words: String,
    /// Dictionary form of the last word, for part names.
    pub lemma: String,
    /// The dictionary word, when the written one had a typing error.
    pub meant: Option<&'static str>,
}

/// Longest phrase looked up, in words.
const LONGEST: usize = 4;

/// Reads the words at the start of `tokens`; also says how many there were.
pub fn read(tokens: &[Token]) -> (Reading, usize) {
    let words: Vec<&str> = tokens
        .iter()
        .take(LONGEST)
        .map_while(|token| if let Token::Word(word) = token { Some(word.as_str()) } else { None })
        .collect();
    for length in (1..=words.len()).rev() {
        let phrase = folded(&words[..length].join(" "));
        if let Some((meaning, lemma)) = look_up(&phrase) {
            return (Reading { meaning, words: words[..length].join(" "), lemma, meant: None }, length);
        }
    }
    let word = words.first().copied().unwrap_or_default();
    let (meaning, meant) =
        guess(&folded(word)).map_or((Meaning::Unknown, None), |(meaning, meant)| (meaning, Some(meant)));
    let lemma = lemmas(&folded(word)).pop().unwrap_or_default();
    (Reading { meaning, words: word.to_owned(), lemma, meant }, 1)
}

fn look_up(phrase: &str) -> Option<(Meaning, String)> {
    if let Some(meaning) = function_word(phrase) {
        return Some((meaning, phrase.to_owned()));
    }
    if let Some(shape) = phrase.strip_suffix("-shaped").or_else(|| phrase.strip_suffix(" shaped"))
        && let Some(noun) = thing(shape)
    {
        return Some((Meaning::Shaped(noun), shape.to_owned()));
    }
    for form in lemmas(phrase) {
        let spaced = form.replace('-', " ");
        for candidate in [form.as_str(), spaced.as_str()] {
            if let Some(meaning) = quality(candidate).or_else(|| thing(candidate).map(Meaning::Thing)) {
                return Some((meaning, candidate.to_owned()));
            }
        }
    }
    None
}

/// The noun a folded word stands for.
pub fn thing(word: &str) -> Option<&'static Noun> {
    nouns::all().find(|noun| noun.all_words().any(|known| known == word))
}

/// Colors, materials and adjectives.
fn quality(word: &str) -> Option<Meaning> {
    if let Some(code) = color::named(word) {
        return Some(Meaning::Color(code));
    }
    if let Some(edit) = ["dark", "deep", "light", "pale", "pastel", "bright", "vivid", "neon"]
        .into_iter()
        .find(|edit| *edit == word)
    {
        return Some(Meaning::ColorEdit(edit));
    }
    Finish::from_word(word).map(Meaning::Material).or_else(|| Trait::from_word(word).map(Meaning::Adjective))
}

fn function_word(word: &str) -> Option<Meaning> {
    Some(match word {
        "with" | "holding" | "carrying" | "has" | "having" | "plus" | "waving" | "using" | "who has" => {
            Meaning::Relation(Relation::With)
        }
        "wearing" | "wears" => Meaning::Relation(Relation::Wears),
        "on" | "on top of" | "riding" | "sitting on" | "standing on" | "atop" | "upon" | "over" => {
            Meaning::Relation(Relation::On)
        }
        "in" | "inside" | "sitting in" | "inside of" => Meaning::Relation(Relation::In),
        "beside" | "next to" | "near" => Meaning::Relation(Relation::Beside),
        "without" | "no" => Meaning::Without,
        "and" | "&" => Meaning::And,
        "named" | "called" | "the name" | "with the name" | "with name" | "name of" => Meaning::Naming,
        "saying" | "says" | "reading" | "that says" | "which says" | "that reads" | "text" | "word"
        | "words" | "the word" | "the words" | "with the text" | "with the word" | "with the words"
        | "lettering" | "engraved" | "engraved with" | "embossed" | "embossed with" | "inscription"
        | "labelled" | "labeled" => Meaning::Saying,
        "shaped like" | "in the shape of" | "in shape of" | "in the form of" | "that looks like"
        | "looking like" => Meaning::ShapedLike,
        "tiny" | "mini" | "miniature" | "micro" => Meaning::Size(30.0),
        "small" | "little" => Meaning::Size(50.0),
        "big" | "large" => Meaning::Size(120.0),
        "giant" | "huge" | "enormous" | "massive" | "gigantic" => Meaning::Size(200.0),
        "mm" | "millimeter" | "millimeters" | "millimetre" | "millimetres" => Meaning::Unit(1.0),
        "cm" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => Meaning::Unit(10.0),
        "inch" | "inches" | "inchs" => Meaning::Unit(25.4),
        _ => {
            return number_word(word)
                .map(Meaning::Count)
                .or_else(|| FILLERS.contains(&word).then_some(Meaning::Filler));
        }
    })
}

fn number_word(word: &str) -> Option<u8> {
    const WORDS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    match word {
        "pair of" | "couple of" | "a pair of" | "a couple of" | "double" => Some(2),
        "single" => Some(1),
        "triple" => Some(3),
        "dozen" => Some(12),
        _ => WORDS.iter().position(|name| *name == word).map(|at| at as u8 + 1),
    }
}

const FILLERS: &[&str] = &[
    "a",
    "an",
    "the",
    "of",
    "is",
    "are",
    "that",
    "this",
    "these",
    "which",
    "who",
    "to",
    "for",
    "me",
    "my",
    "your",
    "his",
    "her",
    "its",
    "our",
    "their",
    "some",
    "please",
    "make",
    "create",
    "generate",
    "design",
    "draw",
    "want",
    "i",
    "i'd",
    "like",
    "would",
    "can",
    "could",
    "you",
    "very",
    "really",
    "super",
    "so",
    "nice",
    "beautiful",
    "cool",
    "awesome",
    "pretty",
    "model",
    "3d",
    "figurine",
    "figure of",
    "statue",
    "statuette",
    "sculpture",
    "toy",
    "miniature of",
    "object",
    "thing",
    "print",
    "printed",
    "printable",
    "made",
    "from",
    "out",
    "it",
    "at",
    "by",
    "as",
    "be",
    "he",
    "she",
    "style",
    "low",
    "poly",
    "voxel",
    "cartoon",
    "realistic",
    "wireframe",
    "simple",
    "sitting",
    "standing",
    "piece",
    "kind",
    "type",
    "colored",
    "coloured",
    "color",
    "colour",
    "colors",
    "colours",
    "painted",
    "there",
    "top",
    "side",
    "desk",
    "detailed",
    "decorative",
    "little bit",
    "bit",
    "high quality",
    "quality",
    "4k",
    "hd",
    "set",
    "one of",
];

/// Whether some noun has a part of this name.
fn is_part(word: &str) -> bool {
    static PARTS: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    let parts = PARTS.get_or_init(|| nouns::all().flat_map(part_names).collect());
    parts.contains(word)
}

/// A known word that differs from `word` by a typing error.
fn guess(word: &str) -> Option<(Meaning, &'static str)> {
    let length = word.chars().count();
    if length < 5 {
        return None;
    }
    let most = if length >= 9 { 2 } else { 1 };
    let forms = lemmas(word);
    if forms.iter().any(|form| is_part(form)) {
        // A word of its own, not another one mistyped: "wing" is no "king".
        return None;
    }
    let close = |known: &'static str| {
        let is_alike = |form: &String| {
            // People rarely mistype how a word begins, and other words differ there: "cable" is no "table".
            form.len() >= 4
                && form.chars().take(1).eq(known.chars().take(1))
                && within_edits(form, known, most)
        };
        known.len() >= 4 && forms.iter().any(is_alike)
    };
    let noun = nouns::all()
        .find_map(|noun| noun.all_words().find(|name| close(name)).map(|name| (Meaning::Thing(noun), name)));
    noun.or_else(|| {
        let mut colors = color::NAMED.iter();
        colors.find(|(name, _)| close(name)).map(|(name, code)| (Meaning::Color(*code), *name))
    })
}

/// The names of known things most like `word`, best first (shared letter pairs, Dice 1945).
pub fn closest(word: &str, count: usize) -> Vec<&'static str> {
    let word = folded(word);
    let pairs = |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let wanted = pairs(&word);
    let likeness = |name: &str| {
        let own = pairs(name);
        let shared = own.iter().filter(|pair| wanted.contains(pair)).count();
        2.0 * shared as f32 / (own.len() + wanted.len()).max(1) as f32
    };
    let best = |noun: &'static Noun| noun.all_words().map(likeness).fold(0.0, f32::max);
    let mut ranked: Vec<(f32, &'static str)> = nouns::all().map(|noun| (best(noun), noun.name)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().take(count).map(|(_, name)| name).collect()
}
