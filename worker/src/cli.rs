//! The worker's command line.

use std::net::{Ipv4Addr, SocketAddr};

use crate::protocol::{self, WorkerConfig};
use crate::style::Style;
use crate::text;

/// How the command is called.
pub const USAGE: &str = "usage:
  worker serve --port N --key K [--misbehave]   speak the RunPod queue API on 127.0.0.1
  worker sheet --out DIR [--nouns A,B] [--styles A,B] [--both] [--cell N]
                                                draw every noun (or these prompts) in every style
  worker sheet --style-tiles DIR | --showcase DIR
                                                draw the style tiles, or build the landing page's models
  worker pictures --in DIR --out SHEET.png [--style SLUG] [--prompt TEXT]
                                                draw every picture of a folder as concepts and models
  worker bench [--nouns A,B|all] [--in DIR] [--styles A,B] [--every N] [--keep DIR] [--judge]
                                                time jobs, keep their models, judge them for printing
  worker read PROMPT...                         tell how prompts are understood";

/// A parsed command line.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Run the HTTP service until interrupted.
    Serve {
        /// TCP port on the loopback interface.
        port: u16,
        /// The bearer key callers must send.
        key: String,
        /// Opens `POST /misbehave`.
        may_misbehave: bool,
    },
    /// Draw contact sheets of nouns and styles, the style tiles, or the landing page's models.
    Sheet {
        /// What [`crate::sheet::run`] reads.
        arguments: Vec<String>,
    },
    /// Draw a contact sheet of pictures.
    Pictures {
        /// Folder with the pictures.
        input: String,
        /// Where the sheet is written.
        output: String,
        /// The look.
        style: Style,
        /// Words that come with every picture.
        prompt: String,
    },
    /// Measure jobs.
    Bench {
        /// What [`crate::bench::command`] reads.
        arguments: Vec<String>,
    },
    /// Tell how prompts are understood.
    Read {
        /// One prompt each.
        prompts: Vec<String>,
    },
}

impl Command {
    /// Reads the arguments behind the program's name.
    ///
    /// # Errors
    /// A sentence to print above [`USAGE`].
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let (name, rest) = arguments.split_first().ok_or("a command is missing")?;
        match name.as_str() {
            "serve" => Ok(Self::Serve {
                port: value(rest, "--port")?.parse().map_err(|_| "--port takes a number")?,
                key: value(rest, "--key")?,
                may_misbehave: rest.iter().any(|argument| argument == "--misbehave"),
            }),
            "sheet" => Ok(Self::Sheet { arguments: rest.to_vec() }),
            "pictures" => Ok(Self::Pictures {
                input: value(rest, "--in")?,
                output: value(rest, "--out")?,
                style: style(rest)?,
                prompt: value(rest, "--prompt").unwrap_or_default(),
            }),
            "bench" => Ok(Self::Bench { arguments: rest.to_vec() }),
            "read" => Ok(Self::Read { prompts: rest.to_vec() }),
            other => Err(format!("{other} is not a command")),
        }
    }
}

fn style(arguments: &[String]) -> Result<Style, String> {
    let Ok(slug) = value(arguments, "--style") else { return Ok(Style::Realistic) };
    Style::from_slug(&slug).ok_or(format!("{slug} is not a style"))
}

fn value(arguments: &[String], name: &str) -> Result<String, String> {
    let at = arguments.iter().position(|argument| argument == name).ok_or(format!("{name} is missing"))?;
    arguments.get(at + 1).cloned().ok_or(format!("{name} needs a value"))
}

/// One line a prompt: what would be made of it.
#[must_use]
pub fn readings(prompts: &[String]) -> String {
    let line = |prompt: &String| {
        let (recipe, understanding) = text::recipes(prompt, Style::Realistic.slug(), 0, 1).pop()?;
        Some(format!(
            "{prompt}\n    {}, {} mm\n    understood: {}\n    not understood: {}\n    {}\n",
            recipe.subject.summary(),
            recipe.size_mm,
            understanding.understood.join(" · "),
            understanding.not_understood.join(" · "),
            understanding.warnings.join(" "),
        ))
    };
    prompts.iter().filter_map(line).collect()
}

/// Serves until Ctrl-C.
///
/// # Errors
/// When the port cannot be taken.
pub async fn serve(port: u16, key: String, may_misbehave: bool) -> Result<(), protocol::StartError> {
    let config = WorkerConfig { may_misbehave, ..WorkerConfig::new(key) };
    let worker = protocol::spawn_at(config, SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    tracing::info!(address = %worker.base_url(), "the built-in worker listens");
    tokio::signal::ctrl_c().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, String> {
        Command::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn commands_are_read_with_their_options_in_any_order() {
        let serve = Command::Serve { port: 8000, key: "secret".into(), may_misbehave: true };
        assert_eq!(parse("serve --key secret --misbehave --port 8000"), Ok(serve));
        let pictures = |style| {
            let (input, output) = ("a".into(), "b.png".into());
            Ok(Command::Pictures { input, output, style, prompt: String::new() })
        };
        assert_eq!(parse("pictures --in a --out b.png"), pictures(Style::Realistic));
        assert_eq!(parse("pictures --style voxel --in a --out b.png"), pictures(Style::Voxel));
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(parse(""), Err("a command is missing".into()));
        assert_eq!(parse("serve --port 1"), Err("--key is missing".into()));
        assert_eq!(parse("serve --port x --key k"), Err("--port takes a number".into()));
        assert_eq!(parse("pictures --in"), Err("--in needs a value".into()));
        assert_eq!(parse("pictures --in a --out b --style odd"), Err("odd is not a style".into()));
    }
}
