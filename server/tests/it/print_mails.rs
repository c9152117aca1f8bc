//! The mail that orders a print, when the server ends between sending it and noting that.

use std::time::Duration;

use domain::Problem;
use domain::ids::OrderId;
use domain::order::{ItemState, Tracking};
use server::jobs::{Handle as _, JobKind, Lane, Outcome, claim};

use crate::fake_payments::about_payment;
use crate::till::Till;

/// Every job that is due but mails, each once.
async fn work_but_mails(till: &Till) {
    for lane in [Lane::Waiting, Lane::Working, Lane::Waiting] {
        while let Some(job) = claim(&till.app.db, &till.app.mint, lane).await.unwrap() {
            if job.kind == JobKind::SendEmail {
                continue;
            }
            let outcome = till.app.jobs.run(&job).await;
            assert!(!matches!(outcome, Outcome::Failed(_)), "{job:?}: {outcome:?}");
            if outcome == Outcome::Done {
                let sql = "UPDATE jobs SET state = 'done', lease_until = NULL, ended_at = 1 WHERE id =";
                till.app.run(&format!("{sql} '{}'", job.id)).await;
            }
        }
    }
}

/// A print's mail goes to the partner, but the server ends before it has noted that; nothing runs any more.
async fn order_print_unnoted(till: &mut Till) -> (OrderId, String) {
    till.app.start_jobs().await;
    till.fill_mixed().await;
    till.app.drained().await;
    till.app.stop_jobs().await;
    let bought = till.buy(till.app.user).await;
    work_but_mails(till).await;
    till.app.clock.advance(Duration::from_secs(120));
    let mail = till.text("SELECT id AS text FROM emails WHERE kind = 'print_order'").await;
    let job = loop {
        let job = claim(&till.app.db, &till.app.mint, Lane::Waiting).await.unwrap().expect("the mail's job");
        if job.subject == mail {
            break job;
        }
    };
    // Whoever lost its job writes nothing down any more, like whoever was killed.
    till.app.run(&format!("UPDATE jobs SET claims = claims + 1 WHERE id = '{}'", job.id)).await;
    till.app.jobs.run(&job).await;
    assert_eq!(told(till), (1, 0), "it went out");
    assert_eq!(till.app.count("emails WHERE kind = 'print_order' AND state = 'waiting'").await, 1);
    till.app.check().await;
    bought
}

