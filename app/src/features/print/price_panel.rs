//! The price in lines: at once from the pure function, then confirmed by the server's quote.

use domain::Problem;
use domain::print::{Price, PriceLine, Quote, Verdict};
use leptos::prelude::*;

use super::binding::Binding;
use super::configurator::Configurator;
use crate::derived::derived;
use crate::erased::{CollectErased, Erase};
use crate::ui::{Icon, IconName};

/// The breakdown and whether it binds.
#[component]
pub(super) fn PricePanel(
    /// The page.
    configurator: Configurator,
    /// The server's part of it.
    binding: Binding,
) -> impl IntoView {
    let shown = derived(move |_| shown_price(configurator, binding));
    let table = move || match shown.get() {
        Ok(None) => ().erased(),
        Ok(Some(price)) => view! { <Breakdown price /> }.erased(),
        Err(problem) => view! { <p class="text-sm text-destructive-text">{problem.sentence()}</p> }.erased(),
    };
    let days = move || {
        let (least, most) = configurator.chosen()?.1.lead_days;
        Some(format!(
            "Sent within {least} to {most} working days. Shipping is added in the cart; tax is included."
        ))
    };
    view! {
        <section class="card space-y-4" aria-labelledby="price">
            <h2 id="price" class="section-title">
                "Price"
            </h2>
            {table}
            <p class="flex items-center gap-2 text-sm" aria-live="polite" data-slot="quote-state">
                {move || quote_state(configurator, binding)}
            </p>
            <p class="text-sm text-muted-foreground">{days}</p>
        </section>
    }
    .erased()
}

/// The price that binds or, until it is there, the one that follows at once; none for what does not print.
pub(super) fn shown_price(configurator: Configurator, binding: Binding) -> Result<Option<Price>, Problem> {
    match (binding.quote(), binding.verdict()) {
        (Some(quote), _) => Ok(Some(quote.price)),
        (None, Some(Verdict::Block)) => Ok(None),
        _ => configurator.price.get().map(Some),
    }
}

fn quote_state(configurator: Configurator, binding: Binding) -> AnyView {
    if let Some(Quote { price, expires, .. }) = binding.quote() {
        let total = price.total.in_currency(price.currency);
        let words = format!("{total} is binding until {} UTC", expires.words());
        return view! {
            <Icon name=IconName::Check class="size-4 shrink-0 text-success-foreground" />
            <span>{words}</span>
        }
        .erased();
    }
    if let Some(problem) = binding.problem() {
        return view! { <span class="text-destructive-text">{problem.sentence()}</span> }.erased();
    }
    if binding.verdict().is_some() {
        return "There is no price for what does not print.".erased();
    }
    match configurator.choice.get() {
        Ok(_) => {
            view! { <span class="needs-script text-muted-foreground">"Confirming the price…"</span> }.erased()
        }
        Err(_) => ().erased(),
    }
}

#[component]
fn Breakdown(price: Price) -> impl IntoView {
    let currency = price.currency;
    let line = move |line: PriceLine| {
        view! {
            <tr>
                <th scope="row" class="py-1.5 pr-4 text-left font-normal">
                    {line.label}
                    <span class="block text-muted-foreground">{line.explanation}</span>
                </th>
                <td class="py-1.5 text-right align-top tabular-nums">{line.amount.in_currency(currency)}</td>
            </tr>
        }
    };
    let each = (price.each != price.total).then(|| format!("{} a piece", price.each.in_currency(currency)));
    view! {
        <table data-slot="price" class="w-full text-sm">
            <tbody>{price.lines.into_iter().map(line).collect_erased()}</tbody>
            <tfoot>
                <tr class="border-t text-base font-semibold">
                    <th scope="row" class="pt-3 text-left">
                        "Total"
                        <span class="block text-sm font-normal text-muted-foreground">{each}</span>
                    </th>
                    <td class="pt-3 text-right align-top tabular-nums" data-slot="price-total">
                        {price.total.in_currency(currency)}
                    </td>
                </tr>
            </tfoot>
        </table>
    }
    .erased()
}
