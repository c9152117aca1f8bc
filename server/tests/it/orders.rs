//! After payment: print files, the asset's model, downloads, parcels, ordering again.

use std::time::Duration;

use domain::Problem;
use domain::asset::{Assets as _, Visibility};
use domain::cart::{CartLine, CartSubject, Carts as _};
use domain::catalogue::Catalogues as _;
use domain::checkout::{CheckoutOutcome, Checkouts as _};
use domain::ids::OrderItemId;
use domain::order::{FileFormat, ItemState, Orders as _, Tracking};
use domain::page::PageRequest;
use domain::payment::Address;
use domain::print::{PrintChoice, Prints as _, SizeMm};
use server::http_client::HttpClient;
use server::jobs::Outcome;

use crate::shop::choice;
use crate::till::Till;

/// A fetched file: its status, how it is to be saved, and its first bytes.
pub async fn fetch(till: &Till, link: &str) -> (u16, String, Vec<u8>) {
    let url = format!("{}{link}", till.app.base_url);
    let client = HttpClient::new([url.as_str()]).unwrap();
    let answer = client.request(reqwest::Method::GET, &url).unwrap().send().await.unwrap();
    let saved = answer.headers().get("content-disposition").map(|value| value.to_str().unwrap().to_owned());
    (answer.status().as_u16(), saved.unwrap_or_default(), answer.bytes().await.unwrap().to_vec())
}

