//! The menu behind the person's sign: account and sign-out. A popover of the browser; it works without scripts.

use crate::erased::Erase;
use domain::site::IdentityMode;
use leptos::prelude::*;

use crate::browser::{self, Identity};
use crate::features::site::site_facts;
use crate::ui::{Icon, IconName};

/// The menu of whoever is signed in.
#[component]
pub(super) fn UserMenu(
    /// Their e-mail address.
    email: String,
) -> impl IntoView {
    view! {
        <button type="button" class="icon-button" aria-label="Account menu" popovertarget="user-menu">
            <Icon name=IconName::User class="size-5" />
        </button>
        <div id="user-menu" popover="auto" class="menu">
            <p class="truncate px-3 py-2 text-sm text-muted-foreground" title=email.clone()>
                {email.clone()}
            </p>
            <a href="/account" class="menu-item">
                <Icon name=IconName::Coins />
                "Account and credits"
            </a>
            <a href="/orders" class="menu-item">
                <Icon name=IconName::Package />
                "Orders"
            </a>
            <SignOut />
        </div>
    }
}

#[component]
fn SignOut() -> impl IntoView {
    let words = || {
        view! {
            <Icon name=IconName::LogOut />
            "Sign out"
        }
    };
    match site_facts().identity {
        IdentityMode::Sandbox { frontend_api } => view! {
            <form method="post" action=format!("{frontend_api}/sign-out")>
                <button class="menu-item">{words()}</button>
            </form>
        }
        .erased(),
        IdentityMode::Clerk { .. } => {
            let identity = browser::port::<dyn Identity>();
            let sign_out = move |_| {
                if let Some(identity) = &identity {
                    identity.sign_out();
                }
            };
            view! {
                <button type="button" class="menu-item" on:click=sign_out>
                    {words()}
                </button>
            }
            .erased()
        }
    }
}
