//! The cart: lines in the database, priced each time they are shown.
//!
//! A line remembers the price that its person has seen. When the present one is another (a quote expired, the model
//! or the catalogue changed) the line is shown as changed and cannot be paid before it was accepted. Every change
//! raises the cart's version, which a checkout names.

mod change;
mod lines;
mod quotes;
mod view;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use domain::Problem;
use domain::cart::{CartView, Carts};
use domain::catalogue::{Catalogues, CreditPackage};
use domain::ids::{AssetId, CartLineId, PrintConfigId, UserId};
use domain::money::{Cents, Currency};
use domain::print::Prints;
use domain::problem::Field;

pub(crate) use change::raise_version;
pub use lines::{Priced, PricedCart};

use crate::db::Database;
use crate::mint::Mint;
use crate::storage::Storage;
use change::Addition;

/// Carts in this database, priced from this catalogue and by these quotes; cheap to clone.
#[derive(Clone)]
pub struct CartService {
    db: Database,
    storage: Storage,
    mint: Mint,
    catalogues: Arc<dyn Catalogues>,
    prints: Arc<dyn Prints>,
}

impl CartService {
    /// Carts in this database.
    #[must_use]
    pub fn new(
        db: Database,
        storage: Storage,
        mint: Mint,
        catalogues: Arc<dyn Catalogues>,
        prints: Arc<dyn Prints>,
    ) -> Self {
        Self { db, storage, mint, catalogues, prints }
    }

    /// The cart with everything that a checkout freezes, and its sums.
    ///
    /// # Errors
    /// The catalogue's, the quotes' and the database's.
    pub async fn priced(&self, user: UserId) -> Result<(PricedCart, CartView), Problem> {
        let catalogue = self.catalogues.current().await?;
        let mut cart = self.lines(user).await?;
        self.renew_quotes(user, &mut cart, &catalogue).await?;
        self.price(&mut cart, &catalogue).await?;
        let view = view::view(&cart, &catalogue);
        Ok((cart, view))
    }

    async fn add(&self, user: UserId, addition: Addition) -> Result<(), Problem> {
        let mint = self.mint.clone();
        let written = self.db.write(move |tx| {
            let (mint, addition) = (mint.clone(), addition.clone());
            Box::pin(async move { change::add(tx, &mint, user, &addition).await })
        });
        Ok(written.await?)
    }
}

#[async_trait]
impl Carts for CartService {
    async fn show(&self, user: UserId) -> Result<CartView, Problem> {
        self.priced(user).await.map(|(_, view)| view)
    }

    async fn packages(&self) -> Result<(Currency, Vec<CreditPackage>), Problem> {
        let catalogue = self.catalogues.current().await?;
        let offered = catalogue.packages.into_iter().filter(|package| package.is_active).collect();
        Ok((catalogue.currency, offered))
    }

    async fn add_download(&self, user: UserId, asset: AssetId) -> Result<(), Problem> {
        let price = self.catalogues.current().await?.download_price;
        self.add(user, Addition::Download { asset, price }).await
    }

    async fn add_print(&self, user: UserId, config: PrintConfigId) -> Result<(), Problem> {
        self.add(user, Addition::Print { config }).await
    }

    async fn add_credits(&self, user: UserId, package: &str) -> Result<(), Problem> {
        let catalogue = self.catalogues.current().await?;
        let offered = catalogue.package(package).filter(|package| package.is_active);
        let package = offered.ok_or(Problem::NotFound)?;
        self.add(user, Addition::Credits { slug: package.slug.clone(), price: package.price }).await
    }

    async fn set_quantity(&self, user: UserId, line: CartLineId, quantity: u32) -> Result<CartView, Problem> {
        self.change_quantity(user, line, quantity).await?;
        self.show(user).await
    }

    async fn remove(&self, user: UserId, line: CartLineId) -> Result<CartView, Problem> {
        let now = self.mint.now().0;
        let written = self.db.write(move |tx| Box::pin(change::remove(tx, user, line, now)));
        written.await?;
        self.show(user).await
    }

    async fn restore(&self, user: UserId, line: CartLineId) -> Result<CartView, Problem> {
        let written = self.db.write(move |tx| Box::pin(change::restore(tx, user, line)));
        written.await?;
        self.show(user).await
    }

    async fn accept(&self, user: UserId, line: CartLineId, seen: Cents) -> Result<CartView, Problem> {
        let written = self.db.write(move |tx| Box::pin(change::accept(tx, user, line, seen)));
        written.await?;
        self.show(user).await
    }

    async fn set_country(&self, user: UserId, country: &str) -> Result<CartView, Problem> {
        let catalogue = self.catalogues.current().await?;
        if catalogue.zone(country).is_none() {
            return Err(Problem::invalid(Field::Country, "Pick one of the countries shown."));
        }
        let country = country.to_owned();
        let written = self.db.write(move |tx| Box::pin(change::set_country(tx, user, country.clone())));
        written.await?;
        self.show(user).await
    }
}
