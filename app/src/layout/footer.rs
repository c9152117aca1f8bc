//! The end of every page.

use crate::erased::Erase;
use leptos::prelude::*;

use crate::browser::{self, Appearance};
use crate::features::site::site_facts;
use crate::ui::{Icon, IconName};

/// What the product is, its lesser pages, and light or dark.
#[component]
pub(super) fn Footer() -> impl IntoView {
    let appearance = browser::port::<dyn Appearance>();
    let toggle = move |_| {
        if let Some(appearance) = &appearance {
            appearance.toggle();
        }
    };
    let maker = if site_facts().builtin_generator {
        "Models are made by the built-in generator (no AI)."
    } else {
        "Models are made by AI."
    };
    view! {
        <footer class="site-footer">
            <div class="site-footer-row">
                <p>"MakeIt3D. " {maker}</p>
                <nav aria-label="Footer" class="ml-auto flex items-center gap-4">
                    <a class="hover:underline" href="/help">
                        "Help"
                    </a>
                    <button
                        type="button"
                        class="icon-button needs-script"
                        aria-label="Switch between light and dark"
                        on:click=toggle
                    >
                        <Icon name=IconName::SunMoon class="size-5" />
                    </button>
                </nav>
            </div>
        </footer>
    }
    .erased()
}
