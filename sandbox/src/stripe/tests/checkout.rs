//! From a session to its payment, as servers and browsers see it.

use serde_json::{Value, json};

use super::*;

#[tokio::test]
async fn a_session_is_paid_once_and_says_so() {
    let stage = Stage::new();
    let session = stage.session(&format!("{SHIPPED}&metadata[order]=7&client_reference_id=chk_1")).await;
    assert_eq!((&session["amount_total"], &session["status"]), (&json!(3700), &json!("open")));
    assert_eq!(session["payment_intent"], Value::Null);
    assert!(!session.to_string().contains("\"_"), "the sandbox's own fields stay inside");

    let (status, paid) = stage.pay(&session, &ADDRESS[1..]).await;
    assert_eq!(status, 200, "{paid:#}");
    assert_eq!((&paid["status"], &paid["payment_status"]), (&json!("complete"), &json!("paid")));
    assert_eq!(paid["collected_information"]["shipping_details"]["address"]["city"], "Springfield");
    assert_eq!(paid["customer_details"]["email"], "ada@example.com");
    let again = stage.pay(&session, &ADDRESS[1..]).await.1;
    assert_eq!(again["payment_intent"], paid["payment_intent"]);
    assert_eq!(
        stage.event_kinds().await,
        [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed"
        ]
    );
    let found = format!("/v1/checkout/sessions?payment_intent={}", paid["payment_intent"].as_str().unwrap());
    assert_eq!(stage.get(&found).await["data"][0]["metadata"]["order"], "7");
}

#[tokio::test]
async fn a_refused_card_leaves_the_session_open_for_another() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let (status, refused) = stage.pay(&session, "card=4000000000009995").await;
    assert_eq!(status, 402);
    let error = &refused["error"];
    assert_eq!((&error["type"], &error["code"]), (&json!("card_error"), &json!("card_declined")));
    assert_eq!(error["decline_code"], "insufficient_funds");
    assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
    let (_, paid) = stage.pay(&session, "").await;
    assert_eq!(paid["payment_status"], "paid");
    assert_eq!(paid["payment_intent"], error["payment_intent"]["id"]);
    let kinds = stage.event_kinds().await;
    assert_eq!(kinds[1..3], ["charge.failed", "payment_intent.payment_failed"]);
}

#[tokio::test]
async fn the_browser_pays_after_its_bank_asked() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let shown = stage.browser(&session, "init", "").await.1;
    assert_eq!(shown["total"]["total"], json!({ "minorUnitsAmount": 3000, "amount": "$30.00" }));
    let card = "payment_method_data[type]=card&payment_method_data[card][number]=4000002760003184\
        &payment_method_data[card][exp_month]=12&payment_method_data[card][exp_year]=2034\
        &payment_method_data[card][cvc]=123&payment_method_data[billing_details][address][country]=US";
    assert_eq!(stage.browser(&session, "confirm", card).await.1["requires_action"], true);
    let (status, failed) = stage.browser(&session, "authenticate", "outcome=fail").await;
    assert_eq!((status, &failed["error"]["code"]), (402, &json!("payment_intent_authentication_failure")));
    stage.browser(&session, "confirm", card).await;
    let done = stage.browser(&session, "authenticate", "outcome=complete").await.1;
    assert_eq!(done["session"]["status"], json!({ "type": "complete", "paymentStatus": "paid" }));
}

#[tokio::test]
async fn the_browser_needs_its_key_and_the_sessions_secret() {
    let stage = Stage::new();
    let session = stage.session("").await;
    let path = format!("/v1/payment_pages/{}/init", session["id"].as_str().unwrap());
    let secret = session["client_secret"].as_str().unwrap();
    for form in [
        format!("key=pk_test_other&client_secret={secret}"),
        format!("client_secret={secret}"),
        "key=pk_test_sandbox&client_secret=cs_other".to_owned(),
        "key=pk_test_sandbox".to_owned(),
    ] {
        let response = stage.send("POST", &path, &form, &[]).await;
        assert!(response.status().is_client_error(), "{form}");
    }
    assert_eq!(
        stage.browser(&session, "confirm", "card=4242424242424242").await.1["error"]["param"],
        "email"
    );
}

#[tokio::test]
async fn a_session_that_asks_for_what_stripe_refuses_is_refused_by_name() {
    let stage = Stage::new();
    for (more, param) in [
        ("&quantity=3", "quantity"),
        ("&success_url=http://a.example", "success_url"),
        ("&line_items[1][quantity]=1", "line_items[1][price_data]"),
        ("&line_items[1][quantity]=0", "line_items[1][quantity]"),
        ("&expires_at=1800000060", "expires_at"),
        ("&customer=cus_none", "customer"),
        (
            "&shipping_address_collection[allowed_countries][0]=Mars",
            "shipping_address_collection[allowed_countries]",
        ),
        ("&payment_method_types[0]=sofort", "payment_method_types"),
    ] {
        let (status, answer) =
            stage.call("POST", "/v1/checkout/sessions", &format!("{ONE_LINE}{more}")).await;
        assert_eq!((status, &answer["error"]["param"]), (400, &json!(param)), "{more}: {answer:#}");
    }
    assert!(stage.get("/v1/checkout/sessions").await["data"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn sessions_expire_by_the_clock_and_by_hand() {
    let stage = Stage::new();
    let (by_hand, by_clock) = (stage.session("").await, stage.session("&expires_at=1800001800").await);
    let path = |session: &Value| format!("/v1/checkout/sessions/{}", session["id"].as_str().unwrap());
    assert_eq!(stage.post(&format!("{}/expire", path(&by_hand)), "").await["status"], "expired");
    assert_eq!(stage.call("POST", &format!("{}/expire", path(&by_hand)), "").await.0, 400);
    stage.advance_ms(1_800_000);
    assert_eq!(stage.get(&path(&by_clock)).await["status"], "expired");
    assert_eq!(stage.pay(&by_clock, "email=a@example.com").await.0, 400);
    assert_eq!(stage.event_kinds().await, ["checkout.session.expired"; 2]);
}

#[tokio::test]
async fn the_script_is_served_whole() {
    let stage = Stage::new();
    let response = stage.send("GET", "/v1/stripe.js", "", &[]).await;
    assert_eq!(response.headers()["content-type"], "text/javascript; charset=utf-8");
    let script = String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap();
    assert!(script.starts_with("// A stand-in") && script.trim_end().ends_with("})();"));
}
