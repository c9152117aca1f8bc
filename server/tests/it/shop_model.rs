//! The whole shop against a model: buying, printing, spending, failing, giving back, disputing, delivering, collecting and
//! leaving in random orders, with every invariant checked after each step.

use std::time::Duration;

use domain::Problem;
use domain::account::PersonalAccounts as _;
use domain::asset::Assets as _;
use domain::cart::Carts as _;
use domain::credits::Credits;
use domain::generation::{Generations as _, StartForm, StartGeneration};
use domain::ids::{AssetId, OrderId};
use domain::money::Cents;
use domain::order::{ItemState, Orders as _, Tracking};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::jobs::{Claimed, Handle as _, Lane, Outcome, claim};
use worker::protocol::{Misbehaviour, Mode};

use crate::account::Office;
use crate::app;
use crate::fake_payments::about_payment;
use crate::till::Till;

const A_DAY: Duration = Duration::from_secs(25 * 3600);
/// Orders of one history.
const MOST_ORDERS: usize = 5;

#[derive(Clone, Copy, Debug)]
enum Event {
    /// Credits.
    Buy {
        large: bool,
    },
    /// A print of the person's model.
    BuyPrint,
    /// Whatever waits in the shop is done: prints made, money moved, mails sent.
    Work,
    /// A generation starts.
    Spend,
    /// What runs ends well, or fails.
    End {
        fails: bool,
    },
    /// The operator gives an order's only line back.
    RefundLine(usize),
    Dispute {
        order: usize,
        status: usize,
    },
    /// The operator sends a print off, and it arrives.
    Deliver(usize),
    /// A day goes by, and the collector comes.
    Collect,
    /// The person deletes the model, and has another one.
    Delete,
}

fn event() -> impl Strategy<Value = Event> {
    let order = || 0..MOST_ORDERS;
    prop_oneof![
        2 => any::<bool>().prop_map(|large| Event::Buy { large }),
        3 => Just(Event::BuyPrint),
        5 => Just(Event::Work),
        3 => Just(Event::Spend),
        3 => any::<bool>().prop_map(|fails| Event::End { fails }),
        2 => order().prop_map(Event::RefundLine),
        2 => (order(), 0_usize..3).prop_map(|(order, status)| Event::Dispute { order, status }),
        3 => order().prop_map(Event::Deliver),
        2 => Just(Event::Collect),
        1 => Just(Event::Delete),
    ]
}

/// An order of one line, as it should stand.
struct Bought {
    order: OrderId,
    payment: String,
    kind: &'static str,
    paid: i64,
    /// That came with it.
    credits: i64,
    is_asked_back: bool,
    is_disputed: bool,
    /// Decided against the shop, for good.
    is_lost: bool,
    /// Whether the shop knows that the money is gone.
    is_gone: bool,
}

/// A generation that runs.
struct Running {
    asset: AssetId,
    /// A day went by: it can only time out.
    is_late: bool,
}

struct World {
    office: Office,
    asset: AssetId,
    spent: i64,
    running: Option<Running>,
    bought: Vec<Bought>,
    told: usize,
}

impl World {
    async fn new() -> Self {
        let mut office = Office::closed().await;
        let shop = &mut office.till.app;
        // What posters look like is nothing that an order of events could harm.
        shop.jobs.media = shop.jobs.media.clone().with_poster_px(64);
        let asset = app::add_model(&shop.db, &shop.mint, &shop.storage, shop.user).await;
        Self { office, asset, spent: 0, running: None, bought: Vec::new(), told: 0 }
    }

    fn till(&self) -> &Till {
        &self.office.till
    }

    /// Credits that the person has; what is below zero is debt.
    fn owned(&self) -> i64 {
        let kept = |one: &Bought| if one.is_gone { 0 } else { one.credits };
        10 + self.bought.iter().map(kept).sum::<i64>() - self.spent
    }

    async fn play(&mut self, event: Event) {
        match event {
            Event::Buy { large } => self.buy_credits(large).await,
            Event::BuyPrint => self.buy_print().await,
            Event::Work => self.work(false).await,
            Event::Spend => self.spend().await,
            Event::End { fails } => self.end(fails).await,
            Event::RefundLine(order) => self.refund(order).await,
            Event::Dispute { order, status } => self.dispute(order, status).await,
            Event::Deliver(order) => self.deliver(order).await,
            Event::Collect => self.collect(A_DAY).await,
            Event::Delete => self.delete().await,
        }
        self.check(&format!("{event:?}")).await;
    }

