//! What a prompt adds to a picture: the picture decides the geometry, words choose its form, size, color and base.

use super::gate::Method;
use super::plan::Form;
use crate::style::color;

/// Things a picture can be put on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// A flat round mat.
    Coaster,
    /// A coin with an eye.
    Medal,
    /// A small flat piece with an eye.
    Keychain,
    /// A framed relief.
    Plaque,
    /// Flat layers.
    Badge,
}

impl Carrier {
    const WORDS: [(&'static str, Self); 14] = [
        ("coaster", Self::Coaster),
        ("medal", Self::Medal),
        ("pendant", Self::Medal),
        ("ornament", Self::Medal),
        ("keychain", Self::Keychain),
        ("keyring", Self::Keychain),
        ("charm", Self::Keychain),
        ("plaque", Self::Plaque),
        ("tablet", Self::Plaque),
        ("frame", Self::Plaque),
        ("badge", Self::Badge),
        ("logo", Self::Badge),
        ("sticker", Self::Badge),
        ("magnet", Self::Badge),
    ];

    /// Whether it has an eye to hang it by.
    #[must_use]
    pub fn hangs(self) -> bool {
        matches!(self, Self::Medal | Self::Keychain)
    }

    /// The forms that carry a picture of which the gate says `method`.
    #[must_use]
    pub fn forms(self, method: Method) -> [Form; 2] {
        match (self, method) {
            (Self::Coaster | Self::Medal, _) => [Form::Medallion, Form::Medallion],
            (Self::Plaque, _) => [Form::Plaque, Form::Plaque],
            (Self::Keychain, Method::Relief) => [Form::Medallion, Form::Plaque],
            (Self::Keychain, _) => [Form::HalfFigure, Form::Badge],
            (Self::Badge, Method::Relief) => [Form::Medallion, Form::Medallion],
            (Self::Badge, _) => [Form::Badge, Form::Medallion],
        }
    }
}

/// What a prompt asks of a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wishes {
    /// Asked form.
    pub form: Option<Form>,
    /// Asked thing to put it on.
    pub carrier: Option<Carrier>,
    /// Asked color, 0xRRGGBB.
    pub tint: Option<u32>,
    /// Asked longest side.
    pub size_mm: Option<f32>,
    /// Asked thickness, see [`super::plan::PicturePlan::depth`].
    pub depth: Option<f32>,
    /// Asked for a base (true) or for none (false).
    pub stands: Option<bool>,
    /// Words that were used, as written.
    pub understood: Vec<String>,
    /// Words that were not.
    pub not_understood: Vec<String>,
}

/// Words without a meaning of their own.
const FILLERS: [&str; 43] = [
    "a", "an", "the", "of", "my", "this", "that", "it", "in", "on", "with", "and", "as", "to", "make",
    "turn", "into", "please", "picture", "image", "photo", "drawing", "3d", "model", "from", "for", "colors",
    "colours", "color", "colour", "i", "want", "me", "like", "is", "at", "be", "style", "print", "printed",
    "tall", "wide", "very",
];

/// Reads a prompt that comes with a picture.
#[must_use]
pub fn read(prompt: &str) -> Wishes {
    let mut wishes = Wishes::default();
    let lowered = prompt.to_lowercase().replace("key chain", "keychain").replace("key ring", "keyring");
    let words: Vec<&str> = lowered
        .split(|letter: char| !letter.is_alphanumeric() && letter != '.')
        .filter(|word| !word.is_empty())
        .collect();
    let mut index = 0;
    while let Some(&word) = words.get(index) {
        let next = words.get(index + 1).copied().unwrap_or_default();
        index += match wishes.take(word.trim_matches('.'), next) {
            Some(used) => {
                wishes.understood.push(words[index..index + used].join(" "));
                used
            }
            None if FILLERS.contains(&word) => 1,
            None => {
                wishes.not_understood.push(word.trim_matches('.').to_owned());
                1
            }
        };
    }
    wishes
}

