//! A concept picture.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "concepts")]
pub struct Model {
    /// `cpt_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What it is a concept of.
    pub asset_id: String,
    /// Which generation drew it.
    pub generation_id: String,
    /// Counts the asset's rounds from 1.
    pub round: i32,
    /// Place in its round, from 1.
    pub position: i32,
    /// The picture.
    pub file_id: String,
    /// The seed it was drawn with.
    pub seed: i64,
}

/// None: joins are written where they are used.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
