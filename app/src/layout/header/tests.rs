use domain::Problem;
use domain::credits::Credits;
use domain::session::Session;

use super::*;
use crate::fakes::{World, render};

#[test]
fn a_stranger_gets_a_way_to_sign_in_and_no_menu() {
    let page = render("/help", World::signed_out());
    page.assert_has(r#"<a data-slot="link-button" href="/sign-in""#);
    page.assert_lacks("Account menu");
    page.assert_lacks(r#"data-slot="credit-balance""#);
}

#[test]
fn an_expired_token_is_shown_as_neither() {
    let page = render("/help", World { session: Session::Unknown, ..World::signed_in() });
    page.assert_lacks(r#"href="/sign-in""#);
    page.assert_lacks("Account menu");
    page.assert_has(r#"data-slot="skeleton""#);
}

#[test]
fn a_member_sees_credits_with_the_right_plural() {
    for (credits, words) in [(0, "Credits"), (1, "Credit"), (2, "Credits")] {
        let page = render("/help", World { credits: Credits(credits), ..World::signed_in() });
        page.assert_has(&format!(r#"<strong class="tabular-nums">{credits}</strong> {words}<"#));
        page.assert_has("Buy credits");
    }
}

#[test]
fn the_current_page_is_marked_and_the_content_can_be_skipped_to() {
    let page = render("/help", World::signed_out());
    page.assert_has(r##"<a href="#main" class="skip-link""##);
    let marked = page.text().split("<a ").filter(|link| link.contains(r#"aria-current="page""#)).count();
    assert_eq!(marked, 1);
}

#[test]
fn the_right_end_is_made_anew_only_for_somebody_else() {
    let view = |credits, cart_lines| {
        Some(SessionView::SignedIn { email: "a@b.c".into(), credits: Credits(credits), cart_lines })
    };
    assert_eq!(Visitor::of(view(3, 0)), Visitor::of(view(2, 1)));
    assert_ne!(Visitor::of(view(3, 0)), Visitor::of(Some(SessionView::SignedOut)));
    assert_eq!(Visitor::of(None), Visitor::Unknown);
}

#[test]
fn every_page_has_one_heading_a_title_and_its_landmarks() {
    for path in ["/", "/dashboard", "/workspace", "/account", "/help", "/sign-in", "/sign-up", "/nowhere"] {
        let page = render(path, World::signed_in());
        assert_eq!(page.html.matches("<h1").count(), 1, "{path}");
        assert_eq!(page.html.matches("<main").count(), 1, "{path}");
        assert_eq!(page.html.matches("<title>").count(), 1, "{path}");
        assert!(page.html.contains(r#"<html lang="en">"#), "{path}");
        assert!(
            !page.html.contains(" style=\""),
            "{path}: inline styles do not pass the content security policy"
        );
        assert!(!page.html.contains("onclick"), "{path}");
    }
}

#[test]
fn a_server_that_cannot_answer_says_what_it_cost() {
    for path in ["/workspace", "/account"] {
        let broken = Problem::Unavailable { sentence: "The database does not answer.".into() };
        let page = render(path, World { broken: Some(broken), ..World::signed_in() });
        assert_eq!(page.status, Some(503), "{path}");
        page.assert_has("The database does not answer.");
        page.assert_has("Nothing was charged.");
    }
}
