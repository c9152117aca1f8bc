//! Every route, as a table.

use std::sync::Arc;

use app::App;
use app::shell::shell;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use leptos_axum::{LeptosRoutes as _, generate_route_list};

use crate::context::AppState;
#[cfg(feature = "sandbox")]
use crate::payments;
use crate::security::{limit_rates, protect};
use crate::{checkout, credits, generation, identity, site, storage};

/// The whole server as one service.
///
/// # Errors
/// When the sandbox's data cannot be opened.
pub fn router(state: &AppState) -> anyhow::Result<Router> {
    let pages = state.pages.clone();
    let personal = Router::new()
        .route("/api/{*function}", any(server_function))
        .leptos_routes_with_context(state, generate_route_list(App), move || pages.provide(), shell)
        .fallback(static_file_or_page)
        .with_state(state.clone())
        .merge(generation::routes::router(state.generations.clone()))
        .merge(credits::export::router(state.pages.ledger()));
    let personal = limit_rates(personal, &state.security)
        .layer(from_fn_with_state(state.identity.clone(), identity::identify));
    let machines = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .with_state(state.clone())
        .merge(checkout::webhook::router(state.shop.checkouts.clone()))
        .merge(storage::routes::router(&state.storage, Arc::clone(&state.clock)))
        .merge(stand_ins(state)?);
    let machines = match state.config.identity.webhook_secret {
        Some(_) => machines.merge(identity::webhook::router(state.identity.clone())),
        None => machines,
    };
    Ok(protect(personal.merge(machines), &state.security))
}

/// The local stand-ins, in builds that have them and installations that use them.
fn stand_ins(state: &AppState) -> anyhow::Result<Router> {
    let mut router = Router::new();
    if state.config.identity.is_sandbox() {
        router = router.merge(clerk_stand_in(state)?);
    }
    if state.config.payments.is_sandbox {
        router = router.merge(stripe_stand_in(state)?);
    }
    Ok(router)
}

#[cfg(feature = "sandbox")]
fn clerk_stand_in(state: &AppState) -> anyhow::Result<Router> {
    let clerk = sandbox::clerk::SandboxClerk::open(sandbox::clerk::SandboxClerkConfig {
        origin: state.config.http.public_url.clone(),
        base_path: identity::SANDBOX_PATH.to_owned(),
        allowed_origins: state.config.identity.authorized_parties.clone(),
        secret_key: state.config.identity.secret_key.reveal().to_owned(),
        data_dir: state.config.data_dir.join("sandbox"),
        clock: Arc::clone(&state.clock),
        entropy: Arc::clone(&state.entropy),
    })?;
    let clerk = Router::new().nest(identity::SANDBOX_PATH, sandbox::clerk::router(clerk));
    Ok(limit_rates(clerk, &state.security))
}

/// Without limits of rate: most of its calls are this server's own.
#[cfg(feature = "sandbox")]
fn stripe_stand_in(state: &AppState) -> anyhow::Result<Router> {
    let public_url = &state.config.http.public_url;
    let secret = state.config.payments.webhook_secrets.first().map_or("", |secret| secret.reveal());
    let stripe = sandbox::stripe::SandboxStripe::open(sandbox::stripe::SandboxStripeConfig {
        origin: public_url.clone(),
        base_path: payments::SANDBOX_PATH.to_owned(),
        secret_key: state.config.payments.secret_key.reveal().to_owned(),
        publishable_key: state.config.payments.publishable_key.clone(),
        webhook: Some(sandbox::stripe::WebhookTarget {
            url: format!("{public_url}{}", payments::WEBHOOK_PATH),
            secret: secret.to_owned(),
        }),
        data_dir: state.config.data_dir.join("sandbox"),
        clock: Arc::clone(&state.clock),
        entropy: Arc::clone(&state.entropy),
    })?;
    stripe.start_deliveries();
    Ok(Router::new().nest(payments::SANDBOX_PATH, sandbox::stripe::router(stripe)))
}

#[cfg(not(feature = "sandbox"))]
fn clerk_stand_in(_state: &AppState) -> anyhow::Result<Router> {
    anyhow::bail!("this build has no sandbox: set CLERK_PUBLISHABLE_KEY and CLERK_SECRET_KEY");
}

#[cfg(not(feature = "sandbox"))]
fn stripe_stand_in(_state: &AppState) -> anyhow::Result<Router> {
    anyhow::bail!("this build has no sandbox: set STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY");
}

async fn server_function(State(state): State<AppState>, request: Request) -> Response {
    let pages = state.pages.clone();
    leptos_axum::handle_server_fns_with_context(move || pages.provide(), request).await.into_response()
}

/// A file of the bundle, else the page that says there is nothing here.
async fn static_file_or_page(State(state): State<AppState>, request: Request) -> Response {
    if let Some(file) = state.site.file(request.uri().path()) {
        return match *request.method() {
            Method::GET | Method::HEAD => site::routes::respond(file, request.headers()),
            _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        };
    }
    let pages = state.pages.clone();
    leptos_axum::render_app_async_with_context(move || pages.provide(), shell)(request).await
}

async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    let (database, storage) = tokio::join!(state.db.is_ready(), state.storage.is_ready());
    readiness(database, storage)
}

/// What `/readyz` says: to send people where no picture opens is no better than where no page does.
fn readiness(database: bool, storage: bool) -> (StatusCode, &'static str) {
    match (database, storage) {
        (true, true) => (StatusCode::OK, "ok"),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
        (true, false) => (StatusCode::SERVICE_UNAVAILABLE, "the storage does not answer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_ready_when_database_and_storage_are() {
        assert_eq!(readiness(true, true).0, StatusCode::OK);
        assert_eq!(readiness(false, true), (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"));
        assert_eq!(readiness(true, false), (StatusCode::SERVICE_UNAVAILABLE, "the storage does not answer"));
    }
}
