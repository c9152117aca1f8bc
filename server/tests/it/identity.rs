//! Signing in, coming back and signing out, over HTTP and without scripts.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;

use crate::identity_stage::{Browser, IdentityStage, location};

const TWO_MINUTES: Duration = Duration::from_secs(120);

#[tokio::test]
async fn a_private_page_is_reached_by_signing_in_with_plain_forms() {
    let stage = IdentityStage::start().await;
    let mut browser = stage.browser();
    let refused = browser.open("/workspace?from=mail").await;
    assert_eq!(refused.status(), StatusCode::FOUND);
    assert_eq!(location(&refused), "/sign-in?redirect_url=%2Fworkspace%3Ffrom%3Dmail");

    let fields = [("email_address", "ada@example.com"), ("redirect_url", "/workspace?from=mail")];
    let entered = browser.submit("/sandbox/clerk/sign-up", &fields).await;
    assert_eq!(
        (entered.status(), location(&entered).as_str()),
        (StatusCode::SEE_OTHER, "/workspace?from=mail")
    );
    let (_, page) = browser.open_and_follow("/workspace?from=mail").await;
    assert!(page.starts_with("/workspace?from=mail SignedIn(usr_"), "{page}");
    assert_eq!(location(&browser.open("/sign-in?redirect_url=%2Fworkspace").await), "/workspace");

    let left = browser.submit("/sandbox/clerk/sign-out", &[]).await;
    assert_eq!(location(&left), "/");
    assert_eq!(browser.open_and_follow("/").await.1, "/ SignedOut");
    assert!(location(&browser.open("/workspace").await).starts_with("/sign-in"));
    stage.finish().await;
}

#[tokio::test]
async fn an_address_that_is_none_comes_back_to_the_form() {
    let stage = IdentityStage::start().await;
    let response = stage.browser().submit("/sandbox/clerk/sign-in", &[("email_address", "ada@")]).await;
    assert_eq!(location(&response), "/sign-in?error=invalid_email&email_address=ada%40");
    stage.finish().await;
}

#[tokio::test]
async fn a_returning_visitor_is_recognised_through_the_handshake() {
    let stage = IdentityStage::start().await;
    let mut browser = stage.browser();
    browser.sign_in("ada@example.com").await;
    let (_, before) = browser.open_and_follow("/workspace").await;
    stage.clock.advance(TWO_MINUTES);

    assert_eq!(browser.open_and_follow("/").await.1, "/ Unknown", "an open page does not wait");
    let sent = browser.open("/assets/ast_1").await;
    assert!(location(&sent).contains("/handshake?"), "its owner sees more");
    let sent = browser.open("/workspace").await;
    assert!(location(&sent).starts_with("/sandbox/clerk/v1/client/handshake?redirect_url="));
    let (address, after) = browser.open_and_follow("/workspace").await;
    assert_eq!((address.as_str(), after), ("/workspace", before));
    stage.finish().await;
}

#[tokio::test]
async fn a_session_that_ended_elsewhere_leads_to_sign_in() {
    let stage = IdentityStage::start().await;
    let mut browser = stage.browser();
    browser.sign_in("ada@example.com").await;
    let mut other_tab = stage.browser();
    other_tab.cookies = browser.cookies.clone();
    other_tab.submit("/sandbox/clerk/sign-out", &[]).await;
    stage.clock.advance(TWO_MINUTES);
    let (address, page) = browser.open_and_follow("/workspace").await;
    assert_eq!(address, "/sign-in?redirect_url=%2Fworkspace");
    assert!(page.ends_with("SignedOut"));
    assert!(!browser.cookies.contains_key("__session"));
    stage.finish().await;
}

#[tokio::test]
async fn a_handshake_that_changes_nothing_does_not_go_round_and_round() {
    let stage = IdentityStage::start().await;
    let mut browser = stage.browser();
    browser.cookies.insert("__client_uat".into(), "1700000000".into());
    for _ in 0..3 {
        assert!(location(&browser.open("/workspace").await).contains("/v1/client/handshake"));
    }
    assert!(location(&browser.open("/workspace").await).starts_with("/sign-in?"));
    stage.finish().await;
}

#[tokio::test]
async fn nobody_signs_others_in_by_a_link() {
    let stage = IdentityStage::start().await;
    let cookies = json!(["__session=stolen; Path=/", "theme=dark; Path=/"]);
    let old = stage.clerk.sign(json!({}), &json!({ "handshake": cookies, "iat": 1_000 })).unwrap();
    let template =
        stage.clerk.sign(json!({ "cat": "cl_B7d4PD222AAA" }), &json!({ "handshake": cookies })).unwrap();
    for token in ["nonsense", &old, &template, &format!("{}x", &old[..old.len() - 1])] {
        let mut browser = stage.browser();
        let response = browser.open(&format!("/?a=b&__clerk_handshake={token}")).await;
        assert_eq!(location(&response), "/?a=b");
        assert!(browser.cookies.is_empty(), "{:?}", browser.cookies);
    }
    stage.finish().await;
}

