//! `/cart`

use crate::derived::{Derived, derived};
use crate::effect::effect;
use crate::erased::Erase;
use domain::Problem;
use domain::cart::{CartLine, CartView};
use domain::ids::CartLineId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::CartCount;
use super::api::{RestoreLine, show_cart};
use super::change::{Change, Changes};
use super::country::CountryChoice;
use super::left_out::LeftOut;
use super::line::Line;
use super::totals::Totals;
use crate::error::AppError;
use crate::features::problem_view::ProblemView;
use crate::features::session::{SessionState, require_session};
use crate::fetched::Fetched;
use crate::ui::{Button, ButtonLook, ButtonSize, Card, EmptyState, IconName, LinkButton, Loading, Skeleton};

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Showing {
    Nothing,
    Problem(Problem),
    Empty,
    Lines,
}

impl Showing {
    fn of(cart: Option<&Result<CartView, AppError>>) -> Self {
        match cart {
            None => Self::Nothing,
            Some(Err(AppError(problem))) => Self::Problem(problem.clone()),
            Some(Ok(cart)) if cart.lines.is_empty() => Self::Empty,
            Some(Ok(_)) => Self::Lines,
        }
    }
}

/// What is in the cart and what it costs. Lines stay in place while others change.
#[component]
pub fn CartPage() -> impl IntoView {
    require_session();
    let session = SessionState::of_page();
    let first = Fetched::new(move || session.renewals(), |_| show_cart());
    let removed = use_query_map().with_untracked(|query| query.get("removed"));
    let changes = Changes::none(removed.and_then(|id| id.parse().ok()));
    let cart = derived(move |_| changes.newest.get().map(Ok).or_else(|| first.get()));
    let count = CartCount::of_page();
    effect(move || {
        if let Some(Ok(cart)) = cart.get() {
            count.report(cart.lines.len());
        }
    });
    Effect::new(move |before: Option<u32>| {
        let now = count.changes();
        if before.is_some_and(|before| before != now) {
            changes.make(Change::Elsewhere);
        }
        now
    });
    let showing = derived(move |_| cart.with(|cart| Showing::of(cart.as_ref())));
    let body = move || {
        // Read here, so that the page waits for it.
        first.with(|_| ());
        match showing.get() {
            Showing::Nothing => ().erased(),
            Showing::Problem(problem) => view! { <ProblemView problem /> }.erased(),
            Showing::Empty => view! { <EmptyCart /> }.erased(),
            Showing::Lines => view! { <FullCart cart changes /> }.erased(),
        }
    };
    view! {
        <Title text="Cart" />
        <div class="space-y-6">
            <h1 class="page-title">"Cart"</h1>
            <div role="status">{move || changes.removed.get().map(|line| view! { <Undo line changes /> })}</div>
            {changes.problem_view()}
            <LeftOut />
            <Loading fallback=|| view! { <Skeleton class="h-64" /> }>{body}</Loading>
        </div>
    }
    .erased()
}

#[component]
fn FullCart(cart: Derived<Option<Result<CartView, AppError>>>, changes: Changes) -> impl IntoView {
    let last = StoredValue::new(None::<CartView>);
    // The last cart there was: while this view is taken away there may be none.
    let cart = derived(move |_| {
        if let Some(Ok(cart)) = cart.get() {
            last.set_value(Some(cart));
        }
        last.get_value()
    });
    let ids = move || {
        cart.with(|cart| cart.iter().flat_map(|cart| &cart.lines).map(|line| line.id).collect::<Vec<_>>())
    };
    let line = move |id: CartLineId| {
        let known = cart.with_untracked(|cart| line_of(cart.as_ref(), id))?;
        let currency = cart.with_untracked(|cart| cart.as_ref().map(|cart| cart.currency))?;
        let line = derived(move |before: Option<&CartLine>| {
            let now = cart.with(|cart| line_of(cart.as_ref(), id));
            now.or_else(|| before.cloned()).unwrap_or_else(|| known.clone())
        });
        Some(view! { <Line line currency changes /> })
    };
    view! {
        <div class="shop-columns">
            <ul class="min-w-0 space-y-3">
                <For each=ids key=|id| *id let:id>
                    <li>{line(id)}</li>
                </For>
            </ul>
            <Card class="shop-aside space-y-5">
                {move || cart.get().map(|cart| view! { <Summary cart changes /> })}
            </Card>
        </div>
    }
    .erased()
}

fn line_of(cart: Option<&CartView>, id: CartLineId) -> Option<CartLine> {
    cart?.lines.iter().find(|line| line.id == id).cloned()
}

#[component]
fn Summary(cart: CartView, changes: Changes) -> impl IntoView {
    let reason = blocked_words(&cart);
    let way_on = match reason {
        None => view! {
            <LinkButton href="/checkout" size=ButtonSize::Large>
                "Proceed to Checkout"
            </LinkButton>
        }
        .erased(),
        Some(reason) => view! {
            <Button size=ButtonSize::Large disabled=true described_by="checkout-reason">
                "Proceed to Checkout"
            </Button>
            <p id="checkout-reason" class="text-sm text-muted-foreground">
                {reason}
            </p>
        }
        .erased(),
    };
    view! {
        <h2 class="section-title">"Summary"</h2>
        <CountryChoice cart=cart.clone() changes />
        <Totals cart />
        <div class="shop-way-on">{way_on}</div>
    }
    .erased()
}

/// Why checkout cannot begin, if so.
fn blocked_words(cart: &CartView) -> Option<&'static str> {
    use domain::cart::LineState::{Changed, Gone};
    if cart.lines.iter().any(|line| matches!(line.state, Gone { .. })) {
        Some("Remove what cannot be had any more first.")
    } else if cart.lines.iter().any(|line| matches!(line.state, Changed { .. })) {
        Some("Accept the changed price first.")
    } else {
        None
    }
}

#[component]
fn Undo(line: CartLineId, changes: Changes) -> impl IntoView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        changes.make(Change::Restore(line));
    };
    view! {
        <form method="post" action=RestoreLine::url() on:submit=submit data-slot="undo" class="undo">
            <input type="hidden" name="line" value=line.to_string() />
            <input type="hidden" name="to_cart" value="true" />
            <p class="mr-auto">"Removed from your cart."</p>
            <Button look=ButtonLook::Outline size=ButtonSize::Small disabled=changes.is_pending()>
                "Undo"
            </Button>
        </form>
    }
    .erased()
}

#[component]
fn EmptyCart() -> impl IntoView {
    view! {
        <EmptyState
            icon=IconName::Cart
            title="Your cart is empty"
            hint="Open a model in your workspace to print it or to download its file, or buy credits to make more."
        >
            <div class="flex flex-wrap justify-center gap-3">
                <LinkButton href="/workspace" size=ButtonSize::Large>
                    "Go to your workspace"
                </LinkButton>
                <LinkButton href="/cart?buy=credits" look=ButtonLook::Outline size=ButtonSize::Large>
                    "Buy credits"
                </LinkButton>
            </div>
        </EmptyState>
    }
    .erased()
}

#[cfg(test)]
mod tests;
