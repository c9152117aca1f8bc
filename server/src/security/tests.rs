//! The checks around a small router, over real requests.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post, put};
use domain::Problem;
use domain::ids::Entropy;
use domain::problem::LimitedAction;
use domain::time::Clock;
use sandbox::bench::Bench;
use tower::ServiceExt as _;

use super::*;

async fn panics() -> &'static str {
    panic!("secret cause");
}

async fn takes(body: Bytes) -> String {
    body.len().to_string()
}

fn stage(settings: SecuritySettings) -> Router {
    let bench = Arc::new(Bench::default());
    let mint = Mint::new(Arc::clone(&bench) as Arc<dyn Clock>, bench as Arc<dyn Entropy>);
    let security = Security::new(settings, mint);
    let router = Router::new()
        .route("/", get(|| async { "page" }))
        .route("/panics", get(panics))
        .route("/api/generation/start", post(takes))
        .route("/files/{*key}", put(takes));
    protect(limit_rates(router, &security), &security)
}

async fn answer(router: &Router, request: Request<Body>) -> Response {
    router.clone().oneshot(request).await.unwrap()
}

fn start(forwarded_for: &str) -> Request<Body> {
    Request::post("/api/generation/start")
        .header("x-forwarded-for", forwarded_for)
        .body(Body::empty())
        .unwrap()
}

async fn problem(response: Response) -> Problem {
    serde_json::from_slice(&to_bytes(response.into_body(), 1 << 16).await.unwrap()).unwrap()
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let router = stage(SecuritySettings { is_https: true, ..Default::default() });
    for path in ["/", "/nothing-here", "/panics"] {
        let response = answer(&router, Request::get(path).body(Body::empty()).unwrap()).await;
        let headers = response.headers();
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert!(headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));
        assert!(headers["strict-transport-security"].to_str().unwrap().starts_with("max-age="));
        assert!(headers["permissions-policy"].to_str().unwrap().contains("camera=(self)"));
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
        assert_eq!(headers["referrer-policy"], "strict-origin-when-cross-origin");
        assert_eq!(headers["x-request-id"].len(), 16);
    }
    let plain = stage(SecuritySettings::default());
    let response = answer(&plain, Request::get("/").body(Body::empty()).unwrap()).await;
    assert!(!response.headers().contains_key("strict-transport-security"));
}

#[tokio::test]
async fn a_panic_is_answered_with_an_incident_and_no_cause() {
    let router = stage(SecuritySettings::default());
    let request = Request::get("/panics").header(header::ACCEPT, "text/html").body(Body::empty()).unwrap();
    let response = answer(&router, request).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let incident = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let page = to_bytes(response.into_body(), 1 << 16).await.unwrap();
    let page = String::from_utf8(page.to_vec()).unwrap();
    assert!(page.contains(&incident) && page.contains("href=\"/\"") && !page.contains("secret cause"));
}

#[tokio::test]
async fn bodies_are_limited_by_path_whatever_they_say() {
    let router = stage(SecuritySettings::default());
    let large = vec![0_u8; 64 * 1024 + 1];
    let said = Request::post("/api/generation/start")
        .header(header::CONTENT_LENGTH, large.len())
        .body(Body::from(large.clone()))
        .unwrap();
    assert_eq!(answer(&router, said).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let chunks = futures::stream::iter(vec![Ok::<_, std::io::Error>(large.clone()), Ok(large.clone())]);
    let unsaid = Request::post("/api/generation/start").body(Body::from_stream(chunks)).unwrap();
    assert_eq!(answer(&router, unsaid).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let fits = Request::post("/api/generation/start").body(Body::from(vec![0_u8; 64 * 1024])).unwrap();
    assert_eq!(answer(&router, fits).await.status(), StatusCode::OK);
    let file = Request::put("/files/a").body(Body::from(large)).unwrap();
    assert_eq!(answer(&router, file).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_write_from_another_site_never_reaches_the_handler() {
    let router = stage(SecuritySettings::default());
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = Request::post("/api/generation/start").header(name, value).body(Body::empty()).unwrap();
        let response = answer(&router, request).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        assert!(matches!(problem(response).await, Problem::Invalid { .. }));
    }
}

#[tokio::test]
async fn inventing_addresses_does_not_lift_the_limit() {
    let router = stage(SecuritySettings { trusted_proxies: 1, ..Default::default() });
    let limit = LimitedAction::Generate.per_minute();
    for number in 0..limit {
        let response = answer(&router, start(&format!("10.9.8.{number}, 203.0.113.9"))).await;
        assert_eq!(response.status(), StatusCode::OK);
    }
    let response = answer(&router, start("172.16.0.1, 203.0.113.9")).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()[header::RETRY_AFTER], "3");
    assert!(matches!(problem(response).await, Problem::RateLimited { action: LimitedAction::Generate, .. }));
    assert_eq!(answer(&router, start("203.0.113.9, 203.0.113.10")).await.status(), StatusCode::OK);
}
