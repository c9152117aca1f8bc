//! Configuring prints: what is measured, priced, kept, refused and quoted anew.

use std::sync::Arc;
use std::time::Duration;

use domain::Problem;
use domain::asset::{Assets as _, Visibility};
use domain::cart::{CartLine, Carts as _, LineState};
use domain::catalogue::Catalogues as _;
use domain::generation::Generations as _;
use domain::ids::{AssetId, PrintConfigId, QuoteId, UserId};
use domain::price::price;
use domain::print::{Fix, PrintChoice, PrintConfigState, Prints as _, Quote, SizeMm, Verdict};
use domain::problem::Field;
use server::cart::CartService;
use server::catalogue::load;

use crate::app::{Setup, TestApp};

/// A cube of this side in PLA.
fn cube(side_mm: f64) -> PrintChoice {
    PrintChoice {
        material: "pla".into(),
        color: "white".into(),
        finish: "raw".into(),
        quantity: 1,
        remarks: String::new(),
        size: SizeMm([side_mm; 3]),
    }
}

async fn quoted(app: &TestApp, asset: AssetId, choice: &PrintChoice) -> Quote {
    app.prints.quote(app.user, asset, choice.clone()).await.unwrap().quote.unwrap()
}

/// A configuration kept with a fresh quote.
async fn saved(app: &TestApp, asset: AssetId, choice: &PrintChoice) -> PrintConfigId {
    let quote = quoted(app, asset, choice).await;
    app.prints.save(app.user, asset, None, choice.clone(), quote.id).await.unwrap()
}

/// Carts on the real prints and the real catalogue.
fn carts(app: &TestApp) -> CartService {
    let (catalogue, prints) = (Arc::new(app.catalogue.clone()), Arc::new(app.prints.clone()));
    CartService::new(app.db.clone(), app.storage.clone(), app.mint.clone(), catalogue, prints)
}

/// The only line of a person's cart.
async fn line(app: &TestApp, user: UserId) -> CartLine {
    carts(app).show(user).await.unwrap().lines.remove(0)
}

/// The quote that a configuration has now.
async fn quote_of(app: &TestApp, asset: AssetId) -> Quote {
    app.prints.configs(app.user, asset).await.unwrap()[0].quote.clone()
}