/// How often the print partner was asked, and asked not to.
fn told(till: &Till) -> (usize, usize) {
    let told = |words: &str| till.mails().iter().filter(|mail| mail.contains(words)).count();
    (told("Subject: Print "), told("Subject: Do not print"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_whose_mail_may_have_gone_out_is_called_back() {
    for is_disputed in [true, false] {
        let mut till = Till::closed().await;
        let (order, payment) = order_print_unnoted(&mut till).await;
        if is_disputed {
            let total = till.show(order).await.summary.total.0;
            till.payments.dispute(&payment, "open", total);
            till.deliver(about_payment("evt_1", "charge.dispute.created", &payment)).await;
        } else {
            let print = till.item(order, "print").await;
            till.operator().refund(print, "Changed my mind").await.unwrap();
        }
        work_but_mails(&till).await;
        let state = if is_disputed { ItemState::NeedsAttention } else { ItemState::Refunded };
        assert_eq!(till.show(order).await.items[1].state, state);
        // The server is back.
        till.app.clock.advance(Duration::from_secs(120));
        till.app.start_jobs().await;
        till.app.drained().await;
        assert_eq!(told(&till), (1, 1), "disputed: {is_disputed}");
        assert_eq!(till.app.count("emails WHERE state <> 'sent'").await, 0);
        till.app.check().await;
        if is_disputed {
            let total = till.show(order).await.summary.total.0;
            till.payments.dispute(&payment, "won", total);
            till.deliver(about_payment("evt_2", "charge.dispute.closed", &payment)).await;
            till.app.drained().await;
            assert_eq!(till.show(order).await.items[1].state, ItemState::InProduction);
            assert_eq!(told(&till), (2, 1), "and ordered anew");
        }
        till.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_whose_mail_may_have_gone_out_is_ordered_once_more_while_it_is_wanted() {
    let mut till = Till::closed().await;
    let (order, _) = order_print_unnoted(&mut till).await;
    till.app.clock.advance(Duration::from_secs(120));
    till.app.start_jobs().await;
    till.app.drained().await;
    assert_eq!(told(&till), (1, 0), "the same message");
    assert_eq!(till.show(order).await.items[1].state, ItemState::InProduction);
    till.finish().await;
}

/// A print goes back to its checks while the mail that orders it still waits, because nothing leaves the house.
#[tokio::test(flavor = "multi_thread")]
async fn a_print_that_is_ordered_anew_before_its_mail_was_sent_is_ordered_once() {
    for may_have_gone_out in [false, true] {
        let till = Till::new().await;
        till.fill_mixed().await;
        till.app.drained().await;
        let outbox = till.folder.path().join("outbox");
        std::fs::write(&outbox, "").unwrap();
        let (order, _) = till.buy(till.app.user).await;
        let (print, operator) = (till.item(order, "print").await, till.operator());
        let waiting = "emails WHERE kind = 'print_order' AND state = 'waiting'";
        till.app.until_there_is(&format!("{waiting} AND tries > 0")).await;
        if may_have_gone_out {
            till.app.run("UPDATE emails SET handed_over_at = 1 WHERE kind = 'print_order'").await;
        }
        operator.advance(print, ItemState::NeedsAttention, "The partner asks about the color").await.unwrap();
        operator.advance(print, ItemState::Checking, "White it is").await.unwrap();
        assert_eq!(till.app.count(waiting).await, 0, "the first order is over");
        till.app.check().await;
        till.app.until_there_is(&format!("{waiting} AND tries > 0")).await;
        std::fs::remove_file(&outbox).unwrap();
        till.app.clock.advance(Duration::from_secs(120));
        till.app.drained().await;
        assert_eq!(told(&till), (1, 0), "may have gone out: {may_have_gone_out}");
        assert_eq!(till.show(order).await.items[1].state, ItemState::InProduction);
        let first = if may_have_gone_out { "sent" } else { "withdrawn" };
        let ends = "SELECT state AS text FROM emails WHERE kind = 'print_order' ORDER BY created_at LIMIT 1";
        assert_eq!(till.text(ends).await, first);
        till.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_that_is_ordered_again_twice_while_no_mail_leaves_is_ordered_again_once() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    let (print, outbox) = (till.item(order, "print").await, till.folder.path().join("outbox"));
    let kept = till.folder.path().join("kept");
    std::fs::rename(&outbox, &kept).unwrap();
    std::fs::write(&outbox, "").unwrap();
    for _ in 0..2 {
        till.operator().order_print(print, "partner@print.example").await.unwrap();
        till.app.until_there_is("emails WHERE state = 'waiting' AND tries > 0").await;
    }
    std::fs::remove_file(&outbox).unwrap();
    std::fs::rename(&kept, &outbox).unwrap();
    till.app.clock.advance(Duration::from_secs(120));
    till.app.drained().await;
    assert_eq!(told(&till), (2, 0), "the first order, and one with fresh links");
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_whose_files_cannot_be_made_waits_for_a_person_in_the_end() {
    let mut till = Till::closed().await;
    till.app.start_jobs().await;
    till.fill_mixed().await;
    till.app.drained().await;
    till.app.stop_jobs().await;
    till.app.stop_worker().await;
    let (order, _) = till.buy(till.app.user).await;
    let prepare = async || loop {
        let job = claim(&till.app.db, &till.app.mint, Lane::Waiting).await.unwrap().expect("its job");
        if job.kind == JobKind::PreparePrint {
            break till.app.jobs.run(&job).await;
        }
    };
    assert!(matches!(prepare().await, Outcome::Failed(_)), "the worker may come back");
    assert_eq!(till.show(order).await.items[1].state, ItemState::Checking);
    let last = JobKind::PreparePrint.most_failures() - 1;
    let again = "UPDATE jobs SET state = 'queued', run_at = 0, lease_until = NULL";
    till.app.run(&format!("{again}, failures = {last} WHERE kind = 'prepare_print'")).await;
    assert_eq!(prepare().await, Outcome::Ended);
    let item = till.show(order).await.items.remove(1);
    assert_eq!(item.state, ItemState::NeedsAttention);
    assert_eq!(item.steps.last().unwrap().note, "The print file could not be made.");
    assert_eq!(till.app.count("emails WHERE kind = 'needs_attention'").await, 1, "its buyer is told");
    assert_eq!(told(&till), (0, 0), "and nobody prints it");
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sends_what_is_not_made_or_prints_what_is_disputed() {
    let mut till = Till::closed().await;
    till.app.start_jobs().await;
    till.fill_mixed().await;
    till.app.drained().await;
    till.app.stop_jobs().await;
    let (order, payment) = till.buy(till.app.user).await;
    let (print, operator) = (till.item(order, "print").await, till.operator());
    let parcel = Tracking { carrier: "DHL".into(), number: "1".into(), url: None };
    let refused = operator.track(print, parcel).await;
    assert!(matches!(refused, Err(Problem::NotNow { .. })), "{refused:?}");
    assert_eq!(till.app.count("emails WHERE kind = 'shipped'").await, 0);
    assert_eq!(till.show(order).await.items[1].tracking, None);
    till.payments.dispute(&payment, "open", till.show(order).await.summary.total.0);
    till.deliver(about_payment("evt_1", "charge.dispute.created", &payment)).await;
    till.app.start_jobs().await;
    till.app.drained().await;
    for next in [ItemState::Checking, ItemState::InProduction] {
        let refused = operator.advance(print, next, "Print it anyway").await.unwrap_err();
        assert!(refused.sentence().contains("disputed"), "{refused:?}");
    }
    assert_eq!(till.show(order).await.items[1].state, ItemState::NeedsAttention);
    till.finish().await;
}
