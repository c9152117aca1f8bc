//! Beginning a checkout, or going on with the one there is.

use domain::Problem;
use domain::checkout::CheckoutView;
use domain::ids::{CheckoutId, UserId};
use domain::money::Cents;
use domain::payment::{PaymentError, PaymentSession, SessionStatus};
use sea_orm::FromQueryResult;

use super::frozen::Frozen;
use super::fulfil::Fulfilled;
use super::rows::{self, CheckoutRow};
use super::{CheckoutError, CheckoutService};
use crate::credits::lock_person;
use crate::db::{DataError, Sql as _, Tx, args, crash};
use crate::mint::Mint;

/// How long a session can be paid; the service takes 30 minutes to 24 hours.
const OPEN_SECS: i64 = 60 * 60;
/// A session with less time left is not handed out any more.
const LEAST_SECS_LEFT: i64 = 5 * 60;
/// The service refuses to make sessions that end sooner.
const LEAST_SECS_WHEN_MADE: i64 = 31 * 60;
/// The service takes no less, in minor units (<https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>).
const LEAST_TOTAL: i64 = 50;
/// How often it is looked again when another tab was faster.
const TRIES: u32 = 5;

/// What a look at an unfinished checkout said.
pub(super) enum Look {
    /// This is the one to pay.
    Pay(Box<CheckoutView>),
    /// It is over now; look again.
    Over,
}

#[derive(FromQueryResult)]
struct Version {
    version: i64,
}

#[derive(FromQueryResult)]
struct Unfinished {
    #[expect(dead_code, reason = "only whether there is a row matters")]
    id: String,
}

impl CheckoutService {
    pub(super) async fn begin_or_continue(&self, user: UserId) -> Result<CheckoutView, CheckoutError> {
        for _ in 0..TRIES {
            let wanted = self.freeze(user).await?;
            let mut unfinished = rows::unfinished(&self.db, user).await?;
            let Some(checkout) = unfinished.pop() else {
                self.prepare(user, wanted?).await?;
                continue;
            };
            // A cart that cannot be paid as it is now closes the session of the cart as it was.
            match self.look(&checkout, wanted.as_ref().ok()).await? {
                Look::Pay(view) => return Ok(*view),
                Look::Over => wanted.map(drop)?,
            }
        }
        Err(Problem::not_now("Your cart is being changed in another window.").into())
    }

    /// The cart as it would be paid now, or why it cannot.
    async fn freeze(&self, user: UserId) -> Result<Result<Frozen, Problem>, CheckoutError> {
        let (cart, view) = self.carts.priced(user).await?;
        if view.lines.is_empty() {
            return Ok(Err(Problem::not_now("Your cart is empty.")));
        }
        if !view.is_payable() {
            return Ok(Err(Problem::not_now("A line of your cart must be accepted or removed first.")));
        }
        if view.total.0 < LEAST_TOTAL {
            let least = Cents(LEAST_TOTAL).in_currency(view.currency);
            return Ok(Err(Problem::NotNow { sentence: format!("Cards take {least} or more.") }));
        }
        Ok(Frozen::of(&cart, view)
            .ok_or_else(|| Problem::not_now("A line of your cart must be removed first.")))
    }

    /// Writes the checkout down before the payment service hears of it.
    async fn prepare(&self, user: UserId, frozen: Frozen) -> Result<(), CheckoutError> {
        let mint = self.mint.clone();
        let written = self.db.write(move |tx| {
            let (mint, frozen) = (mint.clone(), frozen.clone());
            Box::pin(async move { insert(tx, &mint, user, &frozen).await })
        });
        Ok(written.await?)
    }

