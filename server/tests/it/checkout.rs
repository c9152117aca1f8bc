//! From a cart to an order: once, whatever is lost, repeated or faster than expected.

use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::Problem;
use domain::cart::Carts as _;
use domain::checkout::{CheckoutOutcome, Checkouts as _};
use domain::ids::CheckoutId;
use domain::money::Cents;
use domain::order::{ItemState, OrderStatus};
use domain::payment::Payments as _;
use domain::time::Timestamp;
use futures::future::join_all;
use server::jobs::{JobKind, Outcome};

use crate::app;
use crate::fake_payments::about_session;
use crate::till::Till;

#[tokio::test(flavor = "multi_thread")]
async fn a_mixed_cart_becomes_one_order_with_everything_in_it() {
    let till = Till::new().await;
    let asset = till.fill_mixed().await;
    let before = till.app.balance().await;
    let view = till.begin(till.app.user).await;
    assert_eq!(view.cart.total, Cents(490 + 3000 + 900 + 300 + 500), "lines, start-up, shipping");
    assert_eq!(till.checkouts.outcome(till.app.user, &view.session_id).await, Ok(CheckoutOutcome::Open));
    till.payments.pay(&view.session_id);
    let model = format!("SELECT model_file_id AS text FROM assets WHERE id = '{asset}'");
    let old_model = till.text(&model).await;
    let outcome = till.checkouts.outcome(till.app.user, &view.session_id).await.unwrap();
    let CheckoutOutcome::Ordered(order) = outcome else { panic!("{outcome:?}") };
    assert_eq!(till.app.balance().await, before + 10);
    assert_eq!(till.stock.carts.show(till.app.user).await.unwrap().lines, []);
    assert_eq!(till.app.count("print_configs WHERE state = 'ORDERED'").await, 1);
    till.app.drained().await;
    let detail = till.show(order).await;
    let states: Vec<ItemState> = detail.items.iter().map(|item| item.state).collect();
    assert_eq!(states, [ItemState::Unlocked, ItemState::InProduction, ItemState::Granted]);
    assert_eq!((detail.summary.status, detail.summary.total), (OrderStatus::InProgress, Cents(5190)));
    assert_eq!(detail.address.unwrap().city, "Berlin");
    let new_model = till.text(&model).await;
    assert_ne!(new_model, old_model, "the owner's asset shows the scaled model");
    assert_eq!(till.app.count("files WHERE key LIKE 'prints/%' AND state = 'live'").await, 2);
    assert_eq!(till.mails().len(), 2, "the receipt and the print order");
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_cart_is_paid_in_the_same_session_and_another_closes_it() {
    let till = Till::closed().await;
    let user = till.app.user;
    assert!(matches!(till.checkouts.begin(user).await, Err(Problem::NotNow { .. })), "empty");
    till.fill(user, "small").await;
    let first = till.begin(user).await;
    assert_eq!(till.begin(user).await, first, "reload");
    till.fill(user, "large").await;
    let second = till.begin(user).await;
    assert!(second.session_id != first.session_id && second.cart.total == Cents(8800));
    assert_eq!(till.payments.status(&first.session_id), "expired");
    assert_eq!(till.checkouts.outcome(user, &first.session_id).await, Ok(CheckoutOutcome::Expired));
    assert_eq!(till.app.count("checkouts WHERE state = 'open'").await, 1);
    let other = till.app.add_user("other").await;
    assert_eq!(till.checkouts.outcome(other, &second.session_id).await, Err(Problem::NotFound));
    assert_eq!(till.checkouts.outcome(user, "cs_test_99").await, Err(Problem::NotFound));
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_paid_before_the_cart_changed_is_fulfilled_not_repeated() {
    let till = Till::closed().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let first = till.begin(user).await;
    till.payments.pay(&first.session_id);
    till.fill(user, "large").await;
    let refused = till.checkouts.begin(user).await.unwrap_err();
    assert!(refused.sentence().contains("paid already"), "{refused:?}");
    assert_eq!(till.app.count("orders").await, 1);
    let second = till.begin(user).await;
    assert_eq!(second.cart.total, Cents(7900), "only what was added is left");
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lost_answers_and_two_tabs_make_one_session() {
    let till = Till::closed().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    till.payments.lost_answers.store(2, Ordering::SeqCst);
    for _ in 0..2 {
        let lost = till.checkouts.begin(user).await;
        assert!(matches!(lost, Err(Problem::Unavailable { .. })), "{lost:?}");
    }
    till.app.entropy.sleep_for(Duration::from_millis(10));
    let begun = join_all((0..4).map(|_| till.checkouts.begin(user))).await;
    let first = begun[0].clone().unwrap();
    assert!(begun.iter().all(|view| view.as_ref() == Ok(&first)), "{begun:?}");
    assert_eq!((till.payments.sessions(), till.app.count("checkouts").await), (1, 1));
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn page_webhook_and_reconciler_at_once_make_one_order() {
    let till = Till::new().await;
    let user = till.app.user;
    till.fill(user, "large").await;
    let session = till.begin(user).await.session_id;
    till.payments.pay(&session);
    till.app.entropy.sleep_for(Duration::from_millis(10));
    let pages = join_all((0..3).map(|_| till.checkouts.outcome(user, &session)));
    let events = join_all((0..3).map(|number| {
        till.deliver(about_session(&format!("evt_{number}"), "checkout.session.completed", &session))
    }));
    let (pages, events, reconciled) = tokio::join!(pages, events, till.checkouts.reconcile());
    assert_eq!(reconciled, server::jobs::Outcome::Done);
    assert!(pages.iter().all(|page| page == &pages[0] && page.is_ok()), "{pages:?}");
    assert!(events.iter().all(|status| status.as_u16() == 200), "{events:?}");
    till.app.drained().await;
    assert_eq!(till.app.balance().await, 10 + 120);
    assert_eq!(till.app.count("orders").await, 1);
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_left_leaves_a_whole_order() {
    let till = Till::new().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let session = till.begin(user).await.session_id;
    till.payments.pay(&session);
    let (checkouts, shown) = (till.checkouts.clone(), session.clone());
    let page = tokio::spawn(async move { checkouts.outcome(user, &shown).await });
    till.app.until_there_is("orders").await;
    page.abort();
    drop(page.await);
    till.app.check().await;
    let again = till.checkouts.outcome(user, &session).await;
    assert!(matches!(again, Ok(CheckoutOutcome::Ordered(_))), "{again:?}");
    till.app.drained().await;
    assert_eq!(till.mails().len(), 1, "the receipt");
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_asked_for_waits_for_a_person() {
    for (amount, currency) in [(899, "eur"), (901, "eur"), (900, "usd")] {
        let mut till = Till::closed().await;
        let user = till.app.user;
        till.fill(user, "small").await;
        let session = till.begin(user).await.session_id;
        till.payments.pay(&session);
        till.payments.change_amount(&session, amount, currency);
        for _ in 0..2 {
            assert_eq!(till.checkouts.outcome(user, &session).await, Ok(CheckoutOutcome::Review));
        }
        assert_eq!((till.app.count("orders").await, till.app.balance().await), (0, 10));
        till.app.check().await;
        let checkout: CheckoutId =
            till.text("SELECT id AS text FROM checkouts WHERE state = 'review'").await.parse().unwrap();
        let operator = till.operator();
        assert!(operator.reviews().await.unwrap().contains(&checkout.to_string()));
        let is_accepted = currency == "eur";
        if !is_accepted {
            let refused = operator.resolve(checkout, true, "Why not").await;
            assert!(matches!(refused, Err(Problem::NotNow { .. })), "another currency: {refused:?}");
        }
        operator.resolve(checkout, is_accepted, "Looked at it").await.unwrap();
        assert_eq!(operator.reviews().await.unwrap(), "");
        assert_eq!(operator.resolve(checkout, !is_accepted, "").await, Err(Problem::NotFound), "decided");
        // It took somebody more than a month to look.
        till.payments.lists_nothing.store(true, Ordering::SeqCst);
        assert_eq!(till.checkouts.reconcile().await, Outcome::Done);
        assert_eq!(till.app.count("orders").await, i64::from(is_accepted));
        if is_accepted {
            // What was paid is what the order says, and what can go back.
            let order = till.text("SELECT id AS text FROM orders").await.parse().unwrap();
            let detail = till.show(order).await;
            assert_eq!((detail.summary.total, detail.difference), (Cents(amount), Cents(amount - 900)));
            till.app.start_jobs().await;
            let item = till.item(order, "credits").await;
            assert_eq!(operator.refund(item, "After all").await, Ok(Cents(amount)));
            till.app.drained().await;
            assert_eq!(till.show(order).await.summary.status, OrderStatus::Refunded);
            assert_eq!(till.app.balance().await, 10);
        }
        till.app.check().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buyer_is_told_of_a_review_and_of_its_end() {
    for is_accepted in [false, true] {
        let till = Till::new().await;
        let user = till.app.user;
        till.fill(user, "small").await;
        let session = till.begin(user).await.session_id;
        till.payments.pay(&session);
        till.payments.change_amount(&session, 850, "eur");
        assert_eq!(till.checkouts.outcome(user, &session).await, Ok(CheckoutOutcome::Review));
        till.app.drained().await;
        let told = |words: &[&str]| {
            let mails = till.mails();
            let is_it = |mail: &&String| words.iter().all(|word| mail.contains(word));
            mails.iter().filter(is_it).count()
        };
        let first = ["To: ada@example.org", "We are looking at your payment", "8.50", "9.00"];
        assert_eq!(told(&first), 1, "{:?}", till.mails());
        let checkout = till.text("SELECT id AS text FROM checkouts WHERE state = 'review'").await;
        till.operator().resolve(checkout.parse().unwrap(), is_accepted, "Looked at it").await.unwrap();
        till.app.drained().await;
        let end = if is_accepted { "your order is made now" } else { "We sent it back" };
        assert_eq!(told(&["To: ada@example.org", "We looked at your payment", end]), 1, "{:?}", till.mails());
        assert_eq!(till.checkouts.reconcile().await, Outcome::Done);
        till.app.drained().await;
        assert_eq!(told(&["Subject: Your receipt", "Difference"]), usize::from(is_accepted));
        till.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_would_charge_something_else_is_never_handed_out() {
    let till = Till::closed().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    till.payments.surcharge.store(100, Ordering::SeqCst);
    assert!(matches!(till.checkouts.begin(user).await, Err(Problem::Unavailable { .. })));
    assert_eq!(till.payments.status("cs_test_0"), "expired");
    till.payments.surcharge.store(0, Ordering::SeqCst);
    till.begin(user).await;
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_money_is_waited_for_and_nothing_is_charged_twice_meanwhile() {
    let till = Till::closed().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let session = till.begin(user).await.session_id;
    till.payments.pay_slowly(&session);
    assert_eq!(till.checkouts.outcome(user, &session).await, Ok(CheckoutOutcome::Processing));
    let refused = till.checkouts.begin(user).await.unwrap_err();
    assert!(refused.sentence().contains("on its way"), "{refused:?}");
    till.payments.arrive(&session);
    let outcome = till.checkouts.outcome(user, &session).await;
    assert!(matches!(outcome, Ok(CheckoutOutcome::Ordered(_))), "{outcome:?}");
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkout_that_nobody_ends_is_ended_and_a_lost_payment_is_found() {
    let till = Till::closed().await;
    let (paid, gone) = (till.app.user, till.app.add_user("gone").await);
    till.fill(paid, "small").await;
    till.fill(gone, "small").await;
    let session = till.begin(paid).await.session_id;
    till.begin(gone).await;
    till.payments.pay(&session);
    till.app.clock.advance(Duration::from_secs(3 * 3600));
    assert_eq!(JobKind::ReconcilePayments.every(), Some(Duration::from_secs(3600)));
    assert_eq!(till.checkouts.reconcile().await, server::jobs::Outcome::Done);
    assert_eq!(till.app.count("orders").await, 1);
    assert_eq!(till.app.count("checkouts WHERE state = 'expired'").await, 1);
    assert_eq!(till.app.count("checkouts WHERE state IN ('open', 'prepared', 'closing')").await, 0);
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_the_service_tells_otherwise_is_found() {
    let till = Till::closed().await;
    let user = till.app.user;
    let mut paid = Vec::new();
    for _ in 0..3 {
        till.fill(user, "small").await;
        let session = till.begin(user).await.session_id;
        till.payments.pay(&session);
        till.checkouts.outcome(user, &session).await.unwrap();
        paid.push(session);
    }
    let found = async || {
        let sessions = till.payments.sessions_completed_since(Timestamp(0)).await.unwrap();
        till.checkouts.disagreements(&sessions, till.app.mint.now()).await.unwrap()
    };
    assert_eq!(found().await, []);
    till.payments.change_amount(&paid[0], 850, "eur");
    till.payments.change_amount(&paid[1], 900, "usd");
    let told: Vec<_> = found().await.into_iter().map(|one| (one.session, one.ours, one.theirs)).collect();
    let expected =
        |session: usize, theirs: &str| (paid[session].clone(), "€9.00".to_owned(), theirs.to_owned());
    assert!(
        told.len() == 2 && told.contains(&expected(0, "€8.50")) && told.contains(&expected(1, "$9.00")),
        "{told:?}"
    );
    till.payments.lists_nothing.store(true, Ordering::SeqCst);
    assert!(found().await.iter().all(|one| one.theirs == "not paid") && found().await.len() == 3);
    assert_eq!(till.checkouts.reconcile().await, Outcome::Done, "it is told, and changes nothing");
    assert_eq!(till.app.count("orders WHERE total = 900").await, 3);
    till.app.clock.advance(Duration::from_secs(31 * 86_400));
    assert_eq!(found().await, [], "too long ago to be listed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_refuses_and_changes_nothing() {
    let till = Till::closed().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    till.payments.outages.store(1, Ordering::SeqCst);
    assert!(matches!(till.checkouts.begin(user).await, Err(Problem::Unavailable { .. })));
    let session = till.begin(user).await.session_id;
    till.payments.outages.store(1, Ordering::SeqCst);
    let asked = till.checkouts.outcome(user, &session).await;
    assert!(matches!(asked, Err(Problem::Unavailable { .. })), "{asked:?}");
    assert_eq!(till.checkouts.outcome(user, &session).await, Ok(CheckoutOutcome::Open));
    assert!(till.checkouts.portal_url(user).await.unwrap().contains("cus_0"));
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cards_do_not_take_is_refused_before_the_service_hears_of_it() {
    let till = Till::closed().await;
    let (user, carts) = (till.app.user, &till.stock.carts);
    let asset = app::add_model(&till.app.db, &till.app.mint, &till.app.storage, user).await;
    let set_price = |cents| till.stock.catalogues.0.lock().unwrap().download_price = Cents(cents);
    set_price(49);
    carts.add_download(user, asset).await.unwrap();
    let refused = till.checkouts.begin(user).await.unwrap_err();
    assert_eq!(refused.sentence(), "Cards take €0.50 or more.");
    set_price(50);
    let refused = till.checkouts.begin(user).await.unwrap_err();
    assert!(refused.sentence().contains("accepted or removed"), "another price than was seen: {refused:?}");
    assert_eq!((till.payments.sessions(), till.app.count("checkouts").await), (0, 0));
    let line = carts.show(user).await.unwrap().lines[0].id;
    carts.accept(user, line, Cents(50)).await.unwrap();
    assert_eq!(till.begin(user).await.cart.total, Cents(50));
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_about_to_end_is_not_handed_out_any_more() {
    let till = Till::closed().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    let first = till.begin(user).await;
    till.app.clock.advance(Duration::from_secs(54 * 60));
    assert_eq!(till.begin(user).await, first, "six minutes are enough to pay");
    till.app.clock.advance(Duration::from_secs(2 * 60));
    let second = till.begin(user).await;
    assert_ne!(second.session_id, first.session_id);
    assert_eq!(till.payments.status(&first.session_id), "expired", "nobody pays twice");
    assert_eq!(till.payments.open_sessions(), 1);
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_whom_the_service_forgot_is_made_known_to_it_again() {
    let till = Till::closed().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    till.begin(user).await;
    till.payments.forget_customers();
    till.fill(user, "large").await;
    assert!(matches!(till.checkouts.begin(user).await, Err(Problem::Unavailable { .. })));
    assert_eq!(till.app.count("users WHERE stripe_customer_id IS NOT NULL").await, 0);
    let session = till.begin(user).await.session_id;
    till.payments.pay(&session);
    let outcome = till.checkouts.outcome(user, &session).await;
    assert!(matches!(outcome, Ok(CheckoutOutcome::Ordered(_))), "{outcome:?}");
    till.app.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_the_service_does_not_know_any_more_is_ended() {
    let till = Till::closed().await;
    let user = till.app.user;
    till.fill(user, "small").await;
    till.begin(user).await;
    till.app.run("UPDATE checkouts SET session_id = 'cs_of_another_account'").await;
    till.app.clock.advance(Duration::from_secs(3 * 3600));
    assert_eq!(till.checkouts.reconcile().await, Outcome::Done);
    assert_eq!(till.app.count("checkouts WHERE state = 'expired'").await, 1);
    till.begin(user).await;
    till.app.check().await;
}
