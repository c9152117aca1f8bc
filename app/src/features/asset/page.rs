//! `/assets/{id}`: concepts, model, job truth or failure, by how the asset stands.

use crate::effect::effect;
use crate::erased::Erase;
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
use super::stage::{Actions, Contents, Stage, kept_after_failure};
use super::waiting_view::WaitingView;
use crate::error::AppError;
use crate::features::generation::{CancelGeneration, JobStatus, LiveStatus, Standing};
use crate::features::not_found::NotFoundPage;
use crate::features::problem_view::ProblemView;
use crate::features::session::SessionState;
use crate::fetched::Fetched;
use crate::live_clock::NextGeneration;
use crate::ui::{Card, Loading, Skeleton};

/// One asset.
#[component]
pub fn AssetPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let session = SessionState::of_page();
    let asset = Fetched::new(move || (id.get(), session.renewals()), |(id, _)| show_asset(id));
    let next = NextGeneration::shared();
    let live = LiveStatus::start(move || asset.refetch());
    let on_change = Callback::new(move |()| asset.refetch());
    view! {
        {live.connection_view()}
        <Loading fallback=skeleton>
            <Answer id asset live next on_change />
        </Loading>
    }
    .erased()
}

fn skeleton() -> AnyView {
    view! {
        <div class="space-y-6">
            <Skeleton class="h-10 w-2/3" />
            <Skeleton class="h-128" />
        </div>
    }
    .erased()
}

/// What the page shows in all.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Showing {
    Skeleton,
    NotFound,
    Problem(Problem),
    /// The asset with this id.
    Asset(String),
}

impl Showing {
    fn of(answer: Option<&Result<AssetDetail, AppError>>, session_is_unknown: bool) -> Self {
        match answer {
            None => Self::Skeleton,
            // An expired token is not "not yours": the page waits for a fresh one.
            Some(Err(AppError(Problem::NotFound))) if session_is_unknown => Self::Skeleton,
            Some(Err(AppError(Problem::NotFound))) => Self::NotFound,
            Some(Err(AppError(problem))) => Self::Problem(problem.clone()),
            Some(Ok(detail)) => Self::Asset(detail.card.id.to_string()),
        }
    }

    /// What is shown stays when asking for it again fails: a token may have expired, or the connection be gone.
    fn after(self, last: Option<&Self>, id: &str) -> Self {
        match (last, &self) {
            (Some(Self::Asset(shown)), now) if shown == id && !matches!(now, Self::Asset(_)) => {
                Self::Asset(shown.clone())
            }
            _ => self,
        }
    }
}

type AssetResource = Fetched<Result<AssetDetail, AppError>>;

/// The asset, or why it cannot be shown.
#[component]
fn Answer(
    id: Memo<String>,
    asset: AssetResource,
    live: LiveStatus,
    next: NextGeneration,
    on_change: Callback<()>,
) -> impl IntoView {
    let session = SessionState::of_page();
    let showing = Memo::new(move |last: Option<&Showing>| {
        Showing::of(asset.get().as_ref(), session.is_unknown()).after(last, &id.get())
    });
    // An asset that was there a moment ago is hardly gone: the token expired since.
    effect(move || {
        let refused = matches!(asset.get(), Some(Err(AppError(Problem::NotFound))));
        if refused && matches!(showing.get(), Showing::Asset(_)) {
            session.renew();
        }
    });
    move || match showing.get() {
        Showing::Skeleton => skeleton(),
        Showing::NotFound => view! { <NotFoundPage /> }.erased(),
        Showing::Problem(problem) => view! { <ProblemView problem /> }.erased(),
        Showing::Asset(_) => match asset.get_untracked() {
            Some(Ok(first)) => view! { <Asset asset first live next on_change /> }.erased(),
            _ => skeleton(),
        },
    }
}

