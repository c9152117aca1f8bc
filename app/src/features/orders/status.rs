//! Where orders and items stand, as pills.

use crate::erased::Erase;
use domain::order::{ItemState, OrderStatus};
use leptos::prelude::*;

use crate::ui::{Badge, BadgeTone};

/// An order's state.
#[component]
pub(super) fn OrderBadge(status: OrderStatus) -> impl IntoView {
    let tone = match status {
        OrderStatus::InProgress => BadgeTone::Accent,
        OrderStatus::Complete => BadgeTone::Success,
        OrderStatus::NeedsAttention => BadgeTone::Danger,
        OrderStatus::Refunded => BadgeTone::Neutral,
    };
    view! { <Badge tone>{status.words()}</Badge> }.erased()
}

/// An item's state.
#[component]
pub(super) fn ItemBadge(state: ItemState) -> impl IntoView {
    let tone = match state {
        ItemState::Granted | ItemState::Unlocked | ItemState::Delivered => BadgeTone::Success,
        ItemState::Checking | ItemState::InProduction | ItemState::Shipped => BadgeTone::Accent,
        ItemState::NeedsAttention => BadgeTone::Danger,
        ItemState::Refunded => BadgeTone::Neutral,
    };
    view! { <Badge tone>{state.words()}</Badge> }.erased()
}
