//! The local stand-in: two requests of Clerk's frontend API.

use app::browser::Renewal;

use crate::json::{fetch_text, text_at};

/// Asks which session this browser has and for a fresh token of it, which arrives as a cookie.
pub async fn renew(frontend_api: &str) -> Renewal {
    let client = match fetch_text("GET", &format!("{frontend_api}/v1/client")).await {
        Ok(client) => client,
        Err(status) => return refused(status),
    };
    let Some(session) = text_at(&client, &["response", "last_active_session_id"]) else {
        return Renewal::Ended;
    };
    match fetch_text("POST", &format!("{frontend_api}/v1/client/sessions/{session}/tokens")).await {
        Ok(_) => Renewal::Fresh,
        Err(status) => refused(status),
    }
}

fn refused(status: u16) -> Renewal {
    if (400..500).contains(&status) && status != 429 { Renewal::Ended } else { Renewal::Unreachable }
}
