//! The worker's command: a RunPod-compatible service on a port, contact sheets to look at, figures to judge by.

use std::process::ExitCode;

use worker::cli::{self, Command, USAGE};

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match Command::parse(&arguments) {
        Err(reason) => {
            eprintln!("{reason}\n{USAGE}");
            return ExitCode::from(2);
        }
        Ok(Command::Serve { port, key, may_misbehave }) => {
            cli::serve(port, key, may_misbehave).await.map_err(|cause| cause.to_string())
        }
        Ok(Command::Sheet { arguments }) => worker::sheet::run(&arguments).map(|files| {
            files.iter().for_each(|file| println!("{}", file.display()));
        }),
        Ok(Command::Bench { arguments }) => {
            worker::bench::command(&arguments).map(|report| print!("{report}"))
        }
        Ok(Command::Read { prompts }) => {
            print!("{}", cli::readings(&prompts));
            Ok(())
        }
        Ok(Command::Pictures { input, output, style, prompt }) => {
            worker::image::contact_sheet(input.as_ref(), output.as_ref(), style, &prompt)
                .map_err(|cause| cause.to_string())
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}
