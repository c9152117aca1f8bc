//! What a page may know of how this MakeIt3D is set up. Holds no secret: it is written into every page.

use serde::{Deserialize, Serialize};

use crate::credits::CreditRules;

/// How people sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdentityMode {
    /// The local stand-in: an e-mail address is enough.
    Sandbox {
        /// Base path of its browser API, which is Clerk's frontend API (`/sandbox/clerk`).
        frontend_api: String,
    },
    /// Clerk's own components.
    Clerk {
        /// `pk_live_…` or `pk_test_…`.
        publishable_key: String,
        /// Host of the frontend API, without a scheme.
        frontend_api: String,
    },
}

/// How people pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentFacts {
    /// The payment service's script: Stripe's own, or the local stand-in's.
    pub script_url: String,
    /// `pk_live_…` or `pk_test_…`.
    pub publishable_key: String,
    /// No money moves; pages say so and list the test cards.
    pub is_test: bool,
}

/// Facts about this installation that pages show or use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteFacts {
    /// How people sign in.
    pub identity: IdentityMode,
    /// True while the built-in generator (no AI) makes the models; pages say so.
    pub builtin_generator: bool,
    /// Prices in credits.
    pub rules: CreditRules,
    /// How people pay; none where nothing can be paid.
    pub payments: Option<PaymentFacts>,
    /// The viewer module's script and WebAssembly, hashed paths.
    pub viewer_js_url: String,
    /// See `viewer_js_url`.
    pub viewer_wasm_url: String,
}
