//! Buttons that turn the model and bring it nearer, for whoever cannot drag and has no keys.

use crate::erased::{CollectErased, Erase};
use leptos::prelude::*;

use super::viewer::RunningViewer;
use super::viewer_toolbar::ToolButton;
use crate::browser::ViewerCommand;
use crate::ui::IconName;

/// What one press turns, in degrees; as an arrow key does.
const DEGREES: f32 = 15.0;

/// One button for each way to look at it.
#[component]
pub(super) fn ViewerPad(
    /// The viewer.
    viewer: RunningViewer,
) -> impl IntoView {
    let turn = |right, up| ViewerCommand::Turn { right_degrees: right * DEGREES, up_degrees: up * DEGREES };
    let buttons = [
        (IconName::ArrowLeft, "Look from further left", turn(-1.0, 0.0)),
        (IconName::ArrowRight, "Look from further right", turn(1.0, 0.0)),
        (IconName::ArrowUp, "Look from higher up", turn(0.0, 1.0)),
        (IconName::ArrowDown, "Look from lower down", turn(0.0, -1.0)),
        (IconName::Minus, "Zoom out", ViewerCommand::Zoom { steps: -1.0 }),
        (IconName::Plus, "Zoom in", ViewerCommand::Zoom { steps: 1.0 }),
    ];
    let button = move |(icon, label, command): (IconName, &'static str, ViewerCommand)| {
        view! { <ToolButton viewer icon label on_press=move || viewer.command(command.clone()) /> }
    };
    view! {
        <div class="flex items-center" role="group" aria-label="View">
            {buttons.map(button).collect_erased()}
        </div>
    }
    .erased()
}
