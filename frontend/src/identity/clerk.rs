//! Clerk's own script, loaded from the installation's frontend API when it is needed.
//! <https://clerk.com/docs/reference/javascript/clerk>

use app::browser::Renewal;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, window};

use crate::script::{function, load_once};

/// Sessions and tokens, in the major version that this was written for.
const SCRIPT: &str = "@clerk/clerk-js@6/dist/clerk.browser.js";
/// Its forms, which are a package of their own since version 6 of the other.
const FORMS_SCRIPT: &str = "@clerk/ui@1/dist/ui.browser.js";
/// Where the forms' script leaves its constructor.
const FORMS_GLOBAL: &str = "__internal_ClerkUICtor";

/// Mounts Clerk's form into `place`; false when its script did not arrive or does not start.
pub async fn mount_form(
    key: &str,
    host: &str,
    place: &Element,
    new_account: bool,
    redirect_path: &str,
) -> bool {
    let Some(clerk) = loaded(key, host).await else { return false };
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
    function(&clerk, method).is_some_and(|mount| mount.call2(&clerk, place, &options).is_ok())
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
    let attributes = [("data-clerk-publishable-key", key), ("crossorigin", "anonymous")];
    for path in [SCRIPT, FORMS_SCRIPT] {
        if !load_once(&format!("https://{host}/npm/{path}"), &attributes).await {
            return None;
        }
    }
    let window = JsValue::from(window()?);
    let clerk = Reflect::get(&window, &"Clerk".into()).ok()?;
    let forms = Reflect::get(&window, &FORMS_GLOBAL.into()).ok()?;
    let ready = function(&clerk, "load")?.call1(&clerk, &load_options(&forms)).ok()?;
    JsFuture::from(Promise::resolve(&ready)).await.ok()?;
    Some(clerk)
}

/// `{ui: {ClerkUI: forms}}`.
fn load_options(forms: &JsValue) -> Object {
    let (options, ui) = (Object::new(), Object::new());
    let _ = Reflect::set(&ui, &"ClerkUI".into(), forms);
    let _ = Reflect::set(&options, &"ui".into(), &ui);
    options
}
