//! A stored picture that keeps the page still while it loads.

use crate::erased::Erase;
use domain::picture::Picture;
use leptos::prelude::*;

/// An `<img>` with all its widths and its size.
#[component]
pub fn PictureView(
    /// Which picture.
    picture: Picture,
    /// What it shows, for those who do not see it; empty when the words beside it say so.
    #[prop(into)]
    alt: String,
    /// How wide it is shown, as in `<img sizes>`.
    sizes: &'static str,
    /// Classes of the image.
    #[prop(default = "size-full object-cover")]
    class: &'static str,
    /// Load at once, before scripts: the page's largest picture.
    #[prop(default = false)]
    eager: bool,
) -> impl IntoView {
    view! {
        <img
            data-slot="picture"
            class=class
            alt=alt
            loading=if eager { "eager" } else { "lazy" }
            decoding="async"
            fetchpriority=eager.then_some("high")
            width=picture.width
            height=picture.height
            sizes=sizes
            srcset=picture.srcset()
            src=picture.src().to_owned()
        />
    }
    .erased()
}
