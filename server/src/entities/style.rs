//! A look offered on the dashboard.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "styles")]
pub struct Model {
    /// Its stable name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// Path of its picture.
    pub icon_url: String,
    /// Words for generators that take text.
    pub prompt_hint: String,
    /// Place in the grid; unique.
    pub position: i32,
    /// Offered for new assets.
    pub active: bool,
}

/// None: joins are written where they are used.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
