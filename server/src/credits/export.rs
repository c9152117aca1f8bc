//! The statement as a file for a spreadsheet: CSV by RFC 4180, in UTF-8.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use domain::Problem;
use domain::credits::{CreditLedger, StatementLine};
use domain::ids::UserId;
use domain::page::PageRequest;
use domain::session::Session;

use crate::security::problem_response;

/// The columns.
const HEAD: &str = "Time (UTC),Reason,Credits,Balance,Entry\r\n";

/// `GET /account/statement.csv`, for the person of the request's [`Session`].
pub fn router<S: Clone + Send + Sync + 'static>(ledger: Arc<dyn CreditLedger>) -> Router<S> {
    Router::new().route("/account/statement.csv", get(statement_file)).with_state(ledger)
}

async fn statement_file(
    State(ledger): State<Arc<dyn CreditLedger>>,
    session: Option<Extension<Session>>,
    headers: HeaderMap,
) -> Response {
    let user = session.and_then(|Extension(session)| session.user()).ok_or(Problem::SignedOut);
    let answer = async { whole_statement(&*ledger, user?).await };
    match answer.await {
        Ok(file) => {
            let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8");
            let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"makeit3d-credits.csv\"");
            ([kind, name, (header::CACHE_CONTROL, "no-store")], file).into_response()
        }
        Err(problem) => problem_response(&problem, &headers),
    }
}

/// Every entry, newest first, part by part.
async fn whole_statement(ledger: &dyn CreditLedger, user: UserId) -> Result<String, Problem> {
    let mut file = HEAD.to_owned();
    let mut request = PageRequest::default();
    loop {
        let page = ledger.statement(user, request).await?;
        page.items.iter().for_each(|line| push_line(&mut file, line));
        match page.next {
            Some(after) => request = PageRequest { after: Some(after) },
            None => return Ok(file),
        }
    }
}

fn push_line(file: &mut String, line: &StatementLine) {
    // Writing into a text cannot fail.
    let _ = write!(
        file,
        "{},{},{},{},{}\r\n",
        line.at.iso8601(),
        quoted(&line.reason),
        line.amount.0,
        line.balance_after.0,
        line.id
    );
}

/// A text as one field. A leading sign that a spreadsheet would take for a formula is kept from being one: prompts
/// are anybody's words.
fn quoted(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if is_formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;
    use domain::credits::{Credits, LedgerKind};
    use domain::ids::LedgerEntryId;
    use domain::page::Page;
    use domain::time::Timestamp;

    use super::*;

    /// A ledger of so many entries, one a part.
    struct OneAPage(Mutex<u32>);

    #[async_trait]
    impl CreditLedger for OneAPage {
        async fn balance(&self, _user: UserId) -> Result<Credits, Problem> {
            Ok(Credits(3))
        }

        async fn statement(&self, _user: UserId, page: PageRequest) -> Result<Page<StatementLine>, Problem> {
            let mut left = self.0.lock().unwrap();
            assert_eq!(page.after.is_some(), *left < 3, "each part goes on after the one before");
            *left -= 1;
            let line = StatementLine {
                id: LedgerEntryId::from_parts(1, u128::from(*left)),
                at: Timestamp(0),
                kind: LedgerKind::StartGrant,
                reason: "For a model of “a \"big\" cat, red”".into(),
                amount: Credits(-1),
                balance_after: Credits(2),
                hold: None,
                asset: None,
                order: None,
            };
            Ok(Page { items: vec![line], next: (*left > 0).then(|| "more".to_owned()) })
        }
    }

    #[tokio::test]
    async fn every_part_is_in_the_file() {
        let ledger = OneAPage(Mutex::new(3));
        let file = whole_statement(&ledger, UserId::from_parts(1, 1)).await.unwrap();
        assert_eq!(file.lines().count(), 4);
        assert!(file.contains("1970-01-01T00:00:00Z,\"For a model of “a \"\"big\"\" cat, red”\",-1,2,led_"));
    }

    #[test]
    fn words_cannot_become_a_formula() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("a=b"), "\"a=b\"");
    }
}
