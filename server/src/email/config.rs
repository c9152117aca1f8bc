//! Where mail goes.

use std::path::{Path, PathBuf};

use crate::config::env::{ConfigError, Env, Secret};

/// How mail is sent.
#[derive(Clone)]
pub struct EmailConfig {
    /// `SMTP_URL` (`smtps://user:password@host:465`). Without it mails are files in `DATA_DIR/outbox`.
    pub smtp_url: Option<Secret>,
    /// Where those files go.
    pub outbox: PathBuf,
    /// `MAIL_FROM` (default `MakeIt3D <shop@localhost>`).
    pub from: String,
    /// `PRINT_PARTNER_EMAIL` (default `print-partner@localhost`): who prints.
    pub print_partner: String,
    /// Where people reach this server; links in mails begin with it.
    pub public_url: String,
}

impl EmailConfig {
    /// Reads mail's variables.
    ///
    /// # Errors
    /// When mails would go out, but the sender or the print partner is not named.
    pub fn from_env(env: &Env, data_dir: &Path, public_url: &str) -> Result<Self, ConfigError> {
        let smtp_url = env.secret("SMTP_URL");
        let named = |name: &str, default: &str| match env.text(name) {
            Some(text) => Ok(text),
            None if smtp_url.is_some() => Err(ConfigError::new(name, "is needed with SMTP_URL")),
            None => Ok(default.to_owned()),
        };
        Ok(Self {
            from: named("MAIL_FROM", "MakeIt3D <shop@localhost>")?,
            print_partner: named("PRINT_PARTNER_EMAIL", "print-partner@localhost")?,
            outbox: data_dir.join("outbox"),
            public_url: public_url.to_owned(),
            smtp_url,
        })
    }

    /// Settings for tests: files in a folder.
    #[must_use]
    pub fn to_folder(outbox: PathBuf) -> Self {
        Self {
            smtp_url: None,
            outbox,
            from: "MakeIt3D <shop@makeit3d.example>".to_owned(),
            print_partner: "partner@print.example".to_owned(),
            public_url: "https://makeit3d.example".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_that_goes_out_names_its_sender_and_the_partner() {
        let read =
            |pairs: &[(&str, &str)]| EmailConfig::from_env(&Env::of(pairs), Path::new("data"), "http://x");
        let laptop = read(&[]).unwrap();
        assert!(laptop.smtp_url.is_none() && laptop.outbox.ends_with("outbox"));
        assert!(read(&[("SMTP_URL", "smtp://host")]).is_err());
        let whole = [("SMTP_URL", "smtp://host"), ("MAIL_FROM", "a@b.c"), ("PRINT_PARTNER_EMAIL", "p@b.c")];
        assert_eq!(read(&whole).unwrap().print_partner, "p@b.c");
    }
}
