//! Buttons, and links that look like them.

use crate::erased::{Content, Erase};
use leptos::prelude::*;

/// How much a button wants to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonLook {
    /// The one thing to do here.
    #[default]
    Primary,
    /// Another thing to do.
    Outline,
    /// A quiet thing among others (toolbars).
    Ghost,
    /// Something that ends something.
    Destructive,
}

/// How large a button is; each is at least 36 px, larger than WCAG's 24.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    /// 36 px high.
    Small,
    /// 40 px high.
    #[default]
    Medium,
    /// 48 px high.
    Large,
    /// A 40 px square for an icon.
    Square,
}

impl ButtonLook {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "bg-primary text-primary-foreground shadow-sm hover:bg-primary-hover",
            Self::Outline => "border border-input bg-card text-foreground shadow-xs hover:bg-muted",
            Self::Ghost => {
                "text-foreground hover:bg-muted aria-pressed:bg-accent aria-pressed:text-accent-foreground"
            }
            Self::Destructive => "bg-destructive text-destructive-foreground shadow-sm hover:opacity-90",
        }
    }
}

impl ButtonSize {
    fn class(self) -> &'static str {
        match self {
            Self::Small => "h-9 px-3 text-sm",
            Self::Medium => "h-10 px-4 text-sm",
            Self::Large => "h-12 px-6 text-base",
            Self::Square => "size-10",
        }
    }
}

pub(super) fn class(look: ButtonLook, size: ButtonSize) -> String {
    format!("button {} {}", look.class(), size.class())
}

/// A button; inside a form it submits unless `on_press` is given.
#[component]
pub fn Button(
    /// How much it wants to be pressed.
    #[prop(optional)]
    look: ButtonLook,
    /// How large it is.
    #[prop(optional)]
    size: ButtonSize,
    /// Cannot be pressed now; say why beside it and name that place in `described_by`.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The id of the text that explains it.
    #[prop(optional)]
    described_by: Option<&'static str>,
    /// Where it submits its form to, when that is not where the form goes.
    #[prop(optional)]
    form_action: Option<&'static str>,
    /// What it does; a button without it submits its form.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// Its words.
    children: Content,
) -> impl IntoView {
    let kind = if on_press.is_some() { "button" } else { "submit" };
    view! {
        <button
            data-slot="button"
            type=kind
            formaction=form_action
            class=class(look, size)
            disabled=move || disabled.get()
            aria-describedby=described_by
            on:click=move |_| {
                if let Some(press) = on_press {
                    press.run(());
                }
            }
        >
            {children.view()}
        </button>
    }
    .erased()
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How much it wants to be pressed.
    #[prop(optional)]
    look: ButtonLook,
    /// How large it is.
    #[prop(optional)]
    size: ButtonSize,
    /// Its words.
    children: Content,
) -> impl IntoView {
    view! {
        <a data-slot="link-button" href=href class=class(look, size)>
            {children.view()}
        </a>
    }
    .erased()
}
