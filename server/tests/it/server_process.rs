//! The real binary told to stop, and killed, in the midst of a generation: the next one on the same data goes on.

use std::time::Duration;

use domain::asset::{AssetStatus, StatusReport};
use domain::ids::AssetId;
use domain::job_truth::CreditOutcome;
use reqwest::{Client, Method};
use worker::protocol::{Misbehaviour, Mode};

use crate::authorization_server::{Caller, FullServer, free_port};

/// What the built-in worker asks of those who order faults.
const WORKER_KEY: &str = "built-in";
const RUNNING: &str = "jobs WHERE kind = 'run_generation' AND state = 'running'";
/// A job that the next server takes at once.
const LEFT: &str = "jobs WHERE kind = 'run_generation' AND state = 'queued' AND lease_until IS NULL";

/// A server in whose built-in worker the concepts of a person are just being drawn, and go on being.
async fn drawing() -> (FullServer, Caller, AssetId) {
    let port = free_port();
    let server = FullServer::start_with(&[("BUILTIN_WORKER_FAULTS_PORT", port.to_string())]).await;
    let fault = Misbehaviour { ms: 120_000, ..Misbehaviour::new(Mode::Slow) };
    let url = format!("http://127.0.0.1:{port}/misbehave");
    let client = Client::builder().no_proxy().build().unwrap();
    let order = client.post(url).bearer_auth(WORKER_KEY).body(serde_json::to_vec(&fault).unwrap());
    assert!(order.send().await.unwrap().status().is_success());
    let person = server.person("patient@example.com").await;
    let asset = server.start_concepts(&person).await;
    server.until_there_is("attempts WHERE state = 'sent'").await;
    (server, person, asset)
}

/// Once the concepts are there, one credit is gone, and one only.
async fn is_made_once(server: &FullServer, person: &Caller, asset: AssetId) {
    server.until_there_is("generations WHERE state <> 'running'").await;
    let path = format!("/api/generation-status/{asset}");
    let answer = server.send(Method::GET, &path, String::new(), person).await;
    let report: StatusReport = answer.json().await.unwrap();
    assert_eq!((report.status, report.truth.failure), (AssetStatus::ConceptsGenerated, None));
    assert_eq!((report.truth.credit, report.credits.0), (CreditOutcome::Captured, 2));
    assert_eq!(server.count("concepts").await, 2);
    assert_eq!(server.count("holds WHERE state = 'captured'").await, 1);
    assert_eq!(server.count("ledger_entries WHERE kind IN ('capture', 'release')").await, 2, "both sides");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_gives_its_job_back() {
    let (mut server, person, asset) = drawing().await;
    let path = format!("/api/generation-events?assets={asset}");
    let mut events = server.send(Method::GET, &path, String::new(), &person).await;
    let first = events.chunk().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("event: status"), "{first:?}");
    assert_eq!(server.count(RUNNING).await, 1);

    let ended = server.stop(Duration::from_secs(10)).await;
    assert!(ended.success(), "{ended}");
    assert_eq!(server.count(LEFT).await, 1);
    assert_eq!(server.count("holds WHERE state = 'open'").await, 1);
    while let Ok(Some(_)) = events.chunk().await {}

    server.start_again().await;
    is_made_once(&server, &person, asset).await;
    assert!(server.stop(Duration::from_secs(10)).await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_leaves_a_generation_that_the_next_one_ends() {
    let (mut server, person, asset) = drawing().await;
    server.kill();
    assert_eq!(server.count(RUNNING).await, 1, "nobody gave it back");
    // As if its lease had ended: half a minute of waiting shows nothing more.
    server.run("UPDATE jobs SET lease_until = 0 WHERE state = 'running'").await;
    server.start_again().await;
    is_made_once(&server, &person, asset).await;
}
