//! The error of every server function: a [`Problem`] on the wire, never a cause.

use std::fmt;

use domain::Problem;
use domain::problem::Field;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::wire::WireJson;

/// A [`Problem`] as server functions answer it; its JSON is the problem's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AppError(pub Problem);

impl AppError {
    /// What went wrong, for the page.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.0
    }
}

impl From<Problem> for AppError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = WireJson;

    /// What the transport reports is either the network (nothing was changed) or a page older than the server.
    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        Self(match value {
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Response(_)
            | ServerFnErrorErr::MiddlewareError(_) => {
                Problem::Unavailable { sentence: "MakeIt3D cannot be reached.".to_owned() }
            }
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::ServerError(_) => {
                Problem::invalid(Field::Request, "This page is out of date; reload it.")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_json_is_the_problems() {
        let problem = Problem::TooManyRunning { limit: 2 };
        let error = AppError(problem.clone());
        assert_eq!(serde_json::to_string(&error).unwrap(), serde_json::to_string(&problem).unwrap());
        assert_eq!(AppError::de(error.ser()), error);
    }

    #[test]
    fn a_lost_connection_says_that_nothing_was_charged() {
        let error = AppError::from_server_fn_error(ServerFnErrorErr::Request("TypeError".into()));
        assert!(error.to_string().contains("cannot be reached"));
        assert!(!error.to_string().contains("TypeError"));
    }
}
