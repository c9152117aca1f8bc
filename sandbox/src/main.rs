//! `sandbox --port N --data-dir DIR [--webhook URL]`: the stand-in for Stripe on a port of its own, at its root, where
//! Stripe's own libraries can be pointed at it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use domain::ids::Entropy;
use domain::time::{Clock, Timestamp};
use sandbox::stripe::{
    SANDBOX_PUBLISHABLE_KEY, SANDBOX_SECRET_KEY, SANDBOX_WEBHOOK_SECRET, SandboxStripe, SandboxStripeConfig,
    WebhookTarget, router,
};

const USAGE: &str = "usage: sandbox --port N --data-dir DIR [--webhook URL]";

/// The machine's clock.
struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that the stand-in is handed")]
    fn now(&self) -> Timestamp {
        let since_1970 =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The machine's random numbers.
struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::expect_used, reason = "a machine without randomness cannot run this program")]
    fn random(&self) -> u128 {
        let mut bytes = [0; 16];
        aws_lc_rs::rand::fill(&mut bytes).expect("the system has randomness");
        u128::from_le_bytes(bytes)
    }
}

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
struct Settings {
    port: u16,
    data_dir: PathBuf,
    webhook: Option<String>,
}

impl Settings {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let value = |name: &str| {
            let place = arguments.iter().position(|argument| argument == name);
            place.and_then(|place| arguments.get(place + 1)).cloned()
        };
        Ok(Self {
            port: value("--port").ok_or("--port is missing")?.parse().map_err(|_| "--port takes a number")?,
            data_dir: value("--data-dir").ok_or("--data-dir is missing")?.into(),
            webhook: value("--webhook"),
        })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let settings = match Settings::parse(&arguments) {
        Ok(settings) => settings,
        Err(reason) => {
            eprintln!("{reason}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match serve(settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(settings: Settings) -> Result<(), Box<dyn std::error::Error>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Settings, String> {
        Settings::parse(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_port_and_a_folder_are_needed() {
        let settings = parse("--data-dir /tmp/x --port 4010").unwrap();
        assert_eq!((settings.port, settings.webhook), (4010, None));
        assert!(parse("--data-dir /tmp/x").is_err());
        assert!(parse("--data-dir /tmp/x --port many").is_err());
        assert!(parse("--port 1").is_err());
    }
}