impl Wishes {
    /// Uses `word`, and `next` where the two belong together; says how many words were used.
    fn take(&mut self, word: &str, next: &str) -> Option<usize> {
        if matches!((word, next), ("no" | "without", "base" | "stand")) {
            self.stands = Some(false);
            return Some(2);
        }
        if let Some((size_mm, used)) = size(word, next) {
            self.size_mm = Some(size_mm);
            return Some(used);
        }
        let singular = word.strip_suffix('s').unwrap_or(word);
        if let Some((_, carrier)) = Carrier::WORDS.iter().find(|(name, _)| *name == word || *name == singular)
        {
            self.carrier = Some(*carrier);
            return Some(1);
        }
        if self.take_manner(word) {
            return Some(1);
        }
        let tint = color::named(word)?;
        self.tint = Some(tint);
        Some(1)
    }

    fn take_manner(&mut self, word: &str) -> bool {
        match word {
            "puffy" | "inflated" | "balloon" | "round" | "chubby" | "plush" | "figure" | "figurine"
            | "toy" => {
                self.form = Some(Form::Figure);
                if word != "figure" && word != "figurine" {
                    self.depth = Some(0.36);
                }
            }
            "flat" | "half" => self.form = Some(Form::HalfFigure),
            "relief" | "engraved" | "carved" | "portrait" => self.form = Some(Form::Plaque),
            "coin" | "medallion" => self.form = Some(Form::Medallion),
            "layered" | "layers" => self.form = Some(Form::Badge),
            "thin" | "slim" => self.depth = Some(0.16),
            "thick" | "fat" | "deep" => self.depth = Some(0.42),
            "base" | "stand" | "pedestal" | "standing" => self.stands = Some(true),
            _ => return false,
        }
        true
    }
}

/// A length: "80mm", "8 cm", "3 inches", or a word for one.
fn size(word: &str, next: &str) -> Option<(f32, usize)> {
    match word {
        "tiny" => return Some((30.0, 1)),
        "small" | "little" => return Some((50.0, 1)),
        "big" | "large" => return Some((120.0, 1)),
        "giant" | "huge" => return Some((200.0, 1)),
        _ => {}
    }
    let digits = word.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(word.len());
    let number: f32 = word[..digits].parse().ok()?;
    let (unit, used) = if digits < word.len() { (&word[digits..], 1) } else { (next, 2) };
    let millimetres = match unit {
        "mm" | "millimeter" | "millimeters" | "millimetre" | "millimetres" => number,
        "cm" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => number * 10.0,
        "in" | "inch" | "inches" => number * 25.4,
        _ => return None,
    };
    (5.0..=1000.0).contains(&millimetres).then_some((millimetres, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_choose_form_size_color_and_base() {
        let wishes = read("Make a small flat red keychain of my dog, 6 cm, without base");
        assert_eq!(wishes.carrier, Some(Carrier::Keychain));
        assert_eq!(wishes.form, Some(Form::HalfFigure));
        assert_eq!(wishes.size_mm, Some(60.0));
        assert_eq!(wishes.stands, Some(false));
        assert!(wishes.tint.is_some());
        assert_eq!(wishes.not_understood, ["dog"]);
        assert!(wishes.understood.contains(&"6 cm".to_owned()));
    }

    #[test]
    fn sizes_come_in_many_spellings() {
        for (text, expected) in [("80mm", 80.0), ("8.5 cm", 85.0), ("3 inches", 76.2), ("giant", 200.0)] {
            assert_eq!(read(text).size_mm, Some(expected), "{text}");
        }
        assert_eq!(read("80").size_mm, None);
        assert_eq!(read("9000 mm").size_mm, None);
    }

    #[test]
    fn nothing_asked_is_nothing_wished() {
        assert_eq!(read("a picture of this, please"), Wishes::default());
        assert_eq!(read("playing violin").not_understood, ["playing", "violin"]);
    }
}
