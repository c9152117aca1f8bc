//! One line of the cart.

use crate::derived::{Derived, derived};
use crate::erased::{CollectErased, Erase};
use domain::cart::{CartLine, CartSubject, LineState};
use domain::ids::CartLineId;
use domain::money::{Cents, Currency};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{AcceptPrice, RemoveLine};
use super::change::{Change, Changes};
use super::picture::SubjectPicture;
use super::quantity::Quantity;
use crate::ui::{Badge, BadgeTone, Button, ButtonLook, ButtonSize, IconName};

/// Picture, name, facts, price and the ways to change it.
#[component]
pub(super) fn Line(
    /// The line as it is now.
    line: Derived<CartLine>,
    /// Of its price.
    currency: Currency,
    /// How it is changed.
    changes: Changes,
) -> impl IntoView {
    let first = line.get_untracked();
    let (kind, sign) = kind(&first.subject);
    let state = derived(move |_| line.with(|line| line.state.clone()));
    let is_gone = derived(move |_| state.with(|state| matches!(state, LineState::Gone { .. })));
    let price = move || {
        if is_gone.get() {
            return view! { <Badge tone=BadgeTone::Danger>"Not available"</Badge> }.erased();
        }
        let (total, each) = line.with(|line| (line.total.in_currency(currency), each_words(line, currency)));
        view! {
            <p class="text-lg font-semibold tabular-nums">{total}</p>
            <p class="text-sm text-muted-foreground tabular-nums">{each}</p>
        }
        .erased()
    };
    let id = first.id;
    let ways = match &first.subject {
        CartSubject::Print(config, asset) => {
            let edit = format!("/print/{asset}?config={config}");
            view! {
                {move || (!is_gone.get()).then(|| view! { <Quantity line changes /> })}
                <a class="link text-sm" href=edit>
                    "Edit"
                </a>
            }
            .erased()
        }
        CartSubject::Download(_) | CartSubject::Credits(_) => ().erased(),
    };
    view! {
        <article data-slot="cart-line" class="cart-line">
            <div class="entry-picture" class:opacity-50=move || is_gone.get()>
                <SubjectPicture picture=first.picture sign />
            </div>
            <div class="min-w-0 space-y-1">
                <p class="text-xs font-medium tracking-wide text-muted-foreground uppercase">{kind}</p>
                <h2 class="line-clamp-2 font-medium break-words">{title(&first.subject, first.title)}</h2>
                <ul class="text-sm text-muted-foreground">
                    {first.facts.into_iter().map(|fact| view! { <li>{fact}</li> }).collect_erased()}
                </ul>
            </div>
            <div class="cart-price">{price}</div>
            <div class="cart-ways">{ways} <Remove id changes /></div>
            {move || notice(state.get(), line, currency, changes)}
        </article>
    }
    .erased()
}

/// What stands in the way of paying this line, and the way on.
fn notice(
    state: LineState,
    line: Derived<CartLine>,
    currency: Currency,
    changes: Changes,
) -> Option<AnyView> {
    let id = line.with_untracked(|line| line.id);
    match state {
        LineState::Good => None,
        LineState::Changed { was } => Some(view! { <Changed id was line currency changes /> }.erased()),
        LineState::Gone { sentence } => Some(
            view! {
                <p data-slot="line-gone" class="cart-notice border-danger-border bg-danger text-danger-foreground">
                    {sentence} " Remove it to go on."
                </p>
            }
            .erased(),
        ),
    }
}

#[component]
fn Changed(
    id: CartLineId,
    was: Cents,
    line: Derived<CartLine>,
    currency: Currency,
    changes: Changes,
) -> impl IntoView {
    let now = move || line.with(|line| line.total.in_currency(currency));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        changes.make(Change::Accept(id, line.with_untracked(|line| line.total)));
    };
    view! {
        <form
            method="post"
            action=AcceptPrice::url()
            on:submit=submit
            data-slot="line-changed"
            class="cart-notice border-border bg-accent text-accent-foreground"
        >
            <input type="hidden" name="line" value=id.to_string() />
            <input type="hidden" name="seen" value=move || line.with(|line| line.total.0) />
            <p class="mr-auto">
                "The price changed: " <s class="tabular-nums">{was.in_currency(currency)}</s> " → "
                <strong class="tabular-nums">{now}</strong>
            </p>
            <Button size=ButtonSize::Small disabled=changes.is_pending()>
                "Accept"
            </Button>
        </form>
    }
    .erased()
}

#[component]
fn Remove(id: CartLineId, changes: Changes) -> impl IntoView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        changes.make(Change::Remove(id));
    };
    view! {
        <form method="post" action=RemoveLine::url() on:submit=submit class="ml-auto">
            <input type="hidden" name="line" value=id.to_string() />
            <input type="hidden" name="to_cart" value="true" />
            <Button look=ButtonLook::Ghost size=ButtonSize::Small>
                "Remove"
            </Button>
        </form>
    }
    .erased()
}

/// What kind of thing it is, in words and as a sign.
fn kind(subject: &CartSubject) -> (&'static str, IconName) {
    match subject {
        CartSubject::Download(_) => ("Model file", IconName::Download),
        CartSubject::Print(..) => ("3D print", IconName::Package),
        CartSubject::Credits(_) => ("Credits", IconName::Coins),
    }
}

/// The name, leading to the asset where there is one.
fn title(subject: &CartSubject, words: String) -> AnyView {
    match subject {
        CartSubject::Download(asset) | CartSubject::Print(_, asset) => view! {
            <a class="hover:underline" href=format!("/assets/{asset}")>
                {words}
            </a>
        }
        .erased(),
        CartSubject::Credits(_) => words.erased(),
    }
}

/// What one piece comes to, when there are more.
fn each_words(line: &CartLine, currency: Currency) -> Option<String> {
    let pieces = i64::from(line.quantity);
    (pieces > 1)
        .then(|| format!("{} each", Cents((line.total.0 + pieces / 2) / pieces).in_currency(currency)))
}
