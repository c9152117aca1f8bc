use domain::asset::{AssetStatus, Visibility};
use domain::ids::AssetId;
use domain::job_truth::{CreditOutcome, FailureReason, Phase};
use domain::print::{PrintChoice, PrintConfig, PrintOffer, SizeMm};
use domain::session::Session;

use super::*;
use crate::fakes::{self, Rendered, World, render};

const PATH: &str = "/assets/ast_00000000040000000000000001";

fn page(detail: AssetDetail) -> Rendered {
    render(PATH, World::with_detail(detail))
}

#[test]
fn waiting_tells_the_jobs_truth_and_offers_to_stop_it() {
    let page = page(fakes::detail(AssetStatus::GeneratingModel));
    page.assert_has("Building the model");
    page.assert_has("About 20 seconds left");
    page.assert_has(r#"<progress data-slot="progress""#);
    page.assert_has("Stop this generation?");
    page.assert_has("Your credit comes back at once.");
    page.assert_lacks("Regenerate");
    assert_eq!(page.status, None);
}

#[test]
fn concepts_are_two_choices_in_a_plain_form_and_the_first_model_is_free() {
    let page = page(fakes::detail(AssetStatus::ConceptsGenerated));
    assert_eq!(page.html.matches(r#"type="radio" name="concept""#).count(), 2);
    page.assert_has(r#"action="/api/generation/model_from_concept""#);
    page.assert_has("Generate 3D Model");
    page.assert_has(">Free</span>");
    page.assert_has("Regenerate Concepts");
    page.assert_has("2 more rounds are free.");
    page.assert_has("Made by the built-in generator (no AI).");
    page.assert_lacks("Stop this generation?");
}

#[test]
fn the_concept_chosen_before_stays_chosen() {
    let checked = |detail: &AssetDetail| {
        let html = page(detail.clone()).html;
        let radios: Vec<_> = html.split("<input").filter(|tag| tag.contains(r#"name="concept""#)).collect();
        radios.iter().position(|tag| tag.split('>').next().unwrap_or_default().contains("checked"))
    };
    let mut detail = fakes::detail(AssetStatus::ConceptsGenerated);
    assert_eq!(checked(&detail), Some(0));
    detail.selected = detail.concepts.get(1).cloned();
    assert_eq!(checked(&detail), Some(1));
}

#[test]
fn concepts_without_rounds_left_are_not_offered_again() {
    let mut detail = fakes::detail(AssetStatus::ConceptsGenerated);
    detail.owner.as_mut().unwrap().concept_rounds_left = 0;
    page(detail).assert_lacks("Regenerate Concepts");
}

#[test]
fn the_model_comes_with_its_poster_its_size_and_what_was_understood() {
    let page = page(fakes::detail(AssetStatus::Completed));
    page.assert_has("<canvas");
    page.assert_has(r#"aria-label="3D model: a red robot""#);
    page.assert_has("/files/poster-256.webp 256w");
    page.assert_has("80 × 40 × 20 mm");
    page.assert_has("18,000");
    page.assert_has("robot, red");
    page.assert_has("quantum");
    page.assert_has("Regenerate Model");
    page.assert_has("Publish this model?");
    page.assert_has("<title>a red robot · MakeIt3D</title>");
}

#[test]
fn the_concept_that_was_not_chosen_can_still_be_built() {
    let mut detail = fakes::detail(AssetStatus::Completed);
    detail.concepts = fakes::detail(AssetStatus::ConceptsGenerated).concepts;
    detail.selected = detail.concepts.first().cloned();
    let other = detail.concepts.last().unwrap().id;
    let own = page(detail.clone());
    own.assert_has(&format!(r#"name="concept" value="{other}""#));
    own.assert_has("Build this one");
    own.assert_has("the same model of the same concept");
    page(AssetDetail { owner: None, ..detail.clone() }).assert_lacks("Build this one");
    page(AssetDetail { selected: None, ..detail }).assert_lacks("the same model of the same concept");
}

#[test]
fn prints_that_were_kept_of_this_model_are_listed() {
    let kept = fakes::print_config(PrintChoice {
        material: "pla".into(),
        color: "white".into(),
        finish: "raw".into(),
        quantity: 2,
        remarks: String::new(),
        size: SizeMm([40.0, 80.0, 20.0]),
    });
    let page = |kept: &PrintConfig| {
        let offer = PrintOffer { configs: vec![kept.clone()], ..fakes::print_offer() };
        let detail = fakes::detail(AssetStatus::Completed);
        render(PATH, World { offer: Some(offer), ..World::with_detail(detail) })
    };
    let own = page(&kept);
    own.assert_has("Your configured prints");
    own.assert_has(&format!("2 × {}", kept.words));
    own.assert_has("40 × 80 × 20 mm");
    // The page before was about another one, whose prints are still there.
    page(&PrintConfig { asset: AssetId::from_parts(2, 2), ..kept }).assert_lacks("Your configured prints");
}

#[test]
fn a_public_model_opens_for_a_stranger_without_its_owners_buttons() {
    let detail = AssetDetail { owner: None, ..fakes::detail(AssetStatus::Completed) };
    let world = World { session: Session::SignedOut, ..World::with_detail(detail) };
    let page = render(PATH, world);
    page.assert_has("<canvas");
    for owners in ["Regenerate", "Publish", "Make private", "Stop this generation", "Delete"] {
        page.assert_lacks(owners);
    }
    assert_eq!(page.status, None);
}

#[test]
fn whatever_became_of_it_its_owner_can_delete_it_by_a_plain_form() {
    for status in AssetStatus::ALL {
        let page = page(fakes::detail(status));
        page.assert_has("Delete this for good?");
        page.assert_has("Your orders and receipts stay");
        page.assert_has(r#"<form method="post" action="/api/assets/delete""#);
    }
}

#[test]
fn a_published_model_can_be_taken_back() {
    let mut detail = fakes::detail(AssetStatus::Completed);
    detail.owner.as_mut().unwrap().visibility = Visibility::Public;
    let page = page(detail);
    page.assert_has("Make private");
    page.assert_has(r#"name="visibility" value="private""#);
    page.assert_lacks("Publish this model?");
}

#[test]
fn failure_says_why_what_happened_to_the_credit_and_how_to_go_on() {
    for reason in FailureReason::ALL {
        let mut detail = fakes::detail(AssetStatus::Failed);
        detail.card.truth.failure = Some(reason);
        let page = page(detail);
        page.assert_has(reason.sentence());
        page.assert_has(CreditOutcome::Released.sentence());
        page.assert_has("Try again");
        page.assert_has(r#"action="/api/generation/retry""#);
    }
}

#[test]
fn a_failed_repetition_keeps_the_model_and_says_so() {
    let mut detail = fakes::detail(AssetStatus::Completed);
    detail.card.truth = fakes::truth(Phase::Failed);
    let page = page(detail);
    page.assert_has("<canvas");
    page.assert_has("The model you see is the one before.");
    page.assert_has("Your credit is back.");
}

#[test]
fn foreign_missing_and_malformed_ids_get_the_same_answer() {
    for path in [PATH, "/assets/nonsense"] {
        let page = render(path, World::signed_in());
        assert_eq!(page.status, Some(404), "{path}");
        page.assert_has("There is nothing at this address");
        page.assert_has("Go to your workspace");
    }
}

#[test]
fn an_expired_token_is_not_the_same_as_not_found() {
    let page = render(PATH, World { session: Session::Unknown, ..World::signed_in() });
    page.assert_lacks("There is nothing at this address");
    page.assert_has(r#"data-slot="skeleton""#);
}

#[test]
fn a_broken_server_says_so_with_a_next_step() {
    let broken = Problem::Internal { incident: "inc-7".into() };
    let page = render(PATH, World { broken: Some(broken), ..World::signed_in() });
    assert_eq!(page.status, Some(500));
    page.assert_has("inc-7");
    page.assert_has("tell us the incident number");
}

#[test]
fn what_is_shown_stays_when_it_cannot_be_read_again() {
    let (id, other) = ("ast_1", "ast_2");
    let shown = Showing::Asset(id.to_owned());
    for failed in [Showing::NotFound, Showing::Skeleton, Showing::Problem(Problem::SignedOut)] {
        assert_eq!(failed.clone().after(Some(&shown), id, false), shown);
        assert_eq!(failed.clone().after(Some(&shown), other, false), failed, "another asset is not this one");
        assert_eq!(failed.clone().after(None, id, false), failed);
    }
}

#[test]
fn what_was_shown_and_is_gone_for_sure_is_not_shown_any_more() {
    let id = "ast_1";
    let (shown, gone) = (Showing::Asset(id.to_owned()), Showing::Gone(id.to_owned()));
    for failed in [Showing::NotFound, Showing::Skeleton] {
        assert_eq!(failed.clone().after(Some(&shown), id, true), gone);
        assert_eq!(failed.clone().after(Some(&gone), id, false), gone, "for good");
        assert_eq!(failed.clone().after(Some(&gone), "ast_2", false), failed, "the next one");
        assert_eq!(failed.clone().after(None, id, true), failed, "it never was on this page");
    }
    assert_eq!(shown.clone().after(Some(&gone), id, true), shown, "it is there after all");
}

#[test]
fn only_a_fresher_token_makes_sure_that_it_is_gone() {
    assert!(!is_refused_anew(None, 3));
    assert!(!is_refused_anew(Some(3), 3), "the same token, which may have expired");
    assert!(is_refused_anew(Some(3), 4));
}
