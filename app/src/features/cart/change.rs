//! Everything a person can change in the cart, asked for in one way.

use std::future::Future;
use std::pin::Pin;

use domain::cart::CartView;
use domain::ids::CartLineId;
use domain::money::Cents;
use leptos::prelude::*;

use super::CartCount;
use super::api::{accept_price, remove_line, restore_line, set_country, set_quantity, show_cart};
use crate::effect::effect;
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
    /// True when nothing of `older` is left after this one.
    fn outdates(&self, older: &Self) -> bool {
        match (self, older) {
            (Self::Quantity(line, _), Self::Quantity(other, _)) => line == other,
            (Self::Country(_), Self::Country(_)) => true,
            _ => self == older,
        }
    }

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
    /// Asked for while another change was on its way.
    waiting: RwSignal<Vec<Change>>,
    count: CartCount,
}

impl Changes {
    /// No change yet; `removed` is what a plain form took out before this page.
    pub(super) fn none(removed: Option<CartLineId>) -> Self {
        let changes = Self {
            newest: RwSignal::new(None),
            removed: RwSignal::new(removed),
            asking: Submission::new("cart/").keeping_session(),
            waiting: RwSignal::new(Vec::new()),
            count: CartCount::of_page(),
        };
        effect(move || {
            if !changes.asking.is_pending()
                && let Some(next) = changes.waiting.try_update(Vec::pop).flatten()
            {
                changes.ask(next);
            }
        });
        changes
    }

    /// True while a change is on its way, or waits for one.
    pub(super) fn is_pending(self) -> Signal<bool> {
        Signal::derive(move || self.asking.is_pending() || self.waiting.with(|waiting| !waiting.is_empty()))
    }

    /// Why the last change was refused.
    pub(super) fn problem_view(self) -> impl Fn() -> Option<AnyView> + Copy + Send {
        self.asking.problem_view()
    }

    /// Asks the server for a change and shows the cart as it is then. Changes go one after the other; of those that
    /// wait, a newer one takes the place of what it outdates.
    pub(super) fn make(self, change: Change) {
        if self.is_pending().get_untracked() {
            self.waiting.update(|waiting| {
                waiting.retain(|older| !change.outdates(older));
                waiting.insert(0, change);
            });
        } else {
            self.ask(change);
        }
    }

    fn ask(self, change: Change) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_wish_for_the_same_thing_counts() {
        let [one, two] = [1, 2].map(|number| CartLineId::from_parts(1, number));
        let three = Change::Quantity(one, "3".into());
        assert!(Change::Quantity(one, "4".into()).outdates(&three));
        assert!(!Change::Quantity(two, "4".into()).outdates(&three));
        assert!(Change::Country("JP".into()).outdates(&Change::Country("DE".into())));
        assert!(!Change::Remove(one).outdates(&three) && !Change::Remove(one).outdates(&Change::Remove(two)));
    }
}
