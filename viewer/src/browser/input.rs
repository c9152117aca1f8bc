//! What the canvas's events do.

use super::loading;
use super::stage::{News, SharedStage, Stage};
use crate::gesture::Grip;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent, PointerEvent, WheelEvent};

/// One press of an arrow key turns by this much.
const KEY_DEGREES: f32 = 10.0;

/// One press of Shift and an arrow key moves by this part of the picture's height.
const KEY_PAN: f32 = 0.08;

/// One notch of most mouse wheels, in CSS pixels.
const WHEEL_NOTCH: f64 = 100.0;

/// A trackpad's pinch arrives as a wheel with small steps.
const PINCH_GAIN: f64 = 6.0;

/// Dispatches one event.
pub fn handle(stage: &SharedStage, event: &Event) {
    match event.type_().as_str() {
        "pointerdown" => press(stage, event.unchecked_ref()),
        "pointermove" => drag(stage, event.unchecked_ref()),
        "pointerup" | "pointercancel" => release(stage, event.unchecked_ref()),
        "touchmove" => touch(stage, event),
        "wheel" => wheel(stage, event.unchecked_ref()),
        "keydown" => key(stage, event.unchecked_ref()),
        // The right button moves the model.
        "contextmenu" => event.prevent_default(),
        "webglcontextlost" => {
            // Without this the browser never brings the context back.
            event.prevent_default();
            stage.with(lose_context);
        }
        "webglcontextrestored" => loading::restore(stage),
        "fullscreenchange" => {
            stage.with(|stage| {
                stage.wiring.follow_fullscreen();
                stage.invalidate();
            });
        }
        _ => {}
    }
}

fn lose_context(stage: &mut Stage) {
    stage.gpu = None;
    // Pictures on their way belong to the lost context.
    stage.ticket = stage.ticket.wrapping_add(1);
    stage.tell(News::ContextLost);
}

fn press(stage: &SharedStage, event: &PointerEvent) {
    let grip = match event.button() {
        0 if event.shift_key() => Grip::Pan,
        0 => Grip::Orbit,
        1 | 2 => Grip::Pan,
        _ => return,
    };
    stage.with(|stage| {
        stage.gesture.press(event.pointer_id(), place(event), grip);
        // The drag goes on outside of the canvas.
        let _ = stage.canvas.set_pointer_capture(event.pointer_id());
    });
    if event.button() == 1 {
        // Keeps the browser's automatic scrolling away.
        event.prevent_default();
    }
}

fn drag(stage: &SharedStage, event: &PointerEvent) {
    stage.with(|stage| {
        let size = stage.wiring.css_size().map(|side| side as f32);
        if stage.gesture.drag(event.pointer_id(), place(event), size, &mut stage.orbit) {
            stage.moved(true);
        }
    });
}

fn release(stage: &SharedStage, event: &PointerEvent) {
    stage.with(|stage| {
        stage.gesture.release(event.pointer_id());
        // The turntable goes on.
        stage.invalidate();
    });
}

/// Keeps the page from scrolling under two fingers, which would end their gesture.
fn touch(stage: &SharedStage, event: &Event) {
    if stage.with(|stage| stage.gesture.has_two()) == Some(true) {
        event.prevent_default();
    }
}

/// Zooms only where the page does not want to scroll: with focus, in fullscreen, or pinching a trackpad.
fn wheel(stage: &SharedStage, event: &WheelEvent) {
    let used = stage.with(|stage| {
        let pinching = event.ctrl_key();
        if !(pinching || stage.wiring.is_focused() || stage.wiring.is_fullscreen()) {
            return false;
        }
        let css_pixels = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => event.delta_y() * 33.0,
            WheelEvent::DOM_DELTA_PAGE => event.delta_y() * 300.0,
            _ => event.delta_y(),
        };
        let gain = if pinching { PINCH_GAIN } else { 1.0 };
        stage.orbit.zoom_by((-css_pixels / WHEEL_NOTCH * gain).clamp(-3.0, 3.0) as f32);
        stage.moved(true);
        true
    });
    if used == Some(true) {
        event.prevent_default();
    }
}

fn key(stage: &SharedStage, event: &KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let used = stage.with(|stage| {
        let used = move_by_key(stage, &event.key(), event.shift_key());
        if used {
            stage.moved(true);
        }
        used
    });
    if used == Some(true) {
        event.prevent_default();
    }
}

fn move_by_key(stage: &mut Stage, key: &str, shift: bool) -> bool {
    let (right, up) = match key {
        "ArrowRight" => (1.0, 0.0),
        "ArrowLeft" => (-1.0, 0.0),
        "ArrowUp" => (0.0, 1.0),
        "ArrowDown" => (0.0, -1.0),
        _ => (0.0, 0.0),
    };
    let aspect = stage.aspect();
    match key {
        "+" | "=" => stage.orbit.zoom_by(1.0),
        "-" | "_" => stage.orbit.zoom_by(-1.0),
        "0" | "Home" => stage.orbit.reset(),
        _ if right == 0.0 && up == 0.0 => return false,
        _ if shift => stage.orbit.pan_by(right * KEY_PAN, up * KEY_PAN, aspect),
        _ => stage.orbit.orbit_by(right * KEY_DEGREES, up * KEY_DEGREES),
    }
    true
}

fn place(event: &PointerEvent) -> [f32; 2] {
    [event.client_x() as f32, event.client_y() as f32]
}
