//! A cart as it is paid: written into the checkout when its session is made, read again when it is paid. Nothing of an
//! order is looked up in the cart or the catalogue later.

use domain::cart::{CartSubject, CartView};
use domain::ids::{AssetId, CartLineId, CheckoutId, PrintConfigId};
use domain::money::Cents;
use domain::payment::{SessionLine, SessionRequest, SessionShipping};
use domain::print::{PrintChoice, Quote};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cart::{Priced, PricedCart};

/// A cart as it is paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// As the page shows it, with its sums.
    pub cart: CartView,
    /// What becomes the order's items, in order.
    pub lines: Vec<FrozenLine>,
}

/// A line as it is paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrozenLine {
    /// The cart's line, which goes when it is paid.
    pub line: CartLineId,
    /// What is bought.
    pub goods: Goods,
    /// Its name.
    pub title: String,
    /// Facts in words.
    pub facts: Vec<String>,
    /// Pieces.
    pub quantity: u32,
    /// For all pieces.
    pub total: Cents,
    /// The payment service's own price, where it keeps one.
    pub price_id: Option<String>,
}

/// What is bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Goods {
    /// The file of an asset's model.
    Download {
        /// Whose.
        asset: AssetId,
        /// The model's file at that time.
        model_file: String,
    },
    /// A print.
    Print {
        /// Of which asset.
        asset: AssetId,
        /// The model's file at that time.
        model_file: String,
        /// The configuration.
        config: PrintConfigId,
        /// What was chosen.
        choice: PrintChoice,
        /// The price in lines.
        quote: Box<Quote>,
    },
    /// Credits, with the bonus.
    Credits {
        /// The package's slug.
        package: String,
        /// How many in all.
        credits: i64,
    },
}

impl Frozen {
    /// Freezes a cart; nothing when a line of it cannot be paid.
    #[must_use]
    pub fn of(cart: &PricedCart, view: CartView) -> Option<Self> {
        let lines = cart.lines.iter().map(FrozenLine::of).collect::<Option<_>>()?;
        Some(Self { cart: view, lines })
    }

    /// True when paying `self` is paying `other`: the same things at the same prices to the same place.
    #[must_use]
    pub fn is_same_purchase(&self, other: &Self) -> bool {
        let to = |frozen: &Self| frozen.cart.destination.clone();
        self.cart.version == other.cart.version
            && self.cart.total == other.cart.total
            && self.cart.currency == other.cart.currency
            && to(self) == to(other)
            && self.lines.len() == other.lines.len()
            && self.lines.iter().zip(&other.lines).all(|(own, theirs)| own.is_same(theirs))
    }

    /// Material start-ups and what was short of the minimum.
    #[must_use]
    pub fn extras(&self) -> Cents {
        self.cart.startup + self.cart.minimum_surcharge
    }

    /// What shipping costs.
    #[must_use]
    pub fn shipping(&self) -> Cents {
        self.cart.destination.as_ref().map_or(Cents::ZERO, |to| to.price)
    }

    /// The session to be made for it: the same checkout always gives the same request.
    #[must_use]
    pub fn request(
        &self,
        checkout: CheckoutId,
        customer: String,
        return_url: String,
        expires: Timestamp,
    ) -> SessionRequest {
        let extra = |name: &str, amount: Cents| {
            (amount > Cents::ZERO).then(|| SessionLine { name: name.to_owned(), amount, price_id: None })
        };
        let lines = self.lines.iter().map(FrozenLine::to_pay);
        let extras = [
            extra("Material start-up", self.cart.startup),
            extra("Up to the least price of an order with prints", self.cart.minimum_surcharge),
        ];
        let shipping = self.cart.destination.as_ref().map(|to| SessionShipping {
            country: to.country.clone(),
            amount: to.price,
            name: to.zone.clone(),
            days: to.days,
        });
        SessionRequest {
            checkout,
            customer,
            lines: lines.chain(extras.into_iter().flatten()).collect(),
            currency: self.cart.currency,
            shipping,
            return_url,
            expires,
        }
    }
}

impl FrozenLine {
    fn of(priced: &Priced) -> Option<Self> {
        let goods = match (&priced.subject, &priced.print) {
            (CartSubject::Download(asset), _) => {
                Goods::Download { asset: *asset, model_file: priced.model_file.clone()? }
            }
            (CartSubject::Print(config, asset), Some((choice, quote))) => Goods::Print {
                asset: *asset,
                model_file: priced.model_file.clone()?,
                config: *config,
                choice: choice.clone(),
                quote: Box::new(quote.clone()),
            },
            (CartSubject::Credits(package), _) => {
                Goods::Credits { package: package.clone(), credits: priced.credits? }
            }
            (CartSubject::Print(..), None) => return None,
        };
        Some(Self {
            line: priced.id,
            goods,
            title: priced.title.clone(),
            facts: priced.facts.clone(),
            quantity: priced.quantity(),
            total: priced.total,
            price_id: priced.price_id.clone(),
        })
    }

    /// By ids: measures that went through JSON may differ in their last bit.
    fn is_same(&self, other: &Self) -> bool {
        let is_same_goods = match (&self.goods, &other.goods) {
            (Goods::Print { quote, .. }, Goods::Print { quote: theirs, .. }) => quote.id == theirs.id,
            (own, theirs) => own == theirs,
        };
        is_same_goods
            && (self.line, self.quantity, self.total) == (other.line, other.quantity, other.total)
            && self.price_id == other.price_id
    }

    fn to_pay(&self) -> SessionLine {
        let pieces = if self.quantity > 1 { format!("{} × ", self.quantity) } else { String::new() };
        SessionLine {
            name: format!("{pieces}{}", self.title),
            amount: self.total,
            price_id: self.price_id.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
