//! Configuring prints: whether a model of a size prints in a material, what it costs, and what people keep.
//!
//! A model is surveyed once, by a job when it arrives or by the first page that needs it; every size and material then
//! follows from the survey. A price is a row of its own that says what it was made from; the cart asks for a new one when
//! any of that has changed.

mod configs;
mod judge;
mod measures;
mod models;
mod quotes;
mod unprintable;

use async_trait::async_trait;
use domain::Problem;
use domain::ids::{AssetId, PrintConfigId, QuoteId, UserId};
use domain::print::{PrintChoice, PrintConfig, PrintOffer, Prints, Quoted};

use crate::assets::AssetCatalogue;
use crate::catalogue::ShopCatalogue;
use crate::db::Database;
use crate::mint::Mint;

pub(crate) use configs::forget_remarks;
pub use measures::Measures;

/// The prints of this database.
#[derive(Clone)]
pub struct PrintService {
    db: Database,
    mint: Mint,
    catalogue: ShopCatalogue,
    assets: AssetCatalogue,
    measures: Measures,
}

impl PrintService {
    /// Prints of these assets, in what this catalogue offers.
    #[must_use]
    pub fn new(
        db: Database,
        mint: Mint,
        catalogue: ShopCatalogue,
        assets: AssetCatalogue,
        measures: Measures,
    ) -> Self {
        Self { db, mint, catalogue, assets, measures }
    }
}

#[async_trait]
impl Prints for PrintService {
    async fn offer(&self, user: UserId, asset: AssetId) -> Result<PrintOffer, Problem> {
        Ok(self.make_offer(user, asset).await?)
    }

    async fn quote(&self, user: UserId, asset: AssetId, choice: PrintChoice) -> Result<Quoted, Problem> {
        Ok(self.make_quote(user, asset, &choice).await?)
    }

    async fn save(
        &self,
        user: UserId,
        asset: AssetId,
        config: Option<PrintConfigId>,
        choice: PrintChoice,
        quote: QuoteId,
    ) -> Result<PrintConfigId, Problem> {
        Ok(self.save_config(user, asset, config, choice, quote).await?)
    }

    async fn delete(&self, user: UserId, config: PrintConfigId) -> Result<(), Problem> {
        Ok(self.delete_config(user, config).await?)
    }

    async fn configs(&self, user: UserId, asset: AssetId) -> Result<Vec<PrintConfig>, Problem> {
        Ok(self.list_configs(user, asset).await?)
    }
}
