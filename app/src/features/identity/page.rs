//! The sign-in and the sign-up page: Clerk's own form, or the sandbox's, behind the same address.

use crate::erased::Erase;
use domain::site::IdentityMode;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::clerk_form::ClerkForm;
use super::return_path::{percent_encoded, return_path};
use super::sandbox_form::SandboxForm;
use crate::features::site::site_facts;
use crate::ui::Card;

/// `/sign-in`
#[component]
pub fn SignInPage() -> impl IntoView {
    view! { <IdentityPage new_account=false /> }.erased()
}

/// `/sign-up`
#[component]
pub fn SignUpPage() -> impl IntoView {
    view! { <IdentityPage new_account=true /> }.erased()
}

/// What differs between the two pages.
struct Words {
    title: &'static str,
    lead: &'static str,
    other_question: &'static str,
    other_words: &'static str,
    other_path: &'static str,
}

impl Words {
    fn of(new_account: bool) -> Self {
        if new_account {
            Self {
                title: "Create your account",
                lead: "Your first three credits are on us.",
                other_question: "Have an account?",
                other_words: "Sign in",
                other_path: "/sign-in",
            }
        } else {
            Self {
                title: "Sign in",
                lead: "Good to see you. Your models are waiting.",
                other_question: "New here?",
                other_words: "Create an account",
                other_path: "/sign-up",
            }
        }
    }
}

#[component]
fn IdentityPage(new_account: bool) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let path = return_path(query.get("redirect_url").as_deref());
    let words = Words::of(new_account);
    let other = format!("{}?redirect_url={}", words.other_path, percent_encoded(&path));
    let form = match site_facts().identity {
        IdentityMode::Sandbox { frontend_api } => {
            let refused = query.get("error").and_then(|_| query.get("email_address"));
            view! { <SandboxForm frontend_api new_account redirect_path=path refused /> }.erased()
        }
        IdentityMode::Clerk { .. } => view! { <ClerkForm new_account redirect_path=path /> }.erased(),
    };
    view! {
        <Title text=words.title />
        <div class="mx-auto flex w-full max-w-md flex-col gap-6 py-6 sm:py-12">
            <div class="space-y-2 text-center">
                <h1 class="page-title">{words.title}</h1>
                <p class="text-muted-foreground">{words.lead}</p>
            </div>
            <Card>{form}</Card>
            <p class="text-center text-sm text-muted-foreground">
                {words.other_question} " " <a class="link" href=other>
                    {words.other_words}
                </a>
            </p>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests;
