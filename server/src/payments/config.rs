//! Settings of payments: Stripe with its keys, the sandbox without.

use domain::site::PaymentFacts;
use url::Url;

use crate::config::env::{ConfigError, Env, Secret};

/// Where the sandbox is mounted on this server.
pub const SANDBOX_PATH: &str = "/sandbox/stripe";
/// Where Stripe delivers events.
pub const WEBHOOK_PATH: &str = "/api/stripe-webhook";
/// Stripe's API, without the version.
const STRIPE_API_URL: &str = "https://api.stripe.com";
/// Stripe's script of the release whose API we speak.
const STRIPE_JS_URL: &str = "https://js.stripe.com/endive/stripe.js";
/// The sandbox's keys; they protect nothing. `sandbox::stripe` has the same.
const SANDBOX_SECRET_KEY: &str = "sk_test_sandbox";
const SANDBOX_PUBLISHABLE_KEY: &str = "pk_test_sandbox";
const SANDBOX_WEBHOOK_SECRET: &str = "whsec_sandbox";

/// How we are paid.
#[derive(Clone, Debug)]
pub struct PaymentConfig {
    /// `STRIPE_SECRET_KEY`: `sk_…` or a restricted `rk_…`. Without keys the sandbox stands in.
    pub secret_key: Secret,
    /// `STRIPE_PUBLISHABLE_KEY`: `pk_…`, for the page's script.
    pub publishable_key: String,
    /// `STRIPE_WEBHOOK_SECRET`: `whsec_…`, two separated by a comma while one replaces the other.
    pub webhook_secrets: Vec<Secret>,
    /// `STRIPE_API_URL` (default `https://api.stripe.com`, or the sandbox): base of the API, without `/v1`.
    pub api_url: String,
    /// The script of the payment form: Stripe's, or the sandbox's on this origin.
    pub stripe_js_url: String,
    /// True when the sandbox stands in.
    pub is_sandbox: bool,
    /// `STRIPE_LIVE` (default false): this installation takes money. Start-up then refuses test keys and the sandbox,
    /// and without it live keys.
    pub is_live: bool,
}

/// Origins that a page with Stripe's own form needs, by directive of its policy
/// (<https://docs.stripe.com/security/guide#content-security-policy>). All empty for the sandbox, which is on our
/// origin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentPageHosts {
    /// `script-src`
    pub script: Vec<String>,
    /// `frame-src`
    pub frame: Vec<String>,
    /// `connect-src`
    pub connect: Vec<String>,
    /// `img-src`
    pub image: Vec<String>,
}

impl PaymentConfig {
    /// Reads `STRIPE_SECRET_KEY`, `STRIPE_PUBLISHABLE_KEY`, `STRIPE_WEBHOOK_SECRET`, `STRIPE_API_URL` and
    /// `STRIPE_LIVE`.
    ///
    /// # Errors
    /// When a key is missing beside another, keys are of different kinds, or their kind is not the installation's.
    pub fn from_env(env: &Env, public_url: &str) -> Result<Self, ConfigError> {
        let is_live = env.parsed_or("STRIPE_LIVE", false)?;
        let keys = (env.secret("STRIPE_SECRET_KEY"), env.text("STRIPE_PUBLISHABLE_KEY"));
        let mut config = match keys {
            (None, None) if is_live => {
                return Err(ConfigError::new("STRIPE_SECRET_KEY", "is missing, and STRIPE_LIVE is true"));
            }
            (None, None) => Self::sandbox(public_url),
            (Some(secret_key), Some(publishable_key)) => {
                Self::stripe(env, secret_key, publishable_key, is_live)?
            }
            (Some(_), None) => return Err(ConfigError::new("STRIPE_PUBLISHABLE_KEY", "is missing")),
            (None, Some(_)) => return Err(ConfigError::new("STRIPE_SECRET_KEY", "is missing")),
        };
        config.api_url = env.text_or("STRIPE_API_URL", &config.api_url).trim_end_matches('/').to_owned();
        if !is_usable(&config.api_url) {
            return Err(ConfigError::new("STRIPE_API_URL", "is not a URL"));
        }
        Ok(config)
    }

