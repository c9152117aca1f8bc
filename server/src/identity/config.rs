//! Settings of identity: Clerk with two keys, the sandbox without.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use domain::site::IdentityMode;
use url::Url;

use super::webhook::signing_key;
use crate::config::env::{ConfigError, Env, Secret};

/// Where the sandbox is mounted on this server.
pub const SANDBOX_PATH: &str = "/sandbox/clerk";
/// Clerk's backend API.
const CLERK_API_URL: &str = "https://api.clerk.com";
/// The sandbox's key; it protects nothing.
const SANDBOX_SECRET_KEY: &str = "sk_test_sandbox";

/// How people sign in, and what their tokens must say.
#[derive(Clone, Debug)]
pub struct IdentityConfig {
    /// What the browser needs to know.
    pub mode: IdentityMode,
    /// `CLERK_PUBLISHABLE_KEY`: `pk_test_…` or `pk_live_…`; names the frontend API. Without it the sandbox stands in.
    pub publishable_key: String,
    /// `CLERK_SECRET_KEY`: `sk_…`, for the backend API.
    pub secret_key: Secret,
    /// `CLERK_WEBHOOK_SECRET` (`whsec_…`): signs what Clerk tells of people at `/api/clerk-webhook`. Without it a person
    /// who was deleted there is noticed within a day.
    pub webhook_secret: Option<Secret>,
    /// `CLERK_API_URL` (default `https://api.clerk.com`, or the sandbox): base of the backend API.
    pub api_url: String,
    /// What tokens must name as their issuer: the frontend API's URL.
    pub issuer: String,
    /// Base of the frontend API as a browser reaches it: a URL, or a path of this origin.
    pub frontend_api: String,
    /// Origins whose pages may ask for tokens (`azp`): `PUBLIC_URL` and `AUTHORIZED_PARTIES` (comma-separated).
    pub authorized_parties: Vec<String>,
}

impl IdentityConfig {
    /// Reads `CLERK_PUBLISHABLE_KEY`, `CLERK_SECRET_KEY`, `CLERK_WEBHOOK_SECRET`, `CLERK_API_URL`, `AUTHORIZED_PARTIES`
    /// and `ALLOW_SANDBOX_SIGN_IN` (default false): the sandbox also on https, for a demonstration that anyone may enter.
    ///
    /// # Errors
    /// When one key is set without the other, they are of different kinds, or the publishable key names no host; when
    /// there are no keys and the installation is for real people: the sandbox asks nobody for a password.
    pub fn from_env(env: &Env, public_url: &str) -> Result<Self, ConfigError> {
        let mut config = match (env.text("CLERK_PUBLISHABLE_KEY"), env.secret("CLERK_SECRET_KEY")) {
            (None, None) => {
                refuse_sandbox_in_production(env, public_url)?;
                Self::sandbox(public_url)
            }
            (Some(publishable_key), Some(secret_key)) => {
                Self::clerk(publishable_key, secret_key, public_url)?
            }
            (Some(_), None) => return Err(ConfigError::new("CLERK_SECRET_KEY", "is missing")),
            (None, Some(_)) => return Err(ConfigError::new("CLERK_PUBLISHABLE_KEY", "is missing")),
        };
        config.webhook_secret = env.secret("CLERK_WEBHOOK_SECRET");
        if config.webhook_secret.as_ref().is_some_and(|secret| signing_key(secret).is_none()) {
            return Err(ConfigError::new("CLERK_WEBHOOK_SECRET", "is not a signing secret (whsec_…)"));
        }
        config.api_url = env.text_or("CLERK_API_URL", &config.api_url).trim_end_matches('/').to_owned();
        let more = env.text_or("AUTHORIZED_PARTIES", "");
        let more =
            more.split(',').map(|origin| origin.trim().trim_end_matches('/')).filter(|text| !text.is_empty());
        config.authorized_parties.extend(more.map(str::to_owned));
        Ok(config)
    }

