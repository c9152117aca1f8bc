//! `/orders/{id}`: also the receipt, when it is printed.

use std::time::Duration;

use crate::derived::derived;
use crate::effect::effect;
use crate::erased::{CollectErased, Erase};
use domain::money::Cents;
use domain::order::{ItemState, OrderDetail};
use leptos::leptos_dom::helpers::set_timeout_with_handle;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::address::AddressView;
use super::api::{OrderAgain, order_again, show_order};
use super::item::Item;
use super::status::OrderBadge;
use crate::browser::{self, Printer};
use crate::error::AppError;
use crate::features::cart::CartCount;
use crate::features::problem_view::ProblemView;
use crate::features::session::{SessionState, require_session};
use crate::fetched::Fetched;
use crate::submission::Submission;
use crate::ui::{Alert, AlertTone, Button, ButtonLook, Card, Icon, IconName, Loading, Skeleton};

/// How often the page looks again while a print's file is being made.
const LOOK_EVERY: Duration = Duration::from_secs(4);

/// One order with the life of each item.
#[component]
pub fn OrderPage() -> impl IntoView {
    require_session();
    let session = SessionState::of_page();
    let params = use_params_map();
    let id = derived(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let order = Fetched::new(move || (id.get(), session.renewals()), |(id, _)| show_order(id));
    look_again_while_checking(order);
    let thanks = use_query_map().with_untracked(|query| query.get("thanks").is_some());
    if thanks {
        welcome_what_was_bought();
    }
    // Equal answers change nothing on the page: focus and opened details stay.
    let shown = derived(move |_| order.get());
    let body = move || {
        order.with(|_| ());
        shown.get().map(|order| match order {
            Ok(order) => view! { <Order order thanks /> }.erased(),
            Err(AppError(problem)) => view! { <ProblemView problem /> }.erased(),
        })
    };
    view! {
        <Title text="Order" />
        <Loading fallback=|| view! { <Skeleton class="h-96" /> }>{body}</Loading>
    }
    .erased()
}

/// The header shows the new credits and the emptied cart.
fn welcome_what_was_bought() {
    let count = CartCount::of_page();
    effect(move || count.refresh());
}

fn look_again_while_checking(order: Fetched<Result<OrderDetail, AppError>>) {
    effect(move || {
        let is_checking = order.with(|order| matches!(order, Some(Ok(order)) if is_checking(order)));
        if is_checking && let Ok(timer) = set_timeout_with_handle(move || order.refetch(), LOOK_EVERY) {
            on_cleanup(move || timer.clear());
        }
    });
}

fn is_checking(order: &OrderDetail) -> bool {
    order.items.iter().any(|item| item.state == ItemState::Checking)
}

#[component]
fn Order(order: OrderDetail, thanks: bool) -> impl IntoView {
    let currency = order.summary.currency;
    let thanks = thanks.then(|| {
        view! {
            <Alert tone=AlertTone::Success title="Thank you for your order!">
                <p>"A receipt is on its way to you by mail. Everything about your order stays on this page."</p>
            </Alert>
        }
    });
    let downloading = Submission::new("orders/download");
    let items = order.items.clone();
    let summary = order.summary.clone();
    view! {
        <div class="space-y-6">
            {thanks}
            <div class="flex flex-wrap items-start justify-between gap-4">
                <div class="min-w-0 space-y-1">
                    <h1 class="page-title">"Order of " {day(&summary.at.words())}</h1>
                    <p class="text-sm break-all text-muted-foreground">{summary.id.to_string()}</p>
                </div>
                <OrderBadge status=summary.status />
            </div>
            {downloading.problem_view()}
            <div class="shop-columns">
                <ul class="min-w-0 space-y-3">
                    {items.into_iter().map(|item| view! { <li><Item item currency /></li> }).collect_erased()}
                </ul>
                <Aside order />
            </div>
        </div>
    }
    .erased()
}

/// `23 Nov 2026` of `23 Nov 2026, 00:04`.
fn day(words: &str) -> String {
    words.split(',').next().unwrap_or(words).to_owned()
}

#[component]
fn Aside(order: OrderDetail) -> impl IntoView {
    let currency = order.summary.currency;
    let rows = rows(&order).into_iter().map(move |(label, amount)| {
        view! {
            <div class="flex justify-between gap-4">
                <dt class="text-muted-foreground">{label}</dt>
                <dd class="tabular-nums">{amount.in_currency(currency)}</dd>
            </div>
        }
        .erased()
    });
    let refunded = (order.refunded != Cents::ZERO).then(|| {
        view! {
            <div data-slot="refunded" class="flex justify-between gap-4 font-medium">
                <dt>"Refunded"</dt>
                <dd class="tabular-nums">"−" {order.refunded.in_currency(currency)}</dd>
            </div>
        }
    });
    let address = order.address.map(|address| {
        view! {
            <div class="space-y-1.5 border-t pt-4">
                <h2 class="text-sm font-medium">"Ships to"</h2>
                <AddressView address />
            </div>
        }
    });
    let tax = (order.included_tax != Cents::ZERO).then(|| {
        view! {
            <div class="flex justify-between gap-4 text-muted-foreground">
                <dt>"VAT included"</dt>
                <dd class="tabular-nums">{order.included_tax.in_currency(currency)}</dd>
            </div>
        }
    });
    view! {
        <Card class="shop-aside space-y-4">
            <h2 class="section-title">"Receipt"</h2>
            <dl class="space-y-2 text-sm">
                {rows.collect_erased()}
                <div class="flex items-baseline justify-between gap-4 border-t pt-3 text-base font-semibold">
                    <dt>"Total paid"</dt>
                    <dd class="text-xl tabular-nums">{order.summary.total.in_currency(currency)}</dd>
                </div>
                {tax}
                {refunded}
            </dl>
            {address}
            <div class="no-print flex flex-col gap-2 border-t pt-4">
                <Again order=order.summary.id.to_string() />
                <PrintReceipt />
            </div>
        </Card>
    }
    .erased()
}

/// What adds up to the total; what adds nothing is left out.
fn rows(order: &OrderDetail) -> Vec<(&'static str, Cents)> {
    let rows = [
        ("Items", order.subtotal),
        ("Start-up and minimum", order.extras),
        ("Shipping", order.shipping),
        ("Difference in what was paid", order.difference),
    ];
    rows.into_iter().filter(|(_, amount)| *amount != Cents::ZERO).collect()
}

#[component]
fn Again(order: String) -> impl IntoView {
    let asking = Submission::new("orders/again");
    let count = CartCount::of_page();
    let asked = order.clone();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let order = asked.clone();
        asking.run(move || order_again(order.clone()), move || count.recount());
    };
    view! {
        <form method="post" action=OrderAgain::url() on:submit=submit class="grid">
            <input type="hidden" name="order" value=order />
            <Button look=ButtonLook::Outline disabled=Signal::derive(move || asking.is_pending())>
                <Icon name=IconName::Refresh />
                "Order again"
            </Button>
        </form>
        {asking.problem_view()}
    }
    .erased()
}

