//! A thousand short histories of buying, spending, taking back and giving, beside the simplest model of them: what a
//! person owns is what they were given less what they spent; below zero it is debt. Straight on the database, so that
//! it runs every time.

use std::sync::Arc;

use domain::credits::Credits;
use domain::ids::{CheckoutId, OrderId, OrderItemId};
use futures::FutureExt as _;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use sea_orm::FromQueryResult;

use super::movement::standing;
use super::*;
use crate::clock::{SystemClock, SystemEntropy};
use crate::db::{Database, DatabaseConfig};

const HISTORIES: u32 = 1000;
/// In one transaction: a commit for each would be most of the test's time.
const BATCH: usize = 100;
/// What the catalogue of a fresh database grants.
const START: i64 = 3;
/// What a history's two items bring.
const BOUGHT: [i64; 2] = [10, 7];

#[derive(Clone, Copy, Debug)]
enum Event {
    /// Also twice, as by two deliveries.
    Buy(usize),
    /// So many quarters of an item's money are gone, by a refund or a dispute; also fewer than before.
    Gone(usize, i64),
    Spend(i64),
    Give(i64),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (0..2_usize).prop_map(Event::Buy),
        3 => (0..2_usize, 0..=4_i64).prop_map(|(item, quarters)| Event::Gone(item, quarters)),
        3 => (1..20_i64).prop_map(Event::Spend),
        1 => (1..6_i64).prop_map(Event::Give),
    ]
}

/// A person with two items that can be bought.
struct Person<'a> {
    tx: &'a Tx,
    mint: &'a Mint,
    user: UserId,
    order: OrderId,
    items: [String; 2],
    is_bought: [bool; 2],
    gone: [i64; 2],
    /// Given, less spent.
    given: i64,
}

impl Person<'_> {
    fn owned(&self) -> i64 {
        let bought = (0..2).filter(|item| self.is_bought[*item]).map(|item| BOUGHT[item] - self.gone[item]);
        self.given + bought.sum::<i64>()
    }

    async fn play(&mut self, event: Event, number: usize) -> Result<(), DataError> {
        let (tx, mint, user) = (self.tx, self.mint, self.user);
        match event {
            Event::Buy(item) => {
                let credits = Credits(BOUGHT[item]);
                let is_new = buy(tx, mint, user, self.order, &self.items[item], credits).await?;
                assert_eq!(is_new, !self.is_bought[item]);
                self.is_bought[item] = true;
            }
            Event::Gone(item, quarters) if self.is_bought[item] => {
                let credits = BOUGHT[item] * quarters / 4;
                let asked = Withdrawal {
                    user,
                    order: self.order,
                    item: &self.items[item],
                    credits: Credits(credits),
                    is_disputed: false,
                };
                withdraw(tx, mint, &asked).await?;
                self.gone[item] = credits;
            }
            Event::Gone(..) => {}
            // More than there is is refused, and takes the whole transaction back: other tests do that.
            Event::Spend(amount) => {
                let amount = amount.min(self.owned().max(0));
                self.adjust(-amount, number).await?;
            }
            Event::Give(amount) => self.adjust(amount, number).await?,
        }
        Ok(())
    }

    async fn adjust(&mut self, by: i64, number: usize) -> Result<(), DataError> {
        if by == 0 {
            return Ok(());
        }
        let gives = by > 0;
        let (from, to) =
            if gives { (Account::Grants, Account::Person) } else { (Account::Person, Account::Revenue) };
        let movement = Movement {
            kind: LedgerKind::Adjustment,
            cause: &format!("{}:{number}", self.user),
            user: self.user,
            asset: None,
            order: None,
            amount: Credits(by.abs()),
            from,
            to,
        };
        post(self.tx, self.mint, &movement).await?;
        self.given += by;
        Ok(())
    }

    /// The statement has no gaps, each line follows from the one before, and the last one is what there is.
    async fn check_statement(&self, history: &[Event]) -> Result<(), DataError> {
        let sql = "SELECT seq, amount, balance_after FROM ledger_entries WHERE account = $1 ORDER BY seq";
        let lines: Vec<Line> = self.tx.rows(sql, args![self.user.to_string()]).await?;
        let mut balance = 0;
        for (place, line) in (1..).zip(&lines) {
            balance += line.amount;
            assert_eq!((line.seq, line.balance_after), (place, balance), "{history:?}");
        }
        assert_eq!(balance, self.owned().max(0), "{history:?}");
        Ok(())
    }
}

