//! `/orders`

use crate::derived::derived;
use crate::erased::{CollectErased, Erase};
use domain::order::OrderSummary;
use domain::page::Page;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::list_orders;
use super::status::OrderBadge;
use crate::error::AppError;
use crate::features::problem_view::ProblemView;
use crate::features::session::{SessionState, require_session};
use crate::fetched::Fetched;
use crate::ui::{ButtonSize, EmptyState, IconName, LinkButton, Loading, PictureView, Skeleton};

/// Everything the person paid for, newest first.
#[component]
pub fn OrdersPage() -> impl IntoView {
    require_session();
    let query = use_query_map();
    let after = derived(move |_| query.with(|query| query.get("after")));
    let session = SessionState::of_page();
    let page = Fetched::new(move || (after.get(), session.renewals()), |(after, _)| list_orders(after));
    let list = move || {
        page.get().map(|page| match page {
            Ok(page) => view! { <List page /> }.erased(),
            Err(AppError(problem)) => view! { <ProblemView problem /> }.erased(),
        })
    };
    let newest = move || {
        after.get().map(|_| view! { <a class="link text-sm" href="/orders">"Back to the newest"</a> })
    };
    view! {
        <Title text="Orders" />
        <div class="space-y-6">
            <h1 class="page-title">"Orders"</h1>
            {newest}
            <Loading fallback=|| view! { <Skeleton class="h-64" /> }>{list}</Loading>
        </div>
    }
    .erased()
}

#[component]
fn List(page: Page<OrderSummary>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::Package
                title="No orders yet"
                hint="Prints, model files and credits that you bought are listed here, each with where it stands."
            >
                <LinkButton href="/workspace" size=ButtonSize::Large>
                    "Go to your workspace"
                </LinkButton>
            </EmptyState>
        }
        .erased();
    }
    let further = page.next.map(|after| {
        view! {
            <a class="button load-more" href=format!("/orders?after={after}")>
                "Older orders"
            </a>
        }
    });
    view! {
        <ul class="space-y-3">
            {page.items.into_iter().map(|order| view! { <li><Entry order /></li> }).collect_erased()}
        </ul>
        <div class="mt-6 flex justify-center">{further}</div>
    }
    .erased()
}

#[component]
fn Entry(order: OrderSummary) -> impl IntoView {
    let picture = |picture| {
        view! {
            <div class="size-14 overflow-hidden rounded-lg bg-stage">
                <PictureView picture alt="" sizes="3.5rem" />
            </div>
        }
    };
    view! {
        <article data-slot="order" class="order-entry">
            <div class="min-w-0 flex-1 space-y-1">
                <h2 class="line-clamp-2 font-medium break-words">
                    <a class="tile-link" href=format!("/orders/{}", order.id)>
                        {order.titles.join(", ")}
                    </a>
                </h2>
                <p class="text-sm text-muted-foreground">
                    <time datetime=order.at.iso8601()>{order.at.words()}</time>
                </p>
            </div>
            <div class="flex gap-2">{order.pictures.into_iter().map(picture).collect_erased()}</div>
            <div class="order-entry-end">
                <p class="text-lg font-semibold tabular-nums">{order.total.in_currency(order.currency)}</p>
                <OrderBadge status=order.status />
            </div>
        </article>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use crate::fakes::shop::{Shop, order};
    use crate::fakes::{World, render};

    #[test]
    fn an_order_shows_where_it_stands_and_what_it_came_to() {
        let shop = Shop { order: Some(order()), ..Shop::default() };
        let page = render("/orders", World { shop, next: Some("ord_x".into()), ..World::signed_in() });
        for words in ["In progress", "€43.59", "a red robot, a red robot, 10 credits", "1 Jan 1970"] {
            page.assert_has(words);
        }
        page.assert_has(r#"href="/orders?after=ord_x""#);
    }

    #[test]
    fn without_orders_it_leads_on() {
        render("/orders", World::signed_in()).assert_has("No orders yet");
    }
}
