//! What anyone who sees a model can get of it: its file, or a print.

use domain::ids::AssetId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::derived::derived;
use crate::erased::Erase;
use crate::features::cart::api::{AddDownload, add_download};
use crate::features::identity::sign_in_path;
use crate::features::session::SessionState;
use crate::submission::Submission;
use crate::ui::{Button, ButtonLook, LinkButton};

/// *Download Model* puts the file into the cart; *3D Print + Download Model* leads to the print page. Who is signed
/// out signs in first and comes back.
#[component]
pub fn BuyButtons(
    /// Which asset.
    asset: AssetId,
) -> impl IntoView {
    let session = SessionState::of_page();
    let is_signed_out = derived(move |_| session.view() == Some(domain::session::SessionView::SignedOut));
    let print = format!("/print/{asset}");
    let print_href = {
        let print = print.clone();
        move || if is_signed_out.get() { sign_in_path(&print) } else { print.clone() }
    };
    let download = move || {
        if is_signed_out.get() {
            let href = sign_in_path(&format!("/assets/{asset}"));
            return view! { <LinkButton href look=ButtonLook::Outline>"Download Model"</LinkButton> }
                .erased();
        }
        view! { <DownloadForm asset /> }.erased()
    };
    view! {
        <section data-slot="buy" class="grid gap-2" aria-label="Get this model">
            {move || {
                let href = print_href();
                view! { <LinkButton href>"3D Print + Download Model"</LinkButton> }
            }}
            {download}
        </section>
    }
    .erased()
}

#[component]
fn DownloadForm(asset: AssetId) -> impl IntoView {
    let adding = Submission::new("cart/add_download");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        adding.run(move || add_download(asset.to_string()), || ());
    };
    view! {
        <form method="post" action=AddDownload::url() class="grid" on:submit=submit>
            <input type="hidden" name="asset" value=asset.to_string() />
            <Button look=ButtonLook::Outline disabled=Signal::derive(move || adding.is_pending())>
                "Download Model"
            </Button>
        </form>
        {adding.problem_view()}
    }
    .erased()
}