/// The asset as it was read last, kept up to date by its live status.
#[component]
fn Asset(
    asset: AssetResource,
    first: AssetDetail,
    live: LiveStatus,
    next: NextGeneration,
    on_change: Callback<()>,
) -> impl IntoView {
    let detail = Memo::new(move |last: Option<&AssetDetail>| match asset.get() {
        Some(Ok(detail)) => detail,
        _ => last.unwrap_or(&first).clone(),
    });
    effect(move || detail.with(|detail| live.watch([&detail.card])));
    let standing = Memo::new(move |_| detail.with(|detail| live.standing(&detail.card)));
    let stage = Memo::new(move |_| detail.with(|detail| Stage::of(detail, standing.get())));
    let actions = Memo::new(move |_| detail.with(|detail| Actions::of(detail, standing.get())));
    // A refreshed detail has freshly signed addresses; the view is made anew only when there is something else to see.
    let contents = Memo::new(move |_| detail.with(|detail| Contents::of(detail, stage.get())));
    let main = move || {
        contents.track();
        main_view(detail, standing, stage.get_untracked(), actions, next, on_change)
    };
    // The document's title may ask once more when everything here is gone already.
    let name = move || detail.try_with(|detail| asset_name(&detail.card)).unwrap_or_default();
    let subtitle =
        move || detail.with(|detail| format!("{} · {}", detail.card.style_name, detail.card.created.words()));
    view! {
        <Title text=name />
        <div class="space-y-6">
            <header class="space-y-1">
                <h1 class="page-title line-clamp-3 break-words">{name}</h1>
                <p class="text-sm text-muted-foreground">{subtitle}</p>
            </header>
            {move || news(detail, standing, stage, actions, on_change)}
            {main}
        </div>
    }
    .erased()
}

fn main_view(
    detail: Memo<AssetDetail>,
    standing: Memo<Standing>,
    stage: Stage,
    actions: Memo<Actions>,
    next: NextGeneration,
    on_change: Callback<()>,
) -> AnyView {
    let shown = detail.get_untracked();
    let visibility =
        Memo::new(move |_| detail.with(|detail| detail.owner.as_ref().map(|owner| owner.visibility)));
    match (stage, shown.model.clone()) {
        (Stage::Model, Some(model)) => {
            view! { <ModelStage detail=shown model visibility actions next on_change /> }.erased()
        }
        (Stage::Concepts, _) => view! { <ConceptView detail=shown actions next on_change /> }.erased(),
        (Stage::Failure, _) => {
            let standing = standing.get_untracked();
            view! { <FailureView detail=shown standing next on_change /> }.erased()
        }
        (Stage::Waiting | Stage::Model, _) => {
            view! { <WaitingView detail=shown standing actions on_change /> }.erased()
        }
    }
}

/// What is set aside for the generation that runs.
pub(super) fn held(standing: Memo<Standing>) -> Credits {
    let is_free = standing.with_untracked(|standing| standing.truth.credit == CreditOutcome::Free);
    Credits(i64::from(!is_free))
}

/// Above the main view: a running repetition, or how the last one ended; and the way to stop what runs.
fn news(
    detail: Memo<AssetDetail>,
    standing: Memo<Standing>,
    stage: Memo<Stage>,
    actions: Memo<Actions>,
    on_change: Callback<()>,
) -> AnyView {
    if actions.get().cancel && stage.get() != Stage::Waiting {
        let asset = detail.with_untracked(|detail| detail.card.id);
        let held = held(standing);
        return view! {
            <Card class="flex flex-wrap items-center gap-4">
                <div class="min-w-48 flex-1">
                    <JobStatus standing />
                </div>
                <CancelGeneration asset held on_done=on_change />
            </Card>
        }
        .erased();
    }
    let standing = standing.get();
    detail
        .with(|detail| kept_after_failure(detail, standing))
        .map(|kept| view! { <FailureNote truth=standing.truth kept=Some(kept) /> })
        .erased()
}

#[cfg(test)]
mod tests;
