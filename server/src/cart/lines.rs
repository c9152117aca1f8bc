//! Reading a cart: it and its lines with what each is about in one statement, then their prices.

use std::collections::HashMap;

use domain::cart::{CartSubject, LineState};
use domain::catalogue::Catalogue;
use domain::ids::{AssetId, CartLineId, UserId};
use domain::money::Cents;
use domain::picture::Picture;
use domain::print::{Price, PriceBasis, PrintChoice, Quote};
use domain::time::Timestamp;
use sea_orm::FromQueryResult;

use super::CartService;
use crate::assets::card::THUMBNAIL;
use crate::assets::pictures;
use crate::db::{DataError, Sql as _, args};

/// Longest part of a prompt that a title repeats, in characters.
const PROMPT_SHOWN: usize = 60;

/// A cart with its prices.
#[derive(Clone, Debug, Default)]
pub struct PricedCart {
    /// Grows with every change; 0 for a cart that never had a line.
    pub version: i64,
    /// Where prints go, when the person said so.
    pub country: Option<String>,
    /// In the order they were put in.
    pub lines: Vec<Priced>,
}

/// A line with all that a checkout freezes.
#[derive(Clone, Debug)]
pub struct Priced {
    /// The line.
    pub id: CartLineId,
    /// What it is about.
    pub subject: CartSubject,
    /// Its name.
    pub title: String,
    /// Facts in words.
    pub facts: Vec<String>,
    /// What it looks like.
    pub picture: Option<Picture>,
    /// What the person has agreed to.
    pub agreed: Cents,
    /// The present price.
    pub total: Cents,
    /// Whether it can be paid.
    pub state: LineState,
    /// For a print: the choice and its price in lines.
    pub print: Option<(PrintChoice, Quote)>,
    /// For a package: all its credits.
    pub credits: Option<i64>,
    /// For a package: the payment service's price.
    pub price_id: Option<String>,
    /// The model's file, of downloads and prints.
    pub model_file: Option<String>,
    /// The file the quote was made for.
    pub(super) quoted_file: Option<String>,
    pub(super) thumbnail: Option<String>,
}

/// The cart with one of its lines, if it has any.
#[derive(FromQueryResult)]
struct CartRow {
    version: i64,
    country: Option<String>,
    #[sea_orm(nested)]
    line: Option<Row>,
}

#[derive(FromQueryResult)]
struct Row {
    id: String,
    kind: String,
    subject: String,
    agreed_total: i64,
    asset_id: Option<String>,
    prompt: Option<String>,
    is_visible: Option<bool>,
    model_file_id: Option<String>,
    is_asset_deleted: bool,
    thumbnail_file_id: Option<String>,
    choice: Option<String>,
    is_deleted: bool,
    quote_id: Option<String>,
    quoted_file_id: Option<String>,
    price: Option<String>,
    basis: Option<String>,
    expires_at: Option<i64>,
}

impl CartService {
    /// The cart as it is stored; prices of downloads and packages are still the agreed ones.
    pub(super) async fn lines(&self, user: UserId) -> Result<PricedCart, DataError> {
        let sql = format!(
            "SELECT k.version, k.country, l.id, l.kind, l.subject, l.agreed_total, a.id AS asset_id, a.prompt,
                (a.user_id = l.user_id OR a.visibility = 'public') AS is_visible, a.model_file_id,
                a.deleted_at IS NOT NULL AS is_asset_deleted,
                CASE WHEN a.user_id = l.user_id OR a.visibility = 'public' THEN {THUMBNAIL} END AS thumbnail_file_id,
                c.choice, c.deleted_at IS NOT NULL AS is_deleted,
                q.id AS quote_id, q.file_id AS quoted_file_id, q.price, q.basis, q.expires_at
             FROM carts k
             LEFT JOIN cart_lines l ON l.user_id = k.user_id AND l.removed_at IS NULL
             LEFT JOIN print_configs c ON l.kind = 'print' AND c.id = l.subject AND c.user_id = l.user_id
             LEFT JOIN quotes q ON q.id = c.quote_id
             LEFT JOIN assets a ON a.id = CASE l.kind WHEN 'download' THEN l.subject ELSE c.asset_id END
             WHERE k.user_id = $1 ORDER BY l.added_at, l.id"
        );
        let rows: Vec<CartRow> = self.db.reader().rows(&sql, args![user.to_string()]).await?;
        let Some(cart) = rows.first() else { return Ok(PricedCart::default()) };
        let (version, country) = (cart.version, cart.country.clone());
        let lines = rows.into_iter().filter_map(|row| row.line);
        Ok(PricedCart { version, country, lines: lines.map(Row::read).collect::<Result<_, _>>()? })
    }

    /// Fills in present prices, words and pictures.
    pub(super) async fn price(&self, cart: &mut PricedCart, catalogue: &Catalogue) -> Result<(), DataError> {
        let files = cart.lines.iter().filter_map(|line| line.thumbnail.clone()).collect();
        let files = pictures::load(&self.db, &self.storage, self.mint.now(), files).await?;
        for line in &mut cart.lines {
            line.fill(catalogue, &files.pictures);
        }
        Ok(())
    }
}

