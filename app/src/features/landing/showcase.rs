//! Models made by the built-in generator, shown on the start page. Their files lie in `public/showcase/`.

use crate::erased::{CollectErased, Erase};
use domain::picture::{Picture, PictureSource};
use leptos::prelude::*;

/// A model on show: `/showcase/{slug}.webp` and `/showcase/{slug}.glb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShowcaseItem {
    pub(super) slug: &'static str,
    /// The prompt it was made from.
    pub(super) prompt: &'static str,
    pub(super) style: &'static str,
}

/// The first one can be turned on the page.
pub(super) const SHOWCASE: [ShowcaseItem; 6] = [
    ShowcaseItem { slug: "robot", prompt: "a red robot with a flower", style: "Cartoon" },
    ShowcaseItem { slug: "castle", prompt: "a castle with a blue roof", style: "Realistic" },
    ShowcaseItem { slug: "cat", prompt: "a sleepy orange cat", style: "Clay" },
    ShowcaseItem { slug: "rocket", prompt: "a white rocket with red fins", style: "Low Poly" },
    ShowcaseItem { slug: "dragon", prompt: "a green dragon", style: "Voxel" },
    ShowcaseItem { slug: "car", prompt: "a yellow car with black wheels", style: "Cartoon" },
];

/// Pixels along each side of a showcase picture.
const SIDE_PX: u16 = 640;

impl ShowcaseItem {
    pub(super) fn picture(&self) -> Picture {
        let source = PictureSource { width: SIDE_PX, url: format!("/showcase/{}.webp", self.slug) };
        Picture { sources: vec![source], width: SIDE_PX, height: SIDE_PX }
    }

    pub(super) fn glb_url(&self) -> String {
        format!("/showcase/{}.glb", self.slug)
    }
}

/// The pictures with the words they were made from.
#[component]
pub(super) fn ShowcaseGrid() -> impl IntoView {
    let item = |item: &ShowcaseItem| {
        view! {
            <li class="tile">
                <div class="tile-picture">
                    <crate::ui::PictureView
                        picture=item.picture()
                        alt=format!("3D model of {}", item.prompt)
                        sizes="(min-width: 64rem) 22rem, 45vw"
                    />
                </div>
                <p class="p-4 text-sm">
                    "“" {item.prompt} "”"
                    <span class="block text-muted-foreground">{item.style}</span>
                </p>
            </li>
        }
    };
    view! { <ul class="tile-grid">{SHOWCASE.iter().map(item).collect_erased()}</ul> }.erased()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_has_files_of_its_own() {
        let slugs: std::collections::HashSet<_> = SHOWCASE.iter().map(|item| item.slug).collect();
        assert_eq!(slugs.len(), SHOWCASE.len());
        assert_eq!(SHOWCASE[0].glb_url(), "/showcase/robot.glb");
        assert_eq!(SHOWCASE[0].picture().src(), "/showcase/robot.webp");
    }
}
