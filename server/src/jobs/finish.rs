//! What becomes of a claimed job. Each of these names the fence of the claim and does nothing for an outlived one.

use std::time::Duration;

use futures::FutureExt as _;

use super::{Claimed, LEASE_SECS};
use crate::db::{DataError, Database, Signal, Sql as _, Tx, args};
use crate::mint::Mint;

/// The first wait after a failed run; each further failure doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest wait after a failed run.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Longest error text that is kept, in characters.
const ERROR_KEPT: usize = 300;

/// The lease ended and the job is another worker's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the job's lease was lost")]
pub struct LeaseLost;

/// Ends the job for good, or until its next turn when its kind is periodic, inside the transaction that stores its
/// effect. When the lease was lost the caller rolls that transaction back.
///
/// # Errors
/// The database's.
pub async fn finish(tx: &Tx, mint: &Mint, job: &Claimed) -> Result<Result<(), LeaseLost>, DataError> {
    let now = mint.now().0;
    let changed = match job.kind.every() {
        None => {
            let sql = "UPDATE jobs SET state = 'done', lease_until = NULL, ended_at = $1
                WHERE id = $2 AND claims = $3 AND state = 'running'";
            tx.change(sql, args![now, job.id.as_str(), job.fence]).await?
        }
        Some(pause) => {
            let sql = "UPDATE jobs SET state = 'queued', lease_until = NULL, run_at = $1, failures = 0
                WHERE id = $2 AND claims = $3 AND state = 'running'";
            tx.change(sql, args![now + millis(pause), job.id.as_str(), job.fence]).await?
        }
    };
    Ok(if changed == 1 { Ok(()) } else { Err(LeaseLost) })
}

/// Refuses a step of a job whose lease was lost.
///
/// # Errors
/// [`DataError::Outlived`], or the database's.
pub async fn check_lease(tx: &Tx, job: &Claimed) -> Result<(), DataError> {
    let sql = "UPDATE jobs SET lease_until = lease_until WHERE id = $1 AND claims = $2 AND state = 'running'";
    let held = tx.change(sql, args![job.id.as_str(), job.fence]).await? == 1;
    if held { Ok(()) } else { Err(DataError::Outlived) }
}

/// Puts the job back after a failed run, later each time; after too many it is given up. True when it was.
///
/// # Errors
/// The database's.
pub async fn postpone(db: &Database, mint: &Mint, job: &Claimed, error: &str) -> Result<bool, DataError> {
    let failures = job.failures.saturating_add(1);
    let is_dead = failures >= job.kind.most_failures();
    let (job, mint) = (job.clone(), mint.clone());
    let error: String = error.chars().take(ERROR_KEPT).collect();
    db.write(move |tx| {
        let (job, now, error) = (job.clone(), mint.now().0, error.clone());
        let (state, ended) = if is_dead { ("dead", Some(now)) } else { ("queued", None) };
        async move {
            let sql =
                "UPDATE jobs SET state = $1, lease_until = NULL, run_at = $2, failures = $3, last_error = $4,
                    ended_at = $5 WHERE id = $6 AND claims = $7 AND state = 'running'";
            let run_at = now + millis(pause_after(failures));
            tx.change(sql, args![state, run_at, failures, error, ended, job.id, job.fence]).await
        }
        .boxed()
    })
    .await?;
    Ok(is_dead)
}

/// Gives the job back unharmed, because this process stops.
///
/// # Errors
/// The database's.
pub async fn give_back(db: &Database, mint: &Mint, job: &Claimed) -> Result<(), DataError> {
    let (job, mint) = (job.clone(), mint.clone());
    db.write(move |tx| {
        let (job, now) = (job.clone(), mint.now().0);
        async move {
            let sql = "UPDATE jobs SET state = 'queued', lease_until = NULL, run_at = $1
                WHERE id = $2 AND claims = $3 AND state = 'running'";
            tx.tell(Signal::JobWritten);
            tx.change(sql, args![now, job.id, job.fence]).await.map(drop)
        }
        .boxed()
    })
    .await
}

/// Holds the job for another [`LEASE_SECS`].
///
/// # Errors
/// The database's.
pub async fn renew(db: &Database, mint: &Mint, job: &Claimed) -> Result<Result<(), LeaseLost>, DataError> {
    let (job, mint) = (job.clone(), mint.clone());
    let changed = db
        .write(move |tx| {
            let (job, until) = (job.clone(), mint.now().plus_secs(LEASE_SECS).0);
            async move {
                let sql =
                    "UPDATE jobs SET lease_until = $1 WHERE id = $2 AND claims = $3 AND state = 'running'";
                tx.change(sql, args![until, job.id, job.fence]).await
            }
            .boxed()
        })
        .await?;
    Ok(if changed == 1 { Ok(()) } else { Err(LeaseLost) })
}

fn pause_after(failures: i32) -> Duration {
    let doublings = u32::try_from(failures - 1).unwrap_or_default().min(16);
    (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute() {
        let secs: Vec<u64> = (1..9).map(|failures| pause_after(failures).as_secs()).collect();
        assert_eq!(secs, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(pause_after(i32::MAX), LONGEST_PAUSE);
    }
}
