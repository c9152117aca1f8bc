//! What people keep: configurations with the quote they were saved with.

use domain::Problem;
use domain::catalogue::Catalogue;
use domain::ids::{AssetId, PrintConfigId, QuoteId, UserId};
use domain::print::{PrintChoice, PrintConfig, PrintConfigState};
use domain::time::Timestamp;
use futures::FutureExt as _;
use sea_orm::FromQueryResult;

use super::PrintService;
use super::quotes::{QUOTE_COLUMNS, QuoteRow, from_json, to_json, without_remarks};
use crate::catalogue::NEWEST;
use crate::checkout::under_way::UNDER_WAY;
use crate::db::{DataError, Sql as _, Tx, args};

/// The columns of a [`ConfigRow`], of configurations named `c`.
const CONFIG_COLUMNS: &str = "c.id AS config_id, c.asset_id, c.state, c.choice, c.updated_at";

/// A stored configuration with its quote, and the newest catalogue's version.
#[derive(Clone, Debug, FromQueryResult)]
struct ConfigRow {
    config_id: String,
    asset_id: String,
    state: String,
    choice: String,
    updated_at: i64,
    newest_catalogue: i32,
    #[sea_orm(nested)]
    quote: QuoteRow,
}

impl ConfigRow {
    fn read(&self, catalogue: &Catalogue) -> Result<PrintConfig, DataError> {
        let choice: PrintChoice = from_json(&self.choice)?;
        Ok(PrintConfig {
            id: self.config_id.parse().map_err(|_| DataError::corrupt("print configuration id"))?,
            asset: self.asset_id.parse().map_err(|_| DataError::corrupt("asset id"))?,
            words: choice.words(catalogue),
            choice,
            state: PrintConfigState::from_key(&self.state).ok_or(DataError::corrupt("print state"))?,
            quote: self.quote.read()?,
            updated: Timestamp(self.updated_at),
        })
    }
}

#[derive(FromQueryResult)]
struct Known {
    id: String,
    asset_id: String,
    state: String,
}

/// Everything the saving transaction needs, owned: it may be repeated.
#[derive(Clone)]
struct Saving {
    user: String,
    asset: String,
    config: Option<String>,
    choice: String,
    quote: String,
    new_id: String,
    now: i64,
}

#[derive(FromQueryResult)]
struct Chosen {
    id: String,
    choice: String,
}

/// Takes away what was remarked on configurations of the asset, but for those that somebody is just paying.
///
/// # Errors
/// The database's.
pub(crate) async fn forget_remarks(tx: &Tx, asset: &str) -> Result<(), DataError> {
    let sql = format!(
        "SELECT p.id, p.choice FROM print_configs p WHERE p.asset_id = $1 AND p.state <> 'ORDERED'
            AND NOT EXISTS (SELECT 1 FROM checkouts c WHERE {UNDER_WAY} AND c.frozen LIKE '%' || p.id || '%')"
    );
    let rows: Vec<Chosen> = tx.rows(&sql, args![asset]).await?;
    for row in rows {
        let choice = without_remarks(&from_json(&row.choice)?)?;
        tx.change("UPDATE print_configs SET choice = $1 WHERE id = $2", args![choice, row.id]).await?;
    }
    Ok(())
}

impl PrintService {
    pub(super) async fn list_configs(
        &self,
        user: UserId,
        asset: AssetId,
    ) -> Result<Vec<PrintConfig>, DataError> {
        let sql = format!(
            "SELECT {CONFIG_COLUMNS}, {QUOTE_COLUMNS}, {NEWEST} AS newest_catalogue
             FROM print_configs c JOIN quotes q ON q.id = c.quote_id
             WHERE c.user_id = $1 AND c.asset_id = $2 AND c.deleted_at IS NULL AND c.state <> 'ORDERED'
             ORDER BY c.id DESC"
        );
        let rows: Vec<ConfigRow> =
            self.db.reader().rows(&sql, args![user.to_string(), asset.to_string()]).await?;
        let Some(newest) = rows.first().map(|row| row.newest_catalogue) else { return Ok(Vec::new()) };
        let catalogue = self.catalogue.at(newest).await?;
        rows.iter().map(|row| row.read(&catalogue)).collect()
    }

