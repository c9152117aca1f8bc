//! A file with progress, and a picture for the person to keep.

use js_sys::{Promise, Reflect, Uint8Array};
use leptos::leptos_dom::helpers::set_timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, ReadableStreamDefaultReader, Url, window};

use crate::json::fetch;

/// A browser may read what is saved later than in the press that saves it.
const KEPT_FOR: std::time::Duration = std::time::Duration::from_secs(30);

/// The whole file, telling percent of `expected_bytes` as it arrives (nothing is told where nobody knows).
pub async fn download(url: &str, expected_bytes: u64, tell_percent: impl Fn(u8)) -> Option<Uint8Array> {
    let response = fetch("GET", url).await.filter(web_sys::Response::ok)?;
    let expected = if expected_bytes > 0 { expected_bytes } else { announced_bytes(&response) };
    let reader: ReadableStreamDefaultReader = response.body()?.get_reader().dyn_into().ok()?;
    let mut parts: Vec<Uint8Array> = Vec::new();
    let mut received = 0_u64;
    loop {
        let read = JsFuture::from(reader.read()).await.ok()?;
        if Reflect::get(&read, &"done".into()).ok()?.is_truthy() {
            return Some(joined(&parts, u32::try_from(received).ok()?));
        }
        let part: Uint8Array = Reflect::get(&read, &"value".into()).ok()?.dyn_into().ok()?;
        received += u64::from(part.length());
        parts.push(part);
        if let Some(percent) = (received * 100).checked_div(expected) {
            tell_percent(u8::try_from(percent.min(100)).unwrap_or(100));
        }
    }
}

/// What the server says the file has; less than arrives when it is compressed on the way.
fn announced_bytes(response: &web_sys::Response) -> u64 {
    let length = response.headers().get("content-length").ok().flatten();
    length.and_then(|length| length.parse().ok()).unwrap_or(0)
}

fn joined(parts: &[Uint8Array], bytes: u32) -> Uint8Array {
    let whole = Uint8Array::new_with_length(bytes);
    let mut at = 0;
    for part in parts {
        whole.set(part, at);
        at += part.length();
    }
    whole
}

/// Lets the browser save a promised picture under a name.
pub async fn save(picture: Promise, name: &str) {
    let Ok(blob) = JsFuture::from(picture).await else { return };
    let Some(url) = blob.dyn_ref::<Blob>().and_then(|blob| Url::create_object_url_with_blob(blob).ok())
    else {
        return;
    };
    let anchor = window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("a").ok())
        .and_then(|anchor| anchor.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(anchor) = anchor {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    set_timeout(move || drop(Url::revoke_object_url(&url)), KEPT_FOR);
}
