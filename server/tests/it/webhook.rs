//! Deliveries: signed ones are answered 2xx once they are written down, whatever their order and number; others never.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use domain::Problem;
use futures::future::join_all;
use futures::stream::{self, StreamExt as _};
use rand::seq::SliceRandom as _;
use serde_json::json;
use server::checkout::failed;

use crate::fake_payments::{SIGNATURE, about_payment, about_session, delivery};
use crate::till::Till;

#[tokio::test(flavor = "multi_thread")]
async fn only_signed_deliveries_are_taken() {
    let till = Till::closed().await;
    let body = about_session("evt_1", "checkout.session.completed", "cs_test_0");
    for signatures in [&[][..], &["forged"], &[""], &[SIGNATURE, SIGNATURE]] {
        assert_eq!(till.post(body.clone(), signatures).await, StatusCode::BAD_REQUEST, "{signatures:?}");
    }
    assert_eq!(till.deliver(b"not an event".to_vec()).await, StatusCode::BAD_REQUEST);
    assert_eq!(till.deliver(vec![b'x'; 10 * 1024 * 1024]).await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(till.app.count("stripe_events").await, 0);
    for _ in 0..3 {
        assert_eq!(till.deliver(body.clone()).await, StatusCode::OK, "a duplicate is no error");
    }
    assert_eq!(till.app.count("stripe_events WHERE state = 'received'").await, 1);
    assert_eq!(till.app.count("jobs WHERE kind = 'process_event'").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_what_is_written_down_is_answered_2xx() {
    let till = Till::closed().await;
    let deliver = |number: usize| {
        let body =
            about_session(&format!("evt_{number}"), "checkout.session.completed", "cs_of_another_shop");
        till.deliver(body)
    };
    let answers = join_all((0..20).map(deliver)).await;
    assert!(answers.iter().all(|answer| *answer == StatusCode::OK), "{answers:?}");
    assert_eq!(till.app.count("stripe_events").await, 20);
    till.app.run("ALTER TABLE stripe_events RENAME TO put_away").await;
    assert_eq!(deliver(20).await, StatusCode::SERVICE_UNAVAILABLE);
    till.app.run("ALTER TABLE put_away RENAME TO stripe_events").await;
    assert_eq!(deliver(20).await, StatusCode::OK, "the service sent it again");
    assert_eq!(till.app.count("jobs WHERE kind = 'process_event'").await, 21);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_kinds_other_modes_and_unreadable_objects_are_kept() {
    let till = Till::new().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let session = till.begin(user).await.session_id;
    till.payments.pay(&session);
    let unknown = delivery("evt_new", "invoice.sent", &json!({}));
    let live = serde_json::to_vec(&json!({"id": "evt_live", "live": true, "subject": {"session": session}}))
        .unwrap();
    let strange =
        delivery("evt_strange", "checkout.session.completed", &json!({"session": "cs_of_another_shop"}));
    for body in [unknown, live, strange] {
        assert_eq!(till.deliver(body).await, StatusCode::OK);
    }
    till.app.drained().await;
    let state = async |id: &str| {
        till.text(&format!("SELECT state AS text FROM stripe_events WHERE id = '{id}'")).await
    };
    assert_eq!(state("evt_new").await, "ignored");
    assert_eq!(state("evt_live").await, "error");
    assert_eq!(state("evt_strange").await, "error");
    assert_eq!(till.app.count("orders").await, 0, "nothing of the other mode is handed out");
    // Its object cannot be read, so the event is fetched by its id.
    let unreadable =
        delivery(&format!("evt_{session}"), "checkout.session.completed", &json!({"unreadable": "x"}));
    assert_eq!(till.deliver(unreadable).await, StatusCode::OK);
    till.app.drained().await;
    assert_eq!(till.app.count("orders").await, 1);
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_in_error_is_listed_and_processed_once_more_or_closed() {
    let till = Till::new().await;
    let (user, (db, mint)) = (till.app.user, (&till.app.db, &till.app.mint));
    till.fill(user, "small").await;
    // The session is unknown while its first event is processed.
    for id in ["evt_early", "evt_strange"] {
        let session = if id == "evt_early" { "cs_test_0" } else { "cs_of_another_shop" };
        till.deliver(about_session(id, "checkout.session.completed", session)).await;
    }
    till.app.drained().await;
    let run = async |words: &[&str]| failed::run(db, mint, failed::parse(words).unwrap()).await;
    let listed = run(&["failed"]).await.unwrap();
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert!(listed.contains("evt_early") && listed.contains("does not know it"), "{listed}");
    let session = till.begin(user).await.session_id;
    till.payments.pay(&session);
    run(&["retry", "evt_early"]).await.unwrap();
    till.app.drained().await;
    assert_eq!((session.as_str(), till.app.count("orders").await), ("cs_test_0", 1));
    run(&["close", "evt_strange", "Another shop's", "--as", "nina"]).await.unwrap();
    assert_eq!(run(&["failed"]).await.unwrap(), "");
    assert_eq!(run(&["retry", "evt_early"]).await, Err(Problem::NotFound), "it is in order");
    let why = till.text("SELECT error AS text FROM stripe_events WHERE id = 'evt_strange'").await;
    assert_eq!(why, "nina: Another shop's");
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_stays_open_until_its_effect_is_stored() {
    let mut till = Till::closed().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let session = till.begin(user).await.session_id;
    till.payments.pay(&session);
    till.payments.outages.store(2, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(
        till.deliver(about_session("evt_1", "checkout.session.completed", &session)).await,
        StatusCode::OK
    );
    till.app.start_jobs().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(till.app.count("stripe_events WHERE state = 'received'").await, 1);
    till.app.drained().await;
    assert_eq!(till.app.count("stripe_events WHERE state = 'processed'").await, 1);
    assert_eq!((till.app.count("orders").await, till.app.balance().await), (1, 20));
    till.finish().await;
}

/// Everything the service says of one session: ten deliveries, some of the same event, some of a refund that is older
/// than the order.
fn deliveries(number: usize, session: &str, payment: &str) -> Vec<Vec<u8>> {
    let event = |name: &str| format!("evt_{name}_{number}");
    let completed = || about_session(&event("a"), "checkout.session.completed", session);
    let late = || about_session(&event("b"), "checkout.session.async_payment_succeeded", session);
    let refund = || about_payment(&event("c"), "charge.refunded", payment);
    let mut all =
        vec![completed(), completed(), completed(), completed(), late(), late(), refund(), refund()];
    all.push(about_payment(&event("d"), "charge.dispute.created", payment));
    all.push(delivery(&event("e"), "charge.succeeded", &json!({})));
    all
}

/// Time between two deliveries with `STORM_A_SECOND`; none without, when 50 are always under way.
fn apart() -> Option<Duration> {
    let a_second = std::env::var_os("STORM_A_SECOND")?.into_string().expect("STORM_A_SECOND is a number");
    Some(Duration::from_secs(1) / a_second.parse::<u32>().expect("STORM_A_SECOND is a number"))
}

fn rhythm(apart: Option<Duration>) -> String {
    apart.map_or_else(|| "50 at a time".to_owned(), |apart| format!("one every {} ms", apart.as_millis()))
}

/// Delivers all; how long each waited for its answer.
async fn delivered(till: &Arc<Till>, bodies: Vec<Vec<u8>>) -> Vec<Duration> {
    let started = Instant::now();
    let after = |number: usize| apart().map_or(started, |apart| started + apart * number as u32);
    stream::iter(bodies.into_iter().enumerate())
        .map(|(number, body)| {
            let (till, due) = (Arc::clone(till), after(number));
            tokio::spawn(async move {
                tokio::time::sleep_until(due.into()).await;
                let started = Instant::now();
                assert_eq!(till.deliver(body).await, StatusCode::OK);
                started.elapsed()
            })
        })
        .buffer_unordered(50)
        .map(Result::unwrap)
        .collect()
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_storm_in_every_order_has_one_effect_each() {
    let sessions: usize = if std::env::var_os("STORM_FULL").is_some() { 500 } else { 30 };
    let mut till = Till::closed().await;
    let mut bodies = Vec::new();
    let mut users = Vec::new();
    for number in 0..sessions {
        let user = till.app.add_user(&format!("buyer{number}")).await;
        till.fill(user, "small").await;
        let session = till.begin(user).await.session_id;
        let payment = till.payments.pay(&session);
        // A third has its money back before anything was delivered.
        if number % 3 == 0 {
            till.payments.refund_outside(&payment, 900);
        }
        bodies.extend(deliveries(number, &session, &payment));
        users.push(user);
    }
    bodies.shuffle(&mut rand::rng());
    till.app.start_jobs().await;
    let till = Arc::new(till);
    let mut times = delivered(&till, bodies).await;
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{} deliveries, {}: p50 {:?}, p99 {:?}", times.len(), rhythm(apart()), at(50), at(99));
    let started = Instant::now();
    while till.app.count("jobs WHERE state IN ('queued', 'running')").await > 0 {
        assert!(started.elapsed() < Duration::from_secs(300), "jobs are left");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(till.app.count("orders").await, i64::try_from(sessions).unwrap());
    assert_eq!(till.app.count("stripe_events WHERE state IN ('received', 'error')").await, 0);
    for (number, user) in users.iter().enumerate() {
        let balance = till
            .text(&format!(
                "SELECT CAST(balance AS TEXT) AS text FROM credit_accounts WHERE user_id = '{user}'"
            ))
            .await;
        assert_eq!(balance, if number % 3 == 0 { "10" } else { "20" }, "buyer {number}");
    }
    till.app.check().await;
    Arc::into_inner(till).unwrap().finish().await;
}
