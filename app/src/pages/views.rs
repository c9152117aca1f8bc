//! The components behind the parts' names, one function a chunk: what it mentions comes along with the chunk.

use leptos::prelude::*;

use super::{Entry, Orders, Shop, Studio, Welcome};
use crate::features::account::AccountPage;
use crate::features::asset::AssetPage;
use crate::features::cart::CartPage;
use crate::features::checkout::{CheckoutDonePage, CheckoutPage};
use crate::features::credits::CreditOffers;
use crate::features::dashboard::DashboardPage;
use crate::features::help::HelpPage;
use crate::features::identity::{SignInPage, SignUpPage};
use crate::features::landing::LandingPage;
use crate::features::orders::{OrderPage, OrdersPage};
use crate::features::print::PrintPage;
use crate::features::workspace::WorkspacePage;

/// What is read before signing in.
#[must_use]
pub fn welcome(page: Welcome) -> AnyView {
    match page {
        Welcome::Landing => LandingPage().into_any(),
        Welcome::Help => HelpPage().into_any(),
    }
}

/// Where models are made and found again.
#[must_use]
pub fn studio(page: Studio) -> AnyView {
    match page {
        Studio::Dashboard => DashboardPage().into_any(),
        Studio::Workspace => WorkspacePage().into_any(),
    }
}

/// One model.
#[must_use]
pub fn asset() -> AnyView {
    AssetPage().into_any()
}

/// A model's print.
#[must_use]
pub fn print() -> AnyView {
    PrintPage().into_any()
}

/// From the cart to the payment.
#[must_use]
pub fn shop(page: Shop) -> AnyView {
    match page {
        Shop::Cart => CartPage().into_any(),
        Shop::Checkout => CheckoutPage().into_any(),
        Shop::Done => CheckoutDonePage().into_any(),
    }
}

/// What was bought.
#[must_use]
pub fn orders(page: Orders) -> AnyView {
    match page {
        Orders::List => OrdersPage().into_any(),
        Orders::Order => OrderPage().into_any(),
    }
}

/// Settings and credits.
#[must_use]
pub fn account() -> AnyView {
    AccountPage().into_any()
}

/// The way in.
#[must_use]
pub fn entry(page: Entry) -> AnyView {
    match page {
        Entry::SignIn => SignInPage().into_any(),
        Entry::SignUp => SignUpPage().into_any(),
    }
}

/// What is in the dialog *Buy credits*.
#[must_use]
pub fn credits() -> AnyView {
    CreditOffers().into_any()
}
