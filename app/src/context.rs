//! What a server-function body may ask of its surroundings: who is asking, and the ports the server provides.
//!
//! Every function here reads Leptos context, so it is called above the body's first `await`.

use std::str::FromStr;
use std::sync::Arc;

use domain::Problem;
use domain::ids::{ConceptId, UserId};
use domain::page::PageResponse;
use domain::problem::Field;
use domain::session::Session;
use leptos::prelude::use_context;

use crate::error::AppError;

/// Where answers go: it tells the HTTP layer the status of a problem.
#[derive(Clone, Default)]
pub struct Reply(Option<Arc<dyn PageResponse>>);

/// The reply of the running request.
#[must_use]
pub fn reply() -> Reply {
    Reply(use_context())
}

impl Reply {
    /// A port's answer as a server function's.
    ///
    /// # Errors
    /// The port's problem, after its HTTP status was told to the response.
    pub fn with<T>(&self, answer: Result<T, Problem>) -> Result<T, AppError> {
        answer.map_err(|problem| self.problem(problem))
    }

    /// Sends the browser to `path`: a redirect after a plain form post, a navigation after a call by script.
    pub fn redirect(&self, path: &str) {
        if let Some(response) = &self.0 {
            response.redirect(path);
        }
    }

    fn problem(&self, problem: Problem) -> AppError {
        if let Some(response) = &self.0 {
            response.status(problem.http_status());
        }
        AppError(problem)
    }
}

/// A port by its trait.
///
/// # Errors
/// [`Problem::Internal`] when the server did not provide it.
pub fn port<T: ?Sized + Send + Sync + 'static>() -> Result<Arc<T>, AppError> {
    use_context::<Arc<T>>()
        .ok_or_else(|| reply().problem(Problem::Internal { incident: "missing-port".to_owned() }))
}

/// Who is asking (if anyone) and a port.
///
/// # Errors
/// As [`port`].
pub fn viewer<T: ?Sized + Send + Sync + 'static>() -> Result<(Option<UserId>, Arc<T>), AppError> {
    Ok((session().user(), port::<T>()?))
}

/// The signed-in person who is asking, and a port.
///
/// # Errors
/// [`Problem::SignedOut`] when nobody is, or the token has expired; else as [`port`].
pub fn signed_in<T: ?Sized + Send + Sync + 'static>() -> Result<(UserId, Arc<T>), AppError> {
    let user = session().user().ok_or_else(|| reply().problem(Problem::SignedOut))?;
    Ok((user, port::<T>()?))
}

/// What the server knows of the request's session.
#[must_use]
pub fn session() -> Session {
    use_context().unwrap_or(Session::SignedOut)
}

/// An identifier as a form sent it; a malformed one names nothing.
///
/// # Errors
/// [`Problem::NotFound`].
pub fn read_id<Id: FromStr>(text: &str) -> Result<Id, AppError> {
    reply().with(text.parse().map_err(|_| Problem::NotFound))
}

/// The concept a form names.
///
/// # Errors
/// [`Problem::Invalid`] when none is chosen, [`Problem::NotFound`] for a malformed id.
pub fn read_choice(text: &str) -> Result<ConceptId, AppError> {
    if text.is_empty() {
        let sentence = "Choose one of the two concepts first.";
        return reply().with(Err(Problem::invalid(Field::Concept, sentence)));
    }
    read_id(text)
}

#[cfg(test)]
mod tests;
