//! Refunds, disputes and kept cards; and that a kill forgets none of them.

use serde_json::json;

use super::*;

#[tokio::test]
async fn refunds_add_up_and_stop_at_what_was_paid() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let intent = stage.pay(&session, "").await.1["payment_intent"].as_str().unwrap().to_owned();
    let refund = |amount: i64| format!("payment_intent={intent}&amount={amount}");
    assert_eq!(stage.post("/v1/refunds", &refund(1000)).await["status"], "succeeded");
    let too_much = stage.call("POST", "/v1/refunds", &refund(2001)).await;
    assert_eq!((too_much.0, &too_much.1["error"]["param"]), (400, &json!("amount")));
    stage.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    let nothing_left = stage.call("POST", "/v1/refunds", &refund(1)).await;
    assert_eq!(nothing_left.1["error"]["code"], "charge_already_refunded");
    let intent = stage.get(&format!("/v1/payment_intents/{intent}?expand[]=latest_charge.refunds")).await;
    let charge = &intent["latest_charge"];
    assert_eq!((&charge["amount_refunded"], &charge["refunded"]), (&json!(3000), &json!(true)));
    assert_eq!(charge["refunds"]["data"].as_array().unwrap().len(), 2);
    let kinds = stage.event_kinds().await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "charge.refunded").count(), 2);
}

#[tokio::test]
async fn a_refund_that_the_bank_sends_back_can_be_made_again() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let paid = stage.pay(&session, "card=4000000000005126").await.1;
    let intent = paid["payment_intent"].as_str().unwrap();
    let refund = stage.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(refund["status"], "pending");
    let path = format!("/control/refunds/{}/settle", refund["id"].as_str().unwrap());
    assert_eq!(stage.post(&path, "status=failed").await["status"], "failed");
    assert_eq!(stage.post("/v1/refunds", &format!("payment_intent={intent}")).await["amount"], 3000);
}

#[tokio::test]
async fn a_dispute_is_opened_and_decided_once() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let paid = stage.pay(&session, "").await.1;
    let intent = paid["payment_intent"].as_str().unwrap();
    let dispute = stage.post("/control/disputes", &format!("payment_intent={intent}&amount=1200")).await;
    assert_eq!((&dispute["amount"], &dispute["status"]), (&json!(1200), &json!("needs_response")));
    let refund = stage.call("POST", "/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(refund.1["error"]["code"], "charge_disputed");
    let path = format!("/control/disputes/{}/close", dispute["id"].as_str().unwrap());
    assert_eq!(stage.post(&path, "status=won").await["status"], "won");
    assert_eq!(stage.call("POST", &path, "status=lost").await.0, 400);
    let listed = stage.get(&format!("/v1/disputes?payment_intent={intent}")).await;
    assert_eq!(listed["data"][0]["status"], "won");
}

#[tokio::test]
async fn a_kept_card_pays_again_until_it_is_forgotten() {
    let stage = Stage::new();
    let customer =
        stage.post("/v1/customers", "email=ada@example.com").await["id"].as_str().unwrap().to_owned();
    let more = format!("&customer={customer}&saved_payment_method_options[payment_method_save]=enabled");
    stage.pay(&stage.session(&more).await, "save_payment_method=true").await;
    let session = stage.session(&more).await;
    let shown = stage.browser(&session, "init", "").await.1;
    let card = shown["savedPaymentMethods"][0]["id"].as_str().unwrap().to_owned();
    let paid = stage.browser(&session, "confirm", &format!("payment_method={card}")).await;
    assert_eq!(paid.0, 200, "{:#}", paid.1);

    let portal = stage
        .post("/v1/billing_portal/sessions", &format!("customer={customer}&return_url=http://a.example/"))
        .await;
    let path = portal["url"]
        .as_str()
        .unwrap()
        .strip_prefix("http://127.0.0.1:3000/sandbox/stripe")
        .unwrap()
        .to_owned();
    let page = stage.send("GET", &path, "", &[]).await;
    let html = String::from_utf8(to_bytes(page.into_body(), 1 << 16).await.unwrap().to_vec()).unwrap();
    assert!(html.contains("ending in 4242") && html.contains("http://a.example/"), "{html}");
    assert_eq!(
        stage.send("POST", &path, &format!("payment_method={card}"), &[]).await.status(),
        StatusCode::SEE_OTHER
    );
    let cards = stage.get(&format!("/v1/customers/{customer}/payment_methods")).await;
    assert!(cards["data"].as_array().unwrap().is_empty());
    stage.advance_ms(2 * 3600 * 1000);
    assert_eq!(stage.send("GET", &path, "", &[]).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn payments_are_found_again_after_a_kill() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    let open = stage.session("&customer_email=ada@example.com").await;
    let paid = stage.pay(&session, "").await.1;
    let kinds = stage.event_kinds().await;
    let stage = stage.restarted();
    let path = format!("/v1/checkout/sessions/{}", session["id"].as_str().unwrap());
    assert_eq!(stage.get(&path).await, paid);
    assert_eq!(stage.event_kinds().await, kinds);
    assert_eq!(stage.pay(&open, "").await.1["payment_status"], "paid");
}

#[tokio::test]
async fn setup_keeps_a_card_without_a_payment() {
    let stage = Stage::new();
    let customer = stage.post("/v1/customers", "").await["id"].as_str().unwrap().to_owned();
    let setup = stage
        .post("/v1/setup_intents", &format!("customer={customer}&payment_method=pm_card_visa&confirm=true"))
        .await;
    assert_eq!(setup["status"], "succeeded");
    let cards = stage.get(&format!("/v1/payment_methods?customer={customer}&type=card")).await;
    assert_eq!(cards["data"][0]["id"], setup["payment_method"]);
    let refused =
        stage.call("POST", "/v1/setup_intents", "payment_method=pm_card_chargeDeclined&confirm=true").await;
    assert_eq!(
        (refused.0, &refused.1["error"]["setup_intent"]["status"]),
        (402, &json!("requires_payment_method"))
    );
}
