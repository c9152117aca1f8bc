//! What a cart comes to, line by line.

use crate::erased::{CollectErased, Erase};
use domain::cart::CartView;
use domain::country::country_name;
use domain::money::Cents;
use leptos::prelude::*;

/// Subtotal, what prints add, shipping and the total with its tax.
#[component]
pub fn Totals(
    /// The cart.
    cart: CartView,
) -> impl IntoView {
    let currency = cart.currency;
    let row = |(label, amount): (String, Cents)| {
        view! {
            <div class="flex justify-between gap-4">
                <dt class="text-muted-foreground">{label}</dt>
                <dd class="tabular-nums">{amount.in_currency(currency)}</dd>
            </div>
        }
    };
    let rows = rows(&cart);
    view! {
        <div class="space-y-1">
        <dl data-slot="totals" class="space-y-2 text-sm">
            {rows.into_iter().map(row).collect_erased()}
            <div class="flex items-baseline justify-between gap-4 border-t pt-3 text-base font-semibold">
                <dt>"Total"</dt>
                <dd data-slot="total" class="text-xl tabular-nums">
                    {cart.total.in_currency(currency)}
                </dd>
            </div>
        </dl>
        <p class="text-right text-sm text-muted-foreground">{tax_words(cart.included_tax, &cart)}</p>
        </div>
    }
    .erased()
}

/// The rows above the total; those that add nothing are left out.
fn rows(cart: &CartView) -> Vec<(String, Cents)> {
    let mut rows = vec![("Subtotal".to_owned(), cart.subtotal)];
    if cart.startup != Cents::ZERO {
        rows.push(("Material start-up".to_owned(), cart.startup));
    }
    if cart.minimum_surcharge != Cents::ZERO {
        rows.push(("Up to the minimum for prints".to_owned(), cart.minimum_surcharge));
    }
    if let Some(destination) = &cart.destination {
        rows.push((format!("Shipping to {}", country_name(&destination.country)), destination.price));
    }
    rows
}

fn tax_words(tax: Cents, cart: &CartView) -> String {
    if tax == Cents::ZERO {
        "All taxes included".to_owned()
    } else {
        format!("incl. {} VAT", tax.in_currency(cart.currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::shop::{cart, credits_line, print_line};

    #[test]
    fn only_what_costs_something_has_a_row() {
        let labels = |cart: &CartView| rows(cart).into_iter().map(|(label, _)| label).collect::<Vec<_>>();
        assert_eq!(labels(&cart(vec![credits_line()])), ["Subtotal"]);
        assert_eq!(
            labels(&cart(vec![print_line()])),
            ["Subtotal", "Material start-up", "Shipping to Germany"]
        );
    }

    #[test]
    fn the_rows_add_up_to_the_total() {
        let cart = cart(vec![print_line(), credits_line()]);
        assert_eq!(rows(&cart).into_iter().map(|(_, amount)| amount).sum::<Cents>(), cart.total);
    }
}
