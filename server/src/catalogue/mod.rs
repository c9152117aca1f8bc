//! What the shop offers, from the database. The newest version is kept in memory; which one that is, the database is
//! asked each time, by one small statement or as part of another, so a version that another process loaded is seen at
//! once.

mod load;
mod read;

use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use domain::Problem;
use domain::catalogue::{Catalogue, Catalogues};
use sea_orm::FromQueryResult;

use crate::db::{DataError, Database, Sql as _, args};

pub use load::{LoadError, load};

/// A version that was loaded once, as it was.
///
/// # Errors
/// [`DataError::Corrupt`] for one that never was; the database's.
pub(crate) async fn version(db: &Database, version: u32) -> Result<Catalogue, DataError> {
    let version = i32::try_from(version).map_err(|_| DataError::corrupt("catalogue version"))?;
    read::version(db, version).await
}

/// The newest version's number, for statements that read it together with something else; [`ShopCatalogue::at`] takes
/// it.
pub(crate) const NEWEST: &str = "(SELECT MAX(version) FROM catalogues)";

/// The catalogue in this database.
#[derive(Clone)]
pub struct ShopCatalogue {
    db: Database,
    newest: Arc<RwLock<Option<Arc<Catalogue>>>>,
}

#[derive(FromQueryResult)]
struct Newest {
    version: i32,
}

impl ShopCatalogue {
    /// The catalogue in this database.
    #[must_use]
    pub fn new(db: Database) -> Self {
        Self { db, newest: Arc::default() }
    }

    /// The newest version, shared.
    ///
    /// # Errors
    /// The database's.
    pub async fn newest(&self) -> Result<Arc<Catalogue>, DataError> {
        let sql = "SELECT version FROM catalogues ORDER BY version DESC LIMIT 1";
        let row: Option<Newest> = self.db.reader().row(sql, args![]).await?;
        self.at(row.ok_or(DataError::corrupt("catalogue"))?.version).await
    }

    /// The version that a statement has just read as [`NEWEST`].
    pub(crate) async fn at(&self, version: i32) -> Result<Arc<Catalogue>, DataError> {
        let kept = self.newest.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|kept| i64::from(kept.version) == i64::from(version)) {
            return Ok(kept);
        }
        let fresh = Arc::new(read::version(&self.db, version).await?);
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }
}

#[async_trait]
impl Catalogues for ShopCatalogue {
    async fn current(&self) -> Result<Catalogue, Problem> {
        Ok(Catalogue::clone(self.newest().await?.as_ref()))
    }
}
