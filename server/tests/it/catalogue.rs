//! The shop's offer: its seed, its versions, and files that are refused.

use domain::catalogue::{Catalogue, Catalogues as _};
use domain::credits::{CreditLedger as _, Credits};
use domain::money::Cents;
use server::catalogue::{LoadError, load};

use crate::app::{Setup, TestApp};

fn start_file() -> Catalogue {
    serde_json::from_str(include_str!("../../../migrations/catalogue/start.json")).unwrap()
}

async fn quiet() -> TestApp {
    Setup { runs_jobs: false, start_grant: 3, ..Setup::default() }.start().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seeded_rows_are_the_start_file() {
    let app = quiet().await;
    let seeded = app.catalogue.current().await.unwrap();
    assert_eq!(seeded, start_file());
    assert_eq!(seeded.validate(), Ok(()));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loaded_file_is_the_next_version_and_the_old_one_stays() {
    let app = quiet().await;
    let mut changed = app.catalogue.current().await.unwrap();
    changed.download_price = Cents(777);
    changed.materials[0].colors[0].name = "Snow".into();
    changed.materials[0].density_g_cm3 = 1.2345;
    assert_eq!(load(&app.db, &app.mint, changed.clone()).await.unwrap(), 2);
    let current = app.catalogue.current().await.unwrap();
    assert_eq!(current, Catalogue { version: 2, ..changed });
    assert_eq!(app.count("catalogues").await, 2);
    assert_eq!(app.count("materials WHERE catalogue_version = 1").await, 10);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_accounts_start_with_what_the_newest_version_grants() {
    let app = quiet().await;
    let mut changed = start_file();
    changed.start_grant = Credits(7);
    load(&app.db, &app.mint, changed).await.unwrap();
    let late = app.add_user("late").await;
    assert_eq!(app.ledger.balance(app.user).await, Ok(Credits(3)));
    assert_eq!(app.ledger.balance(late).await, Ok(Credits(7)));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_file_changes_nothing() {
    let app = quiet().await;
    let mut faulty = start_file();
    faulty.materials[0].technology = "magic".into();
    faulty.shipping_zones[1].countries.push("DE".into());
    let Err(LoadError::Faults(faults)) = load(&app.db, &app.mint, faulty).await else {
        panic!("it was taken")
    };
    assert_eq!(faults.0.len(), 2, "{faults}");
    assert_eq!((app.count("catalogues").await, app.count("materials").await), (1, 10));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_catalogue_takes_one_statement() {
    let app = quiet().await;
    app.catalogue.current().await.unwrap();
    let before = app.db.statements();
    app.catalogue.current().await.unwrap();
    assert_eq!(app.db.statements() - before, 1);
    app.finish().await;
}
