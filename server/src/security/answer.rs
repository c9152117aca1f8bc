//! Refusals as answers: the problem as JSON for scripts, a small page with a way on for a browser without them.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use domain::Problem;

/// `problem` with its status, in the form that the request asks for.
#[must_use]
pub fn problem_response(problem: &Problem, request: &HeaderMap) -> Response {
    let status = StatusCode::from_u16(problem.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    status_response(status, problem, request)
}

/// `problem` under another status than its own.
pub(super) fn status_response(status: StatusCode, problem: &Problem, request: &HeaderMap) -> Response {
    let accepted = request.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = if accepted.contains("text/html") {
        Html(page(problem)).into_response()
    } else {
        Json(problem).into_response()
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Problem::RateLimited { retry_after_secs, .. } = problem {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_secs));
    }
    response
}

/// A page that needs no style sheet, no script and nothing that might be broken too.
fn page(problem: &Problem) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>MakeIt3D</title></head>\
         <body><main><h1>{}</h1><p>{}</p><p><a href=\"/\">MakeIt3D</a> · <a href=\"/workspace\">Your workspace</a> · \
         <a href=\"/help\">Help</a></p></main></body></html>",
        escaped(&problem.sentence()),
        escaped(&problem.next_step()),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use domain::problem::LimitedAction;

    use super::*;

    #[test]
    fn a_refusal_says_when_to_come_back() {
        let problem = Problem::RateLimited { action: LimitedAction::Generate, retry_after_secs: 9 };
        let response = problem_response(&problem, &HeaderMap::new());
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "9");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    }

    #[test]
    fn a_page_shows_text_as_text() {
        let page = page(&Problem::not_now("<script>\"&"));
        assert!(page.contains("&lt;script&gt;&quot;&amp;") && !page.contains("<script>"));
    }
}
