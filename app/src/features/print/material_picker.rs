//! Technology, material, color and finish, all from the catalogue.

use domain::catalogue::{Color, Finish, Material, Technology};
use leptos::prelude::*;

use super::configurator::Configurator;
use crate::derived::{Derived, derived};
use crate::erased::{CollectErased, Content, Erase};

/// The four choices that make up what it is printed in.
#[component]
pub(super) fn MaterialPicker(
    /// The page.
    configurator: Configurator,
) -> impl IntoView {
    let technology =
        derived(move |_| configurator.chosen().map(|(_, technology)| technology.slug).unwrap_or_default());
    view! {
        <div class="space-y-5">
            <Technologies configurator technology />
            {move || {
                let slug = technology.get();
                view! { <Materials configurator technology=slug /> }
            }}
            {move || {
                configurator
                    .chosen()
                    .map(|(material, _)| view! { <ColorsAndFinishes configurator material /> })
            }}
        </div>
    }
    .erased()
}

/// Buttons that send the form back to this page, so that without scripts too everything else stays as it is filled in.
#[component]
fn Technologies(configurator: Configurator, technology: Derived<String>) -> impl IntoView {
    let here = format!("/print/{}", configurator.asset());
    let button = move |(one, first): (Technology, String)| {
        let (slug, value) = (one.slug.clone(), one.slug);
        let choose = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            configurator.choose_material(&first);
        };
        view! {
            <button
                class="option"
                name="technology"
                value=value
                formmethod="get"
                formaction=here.clone()
                aria-pressed=move || if technology.get() == slug { "true" } else { "false" }
                on:click=choose
            >
                {one.name}
            </button>
        }
    };
    let all = configurator.with_offer(|offer| {
        let catalogue = &offer.catalogue;
        let first =
            |one: &Technology| catalogue.materials.iter().find(|material| material.technology == one.slug);
        let all = catalogue.technologies.iter();
        all.filter_map(|one| Some((one.clone(), first(one)?.slug.clone()))).collect::<Vec<_>>()
    });
    let summary = move || configurator.chosen().map(|(_, technology)| technology.summary);
    view! {
        <div class="space-y-2">
            <h2 class="field-title" id="technology">
                "Technology"
            </h2>
            <div class="options" role="group" aria-labelledby="technology">
                {all.into_iter().map(button).collect_erased()}
            </div>
            <p class="text-sm text-muted-foreground">{summary}</p>
        </div>
    }
    .erased()
}

#[component]
fn Materials(configurator: Configurator, technology: String) -> impl IntoView {
    let all = configurator.with_offer(|offer| {
        let of_technology = offer.catalogue.materials.iter().filter(|one| one.technology == technology);
        of_technology.cloned().collect::<Vec<Material>>()
    });
    let summary = move || configurator.chosen().map(|(material, _)| material.summary);
    let option = move |material: Material| {
        let slug = material.slug.clone();
        let choose = Callback::new(move |slug: String| configurator.choose_material(&slug));
        let name = material.name;
        view! { <RadioOption name="material" value=slug chosen=configurator.material on_choose=choose>{name}</RadioOption> }
    };
    let options = all.into_iter().map(option).collect_erased();
    let words = view! { <p class="text-sm text-muted-foreground">{summary}</p> };
    group("Material", options, words.erased())
}

/// A titled group of options, and what is said below them.
fn group(title: &'static str, options: AnyView, words: AnyView) -> AnyView {
    view! {
        <fieldset class="space-y-2">
            <legend class="field-title">{title}</legend>
            <div class="options">{options}</div>
            {words}
        </fieldset>
    }
    .erased()
}

#[component]
fn ColorsAndFinishes(configurator: Configurator, material: Material) -> impl IntoView {
    let choose_color = Callback::new(move |slug| configurator.color.set(slug));
    let choose_finish = Callback::new(move |slug| configurator.finish.set(slug));
    let color = move |color: Color| {
        let swatch = match &color.hex {
            Some(hex) => view! { <Swatch hex=hex.clone() /> }.erased(),
            None => view! { <span class="swatch swatch-model"></span> }.erased(),
        };
        let surcharge = (color.surcharge_permille > 0)
            .then(|| format!(" +{} %", f64::from(color.surcharge_permille) / 10.0));
        view! {
            <RadioOption name="color" value=color.slug chosen=configurator.color on_choose=choose_color>
                {swatch}
                {color.name}
                <span class="text-muted-foreground">{surcharge}</span>
            </RadioOption>
        }
    };
    let finish = move |finish: Finish| {
        view! {
            <RadioOption name="finish" value=finish.slug chosen=configurator.finish on_choose=choose_finish>
                {finish.name}
            </RadioOption>
        }
    };
    let colors = material.colors.into_iter().map(color).collect_erased();
    let finishes = material.finishes.into_iter().map(finish).collect_erased();
    [group("Color", colors, ().erased()), group("Finish", finishes, ().erased())].collect_erased()
}

/// A small field of a color: the picture's own, because a page may carry no inline styles.
#[component]
fn Swatch(hex: String) -> impl IntoView {
    view! {
        <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">
            <rect width="16" height="16" fill=hex></rect>
        </svg>
    }
}

/// One radio button of a group, as a pill.
#[component]
fn RadioOption(
    name: &'static str,
    value: String,
    chosen: RwSignal<String>,
    on_choose: Callback<String>,
    children: Content,
) -> impl IntoView {
    let is_chosen = {
        let value = value.clone();
        derived(move |_| chosen.with(|chosen| *chosen == value))
    };
    let sent = value.clone();
    view! {
        <label class="option">
            <input
                type="radio"
                class="sr-only"
                name=name
                value=sent
                checked=is_chosen.get_untracked()
                prop:checked=move || is_chosen.get()
                on:change=move |_| on_choose.run(value.clone())
            />
            {children.view()}
        </label>
    }
    .erased()
}
