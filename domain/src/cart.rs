//! The cart: on the server, one a person.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::catalogue::CreditPackage;
use crate::ids::{AssetId, CartLineId, PrintConfigId, UserId};
use crate::money::{Cents, Currency};
use crate::picture::Picture;
use crate::print::QUANTITIES;
use crate::problem::{Field, Problem};

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CartSubject {
    /// The file of an asset's model.
    Download(AssetId),
    /// A configured print of an asset.
    Print(PrintConfigId, AssetId),
    /// A credit package, by slug.
    Credits(String),
}

/// Whether a line can be paid as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineState {
    /// Yes.
    Good,
    /// Its price changed since it was put in; it must be accepted first.
    Changed {
        /// What it was.
        was: Cents,
    },
    /// It cannot be had any more (deleted, private again, no longer prints), and why.
    Gone {
        /// A sentence.
        sentence: String,
    },
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// Its id.
    pub id: CartLineId,
    /// What it is about.
    pub subject: CartSubject,
    /// Its name.
    pub title: String,
    /// Facts in words ("PLA, white, raw", "120 × 80 × 60 mm").
    pub facts: Vec<String>,
    /// What it looks like.
    pub picture: Option<Picture>,
    /// Pieces; 1 for files and packages.
    pub quantity: u32,
    /// The present price of all pieces.
    pub total: Cents,
    /// Whether it can be paid.
    pub state: LineState,
}

/// A country prints can be sent to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// Two-letter code.
    pub country: String,
    /// The zone's name.
    pub zone: String,
    /// What shipping there costs.
    pub price: Cents,
    /// Working days on the way: least and most.
    pub days: (u32, u32),
}

/// The cart as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartView {
    /// Grows with every change; checkout names it.
    pub version: i64,
    /// In the order they were put in.
    pub lines: Vec<CartLine>,
    /// Of all amounts.
    pub currency: Currency,
    /// All lines that are not gone.
    pub subtotal: Cents,
    /// What the order is short of the minimum for prints, when it is.
    pub minimum_surcharge: Cents,
    /// Material start-ups, once a material of the order.
    pub startup: Cents,
    /// Where prints go; none without prints.
    pub destination: Option<Destination>,
    /// Every country on offer, when there is a print.
    pub destinations: Vec<Destination>,
    /// Everything with shipping; tax is included.
    pub total: Cents,
    /// The tax in `total`.
    pub included_tax: Cents,
}

impl CartView {
    /// True when checkout can begin.
    #[must_use]
    pub fn is_payable(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|line| line.state == LineState::Good)
    }

    /// True when an address is needed.
    #[must_use]
    pub fn has_print(&self) -> bool {
        self.lines.iter().any(|line| matches!(line.subject, CartSubject::Print(..)))
    }
}

/// The pieces that a form asks for.
///
/// # Errors
/// [`Problem::Invalid`] for anything but a whole number that is made ([`QUANTITIES`]).
pub fn read_quantity(text: &str) -> Result<u32, Problem> {
    let asked = text.trim().parse().ok().filter(|quantity| QUANTITIES.contains(quantity));
    asked.ok_or_else(|| {
        let (least, most) = (QUANTITIES.start(), QUANTITIES.end());
        Problem::invalid(Field::Quantity, &format!("Order {least} to {most} pieces."))
    })
}

/// What people do with their cart. Every change answers the new cart; doing it twice is doing it once.
#[async_trait]
pub trait Carts: Send + Sync {
    /// The cart, priced now.
    async fn show(&self, user: UserId) -> Result<CartView, Problem>;

    /// Credit packages on offer.
    async fn packages(&self) -> Result<(Currency, Vec<CreditPackage>), Problem>;

    /// Puts the model's file in.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not visible; [`Problem::NotNow`] without a model.
    async fn add_download(&self, user: UserId, asset: AssetId) -> Result<(), Problem>;

    /// Puts a saved configuration in.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a foreign one; [`Problem::NotNow`] once it is ordered.
    async fn add_print(&self, user: UserId, config: PrintConfigId) -> Result<(), Problem>;

    /// Puts a package in.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for one that is not offered.
    async fn add_credits(&self, user: UserId, package: &str) -> Result<(), Problem>;

    /// Changes the pieces of a print: a new quote takes the old one's place.
    ///
    /// # Errors
    /// [`Problem::NotFound`]; [`Problem::Invalid`] for a quantity that is not made.
    async fn set_quantity(&self, user: UserId, line: CartLineId, quantity: u32) -> Result<CartView, Problem>;

    /// Takes a line out; it can be put back with [`Carts::restore`].
    ///
    /// # Errors
    /// [`Problem::NotFound`].
    async fn remove(&self, user: UserId, line: CartLineId) -> Result<CartView, Problem>;

    /// Puts a removed line back.
    ///
    /// # Errors
    /// [`Problem::NotFound`].
    async fn restore(&self, user: UserId, line: CartLineId) -> Result<CartView, Problem>;

    /// Accepts a line's changed price as the person sees it; one that changed again meanwhile is shown as changed.
    ///
    /// # Errors
    /// [`Problem::NotFound`].
    async fn accept(&self, user: UserId, line: CartLineId, seen: Cents) -> Result<CartView, Problem>;

    /// Where prints go.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for a country that is not on offer.
    async fn set_country(&self, user: UserId, country: &str) -> Result<CartView, Problem>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_quantities_that_are_made_are_read() {
        assert_eq!(read_quantity(" 12 "), Ok(12));
        for text in ["0", "-1", "501", "1000000000", "99999999999999", "1.5", "", "two"] {
            assert!(
                matches!(read_quantity(text), Err(Problem::Invalid { field: Field::Quantity, .. })),
                "{text}"
            );
        }
    }
}
