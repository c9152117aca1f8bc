//! Live status of the assets on a page: the newest report of each, by event stream or polling.

use domain::asset::{AssetCard, AssetStatus, StatusReport};
use domain::ids::AssetId;
use domain::job_truth::JobTruth;
use leptos::prelude::*;

use crate::browser::{self, FeedEvent, StatusFeed};
use crate::derived::derived;
use crate::effect::effect;
use crate::erased::Erase;
use crate::features::session::SessionState;
use crate::ui::Alert;

/// Where an asset stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its status.
    pub status: AssetStatus,
    /// The truth about its latest generation.
    pub truth: JobTruth,
}

impl Standing {
    /// As the page was rendered.
    #[must_use]
    pub fn of(card: &AssetCard) -> Self {
        Self { status: card.status, truth: card.truth }
    }

    /// True while something is going on.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        !self.truth.phase.is_final()
    }

    /// This standing after a report: a late one of an older generation, or one that would move a generation back
    /// from its end, changes nothing. Generation ids sort by time.
    #[must_use]
    fn after(self, report: &StatusReport) -> Self {
        let same = report.truth.generation == self.truth.generation;
        let stale = report.truth.generation < self.truth.generation
            || (same && self.truth.phase.after(report.truth.phase) != report.truth.phase);
        if stale { self } else { Self { status: report.status, truth: report.truth } }
    }
}

/// The newest reports of the assets on a page.
#[derive(Clone, Copy)]
pub struct LiveStatus {
    reports: RwSignal<Vec<StatusReport>>,
    followed: RwSignal<Vec<AssetId>>,
    /// Nobody answers at present.
    is_unanswered: RwSignal<bool>,
    session: Option<SessionState>,
}

impl LiveStatus {
    /// Follows what [`LiveStatus::watch`] names for as long as the calling component lives; `settled` is called
    /// whenever a job came to its end, so that the page can fetch what came of it.
    #[must_use]
    pub fn start(settled: impl Fn() + Copy + Send + Sync + 'static) -> Self {
        let session = SessionState::of_page();
        let live = Self { session: Some(session), ..Self::nothing() };
        let feed = browser::port::<dyn StatusFeed>();
        effect(move || {
            let assets = live.followed.get();
            // What was refused to an expired session is asked again by a renewed one.
            let _ = session.renewals();
            live.is_unanswered.set(false);
            let Some(feed) = feed.clone().filter(|_| !assets.is_empty()) else { return };
            let handle = feed.follow(
                &assets,
                Box::new(move |event| match event {
                    FeedEvent::Report(report) => {
                        live.is_unanswered.set(false);
                        session.report_credits(report.credits);
                        if live.take(report) {
                            session.refresh();
                            settled();
                        }
                    }
                    FeedEvent::Unanswered => live.is_unanswered.set(true),
                    FeedEvent::Refused => session.renew(),
                }),
            );
            on_cleanup(move || feed.stop(handle));
        });
        live
    }

    fn nothing() -> Self {
        Self {
            reports: RwSignal::new(Vec::new()),
            followed: RwSignal::new(Vec::new()),
            is_unanswered: RwSignal::new(false),
            session: None,
        }
    }

    /// Says so while nobody answers; empty otherwise.
    #[must_use]
    pub fn connection_view(self) -> AnyView {
        let lost = derived(move |_| self.is_unanswered.get());
        let note = move || {
            lost.get().then(|| {
                view! {
                    <Alert title="MakeIt3D cannot be reached.">
                        <p>"What you started goes on. This page catches up once it is back."</p>
                    </Alert>
                }
            })
        };
        view! { <div role="status" class="not-empty:mb-6">{note}</div> }.erased()
    }

