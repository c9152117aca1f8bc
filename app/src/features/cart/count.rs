//! How many lines the cart has: the badge in the header.

use leptos::prelude::*;

use crate::features::session::SessionState;

/// The number, for every component of the page: what the session came with, or a newer one.
#[derive(Clone, Copy)]
pub struct CartCount {
    session: SessionState,
    /// A newer number, seen with a whole cart.
    seen: RwSignal<Option<u32>>,
    /// How often something was put in or paid on this page.
    changes: RwSignal<u32>,
}

impl CartCount {
    /// Counts for everything below the calling component, which has a [`SessionState`].
    pub fn provide() {
        let session = SessionState::of_page();
        provide_context(Self { session, seen: RwSignal::new(None), changes: RwSignal::new(0) });
    }

    /// The count of the running page.
    ///
    /// # Panics
    /// Outside of [`crate::App`].
    #[must_use]
    pub fn of_page() -> Self {
        expect_context()
    }

    /// How many lines there are; none while that is not known.
    #[must_use]
    pub fn get(self) -> u32 {
        self.seen.get().unwrap_or_else(|| self.session.cart_lines())
    }

    /// Takes over the number of a cart that was just seen.
    pub fn report(self, lines: usize) {
        self.seen.set(u32::try_from(lines).ok());
    }

    /// Counts again after a submission has put something in, with the session that is read after each submission.
    pub fn recount(self) {
        self.seen.set(None);
        self.changes.update(|count| *count += 1);
    }

    /// Counts again, by reading the session, after the cart was paid.
    pub fn refresh(self) {
        self.recount();
        self.session.refresh();
    }

    /// How often there was something to count again; a shown cart is another one after each.
    #[must_use]
    pub fn changes(self) -> u32 {
        self.changes.get()
    }
}
