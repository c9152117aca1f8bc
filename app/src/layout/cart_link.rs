//! The way to the cart, with how much is in it.

use crate::erased::Erase;
use leptos::prelude::*;

use crate::features::cart::CartCount;
use crate::ui::{Icon, IconName};

/// A cart with a number on it.
#[component]
pub(super) fn CartLink() -> impl IntoView {
    let count = CartCount::of_page();
    let badge = move || {
        let lines = count.get();
        (lines > 0).then(|| {
            view! {
                <span data-slot="cart-count" class="cart-count" aria-hidden="true">
                    {lines}
                </span>
            }
        })
    };
    view! {
        <a href="/cart" class="icon-button relative" aria-label=move || label(count.get())>
            <Icon name=IconName::Cart class="size-5" />
            {badge}
        </a>
    }
    .erased()
}

fn label(lines: u32) -> String {
    match lines {
        0 => "Cart, empty".to_owned(),
        1 => "Cart, 1 item".to_owned(),
        many => format!("Cart, {many} items"),
    }
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn the_number_is_read_out() {
        assert_eq!(label(0), "Cart, empty");
        assert_eq!(label(1), "Cart, 1 item");
        assert_eq!(label(2), "Cart, 2 items");
    }
}
