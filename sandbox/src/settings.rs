//! The command line.

use std::path::PathBuf;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Settings {
    /// To listen on.
    pub port: u16,
    /// Where the journal is kept.
    pub data_dir: PathBuf,
    /// Where events are delivered to.
    pub webhook: Option<String>,
}

impl Settings {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let value = |name: &str| {
            let place = arguments.iter().position(|argument| argument == name);
            place.and_then(|place| arguments.get(place + 1)).cloned()
        };
        Ok(Self {
            port: value("--port").ok_or("--port is missing")?.parse().map_err(|_| "--port takes a number")?,
            data_dir: value("--data-dir").ok_or("--data-dir is missing")?.into(),
            webhook: value("--webhook"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Settings, String> {
        Settings::parse(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_port_and_a_folder_are_needed() {
        let settings = parse("--data-dir /tmp/x --port 4010").unwrap();
        assert_eq!((settings.port, settings.webhook), (4010, None));
        assert!(parse("--data-dir /tmp/x").is_err());
        assert!(parse("--data-dir /tmp/x --port many").is_err());
        assert!(parse("--port 1").is_err());
    }
}
