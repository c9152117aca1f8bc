//! Deleting an asset: what goes, what stays, who is told, and who is not asked.

use std::time::Duration;

use domain::Problem;
use domain::asset::{AssetStatus, Assets as _, Visibility};
use domain::cart::{Carts as _, LineState};
use domain::checkout::{CheckoutOutcome, Checkouts as _};
use domain::credits::CreditLedger as _;
use domain::generation::{Generations as _, StartForm, StartGeneration};
use domain::ids::{AssetId, UserId};
use domain::job_truth::Phase;
use domain::order::{FileFormat, ItemState, Orders as _, Tracking};
use domain::page::PageRequest;
use domain::problem::Field;
use server::jobs::Outcome;
use worker::protocol::{Misbehaviour, Mode};

use crate::app::TestApp;
use crate::orders::fetch;
use crate::till::Till;

const A_DAY: Duration = Duration::from_secs(25 * 3600);
const GAP: Duration = Duration::from_millis(15);

/// A model of a concept of a picture that was handed in: with every kind of file that an asset has.
async fn with_everything(app: &TestApp) -> AssetId {
    let upload = app.upload(app.user).await;
    let form =
        StartForm { mode: "image".into(), upload_id: Some(upload.to_string()), ..app.text("a red robot") };
    let asset = app.start_form(&form).await;
    assert_eq!(app.settled(asset).await.status, AssetStatus::ConceptsGenerated);
    let concept = app.any_concept(asset).await;
    app.generations.model_from_concept(app.user, asset, concept, app.new_generation()).await.unwrap();
    assert_eq!(app.settled(asset).await.status, AssetStatus::Completed);
    app.drained().await;
    asset
}

/// Nothing is left in the storage but what orders need.
async fn collect_all(app: &TestApp) {
    for later in [A_DAY * 2, A_DAY] {
        app.clock.advance(later);
        assert_eq!(app.jobs.media.collect_files().await, Outcome::Done);
    }
    let kept = "files WHERE NOT EXISTS (SELECT 1 FROM order_items i
        WHERE files.id IN (i.model_file_id, i.print_3mf_file_id, i.print_stl_file_id))";
    assert_eq!(app.count(kept).await, 0);
}

async fn publish(till: &Till, asset: AssetId) {
    till.app.assets.set_visibility(till.app.user, asset, Visibility::Public).await.unwrap();
}

