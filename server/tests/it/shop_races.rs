//! Two at once in the shop, with a pause between checking and acting for the other one to fall into.

use std::time::Duration;

use domain::Problem;
use domain::asset::Assets as _;
use domain::cart::Carts as _;
use domain::ids::{AssetId, OrderId, OrderItemId};
use domain::money::Cents;
use domain::order::{FileFormat, ItemState, Orders as _, Tracking};
use server::jobs::Outcome;

use crate::fake_payments::about_payment;
use crate::orders::fetch;
use crate::till::Till;

const GAP: Duration = Duration::from_millis(15);
const A_DAY: Duration = Duration::from_secs(25 * 3600);

/// The print leaves and arrives.
async fn deliver(till: &Till, print: OrderItemId) -> Result<(), Problem> {
    let tracking = Tracking { carrier: "DHL".into(), number: "1".into(), url: None };
    till.operator().track(print, tracking).await?;
    till.operator().advance(print, ItemState::Delivered, "").await.map(drop)
}

/// The model that the asset shows can be fetched.
async fn shows_its_model(till: &Till, asset: AssetId) {
    let model = till.app.assets.show(Some(till.app.user), asset).await.unwrap().model.unwrap();
    assert_eq!(fetch(till, &model.url).await.0, 200);
}

/// Another print of the asset, paid; its files are being made.
async fn buy_print(till: &Till, asset: AssetId, quantity: u32) -> OrderId {
    let config = till.stock.config(till.app.user, asset, quantity).await;
    till.stock.carts.add_print(till.app.user, config).await.unwrap();
    till.buy(till.app.user).await.0
}

/// A print was delivered, so the model as it was before it was condemned; a day later another print swaps the model once
/// more while the collector deletes the first.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_model_is_swapped_while_the_one_before_it_is_collected() {
    let till = Till::new().await;
    let asset = till.fill_mixed().await;
    let before = format!("SELECT model_file_id AS text FROM assets WHERE id = '{asset}'");
    let bought = till.text(&before).await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    deliver(&till, till.item(order, "print").await).await.unwrap();
    till.app.drained().await;
    let is_condemned = format!("files WHERE id = '{bought}' AND state = 'condemned'");
    assert_eq!(till.app.count(&is_condemned).await, 1);
    till.app.clock.advance(A_DAY);

    till.app.entropy.sleep_for(GAP);
    let order = buy_print(&till, asset, 3).await;
    // From the first look at the model until long after the swap.
    let collect = async {
        for _ in 0..12 {
            assert_eq!(till.app.jobs.media.collect_files().await, Outcome::Done);
            tokio::time::sleep(GAP).await;
        }
    };
    tokio::join!(till.app.drained(), collect);
    till.app.entropy.sleep_for(Duration::ZERO);
    till.app.check().await;
    assert_eq!(till.app.count(&format!("files WHERE id = '{bought}'")).await, 0);
    assert_eq!(till.show(order).await.items[0].state, ItemState::InProduction);
    shows_its_model(&till, asset).await;
    let print = till.item(order, "print").await;
    let link = till.orders.download_url(till.app.user, print, FileFormat::Stl).await.unwrap();
    assert_eq!(fetch(&till, &link).await.0, 200);

    // And what the second print was made of goes while it is delivered.
    till.app.clock.advance(A_DAY);
    let (delivered, collected) = tokio::join!(deliver(&till, print), till.app.jobs.media.collect_files());
    assert_eq!((delivered, collected), (Ok(()), Outcome::Done));
    till.app.drained().await;
    till.app.clock.advance(A_DAY);
    assert_eq!(till.app.jobs.media.collect_files().await, Outcome::Done);
    till.app.check().await;
    shows_its_model(&till, asset).await;
    till.finish().await;
}

