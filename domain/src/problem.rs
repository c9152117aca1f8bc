//! What can go wrong for the person who asked: a sentence, what it cost, and the next step. It can hold no cause;
//! causes are logged once on the server under an incident id.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::credits::Credits;

/// A field of a form that an error belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// The prompt box.
    Prompt,
    /// The style grid.
    Style,
    /// The picture.
    Image,
    /// The two concept pictures.
    Concept,
    /// An e-mail address.
    Email,
    /// Material, color or finish of a print.
    Print,
    /// The size of a print.
    Size,
    /// How many pieces.
    Quantity,
    /// Remarks for the printer.
    Remarks,
    /// Where prints are sent.
    Country,
    /// The person's own address.
    Address,
    /// Anything else in a request.
    Request,
}

/// A closed list of what people are limited in; it owns the limit and the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LimitedAction {
    /// Starting, repeating or cancelling a generation.
    Generate,
    /// Asking for an upload slot.
    Upload,
    /// Asking how a generation is doing.
    Status,
    /// Opening a stream of status events.
    Stream,
    /// Asking what a print costs: a slider asks often.
    Quote,
    /// Any other write.
    Write,
    /// Signing in or up.
    SignIn,
}

impl LimitedAction {
    /// Every case, for tables and tests.
    pub const ALL: [Self; 7] =
        [Self::Generate, Self::Upload, Self::Status, Self::Stream, Self::Quote, Self::Write, Self::SignIn];

    /// How many a person may do in a minute, with a burst of the same size.
    #[must_use]
    pub fn per_minute(self) -> u32 {
        match self {
            Self::Generate => 20,
            Self::Upload => 20,
            Self::Status => 240,
            Self::Stream => 30,
            Self::Quote => 90,
            Self::Write => 60,
            Self::SignIn => 30,
        }
    }

    /// A stable key for counters and logs.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Generate => "generate",
            Self::Upload => "upload",
            Self::Status => "status",
            Self::Stream => "stream",
            Self::Quote => "quote",
            Self::Write => "write",
            Self::SignIn => "sign_in",
        }
    }

    /// What was done too often, as the object of a sentence.
    fn words(self) -> &'static str {
        match self {
            Self::Generate => "generations",
            Self::Upload => "uploads",
            Self::Status | Self::Stream => "status requests",
            Self::Quote => "price requests",
            Self::Write => "changes",
            Self::SignIn => "sign-in attempts",
        }
    }
}

/// Why a request was not carried out. Nothing was changed and nothing was charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// Nobody is signed in, or the session ended.
    SignedOut,
    /// It is not there, or not yours: the same answer for both.
    NotFound,
    /// What was sent cannot be used.
    Invalid {
        /// The field it belongs to.
        field: Field,
        /// A sentence that says what is wrong and what would be right.
        sentence: String,
    },
    /// The action costs more than there is.
    OutOfCredits {
        /// What the action costs.
        need: Credits,
        /// What the account holds.
        have: Credits,
    },
    /// Credits were spent whose money went back; nothing can be spent until they are bought again.
    Indebted {
        /// How many.
        debt: Credits,
    },
    /// As many generations are running as one person may have.
    TooManyRunning {
        /// That number.
        limit: u32,
    },
    /// Too often in a short time.
    RateLimited {
        /// What was limited.
        action: LimitedAction,
        /// Seconds until it works again.
        retry_after_secs: u32,
    },
    /// The asset is in a state that does not allow this (changed in another tab, already running, …).
    NotNow {
        /// A sentence that says why.
        sentence: String,
    },
    /// A part of the service does not answer, or its disk is full.
    Unavailable {
        /// A sentence that names what is affected.
        sentence: String,
    },
    /// A fault of ours.
    Internal {
        /// Under which id the cause is logged.
        incident: String,
    },
}

impl Problem {
    /// A field that cannot be used, and why.
    #[must_use]
    pub fn invalid(field: Field, sentence: &str) -> Self {
        Self::Invalid { field, sentence: sentence.to_owned() }
    }

    /// The asset does not allow this now, and why.
    #[must_use]
    pub fn not_now(sentence: &str) -> Self {
        Self::NotNow { sentence: sentence.to_owned() }
    }

    /// What happened, in a sentence for the page.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::SignedOut => "You are signed out.".to_owned(),
            Self::NotFound => "There is nothing here that you can see.".to_owned(),
            Self::Invalid { sentence, .. } | Self::NotNow { sentence } | Self::Unavailable { sentence } => {
                sentence.clone()
            }
            Self::OutOfCredits { need, have } => format!("This needs {need}; you have {have}."),
            Self::Indebted { debt } => format!("A refund left {debt} to be repaid."),
            Self::TooManyRunning { limit } => format!("You already have {limit} generations running."),
            Self::RateLimited { action, .. } => format!("Too many {} in a short time.", action.words()),
            Self::Internal { incident } => format!("Something went wrong on our side (incident {incident})."),
        }
    }

    /// What to do next, in a sentence for the page.
    #[must_use]
    pub fn next_step(&self) -> String {
        match self {
            Self::SignedOut => "Sign in and try again; what you typed stays here.".to_owned(),
            Self::NotFound => "Check the address, or go to your workspace.".to_owned(),
            Self::Invalid { .. } => "Change it and try again. Nothing was charged.".to_owned(),
            Self::OutOfCredits { .. } => "Buy more to go on; what you typed stays here.".to_owned(),
            Self::Indebted { .. } => "Buy credits: the first of them repay it.".to_owned(),
            Self::TooManyRunning { .. } => {
                "Wait for one to finish, or cancel one in your workspace.".to_owned()
            }
            Self::RateLimited { retry_after_secs, .. } => format!("Try again in {retry_after_secs} seconds."),
            Self::NotNow { .. } => "Reload the page to see where it stands.".to_owned(),
            Self::Unavailable { .. } => "Try again in a minute. Nothing was charged.".to_owned(),
            Self::Internal { .. } => "Try again; if it stays, tell us the incident number.".to_owned(),
        }
    }

    /// The HTTP status that says the same.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::NotFound => 404,
            Self::Invalid { .. } => 422,
            Self::OutOfCredits { .. } | Self::Indebted { .. } => 402,
            Self::TooManyRunning { .. } | Self::RateLimited { .. } => 429,
            Self::NotNow { .. } => 409,
            Self::Unavailable { .. } => 503,
            Self::Internal { .. } => 500,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.sentence(), self.next_step())
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_says_what_and_what_next() {
        let all = [
            Problem::SignedOut,
            Problem::NotFound,
            Problem::invalid(Field::Prompt, "No."),
            Problem::OutOfCredits { need: Credits(1), have: Credits(0) },
            Problem::Indebted { debt: Credits(3) },
            Problem::TooManyRunning { limit: 2 },
            Problem::RateLimited { action: LimitedAction::Generate, retry_after_secs: 9 },
            Problem::not_now("Busy."),
            Problem::Unavailable { sentence: "The generator does not answer.".into() },
            Problem::Internal { incident: "abc".into() },
        ];
        for problem in all {
            assert!(problem.sentence().ends_with('.') && problem.next_step().ends_with('.'), "{problem:?}");
            assert!((400..600).contains(&problem.http_status()));
        }
    }

    #[test]
    fn limits_have_distinct_keys() {
        let keys: std::collections::HashSet<_> =
            LimitedAction::ALL.iter().map(|action| action.key()).collect();
        assert_eq!(keys.len(), LimitedAction::ALL.len());
        assert!(LimitedAction::ALL.iter().all(|action| action.per_minute() > 0));
    }
}
