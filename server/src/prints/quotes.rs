//! Making prices that bind, and reading them back.

use std::sync::Arc;

use domain::Problem;
use domain::catalogue::{Catalogue, Material};
use domain::ids::{AssetId, QuoteId, UserId};
use domain::price::{FORMULA_VERSION, price};
use domain::print::{Passport, Price, PriceBasis, PrintChoice, PrintOffer, Quote, Quoted, SizeMm, Verdict};
use domain::time::Timestamp;
use futures::FutureExt as _;
use mesh::measure::Facts;
use mesh::survey::Survey;
use sea_orm::FromQueryResult;

use super::PrintService;
use super::judge::Judge;
use super::measures::is_proportional;
use super::models::{PrintedModel, no_model};
use crate::db::{DataError, Sql as _, args};

/// A quote is given again to the same question while at least this share of its time is left, so that a page that is
/// reloaded fills no table.
const GIVEN_AGAIN_SHARE: f64 = 0.9;

/// A model at a size: measured and judged for one material.
pub(super) struct Judged {
    pub passport: Passport,
    pub basis: PriceBasis,
}

/// The columns of a [`QuoteRow`], of quotes named `q`.
pub(super) const QUOTE_COLUMNS: &str = "q.id AS quote_id, q.asset_id AS quote_asset_id, q.file_id,
    q.choice AS quote_choice, q.basis, q.price, q.formula_version, q.catalogue_version, q.expires_at";

/// A stored quote.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct QuoteRow {
    pub quote_id: String,
    pub quote_asset_id: String,
    pub file_id: String,
    pub quote_choice: String,
    pub basis: String,
    pub price: String,
    pub formula_version: i32,
    pub catalogue_version: i32,
    pub expires_at: i64,
}

impl QuoteRow {
    pub(super) fn read(&self) -> Result<Quote, DataError> {
        Ok(Quote {
            id: self.quote_id.parse().map_err(|_| DataError::corrupt("quote id"))?,
            price: from_json(&self.price)?,
            basis: from_json(&self.basis)?,
            expires: Timestamp(self.expires_at),
        })
    }

    /// True while it binds: it has not expired, and the model, the formula and the catalogue are those it was made
    /// from.
    pub(super) fn holds(&self, model_file_id: &str, catalogue_version: u32, now: Timestamp) -> bool {
        self.expires_at > now.0
            && self.file_id == model_file_id
            && i64::from(self.formula_version) == i64::from(FORMULA_VERSION)
            && i64::from(self.catalogue_version) == i64::from(catalogue_version)
    }
}

impl PrintService {
    pub(super) async fn make_offer(&self, user: UserId, asset: AssetId) -> Result<PrintOffer, DataError> {
        let offered = self.visible_offer(user, asset).await?;
        let model = PrintedModel::of(&offered.model)?;
        let survey = self.measures.known_survey(&model.file_id, offered.survey.as_deref()).await?;
        let catalogue = self.catalogue.at(offered.newest_catalogue).await?;
        let files = self.assets.files(offered.model.file_ids().collect()).await?;
        let made_mm = f64::from(model.facts.size_mm);
        let extents = model.extents();
        let size = SizeMm(extents.map(|side| side * made_mm / longest(extents)));
        Ok(PrintOffer {
            asset,
            title: title(&offered.prompt),
            model: offered.model.view(&files).ok_or_else(no_model)?,
            basis: basis(&survey.facts_at(made_mm), size),
            ranges: Judge::new(&survey, &catalogue, size, extents).ranges(),
            configs: self.list_configs(user, asset).await?,
            catalogue: Catalogue::clone(&catalogue),
        })
    }

    pub(super) async fn make_quote(
        &self,
        user: UserId,
        asset: AssetId,
        choice: &PrintChoice,
    ) -> Result<Quoted, DataError> {
        let catalogue = self.catalogue.newest().await?;
        choice.check(&catalogue)?;
        let model = self.visible_model(user, asset).await?;
        let judged = self.judge(&model, choice, &catalogue).await?;
        if judged.passport.verdict == Verdict::Block {
            return Ok(Quoted { passport: judged.passport, quote: None });
        }
        let quote = self.bind(user, asset, &model, choice, &judged.basis, &catalogue).await?;
        Ok(Quoted { passport: judged.passport, quote: Some(quote) })
    }

    /// Measures and judges the model at the chosen size.
    pub(super) async fn judge(
        &self,
        model: &PrintedModel,
        choice: &PrintChoice,
        catalogue: &Catalogue,
    ) -> Result<Judged, DataError> {
        let unknown = || Problem::invalid(domain::problem::Field::Print, "Pick one of the materials shown.");
        let material = catalogue.material(&choice.material).ok_or_else(unknown)?;
        let extents = model.extents();
        let survey = if is_proportional(extents, choice.size) {
            Arc::new(self.measures.survey(&model.file_id).await?)
        } else {
            self.measures.stretched(&model.file_id, choice.size).await?
        };
        Ok(judged(&survey, choice.size, extents, material, catalogue))
    }

