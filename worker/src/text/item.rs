//! What a request asks for, one thing at a time: plain data that fully determines the geometry.

use crate::style::material::Finish;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing with everything said about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Name in the noun table.
    pub noun: String,
    /// Name of a kind of the noun ("panda"), if one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Body variant, 0 or 1.
    pub variant: u8,
    /// Body, accent, second accent, dark, light; sRGB.
    pub palette: [u32; 5],
    /// Feeds the small differences between two models of one recipe text.
    pub seed: u64,
    /// Material of the whole thing, if one was named.
    pub finish: Option<Finish>,
    /// Adjectives.
    pub traits: Vec<Trait>,
    /// What was said about single parts, by part name.
    pub wishes: BTreeMap<String, PartWish>,
    /// Lettering, if any.
    pub text: Option<String>,
    /// How many of it stand side by side.
    pub copies: u8,
    /// Things that go with it.
    pub companions: Vec<Companion>,
}

/// What was said about one part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PartWish {
    /// sRGB.
    pub color: Option<u32>,
    /// Material.
    pub finish: Option<Finish>,
    /// How many.
    pub count: Option<u8>,
    /// "without …".
    pub hidden: bool,
}

/// A second thing and how it relates to the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Companion {
    /// Where it goes.
    pub relation: Relation,
    /// What it is.
    pub item: Item,
}

/// How a companion relates to its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// In its hand, or standing close to it.
    With,
    /// On its head.
    Wears,
    /// Next to it, the same size.
    Beside,
    /// Underneath it.
    On,
    /// Around its lower part.
    In,
}

/// Adjectives that change the geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trait {
    Tall,
    Short,
    Thin,
    Fat,
    Long,
    Cute,
    Spiky,
    Twisted,
    Happy,
    Sad,
    Sleepy,
    Old,
    Hollow,
    Smooth,
    Square,
    Round,
}

impl Trait {
    /// The adjective a word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "tall" | "high" => Self::Tall,
            "short" | "low" | "squat" => Self::Short,
            "thin" | "slim" | "skinny" | "slender" | "narrow" => Self::Thin,
            "fat" | "chubby" | "thick" | "wide" | "plump" | "chunky" => Self::Fat,
            "long" => Self::Long,
            "cute" | "adorable" | "kawaii" | "baby" | "sweet" | "lovely" => Self::Cute,
            "spiky" | "spiked" | "thorny" => Self::Spiky,
            "twisted" | "spiral" | "swirly" | "twisting" => Self::Twisted,
            "happy" | "smiling" | "friendly" | "cheerful" | "smiley" | "funny" => Self::Happy,
            "sad" | "angry" | "grumpy" => Self::Sad,
            "sleepy" | "sleeping" | "asleep" | "tired" | "dreaming" => Self::Sleepy,
            "old" | "ancient" | "weathered" | "rusty" => Self::Old,
            "hollow" => Self::Hollow,
            "smooth" => Self::Smooth,
            "square" | "boxy" => Self::Square,
            "round" | "rounded" => Self::Round,
            _ => return None,
        })
    }
}

impl Item {
    /// A thing about which nothing else is known.
    pub fn plain(noun: &str, palette: [u32; 5], seed: u64) -> Self {
        Self { noun: noun.to_owned(), palette, seed, copies: 1, ..Self::default() }
    }

    /// What it is in one line, for people who look at how a prompt was read.
    pub fn summary(&self) -> String {
        let mut words = vec![format!("{} #{:06X}/#{:06X}", self.noun, self.palette[0], self.palette[1])];
        words.extend(self.kind.clone());
        words.extend((self.copies > 1).then(|| format!("× {}", self.copies)));
        words.extend(self.finish.map(|finish| format!("of {finish:?}")));
        words.extend(self.traits.iter().map(|adjective| format!("{adjective:?}")));
        words.extend(self.wishes.iter().map(|(part, wish)| {
            let color = wish.color.map(|code| format!(" #{code:06X}")).unwrap_or_default();
            let finish = wish.finish.map(|finish| format!(" {finish:?}")).unwrap_or_default();
            let count = wish.count.map(|count| format!(" × {count}")).unwrap_or_default();
            format!("{}{part}{color}{finish}{count}", if wish.hidden { "no " } else { "" })
        }));
        words.extend(self.text.iter().map(|text| format!("“{text}”")));
        words.extend(
            self.companions
                .iter()
                .map(|companion| format!("{:?} [{}]", companion.relation, companion.item.summary())),
        );
        words.join(", ")
    }

    /// A number in -1..=1 that depends on the seed and `name` only.
    pub fn wobble(&self, name: &str) -> f32 {
        let mut hash = self.seed ^ 0x9E37_79B9_7F4A_7C15;
        for byte in name.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            hash ^= hash >> 29;
        }
        hash = hash.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        ((hash >> 40) as f32 / (1u64 << 23) as f32) - 1.0
    }

    /// Stretch along X, Y and Z that the adjectives ask for.
    pub fn stretch(&self) -> [f32; 3] {
        let mut stretch = [1.0f32; 3];
        for adjective in &self.traits {
            let factor = match adjective {
                Trait::Tall => [0.94, 1.28, 0.94],
                Trait::Short => [1.05, 0.76, 1.05],
                Trait::Thin => [0.78, 1.0, 0.78],
                Trait::Fat => [1.25, 0.97, 1.25],
                Trait::Long => [1.0, 1.0, 1.3],
                _ => continue,
            };
            for axis in 0..3 {
                stretch[axis] *= factor[axis];
            }
        }
        stretch
    }
}
