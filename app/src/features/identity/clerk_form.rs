//! The place where Clerk mounts its own form.

use leptos::html::Div;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::browser::{self, Identity};
use crate::effect::effect;
use crate::erased::Erase;
use crate::ui::{Alert, AlertTone, NoScript, Skeleton};

/// Clerk's sign-in or sign-up form.
#[component]
pub(super) fn ClerkForm(
    /// Mounts the form for new accounts.
    new_account: bool,
    /// Where to go afterwards.
    redirect_path: String,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let is_blocked = RwSignal::new(false);
    effect(move || {
        if let (Some(place), Some(identity)) = (place.get(), browser::port::<dyn Identity>()) {
            let blocked = move || {
                is_blocked.try_set(true);
            };
            identity.mount_form(place.into(), new_account, &redirect_path, Box::new(blocked));
        }
    });
    view! {
        <div node_ref=place class="min-h-72" class:hidden=move || is_blocked.get()>
            <Skeleton class="h-72" />
        </div>
        {move || is_blocked.get().then(|| view! { <Blocked /> })}
        <NoScript words="Signing in needs scripts: the identity provider's form is one." />
    }
}

/// In place of a form that did not arrive.
#[component]
fn Blocked() -> impl IntoView {
    let location = use_location();
    let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
    let here = if search.is_empty() { path } else { format!("{path}?{search}") };
    view! {
        <Alert
            tone=AlertTone::Danger
            title="The sign-in form could not be loaded."
        >
            <p>
                "The connection broke, or something in this browser blocks scripts of the identity provider (clerk.com)."
            </p>
            <a class="link mt-1 inline-block" href=here rel="external">
                "Reload"
            </a>
        </Alert>
    }
    .erased()
}