    /// Writes the price down, or gives the same one again that was just made.
    pub(super) async fn bind(
        &self,
        user: UserId,
        asset: AssetId,
        model: &PrintedModel,
        choice: &PrintChoice,
        basis: &PriceBasis,
        catalogue: &Catalogue,
    ) -> Result<Quote, DataError> {
        let agreed = price(basis, choice, catalogue)?;
        let lasts_secs = i64::from(catalogue.quote_hours) * 3600;
        let now = self.mint.now();
        let asked = without_remarks(choice)?;
        let sql = format!(
            "SELECT {QUOTE_COLUMNS} FROM quotes q WHERE q.user_id = $1 AND q.asset_id = $2 AND q.file_id = $3
                AND q.choice = $4 AND q.formula_version = $5 AND q.catalogue_version = $6 AND q.expires_at > $7
             ORDER BY q.id DESC LIMIT 1"
        );
        let fresh_until = now.plus_secs((lasts_secs as f64 * GIVEN_AGAIN_SHARE) as i64).0;
        let versions = (i64::from(agreed.formula_version), i64::from(agreed.catalogue_version));
        let values = args![
            user.to_string(),
            asset.to_string(),
            model.file_id.as_str(),
            asked.as_str(),
            versions.0,
            versions.1,
            fresh_until,
        ];
        let known: Option<QuoteRow> = self.db.reader().row(&sql, values).await?;
        if let Some(known) = known.map(|row| row.read()).transpose()?.filter(|known| known.price == agreed) {
            return Ok(known);
        }
        let quote = Quote {
            id: self.mint.id(QuoteId::from_parts),
            price: agreed,
            basis: *basis,
            expires: now.plus_secs(lasts_secs),
        };
        self.insert_quote(user, asset, &model.file_id, asked, &quote, now).await?;
        Ok(quote)
    }

    async fn insert_quote(
        &self,
        user: UserId,
        asset: AssetId,
        file_id: &str,
        asked: String,
        quote: &Quote,
        now: Timestamp,
    ) -> Result<(), DataError> {
        let Price { total, currency, formula_version, catalogue_version, .. } = quote.price;
        let values = args![
            quote.id.to_string(),
            user.to_string(),
            asset.to_string(),
            file_id,
            asked,
            to_json(&quote.basis)?,
            to_json(&quote.price)?,
            total.0,
            currency.key(),
            i64::from(formula_version),
            i64::from(catalogue_version),
            now.0,
            quote.expires.0,
        ];
        let written = self.db.write(move |tx| {
            let values = values.clone();
            async move {
                let sql = "INSERT INTO quotes (id, user_id, asset_id, file_id, choice, basis, price, total, currency,
                        formula_version, catalogue_version, created_at, expires_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
                tx.change(sql, values).await.map(drop)
            }
            .boxed()
        });
        written.await
    }
}

impl PrintedModel {
    /// Width, height and depth in model units.
    pub(super) fn extents(&self) -> [f64; 3] {
        self.facts.extents.map(f64::from)
    }
}

fn judged(
    survey: &Survey,
    size: SizeMm,
    extents: [f64; 3],
    material: &Material,
    catalogue: &Catalogue,
) -> Judged {
    let passport = Judge::new(survey, catalogue, size, extents).passport(material);
    Judged { passport, basis: basis(&survey.facts_at(size.longest()), size) }
}

fn basis(facts_mm: &Facts, size: SizeMm) -> PriceBasis {
    PriceBasis {
        volume_cm3: facts_mm.volume / 1000.0,
        area_cm2: facts_mm.area / 100.0,
        box_cm3: size.0.into_iter().product::<f64>() / 1000.0,
        height_cm: size.0[1] / 10.0,
        size,
    }
}

fn longest(extents: [f64; 3]) -> f64 {
    extents.into_iter().fold(1e-9, f64::max)
}

fn title(prompt: &str) -> String {
    if prompt.trim().is_empty() { "Model from a picture".to_owned() } else { prompt.to_owned() }
}

/// What a price depends on: remarks may change without a new one.
pub(super) fn without_remarks(choice: &PrintChoice) -> Result<String, DataError> {
    to_json(&PrintChoice { remarks: String::new(), ..choice.clone() })
}

pub(super) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, DataError> {
    serde_json::to_string(value).map_err(|_| DataError::corrupt("print"))
}

pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DataError> {
    serde_json::from_str(text).map_err(|_| DataError::corrupt("print"))
}
