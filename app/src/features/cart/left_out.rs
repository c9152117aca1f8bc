//! What ordering again had to leave out: told in the cart, also to who runs no scripts.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::derived::derived;
use crate::erased::Erase;
use crate::features::identity::percent_encoded;
use crate::ui::Alert;

/// The cart's address, with the names of what could not be put in.
#[must_use]
pub fn path_without(names: &[String]) -> String {
    match names {
        [] => "/cart".to_owned(),
        names => format!("/cart?left_out={}", percent_encoded(&names.join(", "))),
    }
}

/// Names what is missing, when something is.
#[component]
pub(super) fn LeftOut() -> impl IntoView {
    let query = use_query_map();
    let names = derived(move |_| query.with(|query| query.get("left_out")));
    move || {
        names.get().map(|names| {
            view! {
                <Alert title="Not everything could be put into your cart">
                    <p>{names} " cannot be had any more."</p>
                </Alert>
            }
            .erased()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::shop::{Shop, credits_line};
    use crate::fakes::{World, render};

    #[test]
    fn names_come_through_the_address() {
        let path = path_without(&["3D print of “a & b”".to_owned(), "Maker".to_owned()]);
        let shop = Shop { lines: vec![credits_line()], ..Shop::default() };
        let page = render(&path, World { shop, ..World::signed_in() });
        page.assert_has("3D print of “a & b”, Maker cannot be had any more.");
    }

    #[test]
    fn nothing_left_out_is_not_mentioned() {
        assert_eq!(path_without(&[]), "/cart");
        render("/cart", World::signed_in()).assert_lacks("cannot be had any more");
    }
}
