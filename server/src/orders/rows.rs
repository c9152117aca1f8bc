//! Orders and items as rows.

use domain::money::{Cents, Currency};
use domain::order::{ItemKind, ItemState, OrderItem, Tracking};
use domain::payment::Address;
use domain::print::{PrintChoice, Quote};
use sea_orm::FromQueryResult;

use crate::db::{DataError, Database, Sql as _, args};

/// An order.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct OrderRow {
    pub id: String,
    pub user_id: String,
    pub email: String,
    address: Option<String>,
    currency: String,
    pub subtotal: i64,
    pub extras: i64,
    pub shipping: i64,
    pub difference: i64,
    pub included_tax: i64,
    pub total: i64,
    pub refunded: i64,
    pub dispute: Option<String>,
    pub created_at: i64,
}

/// The columns of an [`OrderRow`] of the table `o`.
pub(crate) const ORDER_COLUMNS: &str =
    "o.id, o.user_id, o.email, o.address, o.currency, o.subtotal, o.extras,
    o.shipping, o.difference, o.included_tax, o.total, o.refunded, o.dispute, o.created_at";

/// An item.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct ItemRow {
    pub id: String,
    pub order_id: String,
    pub kind: String,
    pub asset_id: Option<String>,
    pub package_slug: Option<String>,
    credits: Option<i64>,
    pub title: String,
    facts: String,
    choice: Option<String>,
    quote: Option<String>,
    pub quantity: i32,
    pub total: i64,
    state: String,
    pub model_file_id: Option<String>,
    pub print_3mf_file_id: Option<String>,
    pub print_stl_file_id: Option<String>,
    carrier: Option<String>,
    tracking_number: Option<String>,
    tracking_url: Option<String>,
    is_asset_deleted: bool,
    /// What it looks like.
    pub thumbnail_file_id: Option<String>,
}

/// An amount for people, in whatever currency it was told.
pub(crate) fn words(amount: i64, currency: &str) -> String {
    Currency::from_key(currency)
        .map_or_else(|| format!("{amount} {currency}"), |currency| Cents(amount).in_currency(currency))
}

impl OrderRow {
    pub fn currency(&self) -> Result<Currency, DataError> {
        Currency::from_key(&self.currency).ok_or(DataError::corrupt("currency"))
    }

    /// An amount of the order, for people.
    pub fn words(&self, amount: i64) -> Result<String, DataError> {
        Ok(Cents(amount).in_currency(self.currency()?))
    }

    pub fn address(&self) -> Option<Address> {
        self.address.as_deref().and_then(|json| serde_json::from_str(json).ok())
    }
}

impl ItemRow {
    pub fn state(&self) -> Result<ItemState, DataError> {
        ItemState::from_key(&self.state).ok_or(DataError::corrupt("item state"))
    }

    pub fn facts(&self) -> Vec<String> {
        serde_json::from_str(&self.facts).unwrap_or_default()
    }

    pub fn choice(&self) -> Result<PrintChoice, DataError> {
        let json = self.choice.as_deref().ok_or(DataError::corrupt("print choice"))?;
        serde_json::from_str(json).map_err(|_| DataError::corrupt("print choice"))
    }

    pub fn quote(&self) -> Result<Quote, DataError> {
        let json = self.quote.as_deref().ok_or(DataError::corrupt("quote"))?;
        serde_json::from_str(json).map_err(|_| DataError::corrupt("quote"))
    }

    pub fn tracking(&self) -> Option<Tracking> {
        let (carrier, number) = (self.carrier.clone()?, self.tracking_number.clone()?);
        Some(Tracking { carrier, number, url: self.tracking_url.clone() })
    }

    fn item_kind(&self) -> Result<ItemKind, DataError> {
        let asset = || {
            let asset = self.asset_id.as_deref().and_then(|id| id.parse().ok());
            asset.ok_or(DataError::corrupt("asset id"))
        };
        Ok(match self.kind.as_str() {
            "download" => ItemKind::Download { asset: asset()? },
            "print" => {
                ItemKind::Print { asset: asset()?, choice: self.choice()?, quote: Box::new(self.quote()?) }
            }
            _ => ItemKind::Credits { credits: self.credits.unwrap_or_default() },
        })
    }

    /// True when files can be downloaded now.
    fn has_files(&self) -> Result<bool, DataError> {
        Ok(match self.kind.as_str() {
            "download" => self.state()? == ItemState::Unlocked,
            "print" => self.state()? != ItemState::Refunded,
            _ => false,
        })
    }

    /// The item as its page shows it, without picture and steps.
    pub fn read(&self) -> Result<OrderItem, DataError> {
        Ok(OrderItem {
            id: self.id.parse().map_err(|_| DataError::corrupt("item id"))?,
            kind: self.item_kind()?,
            title: self.title.clone(),
            facts: self.facts(),
            picture: None,
            quantity: self.quantity.unsigned_abs(),
            total: Cents(self.total),
            state: self.state()?,
            steps: Vec::new(),
            tracking: self.tracking(),
            has_files: self.has_files()?,
            is_asset_deleted: self.is_asset_deleted,
        })
    }
}

/// The items that `condition` (on `i` and `o`) finds, in order, with a picture of each asset that the
/// buyer may see.
pub(crate) async fn items(
    db: &Database,
    condition: &str,
    values: Vec<sea_orm::Value>,
) -> Result<Vec<ItemRow>, DataError> {
    let thumbnail = crate::assets::card::THUMBNAIL;
    let sql = format!(
        "SELECT i.id, i.order_id, i.kind, i.asset_id, i.package_slug, i.credits, i.title, i.facts, i.choice, i.quote,
            i.quantity, i.total, i.state, i.model_file_id, i.print_3mf_file_id, i.print_stl_file_id, i.carrier,
            i.tracking_number, i.tracking_url, a.deleted_at IS NOT NULL AS is_asset_deleted,
            CASE WHEN a.user_id = o.user_id OR a.visibility = 'public' THEN {thumbnail} END AS thumbnail_file_id
         FROM order_items i JOIN orders o ON o.id = i.order_id LEFT JOIN assets a ON a.id = i.asset_id
         WHERE {condition} ORDER BY i.order_id DESC, i.position"
    );
    db.reader().rows(&sql, values).await
}

/// One item, whoever's.
pub(crate) async fn item(db: &Database, id: &str) -> Result<Option<ItemRow>, DataError> {
    Ok(items(db, "i.id = $1", args![id]).await?.pop())
}

/// One order, whoever's.
pub(crate) async fn order(db: &Database, id: &str) -> Result<Option<OrderRow>, DataError> {
    let sql = format!("SELECT {ORDER_COLUMNS} FROM orders o WHERE o.id = $1");
    db.reader().row(&sql, args![id]).await
}
