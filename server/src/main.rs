//! `makeit3d serve | worker | migrate`.

use std::process::ExitCode;

use server::commands;
use server::config::Config;
use server::config::env::Env;

const USAGE: &str = "makeit3d serve    answers requests and runs jobs
makeit3d worker   runs jobs
makeit3d migrate  brings the database up to date

Settings come from the environment; .env.sample lists them.";

/// Unoptimised views render in deep frames.
const STACK_BYTES: usize = 8 * 1024 * 1024;

fn main() -> ExitCode {
    server::install_tls_provider();
    let env = Env::of_process();
    server::log::set_up(&env);
    let command = std::env::args().nth(1).unwrap_or_default();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().thread_stack_size(STACK_BYTES).enable_all().build();
    let outcome = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(&command, &env)));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("makeit3d: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: &str, env: &Env) -> anyhow::Result<ExitCode> {
    match command {
        // A laptop's database is brought up to date by serving; elsewhere `migrate` may have done it before.
        "serve" => {
            commands::migrate(Config::from_env(env)?).await?;
            commands::serve(Config::from_env(env)?).await?;
        }
        "worker" => commands::work(Config::from_env(env)?).await?,
        "migrate" => commands::migrate(Config::from_env(env)?).await?,
        _ => {
            eprintln!("{USAGE}");
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}
