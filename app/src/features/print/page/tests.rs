use domain::Problem;

use crate::fakes::{self, World, render};

const PATH: &str = "/print/ast_00000000010000000000000001";

fn page(path: &str) -> fakes::Rendered {
    render(path, World { offer: Some(fakes::print_offer()), ..World::signed_in() })
}

#[test]
fn the_page_is_a_plain_form_with_everything_in_it() {
    let page = page(PATH);
    page.assert_has(r#"action="/api/prints/order""#);
    page.assert_has(r#"formaction="/api/prints/keep""#);
    for name in
        ["asset", "material", "color", "finish", "quantity", "remarks", "width", "height", "depth", "unit"]
    {
        page.assert_has(&format!(r#"name="{name}""#));
    }
    page.assert_has("Add Configured Print to Cart");
    page.assert_has("Save &amp; Back to Workspace".replace("&amp;", "&").as_str());
    page.assert_has(r#"value="80""#);
}

#[test]
fn the_price_is_there_before_any_script() {
    let page = page(PATH);
    for words in ["Set-up", "Material", "Machine", "Total", "of PLA", "on the printer"] {
        page.assert_has(words);
    }
    page.assert_has("data-slot=\"price-total\"");
}

#[test]
fn materials_follow_the_technology_of_the_address() {
    page(PATH).assert_has("PETG");
    let resin = page(&format!("{PATH}?material=resin-tough&quantity=3"));
    resin.assert_has("Standard resin");
    resin.assert_has("3 × ");
    resin.assert_lacks(r#"value="petg""#);
}

#[test]
fn sizes_of_every_material_are_told() {
    let page = page(PATH);
    page.assert_has("Smallest that prints 12 mm");
    page.assert_has("Largest that fits 208 mm");
    page.assert_has("Sizes that print, by material");
}

#[test]
fn what_cannot_be_printed_by_this_person_is_not_found() {
    let page = render(PATH, World { broken: Some(Problem::NotFound), ..World::signed_in() });
    assert_eq!(page.status, Some(404));
    let page = render(
        PATH,
        World { broken: Some(Problem::not_now("There is no model to print yet.")), ..World::signed_in() },
    );
    page.assert_has("There is no model to print yet.");
}
