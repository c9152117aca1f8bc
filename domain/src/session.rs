//! Who is asking.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::credits::Credits;
use crate::ids::UserId;
use crate::problem::Problem;

/// What the server knows of the request's session.
///
/// Tokens live 60 seconds, so a returning visitor's first page often arrives with an expired one: that is
/// [`Session::Unknown`], not signed out; the browser refreshes it, and a page that needs a session hands over to
/// the identity provider and comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Session {
    /// A valid token of a known person.
    SignedIn(UserId),
    /// No token, or one that can never become valid.
    SignedOut,
    /// A token that has expired; whether the session still lives is the identity provider's to say.
    Unknown,
}

impl Session {
    /// The person, when there is one.
    #[must_use]
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::SignedIn(user) => Some(user),
            Self::SignedOut | Self::Unknown => None,
        }
    }
}

/// A form that a person sent without scripts when their token had run out. Nothing was done, and its page fills it in
/// again for the same person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptForm {
    /// Which server function it was for.
    pub endpoint: String,
    /// Names and values, as they were sent.
    pub fields: Vec<(String, String)>,
}

impl KeptForm {
    /// The forms that people write in, and whose pages fill them in again.
    pub const ENDPOINTS: [&str; 2] = ["account/set_address", "generation/start"];

    /// What was filled into a field, when it was sent at all.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What the header shows of the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionView {
    /// A person with an account.
    SignedIn {
        /// Their e-mail address.
        email: String,
        /// Their balance.
        credits: Credits,
        /// Lines in their cart.
        cart_lines: u32,
    },
    /// Nobody.
    SignedOut,
    /// See [`Session::Unknown`].
    Unknown,
}

/// Why the sandbox's sign-in form came back, as the `error` parameter of `/sign-in` and `/sign-up`. A closed list, so
/// that a link cannot put words into the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInError {
    /// What was typed is not an e-mail address.
    InvalidEmail,
}

impl SignInError {
    /// The parameter's value.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::InvalidEmail => "invalid_email",
        }
    }

    /// The case with this value.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::InvalidEmail].into_iter().find(|error| error.key() == key)
    }

    /// What to say beside the field.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::InvalidEmail => "Enter an e-mail address like ada@example.com.",
        }
    }
}

/// Accounts of people, mirrored from the identity provider.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// What the header shows.
    async fn view(&self, session: Session) -> Result<SessionView, Problem>;
}
