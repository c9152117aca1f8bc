//! Keeping the quotes of a cart's prints binding.

use domain::Problem;
use domain::cart::CartSubject;
use domain::catalogue::Catalogue;
use domain::ids::{AssetId, CartLineId, UserId};
use domain::price::FORMULA_VERSION;
use domain::print::{PrintChoice, QUANTITIES, Quote};
use domain::problem::Field;

use super::CartService;
use super::change;
use super::lines::{Priced, PricedCart, gone};

/// A quote that ends sooner is renewed: there must be time to pay it.
const LEAST_SECS_LEFT: i64 = 90 * 60;

impl CartService {
    /// Gives every print whose quote ended, or was made for another model, catalogue or formula, a new one. What no longer prints is gone.
    pub(super) async fn renew_quotes(
        &self,
        user: UserId,
        cart: &mut PricedCart,
        catalogue: &Catalogue,
    ) -> Result<(), Problem> {
        for line in cart.lines.iter_mut().filter(|line| line.is_there()) {
            let CartSubject::Print(config, asset) = line.subject else { continue };
            let Some((choice, quote)) = line.print.clone() else { continue };
            if !self.is_stale(line, &quote, catalogue) {
                continue;
            }
            match self.quote(user, asset, &choice).await {
                Ok(quote) => {
                    let (mint, config) = (self.mint.clone(), config.to_string());
                    let (renewed, chosen) = (quote.clone(), choice.clone());
                    let written = self.db.write(move |tx| {
                        let (mint, config) = (mint.clone(), config.clone());
                        let (quote, choice) = (renewed.clone(), chosen.clone());
                        Box::pin(
                            async move { change::renew(tx, &mint, user, &config, &choice, &quote).await },
                        )
                    });
                    written.await?;
                    line.total = quote.price.total;
                    line.print = Some((choice, quote));
                }
                Err(problem @ (Problem::NotFound | Problem::NotNow { .. } | Problem::Invalid { .. })) => {
                    line.state = gone(&problem.sentence());
                }
                Err(problem) => return Err(problem),
            }
        }
        Ok(())
    }

    fn is_stale(&self, line: &Priced, quote: &Quote, catalogue: &Catalogue) -> bool {
        quote.expires < self.mint.now().plus_secs(LEAST_SECS_LEFT)
            || line.quoted_file != line.model_file
            || quote.price.catalogue_version != catalogue.version
            || quote.price.formula_version != FORMULA_VERSION
    }

    /// A new quote, or why there is none.
    async fn quote(&self, user: UserId, asset: AssetId, choice: &PrintChoice) -> Result<Quote, Problem> {
        let quoted = self.prints.quote(user, asset, choice.clone()).await?;
        let finding = quoted.passport.findings.first().map(|finding| finding.sentence.clone());
        let blocked = || finding.unwrap_or_else(|| "It does not print like this any more.".to_owned());
        quoted.quote.ok_or_else(|| Problem::NotNow { sentence: blocked() })
    }

    pub(super) async fn change_quantity(
        &self,
        user: UserId,
        line: CartLineId,
        quantity: u32,
    ) -> Result<(), Problem> {
        let cart = self.lines(user).await?;
        let found = cart.lines.into_iter().find(|one| one.id == line).ok_or(Problem::NotFound)?;
        let (CartSubject::Print(_, asset), Some((choice, _))) = (found.subject, found.print) else {
            return Err(Problem::invalid(Field::Quantity, "Files and credits are in the cart once."));
        };
        if !QUANTITIES.contains(&quantity) {
            let (least, most) = (QUANTITIES.start(), QUANTITIES.end());
            return Err(Problem::invalid(Field::Quantity, &format!("Order {least} to {most} pieces.")));
        }
        if choice.quantity == quantity {
            return Ok(());
        }
        let choice = PrintChoice { quantity, ..choice };
        let quote = self.quote(user, asset, &choice).await?;
        let mint = self.mint.clone();
        let written = self.db.write(move |tx| {
            let (mint, choice, quote) = (mint.clone(), choice.clone(), quote.clone());
            Box::pin(async move { change::requote(tx, &mint, user, line, &choice, &quote).await })
        });
        Ok(written.await?)
    }
}
