//! A message that belongs to what is around it.

use crate::erased::{Content, Erase};
use leptos::prelude::*;

use super::{Icon, IconName};

/// How serious the message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AlertTone {
    /// Good to know.
    #[default]
    Info,
    /// Something is done.
    Success,
    /// Something did not work.
    Danger,
}

impl AlertTone {
    fn class(self) -> &'static str {
        match self {
            Self::Info => "alert border-border bg-muted text-foreground",
            Self::Success => "alert border-success-foreground/25 bg-success text-success-foreground",
            Self::Danger => "alert border-danger-border bg-danger text-danger-foreground",
        }
    }

    fn icon(self) -> IconName {
        match self {
            Self::Info => IconName::Info,
            Self::Success => IconName::Check,
            Self::Danger => IconName::TriangleAlert,
        }
    }

    /// An error interrupts, a remark waits its turn.
    fn role(self) -> &'static str {
        match self {
            Self::Info | Self::Success => "note",
            Self::Danger => "alert",
        }
    }
}

/// A message with a title and room for the next step.
#[component]
pub fn Alert(
    /// How serious it is.
    #[prop(optional)]
    tone: AlertTone,
    /// What happened, in a sentence.
    #[prop(into)]
    title: String,
    /// What to do next.
    children: Content,
) -> impl IntoView {
    view! {
        <div data-slot="alert" class=tone.class() role=tone.role()>
            <Icon name=tone.icon() class="mt-0.5 size-5 shrink-0" />
            <div class="min-w-0 space-y-1">
                <p class="font-medium">{title}</p>
                <div class="text-sm">{children.view()}</div>
            </div>
        </div>
    }
    .erased()
}
