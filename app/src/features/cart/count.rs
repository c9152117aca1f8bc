//! How many lines the cart has: the badge in the header.

use leptos::prelude::*;

use super::api::count_cart;
use crate::error::AppError;
use crate::features::session::SessionState;
use crate::fetched::Fetched;

/// The number, for every component of the page.
#[derive(Clone, Copy)]
pub struct CartCount {
    counted: Fetched<Result<u32, AppError>>,
    /// A newer number, seen with a whole cart.
    seen: RwSignal<Option<u32>>,
    /// How often something was put in or paid on this page.
    changes: RwSignal<u32>,
}

impl CartCount {
    /// Counts for everything below the calling component, which has a [`SessionState`].
    pub fn provide() {
        let session = SessionState::of_page();
        let counted = Fetched::new(move || session.renewals(), |_| count_cart());
        provide_context(Self { counted, seen: RwSignal::new(None), changes: RwSignal::new(0) });
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
        let counted = self.counted.get().and_then(Result::ok).unwrap_or(0);
        self.seen.get().unwrap_or(counted)
    }

    /// Takes over the number of a cart that was just seen.
    pub fn report(self, lines: usize) {
        self.seen.set(u32::try_from(lines).ok());
    }

    /// Counts again, after something was put in or the cart was paid.
    pub fn refresh(self) {
        self.seen.set(None);
        self.counted.refetch();
        self.changes.update(|count| *count += 1);
    }

    /// How often [`Self::refresh`] was called; a shown cart is another one after each.
    #[must_use]
    pub fn changes(self) -> u32 {
        self.changes.get()
    }
}
