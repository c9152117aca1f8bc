//! The newest assets, below the form.

use crate::erased::{CollectErased, Erase};
use domain::asset::AssetCard;
use leptos::prelude::*;

use crate::error::AppError;
use crate::features::asset::AssetTile;
use crate::features::generation::LiveStatus;
use crate::features::problem_view::ProblemView;
use crate::ui::{EmptyState, IconName};

/// The person's newest assets.
#[component]
pub(super) fn Recent(
    /// The assets, or why they could not be read.
    assets: Result<Vec<AssetCard>, AppError>,
    /// Their live status.
    live: LiveStatus,
) -> impl IntoView {
    match assets {
        Err(AppError(problem)) => view! { <ProblemView problem /> }.erased(),
        Ok(cards) if cards.is_empty() => view! {
            <EmptyState
                icon=IconName::Box
                title="Nothing here yet"
                hint="What you make shows up here and in your workspace."
            >
                <a class="link" href="/help">
                    "How it works"
                </a>
            </EmptyState>
        }
        .erased(),
        Ok(cards) => {
            live.watch(&cards);
            let tiles = cards.into_iter().map(|card| view! { <li><AssetTile card live /></li> });
            view! { <ul class="tile-grid">{tiles.collect_erased()}</ul> }.erased()
        }
    }
}
