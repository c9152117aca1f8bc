//! An asset as a tile: a picture, its words and its status.

use crate::derived::derived;
use crate::erased::Erase;
use domain::asset::AssetCard;
use domain::picture::Picture;
use leptos::prelude::*;

use super::{StatusBadge, asset_name};
use crate::features::generation::{JobStatus, LiveStatus};
use crate::ui::{Icon, IconName, PictureView};

/// A square picture, or a sign where there is none yet.
#[component]
pub fn Thumbnail(
    /// The picture.
    picture: Option<Picture>,
    /// How wide it is shown.
    sizes: &'static str,
) -> impl IntoView {
    match picture {
        Some(picture) => view! { <PictureView picture alt="" sizes /> }.erased(),
        None => view! {
            <span class="flex size-full items-center justify-center text-muted-foreground">
                <Icon name=IconName::Box class="size-8" />
            </span>
        }
        .erased(),
    }
}

/// An asset as a tile; it leads to the asset page when there is something to see.
#[component]
pub fn AssetTile(
    /// Which asset.
    card: AssetCard,
    /// Its live status.
    live: LiveStatus,
) -> impl IntoView {
    let name = asset_name(&card);
    let href = format!("/assets/{}", card.id);
    let thumbnail = card.thumbnail.clone();
    let standing = derived(move |_| live.standing(&card));
    let status = move || {
        let now = standing.get();
        if now.is_moving() {
            view! { <JobStatus standing /> }.erased()
        } else {
            view! { <StatusBadge standing=now /> }.erased()
        }
    };
    let title = move || {
        let words = name.clone();
        if standing.get().status.is_clickable() {
            view! { <a class="tile-link" href=href.clone()>{words}</a> }.erased()
        } else {
            view! { <span>{words}</span> }.erased()
        }
    };
    view! {
        <article data-slot="asset-tile" class="tile">
            <div class="tile-picture">
                <Thumbnail picture=thumbnail sizes="(min-width: 64rem) 22rem, (min-width: 40rem) 45vw, 92vw" />
            </div>
            <div class="space-y-2 p-4">
                <h3 class="line-clamp-2 text-sm font-medium break-words">{title}</h3>
                {status}
            </div>
        </article>
    }
    .erased()
}
