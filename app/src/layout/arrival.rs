//! After a client-side navigation the focus moves to the new page, as it would with a new document.

use leptos::html::Main;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use web_sys::FocusOptions;

/// Focuses the page's main part whenever the path changes (not on the first page, not for a changed query).
pub(super) fn announce_arrivals(main: NodeRef<Main>) {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let here = path.get();
        if before.is_some_and(|before| before != here)
            && let Some(main) = main.get_untracked()
        {
            let quietly = FocusOptions::new();
            quietly.set_prevent_scroll(true);
            let _ = main.focus_with_options(&quietly);
        }
        here
    });
}
