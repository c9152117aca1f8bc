//! What is written where, what the output tells, and the webhook.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::bench::{Bench, eventually};
use crate::jobs::BuiltIn;
use crate::protocol::WorkerConfig;

#[tokio::test]
async fn concepts_are_put_under_the_keys_given() {
    let bench = Bench::start().await;
    let id = bench.run("image", bench.concepts_input("a cat")).await;
    let done = bench.until_status("image", &id, "COMPLETED").await;
    assert_eq!(
        done["output"]["concepts"],
        json!([
            {"key": "keys/a.png", "width": 4, "height": 4, "seed": 7},
            {"key": "keys/b.png", "width": 4, "height": 4, "seed": 8},
        ])
    );
    assert_eq!(done["output"]["understanding"]["method"], "test");
    assert_eq!(bench.storage.file("a.png").unwrap(), ("image/png".into(), vec![0; 8]));
    assert_eq!(bench.storage.file("b.png").unwrap(), ("image/png".into(), vec![1; 8]));
}

#[tokio::test]
async fn a_model_is_put_with_its_media_type() {
    let bench = Bench::start().await;
    let id = bench.run("model", bench.model_input("a cat")).await;
    let done = bench.until_status("model", &id, "COMPLETED").await;
    let model = &done["output"]["model"];
    assert_eq!((&model["key"], &model["triangles"]), (&json!("keys/m.glb"), &json!(12)));
    assert_eq!(model["bounds"]["max"], json!([0.5, 1.0, 0.5]));
    assert_eq!(bench.storage.file("m.glb").unwrap(), ("model/gltf-binary".into(), b"glTF-test".to_vec()));
}

#[tokio::test]
async fn rescaling_fetches_the_model_first() {
    let bench = Bench::start().await;
    bench.storage.offer("old.glb", b"old model".to_vec());
    let mut input = bench.model_input("");
    input["operation"] = json!("rescale_model");
    input["model_url"] = json!(bench.storage.url("old.glb"));
    input["target_dimensions_mm"] = json!({"x": 80.0});
    let id = bench.run("model", input.clone()).await;
    let done = bench.until_status("model", &id, "COMPLETED").await;
    assert_eq!(done["output"]["model"]["bounds_mm"]["max"], json!([80.0, 80.0, 80.0]));
    assert_eq!(bench.storage.file("m.glb").unwrap().1, b"old model");
    for wrong in [json!({}), json!({"x": 0.0}), json!({"y": 9000.0})] {
        input["target_dimensions_mm"] = wrong;
        let id = bench.run("model", input.clone()).await;
        bench.until_status("model", &id, "FAILED").await;
    }
}

#[tokio::test]
async fn the_built_in_generator_rescales_to_a_tenth_of_a_percent() {
    let bench = Bench::with(|config| WorkerConfig { generator: Arc::new(BuiltIn), ..config }).await;
    let normalised = mesh::normalise(&mesh::shapes::cuboid([2.0, 1.0, 0.5])).unwrap();
    bench.storage.offer("old.glb", mesh::glb::to_bytes(&normalised).unwrap());
    for (asked, expected_mm) in [
        (json!({"x": 120.0}), [120.0, 60.0, 30.0]),
        (json!({"x": 33.0, "y": 44.0, "z": 55.0}), [33.0, 44.0, 55.0]),
    ] {
        let mut input = bench.model_input("");
        input["operation"] = json!("rescale_model");
        input["model_url"] = json!(bench.storage.url("old.glb"));
        input["target_dimensions_mm"] = asked;
        let id = bench.run("model", input).await;
        let done = bench.until_status("model", &id, "COMPLETED").await;
        let told = &done["output"]["model"];
        let (media_type, bytes) = bench.storage.file("m.glb").unwrap();
        assert_eq!((told["key"].as_str(), media_type.as_str()), (Some("keys/m.glb"), "model/gltf-binary"));
        let extents_m = mesh::glb::read(&bytes).unwrap().bounds().unwrap().extents();
        for axis in 0..3 {
            let side_mm = expected_mm[axis];
            assert!((f64::from(extents_m[axis]) * 1000.0 / side_mm - 1.0).abs() < 1e-3, "{extents_m:?}");
            assert!((told["facts"]["extents_mm"][axis].as_f64().unwrap() / side_mm - 1.0).abs() < 1e-3);
            let bounds = &told["bounds_mm"];
            let told_mm = bounds["max"][axis].as_f64().unwrap() - bounds["min"][axis].as_f64().unwrap();
            assert!((told_mm / side_mm - 1.0).abs() < 1e-3, "{bounds}");
        }
        let volume_mm3: f64 = expected_mm.iter().product();
        assert!((told["facts"]["volume_mm3"].as_f64().unwrap() / volume_mm3 - 1.0).abs() < 1e-3);
        assert_eq!(told["facts"]["watertight"], true);
    }
}

