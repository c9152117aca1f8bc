//! Writing an order in the transaction of its payment: the order, its items with what they bring, the cart without
//! them, the jobs and the mail.

use domain::credits::Credits;
use domain::ids::{AssetId, OrderId, OrderItemId, PrintConfigId, UserId};
use domain::money::Currency;
use domain::order::ItemState;
use domain::payment::PaymentSession;
use sea_orm::FromQueryResult;

use super::items::{self, Author};
use crate::account;
use crate::cart;
use crate::checkout::frozen::{Frozen, FrozenLine, Goods};
use crate::credits;
use crate::db::{DataError, Sql as _, Tx, args};
use crate::email::{self, EmailKind};
use crate::jobs::{self, JobKind};
use crate::mint::Mint;

/// A paid checkout.
#[derive(Debug)]
pub struct Payment<'a> {
    /// Ours.
    pub checkout: &'a str,
    /// As the service tells it.
    pub session: &'a PaymentSession,
    /// Who paid.
    pub user: UserId,
    /// In which currency.
    pub currency: Currency,
    /// For what.
    pub frozen: &'a Frozen,
}

#[derive(FromQueryResult)]
struct Id {
    id: String,
}

#[derive(FromQueryResult)]
struct Email {
    email: String,
}

/// The order of a checkout, when there is one.
///
/// # Errors
/// The database's.
pub async fn of_checkout(tx: &Tx, checkout: &str) -> Result<Option<OrderId>, DataError> {
    let row = tx.row::<Id>("SELECT id FROM orders WHERE checkout_id = $1", args![checkout]).await?;
    row.map(|row| row.id.parse().map_err(|_| DataError::corrupt("order id"))).transpose()
}

/// Writes everything that a payment brings about; the caller has locked the person and found no order.
///
/// # Errors
/// The database's; then nothing of it is stored.
pub async fn write(tx: &Tx, mint: &Mint, payment: &Payment<'_>) -> Result<OrderId, DataError> {
    let order = mint.id(OrderId::from_parts);
    insert_order(tx, mint, payment, order).await?;
    for (position, line) in (1..).zip(&payment.frozen.lines) {
        write_item(tx, mint, payment, order, position, line).await?;
    }
    empty_cart(tx, payment).await?;
    email::write(tx, mint, EmailKind::Receipt, &order.to_string(), &recipient(tx, payment).await?).await?;
    // What was refunded or disputed before the order was there is found by looking once.
    jobs::enqueue(tx, mint, JobKind::SettlePayment, &order.to_string()).await?;
    Ok(order)
}

async fn recipient(tx: &Tx, payment: &Payment<'_>) -> Result<String, DataError> {
    buyer_email(tx, payment.session, payment.user).await
}

/// Where a buyer is written to: the address they paid with, else the account's.
///
/// # Errors
/// The database's.
pub async fn buyer_email(tx: &Tx, session: &PaymentSession, user: UserId) -> Result<String, DataError> {
    let told = session.email.clone().filter(|email| !email.is_empty());
    match told {
        Some(email) => Ok(email),
        None => {
            let sql = "SELECT email FROM users WHERE id = $1";
            let row = tx.row::<Email>(sql, args![user.to_string()]).await?;
            Ok(row.ok_or(DataError::corrupt("user"))?.email)
        }
    }
}

async fn insert_order(tx: &Tx, mint: &Mint, payment: &Payment<'_>, order: OrderId) -> Result<(), DataError> {
    let frozen = payment.frozen;
    let address = payment.session.address.as_ref().and_then(|address| serde_json::to_string(address).ok());
    if let Some(address) = &address {
        account::learn_address(tx, payment.user, address).await?;
    }
    let sql =
        "INSERT INTO orders (id, user_id, checkout_id, session_id, payment_intent, email, address, currency,
            subtotal, extras, shipping, difference, included_tax, total, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    // What was paid is the truth, also where a person accepted that it is not what was asked.
    let (asked, paid) = (frozen.cart.total.0, payment.session.amount_total.0);
    let values = args![
        order.to_string(),
        payment.user.to_string(),
        payment.checkout,
        payment.session.id.as_str(),
        payment.session.payment_intent.clone(),
        recipient(tx, payment).await?,
        address,
        payment.currency.key(),
        frozen.cart.subtotal.0,
        frozen.extras().0,
        frozen.shipping().0,
        paid - asked,
        part_of(frozen.cart.included_tax.0, paid, asked),
        paid,
        mint.now().0,
    ];
    tx.change(sql, values).await.map(drop)
}

