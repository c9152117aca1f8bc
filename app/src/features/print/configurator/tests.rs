use domain::print::SizeMm;

use super::*;
use crate::fakes;

fn with<T>(work: impl FnOnce(Configurator) -> T) -> T {
    let owner = Owner::new();
    owner.with(|| {
        let offer = fakes::print_offer();
        let choice = starting_choice(&offer, &Asked::default());
        work(Configurator::new(Arc::new(offer), choice, None, Unit::Mm))
    })
}

fn total(page: Configurator) -> i64 {
    page.price.get_untracked().unwrap().total.0
}

#[test]
fn the_page_starts_with_the_size_it_was_made_in_and_the_first_of_everything() {
    with(|page| {
        let choice = page.choice.get_untracked().unwrap();
        assert_eq!(
            (choice.material.as_str(), choice.color.as_str(), choice.finish.as_str()),
            ("pla", "white", "raw")
        );
        assert_eq!(choice.size, SizeMm([40.0, 80.0, 20.0]));
        assert_eq!(page.sides.map(|side| side.get_untracked()), ["40", "80", "20"]);
    });
}

#[test]
fn every_change_moves_the_price() {
    with(|page| {
        let start = total(page);
        page.quantity.set("3".into());
        let three = total(page);
        page.set_longest(120.0);
        let larger = total(page);
        page.choose_material("steel-316l");
        assert!(start < three && three < larger && larger < total(page));
    });
}

#[test]
fn a_typed_side_takes_the_others_along_until_it_is_freed() {
    with(|page| {
        page.type_side(1, "160".into());
        assert_eq!(page.size.get_untracked(), SizeMm([80.0, 160.0, 40.0]));
        assert_eq!(page.sides.map(|side| side.get_untracked()), ["80", "160", "40"]);
        page.set_keeps_proportions(false);
        page.type_side(0, "10".into());
        assert_eq!(page.size.get_untracked(), SizeMm([10.0, 160.0, 40.0]));
        page.set_keeps_proportions(true);
        assert_eq!(page.size.get_untracked(), SizeMm([80.0, 160.0, 40.0]));
    });
}

#[test]
fn inches_are_another_way_to_say_the_same_size() {
    with(|page| {
        let before = total(page);
        page.set_unit(Unit::Inch);
        assert_eq!(page.sides[1].get_untracked(), "3.15");
        assert_eq!(total(page), before);
        page.type_side(1, "2".into());
        assert!((page.size.get_untracked().longest() - 50.8).abs() < 1e-9);
    });
}

#[test]
fn what_cannot_be_read_is_named_and_has_no_price() {
    with(|page| {
        page.type_side(0, "wide".into());
        assert!(matches!(page.choice.get_untracked(), Err(Problem::Invalid { field: Field::Size, .. })));
        page.type_side(0, "40".into());
        page.quantity.set("0".into());
        assert!(matches!(page.price.get_untracked(), Err(Problem::Invalid { field: Field::Quantity, .. })));
        page.quantity.set("1".into());
        page.set_longest(3000.0);
        assert!(matches!(page.choice.get_untracked(), Err(Problem::Invalid { field: Field::Size, .. })));
        page.set_longest(80.0);
        page.remarks.set("x".repeat(501));
        assert!(matches!(page.choice.get_untracked(), Err(Problem::Invalid { field: Field::Remarks, .. })));
    });
}

#[test]
fn another_material_keeps_the_color_where_it_has_it() {
    with(|page| {
        page.color.set("black".into());
        page.choose_material("petg");
        assert_eq!(page.color.get_untracked(), "black");
        page.choose_material("steel-316l");
        assert_eq!(
            (page.color.get_untracked().as_str(), page.finish.get_untracked().as_str()),
            ("steel", "raw")
        );
        page.choose_material("gold");
        assert_eq!(page.material.get_untracked(), "steel-316l");
    });
}

#[test]
fn the_address_and_a_kept_configuration_fill_the_page() {
    let mut offer = fakes::print_offer();
    let form = PrintForm {
        material: "petg".into(),
        color: "plaid".into(),
        quantity: "4".into(),
        width: "1".into(),
        height: "2".into(),
        depth: "0.5".into(),
        unit: "in".into(),
        ..PrintForm::default()
    };
    let asked = Asked { form, ..Asked::default() };
    let choice = starting_choice(&offer, &asked);
    assert_eq!((choice.material.as_str(), choice.color.as_str(), choice.quantity), ("petg", "white", 4));
    assert!((choice.size.0[1] - 50.8).abs() < 1e-9);
    let kept = fakes::print_config(PrintChoice { quantity: 7, ..choice });
    offer.configs = vec![kept.clone()];
    let config = Some(kept.id.to_string());
    assert_eq!(starting_choice(&offer, &Asked { config: config.clone(), ..Asked::default() }), kept.choice);
    let changed = Asked { config, ..asked.clone() };
    assert_eq!(starting_choice(&offer, &changed).quantity, 4, "what the form says changes what was kept");
    let unknown = Asked { config: Some("pcf_unknown".into()), ..asked };
    assert_eq!(starting_choice(&offer, &unknown).quantity, 4);
}

#[test]
fn another_technology_keeps_everything_else() {
    let offer = fakes::print_offer();
    let form = PrintForm {
        material: "petg".into(),
        quantity: "4".into(),
        remarks: "Gift".into(),
        ..PrintForm::default()
    };
    let resin =
        starting_choice(&offer, &Asked { form: form.clone(), technology: "sla".into(), config: None });
    assert_eq!(
        (resin.material.as_str(), resin.quantity, resin.remarks.as_str()),
        ("resin-standard", 4, "Gift")
    );
    for technology in ["fdm", "", "magic"] {
        let asked = Asked { form: form.clone(), technology: technology.into(), config: None };
        let expected = if technology == "magic" { "pla" } else { "petg" };
        assert_eq!(starting_choice(&offer, &asked).material, expected, "{technology}");
    }
}
