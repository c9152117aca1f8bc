//! Configured prints: what is chosen, whether it prints, what it costs.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::asset::ModelView;
use crate::catalogue::Catalogue;
use crate::ids::{AssetId, PrintConfigId, QuoteId, UserId};
use crate::money::{Cents, Currency};
use crate::problem::{Field, Problem};
use crate::time::Timestamp;

mod form;

pub use form::{MM_PER_INCH, PrintForm};

/// Longest remark, in characters.
pub const LONGEST_REMARKS: usize = 500;
/// Pieces of one configuration: least and most.
pub const QUANTITIES: std::ops::RangeInclusive<u32> = 1..=500;
/// Sides that are made, in millimetres: least and most of the longest one.
pub const SIZES_MM: std::ops::RangeInclusive<f64> = 5.0..=1000.0;

/// Width, height and depth in the model's axes (Y up), in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SizeMm(pub [f64; 3]);

impl SizeMm {
    /// The longest side.
    #[must_use]
    pub fn longest(self) -> f64 {
        self.0.into_iter().fold(0.0, f64::max)
    }

    /// The same proportions with this longest side.
    #[must_use]
    pub fn with_longest(self, longest_mm: f64) -> Self {
        let factor = longest_mm / self.longest().max(f64::MIN_POSITIVE);
        Self(self.0.map(|side| side * factor))
    }
}

/// Everything a person chooses for a print.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrintChoice {
    /// A material's slug; the technology follows from it.
    pub material: String,
    /// A color of it.
    pub color: String,
    /// A finish of it.
    pub finish: String,
    /// Pieces.
    pub quantity: u32,
    /// For the printer, at most [`LONGEST_REMARKS`] characters.
    pub remarks: String,
    /// The asked size.
    pub size: SizeMm,
}

impl PrintChoice {
    /// Checks everything that needs no model: that it is offered, and that numbers are in range.
    ///
    /// # Errors
    /// [`Problem::Invalid`] naming the first field that cannot be used.
    pub fn check(&self, catalogue: &Catalogue) -> Result<(), Problem> {
        let unknown = |what: &str| Problem::invalid(Field::Print, &format!("Pick one of the {what} shown."));
        let material = catalogue.material(&self.material).ok_or_else(|| unknown("materials"))?;
        material.color(&self.color).ok_or_else(|| unknown("colors"))?;
        material.finish(&self.finish).ok_or_else(|| unknown("finishes"))?;
        if !QUANTITIES.contains(&self.quantity) {
            let (least, most) = (QUANTITIES.start(), QUANTITIES.end());
            return Err(Problem::invalid(Field::Quantity, &format!("Order {least} to {most} pieces.")));
        }
        let length = self.remarks.chars().count();
        if length > LONGEST_REMARKS {
            let sentence = format!("Remarks may have {LONGEST_REMARKS} characters; these have {length}.");
            return Err(Problem::invalid(Field::Remarks, &sentence));
        }
        self.check_size()
    }

    /// What it is in words ("PLA, white, as printed"); slugs for what the catalogue does not have any more.
    #[must_use]
    pub fn words(&self, catalogue: &Catalogue) -> String {
        let Some(material) = catalogue.material(&self.material) else {
            return [self.material.as_str(), &self.color, &self.finish].join(", ");
        };
        let color = material.color(&self.color).map_or(self.color.as_str(), |color| &color.name);
        let finish = material.finish(&self.finish).map_or(self.finish.as_str(), |finish| &finish.name);
        format!("{}, {}, {}", material.name, color.to_lowercase(), finish.to_lowercase())
    }

    fn check_size(&self) -> Result<(), Problem> {
        let sides_are_real = self.size.0.into_iter().all(|side| side.is_finite() && side > 0.0);
        if sides_are_real && SIZES_MM.contains(&self.size.longest()) {
            return Ok(());
        }
        let (least, most) = (SIZES_MM.start(), SIZES_MM.end());
        let sentence = format!("The longest side is {least} to {most} mm, and no side is zero.");
        Err(Problem::invalid(Field::Size, &sentence))
    }
}

/// Where a configuration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PrintConfigState {
    /// Kept for later.
    Saved,
    /// In its owner's cart.
    InCart,
    /// Paid.
    Ordered,
}

