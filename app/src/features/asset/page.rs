//! `/assets/{id}`: concepts, model, job truth or failure, by how the asset stands.

use crate::derived::{Derived, derived};
use crate::effect::effect;
use crate::erased::Erase;
use domain::Problem;
use domain::asset::AssetDetail;
use domain::credits::Credits;
use domain::job_truth::CreditOutcome;
use leptos::ev;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::show_asset;
use super::concept_view::ConceptView;
use super::delete::DeleteAsset;
use super::failure_view::{FailureNote, FailureView};
use super::model_view::ModelStage;
use super::name::asset_name;
use super::stage::{Actions, Contents, Stage, kept_after_failure};
use super::waiting_view::WaitingView;
use crate::error::AppError;
use crate::features::generation::{CancelGeneration, JobStatus, LiveStatus, Standing};
use crate::features::not_found::NotFoundPage;
use crate::features::print::KeptPrints;
use crate::features::problem_view::ProblemView;
use crate::features::session::SessionState;
use crate::fetched::Fetched;
use crate::live_clock::NextGeneration;
use crate::ui::{Card, EmptyState, IconName, LinkButton, Loading, Skeleton};

/// One asset.
#[component]
pub fn AssetPage() -> impl IntoView {
    let params = use_params_map();
    let id = derived(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let session = SessionState::of_page();
    let ask = |(id, renewals)| async move { (renewals, show_asset(id).await) };
    let asset = Fetched::new(move || (id.get(), session.renewals()), ask);
    look_again_on_return(asset);
    KeptPrints::provide(id);
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
    /// The same, which was there when the page was opened.
    Gone(String),
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

    /// What is shown stays when asking for it again fails: a token may have expired, or the connection be gone; unless
    /// `is_gone` for sure.
    fn after(self, last: Option<&Self>, id: &str, is_gone: bool) -> Self {
        match (last, &self) {
            (_, Self::Asset(_)) => self,
            (Some(Self::Asset(shown)), _) if shown == id && !is_gone => Self::Asset(shown.clone()),
            (Some(Self::Asset(shown) | Self::Gone(shown)), _) if shown == id => Self::Gone(shown.clone()),
            _ => self,
        }
    }
}

/// The asset, and how often the session had been renewed when it was asked for.
type AssetResource = Fetched<(u32, Result<AssetDetail, AppError>)>;

/// Whoever comes back to the page may have gone on elsewhere, and have deleted it there.
fn look_again_on_return(asset: AssetResource) {
    let returns = window_event_listener(ev::focus, move |_| asset.refetch());
    on_cleanup(move || returns.remove());
}

/// After how many renewals of the session it was first not to be found, since it was last there.
fn refused_since(asset: AssetResource) -> Derived<Option<u32>> {
    derived(move |last: Option<&Option<u32>>| {
        let last = last.copied().flatten();
        match asset.get() {
            Some((renewals, Err(AppError(Problem::NotFound)))) => last.or(Some(renewals)),
            Some((_, Ok(_))) => None,
            _ => last,
        }
    })
}

/// True when it was not found again with a token fresher than the one that did not find it first.
fn is_refused_anew(refused_since: Option<u32>, renewals: u32) -> bool {
    refused_since.is_some_and(|first| renewals > first)
}

/// The asset, or why it cannot be shown.
#[component]
fn Answer(
    id: Derived<String>,
    asset: AssetResource,
    live: LiveStatus,
    next: NextGeneration,
    on_change: Callback<()>,
) -> impl IntoView {
    let session = SessionState::of_page();
    let refused_since = refused_since(asset);
    let showing = derived(move |last: Option<&Showing>| {
        let (id, asked) = (id.get(), asset.get());
        let renewals = asked.as_ref().map_or(0, |(renewals, _)| *renewals);
        let is_gone = live.is_deleted(&id) || is_refused_anew(refused_since.get(), renewals);
        let answer = asked.as_ref().map(|(_, answer)| answer);
        Showing::of(answer, session.is_unknown()).after(last, &id, is_gone)
    });
    // An asset that was there a moment ago is hardly gone: the token expired since.
    effect(move || {
        let refused = matches!(asset.get(), Some((_, Err(AppError(Problem::NotFound)))));
        if refused && matches!(showing.get(), Showing::Asset(_)) {
            session.renew();
        }
    });
    move || match showing.get() {
        Showing::Skeleton => skeleton(),
        Showing::NotFound => view! { <NotFoundPage /> }.erased(),
        Showing::Problem(problem) => view! { <ProblemView problem /> }.erased(),
        Showing::Asset(_) => match asset.get_untracked() {
            Some((_, Ok(first))) => view! { <Asset asset first live next on_change /> }.erased(),
            _ => skeleton(),
        },
        Showing::Gone(_) => view! { <Gone /> }.erased(),
    }
}

/// Says what became of an asset that was on the page: nothing of it can be pressed any more.
#[component]
fn Gone() -> impl IntoView {
    view! {
        <Title text="Deleted" />
        <div role="status">
            <EmptyState
                icon=IconName::Box
                title="This was deleted"
                hint="It was deleted, or its owner took it back, after this page was opened. What you bought of it is in your orders."
            >
                <LinkButton href="/workspace">"Go to your workspace"</LinkButton>
            </EmptyState>
        </div>
    }
    .erased()
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
    let detail = derived(move |last: Option<&AssetDetail>| match asset.get() {
        Some((_, Ok(detail))) => detail,
        _ => last.unwrap_or(&first).clone(),
    });
    effect(move || detail.with(|detail| live.watch([&detail.card])));
    let standing = derived(move |_| detail.with(|detail| live.standing(&detail.card)));
    let stage = derived(move |_| detail.with(|detail| Stage::of(detail, standing.get())));
    let actions = derived(move |_| detail.with(|detail| Actions::of(detail, standing.get())));
    // A refreshed detail has freshly signed addresses; the view is made anew only when there is something else to see.
    let contents = derived(move |_| detail.with(|detail| Contents::of(detail, stage.get())));
    let main = move || {
        contents.track();
        main_view(detail, standing, stage.get_untracked(), actions, next, on_change)
    };
    // The document's title may ask once more when everything here is gone already.
    let name = move || detail.try_with(|detail| asset_name(&detail.card)).unwrap_or_default();
    let subtitle =
        move || detail.with(|detail| format!("{} · {}", detail.card.style_name, detail.card.created.words()));
    let own = derived(move |_| detail.with(|detail| detail.owner.is_some().then_some(detail.card.id)));
    let delete = move || own.get().map(|asset| view! { <DeleteAsset asset /> });
    view! {
        <Title text=name />
        <div class="space-y-6">
            <header class="space-y-1">
                <h1 class="page-title line-clamp-3 break-words">{name}</h1>
                <p class="text-sm text-muted-foreground">{subtitle}</p>
            </header>
            {move || news(detail, standing, stage, actions, on_change)}
            {main}
            {delete}
        </div>
    }
    .erased()
}

fn main_view(
    detail: Derived<AssetDetail>,
    standing: Derived<Standing>,
    stage: Stage,
    actions: Derived<Actions>,
    next: NextGeneration,
    on_change: Callback<()>,
) -> AnyView {
    let shown = detail.get_untracked();
    let visibility =
        derived(move |_| detail.with(|detail| detail.owner.as_ref().map(|owner| owner.visibility)));
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
pub(super) fn held(standing: Derived<Standing>) -> Credits {
    let is_free = standing.with_untracked(|standing| standing.truth.credit == CreditOutcome::Free);
    Credits(i64::from(!is_free))
}

/// Above the main view: a running repetition, or how the last one ended; and the way to stop what runs.
fn news(
    detail: Derived<AssetDetail>,
    standing: Derived<Standing>,
    stage: Derived<Stage>,
    actions: Derived<Actions>,
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
