//! `/checkout/done`: where the buyer comes back from paying.

use std::time::Duration;

use crate::derived::derived;
use crate::erased::Erase;
use domain::checkout::CheckoutOutcome;
use leptos::leptos_dom::helpers::set_timeout_with_handle;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::see_outcome;
use crate::error::AppError;
use crate::features::problem_view::ProblemView;
use crate::features::session::{SessionState, require_session};
use crate::fetched::Fetched;
use crate::ui::{Alert, AlertTone, Card, LinkButton, Loading, Skeleton};

/// How long after the first answer the server is asked again while the payment is on its way, in seconds; each further
/// pause is half as long again.
const FIRST_PAUSE_SECS: f64 = 1.5;
/// The longest pause: banks may take days.
const LONGEST_PAUSE_SECS: f64 = 30.0;

/// Asks until there is an order; the answer itself leads on to it.
#[component]
pub fn CheckoutDonePage() -> impl IntoView {
    require_session();
    let session = SessionState::of_page();
    let query = use_query_map();
    let id = derived(move |_| query.with(|query| query.get("session_id")).unwrap_or_default());
    let outcome = Fetched::new(move || (id.get(), session.renewals()), |(id, _)| see_outcome(id));
    Effect::new(move |asked: Option<i32>| {
        let asked = asked.unwrap_or(0);
        let is_waiting = matches!(outcome.get(), Some(Ok(CheckoutOutcome::Processing)));
        if !is_waiting {
            return asked;
        }
        if let Ok(timer) = set_timeout_with_handle(move || outcome.refetch(), pause_after(asked)) {
            on_cleanup(move || timer.clear());
        }
        asked.saturating_add(1)
    });
    let seen = derived(move |_| outcome.get());
    let body = move || {
        outcome.with(|_| ());
        seen.get().map(|outcome| match outcome {
            Ok(outcome) => view! { <Outcome outcome id=id.get_untracked() /> }.erased(),
            Err(AppError(problem)) => view! { <ProblemView problem /> }.erased(),
        })
    };
    view! {
        <Title text="Your payment" />
        <div class="mx-auto max-w-2xl space-y-6">
            <h1 class="page-title">"Your payment"</h1>
            <div role="status">
                <Loading fallback=|| view! { <Skeleton class="h-40" /> }>{body}</Loading>
            </div>
        </div>
    }
    .erased()
}

/// How long to wait after so many answers.
fn pause_after(asked: i32) -> Duration {
    Duration::from_secs_f64((FIRST_PAUSE_SECS * 1.5_f64.powi(asked)).min(LONGEST_PAUSE_SECS))
}

#[component]
fn Outcome(outcome: CheckoutOutcome, id: String) -> impl IntoView {
    let here = format!("/checkout/done?session_id={id}");
    match outcome {
        CheckoutOutcome::Ordered(order) => view! {
            <Card class="space-y-4">
                <p class="text-lg font-medium">"Paid. Thank you!"</p>
                <LinkButton href=format!("/orders/{order}?thanks=1")>"See your order"</LinkButton>
            </Card>
        }
        .erased(),
        CheckoutOutcome::Processing => view! {
            <Card class="space-y-3">
                <p class="text-lg font-medium">"Your payment is on its way"</p>
                <p class="text-muted-foreground">
                    "Your order appears here by itself as soon as your bank has answered. You can also close this page: \
                     the order is made either way, and a mail tells you."
                </p>
                <a class="link" rel="external" href=here>
                    "Look again"
                </a>
            </Card>
        }
        .erased(),
        CheckoutOutcome::Open => way_back(
            "Nothing was paid",
            "Your bank or you stopped the payment. Your cart is as it was.",
            ("/checkout", "Back to checkout"),
        ),
        CheckoutOutcome::Expired => way_back(
            "This payment has run out of time",
            "Nothing was charged. Your cart is as it was.",
            ("/cart", "Back to your cart"),
        ),
        CheckoutOutcome::Review => way_back(
            "We look at your payment by hand",
            "What was paid is not what was asked for. Nothing is lost: we write to you, or send the money back.",
            ("/orders", "See your orders"),
        ),
    }
}

fn way_back(title: &'static str, words: &'static str, (href, link): (&'static str, &'static str)) -> AnyView {
    view! {
        <Alert tone=AlertTone::Info title>
            <p>{words}</p>
        </Alert>
        <div class="mt-4">
            <LinkButton href>{link}</LinkButton>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_asked_more_and_more_seldom() {
        assert_eq!(pause_after(0), Duration::from_millis(1500));
        assert!((0..20).all(|asked| pause_after(asked) <= pause_after(asked + 1)));
        assert_eq!(pause_after(i32::MAX), Duration::from_secs(30));
    }
}