/// A file and a print of the asset in somebody's cart.
async fn fill(till: &Till, user: UserId, asset: AssetId) {
    till.stock.carts.add_download(user, asset).await.unwrap();
    let config = till.stock.config(user, asset, 1).await;
    till.stock.carts.add_print(user, config).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_asset_is_gone_for_everybody_with_its_files() {
    let app = TestApp::new().await;
    let asset = with_everything(&app).await;
    app.assets.set_visibility(app.user, asset, Visibility::Public).await.unwrap();
    let stranger = app.add_user("stranger").await;
    assert_eq!(app.assets.delete(stranger, asset).await, Err(Problem::NotFound));
    assert!(app.assets.show(Some(app.user), asset).await.unwrap().model.is_some());
    let balance = app.balance().await;

    app.assets.delete(app.user, asset).await.unwrap();
    app.check().await;
    for viewer in [None, Some(stranger), Some(app.user)] {
        assert_eq!(app.assets.show(viewer, asset).await, Err(Problem::NotFound));
    }
    assert_eq!(app.assets.list(app.user, PageRequest::default()).await.unwrap().items, []);
    assert_eq!(app.assets.recent(app.user, 6).await.unwrap(), []);
    assert_eq!(app.generations.status(app.user, asset).await, Err(Problem::NotFound));
    assert_eq!(app.assets.delete(app.user, asset).await, Err(Problem::NotFound), "a second time");
    let published = app.assets.set_visibility(app.user, asset, Visibility::Public).await;
    assert_eq!(published, Err(Problem::NotFound));
    let again = app.generations.model_again(app.user, asset, app.new_generation()).await;
    assert_eq!(again, Err(Problem::NotFound));

    let statement = app.ledger.statement(app.user, PageRequest::default()).await.unwrap();
    assert_eq!(app.balance().await, balance, "what was spent stays spent");
    assert!(statement.items.iter().all(|line| line.asset.is_none()));
    assert!(statement.items.iter().any(|line| line.reason.contains("something that you deleted")));
    collect_all(&app).await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_is_cancelled_and_its_credit_comes_back_once() {
    let app = TestApp::new().await;
    let prompt = Some("a slow wish".to_owned());
    app.misbehave(&Misbehaviour { ms: 300_000, prompt, ..Misbehaviour::new(Mode::Delay) }).await;
    let balance = app.balance().await;
    let asset = app.start_form(&app.text("a slow wish")).await;
    app.until_attempt_sent().await;
    app.assets.delete(app.user, asset).await.unwrap();
    app.check().await;
    assert_eq!(app.balance().await, balance);
    app.drained().await;
    assert_eq!(app.count("generations WHERE state = 'cancelled'").await, 1);
    assert_eq!(app.count("holds WHERE state = 'released'").await, 1);
    assert_eq!(app.count("attempts WHERE state <> 'lost'").await, 0);
    collect_all(&app).await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_generation_that_ends_meanwhile_is_paid_or_cancelled_and_leaves_nothing() {
    for pause_ms in [0, 40, 80, 160] {
        let app = TestApp::new().await;
        let asset = app.start_model().await;
        app.entropy.sleep_for(GAP);
        let delete = async {
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
            app.assets.delete(app.user, asset).await
        };
        let (deleted, ()) = tokio::join!(delete, app.drained());
        assert_eq!(deleted, Ok(()), "after {pause_ms} ms");
        app.entropy.sleep_for(Duration::ZERO);
        app.drained().await;
        app.check().await;
        collect_all(&app).await;
        app.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_print_keeps_its_owners_model_until_it_is_delivered() {
    let till = Till::new().await;
    let (app, user) = (&till.app, till.app.user);
    let asset = till.fill_mixed().await;
    let (order, _) = till.buy(user).await;
    let refused = app.assets.delete(user, asset).await.unwrap_err();
    assert!(refused.sentence().contains("paid and not delivered"), "{refused}");
    app.drained().await;
    assert!(app.assets.delete(user, asset).await.is_err(), "in production");
    let (print, download) = (till.item(order, "print").await, till.item(order, "download").await);
    let tracking = Tracking { carrier: "DHL".into(), number: "1".into(), url: None };
    till.operator().track(print, tracking).await.unwrap();
    assert!(app.assets.delete(user, asset).await.is_err(), "on its way");
    // A month later it has arrived, though nobody said so.
    app.clock.advance(A_DAY * 29);

    app.assets.delete(user, asset).await.unwrap();
    app.check().await;
    till.operator().advance(print, ItemState::Delivered, "").await.unwrap();
    collect_all(app).await;
    let items = till.show(order).await.items;
    let is_deleted: Vec<bool> = items.iter().map(|item| item.is_asset_deleted).collect();
    assert_eq!(is_deleted, [true, true, false]);
    for (item, format) in [(download, FileFormat::Glb), (download, FileFormat::Stl), (print, FileFormat::Stl)]
    {
        let link = till.orders.download_url(user, item, format).await.unwrap();
        assert_eq!(fetch(&till, &link).await.0, 200, "what was bought stays bought");
    }
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn carts_tell_that_the_model_was_deleted() {
    let till = Till::new().await;
    let (carts, user, other) = (&till.stock.carts, till.app.user, till.app.add_user("other").await);
    let asset = till.app.with_model().await;
    publish(&till, asset).await;
    for person in [user, other] {
        fill(&till, person, asset).await;
    }
    let session = till.begin(other).await.session_id;
    till.app.assets.delete(user, asset).await.unwrap();
    till.app.check().await;
    assert_eq!(
        (remarks_of(&till, user).await, remarks_of(&till, other).await),
        (0, 1),
        "but of what is being paid"
    );
    for person in [user, other] {
        let shown = carts.show(person).await.unwrap();
        assert_eq!(shown.lines.len(), 2);
        for line in &shown.lines {
            assert_eq!(line.state, LineState::Gone { sentence: "The model was deleted.".into() });
            assert!(line.title.ends_with("of a deleted model"), "{}", line.title);
        }
        assert!(!shown.is_payable());
        assert!(till.checkouts.begin(person).await.is_err());
        for line in shown.lines {
            let left = carts.remove(person, line.id).await.unwrap();
            assert!(left.lines.iter().all(|one| one.id != line.id));
        }
        assert_eq!(carts.add_download(person, asset).await, Err(Problem::NotFound));
    }
    assert!(!till.payments.is_open(&session), "nobody can pay for it any more");
    till.finish().await;
}

/// Configurations of the person that still say what they remarked.
async fn remarks_of(till: &Till, person: UserId) -> i64 {
    till.app
        .count(&format!("print_configs WHERE choice LIKE '%mind the tail%' AND user_id = '{person}'"))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_purchase_does_not_hinder_and_loses_nothing() {
    let mut till = Till::closed().await;
    till.app.start_jobs().await;
    let (owner, buyer) = (till.app.user, till.app.add_user("buyer").await);
    let asset = till.app.with_model().await;
    publish(&till, asset).await;
    till.app.drained().await;
    till.app.stop_jobs().await;
    fill(&till, buyer, asset).await;
    let (order, _) = till.buy(buyer).await;
    // Before its files are made.
    till.app.assets.delete(owner, asset).await.unwrap();
    till.app.check().await;
    till.app.start_jobs().await;
    till.app.drained().await;
    let state = async |kind: &str| {
        let items = till.orders.show(buyer, order).await.unwrap().items;
        let id = till.item(order, kind).await;
        items.into_iter().find(|item| item.id == id).unwrap().state
    };
    assert_eq!(state("print").await, ItemState::InProduction);
    collect_all(&till.app).await;
    for kind in ["download", "print"] {
        let item = till.item(order, kind).await;
        let link = till.orders.download_url(buyer, item, FileFormat::Obj).await.unwrap();
        assert_eq!(fetch(&till, &link).await.0, 200, "{kind}");
    }
    till.finish().await;
}

/// The session is open, or paid and its order not written yet, when the owner deletes; the collector comes before the
/// money does.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_just_being_paid_is_still_there_when_the_money_comes() {
    let till = Till::new().await;
    let (owner, buyer) = (till.app.user, till.app.add_user("buyer").await);
    let asset = till.app.with_model().await;
    publish(&till, asset).await;
    fill(&till, buyer, asset).await;
    let session = till.begin(buyer).await.session_id;
    till.payments.pay_slowly(&session);
    till.app.assets.delete(owner, asset).await.unwrap();
    till.app.drained().await;
    till.app.clock.advance(A_DAY);
    assert_eq!(till.app.jobs.media.collect_files().await, Outcome::Done);
    till.payments.arrive(&session);
    let CheckoutOutcome::Ordered(order) = till.checkouts.outcome(buyer, &session).await.unwrap() else {
        panic!("the money is there");
    };
    till.app.check().await;
    till.app.drained().await;
    let items = till.orders.show(buyer, order).await.unwrap().items;
    assert!(items.iter().any(|item| item.state == ItemState::InProduction), "{items:?}");
    let link = till.orders.download_url(buyer, till.item(order, "download").await, FileFormat::Glb).await;
    assert_eq!(fetch(&till, &link.unwrap()).await.0, 200);
    collect_all(&till.app).await;
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn deleting_and_paying_at_once_lose_nothing_that_was_paid() {
    for pause_ms in [0, 10, 20, 40] {
        let till = Till::new().await;
        let (owner, buyer) = (till.app.user, till.app.add_user("buyer").await);
        let asset = till.app.with_model().await;
        publish(&till, asset).await;
        fill(&till, buyer, asset).await;
        till.app.drained().await;
        let session = till.begin(buyer).await.session_id;
        till.payments.pay(&session);
        till.app.entropy.sleep_for(GAP);
        let delete = async {
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
            till.app.assets.delete(owner, asset).await
        };
        let (deleted, outcome) = tokio::join!(delete, till.checkouts.outcome(buyer, &session));
        till.app.entropy.sleep_for(Duration::ZERO);
        assert_eq!(deleted, Ok(()), "after {pause_ms} ms");
        assert!(matches!(outcome, Ok(CheckoutOutcome::Ordered(_))), "after {pause_ms} ms: {outcome:?}");
        till.app.drained().await;
        till.app.check().await;
        let made = "order_items WHERE kind = 'print' AND state = 'in_production'";
        assert_eq!(till.app.count(made).await, 1, "after {pause_ms} ms");
        assert_eq!(till.app.count("order_items WHERE model_file_id IS NULL").await, 0);
        till.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_two_assets_were_made_of_goes_with_the_last_of_them() {
    let app = TestApp::new().await;
    let upload = Some(app.upload(app.user).await.to_string());
    let form = || StartForm { mode: "image".into(), upload_id: upload.clone(), ..app.text("a red robot") };
    let (first, second) = (app.start_form(&form()).await, app.start_form(&form()).await);
    for asset in [first, second] {
        assert_eq!(app.settled(asset).await.status, AssetStatus::ConceptsGenerated);
    }
    app.drained().await;
    app.assets.delete(app.user, first).await.unwrap();
    app.clock.advance(A_DAY * 2);
    assert_eq!(app.jobs.media.collect_files().await, Outcome::Done);
    app.check().await;
    assert!(app.assets.show(Some(app.user), second).await.unwrap().input.is_some());
    app.generations.concepts_again(app.user, second, app.new_generation()).await.unwrap();
    assert_eq!(app.settled(second).await.truth.phase, Phase::Done, "it is still there to be drawn from");
    let third = app.start_form(&form()).await;
    assert_eq!(app.settled(third).await.truth.phase, Phase::Done, "and to begin with");
    app.drained().await;
    for asset in [second, third] {
        app.assets.delete(app.user, asset).await.unwrap();
    }
    collect_all(&app).await;
    let late = app.generations.start(app.user, StartGeneration::parse(&form()).unwrap()).await;
    assert!(matches!(late, Err(Problem::Invalid { field: Field::Image, .. })), "{late:?}");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_that_a_deleted_model_is_ready() {
    let till = Till::new().await;
    let outbox = till.folder.path().join("outbox");
    // No mail leaves the house until the model is deleted.
    std::fs::write(&outbox, "").unwrap();
    till.app.run("UPDATE users SET mails_model_ready = TRUE").await;
    let asset = till.app.with_model().await;
    till.app.until_there_is("emails WHERE kind = 'model_ready' AND tries > 0").await;
    till.app.assets.delete(till.app.user, asset).await.unwrap();
    std::fs::remove_file(&outbox).unwrap();
    till.app.clock.advance(Duration::from_secs(120));
    till.app.drained().await;
    assert_eq!(till.app.count("emails WHERE kind = 'model_ready' AND state = 'withdrawn'").await, 1);
    assert_eq!(till.mails(), [""; 0]);
    till.finish().await;
}