impl Row {
    fn read(self) -> Result<Priced, DataError> {
        let corrupt = || DataError::corrupt("cart line");
        let asset: Option<AssetId> = match &self.asset_id {
            None => None,
            Some(id) => Some(id.parse().map_err(|_| corrupt())?),
        };
        let subject = match (self.kind.as_str(), asset) {
            ("credits", _) => CartSubject::Credits(self.subject.clone()),
            ("download", _) => CartSubject::Download(self.subject.parse().map_err(|_| corrupt())?),
            ("print", Some(asset)) => CartSubject::Print(self.subject.parse().map_err(|_| corrupt())?, asset),
            _ => return Err(corrupt()),
        };
        let is_there = self.kind == "credits"
            || (self.is_visible == Some(true) && self.model_file_id.is_some() && !self.is_deleted);
        let state = if is_there { LineState::Good } else { gone(self.why_gone()) };
        let print = self.print()?;
        let agreed = Cents(self.agreed_total);
        Ok(Priced {
            id: self.id.parse().map_err(|_| corrupt())?,
            title: title(&subject, &self.named()),
            subject,
            facts: Vec::new(),
            picture: None,
            agreed,
            total: print.as_ref().map_or(agreed, |(_, quote)| quote.price.total),
            state,
            print,
            credits: None,
            price_id: None,
            model_file: self.model_file_id,
            quoted_file: self.quoted_file_id,
            thumbnail: self.thumbnail_file_id,
        })
    }

    /// Why it cannot be had, when it cannot.
    fn why_gone(&self) -> &'static str {
        if self.is_asset_deleted { "The model was deleted." } else { "It is no longer there." }
    }

    /// The model by what was asked for.
    fn named(&self) -> String {
        let words =
            self.prompt.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        if self.is_asset_deleted {
            "a deleted model".to_owned()
        } else if words.is_empty() {
            "your picture".to_owned()
        } else if words.chars().count() <= PROMPT_SHOWN {
            format!("“{words}”")
        } else {
            format!("“{}…”", words.chars().take(PROMPT_SHOWN - 1).collect::<String>().trim_end())
        }
    }

    fn print(&self) -> Result<Option<(PrintChoice, Quote)>, DataError> {
        let stored = (&self.choice, &self.quote_id, &self.price, &self.basis, self.expires_at);
        let (Some(choice), Some(id), Some(price), Some(basis), Some(expires)) = stored else {
            return Ok(None);
        };
        let corrupt = || DataError::corrupt("quote");
        let price: Price = serde_json::from_str(price).map_err(|_| corrupt())?;
        let basis: PriceBasis = serde_json::from_str(basis).map_err(|_| corrupt())?;
        let id = id.parse().map_err(|_| corrupt())?;
        let choice = serde_json::from_str(choice).map_err(|_| DataError::corrupt("print choice"))?;
        Ok(Some((choice, Quote { id, price, basis, expires: Timestamp(expires) })))
    }
}

impl Priced {
    fn fill(&mut self, catalogue: &Catalogue, pictures: &HashMap<String, Picture>) {
        self.picture = self.thumbnail.as_ref().and_then(|file| pictures.get(file)).cloned();
        match &self.subject {
            CartSubject::Download(_) => {
                self.total = catalogue.download_price;
                self.facts = vec!["GLB, STL, 3MF, OBJ and USDZ".to_owned()];
            }
            CartSubject::Print(..) => {
                if let Some((choice, quote)) = &self.print {
                    self.total = quote.price.total;
                    self.facts = print_facts(choice, catalogue);
                }
            }
            CartSubject::Credits(slug) => match catalogue.package(slug).filter(|one| one.is_active) {
                Some(package) => {
                    self.title = package.name.clone();
                    self.total = package.price;
                    self.credits = Some(package.credits.0 + package.bonus.0);
                    self.price_id = package.stripe_price_id.clone();
                    self.facts = vec![match package.bonus.0 {
                        0 => package.credits.to_string(),
                        bonus => format!("{} and {bonus} on top", package.credits),
                    }];
                }
                None => self.state = gone("This package is no longer offered."),
            },
        }
        if self.state == LineState::Good && self.total != self.agreed {
            self.state = LineState::Changed { was: self.agreed };
        }
    }

    /// Pieces; 1 for files and packages.
    #[must_use]
    pub fn quantity(&self) -> u32 {
        self.print.as_ref().map_or(1, |(choice, _)| choice.quantity)
    }

    /// True when it counts for the price.
    #[must_use]
    pub fn is_there(&self) -> bool {
        !matches!(self.state, LineState::Gone { .. })
    }
}

pub(super) fn gone(sentence: &str) -> LineState {
    LineState::Gone { sentence: sentence.to_owned() }
}

fn title(subject: &CartSubject, named: &str) -> String {
    match subject {
        CartSubject::Download(_) => format!("Model file of {named}"),
        CartSubject::Print(..) => format!("3D print of {named}"),
        CartSubject::Credits(slug) => slug.clone(),
    }
}

/// What was chosen, in words.
fn print_facts(choice: &PrintChoice, catalogue: &Catalogue) -> Vec<String> {
    let material = catalogue.material(&choice.material);
    let name = material.map_or(choice.material.as_str(), |material| material.name.as_str());
    let color = material.and_then(|material| material.color(&choice.color));
    let finish = material.and_then(|material| material.finish(&choice.finish));
    let color = color.map_or(choice.color.as_str(), |color| color.name.as_str());
    let finish = finish.map_or(choice.finish.as_str(), |finish| finish.name.as_str());
    let [x, y, z] = choice.size.0.map(|side| format!("{}", (side * 10.0).round() / 10.0));
    vec![format!("{name}, {color}, {finish}"), format!("{x} × {y} × {z} mm")]
}
