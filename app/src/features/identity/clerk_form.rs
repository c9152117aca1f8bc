//! The place where Clerk mounts its own form.

use leptos::html::Div;
use leptos::prelude::*;

use crate::browser::{self, Identity};
use crate::ui::{NoScript, Skeleton};

/// Clerk's sign-in or sign-up form.
#[component]
pub(super) fn ClerkForm(
    /// Mounts the form for new accounts.
    new_account: bool,
    /// Where to go afterwards.
    redirect_path: String,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let (Some(place), Some(identity)) = (place.get(), browser::port::<dyn Identity>()) {
            identity.mount_form(place.into(), new_account, &redirect_path);
        }
    });
    view! {
        <div node_ref=place class="min-h-72">
            <Skeleton class="h-72" />
        </div>
        <NoScript words="Signing in needs scripts: the identity provider's form is one." />
    }
}
