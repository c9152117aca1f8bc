//! Ordering a print by mail, so that nothing that may have gone out is forgotten.
//!
//! Unlike any other mail this one must be called back when the money goes back, or is disputed. That it is handed over
//! is written down before, in a transaction that sees whether the print is still wanted; how that ended is written down
//! after. A server that is killed in between leaves a mail that may have gone out, and that is taken as gone out.

use domain::order::ItemState;
use futures::FutureExt as _;

use super::letters::item_of;
use super::transport::SendError;
use super::{EmailJobs, EmailKind, Waiting};
use crate::db::{DataError, Sql as _, Tx, args};
use crate::mint::Mint;
use crate::orders::items;

/// What is to be done with a mail that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// To be sent. It was never handed over before, unless `is_repeated`.
    Send { is_repeated: bool },
    /// It may have gone out before that was noted, and is not sent again.
    GoneOut,
    /// It never went out, and nobody should read it any more.
    Withdrawn,
}

impl EmailJobs {
    /// Writes down that a print's order is about to be sent, unless it is not wanted any more.
    pub(super) async fn hand_over(&self, waiting: &Waiting) -> Result<Turn, DataError> {
        let (mint, waiting) = (self.mint.clone(), waiting.clone());
        let written = self.db.write(move |tx| {
            let (mint, waiting) = (mint.clone(), waiting.clone());
            async move { hand_over(tx, &mint, &waiting).await }.boxed()
        });
        written.await
    }

    /// Sends what was handed over. What surely did not go out, now or before, was not handed over after all.
    pub(super) async fn send_handed_over(
        &self,
        waiting: &Waiting,
        is_repeated: bool,
    ) -> Result<(), anyhow::Error> {
        let sent = self.compose_and_send(EmailKind::PrintOrder, waiting).await;
        if matches!(sent, Err(SendError::Kept(_))) && !is_repeated {
            let id = waiting.id.clone();
            let written = self.db.write(move |tx| {
                let id = id.clone();
                async move {
                    let sql = "UPDATE emails SET handed_over_at = NULL WHERE id = $1 AND state = 'waiting'";
                    tx.change(sql, args![id]).await.map(drop)
                }
                .boxed()
            });
            written.await?;
        }
        Ok(sent?)
    }
}

async fn hand_over(tx: &Tx, mint: &Mint, waiting: &Waiting) -> Result<Turn, DataError> {
    let item = item_of(&waiting.subject_id);
    items::lock_owner(tx, item).await?;
    let is_wanted = matches!(items::state(tx, item).await?, ItemState::Checking | ItemState::InProduction);
    if !is_wanted {
        let is_withdrawn = withdraw(tx, &waiting.id).await?;
        return Ok(if is_withdrawn { Turn::Withdrawn } else { Turn::GoneOut });
    }
    let sql = "UPDATE emails SET handed_over_at = $1
        WHERE id = $2 AND state = 'waiting' AND handed_over_at IS NULL";
    let is_first = tx.change(sql, args![mint.now().0, waiting.id.as_str()]).await? == 1;
    Ok(Turn::Send { is_repeated: !is_first })
}

/// Ends the orders of a print that still wait, because it is ordered anew: what never went out is withdrawn, and what
/// may have gone out is taken as gone out, so that the partner is not asked twice for what is wanted once.
///
/// # Errors
/// The database's.
pub async fn supersede_print_order(tx: &Tx, mint: &Mint, item: &str) -> Result<(), DataError> {
    let subjects = format!("{item}:%");
    let sql = "UPDATE emails SET state = 'withdrawn' WHERE kind = 'print_order' AND subject_id LIKE $1
        AND state = 'waiting' AND handed_over_at IS NULL";
    tx.change(sql, args![subjects.as_str()]).await?;
    // Under the id that `Waiting::message_id` gave it. A send that is under way notes nothing more.
    let sql = "UPDATE emails SET state = 'sent', message_id = '<' || id || '@makeit3d>', sent_at = $1
        WHERE kind = 'print_order' AND subject_id LIKE $2 AND state = 'waiting'";
    tx.change(sql, args![mint.now().0, subjects]).await.map(drop)
}

/// Ends a mail that nobody should read any more; false when it may have gone out.
pub(super) async fn withdraw(tx: &Tx, id: &str) -> Result<bool, DataError> {
    let sql = "UPDATE emails SET state = 'withdrawn'
        WHERE id = $1 AND state = 'waiting' AND handed_over_at IS NULL";
    Ok(tx.change(sql, args![id]).await? == 1)
}
