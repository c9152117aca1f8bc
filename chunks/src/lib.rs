//! Where the browser's module is cut. Each function here is a split point: what only it reaches leaves the main module
//! for a chunk of its name, what several reach for a chunk they share. See `docs/adr/0008-pages-load-on-demand.md`.
//!
//! To add a chunk: its pages in `app/src/pages/`, a split point here, an arm in both functions below.

use app::pages::{Entry, Later, Orders, Page, Pages, Part, Shop, Studio, Welcome, document_of, views};
use leptos::prelude::AnyView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

type Loaded<T> = Result<T, SplitLoaderError>;

#[wasm_split(welcome, fallible, preload(fetch_welcome))]
fn welcome(page: Welcome) -> Loaded<AnyView> {
    Ok(views::welcome(page))
}

#[wasm_split(studio, fallible, preload(fetch_studio))]
fn studio(page: Studio) -> Loaded<AnyView> {
    Ok(views::studio(page))
}

#[wasm_split(asset, fallible, preload(fetch_asset))]
fn asset() -> Loaded<AnyView> {
    Ok(views::asset())
}

#[wasm_split(print, fallible, preload(fetch_print))]
fn print() -> Loaded<AnyView> {
    Ok(views::print())
}

#[wasm_split(shop, fallible, preload(fetch_shop))]
fn shop(page: Shop) -> Loaded<AnyView> {
    Ok(views::shop(page))
}

#[wasm_split(orders, fallible, preload(fetch_orders))]
fn orders(page: Orders) -> Loaded<AnyView> {
    Ok(views::orders(page))
}

#[wasm_split(account, fallible, preload(fetch_account))]
fn account() -> Loaded<AnyView> {
    Ok(views::account())
}

#[wasm_split(entry, fallible, preload(fetch_entry))]
fn entry(page: Entry) -> Loaded<AnyView> {
    Ok(views::entry(page))
}

#[wasm_split(credits, fallible, preload(fetch_credits))]
fn credits() -> Loaded<AnyView> {
    Ok(views::credits())
}

/// Parts whose code is fetched once, when the first one of a chunk is wanted.
pub struct Chunks;

impl Pages for Chunks {
    fn fetch(&self, part: Part) -> Later<bool> {
        Box::pin(async move { fetch(part).await.is_ok() })
    }

    fn view(&self, part: Part) -> Later<Option<AnyView>> {
        Box::pin(async move { view(part).await.ok() })
    }

    fn open_document(&self, address: &str) {
        let Some(location) = web_sys::window().map(|window| window.location()) else { return };
        let here = [location.pathname(), location.search()].map(Result::unwrap_or_default).concat();
        // After a step back the browser is there already, and going to its own address may load nothing.
        let _ = if document_of(address) == here { location.reload() } else { location.set_href(address) };
    }
}

async fn fetch(part: Part) -> Loaded<()> {
    match part {
        Part::Page(Page::Welcome(_)) => fetch_welcome().await,
        Part::Page(Page::Studio(_)) => fetch_studio().await,
        Part::Page(Page::Asset) => fetch_asset().await,
        Part::Page(Page::Print) => fetch_print().await,
        Part::Page(Page::Shop(_)) => fetch_shop().await,
        Part::Page(Page::Orders(_)) => fetch_orders().await,
        Part::Page(Page::Account) => fetch_account().await,
        Part::Page(Page::Entry(_)) => fetch_entry().await,
        Part::BuyCredits => fetch_credits().await,
    }
}

async fn view(part: Part) -> Loaded<AnyView> {
    match part {
        Part::Page(Page::Welcome(page)) => welcome(page).await,
        Part::Page(Page::Studio(page)) => studio(page).await,
        Part::Page(Page::Asset) => asset().await,
        Part::Page(Page::Print) => print().await,
        Part::Page(Page::Shop(page)) => shop(page).await,
        Part::Page(Page::Orders(page)) => orders(page).await,
        Part::Page(Page::Account) => account().await,
        Part::Page(Page::Entry(page)) => entry(page).await,
        Part::BuyCredits => credits().await,
    }
}
