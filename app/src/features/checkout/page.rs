//! `/checkout`

use crate::derived::derived;
use crate::erased::Erase;
use domain::Problem;
use domain::checkout::CheckoutView;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::begin_checkout;
use super::form::PayForm;
use super::summary::OrderSummary;
use super::test_cards::TestCards;
use crate::error::AppError;
use crate::features::problem_view::ProblemView;
use crate::features::session::{SessionState, require_session};
use crate::features::site::site_facts;
use crate::fetched::Fetched;
use crate::ui::{Alert, AlertTone, ButtonLook, LinkButton, Loading, NoScript, Skeleton};

/// The answer to beginning a payment.
type Begun = Result<CheckoutView, AppError>;

/// The frozen cart, the payment form and the one button.
#[component]
pub fn CheckoutPage() -> impl IntoView {
    require_session();
    let session = SessionState::of_page();
    let first = Fetched::new(move || session.renewals(), |_| begin_checkout());
    // What took the first one's place: the cart was changed elsewhere, or the session ran out of time.
    let newer = RwSignal::new(None::<CheckoutView>);
    let view = derived(move |_| newer.get().map(Ok).or_else(|| first.get()));
    let restart = Callback::new(move |()| {
        newer.set(None);
        first.refetch();
    });
    let body = move || {
        first.with(|_| ());
        view.get().map(|begun: Begun| match begun {
            Ok(view) => view! { <Checkout view newer restart /> }.erased(),
            Err(AppError(problem)) => view! { <CannotBegin problem /> }.erased(),
        })
    };
    let changed = move || {
        newer.get().map(|_| {
            view! {
                <Alert title="Nothing was charged">
                    <p>
                        "Your cart changed in another tab, or this payment ran out of time. Look at the total, fill in \
                         the form again and place your order."
                    </p>
                </Alert>
            }
        })
    };
    view! {
        <Title text="Checkout" />
        <div class="space-y-6">
            <h1 class="page-title">"Checkout"</h1>
            <div role="status">{changed}</div>
            <Loading fallback=|| view! { <Skeleton class="h-96" /> }>{body}</Loading>
        </div>
    }
    .erased()
}

#[component]
fn Checkout(
    view: CheckoutView,
    newer: RwSignal<Option<CheckoutView>>,
    restart: Callback<()>,
) -> impl IntoView {
    let Some(facts) = site_facts().payments else {
        return view! {
            <Alert tone=AlertTone::Danger title="Nothing can be paid here yet.">
                <p>"This installation has no payment service. Your cart stays as it is."</p>
            </Alert>
        }
        .erased();
    };
    view! {
        <div class="shop-columns">
            <OrderSummary cart=view.cart.clone() />
            <div class="min-w-0 space-y-5">
                {facts.is_test.then(|| view! { <TestCards /> })}
                <NoScript words="Paying needs JavaScript: your card number goes straight to the payment service, never through us." />
                <PayForm view facts newer restart />
            </div>
        </div>
    }
    .erased()
}

/// Why there is nothing to pay, with the ways on.
#[component]
fn CannotBegin(problem: Problem) -> impl IntoView {
    let Problem::NotNow { sentence } = &problem else {
        return view! { <ProblemView problem /> }.erased();
    };
    view! {
        <Alert title=sentence.clone()>
            <p>"Nothing was charged. If you have just paid, your order is on its way."</p>
        </Alert>
        <div class="mt-4 flex flex-wrap gap-3">
            <LinkButton href="/cart">"Go to your cart"</LinkButton>
            <LinkButton href="/orders" look=ButtonLook::Outline>
                "See your orders"
            </LinkButton>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests;