/// As much of `amount` as `paid` is of `asked`.
fn part_of(amount: i64, paid: i64, asked: i64) -> i64 {
    let part = i128::from(amount) * i128::from(paid) / i128::from(asked.max(1));
    i64::try_from(part).unwrap_or(amount)
}

async fn write_item(
    tx: &Tx,
    mint: &Mint,
    payment: &Payment<'_>,
    order: OrderId,
    position: i32,
    line: &FrozenLine,
) -> Result<(), DataError> {
    let item = mint.id(OrderItemId::from_parts).to_string();
    let mut new = NewItem::default();
    match &line.goods {
        Goods::Credits { package, credits } => {
            new.kind = "credits";
            (new.package, new.credits) = (Some(package.clone()), Some(*credits));
        }
        Goods::Download { asset, model_file } => {
            new.kind = "download";
            new.asset = Some(*asset);
            new.model_file = model_of_download(tx, *asset, model_file).await?;
        }
        Goods::Print { asset, model_file, config, choice, quote } => {
            new.kind = "print";
            new.asset = Some(*asset);
            new.model_file = model_of_print(tx, *asset, model_file).await?;
            let text =
                |value: Result<String, _>| value.map_err(|_: serde_json::Error| DataError::corrupt("quote"));
            new.choice = Some(text(serde_json::to_string(choice))?);
            new.quote = Some(text(serde_json::to_string(quote))?);
            new.config = Some(order_config(tx, mint, payment.user, *config, &new).await?);
        }
    }
    let state = first_state(&line.goods);
    insert_item(tx, &item, order, position, (line, state), &new).await?;
    items::record(tx, mint, &item, state, "", Author::System).await?;
    match &line.goods {
        Goods::Credits { credits, .. } => {
            credits::buy(tx, mint, payment.user, order, &item, Credits(*credits)).await.map(drop)
        }
        Goods::Print { .. } => jobs::enqueue(tx, mint, JobKind::PreparePrint, &item).await,
        Goods::Download { .. } => Ok(()),
    }
}

/// Where an item begins.
fn first_state(goods: &Goods) -> ItemState {
    match goods {
        Goods::Credits { .. } => ItemState::Granted,
        Goods::Download { .. } => ItemState::Unlocked,
        Goods::Print { .. } => ItemState::Checking,
    }
}

/// The columns that differ by kind.
#[derive(Default)]
struct NewItem {
    kind: &'static str,
    asset: Option<AssetId>,
    config: Option<String>,
    package: Option<String>,
    credits: Option<i64>,
    choice: Option<String>,
    quote: Option<String>,
    model_file: Option<String>,
}

async fn insert_item(
    tx: &Tx,
    id: &str,
    order: OrderId,
    position: i32,
    (line, state): (&FrozenLine, ItemState),
    new: &NewItem,
) -> Result<(), DataError> {
    let facts = serde_json::to_string(&line.facts).map_err(|_| DataError::corrupt("facts"))?;
    let sql = "INSERT INTO order_items (id, order_id, position, kind, asset_id, print_config_id, package_slug, credits,
            title, facts, choice, quote, quantity, total, state, model_file_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let values = args![
        id,
        order.to_string(),
        position,
        new.kind,
        new.asset.map(|asset| asset.to_string()),
        new.config.clone(),
        new.package.clone(),
        new.credits,
        line.title.as_str(),
        facts,
        new.choice.clone(),
        new.quote.clone(),
        line.quantity.cast_signed(),
        line.total.0,
        state.key(),
        new.model_file.clone(),
    ];
    tx.change(sql, values).await.map(drop)
}

