//! The session on the page: read once with the document, renewed in the background, and true after every action.

use std::sync::Arc;

use domain::credits::Credits;
use domain::session::SessionView;
use domain::time::Timestamp;
use leptos::prelude::*;

use super::api::view_session;
use crate::browser::{self, Identity, Renewal};
use crate::effect::effect;
use crate::error::AppError;
use crate::features::site::site_facts;
use crate::fetched::Fetched;
use crate::live_clock::Now;

/// Seconds between two renewals.
const RENEWAL_PAUSE_SECS: i64 = 5;

/// The session, for every component of the page.
#[derive(Clone, Copy)]
pub struct SessionState {
    fetched: Fetched<Result<SessionView, AppError>>,
    /// A newer balance than `fetched` holds, reported by a running job.
    reported_credits: RwSignal<Option<Credits>>,
    /// The identity provider said that the session is over.
    ended: RwSignal<bool>,
    /// Counts successful renewals, so that what failed for an expired token is asked again.
    renewals: RwSignal<u32>,
    identity: StoredValue<Option<Arc<dyn Identity>>>,
    /// Something that needs a session worked, and the session was not read since: whoever was signed out is not any more.
    is_outdated: RwSignal<bool>,
    /// Something was asked for, and no page has shown since what came of it.
    has_acted: StoredValue<bool>,
    /// When the last renewal was asked for.
    renewed_at: StoredValue<Option<Timestamp>>,
    now: Now,
}

impl SessionState {
    /// Reads the session for everything below the calling component.
    pub fn provide() {
        let identity = browser::port::<dyn Identity>();
        if let Some(identity) = &identity {
            identity.configure(&site_facts().identity);
        }
        let state = Self {
            fetched: Fetched::new(|| (), |()| view_session()),
            reported_credits: RwSignal::new(None),
            ended: RwSignal::new(false),
            renewals: RwSignal::new(0),
            identity: StoredValue::new(identity),
            is_outdated: RwSignal::new(false),
            has_acted: StoredValue::new(false),
            renewed_at: StoredValue::new(None),
            now: Now::of_page(),
        };
        provide_context(state);
        effect(move || state.react());
    }

    /// The session of the running page.
    ///
    /// # Panics
    /// Outside of [`crate::App`].
    #[must_use]
    pub fn of_page() -> Self {
        expect_context()
    }

    /// What is known of the session; nothing while it is being read, or when that failed.
    #[must_use]
    pub fn view(self) -> Option<SessionView> {
        if self.ended.get() {
            return Some(SessionView::SignedOut);
        }
        let fetched = self.fetched.get()?.ok()?;
        if self.is_outdated.get() && !matches!(fetched, SessionView::SignedIn { .. }) {
            return None;
        }
        Some(with_credits(fetched, self.reported_credits.get()))
    }

    /// The balance of whoever is signed in.
    #[must_use]
    pub fn credits(self) -> Option<Credits> {
        match self.view() {
            Some(SessionView::SignedIn { credits, .. }) => Some(credits),
            _ => None,
        }
    }

    /// Lines in the cart of whoever is signed in.
    #[must_use]
    pub fn cart_lines(self) -> u32 {
        match self.view() {
            Some(SessionView::SignedIn { cart_lines, .. }) => cart_lines,
            _ => 0,
        }
    }

    /// True while nobody knows whether the session still lives.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self.view() == Some(SessionView::Unknown)
    }

    /// How often the token was renewed; read it to ask again after each renewal.
    #[must_use]
    pub fn renewals(self) -> u32 {
        self.renewals.get()
    }

    /// Reads the session again, after anything that may have moved credits or changed the cart. A session that had
    /// ended may live again: people sign in in another tab.
    pub fn refresh(self) {
        if self.ended.get_untracked() {
            self.ended.set(false);
        }
        self.fetched.refetch();
    }

    /// Reads the session again after an action, which `has_worked` or not. What it began may be over, and its credit
    /// back, before a page asks how it stands: [`Self::catch_up`] then reads once more.
    pub fn refresh_after_action(self, has_worked: bool) {
        self.has_acted.set_value(true);
        if has_worked {
            self.is_outdated.set(true);
        }
        self.refresh();
    }

    /// To be called with newly fetched standings, so that the balance is at least as new as they are.
    pub fn catch_up(self) {
        if self.has_acted.get_value() {
            self.has_acted.set_value(false);
            self.refresh();
        }
    }

    /// Takes over a balance that came with a job's report.
    pub fn report_credits(self, credits: Credits) {
        if self.reported_credits.get_untracked() != Some(credits) {
            self.reported_credits.set(Some(credits));
        }
    }

    /// The identity provider, where there is a browser.
    #[must_use]
    pub fn identity(self) -> Option<Arc<dyn Identity>> {
        self.identity.get_value()
    }

    /// Asks the identity provider for a fresh token, and everything that failed without one again. Not twice within
    /// [`RENEWAL_PAUSE_SECS`]: a server that refuses fresh tokens is not asked forever.
    pub fn renew(self) {
        let Some(identity) = self.identity() else { return };
        let now = self.now.get_untracked();
        if !may_renew(self.renewed_at.get_value(), now) {
            return;
        }
        self.renewed_at.set_value(Some(now));
        identity.renew(Box::new(move |renewal| match renewal {
            Renewal::Fresh => {
                self.refresh();
                self.renewals.update(|count| *count += 1);
            }
            Renewal::Ended => self.ended.set(true),
            Renewal::Unreachable => {}
        }));
    }

    fn react(self) {
        let fetched = self.fetched.get();
        self.reported_credits.set(None);
        if self.is_outdated.get_untracked() {
            self.is_outdated.set(false);
        }
        match fetched {
            Some(Ok(SessionView::Unknown)) => self.renew(),
            Some(Ok(SessionView::SignedIn { .. })) => {
                if let Some(identity) = self.identity() {
                    identity.keep_fresh();
                }
            }
            _ => {}
        }
    }
}

fn may_renew(renewed_at: Option<Timestamp>, now: Timestamp) -> bool {
    renewed_at.is_none_or(|before| now.secs_since(before) >= RENEWAL_PAUSE_SECS)
}

/// The view with a newer balance, for whoever is signed in.
fn with_credits(view: SessionView, newer: Option<Credits>) -> SessionView {
    match (view, newer) {
        (SessionView::SignedIn { email, cart_lines, .. }, Some(credits)) => {
            SessionView::SignedIn { email, credits, cart_lines }
        }
        (view, _) => view,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renewals_pause() {
        assert!(may_renew(None, Timestamp(0)));
        assert!(!may_renew(Some(Timestamp(0)), Timestamp(4_999)));
        assert!(may_renew(Some(Timestamp(0)), Timestamp(5_000)));
    }

    #[test]
    fn a_newer_balance_wins_for_whoever_is_signed_in() {
        let signed_in = SessionView::SignedIn { email: "a@b.c".into(), credits: Credits(3), cart_lines: 1 };
        let newer = SessionView::SignedIn { email: "a@b.c".into(), credits: Credits(2), cart_lines: 1 };
        assert_eq!(with_credits(signed_in.clone(), Some(Credits(2))), newer);
        assert_eq!(with_credits(signed_in.clone(), None), signed_in);
        assert_eq!(with_credits(SessionView::SignedOut, Some(Credits(2))), SessionView::SignedOut);
    }
}
