//! What the five-minute check tells the log: what is late, what is missing, what crosses owners.

use std::time::Duration;

use domain::cart::Carts as _;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_missing_is_told_however_old_it_is() {
    let till = Till::closed().await;
    let (user, sha) = (till.app.user, "a".repeat(64));
    let rows: Vec<String> = (0..450)
        .map(|number| {
            format!(
                "('fil_{number:03}', '{user}', 'missing/{number:03}', 'live', 'model/stl', 9, '{sha}', 0)"
            )
        })
        .collect();
    let columns = "id, user_id, key, state, media_type, bytes, sha256, created_at";
    till.app.run(&format!("INSERT INTO files ({columns}) VALUES {}", rows.join(", "))).await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let missing = told(&till, "I8 every live file").await;
        seen.push([0, 225, 449].map(|number| missing.contains(&format!("missing/{number:03}"))));
    }
    let (first, second) = ([true, false, true], [false, true, true]);
    let newest = [false, false, true];
    assert_eq!(seen, [first, second, newest, first], "the newest each time, the others in turn");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_crosses_owners_is_told() {
    let till = Till::new().await;
    let (user, other) = (till.app.user, till.app.add_user("other").await);
    let asset = till.fill_mixed().await;
    let (order, _) = till.buy(user).await;
    till.fill(user, "small").await;
    let (second, _) = till.buy(user).await;
    till.operator().refund(till.item(second, "credits").await, "Asked by mail").await.unwrap();
    let config = till.stock.config(user, asset, 1).await;
    till.stock.carts.add_print(user, config).await.unwrap();
    till.app.drained().await;
    let line = format!("WHERE id = '{config}'");
    let (user, other, order, second) =
        (user.to_string(), other.to_string(), order.to_string(), second.to_string());
    let changes = [
        ("quotes SET user_id = ", "", &other, &user),
        ("files SET user_id = ", "WHERE key LIKE 'prints/%'", &other, &user),
        ("print_configs SET user_id = ", line.as_str(), &other, &user),
        ("refunds SET order_id = ", "", &order, &second),
    ];
    let rule = "I15 quotes, refunds";
    for (what, which, wrong, right) in changes {
        assert_eq!(told(&till, rule).await, [""; 0]);
        till.app.run(&format!("UPDATE {what}'{wrong}' {which}")).await;
        assert_ne!(told(&till, rule).await, [""; 0], "{what}");
        till.app.run(&format!("UPDATE {what}'{right}' {which}")).await;
    }
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_in_production_that_nobody_can_print_is_told() {
    let till = Till::new().await;
    till.fill_mixed().await;
    till.buy(till.app.user).await;
    till.app.drained().await;
    let rule = "I7 what is in production";
    assert_eq!(told(&till, rule).await, [""; 0]);
    let print = till.text("SELECT id AS text FROM order_items WHERE state = 'in_production'").await;
    for (wrong, right) in [
        ("order_items SET print_stl_file_id = NULL", "order_items SET print_stl_file_id = print_3mf_file_id"),
        ("emails SET state = 'withdrawn'", "emails SET state = 'sent'"),
    ] {
        let which = if wrong.starts_with("emails") { "kind = 'print_order'" } else { "kind = 'print'" };
        till.app.run(&format!("UPDATE {wrong} WHERE {which}")).await;
        assert_eq!(told(&till, rule).await, [print.as_str()], "{wrong}");
        till.app.run(&format!("UPDATE {right} WHERE {which}")).await;
        assert_eq!(told(&till, rule).await, [""; 0]);
    }
}
