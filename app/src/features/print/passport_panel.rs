//! Whether it prints: findings with what would fix them, places to light up, sizes for every material, repairs.

use domain::print::{Finding, Fix, SizeRange, Verdict};
use leptos::prelude::*;

use super::binding::Binding;
use super::configurator::Configurator;
use super::unit::Unit;
use crate::derived::derived;
use crate::erased::{CollectErased, Erase};
use crate::ui::{Badge, BadgeTone};

/// The places that are lit in the viewer, and the finding they belong to.
pub(super) type Lit = RwSignal<Option<(String, Vec<[f32; 3]>)>>;

/// The print passport of the present size and material.
#[component]
pub(super) fn PassportPanel(
    /// The page.
    configurator: Configurator,
    /// The server's part of it.
    binding: Binding,
    /// What is lit in the viewer.
    lit: Lit,
) -> impl IntoView {
    let verdict = move || {
        let is_unreadable = configurator.choice.with(Result::is_err);
        let (tone, words) = match binding.verdict() {
            Some(Verdict::Pass) => (BadgeTone::Success, "Prints well"),
            Some(Verdict::Warn) => (BadgeTone::Accent, "Prints, with a remark"),
            Some(Verdict::Block) => (BadgeTone::Danger, "Does not print like this"),
            None if is_unreadable || binding.problem().is_some() => (BadgeTone::Neutral, "Not checked"),
            None => (BadgeTone::Neutral, "Checking…"),
        };
        view! { <Badge tone>{words}</Badge> }
    };
    let findings = derived(move |_| binding.findings());
    let found = move || {
        let (findings, repairs) = findings.get()?;
        let list = findings.into_iter().map(|finding| view! { <FindingItem configurator finding lit /> });
        Some(view! {
            <ul class="space-y-3">{list.collect_erased()}</ul>
            {(!repairs.is_empty()).then(|| view! { <Repairs repairs /> })}
        })
    };
    view! {
        <section class="card space-y-4" aria-labelledby="passport" data-slot="passport">
            <div class="flex flex-wrap items-center justify-between gap-2">
                <h2 id="passport" class="section-title">
                    "Print check"
                </h2>
                <span aria-live="polite" class="needs-script">
                    {verdict}
                </span>
            </div>
            <p class="needs-no-script text-sm text-muted-foreground">
                "It is checked when you put it into the cart; what does not print is refused with the reason."
            </p>
            {found}
            <Ranges configurator />
        </section>
    }
    .erased()
}

#[component]
fn FindingItem(configurator: Configurator, finding: Finding, lit: Lit) -> impl IntoView {
    let Finding { key, verdict, sentence, fixes, places } = finding;
    let is_block = verdict == Verdict::Block;
    let class = if is_block { "finding finding-block" } else { "finding" };
    // Neither a size nor a material mends a broken shape: another model may.
    let again = (is_block && fixes.is_empty()).then(|| {
        let model = format!("/assets/{}", configurator.asset());
        view! {
            <a class="chip chip-fix" href=model>
                "Regenerate model"
            </a>
        }
    });
    let fix = move |fix: Fix| view! { <FixButton configurator fix /> };
    let fixes = fixes.into_iter().map(fix).collect_erased();
    let show = (!places.is_empty()).then(|| view! { <ShowPlaces key places lit /> });
    view! {
        <li class=class>
            <p>
                <span class="font-medium">{if is_block { "Must change. " } else { "Good to know. " }}</span>
                {sentence}
            </p>
            <div class="flex flex-wrap gap-2">{fixes} {again} {show}</div>
        </li>
    }
    .erased()
}

/// Lights the places of a finding in the viewer, or puts them out.
#[component]
fn ShowPlaces(key: String, places: Vec<[f32; 3]>, lit: Lit) -> impl IntoView {
    let is_lit = {
        let key = key.clone();
        derived(move |_| lit.with(|lit| lit.as_ref().is_some_and(|(of, _)| *of == key)))
    };
    let toggle = move |_| {
        let next = (!is_lit.get_untracked()).then(|| (key.clone(), places.clone()));
        lit.set(next);
    };
    view! {
        <button
            type="button"
            class="chip needs-script"
            aria-pressed=move || if is_lit.get() { "true" } else { "false" }
            on:click=toggle
        >
            "Show on model"
        </button>
    }
    .erased()
}

