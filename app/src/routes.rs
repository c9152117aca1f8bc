//! Every page and its address.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::features::account::AccountPage;
use crate::features::asset::AssetPage;
use crate::features::cart::{CartCount, CartPage};
use crate::features::checkout::{CheckoutDonePage, CheckoutPage};
use crate::features::dashboard::DashboardPage;
use crate::features::help::HelpPage;
use crate::features::identity::{SignInPage, SignUpPage};
use crate::features::landing::LandingPage;
use crate::features::not_found::NotFoundPage;
use crate::features::orders::{OrderPage, OrdersPage};
use crate::features::print::PrintPage;
use crate::features::session::SessionState;
use crate::features::site::provide_site_facts;
use crate::features::workspace::WorkspacePage;
use crate::layout::Frame;
use crate::live_clock::Now;

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
    view! {
        <Title formatter=document_title />
        <Router>
            <Frame>
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/") view=LandingPage ssr=SsrMode::Async />
                    <Route path=path!("/dashboard") view=DashboardPage ssr=SsrMode::Async />
                    <Route path=path!("/workspace") view=WorkspacePage ssr=SsrMode::Async />
                    <Route path=path!("/assets/:id") view=AssetPage ssr=SsrMode::Async />
                    <Route path=path!("/cart") view=CartPage ssr=SsrMode::Async />
                    <Route path=path!("/checkout") view=CheckoutPage ssr=SsrMode::Async />
                    <Route path=path!("/checkout/done") view=CheckoutDonePage ssr=SsrMode::Async />
                    <Route path=path!("/orders") view=OrdersPage ssr=SsrMode::Async />
                    <Route path=path!("/orders/:id") view=OrderPage ssr=SsrMode::Async />
                    <Route path=path!("/print/:id") view=PrintPage ssr=SsrMode::Async />
                    <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async />
                    <Route path=path!("/help") view=HelpPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-up") view=SignUpPage ssr=SsrMode::Async />
                </FlatRoutes>
            </Frame>
        </Router>
    }
}

fn document_title(page: String) -> String {
    if page.is_empty() { "MakeIt3D".to_owned() } else { format!("{page} · MakeIt3D") }
}
