//! How assets are doing: one statement, for their owner only.

use domain::asset::{AssetStatus, StatusReport};
use domain::credits::Credits;
use domain::ids::{AssetId, UserId};
use sea_orm::{FromQueryResult, Value};

use super::truth::{COLUMNS, TruthRow};
use crate::db::{DataError, Database, Sql as _, args};

/// Most assets one question may name.
pub(super) const MOST_ASSETS: usize = 50;

#[derive(FromQueryResult)]
struct Row {
    asset_id: String,
    status: String,
    balance: i64,
    is_deleted: bool,
    #[sea_orm(nested)]
    truth: TruthRow,
}

/// Reports on those of `assets` that are the person's, in no particular order.
pub(super) async fn reports(
    db: &Database,
    user: UserId,
    assets: &[AssetId],
) -> Result<Vec<StatusReport>, DataError> {
    named(db, user, assets, "a.deleted_at IS NULL").await
}

/// The same for whoever was told of all of them before: what was deleted since is reported as such.
pub(super) async fn later_reports(
    db: &Database,
    user: UserId,
    assets: &[AssetId],
) -> Result<Vec<StatusReport>, DataError> {
    named(db, user, assets, "TRUE").await
}

async fn named(
    db: &Database,
    user: UserId,
    assets: &[AssetId],
    condition: &str,
) -> Result<Vec<StatusReport>, DataError> {
    let mut values = args![user.to_string()];
    let places: Vec<String> = (2..).take(assets.len()).map(|number| format!("${number}")).collect();
    values.extend(assets.iter().map(|asset| Value::from(asset.to_string())));
    if places.is_empty() {
        return Ok(Vec::new());
    }
    select(db, &format!("{condition} AND a.id IN ({})", places.join(", ")), values).await
}

/// Reports on every asset of the person that has something running.
pub(super) async fn moving(db: &Database, user: UserId) -> Result<Vec<StatusReport>, DataError> {
    select(db, "g.state = 'running' AND a.deleted_at IS NULL", args![user.to_string()]).await
}

async fn select(db: &Database, condition: &str, values: Vec<Value>) -> Result<Vec<StatusReport>, DataError> {
    let sql = format!(
        "SELECT a.id AS asset_id, a.status, c.balance, a.deleted_at IS NOT NULL AS is_deleted, {COLUMNS}
         FROM assets a
         JOIN generations g ON g.asset_id = a.id AND g.number = a.generation_count
         JOIN credit_accounts c ON c.user_id = a.user_id
         WHERE a.user_id = $1 AND {condition} LIMIT {MOST_ASSETS}"
    );
    let rows: Vec<Row> = db.reader().rows(&sql, values).await?;
    rows.iter().map(Row::read).collect()
}

impl Row {
    fn read(&self) -> Result<StatusReport, DataError> {
        Ok(StatusReport {
            asset: self.asset_id.parse().map_err(|_| DataError::corrupt("asset id"))?,
            status: AssetStatus::from_key(&self.status).ok_or(DataError::corrupt("asset status"))?,
            truth: self.truth.read()?,
            credits: Credits(self.balance),
            is_deleted: self.is_deleted,
        })
    }
}