#[derive(FromQueryResult)]
struct Line {
    seq: i64,
    amount: i64,
    balance_after: i64,
}

#[derive(FromQueryResult)]
struct Sum {
    sum: i64,
}

async fn live_through(
    tx: &Tx,
    mint: &Mint,
    order: OrderId,
    number: u32,
    history: &[Event],
) -> Result<(), DataError> {
    let user = UserId::from_parts(2, u128::from(number));
    let sql =
        "INSERT INTO users (id, clerk_user_id, email, created_at, updated_at) VALUES ($1, $1, '', 0, 0)";
    tx.change(sql, args![user.to_string()]).await?;
    open_account(tx, mint, user).await?;
    let items = [0, 1].map(|item| item_id(number, item).to_string());
    let mut person =
        Person { tx, mint, user, order, items, is_bought: [false; 2], gone: [0; 2], given: START };
    for (place, event) in history.iter().enumerate() {
        person.play(*event, place).await?;
        let (found, owned) = (standing(tx, user).await?, person.owned());
        let expected = (owned.max(0), (-owned).max(0));
        assert_eq!((found.balance, found.debt), expected, "after {event:?} of {history:?}");
    }
    person.check_statement(history).await
}

fn item_id(history: u32, item: u32) -> OrderItemId {
    OrderItemId::from_parts(1, u128::from(2 * history + item))
}

/// An order with two items for each history: taking back names them.
async fn write_order(db: &Database) -> OrderId {
    let (user, checkout) = (UserId::from_parts(1, 0), CheckoutId::from_parts(1, 0));
    let order = OrderId::from_parts(1, 0);
    let items: Vec<String> = (0..HISTORIES)
        .flat_map(|history| [0, 1].map(|item| (item_id(history, item), 2 * history + item + 1)))
        .map(|(id, place)| format!("('{id}', '{order}', {place}, 'credits', 1, '', '[]', 1, 0, 'granted')"))
        .collect();
    let statements = [
        format!("INSERT INTO users (id, clerk_user_id, email, created_at, updated_at) VALUES ('{user}', '', '', 0, 0)"),
        format!(
            "INSERT INTO checkouts (id, user_id, cart_version, state, session_id, frozen, amount, currency,
                created_at, expires_at) VALUES ('{checkout}', '{user}', 1, 'paid', 'cs_1', '', 1, 'eur', 0, 0)"
        ),
        format!(
            "INSERT INTO orders (id, user_id, checkout_id, session_id, email, currency, subtotal, extras, shipping,
                included_tax, total, created_at)
             VALUES ('{order}', '{user}', '{checkout}', 'cs_1', '', 'eur', 1, 0, 0, 0, 1, 0)"
        ),
        format!(
            "INSERT INTO order_items (id, order_id, position, kind, credits, title, facts, quantity, total, state)
             VALUES {}",
            items.join(", ")
        ),
    ];
    let written = db.write(move |tx| {
        let statements = statements.clone();
        async move {
            for sql in statements {
                tx.change(&sql, args![]).await?;
            }
            Ok(())
        }
        .boxed()
    });
    written.await.unwrap();
    order
}

#[tokio::test]
async fn the_statement_adds_up_for_a_thousand_histories() {
    let folder = tempfile::tempdir().unwrap();
    let db = Database::connect(&DatabaseConfig::sqlite(&folder.path().join("test.db"))).await.unwrap();
    db.migrate().await.unwrap();
    let order = write_order(&db).await;
    let mint = Mint::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
    let mut random = TestRunner::default();
    let history = vec(event(), 1..=6);
    let histories: Vec<(u32, Vec<Event>)> =
        (0..HISTORIES).map(|number| (number, history.new_tree(&mut random).unwrap().current())).collect();
    for batch in histories.chunks(BATCH) {
        let (batch, mint) = (batch.to_vec(), mint.clone());
        let lived = db.write(move |tx| {
            let (batch, mint) = (batch.clone(), mint.clone());
            async move {
                for (number, history) in batch {
                    live_through(tx, &mint, order, number, &history).await?;
                }
                Ok(())
            }
            .boxed()
        });
        lived.await.unwrap();
    }
    let sql = "SELECT CAST(SUM(amount) AS BIGINT) AS sum FROM ledger_entries";
    assert_eq!(db.reader().row::<Sum>(sql, args![]).await.unwrap().unwrap().sum, 0, "all accounts together");
}
