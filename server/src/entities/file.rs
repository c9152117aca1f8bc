//! An immutable object in storage.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "files")]
pub struct Model {
    /// `fil_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// Where it is in storage; unique.
    pub key: String,
    /// A `FileState`'s key.
    pub state: String,
    /// Its media type.
    pub media_type: String,
    /// Its size, once it is known.
    pub bytes: Option<i64>,
    /// Hash of its content in lower-case hex, once it is known.
    pub sha256: Option<String>,
    /// Pixels, for pictures.
    pub width: Option<i32>,
    /// Pixels, for pictures.
    pub height: Option<i32>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// When it was given up, in milliseconds since 1970.
    pub condemned_at: Option<i64>,
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
