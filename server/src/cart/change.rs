//! Changing a cart. Each change locks its person, is done once however often it is asked for, and raises the version
//! when it changed anything.

use domain::Problem;
use domain::ids::{AssetId, CartLineId, PrintConfigId, UserId};
use domain::money::Cents;
use domain::print::{PrintChoice, PrintConfigState, Quote};
use sea_orm::FromQueryResult;

use crate::credits::lock_person;
use crate::db::{DataError, Sql as _, Tx, args};
use crate::mint::Mint;

/// What is put in, with the price that its person sees.
#[derive(Clone, Debug)]
pub(crate) enum Addition {
    /// A model's file.
    Download { asset: AssetId, price: Cents },
    /// A saved configuration, at its quote's price.
    Print { config: PrintConfigId },
    /// A package.
    Credits { slug: String, price: Cents },
}

#[derive(FromQueryResult)]
struct Model {
    model_file_id: Option<String>,
}

#[derive(FromQueryResult)]
struct Config {
    state: String,
    total: i64,
}

#[derive(FromQueryResult)]
struct Line {
    kind: String,
    subject: String,
}

/// Puts something in, or back in where it was taken out before.
pub(crate) async fn add(tx: &Tx, mint: &Mint, user: UserId, addition: &Addition) -> Result<(), DataError> {
    lock_person(tx, user).await?;
    let (kind, subject, total) = match addition {
        Addition::Download { asset, price } => {
            check_model(tx, user, *asset).await?;
            ("download", asset.to_string(), price.0)
        }
        Addition::Print { config } => ("print", config.to_string(), quoted(tx, user, *config).await?),
        Addition::Credits { slug, price } => ("credits", slug.clone(), price.0),
    };
    let sql = "INSERT INTO carts (user_id, version) VALUES ($1, 1) ON CONFLICT DO NOTHING";
    tx.change(sql, args![user.to_string()]).await?;
    let sql = "INSERT INTO cart_lines (id, user_id, kind, subject, agreed_total, added_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id, kind, subject) DO UPDATE
            SET removed_at = NULL, agreed_total = excluded.agreed_total,
                added_at = CASE WHEN cart_lines.removed_at IS NULL THEN cart_lines.added_at
                    ELSE excluded.added_at END
            WHERE cart_lines.removed_at IS NOT NULL
                -- A print that is put in again was changed by the person, who sees its new price.
                OR (cart_lines.kind = 'print' AND cart_lines.agreed_total <> excluded.agreed_total)";
    let id = mint.id(CartLineId::from_parts).to_string();
    let values = args![id, user.to_string(), kind, subject.as_str(), total, mint.now().0];
    if tx.change(sql, values).await? == 0 {
        return Ok(());
    }
    if kind == "print" {
        set_config_state(tx, user, &subject, PrintConfigState::InCart).await?;
    }
    raise_version(tx, user).await
}

async fn check_model(tx: &Tx, user: UserId, asset: AssetId) -> Result<(), DataError> {
    let sql = "SELECT model_file_id FROM assets
        WHERE id = $1 AND deleted_at IS NULL AND (user_id = $2 OR visibility = 'public')";
    let found = tx.row::<Model>(sql, args![asset.to_string(), user.to_string()]).await?;
    match found.ok_or(Problem::NotFound)?.model_file_id {
        Some(_) => Ok(()),
        None => Err(Problem::not_now("There is no model to buy yet.").into()),
    }
}

async fn quoted(tx: &Tx, user: UserId, config: PrintConfigId) -> Result<i64, DataError> {
    let sql = "SELECT c.state, q.total FROM print_configs c JOIN quotes q ON q.id = c.quote_id
        WHERE c.id = $1 AND c.user_id = $2 AND c.deleted_at IS NULL";
    let config = tx.row::<Config>(sql, args![config.to_string(), user.to_string()]).await?;
    let config = config.ok_or(Problem::NotFound)?;
    if config.state == PrintConfigState::Ordered.key() {
        return Err(Problem::not_now("This configuration was ordered already.").into());
    }
    Ok(config.total)
}

/// Takes a line out; one that is out stays out.
pub(crate) async fn remove(tx: &Tx, user: UserId, line: CartLineId, now: i64) -> Result<(), DataError> {
    let found = locked_line(tx, user, line).await?;
    let sql = "UPDATE cart_lines SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL";
    if tx.change(sql, args![now, line.to_string()]).await? == 0 {
        return Ok(());
    }
    if found.kind == "print" {
        set_config_state(tx, user, &found.subject, PrintConfigState::Saved).await?;
    }
    raise_version(tx, user).await
}

