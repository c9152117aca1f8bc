//! Requests that answer JSON.

use js_sys::{JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

/// The body of an answer: its text when it succeeded, else its status (0 when nothing came back).
pub async fn fetch_text(method: &str, url: &str) -> Result<String, u16> {
    let response = fetch(method, url).await.ok_or(0_u16)?;
    if !response.ok() {
        return Err(response.status());
    }
    let text = response.text().map_err(|_| 0_u16)?;
    let text = JsFuture::from(text).await.map_err(|_| 0_u16)?;
    text.as_string().ok_or(0)
}

/// An answer with its body still on the way.
pub async fn fetch(method: &str, url: &str) -> Option<Response> {
    let init = RequestInit::new();
    init.set_method(method);
    let window = web_sys::window()?;
    let answer = JsFuture::from(window.fetch_with_str_and_init(url, &init)).await.ok()?;
    answer.dyn_into().ok()
}

/// A text somewhere inside of a JSON text; nothing where the path leads nowhere.
pub fn text_at(json: &str, path: &[&str]) -> Option<String> {
    let mut value = JSON::parse(json).ok()?;
    for key in path {
        value = Reflect::get(&value, &JsValue::from_str(key)).ok()?;
    }
    value.as_string()
}