    async fn look(&self, checkout: &CheckoutRow, wanted: Option<&Frozen>) -> Result<Look, CheckoutError> {
        let frozen = checkout.frozen()?;
        let fits = wanted.is_some_and(|wanted| frozen.is_same_purchase(wanted));
        let now = self.mint.now();
        let Some(session_id) = checkout.session_id.clone() else {
            // No page knows this session's secret yet, so nobody can have paid it.
            if !fits || checkout.expires() < now.plus_secs(LEAST_SECS_WHEN_MADE) {
                return self.drop_prepared(checkout).await;
            }
            return self.make_session(checkout, &frozen).await;
        };
        let session = self.payments.session(&session_id).await?;
        let is_payable = session.status == SessionStatus::Open && checkout.state == "open";
        if is_payable && fits && checkout.expires() > now.plus_secs(LEAST_SECS_LEFT) {
            return self.hand_out(checkout, frozen, session).await;
        }
        self.close(checkout, session).await
    }

    async fn make_session(&self, checkout: &CheckoutRow, frozen: &Frozen) -> Result<Look, CheckoutError> {
        let (id, user) = (checkout.id()?, checkout.user()?);
        let customer = self.customer(user).await?;
        let back = format!("{}/checkout/done?session_id={{CHECKOUT_SESSION_ID}}", self.settings.public_url);
        let request = frozen.request(id, customer.clone(), back, checkout.expires());
        crash::point("before making a session");
        let made = self.payments.session_create(&request).await;
        crash::point("after making a session");
        match made {
            Ok(session) if !checkout.is_asked_by(&session) => self.refuse_session(checkout, &session).await,
            Ok(session) => {
                self.open(id, session.id.clone()).await?;
                let row = rows::of_id(&self.db, id).await?.filter(|row| row.state == "open");
                match row {
                    Some(row) => self.hand_out(&row, frozen.clone(), session).await,
                    None => Ok(Look::Over),
                }
            }
            Err(error @ PaymentError::Unknown(_)) => Err(error.into()),
            Err(error) => {
                if error == PaymentError::NotFound {
                    tracing::warn!(customer, "the payment service does not know its customer");
                    self.forget_customer(user, customer).await?;
                }
                self.drop_prepared(checkout).await?;
                tracing::error!(?error, checkout = checkout.id, "the payment service refuses a session");
                Err(error.into())
            }
        }
    }

    /// A session that would charge something else (a price that is another one at the service) is never handed out.
    async fn refuse_session(
        &self,
        checkout: &CheckoutRow,
        session: &PaymentSession,
    ) -> Result<Look, CheckoutError> {
        tracing::error!(
            checkout = checkout.id,
            session = session.id,
            asked = checkout.amount().0,
            would_be = session.amount_total.0,
            currency = session.currency,
            "the payment service would charge something else"
        );
        self.payments.session_expire(&session.id).await?;
        self.drop_prepared(checkout).await?;
        let sentence = "The payment service has another price for this. Nothing was paid; please tell us.";
        Err(Problem::Unavailable { sentence: sentence.to_owned() }.into())
    }

    async fn hand_out(
        &self,
        checkout: &CheckoutRow,
        frozen: Frozen,
        session: PaymentSession,
    ) -> Result<Look, CheckoutError> {
        let (email, address) = self.addresses(checkout.user()?).await?;
        let country = frozen.cart.destination.as_ref().map(|to| to.country.as_str());
        let secret = session.client_secret;
        let unusable = || PaymentError::Refused("an open session without a secret".to_owned());
        Ok(Look::Pay(Box::new(CheckoutView {
            checkout: checkout.id()?,
            session_id: session.id,
            client_secret: secret.ok_or_else(unusable)?,
            // The form takes addresses in the country that shipping was priced for.
            address: address.filter(|address| Some(address.country.as_str()) == country),
            cart: frozen.cart,
            email,
        })))
    }

    async fn open(&self, id: CheckoutId, session_id: String) -> Result<(), CheckoutError> {
        let written = self.db.write(move |tx| {
            let session_id = session_id.clone();
            Box::pin(async move {
                let sql = "UPDATE checkouts SET state = 'open', session_id = $1 WHERE id = $2 AND state = 'prepared'";
                tx.change(sql, args![session_id, id.to_string()]).await.map(drop)
            })
        });
        Ok(written.await?)
    }

