//! What a person asks for, in words.

use serde::{Deserialize, Serialize};

use crate::problem::{Field, Problem};

/// A prompt of 1 to [`Prompt::MAX_CHARS`] characters, trimmed, without control characters other than line breaks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prompt(String);

impl Prompt {
    /// The longest prompt, in Unicode scalar values.
    pub const MAX_CHARS: usize = 1000;

    /// Reads what was typed.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when nothing is left after trimming, or it is too long.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let spaced = typed.chars().map(|letter| if letter == '\t' { ' ' } else { letter });
        let text: String = spaced.filter(|letter| *letter == '\n' || !letter.is_control()).collect();
        // Last, or a space before a character that goes would stay.
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 {
            return Err(Problem::invalid(Field::Prompt, "Describe what you want to make."));
        }
        if length > Self::MAX_CHARS {
            let sentence = format!("A prompt has at most 1,000 characters; this one has {length}.");
            return Err(Problem::invalid(Field::Prompt, &sentence));
        }
        Ok(Self(text.to_owned()))
    }

    /// The prompt's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Prompt {
    type Error = Problem;

    fn try_from(typed: String) -> Result<Self, Problem> {
        Self::parse(&typed)
    }
}

impl From<Prompt> for String {
    fn from(prompt: Prompt) -> Self {
        prompt.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_limits_are_inclusive() {
        assert!(Prompt::parse("").is_err());
        assert!(Prompt::parse("  \n\t ").is_err());
        assert!(Prompt::parse("x").is_ok());
        assert!(Prompt::parse(&"ü".repeat(1000)).is_ok());
        assert!(Prompt::parse(&"ü".repeat(1001)).is_err());
    }

    #[test]
    fn control_characters_go_before_the_ends_are_trimmed() {
        let read = |typed: &str| Prompt::parse(typed).map(String::from);
        assert_eq!(read("A \u{e}"), Ok("A".into()));
        assert_eq!(read("a\tred\r\nrobot"), Ok("a red\nrobot".into()));
        assert!(read("\u{e} \u{e}").is_err());
    }

    proptest! {
        #[test]
        fn a_prompt_stays_the_same_when_read_again(typed in ".{1,80}") {
            if let Ok(prompt) = Prompt::parse(&typed) {
                prop_assert_eq!(Prompt::parse(prompt.as_str()), Ok(prompt));
            }
        }
    }
}
