use domain::cart::{CartSubject, LineState};
use domain::catalogue::{Catalogue, Color, Finish, Material, ShippingZone};
use domain::credits::Credits;
use domain::ids::{AssetId, CartLineId, PrintConfigId, QuoteId};
use domain::money::{Cents, Currency};
use domain::print::{Price, PriceBasis, PrintChoice, Quote, SizeMm};
use domain::time::Timestamp;

use super::lines::{Priced, PricedCart, gone};
use super::view::view;

fn material(slug: &str, startup: i64) -> Material {
    Material {
        slug: slug.into(),
        technology: "fdm".into(),
        name: slug.to_uppercase(),
        summary: String::new(),
        density_g_cm3: 1.2,
        block_wall_mm: 0.8,
        warn_walls_mm: vec![(300.0, 1.0)],
        cents_per_cm3: 20.0,
        startup: Cents(startup),
        colors: vec![Color { slug: "white".into(), name: "White".into(), hex: None, surcharge_permille: 0 }],
        finishes: vec![Finish {
            slug: "raw".into(),
            name: "Raw".into(),
            fixed: Cents(0),
            cents_per_cm2: 0.0,
        }],
        source: String::new(),
    }
}

fn zone(slug: &str, country: &str, price: i64, tax: u32) -> ShippingZone {
    ShippingZone {
        slug: slug.into(),
        name: slug.into(),
        countries: vec![country.into()],
        price: Cents(price),
        days: (2, 5),
        included_tax_permille: tax,
        source: String::new(),
    }
}

fn catalogue() -> Catalogue {
    Catalogue {
        version: 1,
        currency: Currency::Eur,
        download_price: Cents(490),
        print_order_minimum: Cents(2500),
        quote_hours: 24,
        start_grant: Credits(3),
        source: String::new(),
        technologies: Vec::new(),
        materials: vec![material("pla", 300), material("resin", 700)],
        quantity_discounts: Vec::new(),
        packages: vec![domain::catalogue::CreditPackage {
            slug: "small".into(),
            name: "Small".into(),
            credits: Credits(10),
            bonus: Credits(1),
            price: Cents(900),
            stripe_price_id: None,
            is_active: true,
            source: String::new(),
        }],
        shipping_zones: vec![zone("home", "DE", 500, 190), zone("far", "US", 1900, 0)],
    }
}

fn print(material: &str, total: i64) -> Priced {
    let size = SizeMm([80.0, 40.0, 40.0]);
    let choice = PrintChoice {
        material: material.into(),
        color: "white".into(),
        finish: "raw".into(),
        quantity: 2,
        remarks: String::new(),
        size,
    };
    let price = Price {
        lines: Vec::new(),
        total: Cents(total),
        each: Cents(total / 2),
        currency: Currency::Eur,
        machine_hours_e2: None,
        formula_version: 1,
        catalogue_version: 1,
    };
    let basis = PriceBasis { volume_cm3: 1.0, area_cm2: 1.0, box_cm3: 1.0, height_cm: 1.0, size };
    let quote = Quote { id: QuoteId::from_parts(1, 1), price, basis, expires: Timestamp(i64::MAX) };
    let config = PrintConfigId::from_parts(1, u128::from(total.unsigned_abs()));
    let subject = CartSubject::Print(config, AssetId::from_parts(1, 1));
    Priced { print: Some((choice, quote)), ..Priced::plain(subject, Cents(total)) }
}

fn file(total: i64) -> Priced {
    Priced::plain(CartSubject::Download(AssetId::from_parts(1, 2)), Cents(total))
}

impl Priced {
    fn plain(subject: CartSubject, total: Cents) -> Self {
        Self {
            id: CartLineId::from_parts(1, 1),
            subject,
            title: String::new(),
            facts: Vec::new(),
            picture: None,
            agreed: total,
            total,
            state: LineState::Good,
            print: None,
            credits: None,
            price_id: None,
            model_file: None,
            quoted_file: None,
            thumbnail: None,
        }
    }
}

fn cart(lines: Vec<Priced>, country: Option<&str>) -> PricedCart {
    PricedCart { version: 3, country: country.map(str::to_owned), lines }
}

#[test]
fn files_need_no_address_and_no_minimum() {
    let shown = view(&cart(vec![file(490)], None), &catalogue());
    assert_eq!((shown.subtotal, shown.total, shown.minimum_surcharge), (Cents(490), Cents(490), Cents(0)));
    assert!(shown.destination.is_none() && shown.destinations.is_empty() && !shown.has_print());
    // 490 × 190 / 1190 = 78.2
    assert_eq!(shown.included_tax, Cents(78));
    assert!(shown.is_payable());
}

#[test]
fn prints_pay_startup_once_a_material_the_minimum_and_shipping() {
    let lines = vec![print("pla", 600), print("pla", 400), print("resin", 100)];
    let shown = view(&cart(lines, None), &catalogue());
    assert_eq!((shown.subtotal, shown.startup), (Cents(1100), Cents(1000)));
    assert_eq!(shown.minimum_surcharge, Cents(400), "2500 − 1100 − 1000");
    assert_eq!(shown.total, Cents(2500 + 500), "the first zone unless another was chosen");
    assert_eq!(shown.destinations.len(), 2);
    let far = view(&cart(vec![print("resin", 9000)], Some("US")), &catalogue());
    assert_eq!((far.minimum_surcharge, far.total, far.included_tax), (Cents(0), Cents(11_600), Cents(0)));
    let unknown = view(&cart(vec![print("resin", 9000)], Some("XX")), &catalogue());
    assert_eq!(unknown.destination.map(|to| to.country), Some("DE".to_owned()));
}

#[test]
fn what_is_gone_counts_for_nothing_and_blocks_paying() {
    let mut lost = print("resin", 9000);
    lost.state = gone("It is no longer there.");
    let shown = view(&cart(vec![lost, file(490)], None), &catalogue());
    assert_eq!((shown.total, shown.startup), (Cents(490), Cents(0)));
    assert!(!shown.is_payable() && shown.destination.is_none());
}
