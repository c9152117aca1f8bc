//! Money that goes back: by us, by the service's own pages, by disputes; and the credits that go with it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::Problem;
use domain::cart::Carts as _;
use domain::credits::{CreditLedger as _, Credits};
use domain::generation::{Generations as _, StartForm, StartGeneration};
use domain::ids::{OrderId, OrderItemId};
use domain::money::Cents;
use domain::order::{FileFormat, ItemKind, ItemState, OrderStatus, Orders as _, Tracking};
use domain::page::PageRequest;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::jobs::{Handle as _, Lane, Outcome, claim};
use server::orders::Operator;

use crate::fake_payments::about_payment;
use crate::till::Till;

#[tokio::test(flavor = "multi_thread")]
async fn one_line_goes_back_alone_and_once() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, payment) = till.buy(till.app.user).await;
    till.app.drained().await;
    let item = till.item(order, "print").await;
    till.payments.lost_answers.store(1, Ordering::SeqCst);
    for _ in 0..2 {
        let given = till.operator().refund(item, "It does not print").await;
        assert_eq!(given, Ok(Cents(3000 + 300 + 500)), "nothing was sent: start-up and shipping go back too");
    }
    till.app.drained().await;
    assert_eq!(till.payments.refunds(), [(payment, 3800)]);
    let detail = till.show(order).await;
    let states: Vec<ItemState> = detail.items.iter().map(|item| item.state).collect();
    assert_eq!(states, [ItemState::Unlocked, ItemState::Refunded, ItemState::Granted]);
    assert_eq!((detail.refunded, detail.summary.status), (Cents(3800), OrderStatus::Complete));
    let refused = till.orders.download_url(till.app.user, item, FileFormat::Stl).await;
    assert!(matches!(refused, Err(Problem::NotNow { .. })));
    // The rest, line by line: the last one takes all that is left.
    let download = till.item(order, "download").await;
    assert_eq!(till.operator().refund(download, "All of it").await, Ok(Cents(490)));
    let credits = till.item(order, "credits").await;
    assert_eq!(till.operator().refund(credits, "All of it").await, Ok(Cents(900)));
    till.app.drained().await;
    let detail = till.show(order).await;
    assert_eq!((detail.refunded, detail.summary.status), (Cents(5190), OrderStatus::Refunded));
    assert_eq!(till.app.balance().await, 9, "ten to start with, one model, nothing of the bought ones");
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shipping_goes_back_once_with_the_last_print_and_never_when_one_was_sent() {
    for is_one_sent in [false, true] {
        let till = Till::new().await;
        let (asset, user) = (till.fill_mixed().await, till.app.user);
        till.stock.carts.add_print(user, till.stock.config(user, asset, 1).await).await.unwrap();
        let (order, payment) = till.buy(user).await;
        till.app.drained().await;
        let kinds = till.show(order).await.items.into_iter();
        let prints: Vec<_> =
            kinds.filter(|item| matches!(item.kind, ItemKind::Print { .. })).map(|item| item.id).collect();
        let operator = till.operator();
        if is_one_sent {
            let tracking = Tracking { carrier: "DHL".into(), number: "1".into(), url: None };
            operator.track(prints[0], tracking).await.unwrap();
            operator.advance(prints[0], ItemState::Delivered, "").await.unwrap();
        }
        assert_eq!(operator.refund(prints[0], "It broke").await, Ok(Cents(3000)), "the other is still made");
        let extras = if is_one_sent { 0 } else { 300 + 500 };
        assert_eq!(operator.refund(prints[1], "That too").await, Ok(Cents(1500 + extras)), "{is_one_sent}");
        till.app.drained().await;
        // None of it arrives; whichever is asked for first takes the rest along, and the other does not.
        till.payments.fail_refunds();
        till.deliver(about_payment("evt_failed", "refund.failed", &payment)).await;
        till.app.drained().await;
        assert_eq!(operator.refund(prints[0], "Once more").await, Ok(Cents(3000 + extras)));
        assert_eq!(operator.refund(prints[1], "Once more").await, Ok(Cents(1500)));
        till.app.drained().await;
        assert_eq!(till.show(order).await.refunded, Cents(4500 + extras));
        till.finish().await;
    }
}

