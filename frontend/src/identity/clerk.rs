//! Clerk's own script, loaded from the installation's frontend API when it is needed.
//! <https://clerk.com/docs/reference/javascript/clerk>

use app::browser::Renewal;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, window};

use crate::script::{function, load_once};

/// The major version of `@clerk/clerk-js` that this was written for: the last one that carries its forms itself.
const SCRIPT_VERSION: &str = "5";

/// Mounts Clerk's form into `place`.
pub async fn mount_form(key: &str, host: &str, place: &Element, new_account: bool, redirect_path: &str) {
    let Some(clerk) = loaded(key, host).await else { return };
    place.set_inner_html("");
    let options = Object::new();
    for (name, value) in [
        ("forceRedirectUrl", redirect_path),
        ("signInUrl", "/sign-in"),
        ("signUpUrl", "/sign-up"),
        ("routing", "hash"),
    ] {
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    let method = if new_account { "mountSignUp" } else { "mountSignIn" };
    if let Some(mount) = function(&clerk, method) {
        let _ = mount.call2(&clerk, place, &options);
    }
}

/// Ends the session; Clerk's script then goes to `/`.
pub async fn sign_out(key: &str, host: &str) {
    let Some(clerk) = loaded(key, host).await else { return };
    let options = Object::new();
    let _ = Reflect::set(&options, &"redirectUrl".into(), &"/".into());
    if let Some(sign_out) = function(&clerk, "signOut") {
        let _ = sign_out.call1(&clerk, &options);
    }
}

/// Asks for a token past Clerk's cache; its script writes the cookie.
pub async fn renew(key: &str, host: &str) -> Renewal {
    let Some(clerk) = loaded(key, host).await else { return Renewal::Unreachable };
    let session = Reflect::get(&clerk, &"session".into()).unwrap_or(JsValue::UNDEFINED);
    let Some(get_token) = function(&session, "getToken") else { return Renewal::Ended };
    let options = Object::new();
    let _ = Reflect::set(&options, &"skipCache".into(), &JsValue::TRUE);
    let Ok(answer) = get_token.call1(&session, &options) else { return Renewal::Unreachable };
    match JsFuture::from(Promise::resolve(&answer)).await {
        Ok(token) if token.is_string() => Renewal::Fresh,
        Ok(_) => Renewal::Ended,
        Err(_) => Renewal::Unreachable,
    }
}

/// `window.Clerk`, ready; loaded once a page.
async fn loaded(key: &str, host: &str) -> Option<JsValue> {
    let url = format!("https://{host}/npm/@clerk/clerk-js@{SCRIPT_VERSION}/dist/clerk.browser.js");
    let attributes = [("data-clerk-publishable-key", key), ("crossorigin", "anonymous")];
    if !load_once(&url, &attributes).await {
        return None;
    }
    let clerk = Reflect::get(&window()?.into(), &"Clerk".into()).ok()?;
    let load = function(&clerk, "load")?.call0(&clerk).ok()?;
    JsFuture::from(Promise::resolve(&load)).await.ok()?;
    Some(clerk)
}
