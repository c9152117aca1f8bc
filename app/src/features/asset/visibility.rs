//! Private or public. Publishing asks first; taking back does not.

use crate::erased::{Content, Erase};
use domain::asset::Visibility;
use domain::ids::AssetId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{SetAssetVisibility, set_asset_visibility};
use crate::submission::Submission;
use crate::ui::{Button, ButtonLook, ButtonSize, Confirm, Icon, IconName};

/// Who may see the asset, and the way to change it.
#[component]
pub(super) fn VisibilityControl(
    /// Which asset.
    asset: AssetId,
    /// Who may see it now.
    visibility: Visibility,
    /// Called after it changed.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let changing = Submission::new("assets/set_visibility");
    let form = move |wanted: Visibility, words: &'static str, look: ButtonLook| {
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            let ask = move || set_asset_visibility(asset.to_string(), wanted);
            changing.run(ask, move || on_change.try_run(()).unwrap_or_default());
        };
        view! {
            <form method="post" action=SetAssetVisibility::url() on:submit=submit>
                <input type="hidden" name="asset" value=asset.to_string() />
                <input type="hidden" name="visibility" value=key(wanted) />
                <Button look size=ButtonSize::Small disabled=Signal::derive(move || changing.is_pending())>
                    {words}
                </Button>
            </form>
        }
    };
    let control = match visibility {
        Visibility::Private => view! {
            <Confirm
                id="publish"
                label=Content::from(|| "Publish…")
                question="Publish this model?"
                consequence="Anyone with the address can then see it. You can take it back at any time."
            >
                {form(Visibility::Public, "Publish", ButtonLook::Primary)}
            </Confirm>
        }
        .erased(),
        Visibility::Public => form(Visibility::Private, "Make private", ButtonLook::Outline).erased(),
    };
    let (icon, words) = words(visibility);
    view! {
        <section data-slot="visibility" class="panel flex-row flex-wrap items-center gap-3">
            <Icon name=icon />
            <p class="mr-auto">{words}</p>
            {control}
            {changing.problem_view()}
        </section>
    }
    .erased()
}

/// The value a form sends: the wire name.
fn key(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Private => "private",
        Visibility::Public => "public",
    }
}

fn words(visibility: Visibility) -> (IconName, &'static str) {
    match visibility {
        Visibility::Private => (IconName::Lock, "Private: only you can see it."),
        Visibility::Public => (IconName::Globe, "Public: anyone with the address can see it."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_sends_wire_names() {
        for visibility in [Visibility::Private, Visibility::Public] {
            assert_eq!(serde_json::to_string(&visibility).unwrap(), format!("\"{}\"", key(visibility)));
        }
    }
}
