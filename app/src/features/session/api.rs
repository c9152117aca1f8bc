//! Server functions about the session.

use domain::session::SessionView;
use leptos::prelude::*;

use crate::error::AppError;
use crate::wire::Wire;

/// What the header shows of the session.
#[server(endpoint = "session/view", protocol = Wire)]
pub async fn view_session() -> Result<SessionView, AppError> {
    use crate::context::{port, session};
    let accounts = port::<dyn domain::session::Accounts>()?;
    Ok(accounts.view(session()).await?)
}
