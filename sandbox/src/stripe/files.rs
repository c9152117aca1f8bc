//! The files that browsers load: the stand-in for `stripe.js`, written in parts, and the portal's style sheet.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The parts of the script in their order; they share one function's scope.
const SCRIPT: [&str; 9] = [
    include_str!("browser/open.js"),
    include_str!("browser/api.js"),
    include_str!("browser/card.js"),
    include_str!("browser/style.js"),
    include_str!("browser/element.js"),
    include_str!("browser/payment_element.js"),
    include_str!("browser/address_element.js"),
    include_str!("browser/dialog.js"),
    include_str!("browser/checkout.js"),
];

/// `GET /v1/stripe.js`
pub async fn script() -> Response {
    serve("text/javascript; charset=utf-8", SCRIPT.concat())
}

/// `GET /v1/portal.css`
pub async fn portal_style() -> Response {
    serve("text/css; charset=utf-8", include_str!("browser/portal.css").to_owned())
}

fn serve(media_type: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}
