//! The payment form and *Place Order*.

use std::sync::Arc;

use crate::erased::Erase;
use domain::Problem;
use domain::checkout::{CheckoutOutcome, CheckoutView};
use domain::site::PaymentFacts;
use leptos::html::Div;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::api::{begin_checkout, see_outcome};
use crate::browser::{self, Confirmation, Handle, PaymentEvent, PaymentForm, PaymentPlaces};
use crate::error::AppError;
use crate::submission::Submission;
use crate::ui::{Alert, AlertTone, Button, ButtonLook, ButtonSize, Card, Skeleton};

/// Where the form stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    /// Its script or its parts are being loaded.
    Loading,
    /// Something is still to be filled in.
    Incomplete,
    /// It can be paid.
    Ready,
    /// It is paid; the browser goes on to the order.
    Paid,
    /// It can no longer be paid.
    Expired,
    /// It could not be loaded, and why.
    Unavailable(String),
}

impl Standing {
    fn after(&self, event: PaymentEvent) -> Self {
        match (self, event) {
            (Self::Paid, _) => Self::Paid,
            (_, PaymentEvent::CanPay(true)) => Self::Ready,
            (_, PaymentEvent::CanPay(false)) => Self::Incomplete,
            (_, PaymentEvent::Expired) => Self::Expired,
            (_, PaymentEvent::Unavailable(sentence)) => Self::Unavailable(sentence),
        }
    }

    /// Why the button cannot be pressed.
    fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Loading => Some("The payment form is loading."),
            Self::Incomplete => Some("Fill in the form to place your order."),
            Self::Ready | Self::Unavailable(_) | Self::Expired => None,
            Self::Paid => Some("Paid. Your order is being written down…"),
        }
    }
}

/// A try that did not lead to an order here.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Failure {
    /// It was refused, and why.
    Refused(String),
    /// Only the answer may be lost.
    Unknown(String),
}

impl Failure {
    fn sentence(&self) -> String {
        match self {
            Self::Refused(sentence) | Self::Unknown(sentence) => sentence.clone(),
        }
    }

    /// What that means for the order, and the way on.
    fn meaning(&self) -> &'static str {
        match self {
            Self::Refused(_) => "Your order was not placed. Try again, or pay in another way.",
            Self::Unknown(_) => {
                "We do not know yet whether your order was placed. Trying again is safe: you cannot pay twice."
            }
        }
    }
}

/// One payment on its way: pressed twice it pays once.
#[derive(Clone, Copy)]
struct Paying {
    standing: RwSignal<Standing>,
    /// What came of the last try, when it was not paid or nobody knows.
    failure: RwSignal<Option<Failure>>,
    asking: Submission,
    handle: StoredValue<Option<Handle>>,
    port: StoredValue<Option<Arc<dyn PaymentForm>>>,
}

impl Paying {
    fn new() -> Self {
        Self {
            standing: RwSignal::new(Standing::Loading),
            failure: RwSignal::new(None),
            asking: Submission::new("checkout/begin"),
            handle: StoredValue::new(None),
            port: StoredValue::new(browser::port::<dyn PaymentForm>()),
        }
    }

    /// Loads the form into its places, once.
    fn open(self, facts: &PaymentFacts, view: &CheckoutView, places: PaymentPlaces) {
        let Some(port) = self.port.get_value() else { return };
        let listener = move |event: PaymentEvent| {
            self.standing.try_update(|standing| *standing = standing.after(event));
        };
        let handle = port.open(facts, &view.client_secret, view.address.as_ref(), places, Box::new(listener));
        self.handle.set_value(Some(handle));
        on_cleanup(move || port.close(handle));
    }

    /// Pays `view`, unless the cart is another one by now: then that one is shown.
    fn pay(self, view: CheckoutView, newer: RwSignal<Option<CheckoutView>>, on_paid: Callback<()>) {
        if self.standing.get_untracked() != Standing::Ready {
            return;
        }
        let was_lost = matches!(self.failure.get_untracked(), Some(Failure::Unknown(_)));
        self.failure.set(None);
        let ask = move || {
            let session_id = view.session_id.clone();
            async move {
                let present = match begin_checkout().await {
                    // The cart is gone because the payment whose answer was lost went through.
                    Err(AppError(Problem::NotNow { .. })) if was_lost => {
                        self.leave(on_paid);
                        return Ok(());
                    }
                    begun => begun?,
                };
                if present.session_id != session_id {
                    newer.try_set(Some(present));
                    return Ok(());
                }
                match self.confirm().await {
                    Confirmation::Complete => self.leave(on_paid),
                    Confirmation::Refused(sentence) => {
                        self.failure.try_set(Some(Failure::Refused(sentence)));
                    }
                    Confirmation::Lost(sentence) => self.find_out(session_id, sentence, on_paid).await,
                }
                Ok(())
            }
        };
        self.asking.run(ask, || {});
    }

    /// Paid: on to the page that knows the order.
    fn leave(self, on_paid: Callback<()>) {
        self.standing.try_set(Standing::Paid);
        on_paid.try_run(());
    }

    /// Asks our own server what became of a payment whose answer was lost.
    async fn find_out(self, session_id: String, sentence: String, on_paid: Callback<()>) {
        use CheckoutOutcome::{Expired, Open, Ordered, Processing, Review};
        match see_outcome(session_id).await {
            Ok(Ordered(_) | Processing | Review) => self.leave(on_paid),
            Ok(Open | Expired) | Err(_) => {
                self.failure.try_set(Some(Failure::Unknown(sentence)));
            }
        }
    }

