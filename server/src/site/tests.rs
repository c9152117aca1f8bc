use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::*;

fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let manifest = r#"{
        "app_js": "/pkg/app-1.js", "app_wasm": "/pkg/app-1.wasm", "css": "/pkg/app-1.css",
        "viewer_js": "/pkg/viewer-1.js", "viewer_wasm": "/pkg/viewer-1.wasm",
        "files": [
            {"path": "/pkg/app-1.js", "content_type": "text/javascript", "immutable": true, "br": true, "gz": true},
            {"path": "/favicon.svg", "content_type": "image/svg+xml", "immutable": false, "br": false, "gz": false}
        ]
    }"#;
    std::fs::create_dir_all(folder.path().join("pkg")).unwrap();
    for (name, content) in [
        ("manifest.json", manifest),
        ("pkg/app-1.js", "plain"),
        ("pkg/app-1.js.br", "brotli"),
        ("pkg/app-1.js.gz", "gzip"),
        ("favicon.svg", "<svg/>"),
    ] {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    Site::load(folder.path()).unwrap()
}

fn asked(name: header::HeaderName, value: &str) -> HeaderMap {
    HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
}

#[test]
fn the_best_accepted_encoding_is_sent() {
    let site = site();
    let file = site.file("/pkg/app-1.js").unwrap();
    for (accepted, sent) in [
        ("gzip, deflate, br", Some("br")),
        ("gzip;q=1.0, br;q=0", Some("gzip")),
        ("identity", None),
        ("brotli", None),
    ] {
        let response = routes::respond(file, &asked(header::ACCEPT_ENCODING, accepted));
        let encoding = response.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
        assert_eq!(encoding, sent, "{accepted}");
    }
}

#[test]
fn hashed_files_are_kept_for_ever_and_known_ones_are_not_sent_again() {
    let site = site();
    let hashed = routes::respond(site.file("/pkg/app-1.js").unwrap(), &HeaderMap::new());
    assert!(hashed.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    let icon = site.file("/favicon.svg").unwrap();
    let again = routes::respond(icon, &asked(header::IF_NONE_MATCH, &icon.etag));
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

#[test]
fn without_a_bundle_there_are_no_files_but_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::load(folder.path()).unwrap();
    assert!(site.manifest.app_js.is_empty() && site.file("/pkg/app-1.js").is_none());
}

#[test]
fn a_bundle_with_a_missing_file_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = r#"{"app_js": "/a.js", "app_wasm": "/a.wasm", "css": "/a.css", "viewer_js": "", "viewer_wasm": "",
        "files": [{"path": "/a.js", "content_type": "text/javascript", "immutable": true, "br": false, "gz": false}]}"#;
    std::fs::write(folder.path().join("manifest.json"), manifest).unwrap();
    let error = Site::load(folder.path()).err().unwrap().to_string();
    assert!(error.contains("a.js"), "{error}");
}
