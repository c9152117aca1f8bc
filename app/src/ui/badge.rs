//! A short state in a pill.

use leptos::prelude::*;

use crate::erased::Content;

/// What the state means for the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadgeTone {
    /// Just a fact.
    #[default]
    Neutral,
    /// Something is going on, or waits for the reader.
    Accent,
    /// It is there.
    Success,
    /// It went wrong.
    Danger,
}

impl BadgeTone {
    fn class(self) -> &'static str {
        match self {
            Self::Neutral => "badge bg-muted text-muted-foreground",
            Self::Accent => "badge bg-accent text-accent-foreground",
            Self::Success => "badge bg-success text-success-foreground",
            Self::Danger => "badge bg-danger text-danger-foreground",
        }
    }
}

/// A short state in a pill.
#[component]
pub fn Badge(
    /// What it means.
    #[prop(optional)]
    tone: BadgeTone,
    /// Its words.
    children: Content,
) -> impl IntoView {
    view! { <span data-slot="badge" class=tone.class()>{children.view()}</span> }
}
