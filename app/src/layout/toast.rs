//! A short message at the edge of the page about something that just happened, with a way on.

use crate::erased::Erase;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::pages::Shown;
use crate::ui::{Icon, IconName};

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToastMessage {
    /// What happened, in a sentence.
    pub sentence: String,
    /// Where it leads on.
    pub href: &'static str,
    /// The words of that link.
    pub link: &'static str,
}

/// The message of the page, one at a time. It stays until it is closed or another page is opened: nobody is hurried.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Option<ToastMessage>>);

impl Toasts {
    /// What the address tells, for everything below the calling component.
    pub fn provide() {
        let told = use_location().search.with_untracked(|query| told_by(query));
        provide_context(Self(RwSignal::new(told)));
    }

    /// Those of the running page.
    #[must_use]
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(None)))
    }

    /// Says something in place of what was said before.
    pub fn say(self, message: ToastMessage) {
        self.0.set(Some(message));
    }
}

/// The parameter of an address that leads here after something was deleted, by script or without.
const DELETED: &str = "deleted";

/// What happened just before an address with this query was opened.
fn told_by(query: &str) -> Option<ToastMessage> {
    let is_deleted = pairs(query).any(|pair| name_of(pair) == DELETED);
    is_deleted.then(|| ToastMessage {
        sentence: "It was deleted.".to_owned(),
        href: "/dashboard",
        link: "Create something else",
    })
}

/// The address without what was told by it.
fn once_told(path: &str, query: &str, hash: &str) -> String {
    let rest: Vec<_> = pairs(query).filter(|pair| name_of(pair) != DELETED).collect();
    let question = if rest.is_empty() { "" } else { "?" };
    format!("{path}{question}{}{hash}", rest.join("&"))
}

fn pairs(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|pair| !pair.is_empty())
}

fn name_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

/// Says what an address tells when its page is on screen, once: the address is then one that can be reloaded and kept.
/// What came with the document is said again, because nobody reads out what was there from the start.
fn tell_arrivals(message: RwSignal<Option<ToastMessage>>) {
    let (here, navigate, shown) = (use_location(), use_navigate(), use_context::<Shown>());
    Effect::new(move |before: Option<String>| {
        let path = here.pathname.get();
        if before.as_ref() == Some(&path) {
            return path;
        }
        if shown.is_some_and(|shown| !shown.is_at(&path)) {
            return before.unwrap_or(path);
        }
        message.set(None);
        let query = here.search.get_untracked();
        if let Some(told) = told_by(&query) {
            let address = once_told(&path, &query, &here.hash.get_untracked());
            let navigate = navigate.clone();
            // Later, because the router has yet to write the address it came by into the history.
            request_animation_frame(move || {
                message.set(Some(told));
                navigate(&address, NavigateOptions { replace: true, scroll: false, ..Default::default() });
            });
        }
        path
    });
}

/// Where the message appears.
#[component]
pub(super) fn ToastPlace() -> impl IntoView {
    let Toasts(message) = Toasts::of_page();
    tell_arrivals(message);
    let toast = move || {
        message.get().map(|toast| {
            view! {
                <div data-slot="toast" class="toast">
                    <Icon name=IconName::Check class="size-5 shrink-0" />
                    <p class="min-w-0 flex-1">{toast.sentence}</p>
                    <a class="link shrink-0" href=toast.href>
                        {toast.link}
                    </a>
                    <button
                        type="button"
                        class="icon-button size-8"
                        aria-label="Close this message"
                        on:click=move |_| message.set(None)
                    >
                        <Icon name=IconName::X />
                    </button>
                </div>
            }
        })
    };
    view! {
        <div role="status" class="toast-place">
            {toast}
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_once() {
        assert!(told_by("after=x&deleted=true").is_some());
        assert!(told_by("after=deleted").is_none() && told_by("").is_none());
        assert_eq!(once_told("/workspace", "deleted=true", ""), "/workspace");
        assert_eq!(once_told("/workspace", "after=x&deleted=true", "#a"), "/workspace?after=x#a");
    }
}
