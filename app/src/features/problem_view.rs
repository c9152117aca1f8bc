//! A problem in place of what could not be shown or done, always with a way on.

use crate::effect::effect;
use crate::erased::Erase;
use domain::Problem;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::features::credits::buying;
use crate::features::identity::sign_in_path;
use crate::features::session::SessionState;
use crate::ui::{Alert, AlertTone};

/// Where a problem leads on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WayOn {
    SignIn,
    BuyCredits,
    Workspace,
    Reload,
    Stay,
}

impl WayOn {
    fn of(problem: &Problem) -> Self {
        match problem {
            Problem::SignedOut => Self::SignIn,
            Problem::OutOfCredits { .. } | Problem::Indebted { .. } => Self::BuyCredits,
            Problem::NotFound | Problem::TooManyRunning { .. } => Self::Workspace,
            Problem::NotNow { .. } => Self::Reload,
            Problem::Invalid { .. }
            | Problem::RateLimited { .. }
            | Problem::Unavailable { .. }
            | Problem::Internal { .. } => Self::Stay,
        }
    }

    /// The link's address and words, given where the reader is: the path, and the query without `?`.
    fn link(self, here: &str, search: &str) -> Option<(String, &'static str)> {
        match self {
            Self::SignIn => Some((sign_in_path(here), "Sign in in a new tab")),
            Self::BuyCredits => Some((buying(here, &without_problem(search)), "Buy credits")),
            Self::Workspace => Some(("/workspace".to_owned(), "Go to your workspace")),
            Self::Reload => Some((here.to_owned(), "Reload the page")),
            Self::Stay => None,
        }
    }
}

/// The query without the problem that a plain form post brought back in it (`__path` and `__err`).
fn without_problem(search: &str) -> String {
    search
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.starts_with("__"))
        .collect::<Vec<_>>()
        .join("&")
}

/// What happened and what to do next. An expired session is renewed by itself where that is possible.
#[component]
pub fn ProblemView(
    /// What happened.
    problem: Problem,
) -> impl IntoView {
    let location = use_location();
    let (here, search) = (location.pathname.get_untracked(), location.search.get_untracked());
    if problem == Problem::SignedOut {
        effect(|| SessionState::of_page().renew());
    }
    let way_on = WayOn::of(&problem);
    // A reload is a new document, not a client-side navigation to where we are.
    let rel = (way_on == WayOn::Reload).then_some("external");
    // What was typed stays in this tab.
    let target = (way_on == WayOn::SignIn).then_some("_blank");
    let link = way_on.link(&here, &search).map(|(href, words)| {
        view! { <a class="link mt-1 inline-block" href=href rel=rel target=target>{words}</a> }
    });
    view! {
        <Alert tone=AlertTone::Danger title=problem.sentence()>
            <p>{problem.next_step()}</p>
            {link}
        </Alert>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use domain::credits::Credits;

    use super::*;

    #[test]
    fn problems_that_stay_have_no_link_and_others_lead_on() {
        assert_eq!(WayOn::of(&Problem::Internal { incident: "x".into() }).link("/a", ""), None);
        let sign_in = WayOn::of(&Problem::SignedOut).link("/assets/a", "");
        assert_eq!(sign_in, Some(("/sign-in?redirect_url=%2Fassets%2Fa".to_owned(), "Sign in in a new tab")));
        let reload = WayOn::of(&Problem::not_now("Busy.")).link("/workspace", "");
        assert_eq!(reload.map(|(href, _)| href), Some("/workspace".to_owned()));
    }

    #[test]
    fn buying_credits_stays_on_the_tab_it_was_needed_on() {
        let problem = Problem::OutOfCredits { need: Credits(1), have: Credits(0) };
        let link = WayOn::of(&problem).link("/dashboard", "mode=image&__path=%2Fapi&__err=x");
        assert_eq!(link, Some(("/dashboard?mode=image&buy=credits".to_owned(), "Buy credits")));
    }
}