    async fn drop_prepared(&self, checkout: &CheckoutRow) -> Result<Look, CheckoutError> {
        let (id, now) = (checkout.id.clone(), self.mint.now().0);
        let written = self.db.write(move |tx| {
            let id = id.clone();
            Box::pin(async move {
                let sql = "UPDATE checkouts SET state = 'expired', ended_at = $1
                    WHERE id = $2 AND state = 'prepared'";
                tx.change(sql, args![now, id]).await.map(drop)
            })
        });
        written.await?;
        Ok(Look::Over)
    }

    /// Closes whatever the person could still pay; what turns out to be paid is fulfilled.
    ///
    /// # Errors
    /// The service's and the database's; the same call again is safe.
    pub async fn close_all(&self, user: UserId) -> Result<(), CheckoutError> {
        for checkout in rows::unfinished(&self.db, user).await? {
            let Some(session_id) = checkout.session_id.clone() else {
                self.drop_prepared(&checkout).await?;
                continue;
            };
            let session = self.payments.session(&session_id).await?;
            match self.close(&checkout, session).await {
                // Paid, or on its way: its order follows.
                Ok(_) | Err(CheckoutError::Data(DataError::Refused(Problem::NotNow { .. }))) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Closes a session at the service before another one may be made; when it turns out to be paid it is fulfilled.
    pub(super) async fn close(
        &self,
        checkout: &CheckoutRow,
        session: PaymentSession,
    ) -> Result<Look, CheckoutError> {
        let id = checkout.id.clone();
        let written = self.db.write(move |tx| {
            let id = id.clone();
            Box::pin(async move {
                let sql = "UPDATE checkouts SET state = 'closing' WHERE id = $1 AND state = 'open'";
                tx.change(sql, args![id]).await.map(drop)
            })
        });
        written.await?;
        let session = if session.status == SessionStatus::Open {
            crash::point("before closing a session");
            let closed = self.payments.session_expire(&session.id).await?;
            crash::point("after closing a session");
            closed
        } else {
            session
        };
        match self.settle_session(&session).await? {
            Fulfilled::Expired => Ok(Look::Over),
            Fulfilled::Ordered(_) => {
                Err(Problem::not_now("Your last checkout was paid already: your orders show it.").into())
            }
            Fulfilled::Processing => Err(Problem::not_now("Your last payment is still on its way.").into()),
            Fulfilled::Review => Err(Problem::not_now("We are looking at your last payment by hand.").into()),
            Fulfilled::Open | Fulfilled::Foreign => {
                Err(PaymentError::Unknown("a session that does not close".to_owned()).into())
            }
        }
    }
}

async fn insert(tx: &Tx, mint: &Mint, user: UserId, frozen: &Frozen) -> Result<(), DataError> {
    lock_person(tx, user).await?;
    let sql = "SELECT version FROM carts WHERE user_id = $1";
    let cart = tx.row::<Version>(sql, args![user.to_string()]).await?;
    let is_current = cart.is_some_and(|cart| cart.version == frozen.cart.version);
    let sql =
        "SELECT id FROM checkouts WHERE user_id = $1 AND state IN ('prepared', 'open', 'closing') LIMIT 1";
    let is_alone = tx.row::<Unfinished>(sql, args![user.to_string()]).await?.is_none();
    if !is_current || !is_alone {
        // Another window was faster; what it did is looked at next.
        return Ok(());
    }
    let json = serde_json::to_string(frozen).map_err(|_| DataError::corrupt("frozen cart"))?;
    let sql = "INSERT INTO checkouts
            (id, user_id, cart_version, state, frozen, amount, currency, country, created_at, expires_at)
        VALUES ($1, $2, $3, 'prepared', $4, $5, $6, $7, $8, $9)";
    let values = args![
        mint.id(CheckoutId::from_parts).to_string(),
        user.to_string(),
        frozen.cart.version,
        json,
        frozen.cart.total.0,
        frozen.cart.currency.key(),
        frozen.cart.destination.as_ref().map(|to| to.country.clone()),
        mint.now().0,
        mint.now().plus_secs(OPEN_SECS).0,
    ];
    tx.change(sql, values).await.map(drop)
}
