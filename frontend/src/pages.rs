//! The pages' code: in chunks that are fetched when they are wanted, or all of it in this module.

use std::sync::Arc;

use app::pages::{Pages, Part};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlAnchorElement, window};

/// The pages, with the code of what is on screen; other code comes ahead of the clicks that lead to it.
pub async fn with_this_one() -> Result<Arc<dyn Pages>, JsValue> {
    let pages = pages();
    for part in parts_here() {
        if !pages.fetch(part).await {
            return Err(JsValue::from_str("the code of this page did not come"));
        }
    }
    fetch_ahead(&pages);
    Ok(pages)
}

fn parts_here() -> impl Iterator<Item = Part> {
    let location = window().map(|window| window.location());
    let (path, query) = location.map(|location| (location.pathname(), location.search())).unzip();
    let text = |part: Option<Result<String, JsValue>>| part.and_then(Result::ok).unwrap_or_default();
    Part::of(&text(path), &text(query))
}

/// Where this bundle's pages come from.
fn pages() -> Arc<dyn Pages> {
    #[cfg(feature = "split")]
    return Arc::new(chunks::Chunks);
    #[cfg(not(feature = "split"))]
    return Arc::new(app::pages::AtHand);
}

/// Fetches the code of a page or dialog while somebody points at a link to it, or has moved the focus there: about a
/// fifth of a second before the click.
fn fetch_ahead(pages: &Arc<dyn Pages>) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let pages = Arc::clone(pages);
    let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        for part in linked_parts(&event).into_iter().flatten() {
            let fetched = pages.fetch(part);
            spawn_local(async move {
                // What does not come now is asked for again by the click.
                let _ = fetched.await;
            });
        }
    })
    .into_js_value();
    for event in ["pointerover", "focusin"] {
        let _ = document.add_event_listener_with_callback(event, listener.unchecked_ref());
    }
}

fn linked_parts(event: &Event) -> Option<impl Iterator<Item = Part> + use<>> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    let is_ours = window()?.location().host().is_ok_and(|host| host == link.host());
    is_ours.then(|| Part::of(&link.pathname(), &link.search()))
}
