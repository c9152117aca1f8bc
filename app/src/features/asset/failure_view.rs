//! The asset page when nothing came of it: why, what happened to the credit, and what to do next.

use crate::erased::Erase;
use domain::asset::AssetDetail;
use domain::job_truth::{FailureReason, JobTruth};
use leptos::prelude::*;

use crate::features::asset::generation_button::GenerationButton;
use crate::features::generation::{Again, Standing};
use crate::live_clock::NextGeneration;
use crate::ui::{Alert, AlertTone, ButtonLook, Card, LinkButton, PictureView};

/// Why it ended, and what became of its credit.
#[component]
pub(super) fn FailureNote(
    /// The generation that ended.
    truth: JobTruth,
    /// What is still there.
    kept: Option<&'static str>,
) -> impl IntoView {
    let reason = truth.failure.unwrap_or(FailureReason::Cancelled);
    let tone = if reason == FailureReason::Cancelled { AlertTone::Info } else { AlertTone::Danger };
    view! {
        <Alert tone title=reason.sentence()>
            <p>{truth.credit.sentence()} " " {reason.next_step()} {kept.map(|kept| format!(" {kept}"))}</p>
        </Alert>
    }
    .erased()
}

/// The whole view of an asset without a result.
#[component]
pub(super) fn FailureView(
    /// The asset.
    detail: AssetDetail,
    /// Where it stands.
    standing: Standing,
    /// Names the next generation.
    next: NextGeneration,
    /// Called after it started again.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let source = detail.selected.map(|concept| concept.picture).or(detail.input);
    let asset = detail.card.id;
    let retry = detail.owner.map(|owner| {
        view! {
            <GenerationButton again=Again::Failed asset cost=owner.retry_cost next on_done=on_change />
        }
    });
    view! {
        <Card class="mx-auto flex w-full max-w-xl flex-col gap-6">
            {source
                .map(|picture| {
                    view! {
                        <div class="mx-auto size-48 overflow-hidden rounded-lg border bg-muted">
                            <PictureView picture alt="What the model was to be made from" sizes="12rem" />
                        </div>
                    }
                })} <FailureNote truth=standing.truth kept=None />
            <div class="flex flex-wrap gap-3">
                {retry} <LinkButton href="/dashboard" look=ButtonLook::Outline>
                    "Start something else"
                </LinkButton>
            </div>
        </Card>
    }
    .erased()
}
