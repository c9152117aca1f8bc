//! Running other programs: with their output shown, captured, or both.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Runs a command with its output shown; no standard input, so that nothing can wait for an answer.
///
/// # Errors
/// When it cannot be started or does not end with success; names the command.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("`{}` ended with {status}", describe(command));
    }
    Ok(())
}

/// Runs a command quietly and answers what it printed on standard output.
///
/// # Errors
/// When it cannot be started or does not end with success; the message holds its standard error.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` ended with {}\n{}", describe(command), output.status, complaint.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command, hands over each line of its standard output as it comes, and answers whether it
/// ended with success. One that takes longer than the limit is killed, and so has failed.
///
/// # Errors
/// When it cannot be started or its output cannot be read.
pub fn run_by_line(command: &mut Command, limit: Duration, mut each_line: impl FnMut(&str)) -> Result<bool> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    let stdout = child.stdout.take().context("the child's output was not piped")?;
    let _ended = kill_after(limit, child.id());
    for line in BufReader::new(stdout).split(b'\n') {
        each_line(&String::from_utf8_lossy(&line.context("reading the child's output")?));
    }
    Ok(child.wait()?.success())
}

/// Kills a process unless the answered sender is dropped before the limit has passed.
fn kill_after(limit: Duration, process_id: u32) -> mpsc::Sender<()> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        if receiver.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
            eprintln!("error: killed after {} s", limit.as_secs());
            succeeds(Command::new("kill").args(["-KILL", &process_id.to_string()]));
        }
    });
    sender
}

/// Whether a command can be run and ends with success; nothing is shown.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn cannot_start(command: &Command) -> String {
    format!("`{}` could not be started: is it installed?", command.get_program().to_string_lossy())
}

/// The command as one would type it.
fn describe(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn capture_answers_the_output() {
        assert_eq!(capture(&mut shell("echo here")).unwrap(), "here\n");
    }

    #[test]
    fn a_failure_names_the_command_and_its_complaint() {
        let message = capture(&mut shell("echo broken >&2; exit 3")).unwrap_err().to_string();
        assert!(message.contains("exit 3") && message.contains("broken"), "{message}");
        assert!(run(&mut shell("exit 1")).is_err());
    }

    #[test]
    fn a_missing_program_is_named() {
        let message = format!("{:#}", run(&mut Command::new("no-such-program-here")).unwrap_err());
        assert!(message.contains("no-such-program-here"), "{message}");
    }

    #[test]
    fn lines_arrive_one_by_one_also_when_it_fails() {
        let mut lines = Vec::new();
        let success =
            run_by_line(&mut shell("echo one; echo two; exit 1"), Duration::from_secs(60), |line| {
                lines.push(line.to_owned());
            });
        assert!(!success.unwrap());
        assert_eq!(lines, ["one", "two"]);
    }

    #[test]
    fn a_command_that_hangs_is_killed_at_its_limit() {
        let mut hanging = Command::new("sleep");
        let success = run_by_line(hanging.arg("60"), Duration::from_millis(50), |_| {});
        assert!(!success.unwrap());
    }
}
