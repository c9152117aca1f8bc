//! Every page and its address.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::features::cart::CartCount;
use crate::features::not_found::NotFoundPage;
use crate::features::session::SessionState;
use crate::features::site::provide_site_facts;
use crate::layout::Frame;
use crate::live_clock::Now;
use crate::pages::{Entry, Orders, Page, Shop, Shown, Studio, Welcome};

/// The application: a frame around the page of the current address.
///
/// Pages are rendered whole ([`SsrMode::Async`]): their status is known when the response starts, and they read
/// well without scripts.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_site_facts();
    Now::provide();
    SessionState::provide();
    CartCount::provide();
    Shown::provide();
    view! {
        <Title formatter=document_title />
        <Router>
            <Frame>
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/") view=Page::Welcome(Welcome::Landing) ssr=SsrMode::Async />
                    <Route path=path!("/dashboard") view=Page::Studio(Studio::Dashboard) ssr=SsrMode::Async />
                    <Route path=path!("/workspace") view=Page::Studio(Studio::Workspace) ssr=SsrMode::Async />
                    <Route path=path!("/assets/:id") view=Page::Asset ssr=SsrMode::Async />
                    <Route path=path!("/cart") view=Page::Shop(Shop::Cart) ssr=SsrMode::Async />
                    <Route path=path!("/checkout") view=Page::Shop(Shop::Checkout) ssr=SsrMode::Async />
                    <Route path=path!("/checkout/done") view=Page::Shop(Shop::Done) ssr=SsrMode::Async />
                    <Route path=path!("/orders") view=Page::Orders(Orders::List) ssr=SsrMode::Async />
                    <Route path=path!("/orders/:id") view=Page::Orders(Orders::Order) ssr=SsrMode::Async />
                    <Route path=path!("/print/:id") view=Page::Print ssr=SsrMode::Async />
                    <Route path=path!("/account") view=Page::Account ssr=SsrMode::Async />
                    <Route path=path!("/help") view=Page::Welcome(Welcome::Help) ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=Page::Entry(Entry::SignIn) ssr=SsrMode::Async />
                    <Route path=path!("/sign-up") view=Page::Entry(Entry::SignUp) ssr=SsrMode::Async />
                </FlatRoutes>
            </Frame>
        </Router>
    }
}

fn document_title(page: String) -> String {
    if page.is_empty() { "MakeIt3D".to_owned() } else { format!("{page} · MakeIt3D") }
}
