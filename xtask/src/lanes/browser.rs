//! Playwright against a freshly started server with the release bundle and an empty data folder; before it, Stripe's
//! own library against the sandbox.

use super::{Outcome, stripe_sdk, test_binaries};
use crate::bundle::{self, Profile};
use crate::progress::{note, stage};
use crate::server_process::{RunningServer, Settings, free_port};
use crate::workspace::Workspace;
use crate::{process, setup};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Twenty-five minutes in milliseconds: a hanging browser must fail a run, not hang it.
const GLOBAL_LIMIT: &str = "--global-timeout=1500000";

/// Runs all journeys.
pub fn run(workspace: &Workspace) -> Result<Outcome> {
    setup::bundle_tools(workspace)?;
    // The programs as they were built with the tests: nothing is compiled a second time.
    test_binaries::compile(workspace)?;
    let sdk = stage("Stripe's library", || stripe_sdk::run(workspace))?;
    let chromium = setup::chromium(workspace)?;
    bundle::build(workspace, Profile::Release)?;
    let binary = workspace.target.join("debug/makeit3d");

    let run_folder = workspace.target.join("e2e");
    if run_folder.exists() {
        fs::remove_dir_all(&run_folder)?;
    }
    let data_dir = run_folder.join("data");
    fs::create_dir_all(&data_dir)?;
    let log = run_folder.join("server.log");
    let settings = Settings {
        port: free_port()?,
        data_dir: Some(data_dir),
        log: Some(log.clone()),
        is_isolated: true,
        faults_port: Some(free_port()?),
    };
    let server = stage("Start", || RunningServer::start(workspace, &binary, &settings));
    let _server =
        server.with_context(|| format!("the server did not start; its log:\n{}", last_lines(&log)))?;

    let mut outcome =
        stage("Playwright", || run_playwright(workspace, &chromium, &binary, &settings, &run_folder))?;
    if !outcome.is_success() {
        note(format!("the server's log: {}\n{}", log.display(), last_lines(&log)));
    }
    outcome.add(&sdk);
    Ok(outcome)
}

fn run_playwright(
    workspace: &Workspace,
    chromium: &Path,
    binary: &Path,
    settings: &Settings,
    out: &Path,
) -> Result<Outcome> {
    let report = out.join("report.json");
    let mut playwright = workspace.node_tool("playwright");
    playwright.current_dir(workspace.root.join("end2end"));
    playwright
        .args(["test", "--reporter=list,json", GLOBAL_LIMIT])
        .arg("--output")
        .arg(out.join("artefacts"));
    playwright.env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    playwright.env("BASE_URL", settings.address()).env("CHROMIUM_PATH", chromium);
    // The journeys use the operators' commands too.
    playwright.env("MAKEIT3D_BINARY", binary);
    if let Some(port) = settings.faults_port {
        playwright.env("WORKER_URL", format!("http://127.0.0.1:{port}"));
    }
    if let Some(folder) = &settings.data_dir {
        playwright.env("DATA_DIR", folder);
    }
    let ran = process::run(&mut playwright);
    match fs::read_to_string(&report) {
        Ok(text) => read_report(&text),
        Err(_) => {
            ran.context("Playwright made no report")?;
            anyhow::bail!("Playwright made no report");
        }
    }
}

/// Counts a Playwright JSON report; a test that passed only when it was repeated has passed, and is named.
fn read_report(text: &str) -> Result<Outcome> {
    let report: Value = serde_json::from_str(text).context("Playwright's report is not JSON")?;
    let count = |name: &str| report["stats"][name].as_u64().unwrap_or(0);
    let (mut failures, mut remarks) = (Vec::new(), Vec::new());
    each_spec(&report, &mut |spec| {
        let name = || {
            let (file, title) = (spec["file"].as_str().unwrap_or("?"), spec["title"].as_str().unwrap_or("?"));
            format!("{file}: {title}")
        };
        if spec["ok"] == false {
            failures.push(name());
        } else if spec["tests"].as_array().into_iter().flatten().any(|test| test["status"] == "flaky") {
            remarks.push(format!("flaky: {}", name()));
        }
    });
    let errors = report["errors"].as_array().map_or(0, Vec::len) as u64;
    if errors > 0 {
        failures.push(format!("{errors} errors outside the tests"));
    }
    Ok(Outcome {
        passed: count("expected") + count("flaky"),
        failed: count("unexpected") + errors,
        failures,
        remarks,
    })
}

/// Suites nest; each spec says whether it is `ok`, and each of its tests (one a project) its `status`.
fn each_spec(suite: &Value, look: &mut impl FnMut(&Value)) {
    suite["specs"].as_array().into_iter().flatten().for_each(&mut *look);
    for inner in suite["suites"].as_array().into_iter().flatten() {
        each_spec(inner, look);
    }
}

fn last_lines(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_of_playwright_is_counted() {
        let text = r#"{
            "stats": { "expected": 7, "unexpected": 1, "flaky": 1, "skipped": 2 }, "errors": [],
            "suites": [{ "specs": [], "suites": [{ "specs": [
                { "file": "orders.spec.ts", "title": "a guest pays", "ok": false },
                { "file": "orders.spec.ts", "title": "an owner cancels", "ok": true,
                  "tests": [{ "status": "expected" }] },
                { "file": "orders.spec.ts", "title": "an owner waits", "ok": true,
                  "tests": [{ "status": "flaky" }] } ] }] }] }"#;
        let outcome = read_report(text).unwrap();
        assert_eq!((outcome.passed, outcome.failed), (8, 1));
        assert_eq!(outcome.failures, ["orders.spec.ts: a guest pays"]);
        assert_eq!(outcome.remarks, ["flaky: orders.spec.ts: an owner waits"]);
    }

    #[test]
    fn an_error_outside_the_tests_is_a_failure() {
        let outcome = read_report(r#"{ "stats": {}, "errors": [{ "message": "no tests found" }] }"#).unwrap();
        assert_eq!(outcome.failed, 1);
        assert!(read_report("oops").is_err());
    }

    #[test]
    fn only_the_end_of_a_log_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        fs::write(&log, (0..100).map(|line| format!("{line}\n")).collect::<String>()).unwrap();
        assert_eq!(last_lines(&log).lines().count(), 40);
        assert!(last_lines(&log).ends_with("99"));
        assert_eq!(last_lines(&folder.path().join("nothing")), "");
    }
}
