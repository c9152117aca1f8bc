//! `cargo xtask <command>`: the one way to set up, build, run, check and test MakeIt3D,
//! the same on a laptop and in CI. `cargo xtask help` lists the commands.

mod bench;
mod bundle;
mod check;
mod cli;
mod fuzz;
mod lanes;
mod postgres;
mod process;
mod progress;
mod redis;
mod release;
mod seeded;
mod serve;
mod server_process;
mod setup;
mod sizes;
mod watch;
mod workspace;

use anyhow::Result;
use cli::Command;
use std::process::ExitCode;
use workspace::Workspace;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let command = cli::parse(arguments)?;
    let workspace = Workspace::locate()?;
    let _in_use = if command.builds() { Some(workspace.use_build_output()?) } else { None };
    match command {
        Command::Help => println!("{}", cli::HELP),
        Command::Setup => setup::everything(&workspace)?,
        Command::Build { profile } => release::build(&workspace, profile)?,
        Command::Serve { port, watch } => serve::run(&workspace, port, watch)?,
        Command::Test { only } => return lanes::run(&workspace, only),
        Command::Check => {
            setup::advisories(&workspace);
            return lanes::run(&workspace, Some(lanes::Lane::Check));
        }
        Command::Boundaries => check::boundaries_only(&workspace)?,
        Command::Fuzz { seconds } => fuzz::run(&workspace, seconds)?,
        Command::Seeded { only } => return seeded::run(&workspace, only.as_deref()),
        Command::Bench { bench } => bench::run(&workspace, bench)?,
        Command::Sizes { report } => sizes::report_and_gate(&workspace, report)?,
    }
    Ok(ExitCode::SUCCESS)
}
