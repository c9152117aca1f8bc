//! `/print/{asset}`: configure a print of a model.

use std::sync::Arc;

use domain::Problem;
use domain::print::{PrintOffer, QUANTITIES};
use leptos::ev::SubmitEvent;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::actions::{Actions, Next, Sending};
use super::address::{asked_by_address, keep_address};
use super::api::{KeepPrint, OrderPrint, offer_print};
use super::binding::Binding;
use super::configurator::{Configurator, starting_choice};
use super::familiar::Familiar;
use super::material_picker::MaterialPicker;
use super::passport_panel::{Lit, PassportPanel};
use super::price_panel::PricePanel;
use super::remarks::Remarks;
use super::size_fields::SizeFields;
use super::unit::Unit;
use crate::browser::ViewerScene;
use crate::derived::{Derived, derived};
use crate::effect::effect;
use crate::erased::Erase;
use crate::error::AppError;
use crate::features::asset::Viewer;
use crate::features::not_found::NotFoundPage;
use crate::features::problem_view::ProblemView;
use crate::features::session::{SessionState, require_session};
use crate::fetched::Fetched;
use crate::ui::{Icon, IconName, Loading, Skeleton};

type OfferResource = Fetched<Result<PrintOffer, AppError>>;

/// The print page.
#[component]
pub fn PrintPage() -> impl IntoView {
    require_session();
    let params = use_params_map();
    let id = derived(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let session = SessionState::of_page();
    let offer = Fetched::new(move || (id.get(), session.renewals()), |(id, _)| offer_print(id));
    view! {
        <Title text="Configure your print" />
        <div class="space-y-6">
            <Loading fallback=skeleton>
                <Answer id offer />
            </Loading>
        </div>
    }
    .erased()
}

fn heading() -> impl IntoView {
    view! { <h1 class="page-title">"Configure your print"</h1> }
}

fn skeleton() -> AnyView {
    view! {
        {heading()}
        <div class="grid gap-6 lg:grid-cols-2">
            <Skeleton class="h-128" />
            <Skeleton class="h-128" />
        </div>
    }
    .erased()
}

/// What is shown in all; the page is made anew only when this changes, so that what was typed stays.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Showing {
    Skeleton,
    NotFound,
    Problem(Problem),
    /// The offer for the asset with this id.
    Page(String),
}

impl Showing {
    fn of(offer: Option<&Result<PrintOffer, AppError>>, session_is_unknown: bool) -> Self {
        match offer {
            None => Self::Skeleton,
            Some(Err(AppError(Problem::SignedOut))) if session_is_unknown => Self::Skeleton,
            Some(Err(AppError(Problem::NotFound))) => Self::NotFound,
            Some(Err(AppError(problem))) => Self::Problem(problem.clone()),
            Some(Ok(offer)) => Self::Page(offer.asset.to_string()),
        }
    }

    /// What is shown, and typed, stays when asking for it again fails: a token may have expired.
    fn after(self, last: Option<&Self>, id: &str) -> Self {
        match (last, &self) {
            (Some(Self::Page(shown)), now) if shown == id && !matches!(now, Self::Page(_)) => {
                Self::Page(shown.clone())
            }
            _ => self,
        }
    }
}

#[component]
fn Answer(id: Derived<String>, offer: OfferResource) -> impl IntoView {
    let session = SessionState::of_page();
    let showing = derived(move |last: Option<&Showing>| {
        Showing::of(offer.get().as_ref(), session.is_unknown()).after(last, &id.get())
    });
    move || match showing.get() {
        Showing::Skeleton => skeleton(),
        Showing::NotFound => view! { <NotFoundPage /> }.erased(),
        Showing::Problem(problem) => view! { {heading()} <ProblemView problem /> }.erased(),
        Showing::Page(_) => match offer.get_untracked() {
            Some(Ok(offer)) => view! { {heading()} <Configure offer=Arc::new(offer) /> }.erased(),
            _ => skeleton(),
        },
    }
}

