//! What is being paid.

use crate::erased::{CollectErased, Erase};
use domain::cart::{CartLine, CartSubject, CartView};
use leptos::prelude::*;

use crate::features::cart::{SubjectPicture, Totals};
use crate::ui::{Card, IconName};

/// The lines and the total of a frozen cart: beside the form, or above it where there is no room beside it.
#[component]
pub(super) fn OrderSummary(cart: CartView) -> impl IntoView {
    let currency = cart.currency;
    let line = move |line: CartLine| {
        let sign = match line.subject {
            CartSubject::Download(_) => IconName::Download,
            CartSubject::Print(..) => IconName::Package,
            CartSubject::Credits(_) => IconName::Coins,
        };
        let pieces = (line.quantity > 1).then(|| format!("{} pieces", line.quantity));
        let facts = pieces.into_iter().chain(line.facts).collect::<Vec<_>>().join(" · ");
        view! {
            <li class="flex items-start gap-3">
                <div class="size-14 shrink-0 overflow-hidden rounded-lg bg-stage">
                    <SubjectPicture picture=line.picture sign />
                </div>
                <div class="min-w-0 flex-1">
                    <p class="line-clamp-2 text-sm font-medium break-words">{line.title}</p>
                    <p class="text-sm text-muted-foreground">{facts}</p>
                </div>
                <p class="text-sm tabular-nums">{line.total.in_currency(currency)}</p>
            </li>
        }
        .erased()
    };
    let lines = cart.lines.clone();
    view! {
        <Card class="shop-aside shop-aside-first space-y-5">
            <div class="flex items-baseline justify-between">
                <h2 class="section-title">"Summary"</h2>
                <a class="link text-sm" href="/cart">
                    "Change"
                </a>
            </div>
            <ul class="space-y-3 border-b pb-5">{lines.into_iter().map(line).collect_erased()}</ul>
            <Totals cart />
        </Card>
    }
    .erased()
}