    /// The sandbox on this server; also the constructor for tests.
    #[must_use]
    pub fn sandbox(public_url: &str) -> Self {
        Self {
            secret_key: Secret::new(SANDBOX_SECRET_KEY),
            publishable_key: SANDBOX_PUBLISHABLE_KEY.to_owned(),
            webhook_secrets: vec![Secret::new(SANDBOX_WEBHOOK_SECRET)],
            api_url: format!("{public_url}{SANDBOX_PATH}"),
            stripe_js_url: format!("{SANDBOX_PATH}/v1/stripe.js"),
            is_sandbox: true,
            is_live: false,
        }
    }

    fn stripe(
        env: &Env,
        secret_key: Secret,
        publishable_key: String,
        is_live: bool,
    ) -> Result<Self, ConfigError> {
        let secret_kind = kind(secret_key.reveal(), &["sk_", "rk_"]).ok_or_else(|| {
            ConfigError::new("STRIPE_SECRET_KEY", "is not a key of Stripe's (sk_… or rk_…)")
        })?;
        let publishable_kind = kind(&publishable_key, &["pk_"])
            .ok_or_else(|| ConfigError::new("STRIPE_PUBLISHABLE_KEY", "is not a key of Stripe's (pk_…)"))?;
        if secret_kind != publishable_kind {
            return Err(ConfigError::new(
                "STRIPE_PUBLISHABLE_KEY",
                "is of another kind (test or live) than STRIPE_SECRET_KEY",
            ));
        }
        match (is_live, secret_kind) {
            (true, Kind::Test) => {
                return Err(ConfigError::new("STRIPE_SECRET_KEY", "is a test key, and STRIPE_LIVE is true"));
            }
            (false, Kind::Live) => {
                return Err(ConfigError::new("STRIPE_LIVE", "must be true for live keys: they take money"));
            }
            _ => {}
        }
        let secrets = env.text("STRIPE_WEBHOOK_SECRET").unwrap_or_default();
        let webhook_secrets: Vec<Secret> =
            secrets.split(',').map(str::trim).filter(|text| !text.is_empty()).map(Secret::new).collect();
        if webhook_secrets.is_empty() || webhook_secrets.iter().any(|key| !key.reveal().starts_with("whsec_"))
        {
            return Err(ConfigError::new("STRIPE_WEBHOOK_SECRET", "is missing, or not whsec_…"));
        }
        Ok(Self {
            secret_key,
            publishable_key,
            webhook_secrets,
            api_url: STRIPE_API_URL.to_owned(),
            stripe_js_url: STRIPE_JS_URL.to_owned(),
            is_sandbox: false,
            is_live,
        })
    }

    /// What the checkout page is told.
    #[must_use]
    pub fn facts(&self) -> PaymentFacts {
        PaymentFacts {
            script_url: self.stripe_js_url.clone(),
            publishable_key: self.publishable_key.clone(),
            is_test: !self.is_live,
        }
    }

