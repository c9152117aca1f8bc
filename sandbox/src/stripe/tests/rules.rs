//! What holds for every call: keys, versions, idempotency, faults, pages, expanding.

use serde_json::{Value, json};

use super::*;

#[tokio::test]
async fn keys_and_versions_are_checked() {
    let stage = Stage::new();
    let ask = async |headers: &[(&str, &str)]| stage.send("GET", "/v1/customers", "", headers).await.status();
    assert_eq!(ask(&[]).await, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(&[("authorization", "Bearer sk_test_other")]).await, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(&[("authorization", "Bearer pk_test_sandbox")]).await, StatusCode::UNAUTHORIZED);
    let good = ("authorization", "Bearer sk_test_sandbox");
    assert_eq!(ask(&[good, ("stripe-version", "tomorrow")]).await, StatusCode::BAD_REQUEST);
    assert_eq!(ask(&[good, ("stripe-version", API_VERSION)]).await, StatusCode::OK);
    let unknown = stage.call("GET", "/v1/nothing", "").await;
    assert_eq!((unknown.0, &unknown.1["error"]["type"]), (404, &json!("invalid_request_error")));
}

#[tokio::test]
async fn the_same_key_is_the_same_request() {
    let stage = Stage::new();
    let first = body(stage.keyed("/v1/customers", "email=a@example.com", "k1").await).await;
    let replayed = stage.keyed("/v1/customers", "email=a@example.com", "k1").await;
    assert_eq!(replayed.headers()["idempotent-replayed"], "true");
    assert_eq!(body(replayed).await["id"], first["id"]);
    for (path, form) in [("/v1/customers", "email=b@example.com"), ("/v1/refunds", "email=a@example.com")] {
        let other = stage.keyed(path, form, "k1").await;
        assert_eq!(other.status(), StatusCode::BAD_REQUEST);
        assert_eq!(body(other).await["error"]["type"], "idempotency_error");
    }
    // A request that was refused before it began does not take the key.
    assert_eq!(stage.keyed("/v1/customers", "email=nobody", "k2").await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(stage.keyed("/v1/customers", "email=a@example.com", "k2").await.status(), StatusCode::OK);

    let stage = stage.restarted();
    let kept = stage.keyed("/v1/customers", "email=a@example.com", "k1").await;
    assert_eq!(kept.headers()["idempotent-replayed"], "true");
    stage.advance_ms(25 * 3600 * 1000);
    let fresh = body(stage.keyed("/v1/customers", "email=a@example.com", "k1").await).await;
    assert_ne!(fresh["id"], first["id"]);
}

#[tokio::test]
async fn two_requests_at_once_under_one_key_meet_a_conflict() {
    let stage = Stage::new();
    stage.post("/control/faults", "requests=1&slow_ms=200").await;
    let slow = stage.keyed("/v1/customers", "", "k1");
    let hasty = async {
        tokio::time::sleep(std::time::Duration::from_millis(60)).await;
        stage.keyed("/v1/customers", "", "k1").await
    };
    let (slow, hasty) = tokio::join!(slow, hasty);
    assert_eq!((slow.status(), hasty.status()), (StatusCode::OK, StatusCode::CONFLICT));
    assert_eq!(body(hasty).await["error"]["code"], "idempotency_key_in_use");
}

#[tokio::test]
async fn a_lost_reply_is_found_again_by_its_key() {
    let stage = Stage::new();
    stage.post("/control/faults", "requests=1&status=500&when=after").await;
    assert_eq!(stage.keyed("/v1/customers", "", "k1").await.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let replayed = stage.keyed("/v1/customers", "", "k1").await;
    assert_eq!(replayed.headers()["idempotent-replayed"], "true");
    assert_eq!(stage.get("/v1/customers").await["data"].as_array().unwrap().len(), 1);

    stage.post("/control/faults", "requests=2&status=503&path=/v1/refunds").await;
    assert_eq!(stage.call("GET", "/v1/customers", "").await.0, 200);
    for expected in [503, 503, 200] {
        assert_eq!(stage.call("GET", "/v1/refunds", "").await.0, expected);
    }
}

#[tokio::test]
async fn lists_are_turned_page_by_page() {
    let stage = Stage::new();
    for number in 0..7 {
        stage.post("/v1/customers", &format!("name=n{number}")).await;
    }
    let names = |page: &Value| -> Vec<String> {
        page["data"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    let first = stage.get("/v1/customers?limit=3").await;
    assert_eq!(
        (names(&first), &first["has_more"]),
        (vec!["n6".into(), "n5".into(), "n4".into()], &json!(true))
    );
    let last = first["data"][2]["id"].as_str().unwrap();
    let rest = stage.get(&format!("/v1/customers?limit=10&starting_after={last}")).await;
    assert_eq!((names(&rest).len(), &rest["has_more"]), (4, &json!(false)));
    let before = stage.get(&format!("/v1/customers?limit=1&ending_before={last}")).await;
    assert_eq!((names(&before), &before["has_more"]), (vec!["n5".into()], &json!(true)));
    for wrong in ["limit=0", "limit=101", "starting_after=cus_none", "sort=name"] {
        assert_eq!(stage.call("GET", &format!("/v1/customers?{wrong}"), "").await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn ids_are_expanded_on_request() {
    let stage = Stage::new();
    let session = stage.session("&customer_email=ada@example.com").await;
    stage.pay(&session, "").await;
    let path = format!("/v1/checkout/sessions/{}", session["id"].as_str().unwrap());
    let whole = stage.get(&format!("{path}?expand[]=payment_intent.latest_charge&expand[]=line_items")).await;
    assert_eq!(whole["payment_intent"]["latest_charge"]["amount"], 3000);
    assert_eq!(whole["line_items"]["data"][0]["price"]["unit_amount"], 1500);
    let listed = stage.get("/v1/checkout/sessions?expand[]=data.payment_intent").await;
    assert_eq!(listed["data"][0]["payment_intent"]["status"], "succeeded");
    assert_eq!(stage.call("GET", &format!("{path}?expand[]=nothing"), "").await.0, 400);
}
