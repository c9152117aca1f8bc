//! Credits set aside for a generation, and what becomes of them.

use domain::credits::{Credits, HoldState, LedgerKind};
use domain::ids::{AssetId, GenerationId, UserId};
use sea_orm::FromQueryResult;

use super::movement::{Account, Movement, post, refuse_debtor};
use crate::db::{DataError, Sql as _, Tx, args};
use crate::mint::Mint;

/// How a hold ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Paid: a checked result was stored.
    Capture,
    /// Given back.
    Release,
}

impl Resolution {
    fn state(self) -> HoldState {
        match self {
            Self::Capture => HoldState::Captured,
            Self::Release => HoldState::Released,
        }
    }

    fn kind(self) -> LedgerKind {
        match self {
            Self::Capture => LedgerKind::Capture,
            Self::Release => LedgerKind::Release,
        }
    }

    fn goes_to(self) -> Account {
        match self {
            Self::Capture => Account::Revenue,
            Self::Release => Account::Person,
        }
    }
}

/// Sets `cost` aside for a generation that is being written; a free one gets a hold of zero.
///
/// # Errors
/// [`domain::Problem::OutOfCredits`]; the database's.
pub async fn hold(
    tx: &Tx,
    mint: &Mint,
    user: UserId,
    asset: AssetId,
    generation: GenerationId,
    cost: Credits,
) -> Result<(), DataError> {
    let sql =
        "INSERT INTO holds (generation_id, user_id, amount, state, created_at) VALUES ($1, $2, $3, $4, $5)";
    let open = HoldState::Open.key();
    let values = args![generation.to_string(), user.to_string(), cost.0, open, mint.now().0];
    tx.change(sql, values).await?;
    if cost.is_free() {
        return Ok(());
    }
    refuse_debtor(tx, user).await?;
    let movement = Movement {
        kind: LedgerKind::Hold,
        cause: &generation.to_string(),
        user,
        asset: Some(asset),
        order: None,
        amount: cost,
        from: Account::Person,
        to: Account::Holding,
    };
    post(tx, mint, &movement).await.map(drop)
}

#[derive(FromQueryResult)]
struct Resolved {
    user_id: String,
    amount: i64,
}

/// Ends a generation's hold; false when it had ended before, and then nothing moves.
///
/// # Errors
/// The database's.
pub async fn resolve(
    tx: &Tx,
    mint: &Mint,
    asset: AssetId,
    generation: GenerationId,
    resolution: Resolution,
) -> Result<bool, DataError> {
    let sql = "UPDATE holds SET state = $1, resolved_at = $2 WHERE generation_id = $3 AND state = 'open'
        RETURNING user_id, amount";
    let values = args![resolution.state().key(), mint.now().0, generation.to_string()];
    let Some(resolved) = tx.row::<Resolved>(sql, values).await? else { return Ok(false) };
    if resolved.amount == 0 {
        return Ok(true);
    }
    let movement = Movement {
        kind: resolution.kind(),
        cause: &generation.to_string(),
        user: resolved.user_id.parse().map_err(|_| DataError::corrupt("user id"))?,
        asset: Some(asset),
        order: None,
        amount: Credits(resolved.amount),
        from: Account::Holding,
        to: resolution.goes_to(),
    };
    post(tx, mint, &movement).await?;
    Ok(true)
}
