//! One side of a movement of credits; append-only.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_entries")]
pub struct Model {
    /// `led_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// A person's id or one of the platform's accounts.
    pub account: String,
    /// The person it is about.
    pub user_id: String,
    /// A `LedgerKind`'s key.
    pub kind: String,
    /// What caused it; an account has one entry of a kind for it.
    #[sea_orm(column_name = "ref")]
    pub cause: String,
    /// Credits, signed.
    pub amount: i64,
    /// Line of the person's statement, from 1.
    pub seq: Option<i64>,
    /// The person's balance after it.
    pub balance_after: Option<i64>,
    /// The asset to link to.
    pub asset_id: Option<String>,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// None: joins are written where they are used.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
