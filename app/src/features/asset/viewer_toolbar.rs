//! What can be done with the model on screen.

use crate::erased::{CollectErased, Erase};
use leptos::prelude::*;

use super::viewer::RunningViewer;
use super::viewer_pad::ViewerPad;
use crate::browser::{Look, ViewerCommand};
use crate::ui::{Icon, IconName};

/// Buttons below the model; they wait for it.
#[component]
pub(super) fn ViewerToolbar(
    /// The viewer.
    viewer: RunningViewer,
    /// Texts of width, height and depth.
    sides: Option<[String; 3]>,
    /// What a saved picture is called.
    file_name: String,
) -> impl IntoView {
    let turntable = move || viewer.command(ViewerCommand::SetTurntable(!viewer.turning.get_untracked()));
    let save = move || viewer.command(ViewerCommand::SavePicture(file_name.clone()));
    view! {
        <div class="viewer-toolbar needs-script" role="toolbar" aria-label="3D viewer">
            <Looks viewer />
            <ViewerPad viewer />
            <div class="flex items-center">
                <ToolButton
                    viewer
                    icon=IconName::Reset
                    label="Reset view"
                    on_press=move || viewer.command(ViewerCommand::ResetView)
                />
                <ToolButton
                    viewer
                    icon=IconName::Refresh
                    label="Turntable"
                    pressed=Signal::derive(move || Some(viewer.turning.get()))
                    on_press=turntable
                />
                {sides.map(|sides| view! { <DimensionsButton viewer sides /> })}
                <ToolButton viewer icon=IconName::ImageDown label="Save a picture" on_press=save />
                <ToolButton
                    viewer
                    icon=IconName::Maximize
                    label="Fullscreen"
                    on_press=move || viewer.command(ViewerCommand::ToggleFullscreen)
                />
            </div>
        </div>
    }
    .erased()
}

#[component]
fn DimensionsButton(viewer: RunningViewer, sides: [String; 3]) -> impl IntoView {
    let shown = RwSignal::new(false);
    let toggle = move || {
        shown.update(|shown| *shown = !*shown);
        viewer.command(ViewerCommand::SetDimensions(shown.get_untracked().then(|| sides.clone())));
    };
    let pressed = Signal::derive(move || Some(shown.get()));
    view! { <ToolButton viewer icon=IconName::Ruler label="Dimensions" pressed on_press=toggle /> }
}

/// Textured, clay or wireframe.
#[component]
fn Looks(viewer: RunningViewer) -> impl IntoView {
    let current = RwSignal::new(Look::default());
    let look = move |look: Look| {
        view! {
            <button
                type="button"
                class="segment"
                disabled=move || !viewer.is_live()
                aria-pressed=move || if current.get() == look { "true" } else { "false" }
                on:click=move |_| {
                    current.set(look);
                    viewer.command(ViewerCommand::SetLook(look));
                }
            >
                {look.label()}
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label="Look">
            {Look::ALL.map(look).collect_erased()}
        </div>
    }
    .erased()
}

/// A button with an icon; `pressed` for one that stays down.
#[component]
pub(super) fn ToolButton(
    /// The viewer; the button waits for it.
    viewer: RunningViewer,
    /// What is on it.
    icon: IconName,
    /// What it is called.
    label: &'static str,
    /// Whether it is down.
    #[prop(optional)]
    pressed: Signal<Option<bool>>,
    /// What it does.
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=label
            title=label
            disabled=move || !viewer.is_live()
            aria-pressed=move || pressed.get().map(|pressed| if pressed { "true" } else { "false" })
            on:click=move |_| on_press()
        >
            <Icon name=icon class="size-5" />
        </button>
    }
    .erased()
}
