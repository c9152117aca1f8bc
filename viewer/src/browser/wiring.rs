//! Listeners, observers and animation frames of one canvas; dropping the wiring removes them all.

use super::input;
use super::stage::{SharedStage, Stage, WeakStage};
use crate::resolution::Resolution;
use wasm_bindgen::prelude::*;
use web_sys::{
    Document, Event, HtmlCanvasElement, IntersectionObserver, IntersectionObserverEntry, ResizeObserver,
    Window,
};

/// Events of the canvas we listen to.
const CANVAS_EVENTS: [&str; 10] = [
    "pointerdown",
    "pointermove",
    "pointerup",
    "pointercancel",
    "touchmove",
    "wheel",
    "keydown",
    "contextmenu",
    "webglcontextlost",
    "webglcontextrestored",
];

/// The event of the document we listen to.
const FULLSCREEN_CHANGE: &str = "fullscreenchange";

/// One finger up and down belongs to the page. So would two, but their `touchmove` is kept from it.
const TOUCH_ACTION: &str = "pan-y";

type Callback = Closure<dyn FnMut(JsValue)>;

/// The connections between a canvas and its stage.
pub struct Wiring {
    window: Window,
    document: Document,
    canvas: HtmlCanvasElement,
    on_event: Callback,
    on_frame: Callback,
    _on_resize: Callback,
    _on_sight: Callback,
    resize: Option<ResizeObserver>,
    sight: Option<IntersectionObserver>,
}

impl Wiring {
    /// Connects a canvas. `None` outside of a page.
    pub fn connect(canvas: &HtmlCanvasElement, stage: &WeakStage) -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let on_event = callback(stage, |stage, value| input::handle(&stage, value.unchecked_ref::<Event>()));
        let on_frame = callback(stage, |stage, now_ms| {
            stage.with(|stage| stage.frame(now_ms.as_f64().unwrap_or(0.0)));
        });
        let on_resize = callback(stage, |stage, _| {
            stage.with(Stage::invalidate);
        });
        let on_sight = callback(stage, |stage, entries| {
            let latest = js_sys::Array::from(&entries).pop();
            let seen = latest.unchecked_ref::<IntersectionObserverEntry>().is_intersecting();
            stage.with(|stage| {
                stage.on_screen = seen;
                stage.invalidate();
            });
        });
        let resize = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
        let sight = IntersectionObserver::new(on_sight.as_ref().unchecked_ref()).ok();
        let wiring = Self {
            window,
            document,
            canvas: canvas.clone(),
            on_event,
            on_frame,
            _on_resize: on_resize,
            _on_sight: on_sight,
            resize,
            sight,
        };
        wiring.attach();
        Some(wiring)
    }

    fn attach(&self) {
        let listener = self.on_event.as_ref().unchecked_ref();
        for kind in CANVAS_EVENTS {
            let _ = self.canvas.add_event_listener_with_callback(kind, listener);
        }
        let _ = self.document.add_event_listener_with_callback(FULLSCREEN_CHANGE, listener);
        if let Some(resize) = &self.resize {
            resize.observe(&self.canvas);
        }
        if let Some(sight) = &self.sight {
            sight.observe(&self.canvas);
        }
        if !self.canvas.has_attribute("tabindex") {
            self.canvas.set_tab_index(0);
        }
        self.follow_fullscreen();
    }

    /// Leaves vertical swipes to the page, except in fullscreen where there is nothing to scroll.
    pub fn follow_fullscreen(&self) {
        let action = if self.is_fullscreen() { "none" } else { TOUCH_ACTION };
        let _ = self.canvas.style().set_property("touch-action", action);
    }

    /// Whether the canvas is part of what fills the screen.
    pub fn is_fullscreen(&self) -> bool {
        self.document.fullscreen_element().is_some_and(|element| element.contains(Some(&self.canvas)))
    }

    /// Whether the canvas has the keyboard.
    pub fn is_focused(&self) -> bool {
        self.document.active_element().is_some_and(|element| element == **self.canvas)
    }

    /// Whether the person asked for less motion.
    pub fn reduced_motion(&self) -> bool {
        let query = self.window.match_media("(prefers-reduced-motion: reduce)");
        query.ok().flatten().is_some_and(|query| query.matches())
    }

    /// Width and height of the canvas in CSS pixels.
    pub fn css_size(&self) -> [f64; 2] {
        [self.canvas.client_width(), self.canvas.client_height()].map(f64::from)
    }

    /// Gives the canvas its part `detail` of the pixels it covers; `None` while it has no size.
    pub fn fit_canvas(&self, detail: f64) -> Option<Resolution> {
        let resolution = Resolution::of(self.css_size(), self.window.device_pixel_ratio(), detail)?;
        let [width, height] = resolution.size;
        // Setting the size clears the canvas, even to the size it has.
        if self.canvas.width() != width || self.canvas.height() != height {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
        Some(resolution)
    }

    /// Asks for one animation frame.
    pub fn request_frame(&self) -> Option<i32> {
        self.window.request_animation_frame(self.on_frame.as_ref().unchecked_ref()).ok()
    }

    /// Takes the request back.
    pub fn cancel_frame(&self, request: i32) {
        let _ = self.window.cancel_animation_frame(request);
    }
}

impl Drop for Wiring {
    fn drop(&mut self) {
        let listener = self.on_event.as_ref().unchecked_ref();
        for kind in CANVAS_EVENTS {
            let _ = self.canvas.remove_event_listener_with_callback(kind, listener);
        }
        let _ = self.document.remove_event_listener_with_callback(FULLSCREEN_CHANGE, listener);
        if let Some(resize) = &self.resize {
            resize.disconnect();
        }
        if let Some(sight) = &self.sight {
            sight.disconnect();
        }
        let _ = self.canvas.style().remove_property("touch-action");
    }
}

/// One kind of closure for every purpose keeps the module small.
fn callback(stage: &WeakStage, work: fn(SharedStage, JsValue)) -> Callback {
    let stage = stage.clone();
    Closure::new(move |value| {
        if let Some(stage) = stage.upgrade() {
            work(stage, value);
        }
    })
}