/// Puts a line back.
pub(crate) async fn restore(tx: &Tx, user: UserId, line: CartLineId) -> Result<(), DataError> {
    let found = locked_line(tx, user, line).await?;
    if found.kind == "print" && !set_config_state(tx, user, &found.subject, PrintConfigState::InCart).await? {
        return Err(Problem::NotFound.into());
    }
    let sql = "UPDATE cart_lines SET removed_at = NULL WHERE id = $1 AND removed_at IS NOT NULL";
    if tx.change(sql, args![line.to_string()]).await? == 0 {
        return Ok(());
    }
    raise_version(tx, user).await
}

/// Remembers that the person has seen this price. If it changed again meanwhile, the line still says so.
pub(crate) async fn accept(tx: &Tx, user: UserId, line: CartLineId, seen: Cents) -> Result<(), DataError> {
    locked_line(tx, user, line).await?;
    let sql = "UPDATE cart_lines SET agreed_total = $1 WHERE id = $2 AND agreed_total <> $1";
    if tx.change(sql, args![seen.0.max(0), line.to_string()]).await? == 0 {
        return Ok(());
    }
    raise_version(tx, user).await
}

/// Sends prints to this country.
pub(crate) async fn set_country(tx: &Tx, user: UserId, country: String) -> Result<(), DataError> {
    lock_person(tx, user).await?;
    let sql = "INSERT INTO carts (user_id, version, country) VALUES ($1, 1, $2)
        ON CONFLICT (user_id) DO UPDATE SET country = excluded.country, version = carts.version + 1
            WHERE carts.country IS NULL OR carts.country <> excluded.country";
    tx.change(sql, args![user.to_string(), country]).await.map(drop)
}

/// Gives a print of the cart another choice, which the person has asked for and sees the price of.
pub(crate) async fn requote(
    tx: &Tx,
    mint: &Mint,
    user: UserId,
    line: CartLineId,
    choice: &PrintChoice,
    quote: &Quote,
) -> Result<(), DataError> {
    let found = locked_line(tx, user, line).await?;
    write_quote(tx, mint, user, &found.subject, choice, quote).await?;
    let sql = "UPDATE cart_lines SET agreed_total = $1 WHERE id = $2";
    tx.change(sql, args![quote.price.total.0, line.to_string()]).await?;
    raise_version(tx, user).await
}

/// Gives a configuration a new quote for the same choice; its line's agreed price stays.
pub(crate) async fn renew(
    tx: &Tx,
    mint: &Mint,
    user: UserId,
    config: &str,
    choice: &PrintChoice,
    quote: &Quote,
) -> Result<(), DataError> {
    lock_person(tx, user).await?;
    write_quote(tx, mint, user, config, choice, quote).await
}

async fn write_quote(
    tx: &Tx,
    mint: &Mint,
    user: UserId,
    config: &str,
    choice: &PrintChoice,
    quote: &Quote,
) -> Result<(), DataError> {
    let json = serde_json::to_string(choice).map_err(|_| DataError::corrupt("print choice"))?;
    let sql = "UPDATE print_configs SET choice = $1, quote_id = $2, updated_at = $3
        WHERE id = $4 AND user_id = $5 AND state <> 'ORDERED' AND deleted_at IS NULL";
    let values = args![json, quote.id.to_string(), mint.now().0, config, user.to_string()];
    tx.change(sql, values).await.map(drop)
}

async fn locked_line(tx: &Tx, user: UserId, line: CartLineId) -> Result<Line, DataError> {
    lock_person(tx, user).await?;
    let sql = "SELECT kind, subject FROM cart_lines WHERE id = $1 AND user_id = $2";
    let found = tx.row::<Line>(sql, args![line.to_string(), user.to_string()]).await?;
    Ok(found.ok_or(Problem::NotFound)?)
}

/// False when the configuration is gone or ordered.
async fn set_config_state(
    tx: &Tx,
    user: UserId,
    config: &str,
    state: PrintConfigState,
) -> Result<bool, DataError> {
    let sql = "UPDATE print_configs SET state = $1
        WHERE id = $2 AND user_id = $3 AND state <> 'ORDERED' AND deleted_at IS NULL";
    Ok(tx.change(sql, args![state.key(), config, user.to_string()]).await? == 1)
}

/// Another cart than before: an open checkout of the old one no longer fits.
pub(crate) async fn raise_version(tx: &Tx, user: UserId) -> Result<(), DataError> {
    let sql = "UPDATE carts SET version = version + 1 WHERE user_id = $1";
    tx.change(sql, args![user.to_string()]).await.map(drop)
}
