//! Work to do outside of requests.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    /// `job_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// A `JobKind`'s key; others are left alone.
    pub kind: String,
    /// What it is about; a kind has one job for each.
    pub subject: String,
    /// `queued`, `running`, `done` or `dead`.
    pub state: String,
    /// Not before, in milliseconds since 1970.
    pub run_at: i64,
    /// Grows with each claim: the fence.
    pub claims: i64,
    /// Runs that ended with an error.
    pub failures: i32,
    /// When others may take it, in milliseconds since 1970.
    pub lease_until: Option<i64>,
    /// Of the last run.
    pub last_error: Option<String>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub ended_at: Option<i64>,
}

/// None: joins are written where they are used.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
