//! `sandbox --port N --data-dir DIR [--webhook URL]`: the stand-in for Stripe on a port of its own, at its root, where
//! Stripe's own libraries can be pointed at it.

mod serve;
mod settings;
mod system;

use std::process::ExitCode;

use serve::serve;
use settings::Settings;

const USAGE: &str = "usage: sandbox --port N --data-dir DIR [--webhook URL]";

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
