use crate::fakes::{World, render};

#[test]
fn help_tells_each_flow_and_who_makes_the_models() {
    let page = render("/help", World::signed_out());
    page.assert_has("From words to a model");
    page.assert_has("From a picture to a model");
    page.assert_has("When something goes wrong");
    page.assert_has("It is no AI");
}