impl PrintConfigState {
    /// Every case.
    pub const ALL: [Self; 3] = [Self::Saved, Self::InCart, Self::Ordered];

    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Saved => "SAVED",
            Self::InCart => "IN_CART",
            Self::Ordered => "ORDERED",
        }
    }

    /// The case with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// A model's measures at a size: all that a price follows from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceBasis {
    /// Outer volume, in cubic centimetres.
    pub volume_cm3: f64,
    /// Surface, in square centimetres.
    pub area_cm2: f64,
    /// Volume of the upright bounding box, in cubic centimetres.
    pub box_cm3: f64,
    /// Height along the build axis (Y of the model), in centimetres.
    pub height_cm: f64,
    /// The three sides, in millimetres.
    pub size: SizeMm,
}

impl PriceBasis {
    /// The measures at another size. Exact while the proportions stay; on a stretched model the surface is that of its
    /// box's share, which the server replaces by what it measures.
    #[must_use]
    pub fn scaled_to(&self, size: SizeMm) -> Self {
        let faces = |[width, height, depth]: [f64; 3]| width * height + height * depth + depth * width;
        let sides = self.size.0.into_iter().zip(size.0);
        let volume_factor: f64 = sides.map(|(from, to)| to / from.max(f64::MIN_POSITIVE)).product();
        Self {
            volume_cm3: self.volume_cm3 * volume_factor,
            area_cm2: self.area_cm2 * faces(size.0) / faces(self.size.0).max(f64::MIN_POSITIVE),
            box_cm3: size.0.into_iter().product::<f64>() / 1000.0,
            height_cm: size.0[1] / 10.0,
            size,
        }
    }
}

/// One line of a price, with the words that explain it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceLine {
    /// What it is for ("Material").
    pub label: String,
    /// How it comes about ("24.1 cm³ of PLA").
    pub explanation: String,
    /// Its share; negative for a discount.
    pub amount: Cents,
}

/// What a configuration costs, in lines that add up to `total`. Shipping and tax belong to the cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// In the order they are shown.
    pub lines: Vec<PriceLine>,
    /// The sum of the lines, for all pieces.
    pub total: Cents,
    /// What one piece comes to, rounded; for showing only.
    pub each: Cents,
    /// Of all amounts.
    pub currency: Currency,
    /// Estimated machine hours for all pieces, in hundredths; none where time is no part of the price.
    pub machine_hours_e2: Option<u32>,
    /// Which formula made it.
    pub formula_version: u32,
    /// Which catalogue made it.
    pub catalogue_version: u32,
}

/// A price that binds until it expires.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// Its id; checkout takes this, never a price.
    pub id: QuoteId,
    /// What it is for.
    pub price: Price,
    /// What it was computed from.
    pub basis: PriceBasis,
    /// Until when it holds.
    pub expires: Timestamp,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Prints.
    Pass,
    /// Prints, with a risk that the buyer should know.
    Warn,
    /// Does not print.
    Block,
}

/// What would take a finding away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fix {
    /// This longest side, in millimetres.
    LongestMm(f64),
    /// Another material, by slug.
    Material(String),
}

/// One thing found about a model at a size in a material.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Its stable name (`thin_walls`).
    pub key: String,
    /// How bad it is.
    pub verdict: Verdict,
    /// What it is, in a sentence with its numbers.
    pub sentence: String,
    /// What would fix it; the nearest first.
    pub fixes: Vec<Fix>,
    /// Where, in model units (longest side 1), at most 200.
    pub places: Vec<[f32; 3]>,
}

/// Whether a model of a size prints in a material.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passport {
    /// The worst finding's verdict.
    pub verdict: Verdict,
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
    /// What automatic repair did for the printed file, in sentences; empty when nothing was to mend.
    pub repairs: Vec<String>,
}

/// Between which sizes a model prints in a material, at its own proportions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SizeRange {
    /// The material's slug.
    pub material: String,
    /// Longest side from which walls are thick enough, in millimetres. None: at no size.
    pub smallest_mm: Option<f64>,
    /// Longest side up to which it fits, in millimetres. None: it does not.
    pub largest_mm: Option<f64>,
}

/// A saved configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrintConfig {
    /// Its id.
    pub id: PrintConfigId,
    /// Of which asset.
    pub asset: AssetId,
    /// What was chosen.
    pub choice: PrintChoice,
    /// Material, color and finish as the shop calls them now.
    pub words: String,
    /// Where it stands.
    pub state: PrintConfigState,
    /// Its latest price; it may have expired.
    pub quote: Quote,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// What the print page starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrintOffer {
    /// Which asset.
    pub asset: AssetId,
    /// What it was made from, in words.
    pub title: String,
    /// The model for the viewer.
    pub model: ModelView,
    /// All that is offered.
    pub catalogue: Catalogue,
    /// Measures at the size the generator made it.
    pub basis: PriceBasis,
    /// For every material.
    pub ranges: Vec<SizeRange>,
    /// The person's configurations of this asset, newest first; ordered ones are left out.
    pub configs: Vec<PrintConfig>,
}

