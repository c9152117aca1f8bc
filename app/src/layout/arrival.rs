//! After a client-side navigation the focus moves to the new page, as it would with a new document.

use leptos::html::Main;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use web_sys::FocusOptions;

use crate::pages::Shown;

/// Focuses the page's main part whenever the path changes (not on the first page, not for a changed
/// query), once the page is there: until its code has come, the page before is still on screen.
pub(super) fn announce_arrivals(main: NodeRef<Main>) {
    let path = use_location().pathname;
    let shown = use_context::<Shown>();
    Effect::new(move |before: Option<String>| {
        let here = path.get();
        if shown.is_some_and(|shown| !shown.is_at(&here)) {
            return before.unwrap_or(here);
        }
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
