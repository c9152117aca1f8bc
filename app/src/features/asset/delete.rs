//! Deleting the asset, after a question that says what goes and what stays.

use crate::erased::{Content, Erase};
use domain::ids::AssetId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{DeleteAsset as DeleteAssetFn, delete_asset};
use crate::submission::Submission;
use crate::ui::{Button, ButtonLook, ButtonSize, Confirm};

/// The way to be rid of the asset, for its owner. It leads to the workspace.
#[component]
pub(super) fn DeleteAsset(
    /// Which asset.
    asset: AssetId,
) -> impl IntoView {
    let deleting = Submission::new("assets/delete");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        deleting.run(move || delete_asset(asset.to_string()), || {});
    };
    view! {
        <section data-slot="delete-asset" class="space-y-3 border-t pt-6">
            <Confirm
                id="delete-asset"
                label=Content::from(|| "Delete…")
                question="Delete this for good?"
                consequence="Its description, pictures, model and saved prints go, and what is being made of it is cancelled. \
                             Your orders and receipts stay, with the files you bought. There is no way back."
                look=ButtonLook::Ghost
            >
                <form method="post" action=DeleteAssetFn::url() on:submit=submit>
                    <input type="hidden" name="asset" value=asset.to_string() />
                    <Button
                        look=ButtonLook::Destructive
                        size=ButtonSize::Small
                        disabled=Signal::derive(move || deleting.is_pending())
                    >
                        "Delete"
                    </Button>
                </form>
            </Confirm>
            {deleting.problem_view()}
        </section>
    }
    .erased()
}
