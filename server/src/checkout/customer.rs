//! The buyer at the payment service: made once for each person.

use domain::Problem;
use domain::ids::UserId;
use domain::payment::Address;
use sea_orm::FromQueryResult;

use super::{CheckoutError, CheckoutService};
use crate::account::read_address;
use crate::db::{DataError, Sql as _, args};

#[derive(FromQueryResult)]
struct Buyer {
    email: String,
    address: Option<String>,
    stripe_customer_id: Option<String>,
}

impl CheckoutService {
    /// The person's id at the service.
    pub(super) async fn customer(&self, user: UserId) -> Result<String, CheckoutError> {
        let buyer = self.buyer(user).await?;
        if let Some(customer) = buyer.stripe_customer_id {
            return Ok(customer);
        }
        let made = self.payments.customer_create(user, &buyer.email).await?;
        let stored = made.clone();
        let write = self.db.write(move |tx| {
            let made = stored.clone();
            Box::pin(async move {
                let sql = "UPDATE users SET stripe_customer_id = $1
                    WHERE id = $2 AND stripe_customer_id IS NULL AND deleted_at IS NULL";
                tx.change(sql, args![made, user.to_string()]).await.map(drop)
            })
        });
        write.await?;
        // Another request may have been faster: its customer is the person's.
        if let Some(stored) = self.buyer(user).await?.stripe_customer_id {
            return Ok(stored);
        }
        // The account ended meanwhile.
        self.payments.customer_delete(&made).await?;
        Err(Problem::SignedOut.into())
    }

    /// Where the person's receipt goes, and their prints.
    pub(super) async fn addresses(&self, user: UserId) -> Result<(String, Option<Address>), CheckoutError> {
        let Buyer { email, address, .. } = self.buyer(user).await?;
        Ok((email, address.as_deref().and_then(read_address)))
    }

    /// Makes the service forget the person and their cards.
    ///
    /// # Errors
    /// The service's and the database's; the same call again is safe.
    pub async fn delete_customer(&self, user: UserId) -> Result<(), CheckoutError> {
        if let Some(customer) = self.buyer(user).await?.stripe_customer_id {
            self.payments.customer_delete(&customer).await?;
            self.forget_customer(user, customer).await?;
        }
        Ok(())
    }

    async fn buyer(&self, user: UserId) -> Result<Buyer, DataError> {
        let sql = "SELECT email, address, stripe_customer_id FROM users WHERE id = $1";
        self.db.reader().row(sql, args![user.to_string()]).await?.ok_or(DataError::corrupt("user"))
    }

    /// Forgets a customer that the service does not know (any more), so that the next checkout makes another.
    pub(super) async fn forget_customer(&self, user: UserId, customer: String) -> Result<(), CheckoutError> {
        let write = self.db.write(move |tx| {
            let customer = customer.clone();
            Box::pin(async move {
                let sql =
                    "UPDATE users SET stripe_customer_id = NULL WHERE id = $1 AND stripe_customer_id = $2";
                tx.change(sql, args![user.to_string(), customer]).await.map(drop)
            })
        });
        Ok(write.await?)
    }
}
