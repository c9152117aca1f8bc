//! The status endpoint and the event stream over HTTP.

use std::time::Duration;

use domain::asset::{Assets as _, StatusReport};
use domain::generation::Generations as _;
use domain::ids::UserId;
use domain::job_truth::Phase;
use futures::StreamExt as _;
use server::http_client::HttpClient;
use worker::protocol::{Misbehaviour, Mode};

use crate::app::{PATIENCE, Setup, TestApp};

async fn get(app: &TestApp, user: Option<UserId>, path: &str) -> reqwest::Response {
    let client = HttpClient::new([app.base_url.as_str()]).unwrap();
    let mut request = client.request(reqwest::Method::GET, &format!("{}{path}", app.base_url)).unwrap();
    if let Some(user) = user {
        request = request.header("x-test-user", user.to_string());
    }
    request.send().await.unwrap()
}

/// The reports of a stream until one is final.
async fn reports_until_final(answer: reqwest::Response) -> Vec<StatusReport> {
    reports_until(answer, |report| report.truth.phase.is_final()).await
}

/// The reports of a stream until one is the last that is wanted.
async fn reports_until(
    answer: reqwest::Response,
    is_last: impl Fn(&StatusReport) -> bool,
) -> Vec<StatusReport> {
    let mut text = String::new();
    let mut reports: Vec<StatusReport> = Vec::new();
    let mut body = answer.bytes_stream();
    let read = async {
        while let Some(chunk) = body.next().await {
            text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
            while let Some((event, rest)) = text.split_once("\n\n").map(|(a, b)| (a.to_owned(), b.to_owned()))
            {
                text = rest;
                let Some(data) = event.lines().find_map(|line| line.strip_prefix("data: ")) else { continue };
                assert!(event.contains("event: status"), "{event}");
                reports.push(serde_json::from_str(data).unwrap());
                if is_last(reports.last().unwrap()) {
                    return;
                }
            }
        }
    };
    tokio::time::timeout(PATIENCE, read).await.expect("the stream tells the end");
    reports
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_is_the_owners_only() {
    let app = TestApp::new().await;
    let asset = app.with_concepts().await;
    let stranger = app.add_user("stranger").await;
    let path = format!("/api/generation-status/{asset}");
    let own = get(&app, Some(app.user), &path).await;
    assert_eq!(own.headers()["cache-control"], "no-store");
    let report: StatusReport = serde_json::from_slice(&own.bytes().await.unwrap()).unwrap();
    assert_eq!((report.asset, report.truth.phase), (asset, Phase::Done));
    assert_eq!(get(&app, Some(stranger), &path).await.status(), 404);
    assert_eq!(get(&app, None, &path).await.status(), 401);
    assert_eq!(get(&app, Some(app.user), "/api/generation-status/nonsense").await.status(), 404);
    let events = format!("/api/generation-events?assets={asset}");
    assert_eq!(get(&app, Some(stranger), &events).await.status(), 404);
    assert_eq!(get(&app, None, &events).await.status(), 401);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_tells_the_present_then_every_change_to_the_end() {
    let slow = Misbehaviour { ms: 400, ..Misbehaviour::new(Mode::Slow) };
    let app = Setup::misbehaving(slow).start().await;
    let asset = app.start_concepts().await;
    let answer = get(&app, Some(app.user), &format!("/api/generation-events?assets={asset}")).await;
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let reports = reports_until_final(answer).await;
    assert!(reports.len() >= 3, "{reports:?}");
    for pair in reports.windows(2) {
        let moved_on = pair[0] != pair[1]
            && pair[0].truth.phase <= pair[1].truth.phase
            && pair[0].truth.percent <= pair[1].truth.percent;
        assert!(moved_on, "{pair:#?}");
    }
    assert_eq!(reports.last().unwrap().truth.phase, Phase::Done);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_starts_is_shown_before_its_work() {
    let slow = Misbehaviour { ms: 3000, ..Misbehaviour::new(Mode::Slow) };
    let app = Setup::misbehaving(slow).start().await;
    // The stream comes first: it is there when the machine starts.
    let answer = get(&app, Some(app.user), "/api/generation-events").await;
    app.start_concepts().await;
    let reports = reports_until_final(answer).await;
    let mut phases: Vec<Phase> = reports.iter().map(|report| report.truth.phase).collect();
    phases.dedup();
    let first = phases.iter().position(|phase| *phase == Phase::StartingMachine);
    let then = first.and_then(|first| phases.get(first + 1));
    assert_eq!(then, Some(&Phase::Drawing), "{phases:?}");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_without_names_follows_what_moves() {
    let slow = Misbehaviour { ms: 300, ..Misbehaviour::new(Mode::Slow) };
    let app = Setup::misbehaving(slow).start().await;
    let answer = get(&app, Some(app.user), "/api/generation-events").await;
    let asset = app.start_concepts().await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    app.generations.cancel(app.user, asset).await.unwrap();
    let reports = reports_until_final(answer).await;
    assert!(reports.iter().all(|report| report.asset == asset));
    let last = reports.last().unwrap();
    assert_eq!((last.truth.phase, last.credits.0), (Phase::Cancelled, 10));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_tells_of_a_deletion_in_another_tab_and_none_begins_after_it() {
    let app = TestApp::new().await;
    let asset = app.with_concepts().await;
    let events = format!("/api/generation-events?assets={asset}");
    let answer = get(&app, Some(app.user), &events).await;
    let delete = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        app.assets.delete(app.user, asset).await.unwrap();
    };
    let (reports, ()) = tokio::join!(reports_until(answer, |report| report.is_deleted), delete);
    let told: Vec<(Phase, bool)> =
        reports.iter().map(|report| (report.truth.phase, report.is_deleted)).collect();
    assert_eq!(told, [(Phase::Done, false), (Phase::Done, true)]);
    assert_eq!(get(&app, Some(app.user), &events).await.status(), 404);
    assert_eq!(get(&app, Some(app.user), &format!("/api/generation-status/{asset}")).await.status(), 404);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_watches_what_is_deleted_while_it_is_made_hears_of_its_end() {
    let slow = Misbehaviour { count: u32::MAX, ms: 30_000, ..Misbehaviour::new(Mode::Slow) };
    let app = Setup::misbehaving(slow).start().await;
    for is_named in [true, false] {
        let asset = app.start_concepts().await;
        let names = if is_named { format!("?assets={asset}") } else { String::new() };
        let answer = get(&app, Some(app.user), &format!("/api/generation-events{names}")).await;
        let delete = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            app.assets.delete(app.user, asset).await.unwrap();
        };
        let (reports, ()) = tokio::join!(reports_until(answer, |report| report.is_deleted), delete);
        let last = reports.last().unwrap();
        assert_eq!(
            (last.asset, last.truth.phase, last.credits.0),
            (asset, Phase::Cancelled, 10),
            "{is_named}"
        );
    }
    app.finish().await;
}
