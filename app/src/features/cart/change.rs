//! Everything a person can change in the cart, asked for in one way.

use std::future::Future;
use std::pin::Pin;

use domain::cart::CartView;
use domain::ids::CartLineId;
use domain::money::Cents;
use leptos::prelude::*;

use super::CartCount;
use super::api::{accept_price, remove_line, restore_line, set_country, set_quantity, show_cart};
use crate::error::AppError;
use crate::submission::Submission;

/// A change of the cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// So many pieces, as they were typed.
    Quantity(CartLineId, String),
    /// Take it out.
    Remove(CartLineId),
    /// Put it back.
    Restore(CartLineId),
    /// Take the new price, as it is shown.
    Accept(CartLineId, Cents),
    /// Send prints there.
    Country(String),
    /// None by this page: something was put in from the dialog above it.
    Elsewhere,
}

impl Change {
    fn ask(self) -> Pin<Box<dyn Future<Output = Result<CartView, AppError>>>> {
        match self {
            Self::Quantity(line, quantity) => Box::pin(set_quantity(line.to_string(), quantity)),
            Self::Remove(line) => Box::pin(remove_line(line.to_string(), false)),
            Self::Restore(line) => Box::pin(restore_line(line.to_string(), false)),
            Self::Accept(line, seen) => Box::pin(accept_price(line.to_string(), seen.0)),
            Self::Country(country) => Box::pin(set_country(country)),
            Self::Elsewhere => Box::pin(show_cart()),
        }
    }
}

/// The cart on the page, newer with every change.
#[derive(Clone, Copy)]
pub(super) struct Changes {
    /// The cart after the last change; none before the first.
    pub(super) newest: RwSignal<Option<CartView>>,
    /// What was taken out last, to be put back.
    pub(super) removed: RwSignal<Option<CartLineId>>,
    asking: Submission,
    count: CartCount,
}

impl Changes {
    /// No change yet; `removed` is what a plain form took out before this page.
    pub(super) fn none(removed: Option<CartLineId>) -> Self {
        Self {
            newest: RwSignal::new(None),
            removed: RwSignal::new(removed),
            asking: Submission::new("cart/"),
            count: CartCount::of_page(),
        }
    }

    /// True while a change is on its way.
    pub(super) fn is_pending(self) -> Signal<bool> {
        Signal::derive(move || self.asking.is_pending())
    }

    /// Why the last change was refused.
    pub(super) fn problem_view(self) -> impl Fn() -> Option<AnyView> + Copy + Send {
        self.asking.problem_view()
    }

    /// Asks the server for a change and shows the cart as it is then.
    pub(super) fn make(self, change: Change) {
        let removed = match change {
            Change::Remove(line) => Some(line),
            _ => None,
        };
        let ask = move || {
            let change = change.clone();
            async move {
                let cart = change.ask().await?;
                self.count.report(cart.lines.len());
                self.newest.try_set(Some(cart));
                Ok(())
            }
        };
        let is_undo_over = move || {
            self.removed.try_set(removed);
        };
        self.asking.run(ask, is_undo_over);
    }
}
