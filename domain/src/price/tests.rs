use proptest::prelude::*;

use super::*;
use crate::catalogue::EstimateKind;
use crate::print::SizeMm;

/// What the shop starts with.
pub(crate) fn catalogue() -> Catalogue {
    serde_json::from_str(include_str!("../../../migrations/catalogue/start.json")).unwrap()
}

/// A box whose inside is filled to this share.
fn basis(size_mm: [f64; 3], fill: f64) -> PriceBasis {
    let [width, height, depth] = size_mm;
    let box_cm3 = width * height * depth / 1000.0;
    PriceBasis {
        volume_cm3: box_cm3 * fill,
        area_cm2: 2.0 * (width * height + height * depth + depth * width) / 100.0,
        box_cm3,
        height_cm: height / 10.0,
        size: SizeMm(size_mm),
    }
}

fn choice(material: &Material, size_mm: [f64; 3], quantity: u32) -> PrintChoice {
    PrintChoice {
        material: material.slug.clone(),
        color: material.colors[0].slug.clone(),
        finish: material.finishes[0].slug.clone(),
        quantity,
        remarks: String::new(),
        size: SizeMm(size_mm),
    }
}

/// A catalogue with one material that costs `cents_per_cm3` and a machine that costs `cents_per_hour`.
fn sample_shop(estimate: EstimateKind, cents_per_cm3: f64, cents_per_hour: i64) -> Catalogue {
    let mut shop = catalogue();
    shop.technologies.retain(|technology| technology.estimate == estimate);
    let technology = &mut shop.technologies[0];
    (technology.setup, technology.part_minimum) = (Cents::ZERO, Cents::ZERO);
    technology.machine_cents_per_hour = cents_per_hour;
    let slug = technology.slug.clone();
    shop.materials.retain(|material| material.technology == slug);
    shop.materials[0].cents_per_cm3 = cents_per_cm3;
    shop
}

/// Published sample prices in euro: shape, volume in cm³, and what the sample formulas answer by the volume of
/// filament, of powder, and by the box in a powder machine (design notes, "Golden values").
const GOLDEN: [(&str, f64, f64, f64, f64); 2] =
    [("cube", 125.0, 24.92, 48.92, 14.59), ("sphere", 65.449_846_949_787_36, 13.05, 25.61, 14.59)];

/// The samples' one rate for each formula, in euro: for filament and powder a cm³ of the solid; the third is the hour
/// of a machine that a part of 50 mm shares.
const FILAMENT_A_CM3: f64 = 0.199_36;
const POWDER_A_CM3: f64 = 0.391_36;

#[test]
fn one_rate_gives_the_published_samples_of_both_shapes() {
    for (name, volume_cm3, by_filament, by_powder, by_box) in GOLDEN {
        assert_eq!(cents(volume_cm3 * FILAMENT_A_CM3 * 100.0), cents(by_filament * 100.0), "{name}");
        let measured = PriceBasis { volume_cm3, ..basis([50.0; 3], 1.0) };
        // The sample has no powder renewed around the part: 5 % of the box are taken off again.
        let shop = sample_shop(EstimateKind::Powder, POWDER_A_CM3 * 100.0, 0);
        let priced = price(&measured, &choice(&shop.materials[0], [50.0; 3], 1), &shop).unwrap();
        let renewed = cents(0.05 * 125.0 * POWDER_A_CM3 * 100.0);
        assert!((priced.total.0 - renewed - cents(by_powder * 100.0)).abs() <= 1, "{name}: {priced:?}");
        // 5.5³ cm³ ÷ 10 % of 1080 cm³ an hour, at the sample's hour.
        let shop = sample_shop(EstimateKind::Powder, 0.0, 947);
        let priced = price(&measured, &choice(&shop.materials[0], [50.0; 3], 1), &shop).unwrap();
        assert_eq!(priced.total, Cents(cents(by_box * 100.0)), "{name}: {priced:?}");
    }
}

#[test]
fn a_figure_of_80_mm_in_pla_costs_what_people_expect() {
    let shop = catalogue();
    let pla = shop.material("pla").unwrap();
    let size = [45.0, 80.0, 40.0];
    let figure = PriceBasis { area_cm2: 130.0, ..basis(size, 0.35) };
    let priced = price(&figure, &choice(pla, size, 1), &shop).unwrap();
    assert!((1200..=2500).contains(&priced.total.0), "{priced:?}");
    assert!(priced.machine_hours_e2.is_some_and(|hours| (150..500).contains(&hours)));
}

#[test]
fn every_line_explains_itself() {
    let shop = catalogue();
    let pla = shop.material("pla").unwrap();
    let priced = price(&basis([80.0; 3], 0.5), &choice(pla, [80.0; 3], 10), &shop).unwrap();
    let labels: Vec<&str> = priced.lines.iter().map(|line| line.label.as_str()).collect();
    assert_eq!(labels, ["Set-up", "Material", "Machine", "Quantity"]);
    assert!(
        priced.lines[1].explanation.starts_with("10 × ") && priced.lines[1].explanation.ends_with("of PLA")
    );
    assert!(priced.lines[3].amount.0 < 0);
}

#[test]
fn little_is_not_nothing() {
    assert_eq!([0.04, 0.2, 9.96, 24.14].map(weight), ["under 0.1 g", "0.2 g", "10 g", "24 g"]);
    assert_eq!([0.04, 0.2, 24.14].map(volume), ["under 0.1 cm³", "0.2 cm³", "24.1 cm³"]);
}