async fn model_of(till: &Till, asset: impl std::fmt::Display) -> String {
    till.text(&format!("SELECT model_file_id AS text FROM assets WHERE id = '{asset}'")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_is_a_fresh_link_for_ten_minutes() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    let (download, print) = (till.item(order, "download").await, till.item(order, "print").await);
    for item in [download, print] {
        for format in FileFormat::ALL {
            let link = till.orders.download_url(till.app.user, item, format).await.unwrap();
            let (status, saved, bytes) = fetch(&till, &link).await;
            assert_eq!(status, 200, "{format:?}");
            assert!(saved.starts_with("attachment; filename=\"makeit3d-") && bytes.len() > 80, "{format:?}");
            let again = till.orders.download_url(till.app.user, item, format).await.unwrap();
            assert_eq!(fetch(&till, &again).await.2, bytes, "the same file");
        }
    }
    // The collector has claimed the exports and was killed.
    till.app.run("UPDATE files SET condemned_at = 0 WHERE key LIKE 'exports/%'").await;
    let obj = || till.orders.download_url(till.app.user, download, FileFormat::Obj);
    assert!(matches!(obj().await, Err(Problem::NotNow { .. })), "no link to what is being deleted");
    assert_eq!(till.app.jobs.media.collect_files().await, Outcome::Done);
    assert_eq!(fetch(&till, &obj().await.unwrap()).await.0, 200);
    let link = till.orders.download_url(till.app.user, print, FileFormat::Stl).await.unwrap();
    let stl = fetch(&till, &link).await.2;
    let corner = f32::from_le_bytes(stl[96..100].try_into().unwrap());
    assert!((corner.abs() - 40.0).abs() < 0.05, "80 mm long, around the middle: {corner}");
    till.app.clock.advance(Duration::from_secs(11 * 60));
    assert_eq!(fetch(&till, &link).await.0, 403, "over");
    let forged = link.replace(".stl&", ".exe&");
    assert_eq!(fetch(&till, &forged).await.0, 403);
    let other = till.app.add_user("other").await;
    let refused = till.orders.download_url(other, download, FileFormat::Glb).await;
    assert_eq!(refused, Err(Problem::NotFound));
    let credits = till.item(order, "credits").await;
    let refused = till.orders.download_url(till.app.user, credits, FileFormat::Glb).await;
    assert!(matches!(refused, Err(Problem::NotNow { .. })));
    till.finish().await;
}

/// The box of a downloaded file in millimetres, Y up.
fn sides_mm(format: FileFormat, bytes: &[u8]) -> [f64; 3] {
    let sides = if format == FileFormat::Usdz {
        // Nothing in it is compressed, and the scene is text.
        let text = String::from_utf8_lossy(bytes);
        let extent = text.split("extent = [").nth(1).unwrap().split(']').next().unwrap();
        let numbers: Vec<f64> = extent
            .split(|letter: char| !"0123456789.-e".contains(letter))
            .filter_map(|word| word.parse().ok())
            .collect();
        [0, 1, 2].map(|axis| numbers[axis + 3] - numbers[axis])
    } else {
        mesh::import::read(bytes).unwrap().bounds().unwrap().extents().map(f64::from)
    };
    let is_metres = matches!(format, FileFormat::Usdz | FileFormat::Glb);
    sides.map(|side| if is_metres { side * 1000.0 } else { side })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_of_a_print_is_what_was_ordered_whatever_became_of_the_model() {
    let till = Till::new().await;
    let (owner, buyer) = (till.app.user, till.app.add_user("buyer").await);
    let asset = till.app.with_model().await;
    till.app.assets.set_visibility(owner, asset, Visibility::Public).await.unwrap();
    let ordered = [80.0, 60.0, 40.0];
    let choice = PrintChoice { size: SizeMm(ordered), ..choice(1) };
    let quote = till.stock.prints.quote(buyer, asset, choice.clone()).await.unwrap().quote.unwrap();
    let config = till.stock.prints.save(buyer, asset, None, choice, quote.id).await.unwrap();
    till.stock.carts.add_print(buyer, config).await.unwrap();
    let (order, _) = till.buy(buyer).await;
    till.app.drained().await;
    // Somebody else's, and by now another one that only its owner sees.
    till.app.generations_again(asset).await;
    till.app.assets.set_visibility(owner, asset, Visibility::Private).await.unwrap();
    let print = till.item(order, "print").await;
    let check_all = async |when: &str| {
        for format in FileFormat::ALL {
            let link = till.orders.download_url(buyer, print, format).await.unwrap();
            let (status, _, bytes) = fetch(&till, &link).await;
            assert_eq!(status, 200, "{format:?} {when}");
            let found = sides_mm(format, &bytes);
            let is_near = |(side, ordered): (f64, f64)| (side - ordered).abs() < ordered * 0.001;
            assert!(found.into_iter().zip(ordered).all(is_near), "{format:?} {when}: {found:?}");
        }
    };
    check_all("in production").await;
    let tracking = Tracking { carrier: "DHL".into(), number: "1".into(), url: None };
    till.operator().track(print, tracking).await.unwrap();
    till.operator().advance(print, ItemState::Delivered, "").await.unwrap();
    let given_up = format!("order_items WHERE id = '{print}' AND model_file_id IS NULL");
    assert_eq!(till.app.count(&given_up).await, 1);
    check_all("delivered").await;
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_the_buyers_newest_first_and_paged() {
    let till = Till::closed().await;
    let mut orders = Vec::new();
    for _ in 0..26 {
        till.fill(till.app.user, "small").await;
        orders.push(till.buy(till.app.user).await.0);
    }
    orders.reverse();
    let first = till.orders.list(till.app.user, PageRequest::default()).await.unwrap();
    let ids: Vec<_> = first.items.iter().map(|order| order.id).collect();
    assert_eq!(ids, orders[..24]);
    let rest = till.orders.list(till.app.user, PageRequest { after: first.next }).await.unwrap();
    assert_eq!((rest.items.len(), rest.next), (2, None));
    assert_eq!(rest.items[1].titles, ["small"]);
    let other = till.app.add_user("other").await;
    assert_eq!(till.orders.list(other, PageRequest::default()).await.unwrap().items, []);
    assert_eq!(till.orders.show(other, orders[0]).await, Err(Problem::NotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_public_model_stays_as_it_is() {
    let till = Till::new().await;
    let asset = till.app.with_model().await;
    till.app.assets.set_visibility(till.app.user, asset, Visibility::Public).await.unwrap();
    let before = model_of(&till, asset).await;
    let buyer = till.app.add_user("buyer").await;
    let config = till.stock.config(buyer, asset, 1).await;
    till.stock.carts.add_print(buyer, config).await.unwrap();
    let (order, _) = till.buy(buyer).await;
    till.app.drained().await;
    assert_eq!(till.orders.show(buyer, order).await.unwrap().items[0].state, ItemState::InProduction);
    assert_eq!(model_of(&till, asset).await, before);
    assert_eq!(till.app.count("files WHERE key LIKE 'scaled/%' AND state = 'live'").await, 0);
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_made_anew_meanwhile_stays_and_the_bought_one_is_printed() {
    let mut till = Till::closed().await;
    till.app.start_jobs().await;
    let asset = till.fill_mixed().await;
    till.app.drained().await;
    till.app.stop_jobs().await;
    let bought = model_of(&till, asset).await;
    let (order, _) = till.buy(till.app.user).await;
    // The print's job waits while the owner makes the model again.
    let hold = "UPDATE jobs SET run_at = run_at + 60000 WHERE kind = 'prepare_print'";
    assert_eq!(till.app.run(hold).await, 1);
    till.app.start_jobs().await;
    till.app.generations_again(asset).await;
    let made_anew = model_of(&till, asset).await;
    till.app.check().await;
    assert_eq!(
        till.app.count(&format!("files WHERE id = '{bought}' AND state = 'live'")).await,
        1,
        "still needed"
    );
    till.app.clock.advance(Duration::from_secs(120));
    till.app.drained().await;
    assert_eq!(till.show(order).await.items[1].state, ItemState::InProduction);
    assert_eq!(model_of(&till, asset).await, made_anew);
    till.finish().await;
}

/// The owner makes the model again while the buyer's money is on its way.
#[tokio::test(flavor = "multi_thread")]
async fn a_print_is_made_of_the_model_that_was_priced_whenever_the_money_comes() {
    let till = Till::new().await;
    let asset = till.fill_mixed().await;
    till.app.drained().await;
    let bought = model_of(&till, asset).await;
    let session = till.begin(till.app.user).await.session_id;
    till.payments.pay_slowly(&session);
    till.app.generations_again(asset).await;
    let made_anew = model_of(&till, asset).await;
    till.payments.arrive(&session);
    let CheckoutOutcome::Ordered(order) = till.checkouts.outcome(till.app.user, &session).await.unwrap()
    else {
        panic!("the money is there");
    };
    till.app.check().await;
    let item = |kind: &str, model: &str| {
        format!("order_items WHERE order_id = '{order}' AND kind = '{kind}' AND model_file_id = '{model}'")
    };
    assert_eq!(till.app.count(&item("print", &bought)).await, 1);
    assert_eq!(till.app.count(&item("download", &made_anew)).await, 1);
    till.app.drained().await;
    assert_eq!(till.show(order).await.items[1].state, ItemState::InProduction);
    assert_eq!(model_of(&till, asset).await, made_anew, "the owner's own stays");
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_replaced_model_is_collected_when_nobody_needs_it() {
    let till = Till::new().await;
    let asset = till.fill_mixed().await;
    let bought = model_of(&till, asset).await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    assert_ne!(model_of(&till, asset).await, bought);
    let is_live = format!("files WHERE id = '{bought}' AND state = 'live'");
    assert_eq!(till.app.count(&is_live).await, 1, "the print may have to be made once more");
    let (print, operator) = (till.item(order, "print").await, till.operator());
    let tracking = Tracking { carrier: "DHL".into(), number: "1".into(), url: None };
    operator.track(print, tracking).await.unwrap();
    operator.advance(print, ItemState::Delivered, "").await.unwrap();
    assert_eq!(till.app.count(&is_live).await, 0, "neither the asset nor an unfinished item needs it");
    let collect = async || till.app.jobs.media.collect_files().await;
    assert_eq!(collect().await, Outcome::Done);
    assert_eq!(till.app.count(&format!("files WHERE id = '{bought}'")).await, 1, "a page may still show it");
    till.app.clock.advance(Duration::from_secs(25 * 3600));
    assert_eq!(collect().await, Outcome::Done);
    assert_eq!(till.app.count(&format!("files WHERE id = '{bought}'")).await, 0);
    let download = till.item(order, "download").await;
    let link = till.orders.download_url(till.app.user, download, FileFormat::Glb).await.unwrap();
    assert_eq!(fetch(&till, &link).await.0, 200, "the scaled one took its place");
    till.app.check().await;
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_its_last_check_waits_and_its_buyer_is_told() {
    let till = Till::new().await;
    till.fill_mixed().await;
    // The rules that the quote was made under, as if they had been these.
    let limit = async |wall_mm: &str| {
        till.app.run(&format!("UPDATE materials SET block_wall_mm = {wall_mm} WHERE slug = 'pla'")).await
    };
    limit("500.0").await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    let print = till.show(order).await.items.remove(1);
    assert_eq!(print.state, ItemState::NeedsAttention);
    assert!(print.steps.last().unwrap().note.contains("thinner"), "{:?}", print.steps);
    let told = till.mails().into_iter().filter(|mail| mail.contains("needs our attention")).count();
    assert_eq!(told, 1);
    let operator = till.operator();
    assert_eq!(operator.advance(print.id, ItemState::Delivered, "").await.unwrap_err().http_status(), 409);
    let refused = operator.advance(print.id, ItemState::InProduction, "Print it anyway").await.unwrap_err();
    assert!(refused.sentence().contains("advance ITEM checking"), "nobody has files: {refused:?}");
    limit("0.4").await;
    assert_eq!(operator.advance(print.id, ItemState::Checking, "Looked at it").await, Ok(true));
    till.app.drained().await;
    let print = till.show(order).await.items.remove(1);
    assert_eq!(print.state, ItemState::InProduction);
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_print_is_judged_by_the_rules_it_was_sold_under() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let session = till.begin(till.app.user).await.session_id;
    // Paid, and meanwhile the shop has no such material any more.
    till.payments.pay(&session);
    let mut newer = till.app.catalogue.current().await.unwrap();
    newer.materials.retain(|material| material.slug != "pla");
    server::catalogue::load(&till.app.db, &till.app.mint, newer.clone()).await.unwrap();
    *till.stock.catalogues.0.lock().unwrap() = newer;
    let outcome = till.checkouts.outcome(till.app.user, &session).await;
    let Ok(CheckoutOutcome::Ordered(order)) = outcome else { panic!("{outcome:?}") };
    till.app.drained().await;
    assert_eq!(till.show(order).await.items[1].state, ItemState::InProduction);
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_goes_back_to_its_checks_and_is_ordered_anew() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    let (print, operator) = (till.item(order, "print").await, till.operator());
    let files = format!("SELECT print_3mf_file_id AS text FROM order_items WHERE id = '{print}'");
    let first = till.text(&files).await;
    operator.advance(print, ItemState::NeedsAttention, "The first one cracked").await.unwrap();
    operator.advance(print, ItemState::Checking, "Again").await.unwrap();
    till.app.drained().await;
    assert_eq!(till.show(order).await.items[1].state, ItemState::InProduction);
    assert_ne!(till.text(&files).await, first);
    assert_eq!(till.app.count("emails WHERE kind = 'print_order' AND state = 'sent'").await, 2);
    operator.order_print(print, "partner@print.example").await.unwrap();
    till.app.drained().await;
    assert_eq!(till.app.count("emails WHERE kind = 'print_order' AND state = 'sent'").await, 3);
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refunded_is_not_printed() {
    for is_ordered in [false, true] {
        let till = Till::new().await;
        till.fill_mixed().await;
        let outbox = till.folder.path().join("outbox");
        if !is_ordered {
            // No mail leaves the house.
            std::fs::write(&outbox, "").unwrap();
        }
        let (order, _) = till.buy(till.app.user).await;
        let print = till.item(order, "print").await;
        // A try that is still under way may yet go out, and would be called back.
        let state = if is_ordered { "sent" } else { "waiting" };
        let tried = format!("emails WHERE kind = 'print_order' AND state = '{state}' AND tries > 0");
        till.app.until_there_is(&tried).await;
        till.operator().refund(print, "Changed my mind").await.unwrap();
        till.app.until_there_is("order_items WHERE kind = 'print' AND state = 'refunded'").await;
        if !is_ordered {
            std::fs::remove_file(&outbox).unwrap();
            till.app.clock.advance(Duration::from_secs(120));
        }
        till.app.drained().await;
        let told = |words: &str| till.mails().iter().filter(|mail| mail.contains(words)).count();
        let expected = if is_ordered { (1, 1) } else { (0, 0) };
        assert_eq!((told("Subject: Print "), told("Subject: Do not print")), expected);
        till.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_at_the_partner_and_is_refunded_is_stopped_once() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    let (print, operator) = (till.item(order, "print").await, till.operator());
    operator.advance(print, ItemState::NeedsAttention, "The partner asks about the color").await.unwrap();
    assert_eq!(operator.advance(print, ItemState::InProduction, "White it is").await, Ok(true));
    operator.advance(print, ItemState::NeedsAttention, "Sold out").await.unwrap();
    operator.refund(print, "They have no white").await.unwrap();
    till.app.drained().await;
    assert_eq!(till.show(order).await.items[1].state, ItemState::Refunded);
    let stops = till.mails().into_iter().filter(|mail| mail.contains("Subject: Do not print"));
    assert_eq!(stops.count(), 1);
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_is_corrected_and_a_second_parcel_is_told() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    let (print, operator) = (till.item(order, "print").await, till.operator());
    let parcel = |number: &str| Tracking { carrier: "DHL".into(), number: number.into(), url: None };
    let told = |number: &str| {
        let mails = till.mails();
        mails.iter().filter(|mail| mail.contains("on its way") && mail.contains(number)).count()
    };
    assert_eq!(operator.track(print, parcel("P-430")).await, Ok(true));
    till.app.drained().await;
    assert_eq!(operator.track(print, parcel("P-340")).await, Ok(true), "mistyped");
    assert_eq!(operator.track(print, parcel("P-340")).await, Ok(false));
    till.app.drained().await;
    let shown = till.show(order).await.items.remove(1);
    assert_eq!((shown.state, shown.tracking), (ItemState::Shipped, Some(parcel("P-340"))));
    assert_eq!(told("P-340"), 1);
    let text = operator.show(order).await.unwrap();
    assert!(
        text.lines().any(|line| line.contains("nina") && line.contains("Another parcel: DHL P-340")),
        "{text}"
    );
    // It arrived broken and is made and sent once more.
    operator.advance(print, ItemState::NeedsAttention, "It broke on the way").await.unwrap();
    operator.advance(print, ItemState::Checking, "Made anew").await.unwrap();
    till.app.drained().await;
    assert_eq!(operator.track(print, parcel("P-777")).await, Ok(true));
    till.app.drained().await;
    assert_eq!(told("P-777"), 1);
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_is_followed_and_every_step_has_its_author() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    let print = till.item(order, "print").await;
    let operator = till.operator();
    let tracking = |url: Option<&str>| Tracking {
        carrier: "DHL".into(),
        number: "00340".into(),
        url: url.map(str::to_owned),
    };
    for bad in ["http://track.example", "javascript:alert(1)", "nonsense"] {
        assert!(
            matches!(operator.track(print, tracking(Some(bad))).await, Err(Problem::Invalid { .. })),
            "{bad}"
        );
    }
    let good = tracking(Some("https://track.example/00340"));
    assert_eq!(operator.track(print, good.clone()).await, Ok(true));
    assert_eq!(operator.track(print, good.clone()).await, Ok(false), "once");
    assert_eq!(operator.advance(print, ItemState::Delivered, "At the door").await, Ok(true));
    till.app.drained().await;
    let shown = till.show(order).await.items.remove(1);
    assert_eq!((shown.state, shown.tracking), (ItemState::Delivered, Some(good)));
    let states: Vec<ItemState> = shown.steps.iter().map(|step| step.state).collect();
    use ItemState::{Checking, Delivered, InProduction, Shipped};
    assert_eq!(states, [Checking, InProduction, Shipped, Delivered]);
    let text = operator.show(order).await.unwrap();
    assert!(text.contains("nina") && text.contains("system") && text.contains("At the door"), "{text}");
    assert!(operator.list(Some(Delivered), None).await.unwrap().contains(&print.to_string()));
    assert_eq!(operator.list(None, None).await.unwrap(), "");
    assert_eq!(till.mails().iter().filter(|mail| mail.contains("on its way")).count(), 1);
    let nobodys = till.app.mint.id(OrderItemId::from_parts);
    assert_eq!(operator.advance(nobodys, Delivered, "").await, Err(Problem::NotFound));
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_reads_whole_addresses_and_lists_of_any_length() {
    let till = Till::closed().await;
    till.fill(till.app.user, "small").await;
    let (order, _) = till.buy(till.app.user).await;
    let address = Address {
        name: "Ada Lovelace".into(),
        line1: "1 Main Street".into(),
        line2: "Apartment 7".into(),
        city: "Springfield".into(),
        state: "Illinois".into(),
        postal_code: "62701".into(),
        country: "US".into(),
    };
    let address = serde_json::to_string(&address).unwrap();
    till.app.run(&format!("UPDATE orders SET address = '{address}'")).await;
    let shown = till.operator().show(order).await.unwrap();
    let line = "Ada Lovelace, 1 Main Street, Apartment 7, 62701 Springfield, Illinois, US";
    assert!(shown.contains(line), "{shown}");
    let ids: Vec<OrderItemId> = (0..405).map(|number| OrderItemId::from_parts(1, number)).collect();
    let rows: Vec<String> = ids
        .iter()
        .zip(2..)
        .map(|(id, place)| format!("('{id}', '{order}', {place}, 'credits', 1, 'x', '[]', 1, 0, 'granted')"))
        .collect();
    let columns = "id, order_id, position, kind, credits, title, facts, quantity, total, state";
    till.app.run(&format!("INSERT INTO order_items ({columns}) VALUES {}", rows.join(", "))).await;
    let (operator, mut listed, mut after) = (till.operator(), Vec::new(), None);
    loop {
        let page = operator.list(Some(ItemState::Granted), after).await.unwrap();
        listed.extend(page.lines().filter_map(|line| line.split(' ').next()?.parse::<OrderItemId>().ok()));
        match page.lines().last().unwrap().strip_prefix("more: --after ") {
            Some(last) => after = Some(last.parse().unwrap()),
            None => break,
        }
    }
    assert_eq!((&listed[..405], listed.len()), (&ids[..], 406), "each once, and the order's own");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_say_what_their_readers_need() {
    let till = Till::new().await;
    till.app.run("UPDATE materials SET name = 'PLA, matte' WHERE slug = 'pla'").await;
    till.fill_mixed().await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    let mails = till.mails();
    let print = mails.iter().find(|mail| mail.contains("To: partner@print.example")).unwrap();
    for wanted in [
        "PLA, matte",
        "White",
        "As printed",
        "80.00",
        "mind the tail",
        "Lovelace",
        "10115",
        ".3mf",
        ".stl",
        "/files/prints/",
    ] {
        assert!(print.contains(wanted), "{wanted} in\n{print}");
    }
    let receipt = mails.iter().find(|mail| mail.contains("To: ada@example.org")).unwrap();
    for wanted in [&order.to_string(), "text/html", "text/plain", "Message-ID: <eml_", "51.90"] {
        assert!(receipt.contains(wanted), "{wanted} in\n{receipt}");
    }
    assert_eq!(till.app.count("emails WHERE state = 'sent' AND tries = 1").await, 2);
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ordering_again_fills_the_cart_at_present_prices() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    till.stock.prints.each.store(1800, std::sync::atomic::Ordering::SeqCst);
    for _ in 0..2 {
        assert_eq!(till.orders.order_again(till.app.user, order).await.unwrap(), [""; 0]);
    }
    let cart = till.stock.carts.show(till.app.user).await.unwrap();
    assert!(cart.is_payable() && cart.lines.iter().any(|line| line.total.0 == 3600), "{cart:?}");
    let other = till.app.add_user("other").await;
    assert_eq!(till.orders.order_again(other, order).await, Err(Problem::NotFound));
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ordering_again_names_what_cannot_be_had_any_more() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    till.stock.catalogues.0.lock().unwrap().packages[0].is_active = false;
    till.stock.prints.is_blocked.store(true, std::sync::atomic::Ordering::SeqCst);
    let left_out = till.orders.order_again(till.app.user, order).await.unwrap();
    assert!(
        matches!(&left_out[..], [print, package] if print.starts_with("3D print of") && package == "small")
    );
    let cart = till.stock.carts.show(till.app.user).await.unwrap();
    assert!(matches!(cart.lines[..], [CartLine { subject: CartSubject::Download(_), .. }]), "{cart:?}");
    till.finish().await;
}
