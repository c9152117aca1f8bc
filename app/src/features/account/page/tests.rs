use domain::account::{AccountView, MailSettings};
use domain::credits::StatementLine;
use domain::ids::{AssetId, OrderId};
use domain::payment::Address;
use domain::session::KeptForm;

use super::*;
use crate::fakes::{World, hold_line, render};

#[test]
fn the_rules_are_told_with_their_numbers() {
    let words = rules_words(&CreditRules::default());
    assert!(words.contains("Starting costs 1 credit;") && words.contains("one costs 1 credit."));
}

#[test]
fn every_entry_shows_reason_amount_balance_and_link() {
    let asset = AssetId::from_parts(1, 1);
    let world =
        World { lines: vec![hold_line(Some(asset))], next: Some("led_x".into()), ..World::signed_in() };
    let page = render("/account", world);
    page.assert_has("Concepts for “a red robot”");
    page.assert_has(&format!(r#"href="/assets/{asset}""#));
    page.assert_has("−1");
    page.assert_has("Paid");
    page.assert_has("1 Jan 1970, 00:00");
    page.assert_has(r#"href="/account?after=led_x""#);
    page.assert_has("ada@example.com");
}

#[test]
fn an_entry_without_an_asset_has_no_link() {
    let page = render("/account", World { lines: vec![hold_line(None)], ..World::signed_in() });
    page.assert_lacks(r#"href="/assets/"#);
}

#[test]
fn an_entry_of_a_purchase_leads_to_its_order() {
    let order = OrderId::from_parts(1, 1);
    let line = StatementLine { order: Some(order), ..hold_line(None) };
    let page = render("/account", World { lines: vec![line], ..World::signed_in() });
    page.assert_has(&format!(r#"href="/orders/{order}""#));
}

#[test]
fn it_leads_to_orders_cards_and_the_statement_as_a_file() {
    let page = render("/account", World::signed_in());
    for href in ["/orders", "/api/checkout/portal", "/account/statement.csv", "/account?buy=credits"] {
        page.assert_has(&format!(r#"href="{href}""#));
    }
}

#[test]
fn what_is_set_stands_in_its_forms() {
    let address = Address { name: "Ada".into(), country: "GB".into(), ..Address::default() };
    let mails = MailSettings { model_ready: true, shipped: false };
    let account = AccountView { address: Some(address), mails, ..AccountView::default() };
    let page = render("/account?saved=mails", World { account, ..World::signed_in() });
    page.assert_has(r#"value="Ada""#);
    page.assert_has(r#"<option value="GB" selected"#);
    page.assert_has("Forget this address");
    assert_eq!(page.text().matches(" checked").count(), 1, "only one mail is wished for");
    assert_eq!(page.text().matches("Saved.").count(), 1, "and only one form was saved");
    page.assert_lacks("owed");
}

#[test]
fn an_address_that_was_sent_when_the_session_had_run_out_is_filled_in_again() {
    let saved = Address { name: "Ada".into(), country: "GB".into(), ..Address::default() };
    let account = AccountView { address: Some(saved), ..AccountView::default() };
    let fields = [("name", "Grace"), ("city", "New York"), ("country", "US")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let kept = |endpoint: &str| Some(KeptForm { endpoint: endpoint.into(), fields: fields.clone() });
    let world = World { account, ..World::signed_in() };
    let page = render("/account", World { kept: kept("account/set_address"), ..world.clone() });
    for filled_in in [r#"value="Grace""#, r#"value="New York""#, r#"<option value="US" selected"#] {
        page.assert_has(filled_in);
    }
    page.assert_lacks(r#"value="Ada""#);
    let page = render("/account", World { kept: kept("generation/start"), ..world });
    page.assert_has(r#"value="Ada""#);
}

#[test]
fn debt_is_told_with_the_way_out() {
    let account = AccountView { debt: Credits(2), ..AccountView::default() };
    let page = render("/account", World { account, ..World::signed_in() });
    page.assert_has("2 credits owed");
    page.assert_has("the next credits you buy repay them first");
}

#[test]
fn the_end_of_the_account_says_what_goes_and_what_stays() {
    let page = render("/account", World::signed_in());
    for words in [
        "Credits that are left are lost",
        "orders stay in our books",
        "There is no way back",
        r#"name="sure""#,
    ] {
        page.assert_has(words);
    }
    page.assert_lacks("Forget this address");
}
