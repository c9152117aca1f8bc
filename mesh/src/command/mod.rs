//! The command line: `mesh inspect|repair|rescale|orient|export|optimise|render`, also reachable as `makeit3d mesh …`.

mod arguments;
mod axes;
mod inspect;
mod progress;
mod target;
mod words;
mod work;

use std::io::{IsTerminal, Write};

use arguments::Arguments;

use crate::watch::{CancelToken, Watch};

/// How the command is used; printed on a usage error and when asked for.
pub const USAGE: &str = "\
usage:
  mesh inspect FILE [--size-mm LONGEST] [--material SLUG|all] [--json]
  mesh repair FILE [--out FILE] [--json]
  mesh rescale FILE (--longest-mm N | --to-mm X,Y,Z) [--out FILE]
  mesh orient FILE [--out FILE]
  mesh export FILE --to glb|stl|obj|3mf|usdz --longest-mm N [--title TEXT] [--out FILE]
  mesh optimise FILE --out FILE [--triangles N | --ladder] [--quantized]
  mesh render FILE --out FILE.png [--width N] [--height N] [--yaw DEGREES] [--pitch DEGREES] [--transparent]
FILE is a GLB, glTF, STL, OBJ or 3MF. GLB and glTF are in metres, a 3MF says its unit, STL and OBJ count as millimetres.
X, Y and Z, asked or told, are the axes of FILE: a GLB, glTF or OBJ stands on Y, an STL or 3MF on Z.
Models are judged for a material at --size-mm, else at the size the file has in this unit. The ending of --out says what
is written: .glb (in metres), .stl, .3mf, .usdz, or .zip for an OBJ with its materials. Without --out, repair, rescale
and export write beside FILE, to robot-120mm.glb for robot.stl at 120 mm, and to no name that is taken.";

/// Of the usage what concerns one command; everything for a command that is not known.
fn usage_of(command: &str) -> String {
    let opening = format!("  mesh {command} ");
    let mut lines = USAGE.lines();
    let is_known = lines.any(|line| line.starts_with(&opening));
    let concerns = |line: &&str| !is_known || !line.starts_with("  ") || line.starts_with(&opening);
    USAGE.lines().filter(concerns).collect::<Vec<_>>().join("\n")
}

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
type Work = fn(Arguments, &mut Answer<'_>, &Watch<'_>) -> Result<(), CommandError>;

/// What a command has to say.
struct Answer<'a> {
    out: &'a mut dyn Write,
    /// Sentences for the error stream: what was passed over on the way.
    notes: Vec<String>,
}

impl Answer<'_> {
    fn say(&mut self, line: &str) -> Result<(), CommandError> {
        writeln!(self.out, "{line}").map_err(CommandError::failed)
    }
}

fn dispatch(
    arguments: impl IntoIterator<Item = String>,
    out: &mut dyn Write,
    errors: &mut (dyn Write + Send),
) -> Result<(), CommandError> {
    let mut arguments = arguments.into_iter();
    let Some(command) = arguments.next() else { return Err(CommandError::Usage("no command".to_owned())) };
    let arguments: Vec<String> = arguments.collect();
    let mut answer = Answer { out, notes: Vec::new() };
    let is_help = |word: &String| matches!(word.as_str(), "--help" | "-h");
    if command == "help" || is_help(&command) || arguments.iter().any(is_help) {
        return answer.say(&usage_of(if command == "optimize" { "optimise" } else { &command }));
    }
    let arguments = Arguments::parse(arguments.into_iter())?;
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
    let result = progress::told(&mut *errors, std::io::stderr().is_terminal(), |step| {
        let begin = |name: &str, share: f32| step.begin(name, share);
        work(arguments, &mut answer, &Watch { cancel: CancelToken::default(), progress: Some(&begin) })
    });
    for note in answer.notes {
        writeln!(errors, "note: {note}").map_err(CommandError::failed)?;
    }
    result
}

#[cfg(test)]
mod tests;
