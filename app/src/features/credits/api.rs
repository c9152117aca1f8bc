//! Server functions about credits.

use domain::credits::StatementLine;
use domain::page::Page;
use leptos::prelude::*;

use crate::error::AppError;
use crate::wire::Wire;

/// The person's statement, newest first.
#[server(endpoint = "credits/statement", protocol = Wire)]
pub async fn credit_statement(after: Option<String>) -> Result<Page<StatementLine>, AppError> {
    use crate::context::{reply, signed_in};
    let (user, credits) = signed_in::<dyn domain::credits::CreditLedger>()?;
    let reply = reply();
    reply.with(credits.statement(user, domain::page::PageRequest { after }).await)
}
