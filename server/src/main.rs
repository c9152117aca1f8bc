//! `makeit3d serve | worker | migrate | catalogue | mesh`.

use std::process::ExitCode;

use server::commands;
use server::config::Config;
use server::config::env::Env;

/// Unoptimised views render in deep frames.
const STACK_BYTES: usize = 8 * 1024 * 1024;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("mesh") {
        return commands::mesh(std::env::args().skip(2));
    }
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
        "catalogue" => {
            let arguments: Vec<String> = std::env::args().skip(2).collect();
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            commands::migrate(Config::from_env(env)?).await?;
            match arguments.as_slice() {
                ["show"] => commands::catalogue_show(Config::from_env(env)?).await?,
                ["load", file] => commands::catalogue_load(Config::from_env(env)?, file.as_ref()).await?,
                _ => return Ok(usage()),
            }
        }
        _ => return Ok(usage()),
    }
    Ok(ExitCode::SUCCESS)
}

fn usage() -> ExitCode {
    eprintln!("{}", commands::USAGE);
    ExitCode::from(2)
}
