//! Server functions about the session.

use domain::session::SessionView;
use leptos::prelude::*;

use crate::error::AppError;

/// What the header shows of the session.
#[server(endpoint = "session/view")]
pub async fn view_session() -> Result<SessionView, AppError> {
    use crate::context::{port, session};
    let accounts = port::<dyn domain::session::Accounts>()?;
    Ok(accounts.view(session()).await?)
}
