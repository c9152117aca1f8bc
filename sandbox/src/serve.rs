//! The stand-in as a server of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use sandbox::stripe::{
    SANDBOX_PUBLISHABLE_KEY, SANDBOX_SECRET_KEY, SANDBOX_WEBHOOK_SECRET, SandboxStripe, SandboxStripeConfig,
    WebhookTarget, router,
};

use crate::settings::Settings;
use crate::system::{SystemClock, SystemEntropy};

/// Listens and serves until the process ends.
///
/// # Errors
/// When the port is taken or the journal cannot be read.
pub async fn serve(settings: Settings) -> Result<(), Box<dyn std::error::Error>> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port));
    let listener = tokio::net::TcpListener::bind(address).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let stripe = SandboxStripe::open(SandboxStripeConfig {
        origin: origin.clone(),
        base_path: String::new(),
        secret_key: SANDBOX_SECRET_KEY.to_owned(),
        publishable_key: SANDBOX_PUBLISHABLE_KEY.to_owned(),
        webhook: settings.webhook.map(|url| WebhookTarget { url, secret: SANDBOX_WEBHOOK_SECRET.to_owned() }),
        data_dir: settings.data_dir,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
    })?;
    stripe.start_deliveries();
    println!("{origin}");
    axum::serve(listener, router(stripe)).await?;
    Ok(())
}