    async fn check(&self, after: &str) {
        let shop = &self.till().app;
        shop.check().await;
        let (owned, user) = (self.owned(), shop.user);
        assert_eq!(shop.balance().await, owned.max(0), "after {after}");
        let debt = (-owned).max(0);
        let found = format!("credit_accounts WHERE user_id = '{user}' AND debt = {debt}");
        assert_eq!(shop.count(&found).await, 1, "debt {debt} after {after}");
        let orders = i64::try_from(self.bought.len()).unwrap();
        assert_eq!(shop.count("orders").await, orders, "after {after}");
    }

    async fn buy_credits(&mut self, large: bool) {
        if self.bought.len() == MOST_ORDERS {
            return;
        }
        let (package, credits) = if large { ("large", 120) } else { ("small", 10) };
        self.till().fill(self.till().app.user, package).await;
        self.pay("credits", credits).await;
    }

    async fn buy_print(&mut self) {
        if self.bought.len() == MOST_ORDERS {
            return;
        }
        let (stock, user) = (&self.till().stock, self.till().app.user);
        let config = stock.config(user, self.asset, 1).await;
        stock.carts.add_print(user, config).await.unwrap();
        self.pay("print", 0).await;
    }

    async fn pay(&mut self, kind: &'static str, credits: i64) {
        let (order, payment) = self.till().buy(self.till().app.user).await;
        let paid = self.till().show(order).await.summary.total.0;
        self.bought.push(Bought {
            order,
            payment,
            kind,
            paid,
            credits,
            is_asked_back: false,
            is_disputed: false,
            is_lost: false,
            is_gone: false,
        });
    }

    async fn spend(&mut self) {
        if self.running.is_some() {
            return;
        }
        let shop = &self.till().app;
        let form = StartForm { skip_concept: true, ..shop.text("a red robot") };
        let outcome = shop.generations.start(shop.user, StartGeneration::parse(&form).unwrap()).await;
        let owned = self.owned();
        if owned >= 1 {
            self.running = Some(Running { asset: outcome.unwrap(), is_late: false });
            self.spent += 1;
        } else if owned == 0 {
            assert_eq!(outcome, Err(Problem::OutOfCredits { need: Credits(1), have: Credits(0) }));
        } else {
            assert_eq!(outcome, Err(Problem::Indebted { debt: Credits(-owned) }));
        }
    }

    async fn end(&mut self, fails: bool) {
        let Some(Running { asset, is_late }) = self.running.take() else { return };
        let fault = Misbehaviour {
            operation: Some("generate_model".into()),
            count: u32::from(fails),
            ..Misbehaviour::new(Mode::Fail)
        };
        self.till().app.misbehave(&fault).await;
        self.work(true).await;
        // Of a late one nothing was asked of the worker.
        self.till().app.misbehave(&Misbehaviour { count: 0, ..fault }).await;
        let is_done = format!("generations WHERE asset_id = '{asset}' AND state = 'done'");
        let expected = !fails && !is_late;
        assert_eq!(self.till().app.count(&is_done).await, i64::from(expected));
        self.spent -= i64::from(!expected);
    }

    async fn refund(&mut self, order: usize) {
        let Some(one) = self.bought.get_mut(order) else { return };
        let till = &self.office.till;
        let item = till.item(one.order, one.kind).await;
        match till.operator().refund(item, "Changed my mind").await {
            Ok(amount) => {
                assert_eq!(amount, Cents(one.paid), "the last line takes shipping and extras along");
                one.is_asked_back = true;
            }
            // Lost to a dispute.
            Err(problem) => assert!(one.is_lost && matches!(problem, Problem::NotNow { .. }), "{problem:?}"),
        }
    }

    async fn dispute(&mut self, order: usize, status: usize) {
        let Some(one) = self.bought.get_mut(order).filter(|one| !one.is_lost) else { return };
        let status = ["open", "won", "lost"][status];
        (one.is_disputed, one.is_lost) = (status != "won", status == "lost");
        self.told += 1;
        let till = &self.office.till;
        till.payments.dispute(&one.payment, status, one.paid);
        let event = about_payment(&format!("evt_{}", self.told), "charge.dispute.updated", &one.payment);
        assert!(till.deliver(event).await.is_success());
    }

    async fn deliver(&mut self, order: usize) {
        let Some(one) = self.bought.get(order).filter(|one| one.kind == "print") else { return };
        let till = self.till();
        let (print, operator) = (till.item(one.order, "print").await, till.operator());
        let state = till.show(one.order).await.items[0].state;
        let tracking = Tracking { carrier: "DHL".into(), number: "1".into(), url: None };
        let sent = operator.track(print, tracking).await;
        let arrived = operator.advance(print, ItemState::Delivered, "").await;
        if state == ItemState::InProduction {
            assert_eq!((sent, arrived), (Ok(true), Ok(true)));
        }
    }

