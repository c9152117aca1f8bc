//! What is done with a configuration: into the cart, or kept for later.

use domain::print::{PrintForm, Verdict};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{KeepPrint, keep_print, order_print};
use super::binding::Binding;
use super::configurator::Configurator;
use super::price_panel::shown_price;
use crate::derived::derived;
use crate::effect::effect;
use crate::erased::Erase;
use crate::submission::Submission;
use crate::ui::{Button, ButtonLook, ButtonSize, Icon, IconName};

/// Where a kept configuration goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Cart,
    Workspace,
}

/// Sends the form: with scripts only with a price that binds.
#[derive(Clone, Copy)]
pub(super) struct Sending {
    pub(super) ordering: Submission,
    pub(super) keeping: Submission,
    configurator: Configurator,
    binding: Binding,
}

impl Sending {
    pub(super) fn new(configurator: Configurator, binding: Binding) -> Self {
        Self {
            ordering: Submission::new("prints/order"),
            keeping: Submission::new("prints/keep"),
            configurator,
            binding,
        }
    }

    /// Why nothing can be sent now, in a sentence.
    fn obstacle(self) -> Option<String> {
        if let Err(problem) = self.configurator.choice.get() {
            return Some(problem.sentence());
        }
        if self.binding.verdict() == Some(Verdict::Block) {
            return Some(
                "This cannot be printed yet: the print check above says what would help.".to_owned(),
            );
        }
        match (self.binding.problem(), self.binding.quote()) {
            (Some(problem), _) => Some(problem.sentence()),
            (None, None) => Some("One moment: the price is being confirmed.".to_owned()),
            (None, Some(_)) => None,
        }
    }

    pub(super) fn send(self, next: Next) {
        let (Ok(choice), Some(quote)) = (self.configurator.choice.get_untracked(), self.binding.quote())
        else {
            return;
        };
        let form = PrintForm {
            quote: quote.id.to_string(),
            config: self.configurator.config().map(|config| config.to_string()).unwrap_or_default(),
            ..PrintForm::of(&choice)
        };
        let asset = self.configurator.asset().to_string();
        match next {
            Next::Cart => self.ordering.run(move || order_print(asset.clone(), form.clone()), || ()),
            Next::Workspace => self.keeping.run(move || keep_print(asset.clone(), form.clone()), || ()),
        }
    }

    fn is_pending(self) -> bool {
        self.ordering.is_pending() || self.keeping.is_pending()
    }
}

/// The total and the two buttons; without scripts they are plain submits of the form around them. The total and the
/// first button stay in sight while the page is scrolled, so that each change shows what it costs.
#[component]
pub(super) fn Actions(
    /// The page.
    configurator: Configurator,
    /// Sends the form.
    sending: Sending,
) -> impl IntoView {
    // A page without scripts can always send: the server checks and makes the price itself.
    let runs = RwSignal::new(false);
    effect(move || runs.set(true));
    let obstacle = derived(move |_| if runs.get() { sending.obstacle() } else { None });
    let disabled = Signal::derive(move || obstacle.with(Option::is_some) || sending.is_pending());
    let words = move || {
        if sending.ordering.is_pending() { "Adding to the cart…" } else { "Add Configured Print to Cart" }
    };
    let total = move || {
        let price = shown_price(configurator, sending.binding).ok().flatten()?;
        Some(view! {
            <p class="flex items-baseline justify-between gap-4">
                <span class="text-sm text-muted-foreground">"Total, tax included"</span>
                <span class="text-xl font-semibold tabular-nums">{price.total.in_currency(price.currency)}</span>
            </p>
        })
    };
    view! {
        <div class="print-bar" data-slot="print-bar">
            {total}
            <Button size=ButtonSize::Large disabled described_by="send-reason">
                <Icon name=IconName::Plus />
                {words}
            </Button>
            <p id="send-reason" class="text-sm text-muted-foreground empty:hidden" aria-live="polite">
                {move || obstacle.get()}
            </p>
            {sending.ordering.problem_view()}
            {sending.keeping.problem_view()}
        </div>
        <div class="grid">
            <Button
                look=ButtonLook::Outline
                disabled
                described_by="send-reason"
                form_action=KeepPrint::url()
            >
                "Save & Back to Workspace"
            </Button>
        </div>
    }
    .erased()
}
