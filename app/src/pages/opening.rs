//! A page is opened: the one before stays on screen until the code of the next is there.

use std::future::pending;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::ChooseView;
use leptos_router::hooks::use_location;
use leptos_router::location::Location;

use super::{Page, Pages, Part};

/// The page that is on screen. While the next one's code is on its way, that is still the one before.
#[derive(Clone, Copy)]
pub(crate) struct Shown(RwSignal<Option<Page>>);

impl Shown {
    /// Provides it to everything inside.
    pub(crate) fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    /// Whether the page of this path is the one on screen; an address that leads nowhere needs no code.
    pub(crate) fn is_at(self, path: &str) -> bool {
        Page::at(path).is_none_or(|page| self.0.get() == Some(page))
    }
}

/// A route's view. The router keeps the page before on screen until this one has been chosen, and drops it when the
/// visitor has gone on to another path meanwhile.
impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        let Some(pages) = use_context::<Arc<dyn Pages>>() else { return ().into_any() };
        let (shown, here) = (use_context::<Shown>(), use_location());
        let wanted = here.pathname.get_untracked();
        let view = pages.view(Part::Page(self)).await;
        if here.pathname.get_untracked() != wanted {
            return ().into_any();
        }
        let Some(view) = view else {
            // No connection, or another release is served by now, with other chunks: a new document knows them.
            pages.open_document(&address(&here));
            return pending().await;
        };
        if let Some(Shown(page)) = shown {
            page.set(Some(self));
        }
        view
    }

    async fn preload(&self) {}
}

/// The whole address of a location.
pub(super) fn address(here: &Location) -> String {
    let (path, query, hash) =
        (here.pathname.get_untracked(), here.search.get_untracked(), here.hash.get_untracked());
    let question = if query.is_empty() { "" } else { "?" };
    format!("{path}{question}{query}{hash}")
}
