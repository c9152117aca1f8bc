//! The 3D viewer on a page: poster first, then progress, then the model; announced to screen readers.

use std::sync::Arc;

use crate::effect::effect;
use crate::erased::Erase;
use domain::picture::Picture;
use leptos::html::Canvas;
use leptos::prelude::*;

use super::viewer_toolbar::ViewerToolbar;
use crate::browser::{self, Handle, ModelSource, ModelViewer, ViewerCommand, ViewerEvent, ViewerScene};
use crate::features::site::site_facts;
use crate::ui::{Icon, IconName, NoScript, PictureView, Progress};

/// What the viewer's place shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Showing {
    /// The poster.
    #[default]
    Poster,
    /// The poster under a progress bar.
    Loading(u8),
    /// The model.
    Model,
    /// The poster and a sentence; it helps to open the model again.
    Interrupted(String),
    /// The poster and a sentence.
    Unsupported(String),
}

impl Showing {
    fn after(self, event: &ViewerEvent) -> Self {
        match event {
            ViewerEvent::Started => Self::Loading(0),
            ViewerEvent::Loaded(percent) => match self {
                Self::Poster | Self::Loading(_) => Self::Loading(*percent),
                shown => shown,
            },
            ViewerEvent::Shown => Self::Model,
            ViewerEvent::Turning(_) => self,
            ViewerEvent::Interrupted(sentence) => Self::Interrupted(sentence.clone()),
            ViewerEvent::Unsupported(sentence) => Self::Unsupported(sentence.clone()),
        }
    }

    /// What is read out.
    fn announcement(&self) -> String {
        match self {
            Self::Poster => String::new(),
            Self::Loading(_) => "The 3D model is loading.".to_owned(),
            Self::Model => "The 3D model is ready. Arrow keys turn it, plus and minus zoom.".to_owned(),
            Self::Interrupted(sentence) | Self::Unsupported(sentence) => sentence.clone(),
        }
    }
}

/// The viewer that runs on this page, for the toolbar.
#[derive(Clone, Copy)]
pub(super) struct RunningViewer {
    port: StoredValue<Option<Arc<dyn ModelViewer>>>,
    handle: StoredValue<Option<Handle>>,
    showing: RwSignal<Showing>,
    pub(super) turning: RwSignal<bool>,
}

impl RunningViewer {
    fn new() -> Self {
        let viewer = Self {
            port: StoredValue::new(browser::port()),
            handle: StoredValue::new(None),
            showing: RwSignal::new(Showing::Poster),
            turning: RwSignal::new(false),
        };
        on_cleanup(move || {
            if let (Some(port), Some(handle)) = (viewer.port.get_value(), viewer.handle.get_value()) {
                port.close(handle);
            }
        });
        viewer
    }

    /// True while the model can be worked with.
    pub(super) fn is_live(self) -> bool {
        self.showing.with(|showing| *showing == Showing::Model)
    }

    pub(super) fn command(self, command: ViewerCommand) {
        if let (Some(port), Some(handle)) = (self.port.get_value(), self.handle.get_value()) {
            port.command(handle, command);
        }
    }

    fn open(self, canvas: NodeRef<Canvas>, source: ModelSource) {
        let (Some(port), Some(canvas)) = (self.port.get_value(), canvas.get()) else { return };
        if self.handle.get_value().is_some() {
            return;
        }
        let handle = port.open(canvas, source, Box::new(move |event| self.hear(&event)));
        self.handle.set_value(Some(handle));
    }

    fn hear(self, event: &ViewerEvent) {
        if let ViewerEvent::Turning(turns) = event {
            self.turning.try_set(*turns);
        }
        self.showing.try_update(|showing| *showing = std::mem::take(showing).after(event));
    }
}

/// A model that can be turned.
#[component]
pub fn Viewer(
    /// What the model is called.
    #[prop(into)]
    name: String,
    /// Where its GLB is.
    #[prop(into)]
    url: String,
    /// The GLB's size in bytes; zero when nobody knows.
    bytes: u64,
    /// Its picture.
    poster: Option<Picture>,
    /// Texts of width, height and depth, when they are known.
    #[prop(optional_no_strip)]
    sides: Option<[String; 3]>,
    /// How it stands while a print is configured; then its box always shows.
    #[prop(optional_no_strip)]
    scene: Option<Signal<ViewerScene>>,
    /// Waits for a press instead of loading when it scrolls into view.
    #[prop(default = false)]
    on_demand: bool,
) -> impl IntoView {
    let site = site_facts();
    let source = ModelSource {
        url,
        bytes,
        viewer_js_url: site.viewer_js_url,
        viewer_wasm_url: site.viewer_wasm_url,
        when_visible: !on_demand,
    };
    let tries = RwSignal::new(0_u32);
    let again = Callback::new(move |()| tries.update(|tries| *tries += 1));
    move || {
        let tries = tries.get();
        let on_demand = on_demand && tries == 0;
        let (name, source, poster, sides) = (name.clone(), source.clone(), poster.clone(), sides.clone());
        let view = view! { <Try name source poster sides scene on_demand again /> };
        // A canvas whose context is lost gets no other. Views of the same type take over each other's elements.
        if tries % 2 == 1 { Some(view).erased() } else { view.erased() }
    }
}

