//! Private pages after the first one: the server sends signed-out visitors of a page away, this does so when they
//! get there by a link within the running page.

use domain::session::SessionView;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::SessionState;
use crate::features::identity::sign_in_path;

/// Sends signed-out visitors of the calling page to the sign-in page, and back afterwards.
pub fn require_session() {
    let session = SessionState::of_page();
    let location = use_location();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if session.view() == Some(SessionView::SignedOut) {
            let here = location.pathname.get_untracked() + &query(&location.search.get_untracked());
            navigate(&sign_in_path(&here), NavigateOptions { replace: true, ..Default::default() });
        }
    });
}

fn query(search: &str) -> String {
    if search.is_empty() { String::new() } else { format!("?{search}") }
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn an_empty_query_leaves_no_question_mark() {
        assert_eq!(query(""), "");
        assert_eq!(query("mode=image"), "?mode=image");
    }
}
