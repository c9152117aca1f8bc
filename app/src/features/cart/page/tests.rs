use domain::cart::LineState;
use domain::money::Cents;

use super::*;
use crate::fakes::shop::{Shop, credits_line, download_line, print_line};
use crate::fakes::{Rendered, World, render};

fn page_of(lines: Vec<CartLine>) -> Rendered {
    render("/cart", World { shop: Shop { lines, ..Shop::default() }, ..World::signed_in() })
}

#[test]
fn each_kind_of_line_has_its_own_ways_to_change() {
    let page = page_of(vec![print_line(), download_line(), credits_line()]);
    for words in ["3D print", "Model file", "Credits", "PLA, white, raw", "€24.80", "€12.40 each"] {
        page.assert_has(words);
    }
    page.assert_has("?config=pcf_");
    assert_eq!(page.text().matches(r#"aria-label="Quantity""#).count(), 1, "only prints come in pieces");
    assert_eq!(page.text().matches(r#"action="/api/cart/remove""#).count(), 3);
}

#[test]
fn the_summary_adds_up_and_leads_to_checkout() {
    let page = page_of(vec![print_line(), credits_line()]);
    for words in ["Shipping to Germany", "Material start-up", "€38.69", "incl. €1.20 VAT"] {
        page.assert_has(words);
    }
    page.assert_has(r#"href="/checkout""#);
}

#[test]
fn files_and_credits_are_not_shipped() {
    let page = page_of(vec![download_line(), credits_line()]);
    page.assert_lacks("Ship to");
    page.assert_lacks("Shipping");
}

#[test]
fn a_changed_price_shows_both_and_must_be_accepted() {
    let page = page_of(vec![CartLine { state: LineState::Changed { was: Cents(2000) }, ..print_line() }]);
    page.assert_has("€20.00");
    page.assert_has(r#"action="/api/cart/accept""#);
    page.assert_has("Accept the changed price first.");
    page.assert_lacks(r#"href="/checkout""#);
}

#[test]
fn what_is_gone_says_why_and_can_be_removed() {
    let gone = LineState::Gone { sentence: "Its owner deleted it.".into() };
    let page = page_of(vec![CartLine { state: gone, ..download_line() }]);
    page.assert_has("Its owner deleted it. Remove it to go on.");
    page.assert_has("Not available");
    page.assert_lacks(r#"text-lg font-semibold tabular-nums">"#);
    page.assert_lacks(r#"href="/checkout""#);
}

#[test]
fn an_empty_cart_leads_on() {
    let page = page_of(Vec::new());
    page.assert_has("Your cart is empty");
    page.assert_has("/cart?buy=credits");
}

#[test]
fn what_a_plain_form_removed_can_be_put_back() {
    let id = credits_line().id;
    let world = World { shop: Shop { lines: vec![print_line()], ..Shop::default() }, ..World::signed_in() };
    let page = render(&format!("/cart?removed={id}"), world);
    page.assert_has("Removed from your cart.");
    page.assert_has(r#"action="/api/cart/restore""#);
}

#[test]
fn the_header_counts_the_lines() {
    let page = page_of(vec![print_line(), credits_line()]);
    page.assert_has(r#"aria-label="Cart, 2 items""#);
}
