use domain::cart::Destination;
use domain::ids::QuoteId;
use domain::money::Currency;
use domain::print::{Price, PriceBasis, SizeMm};
use proptest::prelude::*;

use super::*;

fn quote(id: u128, total: i64) -> Quote {
    let size = SizeMm([80.0, 40.0, 0.1 + 0.2]);
    let price = Price {
        lines: Vec::new(),
        total: Cents(total),
        each: Cents(total),
        currency: Currency::Eur,
        machine_hours_e2: None,
        formula_version: 1,
        catalogue_version: 1,
    };
    let basis = PriceBasis { volume_cm3: 1.0 / 3.0, area_cm2: 1.0, box_cm3: 1.0, height_cm: 1.0, size };
    Quote { id: QuoteId::from_parts(1, id), price, basis, expires: Timestamp(7) }
}

fn line(number: u128, goods: Goods, quantity: u32, total: i64) -> FrozenLine {
    FrozenLine {
        line: CartLineId::from_parts(1, number),
        goods,
        title: "a red robot".into(),
        facts: Vec::new(),
        quantity,
        total: Cents(total),
        price_id: None,
    }
}

fn download(model_file: &str) -> Goods {
    Goods::Download { asset: AssetId::from_parts(1, 1), model_file: model_file.into() }
}

fn print(quote_id: u128, total: i64) -> Goods {
    let quote = quote(quote_id, total);
    let choice = PrintChoice {
        material: "pla".into(),
        color: "white".into(),
        finish: "raw".into(),
        quantity: 2,
        remarks: String::new(),
        size: quote.basis.size,
    };
    Goods::Print {
        asset: AssetId::from_parts(1, 1),
        model_file: "fil_1".into(),
        config: PrintConfigId::from_parts(1, 1),
        choice,
        quote: Box::new(quote),
    }
}

fn to_germany(price: i64) -> Destination {
    Destination { country: "DE".into(), zone: "Germany".into(), price: Cents(price), days: (1, 3) }
}

/// A cart of these lines whose sums are right.
fn frozen(lines: Vec<FrozenLine>, startup: i64, surcharge: i64, shipping: Option<i64>) -> Frozen {
    let subtotal: Cents = lines.iter().map(|line| line.total).sum();
    let total = Cents(subtotal.0 + startup + surcharge + shipping.unwrap_or_default());
    let cart = CartView {
        version: 3,
        lines: Vec::new(),
        currency: Currency::Eur,
        subtotal,
        minimum_surcharge: Cents(surcharge),
        startup: Cents(startup),
        destination: shipping.map(to_germany),
        destinations: Vec::new(),
        total,
        included_tax: Cents::ZERO,
    };
    Frozen { cart, lines }
}

fn usual() -> Frozen {
    frozen(vec![line(1, download("fil_1"), 1, 490), line(2, print(1, 3000), 2, 3000)], 300, 0, Some(500))
}

fn request(frozen: &Frozen) -> SessionRequest {
    frozen.request(CheckoutId::from_parts(1, 1), "cus_1".into(), "https://shop.example".into(), Timestamp(9))
}

/// A change of what is paid.
type Change = fn(&mut Frozen);

#[test]
fn whatever_differs_for_the_buyer_is_another_purchase() {
    let changes: [(&str, Change); 10] = [
        ("a newer cart", |other| other.cart.version += 1),
        ("another sum", |other| other.cart.total += Cents(1)),
        ("another currency", |other| other.cart.currency = Currency::Usd),
        ("nowhere to send it", |other| other.cart.destination = None),
        ("dearer to send", |other| other.cart.destination = Some(to_germany(501))),
        ("a line less", |other| drop(other.lines.pop())),
        ("more pieces", |other| other.lines[1].quantity = 3),
        ("a dearer line", |other| other.lines[0].total = Cents(491)),
        ("another model", |other| other.lines[0].goods = download("fil_2")),
        ("another quote", |other| other.lines[1].goods = print(2, 3000)),
    ];
    for (what, change) in changes {
        let mut other = usual();
        change(&mut other);
        assert!(!usual().is_same_purchase(&other) && !other.is_same_purchase(&usual()), "{what}");
    }
    let mut other = usual();
    other.lines[0].price_id = Some("price_1".into());
    assert!(!usual().is_same_purchase(&other), "charged by the service's own price");
}

#[test]
fn what_was_written_down_is_the_same_purchase_when_it_is_read_again() {
    let json = serde_json::to_string(&usual()).unwrap();
    let read: Frozen = serde_json::from_str(&json).unwrap();
    assert!(read.is_same_purchase(&usual()) && usual().is_same_purchase(&read));
    assert_eq!(request(&read), request(&usual()), "the same key must come with the same request");
}

#[test]
fn a_request_names_pieces_and_leaves_out_what_costs_nothing() {
    let asked = request(&usual());
    let names: Vec<&str> = asked.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, ["a red robot", "2 × a red robot", "Material start-up"]);
    let shipping = asked.shipping.unwrap();
    assert_eq!((shipping.country.as_str(), shipping.amount), ("DE", Cents(500)));
    let file = frozen(vec![line(1, download("fil_1"), 1, 490)], 0, 0, None);
    assert!(request(&file).shipping.is_none() && request(&file).lines.len() == 1, "no address is asked for");
}

proptest! {
    #[test]
    fn the_service_is_asked_for_the_carts_total_to_the_cent(
        totals in proptest::collection::vec(1_i64..100_000, 1..6),
        startup in 0_i64..2000,
        surcharge in 0_i64..3000,
        shipping in proptest::option::of(0_i64..4000),
    ) {
        let lines = (1..).zip(&totals).map(|(number, total)| line(number, print(number, *total), 2, *total));
        let frozen = frozen(lines.collect(), startup, surcharge, shipping);
        let asked = request(&frozen);
        let lines: i64 = asked.lines.iter().map(|line| line.amount.0).sum();
        let sent = asked.shipping.map_or(0, |shipping| shipping.amount.0);
        prop_assert_eq!(lines + sent, frozen.cart.total.0);
        prop_assert_eq!(frozen.extras() + frozen.shipping(), Cents(startup + surcharge + shipping.unwrap_or_default()));
    }
}
