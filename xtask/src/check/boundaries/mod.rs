//! The rules and figures of ARCHITECTURE.md that a script can hold.
//!
//! Generated code (SeaORM entities) and migrations are left out of the figures, as the table says.

mod dependencies;
mod documentation;
mod functions;
mod lines;
mod masking;
mod seams;
mod source;

use crate::workspace::Workspace;
use anyhow::Result;
use source::SourceFile;

/// What the inspection found.
#[derive(Debug, Default)]
pub struct Report {
    /// Measured figures, one line each.
    pub figures: Vec<String>,
    /// One line for each broken rule, with its place.
    pub violations: Vec<String>,
}

impl Report {
    fn violation(&mut self, text: impl Into<String>) {
        self.violations.push(text.into());
    }

    fn figure(&mut self, text: impl Into<String>) {
        self.figures.push(text.into());
    }
}

/// Reads all sources of the workspace and applies every rule.
///
/// # Errors
/// When the sources or the dependency graph cannot be read.
pub fn inspect(workspace: &Workspace) -> Result<Report> {
    let files = source::read_all(&workspace.root)?;
    let mut report = inspect_sources(&files);
    dependencies::inspect(workspace, &mut report)?;
    Ok(report)
}

fn inspect_sources(files: &[SourceFile]) -> Report {
    let mut report = Report::default();
    lines::inspect(files, &mut report);
    functions::inspect(files, &mut report);
    documentation::inspect(files, &mut report);
    seams::inspect(files, &mut report);
    report
}
