//! What people read of their credits.

use async_trait::async_trait;
use domain::Problem;
use domain::credits::{CreditLedger, Credits, HoldState, LedgerKind, StatementLine};
use domain::generation::GenerationKind;
use domain::ids::UserId;
use domain::page::{Page, PageRequest};
use domain::time::Timestamp;
use sea_orm::FromQueryResult;

use crate::db::{DataError, Database, Sql as _, args};

/// Longest part of a prompt that a statement repeats, in characters.
const PROMPT_SHOWN: usize = 60;

/// The ledger as people see it.
#[derive(Clone)]
pub struct Ledger {
    db: Database,
}

#[derive(FromQueryResult)]
struct BalanceRow {
    balance: i64,
}

#[derive(FromQueryResult)]
struct Line {
    id: String,
    at: i64,
    kind: String,
    amount: i64,
    seq: i64,
    balance_after: i64,
    asset_id: Option<String>,
    order_id: Option<String>,
    hold_state: Option<String>,
    generation_kind: Option<String>,
    prompt: Option<String>,
    /// Its asset was deleted.
    is_deleted: bool,
    package: Option<String>,
}

impl Ledger {
    /// The ledger in this database.
    #[must_use]
    pub fn new(db: Database) -> Self {
        Self { db }
    }

    async fn lines(&self, user: UserId, before: i64) -> Result<Page<StatementLine>, DataError> {
        let sql = "SELECT e.id, e.at, e.kind, e.amount, e.seq, e.balance_after, e.order_id,
                CASE WHEN a.deleted_at IS NULL THEN e.asset_id END AS asset_id, a.deleted_at IS NOT NULL AS is_deleted,
                h.state AS hold_state, g.kind AS generation_kind, a.prompt, i.title AS package
            FROM ledger_entries e
            LEFT JOIN holds h ON h.generation_id = e.ref AND e.kind = 'hold'
            LEFT JOIN generations g ON g.id = e.ref
            LEFT JOIN assets a ON a.id = e.asset_id
            LEFT JOIN order_items i ON i.id = e.ref AND e.kind = 'purchase'
            WHERE e.account = $1 AND e.seq < $2 ORDER BY e.seq DESC LIMIT $3";
        let size = usize::try_from(PageRequest::SIZE).unwrap_or(usize::MAX);
        let one_more = i64::try_from(size + 1).unwrap_or(i64::MAX);
        let rows: Vec<Line> = self.db.reader().rows(sql, args![user.to_string(), before, one_more]).await?;
        let next = (rows.len() > size).then(|| rows.get(size - 1).map(|line| line.seq.to_string())).flatten();
        let items = rows.into_iter().take(size).map(Line::read).collect::<Result<_, _>>()?;
        Ok(Page { items, next })
    }
}

#[async_trait]
impl CreditLedger for Ledger {
    async fn balance(&self, user: UserId) -> Result<Credits, Problem> {
        let sql = "SELECT balance FROM credit_accounts WHERE user_id = $1";
        let row = self.db.reader().row::<BalanceRow>(sql, args![user.to_string()]).await?;
        Ok(Credits(row.map_or(0, |row| row.balance)))
    }

    async fn statement(&self, user: UserId, page: PageRequest) -> Result<Page<StatementLine>, Problem> {
        let before = page.after.as_deref().map_or(Ok(i64::MAX), str::parse).unwrap_or(i64::MAX);
        Ok(self.lines(user, before).await?)
    }
}

impl Line {
    fn read(self) -> Result<StatementLine, DataError> {
        let kind = LedgerKind::from_key(&self.kind).ok_or(DataError::corrupt("ledger kind"))?;
        let hold = match &self.hold_state {
            None => None,
            Some(key) => Some(HoldState::from_key(key).ok_or(DataError::corrupt("hold state"))?),
        };
        let asset = match &self.asset_id {
            None => None,
            Some(id) => Some(id.parse().map_err(|_| DataError::corrupt("asset id"))?),
        };
        let order = match &self.order_id {
            None => None,
            Some(id) => Some(id.parse().map_err(|_| DataError::corrupt("order id"))?),
        };
        let made = self.generation_kind.as_deref().and_then(GenerationKind::from_key);
        Ok(StatementLine {
            id: self.id.parse().map_err(|_| DataError::corrupt("ledger entry id"))?,
            at: Timestamp(self.at),
            kind,
            reason: match self.package {
                Some(package) => format!("Bought: {package} package"),
                None if self.is_deleted => reason(kind, "something that you deleted"),
                None => reason(kind, &subject(made, self.prompt.as_deref().unwrap_or_default())),
            },
            amount: Credits(self.amount),
            balance_after: Credits(self.balance_after),
            hold,
            asset,
            order,
        })
    }
}

/// What was made, in words.
fn subject(made: Option<GenerationKind>, prompt: &str) -> String {
    match (prompt.trim(), made) {
        ("", Some(GenerationKind::Concepts)) => "concepts for your picture".to_owned(),
        ("", _) => "a model of your picture".to_owned(),
        (words, Some(GenerationKind::Concepts)) => format!("concepts for “{}”", shortened(words)),
        (words, _) => format!("a model of “{}”", shortened(words)),
    }
}

/// Why credits moved, in words.
fn reason(kind: LedgerKind, subject: &str) -> String {
    match kind {
        LedgerKind::StartGrant => "Welcome to MakeIt3D".to_owned(),
        LedgerKind::Hold => format!("For {subject}"),
        LedgerKind::Capture => format!("Paid for {subject}"),
        LedgerKind::Release => format!("Back: {subject} did not work out"),
        LedgerKind::Adjustment => "Adjusted by us".to_owned(),
        LedgerKind::Purchase => "Bought".to_owned(),
        LedgerKind::TakeBack => "Taken back: their money was refunded".to_owned(),
        LedgerKind::GiveBack => "Given again: their money came after all".to_owned(),
        LedgerKind::DebtRepaid => "Repaid what a refund had left open".to_owned(),
        LedgerKind::CreditBack => format!("Back: {subject} cannot be printed"),
    }
}

fn shortened(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= PROMPT_SHOWN {
        return line;
    }
    let start: String = line.chars().take(PROMPT_SHOWN - 1).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_name_what_was_asked_for() {
        let concepts = Some(GenerationKind::Concepts);
        assert_eq!(
            reason(LedgerKind::Hold, &subject(concepts, "a red robot")),
            "For concepts for “a red robot”"
        );
        assert_eq!(subject(Some(GenerationKind::Model), ""), "a model of your picture");
        assert_eq!(reason(LedgerKind::StartGrant, ""), "Welcome to MakeIt3D");
        assert!(reason(LedgerKind::Release, &subject(concepts, "x")).starts_with("Back: "));
    }

    #[test]
    fn long_prompts_are_shortened_by_characters() {
        let shown = shortened(&"ü ".repeat(100));
        assert!(shown.ends_with('…') && shown.chars().count() <= PROMPT_SHOWN);
        assert_eq!(shortened("a\nb"), "a b");
    }
}
