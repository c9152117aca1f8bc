//! A button that starts another generation of an asset: a plain form with the page's generation id.

use crate::erased::Erase;
use domain::credits::Credits;
use domain::ids::AssetId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::features::credits::CostBadge;
use crate::features::generation::Again;
use crate::live_clock::NextGeneration;
use crate::submission::Submission;
use crate::ui::{Button, ButtonLook, Icon};

/// Sends `again` for an asset.
#[component]
pub(super) fn GenerationButton(
    /// What to do again.
    again: Again,
    /// For which asset.
    asset: AssetId,
    /// What it costs.
    cost: Credits,
    /// Names the generation it starts.
    next: NextGeneration,
    /// How the button looks.
    #[prop(optional)]
    look: ButtonLook,
    /// Called after it started.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let asking = Submission::new(again.endpoint());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let id = next.get_untracked();
        asking.run(
            move || again.ask(asset, id.clone()),
            move || {
                next.renew();
                on_done.try_run(());
            },
        );
    };
    view! {
        <form method="post" action=format!("/api/{}", again.endpoint()) on:submit=submit>
            <input type="hidden" name="asset" value=asset.to_string() />
            <input type="hidden" name="generation_id" autocomplete="off" value=move || next.get() />
            {again
                .concept()
                .map(|concept| view! { <input type="hidden" name="concept" value=concept.to_string() /> })}
            <Button look disabled=Signal::derive(move || asking.is_pending())>
                <Icon name=again.icon() />
                {again.words()}
                <CostBadge cost />
            </Button>
        </form>
        {asking.problem_view()}
    }
    .erased()
}