    /// The sandbox on this server; also the constructor for tests. Pages may be opened by either name of this machine.
    #[must_use]
    pub fn sandbox(public_url: &str) -> Self {
        let frontend_api = format!("{public_url}{SANDBOX_PATH}");
        let host = frontend_api.trim_start_matches("https://").trim_start_matches("http://").to_owned();
        let mut authorized_parties = vec![public_url.to_owned()];
        for (name, other) in [("//127.0.0.1", "//localhost"), ("//localhost", "//127.0.0.1")] {
            if public_url.contains(name) {
                authorized_parties.push(public_url.replacen(name, other, 1));
            }
        }
        Self {
            mode: IdentityMode::Sandbox { frontend_api: SANDBOX_PATH.to_owned() },
            publishable_key: format!("pk_test_{}", STANDARD.encode(format!("{host}$"))),
            secret_key: Secret::new(SANDBOX_SECRET_KEY),
            webhook_secret: None,
            api_url: frontend_api.clone(),
            issuer: frontend_api,
            frontend_api: SANDBOX_PATH.to_owned(),
            authorized_parties,
        }
    }

    fn clerk(publishable_key: String, secret_key: Secret, public_url: &str) -> Result<Self, ConfigError> {
        let host = frontend_host(&publishable_key).ok_or_else(|| {
            ConfigError::new("CLERK_PUBLISHABLE_KEY", "is not a key of Clerk's (pk_test_… or pk_live_…)")
        })?;
        let is_live = publishable_key.starts_with("pk_live_");
        if secret_key.reveal().starts_with("sk_live_") != is_live {
            return Err(ConfigError::new(
                "CLERK_SECRET_KEY",
                "is of another kind (test or live) than CLERK_PUBLISHABLE_KEY",
            ));
        }
        Ok(Self {
            mode: IdentityMode::Clerk {
                publishable_key: publishable_key.clone(),
                frontend_api: host.clone(),
            },
            publishable_key,
            secret_key,
            webhook_secret: None,
            api_url: CLERK_API_URL.to_owned(),
            issuer: format!("https://{host}"),
            frontend_api: format!("https://{host}"),
            authorized_parties: vec![public_url.to_owned()],
        })
    }

    /// True when the sandbox stands in.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        matches!(self.mode, IdentityMode::Sandbox { .. })
    }

    /// True for Clerk's development instances, which hand cookies over in the query.
    #[must_use]
    pub fn is_development(&self) -> bool {
        self.publishable_key.starts_with("pk_test_")
    }

    /// What Clerk appends to its cookies' names: 8 characters of the publishable key's SHA-1 in URL-safe base 64
    /// (`getCookieSuffix` in `packages/shared/src/keys.ts` of github.com/clerk/javascript).
    #[must_use]
    pub fn cookie_suffix(&self) -> String {
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, self.publishable_key.as_bytes());
        URL_SAFE.encode(hash.as_ref()).chars().take(8).collect()
    }

    /// Hosts that pages of Clerk's own components load scripts from and talk to; none for the sandbox.
    #[must_use]
    pub fn page_hosts(&self) -> Vec<String> {
        if self.is_sandbox() { Vec::new() } else { vec![self.frontend_api.clone()] }
    }
}

fn refuse_sandbox_in_production(env: &Env, public_url: &str) -> Result<(), ConfigError> {
    let refused = |why| Err(ConfigError::new("CLERK_PUBLISHABLE_KEY", why));
    if env.parsed_or("STRIPE_LIVE", false)? {
        return refused(
            "is missing, and STRIPE_LIVE is true: without Clerk anyone could sign in as anyone. Set it and \
             CLERK_SECRET_KEY to the keys of your Clerk application (dashboard.clerk.com, API keys)",
        );
    }
    if public_url.starts_with("https://") && !env.parsed_or("ALLOW_SANDBOX_SIGN_IN", false)? {
        return refused(
            "is missing, and PUBLIC_URL is https: without Clerk anyone could sign in as anyone. Set it and \
             CLERK_SECRET_KEY to the keys of your Clerk application (dashboard.clerk.com, API keys), or \
             ALLOW_SANDBOX_SIGN_IN=true for a demonstration whose accounts protect nothing",
        );
    }
    Ok(())
}

