//! Ordering the same things again, at present prices.

use domain::Problem;
use domain::cart::Carts as _;
use domain::ids::{AssetId, OrderId, PrintConfigId, UserId};
use domain::print::PrintChoice;
use sea_orm::FromQueryResult;

use super::OrderService;
use super::rows::{self, ItemRow};
use crate::db::{DataError, Sql as _, args};

#[derive(FromQueryResult)]
struct Kept {
    id: String,
}

impl OrderService {
    /// Puts the order's things into the cart; answers the names of what cannot be had any more.
    pub(super) async fn fill_cart(&self, user: UserId, id: OrderId) -> Result<Vec<String>, Problem> {
        let order = rows::order(&self.db, &id.to_string()).await?;
        let order = order.filter(|order| order.user_id == user.to_string()).ok_or(Problem::NotFound)?;
        let items = rows::items(&self.db, "o.id = $1", args![order.id.as_str()]).await?;
        let mut left_out = Vec::new();
        for item in &items {
            match self.put_in_cart(user, item).await {
                Ok(()) => {}
                Err(Problem::NotFound | Problem::NotNow { .. } | Problem::Invalid { .. }) => {
                    left_out.push(item.title.clone());
                }
                Err(problem) => return Err(problem),
            }
        }
        if left_out.len() == items.len() {
            return Err(Problem::not_now("Nothing of this order can be had any more."));
        }
        Ok(left_out)
    }

    /// A configuration of exactly this that waits already: asking twice is asking once.
    async fn kept_config(
        &self,
        user: UserId,
        asset: AssetId,
        choice: &PrintChoice,
    ) -> Result<Option<PrintConfigId>, DataError> {
        let json = serde_json::to_string(choice).map_err(|_| DataError::corrupt("print choice"))?;
        let sql = "SELECT id FROM print_configs WHERE user_id = $1 AND asset_id = $2 AND choice = $3
            AND state <> 'ORDERED' AND deleted_at IS NULL ORDER BY id DESC LIMIT 1";
        let values = args![user.to_string(), asset.to_string(), json];
        let kept = self.db.reader().row::<Kept>(sql, values).await?;
        kept.map(|kept| kept.id.parse().map_err(|_| DataError::corrupt("print configuration"))).transpose()
    }

    async fn put_in_cart(&self, user: UserId, item: &ItemRow) -> Result<(), Problem> {
        let asset = item.asset_id.as_deref().and_then(|id| id.parse().ok());
        match (item.kind.as_str(), asset, &item.package_slug) {
            ("download", Some(asset), _) => self.carts.add_download(user, asset).await,
            ("credits", _, Some(package)) => self.carts.add_credits(user, package).await,
            ("print", Some(asset), _) => {
                let choice = item.choice()?;
                if let Some(kept) = self.kept_config(user, asset, &choice).await? {
                    return self.carts.add_print(user, kept).await;
                }
                let quoted = self.prints.quote(user, asset, choice.clone()).await?;
                let quote = quoted.quote.ok_or_else(|| Problem::not_now("It does not print any more."))?;
                let config = self.prints.save(user, asset, None, choice, quote.id).await?;
                self.carts.add_print(user, config).await
            }
            _ => Err(Problem::NotFound),
        }
    }
}
