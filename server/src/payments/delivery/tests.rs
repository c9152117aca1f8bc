use proptest::prelude::*;
use serde_json::json;

use super::*;

const NOW_SECS: i64 = 1_492_774_577;
const BODY: &[u8] = br#"{"id":"evt_1"}"#;
/// printf '%s' '1492774577.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
const SIGNATURE: &str = "7656fc2882a7ca0a651666b36bf2f2f22ee204f54f608f227498a2419f2890b2";

fn verified(body: &[u8], header: &str, now_secs: i64) -> bool {
    let secrets = [Secret::new("whsec_old"), Secret::new("whsec_test")];
    verify(body, header, &secrets, now_secs).is_ok()
}

#[test]
fn a_signature_of_either_secret_is_taken_for_five_minutes() {
    let header = format!("t={NOW_SECS},v1={SIGNATURE},v0=abc");
    assert!(verified(BODY, &header, NOW_SECS));
    assert!(verified(BODY, &header, NOW_SECS + 300) && verified(BODY, &header, NOW_SECS - 300));
    assert!(!verified(BODY, &header, NOW_SECS + 301) && !verified(BODY, &header, NOW_SECS - 301));
    assert!(verified(BODY, &format!("t={NOW_SECS},v1=00ff,v1={SIGNATURE}"), NOW_SECS));
}

#[test]
fn anything_else_is_refused() {
    assert!(!verified(br#"{"id":"evt_2"}"#, &format!("t={NOW_SECS},v1={SIGNATURE}"), NOW_SECS));
    assert!(!verified(BODY, &format!("t={},v1={SIGNATURE}", NOW_SECS + 1), NOW_SECS));
    for header in [
        String::new(),
        format!("t={NOW_SECS}"),
        format!("v1={SIGNATURE}"),
        format!("t={NOW_SECS},v0={SIGNATURE}"),
        format!("t=now,v1={SIGNATURE}"),
        format!("t={NOW_SECS},v1=xyz"),
        format!("t={NOW_SECS},v1="),
    ] {
        assert!(!verified(BODY, &header, NOW_SECS), "{header}");
    }
    assert!(verify(BODY, &format!("t={NOW_SECS},v1={SIGNATURE}"), &[], NOW_SECS).is_err());
}

fn read(kind: &str, object: Value) -> EventSubject {
    let event = json!({ "id": "evt_1", "type": kind, "data": { "object": object } });
    read_event(event.to_string().as_bytes()).unwrap().subject
}

#[test]
fn an_event_says_what_to_look_at() {
    let session = EventSubject::Session { id: "cs_1".to_owned() };
    for kind in ["completed", "async_payment_succeeded", "async_payment_failed", "expired"] {
        assert_eq!(read(&format!("checkout.session.{kind}"), json!({ "id": "cs_1" })), session);
    }
    let payment = || json!({ "id": "x", "payment_intent": "pi_1" });
    let refund = EventSubject::Refund { payment_intent: "pi_1".to_owned() };
    for kind in ["charge.refunded", "refund.created", "refund.updated", "refund.failed"] {
        assert_eq!(read(kind, payment()), refund);
    }
    let dispute = EventSubject::Dispute { payment_intent: "pi_1".to_owned() };
    for kind in ["created", "closed", "funds_withdrawn", "funds_reinstated", "a_verb_of_tomorrow"] {
        assert_eq!(read(&format!("charge.dispute.{kind}"), payment()), dispute);
    }
}

#[test]
fn unknown_kinds_are_kept_and_unreadable_objects_told_apart() {
    assert_eq!(read("invoice.paid", json!({ "id": "in_1" })), EventSubject::Other);
    assert_eq!(read("charge.refunded", json!({ "payment_intent": null })), EventSubject::Other);
    assert_eq!(read("checkout.session.completed", json!({ "id": 7 })), EventSubject::Unreadable);
    assert_eq!(read("checkout.session.completed", json!(null)), EventSubject::Unreadable);
    assert_eq!(read("charge.dispute.created", json!([])), EventSubject::Unreadable);
    for no_event in ["", "[]", "{}", r#"{"id":"evt_1"}"#, r#"{"id":"cus_1","type":"x"}"#, "\u{0}"] {
        assert_eq!(read_event(no_event.as_bytes()), None, "{no_event}");
    }
}

proptest! {
    #[test]
    fn any_header_and_body_are_judged(header in ".{0,80}", body in proptest::collection::vec(any::<u8>(), 0..80)) {
        prop_assert!(!verified(&body, &header, NOW_SECS));
        let _ = read_event(&body);
    }
}