/// One press takes the finding away.
#[component]
fn FixButton(configurator: Configurator, fix: Fix) -> impl IntoView {
    let name = match &fix {
        Fix::LongestMm(_) => None,
        Fix::Material(slug) => {
            configurator.with_offer(|offer| offer.catalogue.material(slug).map(|one| one.name.clone()))
        }
    };
    let words = {
        let fix = fix.clone();
        move || match (&fix, &name) {
            (Fix::LongestMm(size_mm), _) => format!("Make it {}", configurator.unit.get().words(*size_mm)),
            (Fix::Material(_), Some(name)) => format!("Print in {name}"),
            (Fix::Material(slug), None) => format!("Print in {slug}"),
        }
    };
    let apply = move |_| match &fix {
        Fix::LongestMm(size_mm) => configurator.set_longest(*size_mm),
        Fix::Material(slug) => configurator.choose_material(slug),
    };
    view! {
        <button type="button" class="chip chip-fix needs-script" on:click=apply>
            {words}
        </button>
    }
    .erased()
}

#[component]
fn Repairs(repairs: Vec<String>) -> impl IntoView {
    let item = |sentence: String| view! { <li>{sentence}</li> };
    view! {
        <div class="space-y-1 text-sm">
            <h3 class="font-medium">"Repaired for printing"</h3>
            <ul class="list-disc pl-5 text-muted-foreground">
                {repairs.into_iter().map(item).collect_erased()}
            </ul>
        </div>
    }
    .erased()
}

/// Smallest and largest size in every material, at the model's own proportions.
#[component]
fn Ranges(configurator: Configurator) -> impl IntoView {
    let ranges = configurator.with_offer(|offer| {
        let named = offer.ranges.iter().filter_map(|range| {
            Some((offer.catalogue.material(&range.material)?.name.clone(), range.clone()))
        });
        named.collect::<Vec<_>>()
    });
    let row = move |(name, range): (String, SizeRange)| {
        view! {
            <tr>
                <th scope="row" class="py-1 pr-4 text-left font-normal">
                    {name}
                </th>
                <td class="py-1 text-right tabular-nums">
                    {move || range_words(configurator.unit.get(), &range)}
                </td>
            </tr>
        }
    };
    view! {
        <details class="text-sm">
            <summary class="w-fit underline underline-offset-4">"Sizes that print, by material"</summary>
            <table class="mt-2 w-full">
                <thead class="sr-only">
                    <tr>
                        <th scope="col">"Material"</th>
                        <th scope="col">"Longest side"</th>
                    </tr>
                </thead>
                <tbody>{ranges.into_iter().map(row).collect_erased()}</tbody>
            </table>
        </details>
    }
    .erased()
}

fn range_words(unit: Unit, range: &SizeRange) -> String {
    match (range.smallest_mm, range.largest_mm) {
        (Some(least), Some(most)) if least <= most => {
            format!("{} to {}", unit.number(least), unit.words(most))
        }
        _ => "at no size".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::configurator::{Asked, starting_choice};
    use super::*;

    fn shown(verdict: Verdict, fixes: Vec<Fix>) -> String {
        let owner = Owner::new();
        owner.with(|| {
            let offer = crate::fakes::print_offer();
            let choice = starting_choice(&offer, &Asked::default());
            let configurator = Configurator::new(Arc::new(offer), choice, None, Unit::Mm);
            let sentence = "The surface is open.".to_owned();
            let finding = Finding { key: "not_closed".into(), verdict, sentence, fixes, places: Vec::new() };
            view! { <FindingItem configurator finding lit=RwSignal::new(None) /> }.to_html()
        })
    }

    #[test]
    fn what_blocks_always_has_a_way_on() {
        let dead_end = shown(Verdict::Block, Vec::new());
        assert!(dead_end.contains("Regenerate model") && dead_end.contains("/assets/ast_"), "{dead_end}");
        assert!(!shown(Verdict::Block, vec![Fix::LongestMm(60.0)]).contains("Regenerate model"));
        assert!(!shown(Verdict::Warn, Vec::new()).contains("Regenerate model"));
    }

    #[test]
    fn a_range_is_told_in_the_chosen_unit() {
        let range = |smallest_mm, largest_mm| SizeRange { material: "pla".into(), smallest_mm, largest_mm };
        assert_eq!(range_words(Unit::Mm, &range(Some(12.0), Some(208.0))), "12 to 208 mm");
        assert_eq!(range_words(Unit::Inch, &range(Some(25.4), Some(50.8))), "1 to 2 in");
        assert_eq!(range_words(Unit::Mm, &range(Some(300.0), Some(208.0))), "at no size");
        assert_eq!(range_words(Unit::Mm, &range(None, Some(208.0))), "at no size");
    }
}