/// The host that a publishable key names: base 64 of the host and a `$`.
fn frontend_host(publishable_key: &str) -> Option<String> {
    let encoded =
        publishable_key.strip_prefix("pk_test_").or_else(|| publishable_key.strip_prefix("pk_live_"))?;
    let bytes = STANDARD_NO_PAD.decode(encoded.trim_end_matches('=')).ok()?;
    let host = String::from_utf8(bytes).ok()?.strip_suffix('$')?.to_owned();
    let url = Url::parse(&format!("https://{host}")).ok()?;
    (url.host_str() == Some(host.as_str()) && host.contains('.')).then_some(host)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k";

    fn from(pairs: &[(&str, &str)]) -> Result<IdentityConfig, ConfigError> {
        IdentityConfig::from_env(&Env::of(pairs), "https://makeit3d.example")
    }

    #[test]
    fn a_publishable_key_names_the_frontend_api() {
        let config = from(&[("CLERK_PUBLISHABLE_KEY", KEY), ("CLERK_SECRET_KEY", "sk_test_x")]).unwrap();
        assert_eq!(config.issuer, "https://clerk.example.com");
        assert_eq!(config.api_url, "https://api.clerk.com");
        assert!(!config.is_sandbox() && config.is_development());
        assert_eq!(config.page_hosts(), ["https://clerk.example.com"]);
    }

    #[test]
    fn half_a_configuration_is_refused_by_name() {
        let missing = from(&[("CLERK_PUBLISHABLE_KEY", KEY)]).unwrap_err();
        assert_eq!(missing.name, "CLERK_SECRET_KEY");
        let mixed = from(&[("CLERK_PUBLISHABLE_KEY", KEY), ("CLERK_SECRET_KEY", "sk_live_x")]).unwrap_err();
        assert_eq!(mixed.name, "CLERK_SECRET_KEY");
        let odd =
            from(&[("CLERK_PUBLISHABLE_KEY", "pk_test_!"), ("CLERK_SECRET_KEY", "sk_test_x")]).unwrap_err();
        assert_eq!(odd.name, "CLERK_PUBLISHABLE_KEY");
    }

    #[test]
    fn without_keys_the_sandbox_stands_in() {
        let env = Env::of(&[("AUTHORIZED_PARTIES", "http://192.168.1.5:3000/, ")]);
        let config = IdentityConfig::from_env(&env, "http://127.0.0.1:3000").unwrap();
        assert!(config.is_sandbox());
        assert_eq!(config.issuer, "http://127.0.0.1:3000/sandbox/clerk");
        let parties = ["http://127.0.0.1:3000", "http://localhost:3000", "http://192.168.1.5:3000"];
        assert_eq!(config.authorized_parties, parties);
    }

    #[test]
    fn the_sandbox_does_not_stand_in_for_real_people() {
        let refused = from(&[]).unwrap_err();
        assert_eq!(refused.name, "CLERK_PUBLISHABLE_KEY");
        assert!(
            refused.wrong.contains("CLERK_SECRET_KEY") && refused.wrong.contains("ALLOW_SANDBOX_SIGN_IN")
        );
        assert!(from(&[("ALLOW_SANDBOX_SIGN_IN", "true")]).unwrap().is_sandbox());
        assert!(from(&[("ALLOW_SANDBOX_SIGN_IN", "false")]).is_err());
        // Where money is taken, no variable helps.
        let live = Env::of(&[("STRIPE_LIVE", "true"), ("ALLOW_SANDBOX_SIGN_IN", "true")]);
        assert!(IdentityConfig::from_env(&live, "http://127.0.0.1:3000").is_err());
    }

    #[test]
    fn cookie_suffixes_are_clerks() {
        // SHA-1 of the key in URL-safe base 64, by `printf %s KEY | openssl dgst -sha1 -binary | base64`.
        let config = from(&[("CLERK_PUBLISHABLE_KEY", KEY), ("CLERK_SECRET_KEY", "sk_test_x")]).unwrap();
        assert_eq!(config.cookie_suffix(), "l2OS3d9k");
    }

    proptest! {
        #[test]
        fn any_key_is_read_or_refused(key in "(pk_test_|pk_live_|)[ -~]{0,40}") {
            if let Some(host) = frontend_host(&key) {
                prop_assert!(!host.contains(['/', '@', ' ', '$']));
            }
        }
    }
}
