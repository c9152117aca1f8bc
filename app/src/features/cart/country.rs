//! Where prints go, which decides what shipping costs.

use crate::erased::{CollectErased, Erase};
use domain::cart::CartView;
use domain::country::country_name;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::SetCountry;
use super::change::{Change, Changes};

/// The countries on offer; nothing where nothing is sent.
#[component]
pub(super) fn CountryChoice(cart: CartView, changes: Changes) -> impl IntoView {
    let chosen = cart.destination.as_ref().map(|destination| destination.country.clone());
    let days = cart.destination.as_ref().map(|destination| {
        let (least, most) = destination.days;
        format!("On the way {least} to {most} working days after production.")
    });
    let mut countries: Vec<String> =
        cart.destinations.into_iter().map(|destination| destination.country).collect();
    countries.sort_by(|a, b| country_name(a).cmp(country_name(b)));
    if countries.is_empty() {
        return ().erased();
    }
    let options = countries.into_iter().map(|code| {
        let name = country_name(&code).to_owned();
        let is_chosen = chosen.as_ref() == Some(&code);
        view! {
            <option value=code selected=is_chosen>
                {name}
            </option>
        }
    });
    view! {
        <form
            method="post"
            action=SetCountry::url()
            class="space-y-1.5"
            on:submit=|event: leptos::ev::SubmitEvent| event.prevent_default()
        >
            <label for="country" class="text-sm font-medium">
                "Ship to"
            </label>
            <select
                id="country"
                name="country"
                class="text-field"
                on:change=move |event| changes.make(Change::Country(event_target_value(&event)))
            >
                {options.collect_erased()}
            </select>
            <button class="needs-no-script text-sm underline">"Update"</button>
            <p class="text-sm text-muted-foreground">{days}</p>
        </form>
    }
    .erased()
}
