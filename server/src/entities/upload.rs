//! A picture on its way into storage.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "uploads")]
pub struct Model {
    /// `upl_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// Where the browser may put it; unique.
    pub key: String,
    /// What was signed.
    pub media_type: String,
    /// Most bytes that were signed.
    pub max_bytes: i64,
    /// The checked, re-encoded picture.
    pub file_id: Option<String>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub finished_at: Option<i64>,
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
