//! A surface that holds one thing.

use crate::erased::{Content, Erase};
use leptos::prelude::*;

/// A raised surface with a border and 24 px of room.
#[component]
pub fn Card(
    /// More classes (layout only).
    #[prop(default = "")]
    class: &'static str,
    /// What it holds.
    children: Content,
) -> impl IntoView {
    view! {
        <div data-slot="card" class=format!("card {class}")>
            {children.view()}
        </div>
    }
    .erased()
}
