//! Private pages after the first one: the server sends signed-out visitors of a page away, this does so when they
//! get there by a link within the running page.

use domain::session::SessionView;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::SessionState;
use crate::features::identity::sign_in_path;

/// Sends signed-out visitors of the calling page to the sign-in page, and back afterwards. Somebody whose session ends
/// while they are here stays, and with them what they typed: what they ask for next tells them.
pub fn require_session() {
    let session = SessionState::of_page();
    let location = use_location();
    let navigate = use_navigate();
    Effect::new(move |was_member: Option<bool>| {
        let view = session.view();
        let is_member = was_member == Some(true) || matches!(view, Some(SessionView::SignedIn { .. }));
        if view == Some(SessionView::SignedOut) && !is_member {
            let here = location.pathname.get_untracked() + &query(&location.search.get_untracked());
            navigate(&sign_in_path(&here), NavigateOptions { replace: true, ..Default::default() });
        }
        is_member
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
