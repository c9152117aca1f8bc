//! The command line: `mesh inspect|repair|rescale|orient|export|optimise|render`, also reachable as `makeit3d mesh …`.

mod arguments;
mod inspect;
mod progress;
mod work;

use std::io::{IsTerminal, Write};

use arguments::Arguments;

use crate::watch::{CancelToken, Watch};

/// How the command is used; printed on a usage error.
pub const USAGE: &str = "\
usage:
  mesh inspect FILE [--size-mm LONGEST] [--material SLUG|all] [--json]
  mesh repair FILE [--out FILE.glb]
  mesh rescale FILE (--longest-mm N | --to-mm X,Y,Z) [--out FILE.glb]
  mesh orient FILE [--out FILE.glb]
  mesh export FILE --to glb|stl|obj|3mf|usdz --longest-mm N [--title TEXT] [--out FILE]
  mesh optimise FILE --out FILE.glb [--triangles N | --ladder] [--quantized]
  mesh render FILE --out FILE.png [--width N] [--height N] [--yaw DEGREES] [--pitch DEGREES] [--transparent]
FILE is a GLB, glTF, STL, OBJ or 3MF. Without --out, repair, rescale and export write beside it, to robot-120mm.glb for
robot.stl at 120 mm, and to no name that is taken.";

/// The exit code after success.
const SUCCESS: u8 = 0;
/// The exit code when a file cannot be read, understood or written.
const FAILURE: u8 = 1;
/// The exit code for wrong usage.
const WRONG_USAGE: u8 = 2;

/// Why a command ended without its result.
#[derive(Debug)]
enum CommandError {
    /// The arguments make no sense; the sentence says why.
    Usage(String),
    /// The work failed; the sentence says why.
    Failed(String),
}

impl CommandError {
    fn failed(error: impl std::fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Runs a command; `arguments` come without the program's name. Returns the exit code: 0, 1 when a file cannot be read or
/// written (the reason goes to `errors`), 2 for wrong usage. On a terminal `errors` also hears how far long work is.
pub fn run(
    arguments: impl IntoIterator<Item = String>,
    out: &mut dyn Write,
    errors: &mut (dyn Write + Send),
) -> u8 {
    let (code, message) = match dispatch(arguments, out, errors) {
        Ok(()) => return SUCCESS,
        Err(CommandError::Usage(message)) => (WRONG_USAGE, format!("{message}\n{USAGE}")),
        Err(CommandError::Failed(message)) => (FAILURE, message),
    };
    // Nothing more can be done when even the error stream is closed.
    let _ = writeln!(errors, "{message}");
    code
}

/// A command: takes its arguments, writes its answer, and says how far it is.
type Work = fn(Arguments, &mut dyn Write, &Watch<'_>) -> Result<(), CommandError>;

fn dispatch(
    arguments: impl IntoIterator<Item = String>,
    out: &mut dyn Write,
    errors: &mut (dyn Write + Send),
) -> Result<(), CommandError> {
    let mut arguments = arguments.into_iter();
    let Some(command) = arguments.next() else { return Err(CommandError::Usage("no command".to_owned())) };
    let arguments = Arguments::parse(arguments)?;
    let work: Work = match command.as_str() {
        "inspect" => inspect::inspect,
        "repair" => work::repair,
        "rescale" => work::rescale,
        "orient" => work::orient,
        "export" => work::export,
        "optimise" | "optimize" => work::optimise,
        "render" => work::render,
        other => return Err(CommandError::Usage(format!("unknown command {other:?}"))),
    };
    progress::told(errors, std::io::stderr().is_terminal(), |step| {
        let begin = |name: &str, share: f32| step.begin(name, share);
        work(arguments, out, &Watch { cancel: CancelToken::default(), progress: Some(&begin) })
    })
}

#[cfg(test)]
mod tests;
