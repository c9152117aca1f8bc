//! The person's configurations of an asset: change, delete, into the cart.

use domain::ids::AssetId;
use domain::print::{PrintConfig, PrintConfigState};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{DeletePrint, delete_print, list_prints};
use super::unit::Unit;
use crate::derived::Derived;
use crate::erased::{CollectErased, Erase};
use crate::error::AppError;
use crate::features::cart::api::{AddPrint, add_print};
use crate::features::problem_view::ProblemView;
use crate::features::session::SessionState;
use crate::fetched::Fetched;
use crate::submission::Submission;
use crate::ui::{Button, ButtonLook, ButtonSize, LinkButton, Loading};

/// What the person has kept of the asset that a page is about.
#[derive(Clone, Copy)]
pub struct KeptPrints(Fetched<Result<Vec<PrintConfig>, AppError>>);

impl KeptPrints {
    /// Asks for everything below the calling component, together with the asset: a component that is only there once
    /// the asset is would ask later, and a second time when the document is rendered.
    pub(crate) fn provide(asset: Derived<String>) {
        let session = SessionState::of_page();
        let kept = Fetched::new(move || (asset.get(), session.renewals()), |(asset, _)| list_prints(asset));
        provide_context(Self(kept));
    }

    /// Those of this asset: while another one's are on their way, those of the page before are still there.
    fn of(self, asset: AssetId) -> Vec<PrintConfig> {
        let mut configs = self.0.get().and_then(Result::ok).unwrap_or_default();
        configs.retain(|config| config.asset == asset);
        configs
    }
}

/// A list of what was kept, on a page that [provides](KeptPrints::provide) it; nothing when there is nothing.
///
/// # Panics
/// On any other page.
#[component]
pub fn SavedPrints(
    /// Of which asset.
    asset: AssetId,
) -> impl IntoView {
    let kept: KeptPrints = expect_context();
    let on_change = Callback::new(move |()| kept.0.refetch());
    let list = move || {
        let configs = kept.of(asset);
        let item = move |config: PrintConfig| view! { <SavedPrint config on_change /> };
        (!configs.is_empty()).then(|| {
            view! {
                <section data-slot="saved-prints" class="panel" aria-labelledby="saved-prints">
                    <h2 id="saved-prints" class="text-base font-semibold">
                        "Your configured prints"
                    </h2>
                    <ul class="divide-y">{configs.into_iter().map(item).collect_erased()}</ul>
                </section>
            }
        })
    };
    view! { <Loading>{list}</Loading> }.erased()
}

#[component]
fn SavedPrint(config: PrintConfig, on_change: Callback<()>) -> impl IntoView {
    let (id, asset) = (config.id, config.asset);
    let [adding, deleting] = ["cart/add_print", "prints/delete"].map(Submission::new);
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        adding.run(move || add_print(id.to_string()), || ());
    };
    let delete = move |event: SubmitEvent| {
        event.prevent_default();
        deleting.run(
            move || delete_print(id.to_string(), String::new()),
            move || {
                on_change.try_run(());
            },
        );
    };
    let is_pending = Signal::derive(move || adding.is_pending() || deleting.is_pending());
    let is_in_cart = config.state == PrintConfigState::InCart;
    let into_cart = match is_in_cart {
        true => view! { <LinkButton href="/cart" look=ButtonLook::Outline size=ButtonSize::Small>"In your cart"</LinkButton> }
            .erased(),
        false => view! {
            <form method="post" action=AddPrint::url() on:submit=add>
                <input type="hidden" name="config" value=id.to_string() />
                <Button look=ButtonLook::Outline size=ButtonSize::Small disabled=is_pending>
                    "Add to cart"
                </Button>
            </form>
        }
        .erased(),
    };
    let what = format!("{} × {}", config.choice.quantity, config.words);
    let size = size_words(&config);
    let price = config.quote.price.total.in_currency(config.quote.price.currency);
    view! {
        <li class="space-y-2 py-3">
            <p class="flex justify-between gap-3">
                <span class="font-medium">{what}</span>
                <span class="tabular-nums">{price}</span>
            </p>
            <p class="text-muted-foreground">{size}</p>
            <div class="flex flex-wrap gap-2">
                {into_cart}
                <LinkButton
                    href=format!("/print/{asset}?config={id}")
                    look=ButtonLook::Ghost
                    size=ButtonSize::Small
                >
                    "Edit"
                </LinkButton>
                <form method="post" action=DeletePrint::url() on:submit=delete>
                    <input type="hidden" name="config" value=id.to_string() />
                    <input type="hidden" name="asset" value=asset.to_string() />
                    <Button look=ButtonLook::Ghost size=ButtonSize::Small disabled=is_pending>
                        "Delete"
                    </Button>
                </form>
            </div>
            {move || {
                let problem = adding.problem().or_else(|| deleting.problem());
                problem.map(|problem| view! { <ProblemView problem /> })
            }}
        </li>
    }
    .erased()
}

fn size_words(config: &PrintConfig) -> String {
    config.choice.size.0.map(|side| Unit::Mm.number(side)).join(" × ") + " mm"
}
