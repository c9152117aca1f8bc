//! The list and its next parts.

use crate::derived::derived;
use crate::effect::effect;
use crate::erased::Erase;
use domain::Problem;
use domain::asset::AssetCard;
use domain::page::Page;
use leptos::prelude::*;

use super::entry::Entry;
use crate::error::AppError;
use crate::features::asset::api::list_assets;
use crate::features::generation::LiveStatus;
use crate::features::problem_view::ProblemView;
use crate::fetched::Fetched;
use crate::late_pictures::{await_pictures, without_picture};
use crate::submission::Submission;
use crate::ui::{ButtonSize, EmptyState, IconName, LinkButton};

/// The answer of the server to a part of the list.
pub(super) type Part = Result<Page<AssetCard>, AppError>;

/// What the place of the list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Showing {
    Nothing,
    Problem(Problem),
    Empty,
    Cards,
}

impl Showing {
    fn of(part: Option<&Part>) -> Self {
        match part {
            None => Self::Nothing,
            Some(Err(AppError(problem))) => Self::Problem(problem.clone()),
            Some(Ok(page)) if page.items.is_empty() => Self::Empty,
            Some(Ok(_)) => Self::Cards,
        }
    }
}

/// What "Load more" added below the first part.
#[derive(Clone, Copy)]
pub(super) struct Further {
    cards: RwSignal<Vec<AssetCard>>,
    /// Where the list goes on after them, once there are any.
    next: RwSignal<Option<Option<String>>>,
}

impl Further {
    pub(super) fn none() -> Self {
        Self { cards: RwSignal::new(Vec::new()), next: RwSignal::new(None) }
    }

    /// Forgets what was added, because the list now starts elsewhere.
    pub(super) fn clear(self) {
        self.cards.set(Vec::new());
        self.next.set(None);
    }

    fn add(self, page: Page<AssetCard>) {
        self.cards.try_update(|cards| cards.extend(page.items));
        self.next.try_set(Some(page.next));
    }
}

/// The first part, refreshed whenever a job ends, and what was added below. Entries stay in place while others
/// change.
#[component]
pub(super) fn AssetList(
    /// The first part.
    first: Fetched<Part>,
    /// What was added below.
    further: Further,
    /// Live status of all of them.
    live: LiveStatus,
    /// Called when something was cancelled.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let showing = derived(move |_| Showing::of(first.get().as_ref()));
    let cards = derived(move |_| {
        let part = first.get().and_then(Result::ok);
        joined(part.map(|page| page.items).unwrap_or_default(), further.cards.get())
    });
    let next = Signal::derive(move || {
        further.next.get().unwrap_or_else(|| first.get().and_then(Result::ok).and_then(|page| page.next))
    });
    effect(move || {
        // Before the first answer nothing was fetched: the balance would be caught up with too early.
        if first.with(|answer| answer.is_some()) {
            cards.with(|cards| live.watch(cards));
        }
    });
    await_pictures(move || cards.with(|cards| without_picture(cards)), move || first.refetch());
    move || match showing.get() {
        Showing::Nothing => ().erased(),
        Showing::Problem(problem) => view! { <ProblemView problem /> }.erased(),
        Showing::Empty => view! { <EmptyWorkspace /> }.erased(),
        Showing::Cards => view! {
            <ul class="space-y-3">
                <For each=move || cards.get() key=entry_key let:card>
                    <li>
                        <Entry card live on_change />
                    </li>
                </For>
            </ul>
            <LoadMore further next />
        }
        .erased(),
    }
}

/// Both parts; what is in both (the first one may have moved on) is taken from the first.
fn joined(mut first: Vec<AssetCard>, added: Vec<AssetCard>) -> Vec<AssetCard> {
    for card in added {
        if first.iter().all(|known| known.id != card.id) {
            first.push(card);
        }
    }
    first
}

/// An entry is made anew when its asset came to rest or a picture arrived; in between its live status suffices.
fn entry_key(card: &AssetCard) -> String {
    let has_picture = card.thumbnail.is_some();
    format!(
        "{}{}{:?}{}{has_picture}",
        card.id,
        card.truth.generation,
        card.status,
        card.truth.phase.is_final()
    )
}

#[component]
fn EmptyWorkspace() -> impl IntoView {
    view! {
        <EmptyState
            icon=IconName::Box
            title="Nothing here yet"
            hint="Describe something or drop in a picture; it shows up here while it is being made."
        >
            <LinkButton href="/dashboard" size=ButtonSize::Large>
                "Make your first model"
            </LinkButton>
        </EmptyState>
    }
}

/// A link to the next part; with scripts the part is added below.
#[component]
fn LoadMore(further: Further, next: Signal<Option<String>>) -> impl IntoView {
    let loading = Submission::new("assets/list");
    let load = move |event: leptos::ev::MouseEvent| {
        let Some(after) = next.get_untracked() else { return };
        event.prevent_default();
        loading.run(
            move || {
                let after = after.clone();
                async move {
                    further.add(list_assets(Some(after)).await?);
                    Ok(())
                }
            },
            || {},
        );
    };
    let link = move || {
        next.get().map(|after| {
            view! {
                <a class="button load-more" href=format!("/workspace?after={after}") on:click=load>
                    {move || if loading.is_pending() { "Loading…" } else { "Load more" }}
                </a>
            }
        })
    };
    view! {
        <div class="mt-6 flex flex-col items-center gap-3">
            {link} {loading.problem_view()}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes;
    use domain::asset::AssetStatus;
    use domain::ids::AssetId;
    use domain::job_truth::{JobTruth, Phase};

    fn card(time: u64) -> AssetCard {
        AssetCard { id: AssetId::from_parts(time, 0), ..fakes::card(AssetStatus::Completed) }
    }

    #[test]
    fn what_is_in_both_parts_is_shown_once() {
        let joined = joined(vec![card(3), card(2)], vec![card(2), card(1)]);
        let ids: Vec<_> = joined.iter().map(|card| card.id).collect();
        assert_eq!(ids, [3, 2, 1].map(|time| AssetId::from_parts(time, 0)));
    }

    #[test]
    fn an_entry_stays_while_its_job_moves_and_changes_when_it_ends() {
        let moving = fakes::card(AssetStatus::GeneratingModel);
        let further =
            AssetCard { truth: JobTruth { phase: Phase::Saving, ..moving.truth }, ..moving.clone() };
        assert_eq!(entry_key(&moving), entry_key(&further));
        assert_ne!(entry_key(&moving), entry_key(&fakes::card(AssetStatus::Completed)));
    }
}
