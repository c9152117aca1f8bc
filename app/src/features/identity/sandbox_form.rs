//! The sandbox's form: a plain HTML form to the local stand-in of the identity provider.

use crate::erased::Erase;
use leptos::prelude::*;

use crate::ui::{Button, ButtonSize};

/// One field, one button, and the sentence that there is no password here.
#[component]
pub(super) fn SandboxForm(
    /// Base path of the stand-in's browser API.
    frontend_api: String,
    /// Creates an account.
    new_account: bool,
    /// Where to go afterwards.
    redirect_path: String,
    /// What was typed before and is no address.
    refused: Option<String>,
) -> impl IntoView {
    let is_refused = refused.is_some();
    let error = is_refused.then(|| {
        view! {
            <p id="email-error" role="alert" class="text-sm text-destructive-text">
                "This is not an email address. Change it and try again."
            </p>
        }
    });
    let action = format!("{frontend_api}/{}", if new_account { "sign-up" } else { "sign-in" });
    view! {
        <form method="post" action=action class="space-y-5">
            <input type="hidden" name="redirect_url" value=redirect_path />
            <div class="space-y-2">
                <label for="email-address" class="text-sm font-medium">
                    "Email address"
                </label>
                <input
                    id="email-address"
                    class="text-field"
                    type="email"
                    name="email_address"
                    required
                    maxlength="254"
                    autocomplete="email"
                    placeholder="you@example.com"
                    value=refused
                    aria-invalid=is_refused.then_some("true")
                    aria-describedby="email-error email-hint"
                />
                {error}
                <p id="email-hint" class="text-sm text-muted-foreground">
                    "This is a sandbox: there is no password, and no mail is sent. Any address opens its account."
                </p>
            </div>
            <div class="grid">
                <Button size=ButtonSize::Large>"Continue"</Button>
            </div>
        </form>
    }
    .erased()
}