#[component]
fn Configure(offer: Arc<PrintOffer>) -> impl IntoView {
    let asked = asked_by_address();
    let choice = starting_choice(&offer, &asked);
    let config = offer.configs.iter().map(|kept| kept.id).find(|id| asked.config == Some(id.to_string()));
    let unit = Unit::from_key(&asked.form.unit);
    let configurator = Configurator::new(Arc::clone(&offer), choice, config, unit);
    let binding = Binding::start(configurator);
    keep_address(configurator);
    let sending = Sending::new(configurator, binding);
    let lit: Lit = RwSignal::new(None);
    let stage = NodeRef::<Div>::new();
    show_stage_when_lit(stage, lit);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(next) = next_of(&event) {
            sending.send(next);
        }
    };
    let title = offer.title.clone();
    let here = format!("/print/{}", offer.asset);
    view! {
        <p class="-mt-4 text-muted-foreground">
            {title} " · "
            <a class="link" href=format!("/assets/{}", offer.asset)>
                "Back to the model"
            </a>
        </p>
        <form method="post" action=OrderPrint::url() on:submit=submit class="print-layout">
            // What Enter in a field presses: the page as it is filled in, not an order.
            <button formmethod="get" formaction=here class="sr-only" tabindex="-1" aria-hidden="true">
                "Update"
            </button>
            <input type="hidden" name="asset" value=offer.asset.to_string() />
            <input type="hidden" name="config" value=config.map(|id| id.to_string()) />
            <div node_ref=stage class="print-stage">
                <Stage configurator lit offer=Arc::clone(&offer) />
            </div>
            <div class="min-w-0 space-y-6">
                <div class="card">
                    <MaterialPicker configurator />
                </div>
                <div class="card">
                    <SizeFields configurator />
                </div>
                <PassportPanel configurator binding lit />
                <div class="card space-y-6">
                    <Quantity configurator />
                    <Remarks configurator />
                </div>
                <PricePanel configurator binding />
                <Actions configurator sending />
            </div>
        </form>
    }
    .erased()
}

/// What the button that sent the form asks for; nothing for those that only fill in the page again.
fn next_of(event: &SubmitEvent) -> Option<Next> {
    match event.submitter().and_then(|button| button.get_attribute("formaction")) {
        None => Some(Next::Cart),
        Some(action) if action == KeepPrint::url() => Some(Next::Workspace),
        Some(_) => None,
    }
}

/// Brings the model into view when places on it are lit: on a phone it is far above the button.
fn show_stage_when_lit(stage: NodeRef<Div>, lit: Lit) {
    effect(move || {
        if lit.with(Option::is_some)
            && let Some(stage) = stage.get_untracked()
        {
            stage.scroll_into_view_with_bool(true);
        }
    });
}

/// The model at the chosen size, with something of known size beside it.
#[component]
fn Stage(configurator: Configurator, lit: Lit, offer: Arc<PrintOffer>) -> impl IntoView {
    let scene = Signal::derive(move || {
        let (size, unit) = (configurator.size.get(), configurator.unit.get());
        ViewerScene {
            sides: size.0.map(|side| unit.words(side)),
            size_mm: size.0,
            companion: Familiar::beside(size.longest()).key(),
            paint: configurator.paint(),
            places: lit.get().map(|(_, places)| places).unwrap_or_default(),
        }
    });
    let beside = move || Familiar::beside(configurator.size.get().longest()).words();
    let model = offer.model.clone();
    view! {
        <div class="space-y-2">
            <Viewer
                name=offer.title.clone()
                url=model.url
                bytes=model.bytes
                poster=model.poster
                scene=Some(scene)
            />
            <p class="needs-script text-center text-sm text-muted-foreground">
                "Shown beside " {beside}
            </p>
        </div>
    }
    .erased()
}

#[component]
fn Quantity(configurator: Configurator) -> impl IntoView {
    let quantity = configurator.quantity;
    let is_wrong =
        move || quantity.with(|typed| domain::cart::read_quantity(typed).is_err()).then_some("true");
    let hint = derived(move |_| discount_words(configurator));
    let step = move |by: i64| {
        let now = quantity.with_untracked(|typed| typed.trim().parse::<i64>().unwrap_or(1));
        let (least, most) = (i64::from(*QUANTITIES.start()), i64::from(*QUANTITIES.end()));
        quantity.set((now.saturating_add(by)).clamp(least, most).to_string());
    };
    view! {
        <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <label for="quantity" class="field-title">
                "Quantity"
            </label>
            <div class="stepper">
                <button type="button" class="stepper-button needs-script" aria-label="One less" on:click=move |_| step(-1)>
                    <Icon name=IconName::Minus />
                </button>
                <input
                    id="quantity"
                    name="quantity"
                    class="stepper-number aria-invalid:text-destructive-text"
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    value=quantity.get_untracked()
                    prop:value=move || quantity.get()
                    aria-invalid=is_wrong
                    aria-describedby="quantity-hint"
                    on:input=move |event| quantity.set(event_target_value(&event))
                />
                <button type="button" class="stepper-button needs-script" aria-label="One more" on:click=move |_| step(1)>
                    <Icon name=IconName::Plus />
                </button>
            </div>
            <p id="quantity-hint" class="w-full text-sm text-muted-foreground">
                {move || hint.get()}
            </p>
        </div>
    }
    .erased()
}

/// From how many pieces each of them costs less; before the price says so.
fn discount_words(configurator: Configurator) -> Option<String> {
    let pieces = configurator.quantity.with(|typed| domain::cart::read_quantity(typed)).unwrap_or(1);
    let (from, permille) = configurator.with_offer(|offer| {
        offer.catalogue.quantity_discounts.iter().copied().find(|(from, _)| *from > pieces)
    })?;
    Some(format!("From {from} pieces each costs {} % less.", f64::from(permille) / 10.0))
}

#[cfg(test)]
mod tests;
