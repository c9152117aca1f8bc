//! The pages by name, so that a browser may fetch the code of one when it is wanted: nothing but [`views`] mentions
//! a page's component, and whoever provides [`Pages`] decides what comes along with it.
//!
//! Pages that people visit together share a chunk; a chunk's function is in [`views`], its split point in `chunks`.
//! A dialog that few open has a chunk as well.

mod address;
mod at_hand;
mod on_demand;
mod opening;
pub mod views;

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;

pub use address::document_of;
pub use at_hand::AtHand;
pub(crate) use on_demand::OnDemand;
pub(crate) use opening::Shown;

/// What has code of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A page.
    Page(Page),
    /// What is in the dialog *Buy credits*, over any page.
    BuyCredits,
}

/// Every page that has an address of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// What is read before signing in.
    Welcome(Welcome),
    /// Where models are made and found again.
    Studio(Studio),
    /// One model.
    Asset,
    /// A model's print.
    Print,
    /// From the cart to the payment.
    Shop(Shop),
    /// What was bought.
    Orders(Orders),
    /// Settings and credits.
    Account,
    /// The way in.
    Entry(Entry),
}

/// Pages of the chunk `welcome`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Welcome {
    /// The start page.
    Landing,
    /// Questions and answers.
    Help,
}

/// Pages of the chunk `studio`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Studio {
    /// Where a model begins.
    Dashboard,
    /// All models of a person.
    Workspace,
}

/// Pages of the chunk `shop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shop {
    /// What will be bought.
    Cart,
    /// Address and payment.
    Checkout,
    /// After the payment.
    Done,
}

/// Pages of the chunk `orders`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orders {
    /// All orders of a person.
    List,
    /// One order.
    Order,
}

/// Pages of the chunk `entry`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// For people with an account.
    SignIn,
    /// For people without one.
    SignUp,
}

impl Part {
    /// Name of the chunk that holds the code, as its split point in `chunks` has it.
    #[must_use]
    pub fn chunk(self) -> &'static str {
        match self {
            Self::Page(Page::Welcome(_)) => "welcome",
            Self::Page(Page::Studio(_)) => "studio",
            Self::Page(Page::Asset) => "asset",
            Self::Page(Page::Print) => "print",
            Self::Page(Page::Shop(_)) => "shop",
            Self::Page(Page::Orders(_)) => "orders",
            Self::Page(Page::Account) => "account",
            Self::Page(Page::Entry(_)) => "entry",
            Self::BuyCredits => "credits",
        }
    }
}

/// Something that is there later; in a browser, after a download.
pub type Later<T> = Pin<Box<dyn Future<Output = T>>>;

/// Where the parts' code comes from. The server has all of it; a browser fetches it part by part.
pub trait Pages: Send + Sync {
    /// Fetches a part's code, if it is not there yet; whether it is there now.
    fn fetch(&self, part: Part) -> Later<bool>;

    /// The part, at once when its code is there; none where the code cannot be had.
    fn view(&self, part: Part) -> Later<Option<AnyView>>;

    /// Leaves the running page for a new document of this address, also where that is the address of the one there is.
    fn open_document(&self, address: &str);
}
