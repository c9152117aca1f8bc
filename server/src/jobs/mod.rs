//! Work outside of requests: rows of our own table, written in the transaction of the fact they follow from.
//!
//! A worker claims a job for [`LEASE_SECS`] and renews the lease while it works; when it is killed the lease ends
//! and another one takes the job up. Each claim raises the job's fence, and everything that finishes a job names the
//! fence it was claimed with, so a worker that was thought dead changes nothing. Handlers can be repeated at any
//! point: their effects have keys.
//!
//! To add a kind: a variant of [`JobKind`], and its arm in `handlers.rs`.

mod claim;
mod finish;
mod handlers;
mod kind;
mod runner;

use domain::ids::JobId;

pub use claim::{Claimed, claim};
pub use finish::{LeaseLost, check_lease, finish, give_back, postpone, renew};
pub use handlers::{Handlers, ShopJobs};
pub use kind::{JobKind, Lane};
pub use runner::{Handle, Outcome, Runner, RunnerSettings};

use crate::db::{DataError, Signal, Sql as _, Tx, args};
use crate::mint::Mint;

/// How long a claim holds without being renewed.
pub const LEASE_SECS: i64 = 30;

/// Writes a job in the transaction of the fact it follows from. A kind has one job for a subject: a second call
/// changes nothing.
///
/// # Errors
/// The database's.
pub async fn enqueue(tx: &Tx, mint: &Mint, kind: JobKind, subject: &str) -> Result<(), DataError> {
    let now = mint.now().0;
    let sql = "INSERT INTO jobs (id, kind, subject, state, run_at, claims, failures, created_at)
        VALUES ($1, $2, $3, 'queued', $4, 0, 0, $4) ON CONFLICT (kind, subject) DO NOTHING";
    let id = mint.id(JobId::from_parts).to_string();
    if tx.change(sql, args![id, kind.key(), subject, now]).await? == 1 {
        tx.tell(Signal::JobWritten);
    }
    Ok(())
}

/// Writes a job that is wanted once more although one for the subject has ended; one that waits or runs stays.
///
/// # Errors
/// The database's.
pub async fn enqueue_again(tx: &Tx, mint: &Mint, kind: JobKind, subject: &str) -> Result<(), DataError> {
    let sql =
        "UPDATE jobs SET state = 'queued', run_at = $1, failures = 0, last_error = NULL, ended_at = NULL
        WHERE kind = $2 AND subject = $3 AND state IN ('done', 'dead')";
    if tx.change(sql, args![mint.now().0, kind.key(), subject]).await? == 1 {
        tx.tell(Signal::JobWritten);
        return Ok(());
    }
    enqueue(tx, mint, kind, subject).await
}
