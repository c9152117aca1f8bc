//! One bought thing, with its own life.

use crate::erased::{CollectErased, Erase};
use domain::money::Currency;
use domain::order::{ItemKind, ItemState, OrderItem};
use domain::print::Price;
use leptos::prelude::*;

use super::downloads::Downloads;
use super::size::size_words;
use super::status::ItemBadge;
use super::timeline::{Timeline, TrackingView};
use crate::features::cart::SubjectPicture;
use crate::ui::IconName;

/// Picture, facts, price, where it stands and how it got there, its files.
#[component]
pub(super) fn Item(
    /// Which.
    item: OrderItem,
    /// Of its price.
    currency: Currency,
) -> impl IntoView {
    let (sign, asset) = match &item.kind {
        ItemKind::Download { asset } => (IconName::Download, Some(*asset)),
        ItemKind::Print { asset, .. } => (IconName::Package, Some(*asset)),
        ItemKind::Credits { .. } => (IconName::Coins, None),
    };
    let title = match asset.filter(|_| !item.is_asset_deleted) {
        Some(asset) => view! {
            <a class="hover:underline" href=format!("/assets/{asset}")>
                {item.title}
            </a>
        }
        .erased(),
        None => item.title.erased(),
    };
    let pieces = (item.quantity > 1).then(|| format!("{} pieces", item.quantity));
    // The size is told once, in both units.
    let size = size_of(&item.kind);
    let is_size = |fact: &String| size.as_ref().is_some_and(|size| size.starts_with(fact.as_str()));
    let facts: Vec<String> = pieces.into_iter().chain(item.facts).filter(|fact| !is_size(fact)).collect();
    let is_refunded = item.state == ItemState::Refunded;
    view! {
        <article data-slot="order-item" class="order-item">
            <div class="entry-picture">
                <SubjectPicture picture=item.picture sign />
            </div>
            <div class="min-w-0 space-y-1">
                <p class="text-xs font-medium tracking-wide text-muted-foreground uppercase">{kind_words(&item.kind)}</p>
                <h2 class="font-medium break-words">{title}</h2>
                <ul class="text-sm text-muted-foreground">
                    {facts.into_iter().map(|fact| view! { <li>{fact}</li> }).collect_erased()}
                    {size.map(|size| view! { <li data-slot="size">{size}</li> })}
                </ul>
            </div>
            <div class="cart-price">
                <p class="font-semibold tabular-nums" class:line-through=is_refunded>
                    {item.total.in_currency(currency)}
                </p>
                <ItemBadge state=item.state />
            </div>
            <div class="order-item-rest">
                <Timeline steps=item.steps />
                {item.tracking.map(|tracking| view! { <TrackingView tracking /> })}
                {price_of(&item.kind).map(|price| view! { <PriceLines price /> })}
                {remarks_of(item.kind).map(|words| view! { <p class="text-sm">"Remarks: " {words}</p> })}
                {item.has_files.then(|| view! { <Downloads item=item.id /> })}
            </div>
        </article>
    }
    .erased()
}

fn kind_words(kind: &ItemKind) -> &'static str {
    match kind {
        ItemKind::Download { .. } => "Model file",
        ItemKind::Print { .. } => "3D print",
        ItemKind::Credits { .. } => "Credits",
    }
}

fn size_of(kind: &ItemKind) -> Option<String> {
    match kind {
        ItemKind::Print { choice, .. } => Some(size_words(choice.size)),
        _ => None,
    }
}

fn price_of(kind: &ItemKind) -> Option<Price> {
    match kind {
        ItemKind::Print { quote, .. } => Some(quote.price.clone()),
        _ => None,
    }
}

fn remarks_of(kind: ItemKind) -> Option<String> {
    match kind {
        ItemKind::Print { choice, .. } if !choice.remarks.is_empty() => Some(choice.remarks),
        _ => None,
    }
}

/// How the price came about, as it was agreed.
#[component]
fn PriceLines(price: Price) -> impl IntoView {
    let currency = price.currency;
    let lines = price.lines.into_iter().map(move |line| {
        view! {
            <div class="flex justify-between gap-4">
                <dt>{line.label} <span class="block text-muted-foreground">{line.explanation}</span></dt>
                <dd class="tabular-nums">{line.amount.in_currency(currency)}</dd>
            </div>
        }
        .erased()
    });
    view! {
        <details data-slot="price-lines" class="text-sm">
            <summary class="w-fit underline underline-offset-4">"How the price came about"</summary>
            <dl class="mt-2 space-y-2">{lines.collect_erased()}</dl>
        </details>
    }
    .erased()
}
