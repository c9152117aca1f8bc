use domain::Problem;
use domain::asset::AssetStatus;
use domain::session::KeptForm;

use crate::fakes::{self, World, render};

#[test]
fn the_text_form_is_whole_before_scripts_arrive() {
    let page = render("/dashboard", World::signed_in());
    assert_eq!(page.status, None);
    page.assert_has(r#"<form method="post" action="/api/generation/start""#);
    page.assert_has(r#"name="generation_id" autocomplete="off" value="gen_"#);
    page.assert_has(r#"name="mode" autocomplete="off" value="text""#);
    page.assert_has(r#"name="prompt""#);
    page.assert_has("0 / 1000");
    assert_eq!(page.html.matches(r#"type="radio" name="style""#).count(), 6);
    page.assert_has(r#"name="skip_concept" value="true""#);
    page.assert_has(">1c</span>");
    let button = page.text().split("data-slot=\"button\"").nth(1).unwrap().to_owned();
    assert!(!button.split('>').next().unwrap().contains("disabled"), "without scripts it can be pressed");
}

#[test]
fn what_was_sent_when_the_session_had_run_out_is_filled_in_again() {
    let come_back = |fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let kept = Some(KeptForm { endpoint: "generation/start".into(), fields });
        render("/dashboard", World { kept, ..World::signed_in() })
    };
    let page = come_back(&[("prompt", "a <red> robot"), ("style", "voxel"), ("skip_concept", "true")]);
    page.assert_has("a &lt;red> robot</textarea>");
    page.assert_has(r#"value="voxel" checked"#);
    page.assert_lacks(r#"value="realistic" checked"#);
    page.assert_has(r#"name="skip_concept" value="true" checked"#);

    let page = come_back(&[("prompt", "a red robot"), ("style", "a style of last year")]);
    page.assert_has(r#"value="realistic" checked"#);
    page.assert_lacks(r#"name="skip_concept" value="true" checked"#);
}

#[test]
fn the_image_tab_is_an_address_of_its_own() {
    let page = render("/dashboard?mode=image", World::signed_in());
    page.assert_has("Choose a picture");
    page.assert_has(r#"capture="environment""#);
    page.assert_has(r#"value="image""#);
    page.assert_has("Prompt (optional)");
    page.assert_has("Sending a picture needs scripts.");
}

#[test]
fn recent_activity_lists_what_was_made_and_links_what_can_be_opened() {
    let moving = fakes::card(AssetStatus::GeneratingModel);
    let done = fakes::card(AssetStatus::Completed);
    let page = render("/dashboard", World { assets: vec![moving, done], ..World::signed_in() });
    assert_eq!(page.html.matches(r#"data-slot="asset-tile""#).count(), 2);
    assert_eq!(page.html.matches(r#"class="tile-link""#).count(), 1);
    page.assert_has("Building the model");
    page.assert_has("View Model");
}

#[test]
fn nothing_made_yet_leads_on() {
    render("/dashboard", World::signed_in()).assert_has("Nothing here yet");
}

#[test]
fn a_refused_plain_form_comes_back_with_its_reason() {
    use crate::error::AppError;
    use leptos::server_fn::error::ServerFnUrlError;
    let refused = AppError(Problem::OutOfCredits {
        need: domain::credits::Credits(1),
        have: domain::credits::Credits(0),
    });
    let url =
        ServerFnUrlError::new("/api/generation/start", refused).to_url("http://localhost/dashboard").unwrap();
    let path = format!("/dashboard?{}", url.query().unwrap());
    let page = render(&path, World::signed_in());
    page.assert_has("This needs 1 credit; you have 0 credits.");
    page.assert_has(r#"href="/dashboard?buy=credits""#);
}

#[test]
fn the_header_shows_the_credits() {
    let page = render("/dashboard", World { credits: domain::credits::Credits(1), ..World::signed_in() });
    page.assert_has(r#"<strong class="tabular-nums">1</strong> Credit<"#);
    page.assert_has("ada@example.com");
    page.assert_has(r#"action="/sandbox/clerk/sign-out""#);
}
