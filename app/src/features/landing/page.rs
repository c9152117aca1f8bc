//! `/`

use crate::erased::{CollectErased, Erase};
use domain::session::SessionView;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;

use super::showcase::{SHOWCASE, ShowcaseGrid};
use crate::features::asset::Viewer;
use crate::features::session::SessionState;
use crate::features::site::site_facts;
use crate::ui::{Alert, AlertTone, ButtonLook, ButtonSize, Card, Icon, IconName, LinkButton, Loading};

/// What MakeIt3D does, shown with models it made.
#[component]
pub fn LandingPage() -> impl IntoView {
    let first = SHOWCASE[0];
    let maker = site_facts().builtin_generator.then(|| {
        view! { <p class="text-sm text-muted-foreground">"Every model here was made by the built-in generator."</p> }
    });
    let is_gone = use_query_map().with_untracked(|query| query.get("account").is_some());
    let goodbye = is_gone.then(|| {
        view! {
            <Alert tone=AlertTone::Success title="Your account is deleted">
                <p>"What you have paid and not received yet still comes. Goodbye, and thank you."</p>
            </Alert>
        }
    });
    view! {
        <Title text="" />
        {goodbye}
        <Meta
            name="description"
            content="Describe something or drop in a picture, turn the 3D model that comes of it, and have it printed."
        />
        <section class="grid items-center gap-10 py-6 lg:grid-cols-2 lg:py-12">
            <div class="space-y-6">
                <h1 class="text-4xl font-semibold tracking-tight text-balance sm:text-5xl">
                    "Say it, or show it. Hold it in 3D."
                </h1>
                <p class="max-w-prose text-lg text-muted-foreground text-pretty">
                    "Describe something in a sentence or drop in a picture. Choose between two concepts, turn the \
                     finished model on your screen, then download it or have it printed and sent to you."
                </p>
                <Loading fallback=|| view! { <Invitation is_member=false /> }>
                    <InvitationForPerson />
                </Loading>
                {maker}
            </div>
            <div>
                <Viewer
                    name=first.prompt
                    url=first.glb_url()
                    bytes=0
                    poster=Some(first.picture())
                    on_demand=true
                />
                <p class="mt-3 text-center text-sm text-muted-foreground">
                    "“" {first.prompt} "” · " {first.style}
                </p>
            </div>
        </section>
        <section class="space-y-6 py-10" aria-labelledby="showcase">
            <h2 id="showcase" class="section-title">
                "Made with one sentence each"
            </h2>
            <ShowcaseGrid />
        </section>
        <Steps />
    }
    .erased()
}

#[component]
fn InvitationForPerson() -> impl IntoView {
    let session = SessionState::of_page();
    move || {
        let is_member = matches!(session.view(), Some(SessionView::SignedIn { .. }));
        view! { <Invitation is_member /> }
    }
}

#[component]
fn Invitation(is_member: bool) -> impl IntoView {
    let (href, words) =
        if is_member { ("/dashboard", "Create a model") } else { ("/sign-up", "Start with 3 free credits") };
    view! {
        <div class="flex flex-wrap gap-3">
            <LinkButton href size=ButtonSize::Large>
                {words}
                <Icon name=IconName::ArrowRight class="size-5" />
            </LinkButton>
            <LinkButton href="/help" look=ButtonLook::Outline size=ButtonSize::Large>
                "How it works"
            </LinkButton>
        </div>
    }
}

/// Three promises.
#[component]
fn Steps() -> impl IntoView {
    let promises = [
        (
            IconName::Sparkles,
            "You choose",
            "Two concepts first, six styles, and other concepts for nothing, twice.",
        ),
        (
            IconName::Coins,
            "You never pay for failures",
            "What fails or is cancelled gives its credit back at once.",
        ),
        (
            IconName::Lock,
            "It stays yours",
            "Models are private until you publish them, and you can take that back.",
        ),
    ];
    let promise = |(icon, title, words)| {
        view! {
            <Card>
                <Icon name=icon class="mb-4 size-6 text-primary" />
                <h3 class="font-medium">{title}</h3>
                <p class="mt-1 text-sm text-muted-foreground">{words}</p>
            </Card>
        }
    };
    view! {
        <section class="grid gap-4 pb-6 md:grid-cols-3" aria-label="What you can count on">
            {promises.map(promise).collect_erased()}
        </section>
    }
    .erased()
}

#[cfg(test)]
mod tests;
