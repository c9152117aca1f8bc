//! Deliveries to a receiver over HTTP.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use serde_json::{Value, json};

use super::*;

type Received = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// A receiver that answers 500 to the first `failures` deliveries.
async fn receiver(failures: u64) -> (WebhookTarget, Received) {
    let received = Received::default();
    let left = Arc::new(AtomicU64::new(failures));
    let keep = async |State((received, left)): State<(Received, Arc<AtomicU64>)>,
                      headers: HeaderMap,
                      body: String| {
        if left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
            return StatusCode::INTERNAL_SERVER_ERROR;
        }
        received.lock().unwrap().push((headers, body));
        StatusCode::OK
    };
    let router = Router::new().route("/hook", post(keep)).with_state((Arc::clone(&received), left));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (WebhookTarget { url, secret: "whsec_test".to_owned() }, received)
}

#[tokio::test]
async fn events_are_signed_and_sent_until_they_are_taken() {
    let (target, received) = receiver(1).await;
    let stage = Stage::with_webhook(Some(target));
    stage.post("/v1/customers", "email=ada@example.com").await;
    stage.stripe.deliver_due().await;
    assert!(received.lock().unwrap().is_empty(), "the first attempt failed");
    stage.stripe.deliver_due().await;
    assert!(received.lock().unwrap().is_empty(), "the pause is not over");
    stage.advance_ms(60_000);
    stage.stripe.deliver_due().await;
    stage.stripe.deliver_due().await;
    let taken = received.lock().unwrap().clone();
    assert_eq!(taken.len(), 1);
    let (headers, body) = &taken[0];
    assert_eq!(headers["stripe-signature"], sign("whsec_test", 1_800_000_060, body).as_str());
    let event: Value = serde_json::from_str(body).unwrap();
    assert_eq!((&event["type"], &event["api_version"]), (&json!("customer.created"), &json!(API_VERSION)));
    assert_eq!(event["data"]["object"]["email"], "ada@example.com");
}

#[tokio::test]
async fn deliveries_are_held_reversed_and_repeated_on_demand() {
    let (target, received) = receiver(0).await;
    let stage = Stage::with_webhook(Some(target));
    stage.post("/control/deliveries", "held=true").await;
    for name in ["first", "second"] {
        stage.post("/v1/customers", &format!("name={name}")).await;
    }
    stage.stripe.deliver_due().await;
    assert!(received.lock().unwrap().is_empty());
    stage.post("/control/deliveries", "held=false&order=reverse").await;
    for _ in 0..2 {
        stage.stripe.deliver_due().await;
        stage.advance_ms(1000);
    }
    let names = |received: &Received| -> Vec<String> {
        let received = received.lock().unwrap();
        let name =
            |body: &String| serde_json::from_str::<Value>(body).unwrap()["data"]["object"]["name"].clone();
        received.iter().map(|(_, body)| name(body).as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&received), ["second", "first"]);

    let event = stage.get("/v1/events?limit=1").await["data"][0]["id"].as_str().unwrap().to_owned();
    for signature in ["valid", "wrong", "old", "missing"] {
        stage
            .post(&format!("/control/events/{event}/deliver"), &format!("signature={signature}&times=2"))
            .await;
    }
    stage.stripe.deliver_due().await;
    assert_eq!(received.lock().unwrap().len(), 2 + 8);
    let unsigned = |received: &Received| {
        received
            .lock()
            .unwrap()
            .iter()
            .filter(|(headers, _)| headers.get("stripe-signature").is_none())
            .count()
    };
    assert_eq!(unsigned(&received), 2);
    let log = stage.get("/control/deliveries").await;
    assert_eq!((log["attempts"].as_array().unwrap().len(), &log["pending"]), (10, &json!([])));
}

#[tokio::test]
async fn an_undelivered_event_survives_a_kill() {
    let (target, received) = receiver(0).await;
    let stage = Stage::with_webhook(Some(target));
    stage.post("/control/deliveries", "held=true").await;
    stage.post("/v1/customers", "name=ada").await;
    let stage = stage.restarted();
    stage.stripe.deliver_due().await;
    assert_eq!(received.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn endpoints_made_through_the_api_get_what_they_ask_for() {
    let (target, received) = receiver(0).await;
    let stage = Stage::new();
    let form = format!("url={}&enabled_events[0]=customer.deleted", target.url);
    let endpoint = stage.post("/v1/webhook_endpoints", &form).await;
    assert!(endpoint["secret"].as_str().unwrap().starts_with("whsec_"));
    let customer = stage.post("/v1/customers", "").await["id"].as_str().unwrap().to_owned();
    stage.call("DELETE", &format!("/v1/customers/{customer}"), "").await;
    stage.stripe.deliver_due().await;
    assert_eq!(received.lock().unwrap().len(), 1);
    let path = format!("/v1/webhook_endpoints/{}", endpoint["id"].as_str().unwrap());
    assert_eq!(stage.get(&path).await["secret"], Value::Null);
    assert_eq!(stage.call("DELETE", &path, "").await.1["deleted"], true);
}
