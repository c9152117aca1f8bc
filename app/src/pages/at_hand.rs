//! All pages at once: on the server, and in bundles that are not split.

use std::future::ready;

use leptos::prelude::*;

use super::{Later, Page, Pages, Part, views};

/// Every page's code is part of the program.
pub struct AtHand;

impl Pages for AtHand {
    fn fetch(&self, _part: Part) -> Later<bool> {
        Box::pin(ready(true))
    }

    fn view(&self, part: Part) -> Later<Option<AnyView>> {
        Box::pin(ready(Some(match part {
            Part::Page(Page::Welcome(page)) => views::welcome(page),
            Part::Page(Page::Studio(page)) => views::studio(page),
            Part::Page(Page::Asset) => views::asset(),
            Part::Page(Page::Print) => views::print(),
            Part::Page(Page::Shop(page)) => views::shop(page),
            Part::Page(Page::Orders(page)) => views::orders(page),
            Part::Page(Page::Account) => views::account(),
            Part::Page(Page::Entry(page)) => views::entry(page),
            Part::BuyCredits => views::credits(),
        })))
    }

    /// Nothing is ever missing, so nobody asks for one.
    fn open_document(&self, _address: &str) {}
}