    /// What a page with the payment form may load and talk to.
    #[must_use]
    pub fn page_hosts(&self) -> PaymentPageHosts {
        if self.is_sandbox {
            return PaymentPageHosts::default();
        }
        let hosts = |list: &[&str]| list.iter().map(|host| (*host).to_owned()).collect();
        PaymentPageHosts {
            script: hosts(&["https://js.stripe.com", "https://*.js.stripe.com"]),
            frame: hosts(&["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"]),
            connect: hosts(&["https://api.stripe.com"]),
            image: hosts(&["https://*.stripe.com"]),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Test,
    Live,
}

fn kind(key: &str, prefixes: &[&str]) -> Option<Kind> {
    let rest = prefixes.iter().find_map(|prefix| key.strip_prefix(prefix))?;
    match rest.split_once('_')? {
        ("test", secret) if !secret.is_empty() => Some(Kind::Test),
        ("live", secret) if !secret.is_empty() => Some(Kind::Live),
        _ => None,
    }
}

fn is_usable(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST: [(&str, &str); 3] = [
        ("STRIPE_SECRET_KEY", "sk_test_1"),
        ("STRIPE_PUBLISHABLE_KEY", "pk_test_1"),
        ("STRIPE_WEBHOOK_SECRET", "whsec_old, whsec_new"),
    ];

    fn from(pairs: &[(&str, &str)]) -> Result<PaymentConfig, ConfigError> {
        PaymentConfig::from_env(&Env::of(pairs), "http://127.0.0.1:3000")
    }

    fn wrong(changed: &[(&str, &str)]) -> String {
        let mut pairs = TEST.to_vec();
        pairs.extend(changed);
        from(&pairs).unwrap_err().name
    }

    #[test]
    fn without_keys_the_sandbox_stands_in() {
        let config = from(&[]).unwrap();
        assert!(config.is_sandbox && !config.is_live);
        assert_eq!(config.api_url, "http://127.0.0.1:3000/sandbox/stripe");
        assert_eq!(config.stripe_js_url, "/sandbox/stripe/v1/stripe.js");
        assert_eq!(config.page_hosts(), PaymentPageHosts::default());
        assert!(config.facts().is_test && config.facts().script_url.starts_with('/'));
    }

    #[test]
    fn keys_mean_stripe_and_its_hosts() {
        let config = from(&TEST).unwrap();
        assert!(!config.is_sandbox);
        assert_eq!(config.api_url, "https://api.stripe.com");
        assert_eq!(config.webhook_secrets, [Secret::new("whsec_old"), Secret::new("whsec_new")]);
        assert!(config.page_hosts().connect.contains(&"https://api.stripe.com".to_owned()));
    }

    #[test]
    fn money_is_never_taken_by_accident() {
        assert_eq!(from(&[("STRIPE_LIVE", "true")]).unwrap_err().name, "STRIPE_SECRET_KEY");
        assert_eq!(wrong(&[("STRIPE_LIVE", "true")]), "STRIPE_SECRET_KEY");
        let live = [("STRIPE_SECRET_KEY", "rk_live_1"), ("STRIPE_PUBLISHABLE_KEY", "pk_live_1")];
        assert_eq!(wrong(&live), "STRIPE_LIVE");
        let mut pairs = vec![("STRIPE_LIVE", "true"), ("STRIPE_WEBHOOK_SECRET", "whsec_1")];
        pairs.extend(live);
        assert!(from(&pairs).unwrap().is_live);
    }

    #[test]
    fn half_a_configuration_is_refused_by_name() {
        assert_eq!(from(&TEST[..1]).unwrap_err().name, "STRIPE_PUBLISHABLE_KEY");
        assert_eq!(from(&TEST[1..2]).unwrap_err().name, "STRIPE_SECRET_KEY");
        assert_eq!(from(&TEST[..2]).unwrap_err().name, "STRIPE_WEBHOOK_SECRET");
        assert_eq!(wrong(&[("STRIPE_WEBHOOK_SECRET", "secret")]), "STRIPE_WEBHOOK_SECRET");
        assert_eq!(wrong(&[("STRIPE_PUBLISHABLE_KEY", "pk_live_1")]), "STRIPE_PUBLISHABLE_KEY");
        assert_eq!(wrong(&[("STRIPE_SECRET_KEY", "sk_test_")]), "STRIPE_SECRET_KEY");
        assert_eq!(wrong(&[("STRIPE_API_URL", "api.stripe.com")]), "STRIPE_API_URL");
    }

    #[test]
    fn the_sandboxs_keys_are_the_sandboxs() {
        let config = PaymentConfig::sandbox("");
        assert_eq!(config.secret_key.reveal(), sandbox::stripe::SANDBOX_SECRET_KEY);
        assert_eq!(config.publishable_key, sandbox::stripe::SANDBOX_PUBLISHABLE_KEY);
        assert_eq!(config.webhook_secrets[0].reveal(), sandbox::stripe::SANDBOX_WEBHOOK_SECRET);
    }
}