/// One try to show the model.
#[component]
fn Try(
    name: String,
    source: ModelSource,
    poster: Option<Picture>,
    sides: Option<[String; 3]>,
    scene: Option<Signal<ViewerScene>>,
    on_demand: bool,
    /// Makes another try in place of this one.
    again: Callback<()>,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let viewer = RunningViewer::new();
    let source = StoredValue::new(source);
    let open = move || viewer.open(canvas, source.get_value());
    effect(move || {
        if !on_demand && canvas.get().is_some() {
            open();
        }
    });
    effect(move || {
        if let Some(scene) = scene.filter(|_| viewer.is_live()) {
            viewer.command(ViewerCommand::SetScene(scene.get()));
        }
    });
    let press = Callback::new(move |()| open());
    let file_name = format!("{name}.png");
    view! {
        <figure data-slot="viewer" class="viewer">
            <div class="viewer-stage">
                <canvas
                    node_ref=canvas
                    class="viewer-canvas"
                    tabindex="0"
                    // Not a picture: screen readers would keep the arrow keys to themselves.
                    role="application"
                    aria-roledescription="3D viewer"
                    aria-label=format!("3D model: {name}")
                ></canvas>
                {move || overlay(viewer.showing.get(), poster.clone(), again)}
                {on_demand.then(|| view! { <OfferButton viewer on_press=press /> })}
            </div>
            <p class="sr-only" aria-live="polite">
                {move || viewer.showing.with(Showing::announcement)}
            </p>
            <NoScript words="Turning the model needs scripts; this is its picture." />
            <ViewerToolbar viewer sides file_name />
        </figure>
    }
    .erased()
}

/// What lies over the canvas until the model shows.
fn overlay(showing: Showing, poster: Option<Picture>, again: Callback<()>) -> Option<impl IntoView> {
    let note = match &showing {
        Showing::Model => return None,
        Showing::Poster => None,
        Showing::Loading(percent) => {
            let percent = *percent;
            Some(
                view! { <div class="viewer-note"><Progress label="Loading the model" percent /></div> }
                    .erased(),
            )
        }
        Showing::Interrupted(sentence) => Some(
            view! {
                <div class="viewer-note space-y-2 text-sm">
                    <p>{sentence.clone()}</p>
                    <button type="button" class="chip pointer-events-auto" on:click=move |_| again.run(())>
                        "Show it again"
                    </button>
                </div>
            }
            .erased(),
        ),
        Showing::Unsupported(sentence) => {
            Some(view! { <p class="viewer-note text-sm">{sentence.clone()}</p> }.erased())
        }
    };
    let poster = match poster {
        Some(picture) => {
            let class = "size-full object-contain";
            let sizes = "(min-width: 64rem) 42rem, 96vw";
            view! { <PictureView picture alt="" sizes class eager=true /> }.erased()
        }
        None => view! { <Icon name=IconName::Box class="size-16" /> }.erased(),
    };
    Some(view! { <div class="viewer-poster">{poster} {note}</div> })
}

/// Starts a viewer that waits to be asked.
#[component]
fn OfferButton(viewer: RunningViewer, on_press: Callback<()>) -> impl IntoView {
    let is_waiting = move || viewer.showing.with(|showing| *showing == Showing::Poster);
    move || {
        is_waiting().then(|| {
            view! {
                <button type="button" class="viewer-offer needs-script" on:click=move |_| on_press.run(())>
                    <Icon name=IconName::Box />
                    "Turn it yourself"
                </button>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poster_then_progress_then_model() {
        let showing = Showing::Poster.after(&ViewerEvent::Started);
        assert_eq!(showing, Showing::Loading(0));
        let showing = showing.after(&ViewerEvent::Loaded(60));
        assert_eq!(showing, Showing::Loading(60));
        let showing = showing.after(&ViewerEvent::Shown);
        assert_eq!(showing, Showing::Model);
        assert_eq!(showing.clone().after(&ViewerEvent::Loaded(99)), Showing::Model);
        assert_eq!(showing.after(&ViewerEvent::Turning(true)), Showing::Model);
    }

    #[test]
    fn a_lost_context_shows_the_poster_again_and_says_why() {
        let lost = Showing::Model.after(&ViewerEvent::Interrupted("Paused.".into()));
        assert_eq!(lost.announcement(), "Paused.");
        assert_eq!(lost.after(&ViewerEvent::Shown), Showing::Model);
    }
}
