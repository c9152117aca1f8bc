//! The pages the header leads to.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::erased::CollectErased;

/// A link of the header.
struct NavLink {
    path: &'static str,
    label: &'static str,
}

/// In the header's order.
const LINKS: [NavLink; 4] = [
    NavLink { path: "/dashboard", label: "Create" },
    NavLink { path: "/workspace", label: "Workspace" },
    NavLink { path: "/orders", label: "Orders" },
    NavLink { path: "/help", label: "Help" },
];

/// The links to the main pages.
#[component]
pub(super) fn Nav() -> impl IntoView {
    let here = use_location().pathname;
    let link = |link: NavLink| {
        let current = move || (here.get() == link.path).then_some("page");
        view! {
            <a class="nav-link" href=link.path aria-current=current>
                {link.label}
            </a>
        }
    };
    view! {
        <nav aria-label="Main" class="flex items-center gap-1">
            {LINKS.map(link).collect_erased()}
        </nav>
    }
}
