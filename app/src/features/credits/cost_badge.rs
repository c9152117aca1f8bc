//! What a button costs, on the button.

use domain::credits::Credits;
use leptos::prelude::*;

/// `1c`, or `Free`; read out as "costs 1 credit".
#[component]
pub fn CostBadge(
    /// What it costs.
    cost: Credits,
) -> impl IntoView {
    let (shown, read) = words(cost);
    view! {
        <span data-slot="cost" class="cost-badge" aria-hidden="true">
            {shown}
        </span>
        <span class="sr-only">{read}</span>
    }
}

fn words(cost: Credits) -> (String, String) {
    if cost.is_free() {
        ("Free".to_owned(), "free".to_owned())
    } else {
        (format!("{}c", cost.0), format!("costs {cost}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_short_to_see_and_plain_to_hear() {
        assert_eq!(words(Credits(1)), ("1c".to_owned(), "costs 1 credit".to_owned()));
        assert_eq!(words(Credits::ZERO), ("Free".to_owned(), "free".to_owned()));
    }
}
