//! Which parts an address leads to, known before the router is there.

use super::{Entry, Orders, Page, Part, Shop, Studio, Welcome};
use crate::features::credits::asks_to_buy;

impl Part {
    /// What has to be there for an address; the query is without its question mark, or with it.
    pub fn of(path: &str, query: &str) -> impl Iterator<Item = Self> + use<> {
        let dialog = asks_to_buy(query).then_some(Self::BuyCredits);
        Page::at(path).map(Self::Page).into_iter().chain(dialog)
    }
}

impl Page {
    /// The page of a path, as `routes.rs` has it; none for an address that leads nowhere.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        Some(match parts.as_slice() {
            [] => Self::Welcome(Welcome::Landing),
            ["help"] => Self::Welcome(Welcome::Help),
            ["dashboard"] => Self::Studio(Studio::Dashboard),
            ["workspace"] => Self::Studio(Studio::Workspace),
            ["assets", _] => Self::Asset,
            ["print", _] => Self::Print,
            ["cart"] => Self::Shop(Shop::Cart),
            ["checkout"] => Self::Shop(Shop::Checkout),
            ["checkout", "done"] => Self::Shop(Shop::Done),
            ["orders"] => Self::Orders(Orders::List),
            ["orders", _] => Self::Orders(Orders::Order),
            ["account"] => Self::Account,
            ["sign-in"] => Self::Entry(Entry::SignIn),
            ["sign-up"] => Self::Entry(Entry::SignUp),
            _ => return None,
        })
    }
}

/// What of an address names the document: all but the fragment.
#[must_use]
pub fn document_of(address: &str) -> &str {
    address.split_once('#').map_or(address, |(document, _)| document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_page() {
        assert_eq!(Page::at("/"), Some(Page::Welcome(Welcome::Landing)));
        assert_eq!(Page::at("/assets/ast_1/"), Some(Page::Asset));
        assert_eq!(Page::at("/checkout/done"), Some(Page::Shop(Shop::Done)));
        for nowhere in ["/assets", "/help/me", "/orders/1/2", "/pkg/app.js"] {
            assert_eq!(Page::at(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn a_dialog_comes_on_top_of_its_page() {
        let parts: Vec<_> = Part::of("/account", "?buy=credits").collect();
        assert_eq!(parts, [Part::Page(Page::Account), Part::BuyCredits]);
        assert_eq!(Part::of("/nowhere", "buy=credits").collect::<Vec<_>>(), [Part::BuyCredits]);
        assert_eq!(Part::of("/account", "").count(), 1);
    }

    #[test]
    fn a_fragment_leads_to_the_same_document() {
        assert_eq!(document_of("/help?a=b#keys"), "/help?a=b");
        assert_eq!(document_of("/help?a=b"), "/help?a=b");
    }

    #[test]
    fn the_router_leads_to_the_same_pages() {
        let routes = include_str!("../routes.rs");
        let mut found = 0;
        for line in routes.lines().filter_map(|line| line.trim().strip_prefix("<Route path=path!(\"")) {
            let (path, rest) = line.split_once("\") view=Page::").unwrap();
            let (view, _) = rest.split_once(" ssr=").unwrap();
            // `Shop(Shop::Cart)` shows itself as `Shop(Cart)`.
            let shown = match view.split_once("::") {
                Some((group, page)) => format!("{}({page}", group.split('(').next().unwrap()),
                None => view.to_owned(),
            };
            let page = Page::at(&path.replace(":id", "ast_1"));
            assert_eq!(format!("{page:?}"), format!("Some({shown})"), "{path}");
            found += 1;
        }
        assert_eq!(found, routes.matches("<Route ").count());
    }
}
