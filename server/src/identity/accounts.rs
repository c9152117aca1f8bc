//! What the header shows of the session.

use async_trait::async_trait;
use domain::Problem;
use domain::credits::Credits;
use domain::session::{Accounts, Session, SessionView};
use sea_orm::FromQueryResult;

use crate::db::{Database, Sql as _, args};

/// Accounts in our database.
#[derive(Clone)]
pub struct PeopleAccounts {
    database: Database,
}

#[derive(FromQueryResult)]
struct Row {
    email: String,
    balance: i64,
    cart_lines: i64,
}

impl PeopleAccounts {
    /// The accounts in `database`.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl Accounts for PeopleAccounts {
    async fn view(&self, session: Session) -> Result<SessionView, Problem> {
        let user = match session {
            Session::SignedIn(user) => user,
            Session::SignedOut => return Ok(SessionView::SignedOut),
            Session::Unknown => return Ok(SessionView::Unknown),
        };
        let sql = "SELECT users.email, credit_accounts.balance,
                (SELECT COUNT(*) FROM cart_lines l WHERE l.user_id = users.id AND l.removed_at IS NULL) AS cart_lines
            FROM users JOIN credit_accounts ON credit_accounts.user_id = users.id
            WHERE users.id = $1 AND users.deleted_at IS NULL";
        let row: Option<Row> = self.database.reader().row(sql, args![user.to_string()]).await?;
        Ok(row.map_or(SessionView::SignedOut, |row| SessionView::SignedIn {
            email: row.email,
            credits: Credits(row.balance),
            cart_lines: u32::try_from(row.cart_lines).unwrap_or(u32::MAX),
        }))
    }
}
