//! `makeit3d serve | worker | migrate | catalogue | orders | events | mesh`.

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
    let words: Vec<String> = std::env::args().skip(2).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let config = || Config::from_env(env);
    let is_understood = match command {
        // A laptop's database is brought up to date by serving; elsewhere `migrate` may have done it before.
        "serve" => {
            commands::migrate(config()?).await?;
            commands::serve(config()?).await?;
            true
        }
        "worker" => commands::work(config()?).await.map(|()| true)?,
        "migrate" => commands::migrate(config()?).await.map(|()| true)?,
        "catalogue" => commands::catalogue(config, &words).await?,
        "orders" => commands::orders(config, &words).await?,
        "events" => commands::events(config, &words).await?,
        _ => false,
    };
    if !is_understood {
        eprintln!("{}", commands::USAGE);
    }
    Ok(if is_understood { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