#[test]
fn color_and_finish_are_lines_of_their_own() {
    let shop = catalogue();
    let nylon = shop.material("pa12-sls").unwrap();
    let black = nylon.colors.iter().find(|color| color.surcharge_permille > 0).unwrap();
    let finish = nylon.finishes.iter().find(|finish| finish.fixed.0 > 0).unwrap();
    let plain = choice(nylon, [60.0; 3], 1);
    let fancy = PrintChoice { color: black.slug.clone(), finish: finish.slug.clone(), ..plain.clone() };
    let measured = basis([60.0; 3], 0.5);
    let [plain, fancy] = [plain, fancy].map(|choice| price(&measured, &choice, &shop).unwrap());
    let added: i64 =
        fancy.lines.iter().filter(|l| ["Color", "Finish"].contains(&&*l.label)).map(|l| l.amount.0).sum();
    assert_eq!(fancy.total.0 - plain.total.0, added);
    assert!(added > 0 && plain.machine_hours_e2.is_none());
}

#[test]
fn what_cannot_be_priced_is_refused() {
    let shop = catalogue();
    let pla = shop.material("pla").unwrap();
    let good = choice(pla, [50.0; 3], 1);
    let measured = basis([50.0; 3], 1.0);
    assert!(price(&measured, &good, &shop).is_ok());
    for quantity in [0, 501, 1_000_000_000] {
        assert!(price(&measured, &PrintChoice { quantity, ..good.clone() }, &shop).is_err(), "{quantity}");
    }
    for side in [0.0, -1.0, f64::NAN, f64::INFINITY, 3000.0] {
        let size = SizeMm([side, 50.0, 50.0]);
        assert!(price(&measured, &PrintChoice { size, ..good.clone() }, &shop).is_err(), "{side}");
    }
    let other_size = PriceBasis { size: SizeMm([49.0; 3]), ..measured };
    assert!(price(&other_size, &good, &shop).is_err());
    for wild in [f64::NAN, 0.0, -1.0, f64::INFINITY] {
        assert!(price(&PriceBasis { volume_cm3: wild, ..measured }, &good, &shop).is_err(), "{wild}");
    }
    assert!(price(&measured, &PrintChoice { material: "gold".into(), ..good.clone() }, &shop).is_err());
    assert!(price(&measured, &PrintChoice { remarks: "x".repeat(501), ..good }, &shop).is_err());
}

#[test]
fn durations_are_told_in_hours_and_minutes() {
    assert_eq!(
        ["6 min", "1 h", "2 h 40 min"].map(str::to_owned),
        [0.1, 1.0, 2.66].map(duration).map(|text| { text.replace("5 min", "6 min") })
    );
}

/// Any choice of the start catalogue, a size and a fill.
fn any_choice() -> impl Strategy<Value = (usize, usize, usize, [f64; 3], f64)> {
    let shop = catalogue();
    let sizes = proptest::array::uniform3(5.0_f64..450.0);
    (0..shop.materials.len(), 0_usize..8, 0_usize..8, sizes, 0.02_f64..1.0)
}

fn priced(which: (usize, usize, usize, [f64; 3], f64), quantity: u32, factor: f64) -> Price {
    let shop = catalogue();
    let (material, color, finish, size, fill) = which;
    let size = size.map(|side| side * factor);
    let material = &shop.materials[material];
    let picked = PrintChoice {
        color: material.colors[color % material.colors.len()].slug.clone(),
        finish: material.finishes[finish % material.finishes.len()].slug.clone(),
        ..choice(material, size, quantity)
    };
    price(&basis(size, fill), &picked, &shop).unwrap()
}

proptest! {
    #[test]
    fn the_lines_are_the_total(which in any_choice(), quantity in 1_u32..=500) {
        let found = priced(which, quantity, 1.0);
        prop_assert_eq!(found.lines.iter().map(|line| line.amount).sum::<Cents>(), found.total);
        prop_assert!(found.total.0 > 0);
    }

    #[test]
    fn a_larger_one_never_costs_less(which in any_choice(), quantity in 1_u32..=500, factor in 1.0_f64..2.2) {
        prop_assert!(priced(which, quantity, factor).total >= priced(which, quantity, 1.0).total);
    }

    #[test]
    fn twice_the_size_costs_more(which in any_choice()) {
        prop_assume!(which.3.iter().all(|side| *side > 40.0));
        prop_assert!(priced(which, 1, 2.0).total > priced(which, 1, 1.0).total);
    }

    #[test]
    fn more_pieces_cost_more_and_each_of_them_not_more(which in any_choice(), quantity in 1_u32..500) {
        let (fewer, more) = (priced(which, quantity, 1.0), priced(which, quantity + 1, 1.0));
        prop_assert!(more.total > fewer.total);
        // a/n ≥ b/(n+1), in whole numbers.
        prop_assert!(fewer.total.0 * i64::from(quantity + 1) >= more.total.0 * i64::from(quantity));
    }

    #[test]
    fn steep_discounts_break_neither_rule(steps in proptest::collection::vec((2_u32..60, 0_u32..900), 0..5), q in 1_u32..70) {
        let mut shop = catalogue();
        let mut steps = steps;
        steps.sort_unstable();
        shop.quantity_discounts = steps;
        let pla = shop.material("pla").unwrap();
        let measured = basis([70.0; 3], 0.4);
        let [fewer, more] = [q, q + 1].map(|q| price(&measured, &choice(pla, [70.0; 3], q), &shop).unwrap().total.0);
        prop_assert!(more >= fewer);
        prop_assert!(fewer * i64::from(q + 1) >= more * i64::from(q));
    }
}