/// The answer to a choice: whether it prints, and the binding price when it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quoted {
    /// Whether it prints.
    pub passport: Passport,
    /// None when the passport blocks.
    pub quote: Option<Quote>,
}

impl Quoted {
    /// The quote's id.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with the sentence of what blocks the print.
    pub fn binding(&self) -> Result<QuoteId, Problem> {
        let why = || self.passport.findings.first().map(|finding| finding.sentence.as_str());
        let refused = || Problem::invalid(Field::Size, why().unwrap_or("This cannot be printed."));
        self.quote.as_ref().map(|quote| quote.id).ok_or_else(refused)
    }
}

/// Configuring prints. Anyone signed in may print what they can see.
#[async_trait]
pub trait Prints: Send + Sync {
    /// Everything the print page needs.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when the asset is not visible, [`Problem::NotNow`] when it has no model.
    async fn offer(&self, user: UserId, asset: AssetId) -> Result<PrintOffer, Problem>;

    /// Checks a choice and makes a binding quote for it.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for the choice; as [`Prints::offer`].
    async fn quote(&self, user: UserId, asset: AssetId, choice: PrintChoice) -> Result<Quoted, Problem>;

    /// Keeps a choice with a quote made for exactly it: a new configuration, or a change of `config`.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a foreign quote or configuration; [`Problem::NotNow`] when the quote has expired, is
    /// for something else, or the configuration was ordered.
    async fn save(
        &self,
        user: UserId,
        asset: AssetId,
        config: Option<PrintConfigId>,
        choice: PrintChoice,
        quote: QuoteId,
    ) -> Result<PrintConfigId, Problem>;

    /// Keeps a choice, with the quote that was shown for it or, for a plain form, with one made now.
    ///
    /// # Errors
    /// As [`Prints::quote`] and [`Prints::save`]; [`Problem::Invalid`] with the finding that blocks it.
    async fn keep(
        &self,
        user: UserId,
        asset: AssetId,
        config: Option<PrintConfigId>,
        choice: PrintChoice,
        quote: Option<QuoteId>,
    ) -> Result<PrintConfigId, Problem> {
        let quote = match quote {
            Some(shown) => shown,
            None => self.quote(user, asset, choice.clone()).await?.binding()?,
        };
        self.save(user, asset, config, choice, quote).await
    }

    /// Deletes a configuration that is not ordered, also from the cart.
    ///
    /// # Errors
    /// [`Problem::NotFound`]; [`Problem::NotNow`] once it is ordered.
    async fn delete(&self, user: UserId, config: PrintConfigId) -> Result<(), Problem>;

    /// The person's configurations of an asset, newest first, without ordered ones.
    async fn configs(&self, user: UserId, asset: AssetId) -> Result<Vec<PrintConfig>, Problem>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basis() -> PriceBasis {
        PriceBasis {
            volume_cm3: 24.0,
            area_cm2: 52.0,
            box_cm3: 24.0,
            height_cm: 3.0,
            size: SizeMm([20.0, 30.0, 40.0]),
        }
    }

    #[test]
    fn measures_follow_the_size() {
        let doubled = basis().scaled_to(SizeMm([40.0, 60.0, 80.0]));
        assert!((doubled.volume_cm3 - 192.0).abs() < 1e-9 && (doubled.area_cm2 - 208.0).abs() < 1e-9);
        assert!((doubled.box_cm3 - 192.0).abs() < 1e-9 && (doubled.height_cm - 6.0).abs() < 1e-9);
        // A box stays one when it is stretched, so its measures are exact too.
        let stretched = basis().scaled_to(SizeMm([20.0, 60.0, 40.0]));
        assert!((stretched.volume_cm3 - 48.0).abs() < 1e-9 && (stretched.area_cm2 - 88.0).abs() < 1e-9);
    }

    #[test]
    fn proportions_stay_with_another_longest_side() {
        assert_eq!(basis().size.with_longest(80.0), SizeMm([40.0, 60.0, 80.0]));
    }

    #[test]
    fn what_is_blocked_has_no_binding_quote_and_says_why() {
        let finding = Finding {
            key: "thin_walls".into(),
            verdict: Verdict::Block,
            sentence: "Walls are too thin.".into(),
            fixes: Vec::new(),
            places: Vec::new(),
        };
        let passport = Passport { verdict: Verdict::Block, findings: vec![finding], repairs: Vec::new() };
        let refused = Quoted { passport, quote: None }.binding();
        assert_eq!(refused, Err(Problem::invalid(Field::Size, "Walls are too thin.")));
    }
}
