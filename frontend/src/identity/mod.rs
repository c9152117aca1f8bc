//! The identity provider in the browser: Clerk, or the sandbox that speaks its frontend API.

mod clerk;
mod sandbox;

use std::sync::OnceLock;

use app::browser::{Identity, Renewal};
use domain::site::IdentityMode;
use leptos::leptos_dom::helpers::set_interval;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, window};

/// Tokens live 60 seconds; renewed this often, one is always valid.
const RENEW_EVERY: std::time::Duration = std::time::Duration::from_secs(45);

/// The provider this installation uses, known once the page's facts are read.
#[derive(Default)]
pub struct PageIdentity {
    mode: OnceLock<IdentityMode>,
    kept_fresh: OnceLock<()>,
}

impl Identity for PageIdentity {
    fn configure(&self, mode: &IdentityMode) {
        let _ = self.mode.set(mode.clone());
    }

    fn renew(&self, done: Box<dyn FnOnce(Renewal)>) {
        let Some(mode) = self.mode.get().cloned() else { return };
        spawn_local(async move { done(renew(&mode).await) });
    }

    fn keep_fresh(&self) {
        let Some(mode) = self.mode.get().cloned() else { return };
        // Clerk's own script keeps the token fresh once it runs; before that, and in the sandbox, we do.
        if self.kept_fresh.set(()).is_ok() {
            renew_while_visible(mode);
        }
    }

    fn mount_form(&self, place: Element, new_account: bool, redirect_path: &str, blocked: Box<dyn FnOnce()>) {
        if let Some(IdentityMode::Clerk { publishable_key, frontend_api }) = self.mode.get().cloned() {
            let redirect_path = redirect_path.to_owned();
            spawn_local(async move {
                let (key, host) = (&publishable_key, &frontend_api);
                if !clerk::mount_form(key, host, &place, new_account, &redirect_path).await {
                    blocked();
                }
            });
        }
    }

    fn sign_out(&self) {
        if let Some(IdentityMode::Clerk { publishable_key, frontend_api }) = self.mode.get().cloned() {
            spawn_local(async move { clerk::sign_out(&publishable_key, &frontend_api).await });
        }
    }
}

async fn renew(mode: &IdentityMode) -> Renewal {
    match mode {
        IdentityMode::Sandbox { frontend_api } => sandbox::renew(frontend_api).await,
        IdentityMode::Clerk { publishable_key, frontend_api } => {
            clerk::renew(publishable_key, frontend_api).await
        }
    }
}

/// Renews now (the token came with an earlier page), by the clock while the page is seen, and at once when it is seen
/// again.
fn renew_while_visible(mode: IdentityMode) {
    let renew_if_visible = move || {
        let is_visible = window()
            .and_then(|window| window.document())
            .is_some_and(|document| document.visibility_state() == web_sys::VisibilityState::Visible);
        if is_visible {
            let mode = mode.clone();
            spawn_local(async move {
                renew(&mode).await;
            });
        }
    };
    renew_if_visible();
    set_interval(renew_if_visible.clone(), RENEW_EVERY);
    let on_visible = Closure::<dyn Fn()>::new(renew_if_visible).into_js_value();
    if let Some(document) = window().and_then(|window| window.document()) {
        let _ = document.add_event_listener_with_callback("visibilitychange", on_visible.unchecked_ref());
    }
}