fn field(answer: Result<impl std::fmt::Debug, Problem>) -> Field {
    match answer {
        Err(Problem::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_measured_when_it_arrives_and_offered() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    app.drained().await;
    assert_eq!(app.count("model_measures").await, 1);
    let offer = app.prints.offer(app.user, asset).await.unwrap();
    assert_eq!((offer.title.as_str(), offer.model.facts.triangles), ("a red robot", 12));
    assert_eq!(offer.basis.size, SizeMm([80.0; 3]));
    assert!((offer.basis.volume_cm3 - 512.0).abs() < 1e-6 && (offer.basis.area_cm2 - 384.0).abs() < 1e-6);
    assert_eq!(offer.ranges.len(), offer.catalogue.materials.len());
    let pla = offer.ranges.iter().find(|range| range.material == "pla").unwrap();
    assert_eq!((pla.smallest_mm, pla.largest_mm), (Some(5.0), Some(208.0)));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_without_measures_is_measured_in_the_request_and_once() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    app.drained().await;
    app.run("DELETE FROM model_measures").await;
    let asks = (0..4).map(|_| app.prints.offer(app.user, asset));
    assert!(futures::future::join_all(asks).await.iter().all(Result::is_ok));
    assert_eq!(app.count("model_measures").await, 1);
    app.run("UPDATE model_measures SET facts = '{\"version\":0}'").await;
    assert!(app.prints.offer(app.user, asset).await.is_ok(), "measured anew");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quote_is_the_pure_function_of_what_was_measured() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    let choice = PrintChoice { quantity: 3, ..cube(60.0) };
    let quote = quoted(&app, asset, &choice).await;
    let catalogue = app.catalogue.current().await.unwrap();
    assert_eq!(quote.price, price(&quote.basis, &choice, &catalogue).unwrap());
    assert!((quote.basis.volume_cm3 - 216.0).abs() < 1e-6);
    assert_eq!(quote.expires.secs_since(app.mint.now()) / 3600, 71);
    let again = quoted(&app, asset, &choice).await;
    assert_eq!((again.id, app.count("quotes").await), (quote.id, 1));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stretched_model_is_measured_as_it_will_be() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    let choice = PrintChoice { size: SizeMm([30.0, 60.0, 40.0]), ..cube(1.0) };
    let basis = quoted(&app, asset, &choice).await.basis;
    assert!((basis.volume_cm3 - 72.0).abs() < 1e-3, "{basis:?}");
    assert!((basis.area_cm2 - 108.0).abs() < 1e-3 && basis.height_cm == 6.0, "{basis:?}");
    let plate = PrintChoice { size: SizeMm([100.0, 0.6, 100.0]), ..cube(1.0) };
    let found = app.prints.quote(app.user, asset, plate).await.unwrap();
    assert_eq!((found.passport.verdict, found.quote), (Verdict::Block, None));
    assert_eq!(found.passport.findings[0].key, "thin_walls");
    assert!(found.passport.findings[0].fixes.contains(&Fix::Material("steel-316l".into())));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_print_has_no_price_and_says_what_would() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    let found = app.prints.quote(app.user, asset, cube(250.0)).await.unwrap();
    assert_eq!((found.passport.verdict, found.quote), (Verdict::Block, None));
    let large = &found.passport.findings[0];
    assert_eq!((large.key.as_str(), &large.fixes[0]), ("too_large", &Fix::LongestMm(208.0)));
    assert!(app.prints.quote(app.user, asset, cube(208.0)).await.unwrap().quote.is_some());
    assert_eq!(app.count("quotes").await, 1);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_choices_are_refused_by_their_field() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    let ask = |choice: PrintChoice| app.prints.quote(app.user, asset, choice);
    for quantity in [0, 501, 1_000_000_000, u32::MAX] {
        assert_eq!(field(ask(PrintChoice { quantity, ..cube(50.0) }).await), Field::Quantity);
    }
    for side in [0.0, -5.0, f64::NAN, f64::INFINITY, 3000.0, 4.9] {
        assert_eq!(field(ask(cube(side)).await), Field::Size, "{side}");
    }
    assert_eq!(field(ask(PrintChoice { size: SizeMm([50.0, 0.0, 50.0]), ..cube(50.0) }).await), Field::Size);
    assert_eq!(field(ask(PrintChoice { material: "gold".into(), ..cube(50.0) }).await), Field::Print);
    assert_eq!(field(ask(PrintChoice { color: "plaid".into(), ..cube(50.0) }).await), Field::Print);
    assert_eq!(field(ask(PrintChoice { finish: "'; --".into(), ..cube(50.0) }).await), Field::Print);
    assert_eq!(field(ask(PrintChoice { remarks: "x".repeat(501), ..cube(50.0) }).await), Field::Remarks);
    assert_eq!(app.count("quotes").await, 0);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_visible_can_be_printed() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    let stranger = app.add_user("stranger").await;
    assert_eq!(app.prints.offer(stranger, asset).await, Err(Problem::NotFound));
    assert_eq!(app.prints.quote(stranger, asset, cube(50.0)).await, Err(Problem::NotFound));
    app.assets.set_visibility(app.user, asset, Visibility::Public).await.unwrap();
    assert!(app.prints.quote(stranger, asset, cube(50.0)).await.unwrap().quote.is_some());
    let concepts = app.with_concepts().await;
    assert!(matches!(app.prints.offer(app.user, concepts).await, Err(Problem::NotNow { .. })));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn configurations_are_kept_changed_listed_and_deleted() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    let first = saved(&app, asset, &cube(50.0)).await;
    assert_eq!(saved(&app, asset, &cube(50.0)).await, first, "a double click keeps one");
    let second = saved(&app, asset, &PrintChoice { remarks: "For a birthday".into(), ..cube(90.0) }).await;
    let listed = app.prints.configs(app.user, asset).await.unwrap();
    assert_eq!(listed.iter().map(|config| config.id).collect::<Vec<_>>(), [second, first]);
    assert_eq!(
        (listed[0].choice.remarks.as_str(), listed[0].state),
        ("For a birthday", PrintConfigState::Saved)
    );
    assert_eq!(listed[0].words, listed[0].choice.words(&app.catalogue.current().await.unwrap()));

    let larger = cube(70.0);
    let quote = quoted(&app, asset, &larger).await;
    let kept = app.prints.save(app.user, asset, Some(first), larger.clone(), quote.id).await;
    assert_eq!(kept, Ok(first));
    let listed = app.prints.configs(app.user, asset).await.unwrap();
    assert_eq!((&listed[1].choice, &listed[1].quote), (&larger, &quote));

    app.prints.delete(app.user, second).await.unwrap();
    assert_eq!(app.prints.delete(app.user, second).await, Err(Problem::NotFound));
    assert_eq!(app.prints.configs(app.user, asset).await.unwrap().len(), 1);
    app.run(&format!("UPDATE print_configs SET state = 'ORDERED' WHERE id = '{first}'")).await;
    let changed = app.prints.save(app.user, asset, Some(first), larger, quote.id).await;
    assert!(matches!(changed, Err(Problem::NotNow { .. })));
    assert!(matches!(app.prints.delete(app.user, first).await, Err(Problem::NotNow { .. })));
    assert_eq!(app.prints.configs(app.user, asset).await.unwrap(), []);
    // There is no order for it, which the rules would tell of.
    app.run(&format!("UPDATE print_configs SET state = 'SAVED' WHERE id = '{first}'")).await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_quotes_and_configurations_are_not_there() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    app.assets.set_visibility(app.user, asset, Visibility::Public).await.unwrap();
    let stranger = app.add_user("stranger").await;
    let own = saved(&app, asset, &cube(50.0)).await;
    let quote = quoted(&app, asset, &cube(50.0)).await;
    let stolen = app.prints.save(stranger, asset, None, cube(50.0), quote.id).await;
    assert_eq!(stolen, Err(Problem::NotFound));
    let theirs = app.prints.quote(stranger, asset, cube(50.0)).await.unwrap().quote.unwrap();
    let meddled = app.prints.save(stranger, asset, Some(own), cube(50.0), theirs.id).await;
    assert_eq!(meddled, Err(Problem::NotFound));
    assert_eq!(app.prints.delete(stranger, own).await, Err(Problem::NotFound));
    assert_eq!(app.prints.configs(stranger, asset).await.unwrap(), []);
    assert_eq!(carts(&app).add_print(stranger, own).await, Err(Problem::NotFound));
    let unknown = app.mint.id(QuoteId::from_parts);
    assert_eq!(app.prints.save(app.user, asset, None, cube(50.0), unknown).await, Err(Problem::NotFound));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_holds_for_exactly_what_it_was_made_for() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    let other = app.with_model().await;
    let quote = quoted(&app, asset, &cube(50.0)).await;
    let save = |asset, choice| app.prints.save(app.user, asset, None, choice, quote.id);
    for changed in [
        cube(51.0),
        PrintChoice { quantity: 2, ..cube(50.0) },
        PrintChoice { color: "red".into(), ..cube(50.0) },
    ] {
        assert!(matches!(save(asset, changed).await, Err(Problem::NotNow { .. })));
    }
    assert!(matches!(save(other, cube(50.0)).await, Err(Problem::NotNow { .. })));
    assert!(save(asset, PrintChoice { remarks: "Careful".into(), ..cube(50.0) }).await.is_ok());
    app.clock.advance(Duration::from_secs(73 * 3600));
    assert!(matches!(save(asset, cube(50.0)).await, Err(Problem::NotNow { .. })));
    assert_ne!(quoted(&app, asset, &cube(50.0)).await.id, quote.id);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_quote_is_replaced_at_the_same_price() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    let config = saved(&app, asset, &cube(50.0)).await;
    carts(&app).add_print(app.user, config).await.unwrap();
    let before = quote_of(&app, asset).await;
    assert_eq!(line(&app, app.user).await.state, LineState::Good);
    assert_eq!(quote_of(&app, asset).await.id, before.id, "it still binds");
    app.clock.advance(Duration::from_secs(73 * 3600));
    assert_eq!(line(&app, app.user).await.state, LineState::Good);
    let after = quote_of(&app, asset).await;
    assert_eq!(after.price, before.price);
    assert_ne!(after.id, before.id);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_catalogue_or_model_makes_a_new_quote() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    let config = saved(&app, asset, &cube(50.0)).await;
    carts(&app).add_print(app.user, config).await.unwrap();
    let before = quote_of(&app, asset).await;
    let mut dearer = app.catalogue.current().await.unwrap();
    dearer.technologies[0].setup.0 += 100;
    load(&app.db, &app.mint, dearer.clone()).await.unwrap();
    let stale = app.prints.save(app.user, asset, Some(config), cube(50.0), before.id).await;
    assert!(matches!(stale, Err(Problem::NotNow { .. })));
    let changed = line(&app, app.user).await;
    assert_eq!(changed.state, LineState::Changed { was: before.price.total });
    assert_eq!(changed.total.0, before.price.total.0 + 100);
    let after = quote_of(&app, asset).await;
    assert_eq!(after.price.catalogue_version, 2);
    let asked = app.prints.quote(app.user, asset, cube(50.0)).await.unwrap().quote.unwrap();
    app.prints.save(app.user, asset, Some(config), cube(50.0), asked.id).await.unwrap();
    carts(&app).add_print(app.user, config).await.unwrap();
    assert_eq!(line(&app, app.user).await.state, LineState::Good, "seen on the print page");

    app.generations.model_again(app.user, asset, app.new_generation()).await.unwrap();
    app.settled(asset).await;
    let stale = app.prints.save(app.user, asset, Some(config), cube(50.0), after.id).await;
    assert!(matches!(stale, Err(Problem::NotNow { .. })), "another mesh");
    line(&app, app.user).await;
    assert_ne!(quote_of(&app, asset).await.id, after.id);

    dearer.materials.retain(|material| material.slug != "pla");
    load(&app.db, &app.mint, dearer).await.unwrap();
    assert!(matches!(line(&app, app.user).await.state, LineState::Gone { .. }));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_private_again_is_gone_for_others() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    app.assets.set_visibility(app.user, asset, Visibility::Public).await.unwrap();
    let guest = app.add_user("guest").await;
    let quote = app.prints.quote(guest, asset, cube(50.0)).await.unwrap().quote.unwrap();
    let config = app.prints.save(guest, asset, None, cube(50.0), quote.id).await.unwrap();
    carts(&app).add_print(guest, config).await.unwrap();
    app.drained().await;
    let shown = line(&app, guest).await;
    assert!(shown.state == LineState::Good && shown.picture.is_some());
    app.assets.set_visibility(app.user, asset, Visibility::Private).await.unwrap();
    let hidden = line(&app, guest).await;
    assert!(matches!(hidden.state, LineState::Gone { .. }));
    assert_eq!(hidden.picture, None, "newer pictures of it are nobody's business");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_pieces_are_quoted_anew() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    let config = saved(&app, asset, &cube(50.0)).await;
    carts(&app).add_print(app.user, config).await.unwrap();
    let one = line(&app, app.user).await;
    let five = carts(&app).set_quantity(app.user, one.id, 5).await.unwrap().lines.remove(0);
    assert_eq!((five.quantity, five.state), (5, LineState::Good));
    assert!(five.total > one.total && five.total < one.total.times(5));
    for quantity in [0, 501, 1_000_000_000] {
        let refused = carts(&app).set_quantity(app.user, one.id, quantity).await;
        assert_eq!(field(refused), Field::Quantity);
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_takes_few_statements() {
    let app = Setup::default().start().await;
    let asset = app.with_model().await;
    app.drained().await;
    let mut app = app;
    app.stop_jobs().await;
    app.prints.quote(app.user, asset, cube(50.0)).await.unwrap();
    let before = app.db.statements();
    app.prints.quote(app.user, asset, cube(50.0)).await.unwrap();
    assert_eq!(app.db.statements() - before, 4, "catalogue, model, measures, quote");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_credit_of_a_model_that_nothing_can_print_comes_back_once() {
    let app = TestApp::new().await;
    app.run("UPDATE materials SET block_wall_mm = 500").await;
    let asset = app.with_model().await;
    app.drained().await;
    assert_eq!(app.balance().await, 10, "made for one credit, which came back");
    app.generations_again(asset).await;
    app.drained().await;
    assert_eq!(app.balance().await, 9, "once an asset");
    app.check().await;
    app.finish().await;
}
