//! Where a picture is dropped, pasted, picked or photographed.

use crate::erased::Erase;
use leptos::ev;
use leptos::prelude::*;
use web_sys::{DataTransfer, File, HtmlInputElement};

use super::upload::{Upload, UploadState};
use crate::features::problem_view::ProblemView;
use crate::ui::{Icon, IconName, NoScript, PictureView, Progress};

/// What the file dialogs offer.
const ACCEPT: &str = "image/png,image/jpeg,image/webp";

/// The picture of the form, with all its ways in.
#[component]
pub(super) fn ImageDrop(
    /// The picture.
    upload: Upload,
) -> impl IntoView {
    let paste = window_event_listener(ev::paste, move |event| {
        if let Some(file) = event.clipboard_data().as_ref().and_then(first_file) {
            event.prevent_default();
            upload.send(file);
        }
    });
    // A picture dropped beside the zone would otherwise be opened in place of the page.
    let over = window_event_listener(ev::dragover, keep_page);
    let beside = window_event_listener(ev::drop, keep_page);
    on_cleanup(move || {
        paste.remove();
        over.remove();
        beside.remove();
    });
    let hovered = RwSignal::new(false);
    let drop = move |event: ev::DragEvent| {
        event.prevent_default();
        hovered.set(false);
        if let Some(file) = event.data_transfer().as_ref().and_then(first_file) {
            upload.send(file);
        }
    };
    view! {
        <div class="space-y-3">
            <p id="picture-label" class="text-sm font-medium">
                "Picture"
            </p>
            <div
                class="drop-zone"
                class:drop-zone-hovered=move || hovered.get()
                on:dragover=move |event| {
                    event.prevent_default();
                    hovered.set(true);
                }
                on:dragleave=move |_| hovered.set(false)
                on:drop=drop
            >
                {move || content(upload)}
            </div>
            <NoScript words="Sending a picture needs scripts. Text to Model works without." />
            {move || match upload.state() {
                UploadState::Refused(problem) => Some(view! { <ProblemView problem /> }),
                _ => None,
            }}
        </div>
    }
    .erased()
}

/// What the zone shows for how far the picture is.
fn content(upload: Upload) -> AnyView {
    match upload.state() {
        UploadState::Empty | UploadState::Refused(_) => view! { <Pickers upload /> }.erased(),
        UploadState::Sending(percent) => waiting("Sending your picture", percent),
        UploadState::Checking => waiting("Checking your picture", 100),
        UploadState::Ready(_, picture) => view! {
            <PictureView
                picture
                alt="Your picture"
                sizes="20rem"
                class="max-h-64 w-auto max-w-full rounded-lg object-contain"
            />
            <button type="button" class="chip" on:click=move |_| upload.clear()>
                <Icon name=IconName::X class="size-3.5" />
                "Use another picture"
            </button>
        }
        .erased(),
    }
}

fn waiting(words: &'static str, percent: u8) -> AnyView {
    view! {
        <div class="w-full max-w-xs space-y-2 text-center" aria-live="polite">
            <p class="text-sm font-medium">{words}</p>
            <Progress label=words percent />
        </div>
    }
    .erased()
}

#[component]
fn Pickers(upload: Upload) -> impl IntoView {
    let pick = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            upload.send(file);
        }
        // The same file can be picked again after a mistake.
        input.set_value("");
    };
    view! {
        <Icon name=IconName::Image class="size-8 text-muted-foreground" />
        <p class="text-center text-sm text-muted-foreground">
            "Drop a picture here or paste it. PNG, JPEG or WebP, at most 10 MB."
        </p>
        <div class="flex flex-wrap justify-center gap-3">
            <label class="file-button">
                <Icon name=IconName::Upload />
                "Choose a picture"
                <input type="file" class="sr-only" accept=ACCEPT on:change=pick />
            </label>
            <label class="file-button camera-button">
                <Icon name=IconName::Camera />
                "Take a photo"
                <input type="file" class="sr-only" accept="image/*" capture="environment" on:change=pick />
            </label>
        </div>
    }
}

/// Only files lead away: a dragged word still lands in the prompt.
fn keep_page(event: ev::DragEvent) {
    let carries_files = |transfer: DataTransfer| {
        transfer.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"))
    };
    if event.data_transfer().is_some_and(carries_files) {
        event.prevent_default();
    }
}

fn first_file(transfer: &DataTransfer) -> Option<File> {
    transfer.files()?.get(0)
}
