//! E-mail addresses as people type them.

use serde::{Deserialize, Serialize};

/// An address of the shape `someone@host.name`, in lower case, at most [`EmailAddress::MAX_CHARS`] long. Whether
/// anybody reads there only a mail could tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// What was typed is not an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct MalformedEmail;

impl EmailAddress {
    /// The longest address that mail servers take (RFC 5321, section 4.5.3.1.3, without the brackets).
    pub const MAX_CHARS: usize = 254;

    /// Reads what was typed.
    ///
    /// # Errors
    /// [`MalformedEmail`] when it cannot be an address.
    pub fn parse(typed: &str) -> Result<Self, MalformedEmail> {
        let text = typed.trim();
        let (local, host) = text.rsplit_once('@').ok_or(MalformedEmail)?;
        let is_host = host.contains('.')
            && host.split('.').all(|label| !label.is_empty() && label.chars().all(is_host_letter));
        let is_local = !local.is_empty() && local.len() <= 64 && local.chars().all(is_local_letter);
        if text.len() > Self::MAX_CHARS || !is_host || !is_local {
            return Err(MalformedEmail);
        }
        Ok(Self(text.to_lowercase()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_host_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '-'
}

/// Everything an address may hold before the `@` without quotes (RFC 5322 `dot-atom`, and letters of any script).
fn is_local_letter(letter: char) -> bool {
    letter.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(letter)
}

impl TryFrom<String> for EmailAddress {
    type Error = MalformedEmail;

    fn try_from(typed: String) -> Result<Self, MalformedEmail> {
        Self::parse(&typed)
    }
}

impl From<EmailAddress> for String {
    fn from(email: EmailAddress) -> Self {
        email.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_addresses_are_taken_in_lower_case() {
        for (typed, kept) in [
            ("ada@example.com", "ada@example.com"),
            (" Ada.Lovelace+3d@Mail.Example.org ", "ada.lovelace+3d@mail.example.org"),
            ("käthe@müller.de", "käthe@müller.de"),
        ] {
            assert_eq!(EmailAddress::parse(typed).map(String::from), Ok(kept.to_owned()));
        }
    }

    #[test]
    fn other_text_is_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        for typed in ["", "ada", "@example.com", "ada@", "ada@host", "a b@example.com", "ada@ex..com", &long]
        {
            assert_eq!(EmailAddress::parse(typed), Err(MalformedEmail), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_was_taken_is_taken_again(typed in ".{0,20}@.{0,20}") {
            if let Ok(email) = EmailAddress::parse(&typed) {
                prop_assert_eq!(EmailAddress::parse(email.as_str()), Ok(email));
            }
        }
    }
}
