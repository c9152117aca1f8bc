//! How a generation is doing: one answer for polling, and the same answers as a stream of events.

use std::collections::HashMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use domain::Problem;
use domain::asset::StatusReport;
use domain::generation::Generations as _;
use domain::ids::{AssetId, UserId};
use domain::session::Session;
use futures::{Stream, stream};
use serde::Deserialize;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::Instant;

use super::GenerationService;
use super::status::{MOST_ASSETS, later_reports, moving, reports};
use crate::db::{DataError, Database, Signal};
use crate::security::problem_response;

/// How often the database is asked although nothing was told: another process may run the generation.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often a silent stream says that it is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// After this a stream ends; the browser opens another one, with a session that was checked again.
const LONGEST_STREAM: Duration = Duration::from_secs(10 * 60);

/// `GET /api/generation-status/{asset_id}` and `GET /api/generation-events?assets=…`. Both answer for the owner only,
/// by the [`Session`] in the request's extensions.
pub fn router<S: Clone + Send + Sync + 'static>(service: GenerationService) -> Router<S> {
    Router::new()
        .route("/api/generation-status/{asset_id}", get(status))
        .route("/api/generation-events", get(events))
        .with_state(service)
}

fn signed_in(session: Option<Extension<Session>>) -> Result<UserId, Problem> {
    session.and_then(|Extension(session)| session.user()).ok_or(Problem::SignedOut)
}

async fn status(
    State(service): State<GenerationService>,
    session: Option<Extension<Session>>,
    Path(asset): Path<String>,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        let user = signed_in(session)?;
        let asset: AssetId = asset.parse().map_err(|_| Problem::NotFound)?;
        service.status(user, asset).await
    };
    match answer.await {
        Ok(report) => ([("cache-control", "no-store")], Json(report)).into_response(),
        Err(problem) => problem_response(&problem, &headers),
    }
}

/// Which assets a stream is about.
#[derive(Debug, Deserialize)]
struct EventsQuery {
    /// Ids separated by commas; absent for everything of the viewer's that moves.
    assets: Option<String>,
}

async fn events(
    State(service): State<GenerationService>,
    session: Option<Extension<Session>>,
    Query(query): Query<EventsQuery>,
    headers: HeaderMap,
) -> Response {
    let named = query.assets.map(|list| parse_assets(&list)).transpose();
    let (user, named) = match (signed_in(session), named) {
        (Ok(user), Ok(named)) => (user, named),
        (Err(problem), _) | (_, Err(problem)) => return problem_response(&problem, &headers),
    };
    let watch = Watch::new(service.db, user, named);
    match watch.first_look().await {
        Ok(()) => {
            Sse::new(event_stream(watch)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
        }
        Err(problem) => problem_response(&problem, &headers),
    }
}

fn parse_assets(list: &str) -> Result<Vec<AssetId>, Problem> {
    let ids: Result<Vec<AssetId>, _> = list.split(',').map(str::trim).map(str::parse).collect();
    ids.ok().filter(|ids| ids.len() <= MOST_ASSETS).ok_or(Problem::NotFound)
}

/// One viewer's stream: what it is about, and what was sent last.
struct Watch {
    db: Database,
    user: UserId,
    /// Named assets, else everything that moves.
    named: Option<Vec<AssetId>>,
    sent: HashMap<AssetId, StatusReport>,
    waiting: Vec<StatusReport>,
    signals: broadcast::Receiver<Signal>,
    next_look: Instant,
    ends: Instant,
}

impl Watch {
    fn new(db: Database, user: UserId, named: Option<Vec<AssetId>>) -> Self {
        let signals = db.listen();
        let now = Instant::now();
        let (sent, waiting) = (HashMap::new(), Vec::new());
        Self { db, user, named, sent, waiting, signals, next_look: now, ends: now + LONGEST_STREAM }
    }

    /// Refuses a stream about assets that are not the viewer's.
    async fn first_look(&self) -> Result<(), Problem> {
        let Some(named) = &self.named else { return Ok(()) };
        let found = reports(&self.db, self.user, named).await?;
        let all_theirs = named.iter().all(|asset| found.iter().any(|report| report.asset == *asset));
        if all_theirs { Ok(()) } else { Err(Problem::NotFound) }
    }

    /// The next report that differs from the last one sent; nothing when the stream has lasted long enough.
    async fn next(&mut self) -> Option<StatusReport> {
        loop {
            if let Some(report) = self.waiting.pop() {
                self.sent.insert(report.asset, report.clone());
                return Some(report);
            }
            if Instant::now() >= self.ends || !self.wait().await {
                return None;
            }
            match self.look().await {
                Ok(news) => self.waiting = news,
                Err(cause) => tracing::warn!(%cause, "a stream could not look"),
            }
            self.next_look = Instant::now() + LOOK_EVERY;
        }
    }

    /// Waits for news about one of the assets, or for the next regular look; false when the server ends.
    async fn wait(&mut self) -> bool {
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(self.next_look) => return true,
                signal = self.signals.recv() => match signal {
                    Ok(Signal::AssetChanged(asset)) if self.concerns(asset) => return true,
                    Ok(Signal::AssetChanged(_) | Signal::JobWritten) => {}
                    Err(RecvError::Lagged(_)) => return true,
                    Err(RecvError::Closed) => return false,
                },
            }
        }
    }

    fn concerns(&self, asset: AssetId) -> bool {
        self.named.as_ref().is_none_or(|named| named.contains(&asset))
    }

    /// What has changed since it was sent. Without names that is everything that moves, and whatever moved before
    /// and has ended since.
    async fn look(&self) -> Result<Vec<StatusReport>, DataError> {
        let mut found = match &self.named {
            Some(named) => later_reports(&self.db, self.user, named).await?,
            None => {
                let mut found = moving(&self.db, self.user).await?;
                let stopped: Vec<AssetId> = self.moved_before(&found);
                found.extend(later_reports(&self.db, self.user, &stopped).await?);
                found
            }
        };
        found.retain(|report| self.sent.get(&report.asset) != Some(report));
        Ok(found)
    }

    fn moved_before(&self, moving: &[StatusReport]) -> Vec<AssetId> {
        let sent_moving = self.sent.values().filter(|report| !report.truth.phase.is_final());
        let is_moving = |asset: AssetId| moving.iter().any(|report| report.asset == asset);
        sent_moving.map(|report| report.asset).filter(|asset| !is_moving(*asset)).collect()
    }
}

fn event_stream(watch: Watch) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(watch, |mut watch| async move {
        let report = watch.next().await?;
        // A report is plain data: it always becomes JSON. A comment keeps the stream going should it not.
        let event = Event::default().event("status").json_data(&report);
        Some((Ok(event.unwrap_or_else(|_| Event::default().comment("unreadable"))), watch))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_assets_is_read_whole_or_not_at_all() {
        let (a, b) = (AssetId::from_parts(1, 1), AssetId::from_parts(2, 2));
        assert_eq!(parse_assets(&format!("{a}, {b}")), Ok(vec![a, b]));
        assert_eq!(parse_assets(&format!("{a},x")), Err(Problem::NotFound));
        assert_eq!(parse_assets(""), Err(Problem::NotFound));
        let many = vec![a.to_string(); MOST_ASSETS + 1].join(",");
        assert_eq!(parse_assets(&many), Err(Problem::NotFound));
    }
}
