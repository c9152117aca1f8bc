//! `/print/{asset}`: configure a print of a model.

use std::sync::Arc;

use domain::Problem;
use domain::print::{PrintForm, PrintOffer};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::actions::{Actions, Next, Sending};
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
use crate::erased::Erase;
use crate::error::AppError;
use crate::features::asset::Viewer;
use crate::features::not_found::NotFoundPage;
use crate::features::problem_view::ProblemView;
use crate::features::session::{SessionState, require_session};
use crate::ui::Skeleton;

type OfferResource = Resource<Result<PrintOffer, AppError>>;

/// The print page.
#[component]
pub fn PrintPage() -> impl IntoView {
    require_session();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let session = SessionState::of_page();
    let offer = Resource::new(move || (id.get(), session.renewals()), |(id, _)| offer_print(id));
    view! {
        <Title text="Configure your print" />
        <div class="space-y-6">
            <h1 class="page-title">"Configure your print"</h1>
            <Transition fallback=skeleton>
                <Answer offer />
            </Transition>
        </div>
    }
    .erased()
}

fn skeleton() -> AnyView {
    view! {
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
    Page,
}

#[component]
fn Answer(offer: OfferResource) -> impl IntoView {
    let session = SessionState::of_page();
    let showing = Memo::new(move |_| match offer.get() {
        None => Showing::Skeleton,
        Some(Err(AppError(Problem::SignedOut))) if session.is_unknown() => Showing::Skeleton,
        Some(Err(AppError(Problem::NotFound))) => Showing::NotFound,
        Some(Err(AppError(problem))) => Showing::Problem(problem),
        Some(Ok(_)) => Showing::Page,
    });
    move || match showing.get() {
        Showing::Skeleton => skeleton(),
        Showing::NotFound => view! { <NotFoundPage /> }.erased(),
        Showing::Problem(problem) => view! { <ProblemView problem /> }.erased(),
        Showing::Page => match offer.get_untracked() {
            Some(Ok(offer)) => view! { <Configure offer=Arc::new(offer) /> }.erased(),
            _ => skeleton(),
        },
    }
}

/// What the address says: a link can open the page as somebody left it, and it works without scripts.
fn asked_by_address() -> (PrintForm, Option<String>) {
    let query = use_query_map().get_untracked();
    let field = |name: &str| query.get(name).unwrap_or_default();
    let form = PrintForm {
        material: field("material"),
        color: field("color"),
        finish: field("finish"),
        quantity: field("quantity"),
        remarks: field("remarks"),
        width: field("width"),
        height: field("height"),
        depth: field("depth"),
        unit: field("unit"),
        ..PrintForm::default()
    };
    (form, query.get("config"))
}

#[component]
fn Configure(offer: Arc<PrintOffer>) -> impl IntoView {
    let (asked, config) = asked_by_address();
    let choice = starting_choice(&offer, config.as_deref(), &asked);
    let config = offer.configs.iter().map(|kept| kept.id).find(|id| config == Some(id.to_string()));
    let configurator = Configurator::new(Arc::clone(&offer), choice, config, Unit::from_key(&asked.unit));
    let binding = Binding::start(configurator);
    let sending = Sending::new(configurator, binding);
    let lit: Lit = RwSignal::new(None);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        sending.send(next_of(&event));
    };
    let title = offer.title.clone();
    view! {
        <p class="-mt-4 text-muted-foreground">
            {title} " · "
            <a class="link" href=format!("/assets/{}", offer.asset)>
                "Back to the model"
            </a>
        </p>
        <form method="post" action=OrderPrint::url() on:submit=submit class="print-layout">
            <input type="hidden" name="asset" value=offer.asset.to_string() />
            <input type="hidden" name="config" value=config.map(|id| id.to_string()) />
            <div class="min-w-0 space-y-6">
                <Stage configurator lit offer=Arc::clone(&offer) />
                <PassportPanel configurator binding lit />
            </div>
            <div class="min-w-0 space-y-6">
                <div class="card space-y-6">
                    <MaterialPicker configurator />
                    <SizeFields configurator />
                    <Quantity configurator />
                    <Remarks configurator />
                </div>
                <PricePanel configurator binding />
                <Actions sending />
            </div>
        </form>
    }
    .erased()
}

/// Which of the two buttons sent the form.
fn next_of(event: &SubmitEvent) -> Next {
    let pressed = event.submitter().and_then(|button| button.get_attribute("formaction"));
    if pressed.as_deref() == Some(KeepPrint::url()) { Next::Workspace } else { Next::Cart }
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
                "Beside it for comparison: " {beside}
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
    let step = move |by: i64| {
        let now = quantity.with_untracked(|typed| typed.trim().parse::<i64>().unwrap_or(1));
        quantity.set((now + by).clamp(1, 500).to_string());
    };
    view! {
        <div class="space-y-1">
            <label for="quantity" class="text-sm font-medium">
                "Quantity"
            </label>
            <div class="flex items-center gap-2">
                <button type="button" class="icon-button needs-script border" aria-label="One less" on:click=move |_| step(-1)>
                    "−"
                </button>
                <input
                    id="quantity"
                    name="quantity"
                    class="text-field w-24 text-center tabular-nums"
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    value=quantity.get_untracked()
                    prop:value=move || quantity.get()
                    aria-invalid=is_wrong
                    on:input=move |event| quantity.set(event_target_value(&event))
                />
                <button type="button" class="icon-button needs-script border" aria-label="One more" on:click=move |_| step(1)>
                    "+"
                </button>
            </div>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests;
