//! The cart: every change once, live prices, nothing charged that was not seen.

use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::Problem;
use domain::asset::{Assets as _, Visibility};
use domain::cart::{CartLine, CartSubject, CartView, Carts as _, LineState};
use domain::ids::{CartLineId, PrintConfigId};
use domain::money::Cents;
use domain::session::{Accounts as _, Session, SessionView};
use server::identity::PeopleAccounts;

use crate::app::TestApp;
use crate::shop::Stock;

async fn shop() -> (TestApp, Stock) {
    let app = TestApp::new().await;
    let stock = Stock::new(&app);
    (app, stock)
}

/// The number on the header's cart.
async fn lines_in_header(app: &TestApp) -> u32 {
    match PeopleAccounts::new(app.db.clone()).view(Session::SignedIn(app.user)).await {
        Ok(SessionView::SignedIn { cart_lines, .. }) => cart_lines,
        other => panic!("{other:?}"),
    }
}

fn only(view: &CartView) -> CartLineId {
    assert_eq!(view.lines.len(), 1, "{view:?}");
    view.lines[0].id
}

#[tokio::test(flavor = "multi_thread")]
async fn adding_twice_is_adding_once_and_each_change_raises_the_version() {
    let (app, stock) = shop().await;
    let (carts, asset) = (&stock.carts, app.with_model().await);
    assert_eq!(carts.show(app.user).await.unwrap().lines, []);
    for _ in 0..2 {
        carts.add_download(app.user, asset).await.unwrap();
        carts.add_credits(app.user, "small").await.unwrap();
    }
    let view = carts.show(app.user).await.unwrap();
    assert_eq!((view.lines.len(), view.total, view.version), (2, Cents(490 + 900), 3));
    assert_eq!(lines_in_header(&app).await, 2);
    assert!(view.is_payable() && !view.has_print());
    let other = app.add_user("other").await;
    assert_eq!(carts.show(other).await.unwrap().lines, []);
    assert_eq!(carts.add_download(other, asset).await, Err(Problem::NotFound), "private");
    assert_eq!(carts.add_credits(app.user, "huge").await, Err(Problem::NotFound));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_line_comes_back_and_nobody_elses_does() {
    let (app, stock) = shop().await;
    let (carts, asset) = (&stock.carts, app.with_model().await);
    let config = stock.config(app.user, asset, 2).await;
    carts.add_print(app.user, config).await.unwrap();
    let line = only(&carts.show(app.user).await.unwrap());
    assert_eq!(app.count("print_configs WHERE state = 'IN_CART'").await, 1);
    for _ in 0..2 {
        assert_eq!(carts.remove(app.user, line).await.unwrap().lines, []);
        assert_eq!(lines_in_header(&app).await, 0);
    }
    assert_eq!(app.count("print_configs WHERE state = 'SAVED'").await, 1);
    let view = carts.restore(app.user, line).await.unwrap();
    assert_eq!((only(&view), view.version), (line, 4));
    let other = app.add_user("other").await;
    for outcome in [
        carts.remove(other, line).await,
        carts.restore(other, line).await,
        carts.accept(other, line, Cents(490)).await,
        carts.set_quantity(other, line, 3).await,
        carts.remove(app.user, app.mint.id(CartLineId::from_parts)).await,
    ] {
        assert_eq!(outcome, Err(Problem::NotFound));
    }
    assert_eq!(carts.add_print(other, config).await, Err(Problem::NotFound));
    let nobodys = app.mint.id(PrintConfigId::from_parts);
    assert_eq!(carts.add_print(app.user, nobodys).await, Err(Problem::NotFound));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_that_ended_is_renewed_and_a_new_price_must_be_accepted() {
    let (app, stock) = shop().await;
    let (carts, asset) = (&stock.carts, app.with_model().await);
    let config = stock.config(app.user, asset, 2).await;
    carts.add_print(app.user, config).await.unwrap();
    app.clock.advance(Duration::from_secs(3 * 86_400));
    assert_eq!(carts.show(app.user).await.unwrap().lines[0].state, LineState::Good, "the same price");
    stock.prints.each.store(1700, Ordering::SeqCst);
    app.clock.advance(Duration::from_secs(3 * 86_400));
    let view = carts.show(app.user).await.unwrap();
    let line = only(&view);
    assert_eq!(view.lines[0].state, LineState::Changed { was: Cents(3000) });
    assert!(view.lines[0].total == Cents(3400) && !view.is_payable());
    let other = carts.accept(app.user, line, Cents(3200)).await.unwrap();
    assert_eq!(other.lines[0].state, LineState::Changed { was: Cents(3200) }, "another price than was seen");
    let accepted = carts.accept(app.user, line, Cents(3400)).await.unwrap();
    assert!(accepted.is_payable() && accepted.version > view.version);
    stock.prints.is_blocked.store(true, Ordering::SeqCst);
    app.clock.advance(Duration::from_secs(3 * 86_400));
    let view = carts.show(app.user).await.unwrap();
    assert_eq!(view.lines[0].state, LineState::Gone { sentence: "Walls are too thin.".into() });
    assert_eq!(view.total, Cents(0));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_model_or_catalogue_shows_as_another_price() {
    let (app, stock) = shop().await;
    let (carts, asset) = (&stock.carts, app.with_model().await);
    carts.add_download(app.user, asset).await.unwrap();
    carts.add_print(app.user, stock.config(app.user, asset, 1).await).await.unwrap();
    stock.prints.each.store(1600, Ordering::SeqCst);
    stock.catalogues.0.lock().unwrap().download_price = Cents(590);
    app.generations_again(asset).await;
    let view = carts.show(app.user).await.unwrap();
    let states: Vec<_> = view.lines.iter().map(|line| line.state.clone()).collect();
    assert_eq!(states, [LineState::Changed { was: Cents(490) }, LineState::Changed { was: Cents(1500) }]);
    assert!(matches!(view.lines[1].subject, CartSubject::Print(..)));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quantities_and_countries_are_checked() {
    let (app, stock) = shop().await;
    let (carts, asset) = (&stock.carts, app.with_model().await);
    carts.add_print(app.user, stock.config(app.user, asset, 1).await).await.unwrap();
    let line = only(&carts.show(app.user).await.unwrap());
    for quantity in [0, 501, 1_000_000_000, u32::MAX] {
        let refused = carts.set_quantity(app.user, line, quantity).await;
        assert!(matches!(refused, Err(Problem::Invalid { .. })), "{quantity}: {refused:?}");
    }
    let view = carts.set_quantity(app.user, line, 3).await.unwrap();
    assert_eq!((view.lines[0].quantity, view.subtotal), (3, Cents(4500)));
    assert!(view.is_payable(), "what one asked for oneself needs no accepting");
    let view = carts.set_country(app.user, "US").await.unwrap();
    assert_eq!(view.total, Cents(4500 + 300 + 1900));
    for country in ["", "XX", "de", "DEU"] {
        assert!(matches!(carts.set_country(app.user, country).await, Err(Problem::Invalid { .. })));
    }
    carts.add_credits(app.user, "small").await.unwrap();
    let credits = carts.show(app.user).await.unwrap().lines[1].id;
    assert!(matches!(carts.set_quantity(app.user, credits, 2).await, Err(Problem::Invalid { .. })));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_clicks_at_once_are_one_line() {
    let (app, stock) = shop().await;
    let asset = app.with_model().await;
    app.entropy.sleep_for(Duration::from_millis(10));
    let adding = (0..10).map(|_| stock.carts.add_download(app.user, asset));
    for outcome in futures::future::join_all(adding).await {
        outcome.unwrap();
    }
    let view = stock.carts.show(app.user).await.unwrap();
    assert_eq!((view.lines.len(), view.version), (1, 2));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_offered_or_shown_any_more_is_gone_and_the_rest_is_paid_without_it() {
    let (app, stock) = shop().await;
    let (carts, asset, other) = (&stock.carts, app.with_model().await, app.add_user("other").await);
    let show_to_all =
        async |visibility| app.assets.set_visibility(app.user, asset, visibility).await.unwrap();
    let offer_small = |is_active| stock.catalogues.0.lock().unwrap().packages[0].is_active = is_active;
    show_to_all(Visibility::Public).await;
    carts.add_download(other, asset).await.unwrap();
    carts.add_credits(other, "small").await.unwrap();
    carts.add_credits(other, "large").await.unwrap();
    assert!(carts.show(other).await.unwrap().is_payable());
    offer_small(false);
    show_to_all(Visibility::Private).await;
    let view = carts.show(other).await.unwrap();
    let why = |line: &CartLine| match &line.state {
        LineState::Gone { sentence } => sentence.clone(),
        state => format!("{state:?}"),
    };
    let mut told: Vec<String> = view.lines.iter().map(why).collect();
    told.sort();
    assert_eq!(told, ["Good", "It is no longer there.", "This package is no longer offered."]);
    assert!(view.total == Cents(7900) && !view.is_payable(), "{view:?}");
    let gone: Vec<&CartLine> = view.lines.iter().filter(|line| line.state != LineState::Good).collect();
    for line in &gone {
        carts.remove(other, line.id).await.unwrap();
    }
    assert!(carts.show(other).await.unwrap().is_payable());
    // Whoever changes their mind finds what is offered again by then.
    offer_small(true);
    let small = gone.iter().find(|line| matches!(line.subject, CartSubject::Credits(_))).unwrap();
    let view = carts.restore(other, small.id).await.unwrap();
    assert!(view.total == Cents(7900 + 900) && view.is_payable(), "{view:?}");
    app.finish().await;
}
