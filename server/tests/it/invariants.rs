//! What the five-minute check tells the log: what is late, what is missing, what crosses owners.

use std::time::Duration;

use domain::checkout::{CheckoutOutcome, Checkouts as _};
use serde_json::json;

use crate::fake_payments::delivery;
use crate::till::Till;

/// The subjects that break the rule beginning with these words.
async fn told(till: &Till, rule: &str) -> Vec<String> {
    let found = till.app.jobs.invariants.found().await.unwrap();
    found.into_iter().filter(|one| one.rule.starts_with(rule)).map(|one| one.subject).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_waits_for_more_than_a_quarter_of_an_hour_is_told() {
    let till = Till::closed().await;
    till.fill(till.app.user, "small").await;
    till.buy(till.app.user).await;
    let receipt = till.text("SELECT id AS text FROM emails").await;
    till.app.clock.advance(Duration::from_secs(14 * 60));
    assert_eq!(told(&till, "I10").await, [""; 0]);
    till.app.clock.advance(Duration::from_secs(2 * 60));
    assert_eq!(told(&till, "I10").await, [receipt]);
}

#[tokio::test(flavor = "multi_thread")]
async fn reviews_refunds_and_events_that_nobody_looks_at_are_told() {
    let till = Till::closed().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let (order, _) = till.buy(user).await;
    till.operator().refund(till.item(order, "credits").await, "Asked by mail").await.unwrap();
    till.fill(user, "large").await;
    let session = till.begin(user).await.session_id;
    till.payments.pay(&session);
    till.payments.change_amount(&session, 1, "eur");
    assert_eq!(till.checkouts.outcome(user, &session).await, Ok(CheckoutOutcome::Review));
    let live = json!({ "id": "evt_live", "live": true, "subject": { "session": session } });
    till.deliver(serde_json::to_vec(&live).unwrap()).await;
    till.deliver(delivery("evt_late", "checkout.session.completed", &json!({ "session": session }))).await;
    let rules = [
        "I6 a payment in review",
        "R11 a refund",
        "I12 every event",
        "I12 an event in error",
        "R11 a person",
    ];
    for rule in rules {
        assert_eq!(told(&till, rule).await, [""; 0], "{rule}: just now");
    }
    till.app
        .run(&format!(
            "INSERT INTO jobs (id, kind, subject, state, run_at, claims, failures, created_at)
         SELECT 'job_x', 'erase_account', '{user}', 'queued', created_at, 9, 9, created_at FROM jobs LIMIT 1"
        ))
        .await;
    till.app.clock.advance(Duration::from_secs(26 * 3600));
    for rule in rules {
        assert_eq!(told(&till, rule).await.len(), 1, "{rule}");
    }
}
