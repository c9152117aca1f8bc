//! Positional arguments, `--key value` options and `--flag` switches.

use super::CommandError;

/// Options that stand alone.
const FLAGS: &[&str] = &["json", "ladder", "transparent", "quantized"];

/// What is left of the arguments while a command takes its own.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    files: Vec<String>,
    options: Vec<(String, String)>,
    flags: Vec<String>,
}

impl Arguments {
    /// Sorts arguments into files, options and flags.
    pub(super) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, CommandError> {
        let mut parsed = Self::default();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let Some(key) = argument.strip_prefix("--") else {
                parsed.files.push(argument);
                continue;
            };
            if FLAGS.contains(&key) {
                parsed.flags.push(key.to_owned());
            } else if let Some((key, value)) = key.split_once('=') {
                parsed.options.push((key.to_owned(), value.to_owned()));
            } else {
                let value = arguments.next();
                let value = value.ok_or_else(|| CommandError::Usage(format!("--{key} needs a value")))?;
                parsed.options.push((key.to_owned(), value));
            }
        }
        Ok(parsed)
    }

    /// Takes the one file a command works on.
    pub(super) fn file(&mut self) -> Result<String, CommandError> {
        if self.files.len() == 1 {
            Ok(self.files.remove(0))
        } else {
            Err(CommandError::Usage("exactly one FILE is needed".to_owned()))
        }
    }

    /// Takes a flag.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        let before = self.flags.len();
        self.flags.retain(|flag| flag != name);
        self.flags.len() < before
    }

    /// Takes an option's text; the last one given wins.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let found = self.options.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        self.options.retain(|(key, _)| key != name);
        found
    }

    /// Takes an option that must be there.
    pub(super) fn required(&mut self, name: &str) -> Result<String, CommandError> {
        self.text(name).ok_or_else(|| CommandError::Usage(format!("--{name} is needed")))
    }

    /// Takes an option that is a number.
    pub(super) fn number<T: std::str::FromStr>(&mut self, name: &str) -> Result<Option<T>, CommandError> {
        let parse = |text: String| {
            text.parse().map_err(|_| CommandError::Usage(format!("--{name} is not a number: {text:?}")))
        };
        self.text(name).map(parse).transpose()
    }

    /// Takes a positive length in millimetres.
    pub(super) fn length_mm(&mut self, name: &str) -> Result<Option<f64>, CommandError> {
        match self.number::<f64>(name)? {
            Some(length) if !(length.is_finite() && length > 0.0) => {
                Err(CommandError::Usage(format!("--{name} must be a positive length")))
            }
            length => Ok(length),
        }
    }

    /// Refuses what no one took.
    pub(super) fn finish(self) -> Result<(), CommandError> {
        let left = self.options.first().map(|(key, _)| key).or(self.flags.first());
        match left {
            Some(key) => Err(CommandError::Usage(format!("--{key} does not belong to this command"))),
            None => Ok(()),
        }
    }
}
