//! How an item got where it is.

use crate::erased::{CollectErased, Erase};
use domain::order::{ItemStep, Tracking};
use leptos::prelude::*;

/// The steps, oldest first; the last one is where it stands.
#[component]
pub(super) fn Timeline(steps: Vec<ItemStep>) -> impl IntoView {
    let last = steps.len().saturating_sub(1);
    let step = move |(number, step): (usize, ItemStep)| {
        let note =
            (!step.note.is_empty()).then(|| view! { <p class="text-muted-foreground">{step.note}</p> });
        view! {
            <li class="timeline-step" aria-current=(number == last).then_some("step")>
                <p class="flex flex-wrap items-baseline justify-between gap-x-4">
                    <span class="font-medium">{step.state.words()}</span>
                    <time class="text-muted-foreground tabular-nums" datetime=step.at.iso8601()>
                        {step.at.words()}
                    </time>
                </p>
                {note}
            </li>
        }
        .erased()
    };
    view! {
        <ol data-slot="timeline" class="timeline">
            {steps.into_iter().enumerate().map(step).collect_erased()}
        </ol>
    }
    .erased()
}

/// Where the parcel is.
#[component]
pub(super) fn TrackingView(tracking: Tracking) -> impl IntoView {
    let number = match tracking.url.filter(|url| url.starts_with("https://")) {
        Some(url) => view! {
            <a class="link" href=url rel="noopener external" target="_blank">
                {tracking.number}
            </a>
        }
        .erased(),
        None => view! { <span class="font-medium">{tracking.number}</span> }.erased(),
    };
    view! {
        <p data-slot="tracking" class="text-sm">
            <span class="text-muted-foreground">{tracking.carrier} " "</span>
            {number}
        </p>
    }
    .erased()
}