#[component]
fn PrintReceipt() -> impl IntoView {
    let printer = browser::port::<dyn Printer>();
    let print = Callback::new(move |()| {
        if let Some(printer) = &printer {
            printer.print();
        }
    });
    view! {
        <div class="needs-script grid">
            <Button look=ButtonLook::Ghost on_press=print>
                <Icon name=IconName::Printer />
                "Print the receipt"
            </Button>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::shop::{Shop, order};
    use crate::fakes::{Rendered, World, render};

    fn page_of(order: OrderDetail) -> Rendered {
        let path = format!("/orders/{}", order.summary.id);
        render(&path, World { shop: Shop { order: Some(order), ..Shop::default() }, ..World::signed_in() })
    }

    #[test]
    fn each_item_has_its_own_life() {
        let page = page_of(order());
        for words in [
            "Shipped",
            "Handed over",
            "https://track.example/00340434",
            "120 × 80 × 60 mm (4.72 × 3.15 × 2.36 in)",
            "24.1 cm³ of PLA",
            "Credits added",
            "Remarks: Gift",
        ] {
            page.assert_has(words);
        }
    }

    #[test]
    fn every_format_of_every_file_is_offered() {
        let page = page_of(order());
        let item = order().items.remove(0).id;
        for format in domain::order::FileFormat::ALL {
            page.assert_has(&format!("/api/orders/download?item={item}&format={}", format.key()));
        }
        assert_eq!(page.text().matches(r#"data-slot="downloads""#).count(), 2, "credits have no file");
    }

    #[test]
    fn totals_address_and_refunds_are_told() {
        let page = page_of(OrderDetail { refunded: Cents(499), ..order() });
        for words in ["€43.59", "Ada Lovelace", "10115 Berlin", "Refunded", "€4.99"] {
            page.assert_has(words);
        }
        page_of(order()).assert_lacks(r#"data-slot="refunded""#);
    }

    #[test]
    fn only_a_link_of_the_web_is_followed() {
        let mut order = order();
        if let Some(tracking) = order.items.first_mut().and_then(|item| item.tracking.as_mut()) {
            tracking.url = Some("javascript:alert(1)".into());
        }
        page_of(order).assert_lacks("href=\"javascript:");
    }

    #[test]
    fn a_foreign_order_is_not_there() {
        let page = render("/orders/ord_x", World::signed_in());
        assert_eq!(page.status, Some(404));
    }

    #[test]
    fn only_a_print_that_is_being_checked_is_looked_at_again() {
        assert!(!is_checking(&order()));
        let mut checking = order();
        checking.items.iter_mut().for_each(|item| item.state = ItemState::Checking);
        assert!(is_checking(&checking));
    }
}
