//! A part of the frame whose code is fetched when it is wanted for the first time.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use super::opening::address;
use super::{Later, Pages, Part};
use crate::derived::Derived;
use crate::effect::effect;

/// The part, once it was wanted. It stays in the document from then on.
#[derive(Clone, Copy)]
pub(crate) struct OnDemand {
    part: Part,
    pages: StoredValue<Option<Arc<dyn Pages>>>,
    is_there: RwSignal<bool>,
}

impl OnDemand {
    /// Sees to it that the code is there when it is wanted. Where it is wanted from the start, it came with the document.
    pub(crate) fn new(part: Part, is_wanted: Derived<bool>) -> Self {
        let pages = StoredValue::new(use_context::<Arc<dyn Pages>>());
        let demand = Self { part, pages, is_there: RwSignal::new(is_wanted.get_untracked()) };
        let here = use_location();
        effect(move || {
            if !is_wanted.get() || demand.is_there.get_untracked() {
                return;
            }
            let Some(pages) = pages.get_value() else { return };
            let here = here.clone();
            spawn_local(async move {
                let is_there = pages.fetch(part).await;
                if is_there {
                    demand.is_there.try_set(true);
                } else if is_wanted.try_get_untracked() == Some(true) {
                    // As with a page: a new document has the part without scripts, or with newer ones.
                    pages.open_document(&address(&here));
                }
            });
        });
        demand
    }

    /// Whether it is there.
    pub(crate) fn is_there(self) -> bool {
        self.is_there.get()
    }

    /// The part where it is wanted from the start, else its place. What it asks of the server is asked while its
    /// surroundings are set up: server and browser must do so in the same order.
    pub(crate) fn view(self) -> impl IntoView {
        let at_start = self.is_there.get_untracked();
        let first = at_start.then(|| self.make()).flatten();
        let later = move || if at_start || !self.is_there.get() { None } else { self.make() };
        (first, later)
    }

    fn make(self) -> Option<AnyView> {
        let pages = self.pages.get_value()?;
        untrack(|| at_once(pages.view(self.part))).flatten()
    }
}

/// What is there already.
fn at_once<T>(mut later: Later<T>) -> Option<T> {
    match later.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_is_taken() {
        assert_eq!(at_once(Box::pin(std::future::ready(7))), Some(7));
        assert_eq!(at_once(Box::pin(std::future::pending::<u8>())), None);
    }
}
