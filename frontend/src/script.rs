//! Classic scripts of outside services, loaded when they are needed and with the page's nonce.

use std::cell::RefCell;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlScriptElement, window};

thread_local! {
    static LOADED: RefCell<Vec<(String, Promise)>> = const { RefCell::new(Vec::new()) };
}

/// Runs the script at `url` once a page, with these attributes; false when it did not arrive. What failed is tried
/// again by the next call.
pub async fn load_once(url: &str, attributes: &[(&str, &str)]) -> bool {
    let known = LOADED.with_borrow(|loaded| {
        loaded.iter().find(|(known, _)| known == url).map(|(_, script)| script.clone())
    });
    let script = known.unwrap_or_else(|| {
        let script = append(url, attributes);
        LOADED.with_borrow_mut(|loaded| loaded.push((url.to_owned(), script.clone())));
        script
    });
    let has_run = JsFuture::from(script).await.is_ok();
    if !has_run {
        LOADED.with_borrow_mut(|loaded| loaded.retain(|(known, _)| known != url));
    }
    has_run
}

/// Adds the script to the page; resolves when it has run.
fn append(url: &str, attributes: &[(&str, &str)]) -> Promise {
    Promise::new(&mut |resolve: Function, reject: Function| {
        let added = (|| {
            let document = window()?.document()?;
            let nonce =
                document.query_selector("script[nonce]").ok()??.dyn_into::<HtmlElement>().ok()?.nonce();
            let script: HtmlScriptElement = document.create_element("script").ok()?.dyn_into().ok()?;
            script.set_src(url);
            for (name, value) in attributes {
                script.set_attribute(name, value).ok()?;
            }
            script.set_nonce(&nonce);
            script.set_async(true);
            script.set_onload(Some(&resolve));
            script.set_onerror(Some(&reject));
            document.head()?.append_child(&script).ok()
        })();
        if added.is_none() {
            let _ = reject.call0(&JsValue::UNDEFINED);
        }
    })
}

/// A method (or any function) of an object.
pub fn function(object: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}
