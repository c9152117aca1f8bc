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

/// What the header shows of the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionView {
    /// A person with an account.
    SignedIn {
        /// Their e-mail address.
        email: String,
        /// Their balance.
        credits: Credits,
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
