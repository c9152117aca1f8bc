//! The target size: three sides with a lock, a slider for the longest, millimetres or inches.

use domain::print::SIZES_MM;
use leptos::prelude::*;

use super::configurator::Configurator;
use super::unit::Unit;
use crate::erased::{CollectErased, Erase};

/// The names of the three sides, in the model's axes.
const SIDES: [(&str, &str); 3] = [("width", "Width"), ("height", "Height"), ("depth", "Depth")];
/// The slider ends here for materials whose machine takes less or nothing, in millimetres.
const SLIDER_LEAST_END_MM: f64 = 150.0;

/// Everything about the size.
#[component]
pub(super) fn SizeFields(
    /// The page.
    configurator: Configurator,
) -> impl IntoView {
    let side = move |axis: usize| {
        let (name, label) = SIDES[axis];
        view! { <SideField configurator axis name label /> }
    };
    view! {
        <fieldset class="space-y-3">
            <legend class="field-title">"Size"</legend>
            <div class="grid grid-cols-3 gap-3">{[0, 1, 2].map(side).collect_erased()}</div>
            <div class="flex flex-wrap items-center justify-between gap-3">
                <label class="needs-script flex items-center gap-2 text-sm">
                    <input
                        type="checkbox"
                        class="size-4 accent-primary"
                        checked=configurator.keeps_proportions.get_untracked()
                        prop:checked=move || configurator.keeps_proportions.get()
                        on:change=move |event| {
                            configurator.set_keeps_proportions(event_target_checked(&event));
                        }
                    />
                    "Keep proportions"
                </label>
                <UnitChoice configurator />
            </div>
            <div class="space-y-2">
                <LongestSlider configurator />
                <RangeHint configurator />
            </div>
        </fieldset>
    }
    .erased()
}

#[component]
fn SideField(
    configurator: Configurator,
    axis: usize,
    name: &'static str,
    label: &'static str,
) -> impl IntoView {
    let typed = configurator.sides[axis];
    let is_wrong =
        move || typed.with(|typed| configurator.unit.get().read_mm(typed).is_none()).then_some("true");
    view! {
        <div class="space-y-1">
            <label for=name class="text-sm text-muted-foreground">
                {label}
            </label>
            <input
                id=name
                name=name
                class="text-field tabular-nums"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                value=typed.get_untracked()
                prop:value=move || typed.get()
                aria-invalid=is_wrong
                aria-describedby="size-hint"
                on:input=move |event| configurator.type_side(axis, event_target_value(&event))
            />
        </div>
    }
    .erased()
}

#[component]
fn UnitChoice(configurator: Configurator) -> impl IntoView {
    let option = move |unit: Unit| {
        view! {
            <label class="option option-small">
                <input
                    type="radio"
                    class="sr-only"
                    name="unit"
                    value=unit.key()
                    checked=configurator.unit.get_untracked() == unit
                    prop:checked=move || configurator.unit.get() == unit
                    on:change=move |_| configurator.set_unit(unit)
                />
                {unit.label()}
            </label>
        }
    };
    view! {
        <div class="options" role="radiogroup" aria-label="Unit">
            {Unit::ALL.map(option).collect_erased()}
        </div>
    }
    .erased()
}

#[component]
fn LongestSlider(configurator: Configurator) -> impl IntoView {
    let longest = move || configurator.size.get().longest();
    let end = move || {
        let largest = configurator.range().and_then(|range| range.largest_mm).unwrap_or(0.0);
        (largest * 1.1).max(SLIDER_LEAST_END_MM).max(longest()).min(*SIZES_MM.end()).ceil()
    };
    let words = move || configurator.unit.get().words(longest());
    view! {
        <label class="needs-script block space-y-1">
            <span class="flex justify-between text-sm text-muted-foreground">
                "Longest side"
                <span class="tabular-nums">{words}</span>
            </span>
            <input
                type="range"
                class="w-full accent-primary"
                min=SIZES_MM.start().to_string()
                max=move || end().to_string()
                step="1"
                aria-valuetext=words
                prop:value=move || longest().round().to_string()
                on:input=move |event| {
                    if let Ok(longest_mm) = event_target_value(&event).parse() {
                        configurator.set_longest(longest_mm);
                    }
                }
            />
        </label>
    }
    .erased()
}

/// From where to where the chosen material prints, each end a button.
#[component]
fn RangeHint(configurator: Configurator) -> impl IntoView {
    let end = move |label: &'static str, rest: &'static str, size_mm: f64| {
        let words = move || configurator.unit.get().words(size_mm);
        view! {
            <button type="button" class="chip needs-script" on:click=move |_| configurator.set_longest(size_mm)>
                {label} <span class="sr-only">{rest}</span> <span class="tabular-nums">{words}</span>
            </button>
            <span class="needs-no-script">{label} " " {rest} " " {words}</span>
        }
    };
    let hint = move || {
        let Some(range) = configurator.range() else { return ().erased() };
        let name = configurator.chosen().map(|(material, _)| material.name).unwrap_or_default();
        match (range.smallest_mm, range.largest_mm) {
            (Some(least), Some(most)) if least <= most => view! {
                <span class="flex flex-wrap items-center justify-between gap-2">
                    {end("Smallest", "that prints", least)} {end("Largest", "that fits", most)}
                </span>
            }
            .erased(),
            _ => format!("This model does not print in {name} at any size.").erased(),
        }
    };
    view! {
        <div id="size-hint" class="text-sm text-muted-foreground">
            {hint}
        </div>
    }
    .erased()
}
