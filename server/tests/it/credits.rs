//! The statement people read, and the start grant.

use domain::credits::{CreditLedger as _, Credits, HoldState, LedgerKind};
use domain::generation::Generations as _;
use domain::page::PageRequest;
use worker::protocol::{Misbehaviour, Mode};

use crate::app::{Setup, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_statement_tells_every_movement_with_its_reason() {
    let app = TestApp::new().await;
    let kept = app.with_concepts().await;
    // So that the second one still runs when it is cancelled.
    app.misbehave(&Misbehaviour { ms: 10_000, ..Misbehaviour::new(Mode::Delay) }).await;
    let cancelled = app.start_model().await;
    app.generations.cancel(app.user, cancelled).await.unwrap();
    let page = app.ledger.statement(app.user, PageRequest::default()).await.unwrap();
    let told: Vec<_> =
        page.items.iter().map(|line| (line.kind, line.amount.0, line.balance_after.0, line.hold)).collect();
    assert_eq!(
        told,
        [
            (LedgerKind::Release, 1, 9, None),
            (LedgerKind::Hold, -1, 8, Some(HoldState::Released)),
            (LedgerKind::Hold, -1, 9, Some(HoldState::Captured)),
            (LedgerKind::StartGrant, 10, 10, None),
        ]
    );
    assert_eq!(page.items[2].asset, Some(kept));
    assert_eq!(page.items[2].reason, "For concepts for “a red robot”");
    assert_eq!(page.items[1].reason, "For a model of “a red robot”");
    assert_eq!(page.next, None);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_statement_comes_in_pages_without_gaps() {
    let app = Setup { runs_jobs: false, ..Setup::default() }.start().await;
    for _ in 0..15 {
        let asset = app.start_concepts().await;
        app.generations.cancel(app.user, asset).await.unwrap();
    }
    let first = app.ledger.statement(app.user, PageRequest::default()).await.unwrap();
    let rest = app.ledger.statement(app.user, PageRequest { after: first.next.clone() }).await.unwrap();
    assert_eq!((first.items.len(), rest.items.len(), rest.next), (24, 7, None));
    let ids: std::collections::HashSet<_> =
        first.items.iter().chain(&rest.items).map(|line| line.id).collect();
    assert_eq!(ids.len(), 31);
    let balances: Vec<i64> = first.items.iter().map(|line| line.balance_after.0).collect();
    assert_eq!(balances[..4], [10, 9, 10, 9]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_another_persons_statement() {
    let app = Setup { runs_jobs: false, ..Setup::default() }.start().await;
    app.start_concepts().await;
    let stranger = app.add_user("stranger").await;
    let page = app.ledger.statement(stranger, PageRequest { after: Some("nonsense".into()) }).await.unwrap();
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].kind, LedgerKind::StartGrant);
    assert_eq!(app.ledger.balance(stranger).await, Ok(Credits(10)));
}
