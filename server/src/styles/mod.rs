//! The looks on offer, from the database.

use async_trait::async_trait;
use domain::Problem;
use domain::style::{Style, StyleSlug, Styles};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::db::{DataError, Database};
use crate::entities::style;

/// The styles in this database.
#[derive(Clone)]
pub struct StyleCatalogue {
    db: Database,
}

impl StyleCatalogue {
    /// The styles in this database.
    #[must_use]
    pub fn new(db: Database) -> Self {
        Self { db }
    }

    async fn rows(&self) -> Result<Vec<Style>, DataError> {
        let rows = style::Entity::find()
            .filter(style::Column::Active.eq(true))
            .order_by_asc(style::Column::Position)
            .all(self.db.reader())
            .await?;
        rows.into_iter().map(read).collect()
    }
}

#[async_trait]
impl Styles for StyleCatalogue {
    async fn active(&self) -> Result<Vec<Style>, Problem> {
        Ok(self.rows().await?)
    }
}

fn read(row: style::Model) -> Result<Style, DataError> {
    let slug = StyleSlug::parse(&row.slug).map_err(|_| DataError::corrupt("style"))?;
    Ok(Style { slug, name: row.name, icon_url: row.icon_url })
}
