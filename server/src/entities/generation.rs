//! One paid attempt for an asset.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "generations")]
pub struct Model {
    /// `gen_…`, made by the client.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What it is for.
    pub asset_id: String,
    /// Who asked.
    pub user_id: String,
    /// Counts the asset's generations from 1.
    pub number: i32,
    /// A `GenerationKind`'s key.
    pub kind: String,
    /// A `GenerationState`'s key.
    pub state: String,
    /// A `Phase`'s key.
    pub phase: String,
    /// Where the worker reports it.
    pub percent: Option<i32>,
    /// Credits.
    pub cost: i64,
    /// Which of the person's few places it takes while it runs.
    pub running_slot: i32,
    /// The concept a model is made of.
    pub concept_id: Option<String>,
    /// Same seed, same result.
    pub seed: i64,
    /// What such a generation usually took when it was asked for.
    pub expected_secs: Option<i32>,
    /// A `FailureReason`'s key, once it failed or was cancelled.
    pub failure: Option<String>,
    /// Milliseconds since 1970.
    pub started_at: i64,
    /// When it is given up, in milliseconds since 1970.
    pub deadline_at: i64,
    /// Milliseconds since 1970.
    pub ended_at: Option<i64>,
}

/// None: joins are written where they are used.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The person's rows; a bare `find` is a review error.
    #[must_use]
    pub fn owned_by(user: domain::ids::UserId) -> Select<Self> {
        Self::find().filter(Column::UserId.eq(user.to_string()))
    }
}
