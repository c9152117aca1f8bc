//! `makeit3d events …`: what the payment service told and nothing could be done about.

use domain::Problem;
use domain::problem::Field;
use domain::time::Timestamp;
use futures::FutureExt as _;
use sea_orm::FromQueryResult;

use crate::db::{DataError, Database, Sql as _, args};
use crate::jobs::{self, JobKind};
use crate::mint::Mint;
use crate::orders::command::option;

/// How the command is used.
pub const USAGE: &str =
    "makeit3d events failed [--after EVENT]             what could not be processed, and why
makeit3d events retry EVENT                        it is processed once more
makeit3d events close EVENT REASON --as NAME       nothing is to be done about it";

/// Events listed at most.
const LISTED: i64 = 200;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Events in error; those after one.
    Failed(String),
    /// One is processed again.
    Retry(String),
    /// One needs nothing: its id, and who says so and why.
    Close(String, String),
}

#[derive(FromQueryResult)]
struct Failed {
    id: String,
    kind: String,
    subject: String,
    error: Option<String>,
    received_at: i64,
}

/// Reads the words after `events`. Nothing when they are not understood.
#[must_use]
pub fn parse(words: &[&str]) -> Option<Command> {
    let mut words = words.to_vec();
    let author = option(&mut words, "--as")?.filter(|name| !name.trim().is_empty());
    let after = option(&mut words, "--after")?;
    match (words.as_slice(), after, author) {
        (["failed"], after, None) => Some(Command::Failed(after.unwrap_or_default())),
        (["retry", id], None, _) => Some(Command::Retry((*id).to_owned())),
        (["close", id, reason], None, Some(author)) => {
            Some(Command::Close((*id).to_owned(), format!("{author}: {reason}")))
        }
        _ => None,
    }
}

/// Does it and says what came of it.
///
/// # Errors
/// [`Problem::NotFound`] when the event is not in error; the database's.
pub async fn run(db: &Database, mint: &Mint, command: Command) -> Result<String, Problem> {
    match command {
        Command::Failed(after) => failed(db, &after).await,
        Command::Retry(id) => {
            change(db, mint, id, "received", None).await?;
            Ok("it is processed once more\n".to_owned())
        }
        Command::Close(id, why) => {
            change(db, mint, id, "ignored", Some(why)).await?;
            Ok("done\n".to_owned())
        }
    }
}

/// Events are listed by their ids, which say nothing of their age.
async fn failed(db: &Database, after: &str) -> Result<String, Problem> {
    let sql = "SELECT id, kind, subject, error, received_at FROM stripe_events
        WHERE state = 'error' AND id > $1 ORDER BY id LIMIT $2";
    let rows: Vec<Failed> = db.reader().rows(sql, args![after, LISTED]).await?;
    let is_full = i64::try_from(rows.len()) == Ok(LISTED);
    let more = rows.last().filter(|_| is_full).map(|last| format!("more: --after {}\n", last.id));
    Ok(rows.iter().map(Failed::line).chain(more).collect())
}

async fn change(
    db: &Database,
    mint: &Mint,
    id: String,
    state: &'static str,
    error: Option<String>,
) -> Result<(), Problem> {
    if !id.starts_with("evt_") {
        return Err(Problem::invalid(Field::Request, "An event's id begins with evt_."));
    }
    let mint = mint.clone();
    let written = db.write(move |tx| {
        let (mint, id, error) = (mint.clone(), id.clone(), error.clone());
        async move {
            let sql = "UPDATE stripe_events SET state = $1, error = $2, processed_at = $3
                WHERE id = $4 AND state = 'error'";
            let processed = (state != "received").then(|| mint.now().0);
            if tx.change(sql, args![state, error, processed, id.as_str()]).await? == 0 {
                return Err(DataError::from(Problem::NotFound));
            }
            if state == "received" {
                jobs::enqueue_again(tx, &mint, JobKind::ProcessEvent, &id).await?;
            }
            Ok(())
        }
        .boxed()
    });
    Ok(written.await?)
}

impl Failed {
    fn line(&self) -> String {
        let at = Timestamp(self.received_at).iso8601();
        let error = self.error.as_deref().unwrap_or_default();
        format!("{}  {at}  {}  {}  {error}\n", self.id, self.kind, self.subject)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_commands_and_closing_needs_an_author() {
        assert_eq!(parse(&["failed"]), Some(Command::Failed(String::new())));
        assert_eq!(parse(&["failed", "--after", "evt_1"]), Some(Command::Failed("evt_1".into())));
        assert_eq!(parse(&["retry", "evt_1"]), Some(Command::Retry("evt_1".into())));
        assert_eq!(parse(&["close", "evt_1", "Another shop's"]), None, "who says so?");
        let closed = parse(&["close", "evt_1", "Another shop's", "--as", "nina"]);
        assert_eq!(closed, Some(Command::Close("evt_1".into(), "nina: Another shop's".into())));
        assert_eq!(parse(&["retry"]), None);
    }
}
