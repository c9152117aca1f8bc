//! The command line: what may be typed and what it means.

use crate::bench::Bench;
use crate::bundle::Profile;
use crate::fuzz::DEFAULT_SECONDS;
use crate::lanes::Lane;
use crate::sizes::Report;
use anyhow::{Context, Result, bail};

/// Printed by `cargo xtask help`.
pub const HELP: &str = "\
cargo xtask <command>

  serve [--watch] [--port N]   set up, build, migrate and run MakeIt3D; prints its address
  test [--only LANE]           every check and test, or one lane: check, host, wasm, db, e2e
  check                        formatting, clippy (host and wasm), boundaries, licences, advisories
  boundaries                   only the figures and rules of ARCHITECTURE.md
  build [--dev]                release bundle, `makeit3d` binary and the size report
  sizes [--accept|--by-crate]  size of each module and first visit against bench/sizes.toml; --accept lowers the
                               gate, --by-crate says which crate weighs what
  bench mesh                   the mesh library against trimesh and pymeshfix (minutes; needs PyPI once)
  seeded [NAME]                make mistakes on purpose, all or one (B18), and see whether the tests notice
  fuzz [--seconds N]           feed the mesh readers with broken files, N seconds each (300)
  setup                        install whatever is missing, and nothing else

Everything installs what it needs on its first run. Downloads, tools and build output are kept in
$XDG_CACHE_HOME/makeit3d (~/.cache/makeit3d); CARGO_TARGET_DIR moves the build output elsewhere.";

/// One parsed command line.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// List the commands.
    Help,
    /// Install what is missing.
    Setup,
    /// Build the bundle and the server binary.
    Build {
        /// Which of the two bundles.
        profile: Profile,
    },
    /// Build and run on this machine.
    Serve {
        /// TCP port to listen on; without it the one that the environment names.
        port: Option<u16>,
        /// Rebuild and restart when a source file changes.
        watch: bool,
    },
    /// Run all lanes, or one.
    Test {
        /// The one lane to run.
        only: Option<Lane>,
    },
    /// Run the check lane.
    Check,
    /// Run the boundary checks alone.
    Boundaries,
    /// Compare with what people would use instead.
    Bench {
        /// What to compare.
        bench: Bench,
    },
    /// Feed the mesh readers with broken files.
    Fuzz {
        /// How long each reader is fed.
        seconds: u32,
    },
    /// Make known mistakes in a copy and see whether the tests notice.
    Seeded {
        /// The one mistake to make.
        only: Option<String>,
    },
    /// Report the size of each module.
    Sizes {
        /// What is done besides.
        report: Report,
    },
}

impl Command {
    /// Whether it compiles anything.
    #[must_use]
    pub fn builds(&self) -> bool {
        !matches!(self, Self::Help | Self::Setup | Self::Boundaries)
    }
}

/// Reads the arguments after `cargo xtask`.
///
/// # Errors
/// Names the argument that is unknown or lacks its value.
pub fn parse(arguments: &[String]) -> Result<Command> {
    let mut rest = arguments.iter().map(String::as_str);
    let Some(name) = rest.next() else { return Ok(Command::Help) };
    let rest: Vec<&str> = rest.collect();
    let command = match name {
        "help" | "--help" | "-h" => Command::Help,
        "setup" => Command::Setup,
        "check" => Command::Check,
        "boundaries" => Command::Boundaries,
        "build" => return parse_build(&rest),
        "serve" => return parse_serve(&rest),
        "test" => return parse_test(&rest),
        "sizes" => return parse_sizes(&rest),
        "fuzz" => return parse_fuzz(&rest),
        "bench" => return parse_bench(&rest),
        "seeded" => return parse_seeded(&rest),
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    };
    match rest.first() {
        None => Ok(command),
        Some(extra) => unknown(name, extra),
    }
}

fn unknown<T>(command: &str, argument: &str) -> Result<T> {
    bail!("`{command}` does not take `{argument}`\n\n{HELP}")
}

fn parse_build(arguments: &[&str]) -> Result<Command> {
    match arguments {
        [] | ["--release"] => Ok(Command::Build { profile: Profile::Release }),
        ["--dev"] => Ok(Command::Build { profile: Profile::Dev }),
        [other, ..] => unknown("build", other),
    }
}

fn parse_sizes(arguments: &[&str]) -> Result<Command> {
    match arguments {
        [] => Ok(Command::Sizes { report: Report::Gate }),
        ["--accept"] => Ok(Command::Sizes { report: Report::Accept }),
        ["--by-crate"] => Ok(Command::Sizes { report: Report::ByCrate }),
        [other, ..] => unknown("sizes", other),
    }
}

