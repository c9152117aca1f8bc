//! Taking the next job.

use futures::FutureExt as _;
use sea_orm::{DbBackend, FromQueryResult};

use super::{JobKind, LEASE_SECS, Lane};
use crate::db::{DataError, Database, Sql as _, args};
use crate::mint::Mint;

/// A job that is ours until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The row.
    pub id: String,
    /// What it does.
    pub kind: JobKind,
    /// What it is about.
    pub subject: String,
    /// What finishing must name.
    pub fence: i64,
    /// Runs before this one that ended with an error.
    pub failures: i32,
}

#[derive(FromQueryResult)]
struct Row {
    id: String,
    kind: String,
    subject: String,
    claims: i64,
    failures: i32,
}

#[derive(FromQueryResult)]
struct Due {
    #[expect(dead_code, reason = "only whether there is a row matters")]
    id: String,
}

const DUE: &str = "((state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until < $1))";

/// Claims the lane's next job: the one that is due longest, or whose worker let its lease end.
///
/// # Errors
/// The database's.
pub async fn claim(db: &Database, mint: &Mint, lane: Lane) -> Result<Option<Claimed>, DataError> {
    let kinds: Vec<String> = lane.kinds().map(|kind| format!("'{}'", kind.key())).collect();
    let due = format!(
        "SELECT id FROM jobs WHERE kind IN ({}) AND {DUE} ORDER BY run_at, id LIMIT 1",
        kinds.join(",")
    );
    // Looking first spares SQLite's only writer when there is nothing to do.
    if db.reader().row::<Due>(&due, args![mint.now().0]).await?.is_none() {
        return Ok(None);
    }
    let skip_locked = if db.backend() == DbBackend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    let take = format!(
        "UPDATE jobs SET state = 'running', claims = claims + 1, lease_until = $2
         WHERE id = ({due}{skip_locked}) RETURNING id, kind, subject, claims, failures"
    );
    let now = mint.now();
    let row = db
        .write(move |tx| {
            let take = take.clone();
            async move { tx.row::<Row>(&take, args![now.0, now.plus_secs(LEASE_SECS).0]).await }.boxed()
        })
        .await?;
    row.map(Row::read).transpose()
}

impl Row {
    fn read(self) -> Result<Claimed, DataError> {
        Ok(Claimed {
            kind: JobKind::from_key(&self.kind).ok_or(DataError::corrupt("job kind"))?,
            id: self.id,
            subject: self.subject,
            fence: self.claims,
            failures: self.failures,
        })
    }
}
