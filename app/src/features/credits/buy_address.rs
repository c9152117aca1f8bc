//! The dialog is part of the address: `?buy=credits` on any page opens it, so it can be linked to, works without
//! scripts, and Back closes it.

/// What the address carries while the dialog is open.
const OPEN: &str = "buy=credits";

/// True when this query (without `?`) asks for the dialog.
pub(crate) fn asks_to_buy(search: &str) -> bool {
    pairs(search).any(|pair| pair == OPEN)
}

/// The address of this page with the dialog open.
#[must_use]
pub fn buying(path: &str, search: &str) -> String {
    let rest: Vec<_> = pairs(search).filter(|pair| *pair != OPEN).chain([OPEN]).collect();
    format!("{path}?{}", rest.join("&"))
}

/// The address of this page with the dialog closed.
pub(super) fn browsing(path: &str, search: &str) -> String {
    let rest: Vec<_> = pairs(search).filter(|pair| *pair != OPEN).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

fn pairs(search: &str) -> impl Iterator<Item = &str> {
    search.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_the_address_stays() {
        assert_eq!(buying("/workspace", "after=x"), "/workspace?after=x&buy=credits");
        assert_eq!(buying("/", "buy=credits"), "/?buy=credits");
        assert_eq!(browsing("/workspace", "?buy=credits&after=x"), "/workspace?after=x");
        assert_eq!(browsing("/", "buy=credits"), "/");
    }

    #[test]
    fn only_the_whole_pair_opens_it() {
        assert!(asks_to_buy("after=x&buy=credits"));
        assert!(!asks_to_buy("buy=creditsx") && !asks_to_buy("") && !asks_to_buy("xbuy=credits"));
    }
}
