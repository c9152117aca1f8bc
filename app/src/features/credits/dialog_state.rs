//! The dialog as the address has it, for its frame and for what is in it.

use crate::derived::{Derived, derived};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::buy_address::{asks_to_buy, browsing};

/// Whether the dialog is asked for, and the way back to the page below it.
#[derive(Clone, Copy)]
pub(super) struct DialogState {
    pub(super) is_asked: Derived<bool>,
    /// The address of the page without the dialog.
    pub(super) closed: Signal<String>,
    /// Goes there, unless it is closed.
    pub(super) close: Callback<()>,
}

impl DialogState {
    /// On the calling component's page.
    pub(super) fn here() -> Self {
        let location = use_location();
        let search = location.search;
        let is_asked = derived(move |_| search.with(|search| asks_to_buy(search)));
        let closed = Signal::derive(move || browsing(&location.pathname.get(), &search.get()));
        let navigate = use_navigate();
        let close = Callback::new(move |()| {
            if is_asked.get_untracked() {
                let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
                navigate(&closed.get_untracked(), options);
            }
        });
        Self { is_asked, closed, close }
    }
}
