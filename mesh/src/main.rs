//! `mesh`: inspect, repair, rescale, orient, export, optimise and render models from a terminal.

use std::io::{stderr, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(mesh::command::run(std::env::args().skip(1), &mut stdout(), &mut stderr()))
}
