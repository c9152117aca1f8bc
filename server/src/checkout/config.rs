//! How checkouts are set up.

/// What a checkout needs to know of the installation.
#[derive(Clone, Debug)]
pub struct CheckoutSettings {
    /// Where this server is reached: payments come back there.
    pub public_url: String,
    /// True with live keys: what comes from the other mode is never fulfilled.
    pub is_live: bool,
}
