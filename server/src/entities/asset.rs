//! A generation job and what came of it.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assets")]
pub struct Model {
    /// `ast_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Its owner.
    pub user_id: String,
    /// An `AssetMode`'s key.
    pub mode: String,
    /// What was asked for; empty for a picture without words.
    pub prompt: String,
    /// The look.
    pub style_slug: String,
    /// The picture handed in.
    pub input_file_id: Option<String>,
    /// Asked for as a model at once.
    pub skip_concept: bool,
    /// An `AssetStatus`'s key.
    pub status: String,
    /// `private` or `public`.
    pub visibility: String,
    /// How many generations were asked for; the latest has this number.
    pub generation_count: i32,
    /// Rounds of concepts that were stored.
    pub concept_rounds: i32,
    /// What the generator said of the latest round, as JSON.
    pub concepts_understanding: Option<String>,
    /// The concept of the latest model that was asked for.
    pub selected_concept_id: Option<String>,
    /// Models that were stored.
    pub model_generation_attempts: i32,
    /// The current model.
    pub model_file_id: Option<String>,
    /// `MeshFacts` as JSON.
    pub model_facts: Option<String>,
    /// What the generator said of the model, as JSON.
    pub model_understanding: Option<String>,
    /// The model's picture.
    pub poster_file_id: Option<String>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub updated_at: i64,
    /// When its owner deleted it, or ended their account; the row is empty since.
    pub deleted_at: Option<i64>,
}

/// None: joins are written where they are used.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The person's rows that are not deleted; a bare `find` is a review error.
    #[must_use]
    pub fn owned_by(user: domain::ids::UserId) -> Select<Self> {
        Self::find().filter(Column::UserId.eq(user.to_string())).filter(Column::DeletedAt.is_null())
    }
}