#[tokio::test]
async fn pictures_are_checked_before_the_generator_sees_them() {
    let bench = Bench::start().await;
    bench.storage.offer("drawing.svg", b"<svg/>".to_vec());
    bench.storage.offer("huge.png", vec![0x89; (10 << 20) + 1]);
    for (name, expected) in [("drawing.svg", "PNG, JPEG or WebP"), ("huge.png", "10 MB"), ("gone.png", "404")]
    {
        let mut input = bench.concepts_input("a cat");
        input["image_url"] = json!(bench.storage.url(name));
        let id = bench.run("image", input).await;
        let failed = bench.until_status("image", &id, "FAILED").await;
        assert!(failed["error"].as_str().unwrap().contains(expected), "{failed}");
    }
}

#[tokio::test]
async fn only_a_persons_own_picture_is_told_as_unreadable() {
    let bench = Bench::start().await;
    bench.storage.offer("drawing.svg", b"<svg/>".to_vec());
    for (field, is_theirs) in [("image_url", true), ("concept_image_url", false)] {
        let mut input = bench.model_input("a cat");
        input[field] = json!(bench.storage.url("drawing.svg"));
        let id = bench.run("model", input).await;
        let failed = bench.until_status("model", &id, "FAILED").await;
        let error = failed["error"].as_str().unwrap();
        assert_eq!(error.contains("UnidentifiedImageError"), is_theirs, "{field}: {error}");
    }
}

#[tokio::test]
async fn a_storage_that_stumbles_is_asked_again_but_not_for_ever() {
    let bench = Bench::start().await;
    bench.storage.seen.stumbles.store(2, Ordering::SeqCst);
    let id = bench.run("model", bench.model_input("a cat")).await;
    bench.until_status("model", &id, "COMPLETED").await;
    bench.storage.seen.stumbles.store(100, Ordering::SeqCst);
    let id = bench.run("model", bench.model_input("a cat")).await;
    let failed = bench.until_status("model", &id, "FAILED").await;
    assert!(failed["error"].as_str().unwrap().contains("could not store"), "{failed}");
    assert!(!failed["error"].as_str().unwrap().contains("/files/"), "no signed address in an error");
}

#[tokio::test]
async fn the_webhook_echoes_the_input_and_is_tried_three_times() {
    let bench = Bench::start().await;
    let hook = format!("{}/hook", bench.storage.base);
    let body = json!({"input": bench.model_input("raise"), "webhook": hook});
    bench.storage.seen.stumbles.store(2, Ordering::SeqCst);
    let (status, queued) = bench.post("/v2/model/run", body).await;
    assert_eq!(status, StatusCode::OK);
    let seen = &bench.storage.seen;
    eventually("the webhook arrives", || seen.webhooks.lock().unwrap().len() == 1).await;
    let delivered: Value = seen.webhooks.lock().unwrap()[0].clone();
    assert_eq!((&delivered["id"], &delivered["status"]), (&queued["id"], &json!("FAILED")));
    assert_eq!(delivered["input"]["attempt_id"], "att_2");
    assert_eq!(delivered["webhook"], hook);
    assert!(delivered["error"].as_str().unwrap().contains("no solid came out"));
}
