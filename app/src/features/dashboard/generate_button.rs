//! *Generate* with its cost, and the reason when it cannot be pressed.

use crate::derived::Derived;
use crate::effect::effect;
use crate::erased::Erase;
use domain::credits::Credits;
use leptos::prelude::*;

use crate::features::credits::CostBadge;
use crate::ui::{Button, ButtonSize, Icon, IconName};

/// The button that sends the form. Without scripts it can always be pressed; the server then says what is missing.
#[component]
pub(super) fn GenerateButton(
    /// What it costs.
    cost: Credits,
    /// Why it cannot be pressed now.
    obstacle: Derived<Option<String>>,
    /// The form is being sent.
    #[prop(into)]
    pending: Signal<bool>,
) -> impl IntoView {
    let alive = RwSignal::new(false);
    effect(move || alive.set(true));
    let reason = move || obstacle.get().filter(|_| alive.get());
    let disabled = Signal::derive(move || pending.get() || reason().is_some());
    view! {
        <div class="flex flex-col items-stretch gap-2 sm:items-end">
            <Button size=ButtonSize::Large disabled described_by="generate-reason">
                <Icon name=IconName::Sparkles class="size-5" />
                {move || if pending.get() { "Starting…" } else { "Generate" }}
                <CostBadge cost />
            </Button>
            <p id="generate-reason" class="min-h-5 text-sm text-muted-foreground" aria-live="polite">
                {reason}
            </p>
        </div>
    }
    .erased()
}