    async fn confirm(self) -> Confirmation {
        let (Some(port), Some(handle)) = (self.port.get_value(), self.handle.get_value()) else {
            return Confirmation::Refused("The payment form is not there; reload the page.".to_owned());
        };
        let (tell, told) = futures_channel::oneshot::channel();
        port.confirm(
            handle,
            Box::new(move |confirmation| {
                let _ = tell.send(confirmation);
            }),
        );
        let lost = "The payment form was closed before it answered.";
        told.await.unwrap_or(Confirmation::Lost(lost.to_owned()))
    }
}

/// How and where to, and the one button.
#[component]
pub(super) fn PayForm(
    /// What is paid.
    view: CheckoutView,
    /// The payment service.
    facts: PaymentFacts,
    /// Takes the place of `view` when the cart was changed elsewhere.
    newer: RwSignal<Option<CheckoutView>>,
    /// Begins again, after the session ran out.
    restart: Callback<()>,
) -> impl IntoView {
    let paying = Paying::new();
    let (payment, address) = (NodeRef::<Div>::new(), NodeRef::<Div>::new());
    let has_print = view.cart.has_print();
    let opened_for = view.clone();
    Effect::new(move |opened: Option<bool>| {
        let (payment, address) = (payment.get(), address.get());
        let Some(payment) = payment.filter(|_| opened != Some(true)) else { return opened == Some(true) };
        let places = PaymentPlaces { payment: payment.into(), address: address.map(Into::into) };
        paying.open(&facts, &opened_for, places);
        true
    });
    let navigate = use_navigate();
    let done = format!("/checkout/done?session_id={}", view.session_id);
    let on_paid = Callback::new(move |()| {
        navigate(&done, NavigateOptions { replace: true, ..Default::default() });
    });
    let email = view.email.clone();
    let total = view.cart.total.in_currency(view.cart.currency);
    let press = Callback::new(move |()| paying.pay(view.clone(), newer, on_paid));
    let place = |title: &'static str, node: NodeRef<Div>| {
        view! {
            <Card class="space-y-4">
                <h2 class="section-title">{title}</h2>
                <div node_ref=node class="min-h-24"></div>
            </Card>
        }
        .erased()
    };
    view! {
        {has_print.then(|| place("Shipping address", address))}
        {place("Payment", payment)}
        <Outcome paying restart />
        <PlaceOrder paying total press />
        <p class="text-sm text-muted-foreground">"The receipt goes to " <span class="break-all">{email}</span> "."</p>
    }
    .erased()
}

/// What went wrong, with the way on. What was filled in is still there.
#[component]
fn Outcome(paying: Paying, restart: Callback<()>) -> impl IntoView {
    let failed = move || {
        paying.failure.get().map(|failure| {
            let orders = matches!(failure, Failure::Unknown(_)).then(|| {
                view! {
                    // A new document: the balance and the cart in the header may be others by now.
                    <a class="link mt-1 inline-block" href="/orders" rel="external">
                        "See your orders"
                    </a>
                }
            });
            view! {
                <Alert tone=AlertTone::Danger title=failure.sentence()>
                    <p>{failure.meaning()}</p>
                    {orders}
                </Alert>
            }
        })
    };
    let again = move |title: String| {
        view! {
            <Alert tone=AlertTone::Danger title>
                <p class="mb-3">"Nothing was charged, and your cart is as it was."</p>
                <Button look=ButtonLook::Outline size=ButtonSize::Small on_press=restart>
                    "Start again"
                </Button>
            </Alert>
        }
        .erased()
    };
    let standing = move || match paying.standing.get() {
        Standing::Loading => view! { <Skeleton class="h-12" /> }.erased(),
        Standing::Expired => again("This payment has run out of time.".to_owned()),
        Standing::Unavailable(sentence) => again(sentence),
        Standing::Incomplete | Standing::Ready | Standing::Paid => ().erased(),
    };
    view! {
        {failed}
        {paying.asking.problem_view()}
        {standing}
    }
    .erased()
}

#[component]
fn PlaceOrder(paying: Paying, total: String, press: Callback<()>) -> impl IntoView {
    let is_busy = move || paying.asking.is_pending() || paying.standing.get() == Standing::Paid;
    let disabled = Signal::derive(move || is_busy() || paying.standing.get() != Standing::Ready);
    let reason = move || {
        if paying.asking.is_pending() { Some("Paying…") } else { paying.standing.with(Standing::reason) }
    };
    view! {
        <div class="shop-way-on">
            <Button size=ButtonSize::Large disabled described_by="place-order-reason" on_press=press>
                "Place Order · "
                <span class="tabular-nums">{total}</span>
            </Button>
            <p id="place-order-reason" role="status" class="min-h-5 text-sm text-muted-foreground">
                {reason}
            </p>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_waits_for_a_complete_form() {
        let incomplete = Standing::Loading.after(PaymentEvent::CanPay(false));
        assert_eq!(incomplete, Standing::Incomplete);
        assert!(incomplete.reason().is_some());
        assert_eq!(incomplete.after(PaymentEvent::CanPay(true)), Standing::Ready);
    }

    #[test]
    fn only_a_refusal_says_that_nothing_was_ordered() {
        let [refused, unknown] = [Failure::Refused, Failure::Unknown].map(|of| of("No.".to_owned()));
        assert!(refused.meaning().contains("was not placed"));
        assert!(
            !unknown.meaning().contains("was not placed") && unknown.meaning().contains("cannot pay twice")
        );
    }

    #[test]
    fn what_is_paid_stays_paid() {
        for event in
            [PaymentEvent::CanPay(true), PaymentEvent::Expired, PaymentEvent::Unavailable("x".into())]
        {
            assert_eq!(Standing::Paid.after(event), Standing::Paid);
        }
    }
}
