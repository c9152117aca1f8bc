use domain::cart::CartLine;
use domain::checkout::CheckoutOutcome;
use domain::ids::OrderId;

use crate::fakes::shop::{Shop, credits_line, print_line};
use crate::fakes::{Rendered, World, render};

fn checkout_of(lines: Vec<CartLine>) -> Rendered {
    render("/checkout", World { shop: Shop { lines, ..Shop::default() }, ..World::signed_in() })
}

fn done_as(outcome: Option<CheckoutOutcome>) -> Rendered {
    let shop = Shop { outcome, ..Shop::default() };
    render("/checkout/done?session_id=cs_test_1", World { shop, ..World::signed_in() })
}

#[test]
fn the_total_is_on_the_button_and_the_button_waits() {
    let page = checkout_of(vec![print_line(), credits_line()]);
    page.assert_has("Place Order · ");
    page.assert_has("€38.69</span>");
    page.assert_has("The payment form is loading.");
    page.assert_has("2 pieces · PLA, white, raw");
}

#[test]
fn test_mode_says_so_and_lists_cards() {
    let page = checkout_of(vec![credits_line()]);
    page.assert_has("Test mode: no money moves");
    page.assert_has("4242 4242 4242 4242");
}

#[test]
fn an_address_is_asked_for_only_with_a_print() {
    checkout_of(vec![print_line()]).assert_has("Shipping address");
    checkout_of(vec![credits_line()]).assert_lacks("Shipping address");
}

#[test]
fn without_anything_to_pay_it_leads_back() {
    let page = checkout_of(Vec::new());
    page.assert_has("Your cart is empty.");
    page.assert_has(r#"href="/cart""#);
    page.assert_has(r#"href="/orders""#);
}

#[test]
fn every_outcome_has_a_way_on() {
    let order = OrderId::from_parts(1, 1);
    done_as(Some(CheckoutOutcome::Ordered(order))).assert_has(&format!(r#"href="/orders/{order}?thanks=1""#));
    done_as(Some(CheckoutOutcome::Processing)).assert_has("Look again");
    done_as(Some(CheckoutOutcome::Open)).assert_has("Back to checkout");
    done_as(Some(CheckoutOutcome::Expired)).assert_has("Back to your cart");
    done_as(Some(CheckoutOutcome::Review)).assert_has("by hand");
    assert_eq!(done_as(None).status, Some(404));
}
