use crate::fakes::{World, render};

#[test]
fn a_visitor_is_invited_and_sees_models() {
    let page = render("/", World::signed_out());
    assert_eq!(page.status, None);
    page.assert_has("Start with 3 free credits");
    page.assert_has("/showcase/robot.webp");
    page.assert_has(r#"href="/sign-in""#);
    page.assert_has("<title>MakeIt3D</title>");
    page.assert_has(r#"<meta name="description""#);
}

#[test]
fn a_member_goes_on_creating() {
    let page = render("/", World::signed_in());
    page.assert_has("Create a model");
    page.assert_lacks("Start with 3 free credits");
}

#[test]
fn an_unknown_address_is_404_with_ways_on() {
    let page = render("/no-such-page", World::signed_out());
    assert_eq!(page.status, Some(404));
    page.assert_has("Go to the start page");
}
