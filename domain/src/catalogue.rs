//! What the shop offers: technologies, materials, colors, finishes, credit packages, shipping and their rates. Rows in
//! the database, loaded and versioned as a whole.

mod validate;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::credits::Credits;
use crate::money::{Cents, Currency};
use crate::problem::Problem;

pub use validate::CatalogueFaults;

/// One whole version of what is offered. Prices are before nothing: they include tax.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Grows with each load; quotes remember it as their rate-card version.
    pub version: u32,
    /// Of every price in it.
    pub currency: Currency,
    /// What a model file costs.
    pub download_price: Cents,
    /// Orders with a print cost at least this, before shipping.
    pub print_order_minimum: Cents,
    /// How long a quote holds, in hours.
    pub quote_hours: u32,
    /// What a new account is given, once.
    pub start_grant: Credits,
    /// Where these and the discounts are from.
    pub source: String,
    /// Ways of printing, in order.
    pub technologies: Vec<Technology>,
    /// Materials of all technologies, in order.
    pub materials: Vec<Material>,
    /// Less a piece when there are more: steps of (from this quantity, discount in thousandths), rising.
    pub quantity_discounts: Vec<(u32, u32)>,
    /// Credits for sale, in order.
    pub packages: Vec<CreditPackage>,
    /// Where prints are sent.
    pub shipping_zones: Vec<ShippingZone>,
}

/// How a technology's machine time and material follow from a model's measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EstimateKind {
    /// Molten plastic, layer by layer.
    Fdm,
    /// Light-cured resin: time by height.
    Resin,
    /// Powder: a share of the machine by packing.
    Powder,
    /// Jetted color: a share of the machine by packing.
    Jetted,
    /// Metal powder.
    Metal,
}

impl EstimateKind {
    /// Every case.
    pub const ALL: [Self; 5] = [Self::Fdm, Self::Resin, Self::Powder, Self::Jetted, Self::Metal];

    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Fdm => "fdm",
            Self::Resin => "resin",
            Self::Powder => "powder",
            Self::Jetted => "jetted",
            Self::Metal => "metal",
        }
    }

    /// The case with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// A way of printing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Technology {
    /// Its stable name (`fdm`).
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// What it is good for, in a sentence.
    pub summary: String,
    /// Which estimate fits it.
    pub estimate: EstimateKind,
    /// What fits into the machine, any way round, in millimetres.
    pub build_box_mm: [f64; 3],
    /// Overhangs need supports that leave marks.
    pub needs_supports: bool,
    /// Loose powder or liquid stays in cavities without holes.
    pub fills_cavities: bool,
    /// Cents an hour of machine time.
    pub machine_cents_per_hour: i64,
    /// Once a model.
    pub setup: Cents,
    /// A piece costs at least this.
    pub part_minimum: Cents,
    /// Working days until it is sent: least and most.
    pub lead_days: (u32, u32),
    /// Where its limits and rates are from.
    pub source: String,
}

/// A material on offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Material {
    /// Its stable name, unique over all technologies (`pla`).
    pub slug: String,
    /// The [`Technology`]'s slug.
    pub technology: String,
    /// What people call it.
    pub name: String,
    /// What it is good for, in a sentence.
    pub summary: String,
    /// Grams a cubic centimetre.
    pub density_g_cm3: f64,
    /// Thinner walls do not print, in millimetres.
    pub block_wall_mm: f64,
    /// Thinner walls may break. Steps of (sum of the three sides up to, wall), in millimetres; the last one also
    /// holds beyond.
    pub warn_walls_mm: Vec<(f64, f64)>,
    /// Cents a cubic centimetre.
    pub cents_per_cm3: f64,
    /// Once an order that uses it.
    pub startup: Cents,
    /// Colors, in order; at least one.
    pub colors: Vec<Color>,
    /// Finishes, in order; at least one.
    pub finishes: Vec<Finish>,
    /// Where its limits are from.
    pub source: String,
}

/// A color of a material.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Color {
    /// Its stable name within the material.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// `#rrggbb` to show; none for the model's own colors.
    pub hex: Option<String>,
    /// Added to material and machine, in thousandths.
    pub surcharge_permille: u32,
}

/// A surface finish of a material.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finish {
    /// Its stable name within the material.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// Once a piece.
    pub fixed: Cents,
    /// Cents a square centimetre of surface.
    pub cents_per_cm2: f64,
}

/// Credits for sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditPackage {
    /// Its stable name.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// Bought.
    pub credits: Credits,
    /// On top.
    pub bonus: Credits,
    /// For all of them.
    pub price: Cents,
    /// Stripe's id of the price (`price_…`), when the shop keeps one there.
    pub stripe_price_id: Option<String>,
    /// Offered now; others are kept for old orders.
    pub is_active: bool,
    /// Where its credits and its price are from.
    pub source: String,
}

/// Where prints are sent, and for how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingZone {
    /// Its stable name.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// Two-letter country codes (ISO 3166-1), upper case; each in one zone only.
    pub countries: Vec<String>,
    /// An order's shipping.
    pub price: Cents,
    /// Working days on the way: least and most.
    pub days: (u32, u32),
    /// The tax that prices include there, in thousandths (VAT); 0 where none is charged.
    pub included_tax_permille: u32,
    /// Where its price, days and tax are from.
    pub source: String,
}

impl Catalogue {
    /// The material with this slug.
    #[must_use]
    pub fn material(&self, slug: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.slug == slug)
    }

    /// The technology with this slug.
    #[must_use]
    pub fn technology(&self, slug: &str) -> Option<&Technology> {
        self.technologies.iter().find(|technology| technology.slug == slug)
    }

    /// The package with this slug, offered or not.
    #[must_use]
    pub fn package(&self, slug: &str) -> Option<&CreditPackage> {
        self.packages.iter().find(|package| package.slug == slug)
    }

    /// The zone that this country is in.
    #[must_use]
    pub fn zone(&self, country: &str) -> Option<&ShippingZone> {
        self.shipping_zones.iter().find(|zone| zone.countries.iter().any(|code| code == country))
    }
}

impl Material {
    /// The color with this slug.
    #[must_use]
    pub fn color(&self, slug: &str) -> Option<&Color> {
        self.colors.iter().find(|color| color.slug == slug)
    }

    /// The finish with this slug.
    #[must_use]
    pub fn finish(&self, slug: &str) -> Option<&Finish> {
        self.finishes.iter().find(|finish| finish.slug == slug)
    }
}

/// What the shop offers now.
#[async_trait]
pub trait Catalogues: Send + Sync {
    /// The newest version.
    async fn current(&self) -> Result<Catalogue, Problem>;
}
