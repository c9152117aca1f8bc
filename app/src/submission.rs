//! Something a person asked for by pressing a button: runs once at a time, keeps its problem for the page, renews
//! an expired token and tries once more. Not generic over what it runs, so each use costs few bytes.

use std::future::Future;
use std::pin::Pin;

use domain::Problem;
use domain::session::{KeptForm, Session};
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnUrlError;
use leptos::task::spawn_local;

use crate::browser::{Identity, Renewal};
use crate::context::session;
use crate::erased::Erase;
use crate::error::AppError;
use crate::features::problem_view::ProblemView;
use crate::features::session::SessionState;

type Answer = Pin<Box<dyn Future<Output = Result<(), AppError>>>>;
type Work = Box<dyn Fn() -> Answer>;

/// The state of what was asked for.
#[derive(Clone, Copy)]
pub struct Submission {
    pending: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
    session: SessionState,
    /// Success changes nothing that the session is read for.
    keeps_session: bool,
}

impl Submission {
    /// Nothing asked for yet; a problem of a plain form post of `endpoint` (or of one below it, when it ends in `/`)
    /// that led here is shown at once.
    #[must_use]
    pub fn new(endpoint: &str) -> Self {
        Self {
            pending: RwSignal::new(false),
            problem: RwSignal::new(posted_problem(endpoint)),
            session: SessionState::of_page(),
            keeps_session: false,
        }
    }

    /// The same for what moves no credits and answers the new cart itself: after it, reading the session again would be
    /// a second question about what was just answered.
    #[must_use]
    pub fn keeping_session(self) -> Self {
        Self { keeps_session: true, ..self }
    }

    /// True while it runs.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self.pending.get()
    }

    /// What went wrong last.
    #[must_use]
    pub fn problem(self) -> Option<Problem> {
        self.problem.get()
    }

    /// What went wrong last, for the page. One type for all pages.
    pub(crate) fn problem_view(self) -> impl Fn() -> Option<AnyView> + Copy + Send {
        move || self.problem.get().map(|problem| view! { <ProblemView problem /> }.erased())
    }

    /// Asks, unless it is already running; `done` follows success. The header's credits are refreshed either way, but
    /// for [`Self::keeping_session`].
    ///
    /// The page, or the form alone, may have gone when the answer comes, and `done` is called all the same: it reaches
    /// what belongs to them by `try_…` only.
    pub fn run<Ask, Asked>(self, ask: Ask, done: impl Fn() + 'static)
    where
        Ask: Fn() -> Asked + 'static,
        Asked: Future<Output = Result<(), AppError>> + 'static,
    {
        self.run_boxed(Box::new(move || Box::pin(ask())), Box::new(done));
    }

    fn run_boxed(self, work: Work, done: Box<dyn Fn()>) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        self.problem.set(None);
        let (session, keeps_session) = (self.session, self.keeps_session);
        spawn_local(async move {
            let mut answer = work().await;
            if let (Err(AppError(Problem::SignedOut)), Some(identity)) = (&answer, session.identity())
                && renewed(&*identity).await == Renewal::Fresh
            {
                answer = work().await;
            }
            // The page may have gone meanwhile: its signals with it.
            self.pending.try_set(false);
            if is_session_old(keeps_session, &answer) {
                session.refresh_after_action(answer.is_ok());
            }
            match answer {
                Ok(()) => done(),
                Err(AppError(problem)) => {
                    self.problem.try_set(Some(problem));
                }
            }
        });
    }
}

/// What failed may have failed because of the session.
fn is_session_old(keeps_session: bool, answer: &Result<(), AppError>) -> bool {
    !keeps_session || answer.is_err()
}

async fn renewed(identity: &dyn Identity) -> Renewal {
    let (tell, told) = futures_channel::oneshot::channel();
    identity.renew(Box::new(move |renewal| {
        let _ = tell.send(renewal);
    }));
    told.await.unwrap_or(Renewal::Unreachable)
}

/// The problem that a plain form post brought back in the address.
fn posted_problem(endpoint: &str) -> Option<Problem> {
    let posted = use_context::<ServerActionError>()?;
    let path = posted.path().trim_start_matches("/api/");
    let is_here = path == endpoint || (endpoint.ends_with('/') && path.starts_with(endpoint));
    is_here.then(|| met_again(ServerFnUrlError::<AppError>::decode_err(posted.err()).0))
}

/// A problem as it stands when its page is opened: who was signed out may have been found to be signed in on the way.
fn met_again(problem: Problem) -> Problem {
    match (problem, session()) {
        (Problem::SignedOut, Session::SignedIn(_)) => {
            Problem::Unavailable { sentence: "Your session had run out just then; it is renewed.".to_owned() }
        }
        (problem, _) => problem,
    }
}

/// What a plain form post of `endpoint` held that led here because the session had run out.
pub(crate) fn kept_form(endpoint: &str) -> Option<KeptForm> {
    debug_assert!(KeptForm::ENDPOINTS.contains(&endpoint), "{endpoint} is not kept");
    use_context::<KeptForm>().filter(|form| form.endpoint == endpoint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answered_change_of_the_cart_leaves_the_session_unread() {
        let failed = || Err(AppError(Problem::SignedOut));
        assert!(!is_session_old(true, &Ok(())));
        assert!(is_session_old(true, &failed()));
        assert!(is_session_old(false, &Ok(())) && is_session_old(false, &failed()));
    }
}
