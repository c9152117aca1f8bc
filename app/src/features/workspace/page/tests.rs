use domain::asset::AssetStatus;
use domain::job_truth::Phase;

use crate::fakes::{self, World, render};

#[test]
fn each_status_shows_what_the_table_says() {
    for status in AssetStatus::ALL {
        let page = render("/workspace", World { assets: vec![fakes::card(status)], ..World::signed_in() });
        assert_eq!(page.html.contains(r#"class="tile-link""#), status.is_clickable(), "{status:?}");
        match status.call_to_action() {
            Some(words) => page.assert_has(&format!(">{words}</span>")),
            None => page.assert_has(r#"data-slot="job-status""#),
        }
    }
}

#[test]
fn a_failure_says_why_and_that_the_credit_is_back() {
    let page =
        render("/workspace", World { assets: vec![fakes::card(AssetStatus::Failed)], ..World::signed_in() });
    page.assert_has("The generator took longer than it may.");
    page.assert_has("Your credit is back.");
}

#[test]
fn what_runs_can_be_stopped_by_a_plain_form() {
    let mut card = fakes::card(AssetStatus::GeneratingModel);
    card.truth = fakes::truth(Phase::Queued);
    let page = render("/workspace", World { assets: vec![card], ..World::signed_in() });
    page.assert_has(r#"action="/api/generation/cancel""#);
    page.assert_has("Queued");
}

#[test]
fn a_longer_list_goes_on_by_a_link() {
    let assets = vec![fakes::card(AssetStatus::Completed)];
    let page = render("/workspace", World { assets, next: Some("ast_x".into()), ..World::signed_in() });
    page.assert_has(r#"href="/workspace?after=ast_x""#);
    page.assert_has("Load more");
    let first = render("/workspace?after=ast_x", World::signed_in());
    first.assert_has("Back to the newest");
}

#[test]
fn an_empty_workspace_leads_to_the_dashboard() {
    let page = render("/workspace", World::signed_in());
    page.assert_has("Make your first model");
    page.assert_has(r#"href="/dashboard""#);
}

#[test]
fn a_visitor_is_asked_to_sign_in_and_comes_back() {
    let page = render("/workspace", World::signed_out());
    assert_eq!(page.status, Some(401));
    page.assert_has("/sign-in?redirect_url=%2Fworkspace");
}

#[test]
fn after_deleting_it_says_so_and_leads_on() {
    let page = render("/workspace?deleted=true", World::signed_in());
    page.assert_has(r#"role="status" class="toast-place"><div data-slot="toast""#);
    page.assert_has("It was deleted.");
    render("/workspace", World::signed_in()).assert_lacks("It was deleted.");
}
