use domain::credits::StatementLine;
use domain::ids::{AssetId, OrderId};

use super::*;
use crate::fakes::{World, hold_line, render};

#[test]
fn the_rules_are_told_with_their_numbers() {
    let words = rules_words(&CreditRules::default());
    assert!(words.contains("3 credits") && words.contains("costs 1 credit;"));
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