    pub(super) async fn save_config(
        &self,
        user: UserId,
        asset: AssetId,
        config: Option<PrintConfigId>,
        choice: PrintChoice,
        quote: QuoteId,
    ) -> Result<PrintConfigId, DataError> {
        let catalogue = self.catalogue.newest().await?;
        choice.check(&catalogue)?;
        let model = self.visible_model(user, asset).await?;
        let sql = format!("SELECT {QUOTE_COLUMNS} FROM quotes q WHERE q.id = $1 AND q.user_id = $2");
        let row: Option<QuoteRow> =
            self.db.reader().row(&sql, args![quote.to_string(), user.to_string()]).await?;
        let row = row.ok_or(Problem::NotFound)?;
        let now = self.mint.now();
        if row.quote_asset_id != asset.to_string() || row.quote_choice != without_remarks(&choice)? {
            return Err(Problem::not_now("This price was made for something else.").into());
        }
        if !row.holds(&model.file_id, catalogue.version, now) {
            return Err(Problem::not_now("The price has expired or the model has changed.").into());
        }
        let saving = Saving {
            user: user.to_string(),
            asset: asset.to_string(),
            config: config.map(|config| config.to_string()),
            choice: to_json(&choice)?,
            quote: row.quote_id,
            new_id: self.mint.id(PrintConfigId::from_parts).to_string(),
            now: now.0,
        };
        let written = self.db.write(move |tx| {
            let saving = saving.clone();
            async move { save(tx, &saving).await }.boxed()
        });
        written.await?.parse().map_err(|_| DataError::corrupt("print configuration id"))
    }

    pub(super) async fn delete_config(&self, user: UserId, config: PrintConfigId) -> Result<(), DataError> {
        let now = self.mint.now().0;
        let written = self.db.write(move |tx| {
            async move {
                let known = known(tx, &user.to_string(), &config.to_string()).await?;
                let sql = "UPDATE print_configs SET deleted_at = $1, updated_at = $1 WHERE id = $2";
                tx.change(sql, args![now, known.id.as_str()]).await?;
                let sql = "DELETE FROM cart_lines WHERE user_id = $1 AND kind = 'print' AND subject = $2";
                if tx.change(sql, args![user.to_string(), known.id]).await? > 0 {
                    let sql = "UPDATE carts SET version = version + 1 WHERE user_id = $1";
                    tx.change(sql, args![user.to_string()]).await?;
                }
                Ok(())
            }
            .boxed()
        });
        written.await
    }
}

/// The person's configuration, as long as it can be changed.
async fn known(tx: &Tx, user: &str, config: &str) -> Result<Known, DataError> {
    let sql = format!(
        "SELECT id, asset_id, state FROM print_configs
         WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL{}",
        tx.for_update()
    );
    let known: Known = tx.row(&sql, args![config, user]).await?.ok_or(Problem::NotFound)?;
    if known.state == PrintConfigState::Ordered.key() {
        return Err(Problem::not_now("This configuration was ordered; make a new one.").into());
    }
    Ok(known)
}

async fn save(tx: &Tx, saving: &Saving) -> Result<String, DataError> {
    let Saving { user, asset, config, choice, quote, now, .. } = saving;
    let Some(config) = config else { return insert(tx, saving).await };
    let known = known(tx, user, config).await?;
    if known.asset_id != *asset {
        return Err(Problem::NotFound.into());
    }
    let sql = "UPDATE print_configs SET choice = $1, quote_id = $2, updated_at = $3 WHERE id = $4";
    tx.change(sql, args![choice.as_str(), quote.as_str(), *now, known.id.as_str()]).await?;
    Ok(known.id)
}

/// A new configuration; saving the same choice with the same quote twice is saving it once.
async fn insert(tx: &Tx, saving: &Saving) -> Result<String, DataError> {
    let Saving { user, asset, choice, quote, new_id, now, .. } = saving;
    let sql =
        "SELECT id, asset_id, state FROM print_configs WHERE user_id = $1 AND quote_id = $2 AND choice = $3
        AND deleted_at IS NULL AND state <> 'ORDERED'";
    let twin: Option<Known> = tx.row(sql, args![user.as_str(), quote.as_str(), choice.as_str()]).await?;
    if let Some(twin) = twin {
        return Ok(twin.id);
    }
    let sql =
        "INSERT INTO print_configs (id, user_id, asset_id, state, choice, quote_id, created_at, updated_at)
        VALUES ($1, $2, $3, 'SAVED', $4, $5, $6, $6)";
    let values = args![new_id.as_str(), user.as_str(), asset.as_str(), choice.as_str(), quote.as_str(), *now];
    tx.change(sql, values).await?;
    Ok(new_id.clone())
}
