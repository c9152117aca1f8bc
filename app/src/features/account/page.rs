//! `/account`

use crate::derived::derived;
use crate::erased::Erase;
use domain::credits::{CreditRules, Credits};
use domain::session::SessionView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::show_account;
use super::settings::Settings;
use crate::error::AppError;
use crate::features::credits::Statement;
use crate::features::credits::api::credit_statement;
use crate::features::problem_view::ProblemView;
use crate::features::session::{SessionState, require_session};
use crate::features::site::site_facts;
use crate::fetched::Fetched;
use crate::submission::Submission;
use crate::ui::{Card, Icon, IconName, Loading, Skeleton};

/// Who is signed in, what they have, and every credit that moved.
#[component]
pub fn AccountPage() -> impl IntoView {
    require_session();
    let query = use_query_map();
    let after = derived(move |_| query.with(|query| query.get("after")));
    let session = SessionState::of_page();
    let page = Fetched::new(move || (after.get(), session.renewals()), |(after, _)| credit_statement(after));
    let statement = move || {
        page.get().map(|page| match page {
            Ok(first) => view! { <Statement first /> }.erased(),
            Err(AppError(problem)) => view! { <ProblemView problem /> }.erased(),
        })
    };
    let account = Fetched::new(move || session.renewals(), |_| show_account());
    let settings = move || {
        account.get().map(|account| match account {
            Ok(account) => view! { <Settings account /> }.erased(),
            Err(AppError(problem)) => view! { <ProblemView problem /> }.erased(),
        })
    };
    let person = move || match session.view() {
        Some(SessionView::SignedIn { email, credits, .. }) => Some(view! { <Balance email credits /> }),
        _ => None,
    };
    view! {
        <Title text="Account" />
        <div class="space-y-6">
            <h1 class="page-title">"Account"</h1>
            <Loading fallback=|| view! { <Skeleton class="h-40" /> }>{person}</Loading>
            <Shortcuts />
            <section class="space-y-4" aria-labelledby="statement">
                <div class="flex flex-wrap items-baseline justify-between gap-4">
                    <h2 id="statement" class="section-title">
                        "Statement"
                    </h2>
                    // A file, not a page of ours.
                    <a class="link text-sm" href="/account/statement.csv" rel="external" download>
                        "Download as CSV"
                    </a>
                </div>
                <Loading fallback=|| view! { <Skeleton class="h-64" /> }>{statement}</Loading>
            </section>
            <Loading fallback=|| view! { <Skeleton class="h-64" /> }>{settings}</Loading>
        </div>
    }
    .erased()
}

#[component]
fn Balance(email: String, credits: Credits) -> impl IntoView {
    view! {
        <Card class="flex flex-wrap items-end justify-between gap-6">
            <div>
                <p class="text-sm text-muted-foreground">"Signed in as"</p>
                <p class="font-medium wrap-anywhere">{email}</p>
            </div>
            <div class="sm:text-right">
                <p class="text-4xl font-semibold tracking-tight tabular-nums" data-slot="balance">
                    {credits.0}
                </p>
                <p class="text-sm text-muted-foreground">
                    {if credits.0 == 1 { "credit left" } else { "credits left" }}
                </p>
            </div>
            <p class="w-full border-t pt-4 text-sm text-muted-foreground">
                {rules_words(&site_facts().rules)}
            </p>
        </Card>
    }
}

/// What else belongs to the account.
#[component]
fn Shortcuts() -> impl IntoView {
    let opening = Submission::new("checkout/portal");
    let cards = site_facts().payments.map(|_| {
        view! {
            // Leads to the payment service.
            <a class="shortcut" href="/api/checkout/portal" rel="external">
                <Icon name=IconName::CreditCard class="size-5" />
                "Payment methods"
            </a>
        }
    });
    view! {
        <nav aria-label="Account" class="grid gap-3 sm:grid-cols-3">
            <a class="shortcut" href="/account?buy=credits" data-noscroll="">
                <Icon name=IconName::Coins class="size-5" />
                "Buy credits"
            </a>
            <a class="shortcut" href="/orders">
                <Icon name=IconName::Package class="size-5" />
                "Orders"
            </a>
            {cards}
        </nav>
        {opening.problem_view()}
    }
    .erased()
}

/// What credits buy, in words.
fn rules_words(rules: &CreditRules) -> String {
    format!(
        "Starting costs {}; the first model of your concepts is free, \
         each further one costs {}. What fails or is cancelled costs nothing.",
        rules.start_cost, rules.model_again_cost
    )
}

#[cfg(test)]
mod tests;