    /// Refused while a print of it is to come.
    async fn delete(&mut self) {
        let shop = &self.office.till.app;
        let asset = self.asset;
        let to_come = format!(
            "order_items WHERE asset_id = '{asset}' AND kind = 'print' AND state NOT IN ('delivered', 'refunded')"
        );
        let is_to_come = shop.count(&to_come).await > 0;
        match shop.assets.delete(shop.user, asset).await {
            Ok(()) => self.asset = app::add_model(&shop.db, &shop.mint, &shop.storage, shop.user).await,
            Err(problem) => assert!(is_to_come && matches!(problem, Problem::NotNow { .. }), "{problem:?}"),
        }
        assert_eq!(self.asset == asset, is_to_come);
    }

    async fn collect(&mut self, later: Duration) {
        let shop = &self.till().app;
        shop.clock.advance(later);
        assert_eq!(shop.jobs.media.collect_files().await, Outcome::Done);
        if let Some(running) = &mut self.running {
            running.is_late = true;
        }
    }

    /// Every job that waits, generations only when they are asked for.
    async fn work(&mut self, with_generations: bool) {
        let shop = &self.office.till.app;
        let generating = with_generations.then_some(Lane::Generating);
        for lane in generating.into_iter().chain([Lane::Waiting, Lane::Working, Lane::Waiting]) {
            while let Some(job) = claim(&shop.db, &shop.mint, lane).await.unwrap() {
                self.run(job).await;
            }
        }
        for one in &mut self.bought {
            one.is_gone = one.is_asked_back || one.is_disputed;
        }
    }

    async fn run(&self, job: Claimed) {
        let shop = &self.office.till.app;
        let outcome = shop.jobs.run(&job).await;
        assert!(!matches!(outcome, Outcome::Failed(_)), "{job:?}: {outcome:?}");
        if outcome == Outcome::Done {
            let sql = format!(
                "UPDATE jobs SET state = 'done', lease_until = NULL, ended_at = 1 WHERE id = '{}'",
                job.id
            );
            shop.run(&sql).await;
        }
    }

    /// The person leaves: nothing of theirs is stored after a while but what their orders need.
    async fn leave(&mut self) {
        let user = self.till().app.user;
        self.office.accounts.close(user, true).await.unwrap();
        self.spent -= i64::from(self.running.take().is_some());
        self.work(true).await;
        self.check("leaving").await;
        for later in [A_DAY * 2, A_DAY] {
            self.collect(later).await;
        }
        self.check("everything was collected").await;
        let kept = "files WHERE NOT EXISTS (SELECT 1 FROM order_items i
            WHERE files.id IN (i.model_file_id, i.print_3mf_file_id, i.print_stl_file_id))";
        assert_eq!(self.till().app.count(kept).await, 0);
    }

    /// What the history comes to.
    async fn finish(mut self, leaves: bool) {
        if leaves {
            self.leave().await;
        } else {
            self.end(false).await;
            self.work(false).await;
            self.check("the end").await;
        }
        let till = self.till();
        let mut given = till.payments.refunds();
        given.sort();
        let asked = self.bought.iter().filter(|one| one.is_asked_back);
        let mut expected: Vec<(String, i64)> = asked.map(|one| (one.payment.clone(), one.paid)).collect();
        expected.sort();
        assert_eq!(given, expected, "each asked for once");
        assert_eq!(till.payments.paid(), self.bought.len());
        for one in &self.bought {
            let detail = till.orders.show(till.app.user, one.order).await.unwrap();
            assert_eq!(detail.refunded.0, if one.is_asked_back { one.paid } else { 0 });
            if one.is_asked_back {
                assert_eq!(detail.items[0].state, ItemState::Refunded);
            }
        }
        self.office.till.finish().await;
    }
}

#[test]
fn the_shop_agrees_with_the_model_in_every_order_of_events() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let cases = if std::env::var_os("MODEL_FULL").is_some() { 200 } else { 5 };
    let config = Config { cases, max_shrink_iters: 40, failure_persistence: None, ..Config::default() };
    let played = TestRunner::new(config).run(&(vec(event(), 8..24), any::<bool>()), |(events, leaves)| {
        runtime.block_on(async {
            let mut world = World::new().await;
            for event in events {
                world.play(event).await;
            }
            world.finish(leaves).await;
        });
        Ok(())
    });
    played.unwrap();
}