#[tokio::test]
async fn the_form_refuses_other_sites_and_endless_tries() {
    let stage = IdentityStage::start().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/sandbox/clerk/sign-in", stage.base_url);
    let foreign = client.post(&url).header("origin", "https://evil.example").body("").send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);

    let mut browser = stage.browser();
    let limit = domain::problem::LimitedAction::SignIn.per_minute();
    // Time passes meanwhile and gives some tries back, but never as many again.
    for tried in 0..2 * limit {
        let response = browser.submit("/sandbox/clerk/sign-in", &[("email_address", "")]).await;
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            assert!(tried >= limit - 1, "refused after {tried}");
            assert!(response.text().await.unwrap().contains("Too many sign-in attempts"));
            return stage.finish().await;
        }
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
    }
    panic!("never refused");
}

#[tokio::test]
async fn keys_are_fetched_once_for_a_crowd_and_again_after_a_rotation() {
    let stage = IdentityStage::start().await;
    let mut browser = stage.browser();
    browser.sign_in("ada@example.com").await;
    let mut crowd = Vec::new();
    for _ in 0..12 {
        let mut tab = stage.browser();
        tab.cookies = browser.cookies.clone();
        crowd.push(tokio::spawn(async move { tab.open_and_follow("/workspace").await.1 }));
    }
    for tab in crowd {
        assert!(tab.await.unwrap().contains("SignedIn"));
    }
    assert_eq!((stage.clerk.jwks_requests(), stage.clerk.user_requests() >= 1), (1, true));

    stage.clerk.rotate_key().unwrap();
    stage.clock.advance(Duration::from_secs(15));
    browser.sign_in("ada@example.com").await;
    assert!(browser.open_and_follow("/workspace").await.1.contains("SignedIn"));
    assert_eq!(stage.clerk.jwks_requests(), 2);
    stage.finish().await;
}

/// Sends the account's address; answers where that leads and the page there.
async fn send_address(browser: &mut Browser) -> (String, String) {
    let fields = [("name", "Gräfin Ada"), ("city", "Köln & Bonn")];
    let answer = browser.submit("/api/account/set_address", &fields).await;
    browser.open_and_follow(&location(&answer)).await
}

const FILLED_IN: &str = r#"[("name", "Gräfin Ada"), ("city", "Köln & Bonn")]"#;

#[tokio::test]
async fn a_plain_form_that_comes_after_its_token_is_filled_in_again() {
    let stage = IdentityStage::start().await;
    let mut browser = stage.browser();
    browser.sign_in("ada@example.com").await;
    stage.clock.advance(TWO_MINUTES);
    let (address, page) = send_address(&mut browser).await;
    assert_eq!(address, "/account?refused=44", "the whole form arrived");
    assert!(page.contains("SignedIn(") && page.ends_with(FILLED_IN), "{page}");
    // It is forgotten then, and nothing is kept of what was taken.
    assert!(!browser.open_and_follow("/account").await.1.contains("Ada"));
    let (address, page) = send_address(&mut browser).await;
    assert_eq!(address, "/account?saved=44");
    assert!(!page.contains("Ada"), "{page}");
    stage.finish().await;
}

#[tokio::test]
async fn a_plain_form_of_a_session_that_ended_waits_for_its_person_alone() {
    for (who, is_filled_in) in [("ada@example.com", true), ("ben@example.com", false)] {
        let stage = IdentityStage::start().await;
        let mut browser = stage.browser();
        browser.sign_in("ada@example.com").await;
        let mut other_tab = stage.browser();
        other_tab.cookies = browser.cookies.clone();
        other_tab.submit("/sandbox/clerk/sign-out", &[]).await;
        stage.clock.advance(TWO_MINUTES);
        let (address, page) = send_address(&mut browser).await;
        assert!(address.starts_with("/sign-in?redirect_url=%2Faccount"), "{address}");
        assert!(!page.contains("Ada"), "nobody is shown it before they signed in");
        browser.sign_in(who).await;
        let (_, page) = browser.open_and_follow("/account").await;
        assert_eq!(page.ends_with(FILLED_IN), is_filled_in, "{who}: {page}");
        assert!(!browser.cookies.contains_key("__kept_form"), "{who}: it is forgotten");
        stage.finish().await;
    }
}