/// Spends as many credits as are asked for.
async fn spend(till: &Till, count: usize) -> Result<(), Problem> {
    for _ in 0..count {
        let form = StartForm { skip_concept: true, ..till.app.text("a red robot") };
        let asset = till.app.generations.start(till.app.user, StartGeneration::parse(&form).unwrap()).await?;
        till.app.settled(asset).await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn spent_credits_become_debt_that_the_next_ones_repay() {
    let till = Till::new().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let (_, payment) = till.buy(user).await;
    spend(&till, 12).await.unwrap();
    assert_eq!(till.app.balance().await, 8);
    till.payments.refund_outside(&payment, 900);
    till.deliver(about_payment("evt_1", "charge.refunded", &payment)).await;
    till.app.drained().await;
    assert_eq!((till.app.balance().await, till.app.count("credit_accounts WHERE debt = 2").await), (0, 1));
    assert_eq!(spend(&till, 1).await, Err(Problem::Indebted { debt: Credits(2) }));
    till.fill(user, "small").await;
    till.buy(user).await;
    assert_eq!((till.app.balance().await, till.app.count("credit_accounts WHERE debt = 0").await), (8, 1));
    spend(&till, 1).await.unwrap();
    let lines = till.app.ledger.statement(user, PageRequest::default()).await.unwrap();
    assert!(lines.items.iter().any(|line| line.reason.contains("refund") && line.order.is_some()));
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_takes_and_a_won_one_gives_again() {
    let till = Till::new().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let (order, payment) = till.buy(user).await;
    let step = async |number: u32, status: &str| {
        till.payments.dispute(&payment, status, 900);
        till.deliver(about_payment(&format!("evt_{number}"), "charge.dispute.updated", &payment)).await;
        till.app.drained().await;
        till.app.check().await;
        till.app.balance().await
    };
    assert_eq!(step(1, "open").await, 10);
    assert_eq!(step(2, "open").await, 10, "told twice");
    assert_eq!(till.show(order).await.summary.status, OrderStatus::Complete, "nothing is decided");
    assert_eq!(step(3, "won").await, 20);
    assert_eq!(step(4, "open").await, 10, "once more");
    assert_eq!(step(5, "lost").await, 10);
    assert_eq!(till.show(order).await.summary.status, OrderStatus::Refunded);
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn disputes_of_one_payment_add_up() {
    let till = Till::new().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let (order, payment) = till.buy(user).await;
    till.payments.dispute(&payment, "lost", 450);
    till.payments.dispute_too(&payment, "open", 270);
    for _ in 0..2 {
        assert_eq!(till.checkouts.reconcile().await, Outcome::Done);
        assert_eq!(till.app.balance().await, 10 + 2, "5 are lost, 3 are disputed");
    }
    assert!(till.operator().show(order).await.unwrap().contains("dispute: open"));
    till.payments.dispute(&payment, "lost", 450);
    till.payments.dispute_too(&payment, "won", 270);
    assert_eq!(till.checkouts.reconcile().await, Outcome::Done);
    assert_eq!(till.app.balance().await, 10 + 5);
    till.finish().await;
}

/// Runs every job that is due, once.
async fn run_due(till: &Till) {
    while let Some(job) = claim(&till.app.db, &till.app.mint, Lane::Waiting).await.unwrap() {
        till.app.jobs.run(&job).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_counts_for_its_line_once_it_is_made_and_not_before() {
    let till = Till::closed().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    till.fill(user, "large").await;
    let (order, payment) = till.buy(user).await;
    run_due(&till).await;
    let small = till.text("SELECT id AS text FROM order_items WHERE package_slug = 'small'").await;
    let small: OrderItemId = small.parse().unwrap();
    let state = async || {
        let items = till.show(order).await.items;
        items.into_iter().find(|item| item.id == small).unwrap().state
    };
    till.operator().refund(small, "Asked by mail").await.unwrap();
    // Meanwhile as much goes back by the service's own pages, for no line.
    till.payments.refund_outside(&payment, 900);
    assert_eq!(till.checkouts.reconcile().await, Outcome::Done);
    assert_eq!(state().await, ItemState::Granted, "its own money is still to go");
    assert_eq!(till.app.balance().await, 10 + 130 - 1 - 12, "both bear a part");
    // It is made, but the answer is lost.
    till.payments.lost_answers.store(1, Ordering::SeqCst);
    run_due(&till).await;
    assert_eq!(till.app.count("refunds WHERE state = 'asked'").await, 1);
    assert_eq!(till.checkouts.reconcile().await, Outcome::Done);
    assert_eq!(state().await, ItemState::Refunded);
    assert_eq!(till.app.balance().await, 10 + 130 - 10 - 13);
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_a_refund_add_up() {
    let till = Till::new().await;
    let user = till.app.user;
    till.fill(user, "large").await;
    let (order, payment) = till.buy(user).await;
    let mut balances = Vec::new();
    for (number, amount) in [3950, 1, 3949].into_iter().enumerate() {
        till.payments.refund_outside(&payment, amount);
        till.deliver(about_payment(&format!("evt_{number}"), "charge.refunded", &payment)).await;
        till.app.drained().await;
        balances.push(till.app.balance().await);
    }
    assert_eq!(balances, [10 + 60, 10 + 60, 10]);
    assert_eq!(till.show(order).await.refunded, Cents(7900));
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_refund_changes_nothing_and_can_be_asked_again() {
    let till = Till::new().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let (order, payment) = till.buy(user).await;
    till.app.drained().await;
    till.payments.refund_outside(&payment, 500);
    let item = till.item(order, "credits").await;
    till.operator().refund(item, "Asked by mail").await.unwrap();
    till.app.drained().await;
    assert_eq!(till.app.count("refunds WHERE state = 'refused'").await, 1);
    assert_eq!(till.app.count("order_items WHERE state = 'granted'").await, 1);
    let other = Operator::new(till.app.db.clone(), till.app.mint.clone(), "omar").unwrap();
    let left = other.refund(item, "What is left").await.unwrap();
    assert_eq!(left, Cents(400), "what the service says is left, now that it was asked");
    till.app.drained().await;
    assert_eq!(till.show(order).await.refunded, Cents(900));
    assert_eq!(other.refused().await.unwrap(), "", "nothing is left to do");
    // Who asked, when and why, of both: as a step and beside the money.
    let text = other.show(order).await.unwrap();
    for words in [
        ["nina", "Refund asked for: Asked by mail"],
        ["omar", "Refund asked for: What is left"],
        ["nina  Asked by mail", "refused"],
        ["omar  What is left", "done"],
    ] {
        assert!(text.lines().any(|line| words.iter().all(|word| line.contains(word))), "{words:?} in {text}");
    }
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_does_not_arrive_is_told_and_made_again() {
    let till = Till::new().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let (order, payment) = till.buy(user).await;
    let item = till.item(order, "credits").await;
    till.operator().refund(item, "Asked by mail").await.unwrap();
    till.app.drained().await;
    assert_eq!((till.app.balance().await, till.show(order).await.refunded), (10, Cents(900)));

    till.payments.fail_refunds();
    till.deliver(about_payment("evt_failed", "refund.failed", &payment)).await;
    till.app.drained().await;
    assert_eq!((till.app.balance().await, till.show(order).await.refunded), (20, Cents(0)), "as its money");
    assert!(till.operator().refused().await.unwrap().contains(&item.to_string()));

    till.operator().refund(item, "Once more").await.unwrap();
    till.app.drained().await;
    assert_eq!((till.app.balance().await, till.show(order).await.refunded), (10, Cents(900)));
    assert_eq!(till.operator().refused().await.unwrap(), "");
    till.finish().await;
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Buy {
        large: bool,
    },
    Spend,
    Fail,
    Done,
    Refund {
        purchase: usize,
        permille: i64,
    },
    Dispute {
        purchase: usize,
        status: usize,
    },
    /// A worker takes the next job of the shop, or all of them.
    Work,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        2 => any::<bool>().prop_map(|large| Event::Buy { large }),
        6 => Just(Event::Spend),
        2 => Just(Event::Fail),
        3 => Just(Event::Done),
        3 => (0_usize..3, 1_i64..=1000).prop_map(|(purchase, permille)| Event::Refund { purchase, permille }),
        2 => (0_usize..3, 0_usize..3).prop_map(|(purchase, status)| Event::Dispute { purchase, status }),
        3 => Just(Event::Work),
    ]
}

struct Purchase {
    order: OrderId,
    payment: String,
    paid: i64,
    credits: i64,
    refunded: i64,
    disputed: bool,
    /// What the shop was last told.
    gone: i64,
}

/// The shop beside its simplest model: credits owned are what was given, less what was spent, less what went back; when
/// that is below zero it is debt.
struct World {
    till: Till,
    spent: i64,
    running: Option<domain::ids::AssetId>,
    purchases: Vec<Purchase>,
    events: usize,
}

impl World {
    fn owned(&self) -> i64 {
        let bought: i64 = self
            .purchases
            .iter()
            .map(|one| one.credits - one.credits * one.gone.min(one.paid) / one.paid)
            .sum();
        10 + bought - self.spent
    }

    async fn play(&mut self, event: Event) {
        match event {
            Event::Buy { large } => self.buy(large).await,
            Event::Spend => self.spend().await,
            Event::Fail | Event::Done => self.end(matches!(event, Event::Done)).await,
            Event::Refund { purchase, permille } => {
                if let Some(one) = self.purchases.get_mut(purchase) {
                    let amount = (one.paid * permille / 1000).min(one.paid - one.refunded);
                    one.refunded += amount;
                    self.till.payments.refund_outside(&one.payment, amount);
                    self.tell(purchase, "charge.refunded").await;
                }
            }
            Event::Dispute { purchase, status } => {
                if let Some(one) = self.purchases.get_mut(purchase) {
                    let status = ["open", "won", "lost"][status];
                    one.disputed = status != "won";
                    self.till.payments.dispute(&one.payment, status, one.paid);
                    self.tell(purchase, "charge.dispute.updated").await;
                }
            }
            Event::Work => self.work().await,
        }
        self.till.app.check().await;
        let owned = self.owned();
        assert_eq!(self.till.app.balance().await, owned.max(0), "after {event:?}");
        let debt = (-owned).max(0);
        let user = self.till.app.user;
        let found = format!("credit_accounts WHERE user_id = '{user}' AND debt = {debt}");
        assert_eq!(self.till.app.count(&found).await, 1, "debt {debt} after {event:?}");
    }

    async fn buy(&mut self, large: bool) {
        if self.purchases.len() == 3 {
            return;
        }
        let (package, credits, paid) = if large { ("large", 120, 7900) } else { ("small", 10, 900) };
        let user = self.till.app.user;
        self.till.fill(user, package).await;
        let (order, payment) = self.till.buy(user).await;
        self.purchases.push(Purchase {
            order,
            payment,
            paid,
            credits,
            refunded: 0,
            disputed: false,
            gone: 0,
        });
    }

    async fn spend(&mut self) {
        if self.running.is_some() {
            return;
        }
        let form = StartForm { skip_concept: true, ..self.till.app.text("a red robot") };
        let request = StartGeneration::parse(&form).unwrap();
        let outcome = self.till.app.generations.start(self.till.app.user, request).await;
        let owned = self.owned();
        if owned >= 1 {
            self.running = Some(outcome.unwrap());
            self.spent += 1;
        } else if owned == 0 {
            assert_eq!(outcome, Err(Problem::OutOfCredits { need: Credits(1), have: Credits(0) }));
        } else {
            assert_eq!(outcome, Err(Problem::Indebted { debt: Credits(-owned) }));
        }
    }

    async fn end(&mut self, is_done: bool) {
        let Some(asset) = self.running.take() else { return };
        if is_done {
            self.work_through(true).await;
        } else {
            self.till.app.generations.cancel(self.till.app.user, asset).await.unwrap();
            self.spent -= 1;
        }
    }

    async fn tell(&mut self, purchase: usize, kind: &str) {
        self.events += 1;
        let body = about_payment(&format!("evt_{}", self.events), kind, &self.purchases[purchase].payment);
        assert!(self.till.deliver(body).await.is_success());
    }

    fn mark_told(&mut self) {
        for one in &mut self.purchases {
            one.gone = one.refunded + if one.disputed { one.paid } else { 0 };
        }
    }

    async fn run(&self, job: server::jobs::Claimed) {
        let outcome = self.till.app.jobs.run(&job).await;
        assert!(!matches!(outcome, Outcome::Failed(_)), "{job:?}: {outcome:?}");
        if outcome == Outcome::Done {
            let sql = format!(
                "UPDATE jobs SET state = 'done', lease_until = NULL, ended_at = 1 WHERE id = '{}'",
                job.id
            );
            self.till.app.run(&sql).await;
        }
    }

    /// Every job of the shop that waits.
    async fn work(&mut self) {
        self.work_through(false).await;
    }

    async fn work_through(&mut self, with_generations: bool) {
        let generating = with_generations.then_some(Lane::Generating);
        for lane in generating.into_iter().chain([Lane::Waiting]) {
            while let Some(job) = claim(&self.till.app.db, &self.till.app.mint, lane).await.unwrap() {
                self.run(job).await;
            }
        }
        self.mark_told();
    }
}

#[test]
fn credits_follow_their_money_in_every_order_of_events() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let cases = if std::env::var_os("MODEL_FULL").is_some() { 64 } else { 6 };
    let config = Config { cases, max_shrink_iters: 40, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&vec(event(), 5..30), |events| {
        runtime.block_on(async {
            let till = Till::closed().await;
            let mut world = World { till, spent: 0, running: None, purchases: Vec::new(), events: 0 };
            for event in events {
                world.play(event).await;
            }
            world.work().await;
            world.till.app.check().await;
            for one in &world.purchases {
                let refunded = world.till.show(one.order).await.refunded;
                assert_eq!(refunded, Cents(one.refunded));
            }
        });
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_printed_while_its_payment_is_disputed() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, payment) = till.buy(till.app.user).await;
    till.app.drained().await;
    let print = till.item(order, "print").await;
    let (total, state) =
        (till.show(order).await.summary.total.0, async || till.show(order).await.items[1].state);
    assert_eq!(state().await, ItemState::InProduction);
    let step = async |number: u32, status: &str| {
        till.payments.dispute(&payment, status, total);
        till.deliver(about_payment(&format!("evt_{number}"), "charge.dispute.updated", &payment)).await;
        till.app.drained().await;
        till.app.check().await;
    };
    let stopped = "emails WHERE kind = 'print_stopped' AND state = 'sent'";
    step(1, "open").await;
    step(2, "open").await;
    assert_eq!((state().await, till.app.count(stopped).await), (ItemState::NeedsAttention, 1));
    assert!(till.operator().show(order).await.unwrap().contains("dispute: open"));
    step(3, "won").await;
    assert_eq!(state().await, ItemState::InProduction, "ordered anew");
    assert_eq!(till.app.count("emails WHERE kind = 'print_order' AND state = 'sent'").await, 2);
    // What waits for another reason is not sent on by a dispute that ends.
    till.operator().advance(print, ItemState::NeedsAttention, "It cracked").await.unwrap();
    step(4, "open").await;
    step(5, "won").await;
    assert_eq!(state().await, ItemState::NeedsAttention);
    till.operator().advance(print, ItemState::Checking, "Again").await.unwrap();
    till.app.drained().await;
    step(6, "open").await;
    assert_eq!(till.app.count(stopped).await, 2, "each order is stopped by a mail of its own");
    step(7, "lost").await;
    assert_eq!(state().await, ItemState::Refunded);
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_delivery_told_is_found_within_the_hour() {
    let till = Till::new().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let (order, payment) = till.buy(user).await;
    assert_eq!(till.app.balance().await, 20);
    till.payments.dispute(&payment, "open", 900);
    assert_eq!(till.checkouts.reconcile().await, Outcome::Done);
    assert_eq!(till.app.balance().await, 10);
    till.payments.dispute(&payment, "lost", 900);
    for _ in 0..2 {
        assert_eq!(till.checkouts.reconcile().await, Outcome::Done);
    }
    assert_eq!(till.app.balance().await, 10);
    assert_eq!(till.show(order).await.summary.status, OrderStatus::Refunded);
    till.app.check().await;
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_whose_answer_was_lost_is_not_made_again_after_its_key_is_forgotten() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, payment) = till.buy(till.app.user).await;
    till.app.drained().await;
    let item = till.item(order, "print").await;
    till.payments.lost_answers.store(1, Ordering::SeqCst);
    till.operator().refund(item, "It broke").await.unwrap();
    let tried = "jobs WHERE kind = 'carry_out_refund' AND failures > 0";
    while till.app.count(tried).await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    till.payments.forgets_keys.store(true, Ordering::SeqCst);
    till.app.clock.advance(Duration::from_secs(25 * 3600));
    till.app.drained().await;
    assert_eq!(till.payments.refunds(), [(payment, 3800)], "once");
    assert_eq!(till.app.count("refunds WHERE state = 'done'").await, 1);
    till.finish().await;
}