fn parse_bench(arguments: &[&str]) -> Result<Command> {
    match arguments {
        [] => bail!("`bench` needs a name: mesh"),
        [name] => Ok(Command::Bench { bench: name.parse()? }),
        [_, other, ..] => unknown("bench", other),
    }
}

fn parse_seeded(arguments: &[&str]) -> Result<Command> {
    match arguments {
        [] => Ok(Command::Seeded { only: None }),
        [name] if !name.starts_with('-') => Ok(Command::Seeded { only: Some((*name).to_owned()) }),
        [other] | [_, other, ..] => unknown("seeded", other),
    }
}

fn parse_fuzz(arguments: &[&str]) -> Result<Command> {
    match arguments {
        [] => Ok(Command::Fuzz { seconds: DEFAULT_SECONDS }),
        ["--seconds", value] => {
            let seconds = value.parse().with_context(|| format!("`{value}` is not a number of seconds"))?;
            Ok(Command::Fuzz { seconds })
        }
        ["--seconds"] => bail!("`--seconds` needs a number"),
        [other, ..] => unknown("fuzz", other),
    }
}

fn parse_test(arguments: &[&str]) -> Result<Command> {
    match arguments {
        [] => Ok(Command::Test { only: None }),
        ["--only", lane] => Ok(Command::Test { only: Some(lane.parse()?) }),
        ["--only"] => bail!("`--only` needs a lane: {}", Lane::names()),
        [other, ..] => unknown("test", other),
    }
}

fn parse_serve(arguments: &[&str]) -> Result<Command> {
    let (mut port, mut watch) = (None, false);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match *argument {
            "--watch" => watch = true,
            "--port" => {
                let value = arguments.next().context("`--port` needs a number")?;
                port = Some(parse_port(value)?);
            }
            other => return unknown("serve", other),
        }
    }
    Ok(Command::Serve { port, watch })
}

/// A TCP port in decimal.
///
/// # Errors
/// When it is not one.
pub fn parse_port(value: &str) -> Result<u16> {
    value.parse().with_context(|| format!("`{value}` is not a port"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command> {
        parse(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn every_documented_form_is_understood() {
        assert_eq!(parsed("").unwrap(), Command::Help);
        assert_eq!(parsed("serve").unwrap(), Command::Serve { port: None, watch: false });
        assert_eq!(
            parsed("serve --port 8080 --watch").unwrap(),
            Command::Serve { port: Some(8080), watch: true }
        );
        assert_eq!(parsed("test").unwrap(), Command::Test { only: None });
        assert_eq!(parsed("test --only db").unwrap(), Command::Test { only: Some(Lane::Database) });
        assert_eq!(parsed("build").unwrap(), Command::Build { profile: Profile::Release });
        assert_eq!(parsed("build --release").unwrap(), Command::Build { profile: Profile::Release });
        assert_eq!(parsed("build --dev").unwrap(), Command::Build { profile: Profile::Dev });
        assert_eq!(parsed("bench mesh").unwrap(), Command::Bench { bench: Bench::Mesh });
        assert_eq!(parsed("fuzz --seconds 20").unwrap(), Command::Fuzz { seconds: 20 });
        assert_eq!(parsed("seeded").unwrap(), Command::Seeded { only: None });
        assert_eq!(parsed("seeded B18").unwrap(), Command::Seeded { only: Some("B18".into()) });
        assert_eq!(parsed("sizes --accept").unwrap(), Command::Sizes { report: Report::Accept });
    }

    #[test]
    fn only_builds_use_the_build_output() {
        for (line, builds) in [("help", false), ("setup", false), ("boundaries", false), ("check", true)] {
            assert_eq!(parsed(line).unwrap().builds(), builds, "{line}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (line, named) in [
            ("srve", "srve"),
            ("serve --prot 1", "--prot"),
            ("serve --port many", "many"),
            ("serve --port", "--port"),
            ("test --only unit", "unit"),
            ("test --only", "host"),
            ("check everything", "everything"),
            ("bench", "mesh"),
            ("bench teapot", "teapot"),
            ("fuzz --seconds soon", "soon"),
            ("seeded --all", "--all"),
            ("seeded B1 B2", "B2"),
        ] {
            let message = parsed(line).unwrap_err().to_string();
            assert!(message.contains(named), "`{line}` answered: {message}");
        }
    }

    #[test]
    fn help_lists_every_lane() {
        for lane in Lane::ALL {
            assert!(HELP.contains(lane.name()), "{} is missing", lane.name());
        }
    }
}
