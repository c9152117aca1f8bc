//! `/assets/{id}`: concepts, model, job truth or failure, by how the asset stands.

use domain::Problem;
use domain::asset::AssetDetail;
use domain::credits::Credits;
use domain::job_truth::CreditOutcome;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::show_asset;
use super::concept_view::ConceptView;
use super::failure_view::{FailureNote, FailureView};
use super::model_view::ModelStage;
use super::name::asset_name;
use super::stage::{Actions, Stage, kept_after_failure};
use super::waiting_view::WaitingView;
use crate::error::AppError;
use crate::features::generation::{CancelGeneration, JobStatus, LiveStatus, Standing};
use crate::features::not_found::NotFoundPage;
use crate::features::problem_view::ProblemView;
use crate::features::session::SessionState;
use crate::live_clock::NextGeneration;
use crate::ui::{Card, Skeleton};

/// One asset.
#[component]
pub fn AssetPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let session = SessionState::of_page();
    let asset = Resource::new(move || (id.get(), session.renewals()), |(id, _)| show_asset(id));
    let next = NextGeneration::shared();
    let live = LiveStatus::start(move || asset.refetch());
    let on_change = Callback::new(move |()| asset.refetch());
    let content = move || {
        asset.get().map(|answer| match answer {
            Ok(detail) => view! { <Asset detail live next on_change /> }.into_any(),
            // An expired token is not "not yours": the page waits for a fresh one.
            Err(AppError(Problem::NotFound)) if session.is_unknown() => skeleton(),
            Err(AppError(Problem::NotFound)) => view! { <NotFoundPage /> }.into_any(),
            Err(AppError(problem)) => view! { <ProblemView problem /> }.into_any(),
        })
    };
    view! { <Transition fallback=skeleton>{content}</Transition> }.into_any()
}

fn skeleton() -> AnyView {
    view! {
        <div class="space-y-6">
            <Skeleton class="h-10 w-2/3" />
            <Skeleton class="h-128" />
        </div>
    }
    .into_any()
}

/// The asset as it was read, kept up to date by its live status.
#[component]
fn Asset(
    detail: AssetDetail,
    live: LiveStatus,
    next: NextGeneration,
    on_change: Callback<()>,
) -> impl IntoView {
    live.watch([&detail.card]);
    let name = asset_name(&detail.card);
    let detail = StoredValue::new(detail);
    let standing = Memo::new(move |_| detail.with_value(|detail| live.standing(&detail.card)));
    let stage = Memo::new(move |_| detail.with_value(|detail| Stage::of(detail, standing.get())));
    let actions = Memo::new(move |_| detail.with_value(|detail| Actions::of(detail, standing.get())));
    let subtitle =
        detail.with_value(|detail| format!("{} · {}", detail.card.style_name, detail.card.created.words()));
    let main = move || {
        let shown = detail.get_value();
        match (stage.get(), shown.model.clone()) {
            (Stage::Model, Some(model)) => {
                view! { <ModelStage detail=shown model actions next on_change /> }.into_any()
            }
            (Stage::Concepts, _) => view! { <ConceptView detail=shown actions next on_change /> }.into_any(),
            (Stage::Failure, _) => {
                let standing = standing.get();
                view! { <FailureView detail=shown standing next on_change /> }.into_any()
            }
            (Stage::Waiting | Stage::Model, _) => view! { <WaitingView detail=shown standing /> }.into_any(),
        }
    };
    view! {
        <Title text=name.clone() />
        <div class="space-y-6">
            <header class="space-y-1">
                <h1 class="page-title line-clamp-3 break-words">{name}</h1>
                <p class="text-sm text-muted-foreground">{subtitle}</p>
            </header>
            {move || news(detail, standing, stage, actions, on_change)}
            {main}
        </div>
    }
}

/// Above the main view: a running repetition, or how the last one ended; and the way to stop what runs.
fn news(
    detail: StoredValue<AssetDetail>,
    standing: Memo<Standing>,
    stage: Memo<Stage>,
    actions: Memo<Actions>,
    on_change: Callback<()>,
) -> AnyView {
    let asset = detail.with_value(|detail| detail.card.id);
    if actions.get().cancel {
        let is_free = standing.with_untracked(|standing| standing.truth.credit == CreditOutcome::Free);
        let held = Credits(i64::from(!is_free));
        let progress = (stage.get() != Stage::Waiting).then(|| view! { <JobStatus standing /> });
        return view! {
            <Card class="flex flex-wrap items-center gap-4">
                <div class="min-w-48 flex-1">{progress}</div>
                <CancelGeneration asset held on_done=on_change />
            </Card>
        }
        .into_any();
    }
    let standing = standing.get();
    detail
        .with_value(|detail| kept_after_failure(detail, standing))
        .map(|kept| view! { <FailureNote truth=standing.truth kept=Some(kept) /> })
        .into_any()
}