/// The model that a print was priced by, also when its asset got another one meanwhile: that one would be stretched to
/// the paid size.
async fn model_of_print(tx: &Tx, asset: AssetId, paid: &str) -> Result<Option<String>, DataError> {
    if let Some(file) = live(tx, paid).await? {
        return Ok(Some(file));
    }
    match revived(tx, paid).await? {
        Some(file) => Ok(Some(file)),
        None => present_model(tx, asset).await,
    }
}

/// The model that was paid while it is there, else the asset's present one, else, where the asset was deleted meanwhile,
/// the paid one again.
async fn model_of_download(tx: &Tx, asset: AssetId, paid: &str) -> Result<Option<String>, DataError> {
    if let Some(file) = live(tx, paid).await? {
        return Ok(Some(file));
    }
    match present_model(tx, asset).await? {
        Some(file) => Ok(Some(file)),
        None => revived(tx, paid).await,
    }
}

/// The file while it lives. Its row is locked, so that whoever gives it up sees the item that needs it.
async fn live(tx: &Tx, file: &str) -> Result<Option<String>, DataError> {
    let sql = format!("SELECT id FROM files WHERE id = $1 AND state = 'live'{}", tx.for_update());
    Ok(tx.row::<Id>(&sql, args![file]).await?.map(|file| file.id))
}

/// The asset's model, locked as well.
async fn present_model(tx: &Tx, asset: AssetId) -> Result<Option<String>, DataError> {
    let sql = format!(
        "SELECT id FROM files WHERE state = 'live'
            AND id = (SELECT model_file_id FROM assets WHERE id = $1){}",
        tx.for_update()
    );
    Ok(tx.row::<Id>(&sql, args![asset.to_string()]).await?.map(|file| file.id))
}

/// A condemned file, alive again: the collector leaves what is just being paid.
async fn revived(tx: &Tx, file: &str) -> Result<Option<String>, DataError> {
    let sql = "UPDATE files SET state = 'live', condemned_at = NULL
        WHERE id = $1 AND state = 'condemned' AND condemned_at > 0 RETURNING id";
    Ok(tx.row::<Id>(sql, args![file]).await?.map(|file| file.id))
}

/// Marks a configuration as ordered, with what was paid; one that another payment ordered already is copied.
async fn order_config(
    tx: &Tx,
    mint: &Mint,
    user: UserId,
    config: PrintConfigId,
    new: &NewItem,
) -> Result<String, DataError> {
    let now = mint.now().0;
    let sql = "UPDATE print_configs SET state = 'ORDERED', choice = $1, updated_at = $2, deleted_at = NULL
        WHERE id = $3 AND user_id = $4 AND state <> 'ORDERED'";
    let values = args![new.choice.clone(), now, config.to_string(), user.to_string()];
    if tx.change(sql, values).await? == 1 {
        return Ok(config.to_string());
    }
    let copy = mint.id(PrintConfigId::from_parts).to_string();
    let sql =
        "INSERT INTO print_configs (id, user_id, asset_id, state, choice, quote_id, created_at, updated_at)
        SELECT $1, user_id, asset_id, 'ORDERED', $2, quote_id, $3, $3 FROM print_configs
        WHERE id = $4 AND user_id = $5";
    let values = args![copy.as_str(), new.choice.clone(), now, config.to_string(), user.to_string()];
    let copied = tx.change(sql, values).await? == 1;
    if copied { Ok(copy) } else { Err(DataError::corrupt("print configuration")) }
}

/// Takes what was paid out of the cart; what was put in meanwhile stays.
async fn empty_cart(tx: &Tx, payment: &Payment<'_>) -> Result<(), DataError> {
    let mut removed = 0;
    for line in &payment.frozen.lines {
        let sql = "DELETE FROM cart_lines WHERE id = $1 AND user_id = $2";
        removed += tx.change(sql, args![line.line.to_string(), payment.user.to_string()]).await?;
    }
    if removed > 0 { cart::raise_version(tx, payment.user).await } else { Ok(()) }
}
