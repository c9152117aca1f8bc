//! The bar on top: logo, pages, credits, account.

use crate::derived::derived;
use crate::erased::Erase;
use domain::session::SessionView;
use leptos::prelude::*;

use super::cart_link::CartLink;
use super::credit_balance::CreditBalance;
use super::nav::Nav;
use super::user_menu::UserMenu;
use crate::features::session::SessionState;
use crate::ui::{ButtonSize, Icon, IconName, LinkButton, Loading, Skeleton};

/// The bar on top.
#[component]
pub(super) fn Header() -> impl IntoView {
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
                    <Loading fallback=account_skeleton>
                        <Account />
                    </Loading>
                </div>
            </div>
        </header>
    }
    .erased()
}

fn account_skeleton() -> AnyView {
    view! { <Skeleton class="h-9 w-36" /> }.erased()
}

/// Who the right end is for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Visitor {
    Member(String),
    Stranger,
    Unknown,
}

impl Visitor {
    fn of(view: Option<SessionView>) -> Self {
        match view {
            Some(SessionView::SignedIn { email, .. }) => Self::Member(email),
            Some(SessionView::SignedOut) => Self::Stranger,
            Some(SessionView::Unknown) | None => Self::Unknown,
        }
    }
}

/// The right end. It is made anew only when somebody else is signed in, so that a changed balance is read out.
#[component]
fn Account() -> impl IntoView {
    let session = SessionState::of_page();
    let visitor = derived(move |_| Visitor::of(session.view()));
    let credits = Signal::derive(move || session.credits().unwrap_or_default());
    move || match visitor.get() {
        Visitor::Member(email) => view! {
            <CreditBalance credits />
            <CartLink />
            <UserMenu email />
        }
        .erased(),
        Visitor::Stranger => view! {
            <LinkButton href="/sign-in" size=ButtonSize::Small>
                "Sign in"
            </LinkButton>
        }
        .erased(),
        Visitor::Unknown => account_skeleton(),
    }
}

#[cfg(test)]
mod tests;
