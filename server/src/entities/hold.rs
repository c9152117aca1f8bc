//! Credits set aside for a generation.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holds")]
pub struct Model {
    /// For which one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub generation_id: String,
    /// Whose credits.
    pub user_id: String,
    /// How many; 0 when it is free.
    pub amount: i64,
    /// A `HoldState`'s key.
    pub state: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub resolved_at: Option<i64>,
}

/// None: joins are written where they are used.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
