//! Something a person asked for by pressing a button: runs once at a time, keeps its problem for the page, renews
//! an expired token and tries once more. Not generic over what it runs, so each use costs few bytes.

use std::future::Future;
use std::pin::Pin;

use domain::Problem;
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnUrlError;
use leptos::task::spawn_local;

use crate::browser::{Identity, Renewal};
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
        }
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

    /// Asks, unless it is already running; `done` follows success. The header's credits are refreshed either way.
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
        let session = self.session;
        spawn_local(async move {
            let mut answer = work().await;
            if let (Err(AppError(Problem::SignedOut)), Some(identity)) = (&answer, session.identity())
                && renewed(&*identity).await == Renewal::Fresh
            {
                answer = work().await;
            }
            // The page may have gone meanwhile: its signals with it.
            self.pending.try_set(false);
            session.refresh();
            match answer {
                Ok(()) => done(),
                Err(AppError(problem)) => {
                    self.problem.try_set(Some(problem));
                }
            }
        });
    }
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
    is_here.then(|| ServerFnUrlError::<AppError>::decode_err(posted.err()).0)
}
