//! Where a request comes from, as far as it can be trusted.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

/// A network that is limited as one: an IPv4 address, or an IPv6 /56, which is what one household gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// The network an address belongs to.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(IpAddr::V4(address)),
            IpAddr::V6(address) => {
                let prefix = u128::from(address) >> 72 << 72;
                Self(IpAddr::V6(Ipv6Addr::from(prefix)))
            }
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The client's network: the address that the outermost of our own proxies saw, which is the `trusted_proxies`-th from
/// the right in `X-Forwarded-For`. What stands further left anybody can write. Without proxies it is the connection's.
#[must_use]
pub fn client_network(headers: &HeaderMap, extensions: &Extensions, trusted_proxies: usize) -> Network {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    Network::of(forwarded(headers, trusted_proxies).unwrap_or(peer))
}

fn forwarded(headers: &HeaderMap, trusted_proxies: usize) -> Option<IpAddr> {
    let place = trusted_proxies.checked_sub(1)?;
    let listed: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let text = listed.iter().rev().nth(place)?.trim();
    let bare = text.trim_start_matches('[').split(']').next().unwrap_or_default();
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn network(text: &str) -> Network {
        Network::of(text.parse().unwrap())
    }

    fn client(forwarded_for: &[&str], trusted_proxies: usize) -> Network {
        let mut headers = HeaderMap::new();
        for value in forwarded_for {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([198, 51, 100, 7], 4000))));
        client_network(&headers, &extensions, trusted_proxies)
    }

    #[test]
    fn only_our_proxies_are_believed() {
        assert_eq!(client(&["203.0.113.9"], 0), network("198.51.100.7"));
        assert_eq!(client(&["1.2.3.4, 203.0.113.9"], 1), network("203.0.113.9"));
        assert_eq!(client(&["1.2.3.4", "203.0.113.9, 10.0.0.1"], 2), network("203.0.113.9"));
        assert_eq!(client(&["203.0.113.9:5123"], 1), network("203.0.113.9"));
        assert_eq!(client(&["[2001:db8::1]:443"], 1), network("2001:db8::"));
        assert_eq!(client(&["nonsense"], 1), network("198.51.100.7"));
        assert_eq!(client(&[], 1), network("198.51.100.7"));
    }

    #[test]
    fn a_household_is_one_network() {
        assert_eq!(network("2001:db8:0:aa00::1"), network("2001:db8:0:aaff:ffff::9"));
        assert_ne!(network("2001:db8:0:aa00::1"), network("2001:db8:0:ab00::1"));
        assert_eq!(network("::ffff:203.0.113.9"), network("203.0.113.9"));
    }

    proptest! {
        #[test]
        fn what_a_client_prepends_changes_nothing(spoofed in "[0-9a-f.:, ]{0,60}") {
            prop_assert_eq!(client(&[&format!("{spoofed}, 203.0.113.9")], 1), network("203.0.113.9"));
        }
    }
}
