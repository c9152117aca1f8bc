//! The bar on top: logo, pages, credits, account.

use domain::session::SessionView;
use leptos::prelude::*;

use super::credit_balance::CreditBalance;
use super::nav::Nav;
use super::user_menu::UserMenu;
use crate::features::session::SessionState;
use crate::ui::{ButtonSize, Icon, IconName, LinkButton, Skeleton};

/// The bar on top.
#[component]
pub(super) fn Header() -> impl IntoView {
    let session = SessionState::of_page();
    view! {
        <header class="site-header">
            <div class="site-header-row">
                <a href="/" class="flex items-center gap-2 rounded-md font-semibold tracking-tight">
                    <span class="rounded-lg bg-primary p-1.5 text-primary-foreground">
                        <Icon name=IconName::Box class="size-5" />
                    </span>
                    "MakeIt3D"
                </a>
                <div class="site-header-nav">
                    <Nav />
                </div>
                <div class="ml-auto flex h-10 items-center gap-2">
                    <Transition fallback=account_skeleton>{move || account(session)}</Transition>
                </div>
            </div>
        </header>
    }
}

fn account_skeleton() -> AnyView {
    view! { <Skeleton class="h-9 w-36" /> }.into_any()
}

/// What the right end shows for whoever is (not) signed in.
fn account(session: SessionState) -> AnyView {
    match session.view() {
        Some(SessionView::SignedIn { email, credits }) => view! {
            <CreditBalance credits />
            <UserMenu email />
        }
        .into_any(),
        Some(SessionView::SignedOut) => view! {
            <LinkButton href="/sign-in" size=ButtonSize::Small>
                "Sign in"
            </LinkButton>
        }
        .into_any(),
        Some(SessionView::Unknown) | None => account_skeleton(),
    }
}
