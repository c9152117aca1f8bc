//! Requests that leave this server: only to hosts named in the configuration, over timeouts, without redirects, and
//! never into a private network (loopback only where the configuration names it, for the local stand-ins).

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Method, RequestBuilder, redirect};
use url::{Host, Url};

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a whole exchange may take unless the caller sets another time.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);

/// Why a request was not sent.
#[derive(Debug, thiserror::Error)]
pub enum HttpClientError {
    /// The host is not on the allow-list.
    #[error("{0} is not an allowed host")]
    HostNotAllowed(String),
    /// The text is not a URL that can be asked.
    #[error("not a usable URL")]
    BadUrl,
    /// The client could not be made.
    #[error("http client: {0}")]
    Setup(#[from] reqwest::Error),
}

/// An HTTP client that knows where it may go; cheap to clone.
#[derive(Clone)]
pub struct HttpClient {
    client: reqwest::Client,
    allowed: Arc<HashSet<String>>,
}

impl HttpClient {
    /// A client for the hosts of `base_urls` (as configured: schemes other than http and https are ignored).
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new<'a>(base_urls: impl IntoIterator<Item = &'a str>) -> Result<Self, HttpClientError> {
        let urls: Vec<Url> = base_urls.into_iter().filter_map(|text| Url::parse(text).ok()).collect();
        let loopback_named = urls.iter().any(is_loopback);
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(PublicOnly { loopback_named }))
            .user_agent(concat!("makeit3d/", env!("CARGO_PKG_VERSION")))
            .build()?;
        let allowed = urls.iter().filter_map(origin).collect();
        Ok(Self { client, allowed: Arc::new(allowed) })
    }

    /// Begins a request to `url`.
    ///
    /// # Errors
    /// When its scheme, host and port are not those of a configured base URL.
    pub fn request(&self, method: Method, url: &str) -> Result<RequestBuilder, HttpClientError> {
        let url = Url::parse(url).map_err(|_| HttpClientError::BadUrl)?;
        if self.allows(&url) {
            Ok(self.client.request(method, url))
        } else {
            Err(HttpClientError::HostNotAllowed(url.host_str().unwrap_or_default().to_owned()))
        }
    }

    /// True when [`Self::request`] would take this URL.
    #[must_use]
    pub fn allows(&self, url: &Url) -> bool {
        origin(url).is_some_and(|origin| self.allowed.contains(&origin))
    }
}

/// Scheme, host and port of a web URL without credentials.
fn origin(url: &Url) -> Option<String> {
    let plain =
        matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    plain.then(|| url.origin().ascii_serialization())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Resolves names and drops every address that is not public, so that a name cannot point inside.
struct PublicOnly {
    loopback_named: bool,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let loopback_named = self.loopback_named;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let usable: Vec<SocketAddr> =
                found.filter(|address| may_connect(address.ip(), loopback_named)).collect();
            if usable.is_empty() {
                return Err("no public address".into());
            }
            Ok(Box::new(usable.into_iter()) as Addrs)
        })
    }
}

fn may_connect(ip: IpAddr, loopback_named: bool) -> bool {
    match ip.to_canonical() {
        ip if ip.is_loopback() => loopback_named,
        IpAddr::V4(ip) => {
            let shared = ip.octets()[0] == 100 && (64..128).contains(&ip.octets()[1]);
            !(ip.is_private()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_multicast()
                || ip.is_broadcast()
                || shared)
        }
        IpAddr::V6(ip) => {
            let first = ip.segments()[0];
            let local = (first & 0xfe00) == 0xfc00 || (first & 0xffc0) == 0xfe80;
            !(local || ip.is_unspecified() || ip.is_multicast())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_configured_origins_are_asked() {
        crate::install_tls_provider();
        let client = HttpClient::new(["https://api.runpod.ai/v2", "http://127.0.0.1:4001"]).unwrap();
        assert!(client.request(Method::GET, "https://api.runpod.ai/v2/x/status/1").is_ok());
        assert!(client.request(Method::GET, "http://127.0.0.1:4001/v2").is_ok());
        for other in [
            "http://api.runpod.ai/v2",
            "https://api.runpod.ai:444/",
            "https://api.runpod.ai.evil.example/",
            "https://user@api.runpod.ai/",
            "http://127.0.0.1:4002/",
            "http://169.254.169.254/latest/meta-data",
            "file:///etc/passwd",
            "nonsense",
        ] {
            assert!(client.request(Method::GET, other).is_err(), "{other}");
        }
    }

    #[test]
    fn private_addresses_are_refused_after_resolving() {
        let refused = ["10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"];
        for ip in refused.into_iter().chain(["fd00::1", "fe80::1", "::", "::ffff:10.0.0.1", "224.0.0.1"]) {
            assert!(!may_connect(ip.parse().unwrap(), true), "{ip}");
        }
        assert!(may_connect("93.184.216.34".parse().unwrap(), false));
        assert!(may_connect("127.0.0.1".parse().unwrap(), true));
        assert!(!may_connect("::1".parse().unwrap(), false));
    }
}
