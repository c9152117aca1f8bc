//! Stopping a generation, after a question.

use crate::erased::{Content, Erase};
use domain::credits::Credits;
use domain::ids::AssetId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{CancelGeneration as CancelGenerationFn, cancel_generation};
use crate::submission::Submission;
use crate::ui::{Button, ButtonLook, ButtonSize, Confirm};

/// A button that stops an asset's running generation.
#[component]
pub fn CancelGeneration(
    /// Whose generation.
    asset: AssetId,
    /// What is set aside for it.
    held: Credits,
    /// Called when it was stopped.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let cancelling = Submission::new("generation/cancel");
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        cancelling.run(
            move || cancel_generation(asset.to_string()),
            move || on_done.try_run(()).unwrap_or_default(),
        );
    };
    let consequence = if held.is_free() {
        "What is done so far is thrown away. It was free."
    } else {
        "What is done so far is thrown away. Your credit comes back at once."
    };
    view! {
        <Confirm
            id=format!("cancel-{asset}")
            label=Content::from(|| "Cancel")
            question="Stop this generation?"
            consequence
        >
            <form method="post" action=CancelGenerationFn::url() on:submit=submit>
                <input type="hidden" name="asset" value=asset.to_string() />
                <Button
                    look=ButtonLook::Destructive
                    size=ButtonSize::Small
                    disabled=Signal::derive(move || cancelling.is_pending())
                >
                    "Stop it"
                </Button>
            </form>
        </Confirm>
        {cancelling.problem_view()}
    }
    .erased()
}
