//! What a running job is doing, how far it is and how long it still takes.

use crate::erased::Erase;
use leptos::prelude::*;

use super::{Standing, time_left::time_left};
use crate::live_clock::Now;
use crate::ui::{Icon, IconName, Progress};

/// The truth about a running job, ticking.
#[component]
pub fn JobStatus(
    /// Where the asset stands.
    #[prop(into)]
    standing: Signal<Standing>,
) -> impl IntoView {
    let now = Now::of_page();
    let phase = move || standing.get().truth.phase.words();
    let percent = Signal::derive(move || standing.get().truth.progress_percent(now.get()));
    let left = move || time_left(&standing.get().truth, now.get());
    view! {
        <div data-slot="job-status" class="w-full space-y-1.5">
            <div class="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
                <span class="inline-flex items-center gap-1.5 font-medium" aria-live="polite">
                    <Icon name=IconName::Clock class="size-3.5 self-center text-primary" />
                    {phase}
                </span>
                <span class="text-muted-foreground tabular-nums">{left}</span>
            </div>
            <Progress label="Progress" percent />
        </div>
    }
    .erased()
}
