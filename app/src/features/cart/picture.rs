//! What a line or an item looks like.

use crate::erased::Erase;
use domain::picture::Picture;
use leptos::prelude::*;

use crate::ui::{Icon, IconName, PictureView};

/// The picture, or a sign where there is none (credits, pictures still being made).
#[component]
pub fn SubjectPicture(
    /// The picture; the words beside it say what it shows.
    picture: Option<Picture>,
    /// The sign in its place.
    sign: IconName,
) -> impl IntoView {
    match picture {
        Some(picture) => view! { <PictureView picture alt="" sizes="7rem" /> }.erased(),
        None => view! {
            <div class="flex size-full items-center justify-center text-muted-foreground">
                <Icon name=sign class="size-8" />
            </div>
        }
        .erased(),
    }
}