    /// Names the assets to follow, which were just fetched: those that move.
    pub fn watch<'a>(self, cards: impl IntoIterator<Item = &'a AssetCard>) {
        let is_moving = |card: &&AssetCard| untrack(|| self.standing(card).is_moving());
        let moving: Vec<AssetId> = cards.into_iter().filter(is_moving).map(|card| card.id).collect();
        if self.followed.with_untracked(|followed| *followed != moving) {
            self.followed.set(moving);
        }
        if let Some(session) = self.session {
            session.catch_up();
        }
    }

    /// Where an asset stands now, by what was rendered and what was reported since; tracks the reports.
    #[must_use]
    pub fn standing(self, card: &AssetCard) -> Standing {
        let standing = Standing::of(card);
        self.reports.with(|reports| {
            reports
                .iter()
                .find(|report| report.asset == card.id)
                .map_or(standing, |report| standing.after(report))
        })
    }

    /// True once a report said that the asset was deleted, by its owner in another tab or on another device.
    #[must_use]
    pub fn is_deleted(self, asset: &str) -> bool {
        let is_gone = |report: &StatusReport| report.is_deleted && report.asset.to_string() == asset;
        self.reports.with(|reports| reports.iter().any(is_gone))
    }

    /// Remembers a report; true when it is the first that says its job is over, or its asset deleted.
    fn take(self, report: StatusReport) -> bool {
        let mut over = report.truth.phase.is_final();
        self.reports.update(|reports| match reports.iter_mut().find(|known| known.asset == report.asset) {
            Some(known) => {
                let before = Standing { status: known.status, truth: known.truth };
                let after = before.after(&report);
                over = (over && after != before) || (report.is_deleted && !known.is_deleted);
                let is_deleted = report.is_deleted || known.is_deleted;
                *known = StatusReport { status: after.status, truth: after.truth, is_deleted, ..report };
            }
            None => {
                over |= report.is_deleted;
                reports.push(report);
            }
        });
        over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes;
    use domain::credits::Credits;
    use domain::ids::GenerationId;
    use domain::job_truth::Phase;

    fn report(generation: u64, phase: Phase) -> StatusReport {
        let truth = JobTruth { generation: GenerationId::from_parts(generation, 0), ..fakes::truth(phase) };
        StatusReport {
            asset: AssetId::from_parts(1, 1),
            status: AssetStatus::GeneratingModel,
            truth,
            credits: Credits(2),
            is_deleted: false,
        }
    }

    fn standing(generation: u64, phase: Phase) -> Standing {
        let report = report(generation, phase);
        Standing { status: report.status, truth: report.truth }
    }

    #[test]
    fn a_report_moves_on_and_never_back() {
        let building = standing(1, Phase::Building);
        assert_eq!(building.after(&report(1, Phase::Saving)).truth.phase, Phase::Saving);
        assert_eq!(building.after(&report(1, Phase::Queued)).truth.phase, Phase::Building);
        let done = standing(1, Phase::Done);
        assert_eq!(done.after(&report(1, Phase::Building)).truth.phase, Phase::Done);
    }

    #[test]
    fn a_newer_generation_starts_over_and_an_older_one_is_ignored() {
        let done = standing(5, Phase::Done);
        assert_eq!(done.after(&report(6, Phase::Queued)).truth.phase, Phase::Queued);
        assert_eq!(done.after(&report(4, Phase::Failed)).truth.phase, Phase::Done);
    }

    #[test]
    fn the_end_of_a_job_is_told_once() {
        let owner = Owner::new();
        owner.with(|| {
            let live = LiveStatus::nothing();
            assert!(!live.take(report(1, Phase::Building)));
            assert!(live.take(report(1, Phase::Done)));
            assert!(!live.take(report(1, Phase::Done)));
            assert!(live.take(report(2, Phase::Failed)));
        });
    }

    #[test]
    fn a_deletion_is_told_once_and_for_good() {
        let owner = Owner::new();
        owner.with(|| {
            let live = LiveStatus::nothing();
            let id = AssetId::from_parts(1, 1).to_string();
            let last = |phase| StatusReport { is_deleted: true, ..report(1, phase) };
            live.take(report(1, Phase::Done));
            assert!(!live.is_deleted(&id));
            assert!(live.take(last(Phase::Done)), "also of what was at rest");
            assert!(!live.take(last(Phase::Done)));
            assert!(!live.take(report(1, Phase::Building)), "a late one");
            assert!(live.is_deleted(&id) && !live.is_deleted("ast_other"));
        });
    }
}
