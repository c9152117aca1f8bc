//! What a kept configuration costs now: for the cart and for checkout.

use std::collections::HashMap;

use domain::Problem;
use domain::ids::{PrintConfigId, UserId};
use domain::print::{PrintChoice, PrintConfig, Quote, Verdict};
use futures::FutureExt as _;
use sea_orm::{FromQueryResult, Value};

use super::PrintService;
use super::configs::{CONFIG_COLUMNS, ConfigRow};
use super::models::PrintedModel;
use super::quotes::{QUOTE_COLUMNS, to_json};
use crate::db::{DataError, Sql as _, args};

/// How a kept configuration stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Current {
    /// Its quote still binds.
    Holds(PrintConfig),
    /// Its quote had expired, or the model, the formula or the catalogue had changed: it has a new one now.
    Replaced(PrintConfig),
    /// It cannot be printed any more.
    Gone {
        /// As it was kept.
        config: PrintConfig,
        /// Why, for the person.
        sentence: String,
    },
}

impl Current {
    /// The configuration with its present quote.
    #[must_use]
    pub fn config(&self) -> &PrintConfig {
        match self {
            Self::Holds(config) | Self::Replaced(config) | Self::Gone { config, .. } => config,
        }
    }
}

/// A configuration beside its asset as the person sees it now.
#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    config: ConfigRow,
    model_file_id: Option<String>,
    is_visible: bool,
}

impl PrintService {
    /// How the person's configurations stand, by id. Those that are deleted, ordered or another person's are left
    /// out. Takes two statements when every quote still binds; new quotes are kept with their configuration, so that
    /// the next call finds them. What the person agreed to pay is the cart's to remember.
    ///
    /// # Errors
    /// The database's.
    pub async fn current(
        &self,
        user: UserId,
        configs: &[PrintConfigId],
    ) -> Result<HashMap<PrintConfigId, Current>, DataError> {
        if configs.is_empty() {
            return Ok(HashMap::new());
        }
        let places: Vec<String> = (2..configs.len() + 2).map(|number| format!("${number}")).collect();
        let sql = format!(
            "SELECT {CONFIG_COLUMNS}, {QUOTE_COLUMNS}, a.model_file_id,
                (a.user_id = $1 OR a.visibility = 'public') AS is_visible
             FROM print_configs c JOIN quotes q ON q.id = c.quote_id JOIN assets a ON a.id = c.asset_id
             WHERE c.user_id = $1 AND c.deleted_at IS NULL AND c.state <> 'ORDERED' AND c.id IN ({})",
            places.join(", ")
        );
        let ids = configs.iter().map(|config| Value::from(config.to_string()));
        let values = std::iter::once(Value::from(user.to_string())).chain(ids).collect();
        let rows: Vec<Row> = self.db.reader().rows(&sql, values).await?;
        let mut found = HashMap::new();
        for row in rows {
            let current = self.stand(user, &row).await?;
            found.insert(current.config().id, current);
        }
        Ok(found)
    }

    /// Changes the pieces of a configuration: a new quote takes the old one's place.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a foreign or ordered one, [`Problem::Invalid`] for a quantity that is not made,
    /// [`Problem::NotNow`] when it cannot be printed any more.
    pub async fn set_quantity(
        &self,
        user: UserId,
        config: PrintConfigId,
        quantity: u32,
    ) -> Result<PrintConfig, DataError> {
        let kept = self.current(user, &[config]).await?.remove(&config).ok_or(Problem::NotFound)?;
        if let Current::Gone { sentence, .. } = &kept {
            return Err(Problem::not_now(sentence).into());
        }
        let choice = PrintChoice { quantity, ..kept.config().choice.clone() };
        choice.check(self.catalogue.newest().await?.as_ref())?;
        match self.requote(user, kept.config(), choice).await? {
            Ok(config) => Ok(config),
            Err(sentence) => Err(Problem::not_now(&sentence).into()),
        }
    }

    async fn stand(&self, user: UserId, row: &Row) -> Result<Current, DataError> {
        let config = row.config.read()?;
        let gone = |config, sentence: &str| Ok(Current::Gone { config, sentence: sentence.to_owned() });
        if !row.is_visible {
            return gone(config, "This model is private again.");
        }
        let Some(file_id) = &row.model_file_id else {
            return gone(config, "There is no model any more.");
        };
        let version = self.catalogue.newest().await?.version;
        if row.config.quote.holds(file_id, version, self.mint.now()) {
            return Ok(Current::Holds(config));
        }
        let choice = config.choice.clone();
        match self.requote(user, &config, choice).await? {
            Ok(config) => Ok(Current::Replaced(config)),
            Err(sentence) => Ok(Current::Gone { config, sentence }),
        }
    }

    /// A new quote for a changed choice, kept with the configuration; or why there is none.
    async fn requote(
        &self,
        user: UserId,
        config: &PrintConfig,
        choice: PrintChoice,
    ) -> Result<Result<PrintConfig, String>, DataError> {
        match self.quote_again(user, config, &choice).await {
            Ok(Ok(quote)) => {
                self.keep_quote(config.id, &choice, &quote).await?;
                Ok(Ok(PrintConfig { choice, quote, ..config.clone() }))
            }
            Ok(Err(sentence)) => Ok(Err(sentence)),
            Err(DataError::Refused(problem @ (Problem::Invalid { .. } | Problem::NotNow { .. }))) => {
                Ok(Err(problem.sentence()))
            }
            Err(error) => Err(error),
        }
    }

    async fn quote_again(
        &self,
        user: UserId,
        config: &PrintConfig,
        choice: &PrintChoice,
    ) -> Result<Result<Quote, String>, DataError> {
        let catalogue = self.catalogue.newest().await?;
        choice.check(&catalogue)?;
        let model: PrintedModel = self.visible_model(user, config.asset).await?;
        let judged = self.judge(&model, choice, &catalogue).await?;
        if judged.passport.verdict == Verdict::Block {
            let why = judged.passport.findings.first().map(|finding| finding.sentence.clone());
            return Ok(Err(why.unwrap_or_else(|| "It cannot be printed any more.".to_owned())));
        }
        self.bind(user, config.asset, &model, choice, &judged.basis, &catalogue).await.map(Ok)
    }

    async fn keep_quote(
        &self,
        config: PrintConfigId,
        choice: &PrintChoice,
        quote: &Quote,
    ) -> Result<(), DataError> {
        let values = args![to_json(choice)?, quote.id.to_string(), self.mint.now().0, config.to_string()];
        let written = self.db.write(move |tx| {
            let values = values.clone();
            async move {
                let sql = "UPDATE print_configs SET choice = $1, quote_id = $2, updated_at = $3
                    WHERE id = $4 AND deleted_at IS NULL AND state <> 'ORDERED'";
                tx.change(sql, values).await.map(drop)
            }
            .boxed()
        });
        written.await
    }
}