/// Two prints of one model are made at once: each swaps it, and one of the sized models is needed by nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_prints_of_a_model_swap_it_while_the_collector_runs() {
    let till = Till::new().await;
    let asset = till.app.with_model().await;
    till.app.drained().await;
    for quantity in [1, 4] {
        let config = till.stock.config(till.app.user, asset, quantity).await;
        till.stock.carts.add_print(till.app.user, config).await.unwrap();
    }
    till.app.entropy.sleep_for(GAP);
    let (order, _) = till.buy(till.app.user).await;
    let collect = async {
        for _ in 0..10 {
            assert_eq!(till.app.jobs.media.collect_files().await, Outcome::Done);
            tokio::time::sleep(GAP).await;
        }
    };
    tokio::join!(till.app.drained(), collect);
    till.app.entropy.sleep_for(Duration::ZERO);
    let shown = till.show(order).await;
    assert!(shown.items.iter().all(|item| item.state == ItemState::InProduction), "{shown:?}");
    till.app.clock.advance(A_DAY);
    assert_eq!(till.app.jobs.media.collect_files().await, Outcome::Done);
    till.app.check().await;
    assert_eq!(till.app.count("files WHERE key LIKE 'scaled/%' AND state = 'live'").await, 1);
    shows_its_model(&till, asset).await;
    till.finish().await;
}

/// The operator gives one line back while deliveries about other money of the same payment are settled.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refund_and_a_settlement_at_once_take_each_cent_once() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, payment) = till.buy(till.app.user).await;
    till.app.drained().await;
    let balance = till.app.balance().await;
    let item = till.item(order, "credits").await;
    till.app.entropy.sleep_for(GAP);
    till.payments.refund_outside(&payment, 490);
    let operator = till.operator();
    let (asked, asked_again, first, second, reconciled) = tokio::join!(
        operator.refund(item, "Changed my mind"),
        operator.refund(item, "Changed my mind"),
        till.deliver(about_payment("evt_1", "charge.refunded", &payment)),
        till.deliver(about_payment("evt_2", "charge.refunded", &payment)),
        till.checkouts.reconcile(),
    );
    assert_eq!((asked, asked_again), (Ok(Cents(900)), Ok(Cents(900))));
    assert!(first.is_success() && second.is_success());
    assert_eq!(reconciled, Outcome::Done);
    till.app.drained().await;
    till.app.check().await;
    let gone: i64 = till.payments.refunds().iter().map(|(_, amount)| amount).sum();
    assert_eq!((gone, till.payments.refunds().len()), (490 + 900, 2));
    assert_eq!(till.show(order).await.refunded, Cents(490 + 900));
    assert_eq!(till.app.balance().await, balance - 10, "the ten that were bought, once");
    till.finish().await;
}

/// A print is refunded while the mail that orders it is on its way: either it was never sent, or it was called back.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refund_and_the_partners_mail_at_once_print_nothing() {
    for pause_ms in [0, 10, 25, 50, 100] {
        let till = Till::new().await;
        till.fill_mixed().await;
        till.app.drained().await;
        let outbox = till.folder.path().join("outbox");
        // No mail leaves the house until the refund is asked for.
        std::fs::write(&outbox, "").unwrap();
        let (order, payment) = till.buy(till.app.user).await;
        let print = till.item(order, "print").await;
        till.app.until_there_is("emails WHERE kind = 'print_order' AND state = 'waiting'").await;
        till.app.entropy.sleep_for(Duration::from_millis(5));
        let send = async {
            std::fs::remove_file(&outbox).unwrap();
            till.app.clock.advance(Duration::from_secs(120));
        };
        let refund = async {
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
            till.operator().refund(print, "Changed my mind").await
        };
        let ((), refunded) = tokio::join!(send, refund);
        assert_eq!(refunded, Ok(Cents(3800)), "with what shipping and starting up cost");
        till.app.drained().await;
        let told = |words: &str| till.mails().iter().filter(|mail| mail.contains(words)).count();
        let (ordered, stopped) = (told("Subject: Print "), told("Subject: Do not print"));
        assert!(ordered <= 1, "after {pause_ms} ms: ordered {ordered} times");
        assert_eq!(ordered, stopped, "after {pause_ms} ms");
        assert_eq!(till.show(order).await.items[1].state, ItemState::Refunded);
        assert_eq!(till.payments.refunds(), [(payment, 3800)]);
        till.finish().await;
    }
}
