//! A short message at the edge of the page about something that just happened, with a way on.

use crate::erased::Erase;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

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
    /// No message, for everything below the calling component.
    pub fn provide() {
        provide_context(Self(RwSignal::new(None)));
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

/// Where the message appears.
#[component]
pub(super) fn ToastPlace() -> impl IntoView {
    let Toasts(message) = Toasts::of_page();
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let here = path.get();
        if before.is_some_and(|before| before != here) {
            message.set(None);
        }
        here
    });
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
