//! The 3D viewer: a module of its own, fetched when a model is to be seen.

mod bindings;
mod download;
mod start;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use app::browser::{Handle, ModelSource, ModelViewer, ViewerCommand, ViewerEvent};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlCanvasElement, IntersectionObserver, window};

use crate::registry::Registry;
use bindings::Viewer;

thread_local! {
    static RUNNING: Registry<Rc<Running>> = const { Registry::new() };
}

/// The page's viewers. One shows a model at a time: a page has one canvas.
pub struct LazyViewer;

/// A viewer on its way or on screen.
struct Running {
    canvas: HtmlCanvasElement,
    source: ModelSource,
    listener: Box<dyn Fn(ViewerEvent)>,
    /// There once its module has arrived.
    viewer: RefCell<Option<Viewer>>,
    /// There while it waits to be seen.
    observer: RefCell<Option<IntersectionObserver>>,
    is_closed: Cell<bool>,
}

impl ModelViewer for LazyViewer {
    fn open(
        &self,
        canvas: HtmlCanvasElement,
        source: ModelSource,
        listener: Box<dyn Fn(ViewerEvent)>,
    ) -> Handle {
        let when_visible = source.when_visible;
        let running = Rc::new(Running {
            canvas,
            source,
            listener,
            viewer: RefCell::new(None),
            observer: RefCell::new(None),
            is_closed: Cell::new(false),
        });
        if when_visible {
            start::when_visible(&running);
        } else {
            start::now(&running);
        }
        RUNNING.with(|all| all.insert(running))
    }

    fn command(&self, viewer: Handle, command: ViewerCommand) {
        if let Some(running) = RUNNING.with(|all| all.get(viewer)) {
            running.command(command);
        }
    }

    fn close(&self, viewer: Handle) {
        let Some(running) = RUNNING.with(|all| all.remove(viewer)) else { return };
        running.is_closed.set(true);
        if let Some(observer) = running.observer.take() {
            observer.disconnect();
        }
        if let Some(viewer) = running.viewer.take() {
            viewer.dispose();
        }
    }
}

impl Running {
    fn tell(&self, event: ViewerEvent) {
        if !self.is_closed.get() {
            (self.listener)(event);
        }
    }

    fn command(self: Rc<Self>, command: ViewerCommand) {
        let viewer = self.viewer.borrow();
        let Some(viewer) = viewer.as_ref() else { return };
        match command {
            ViewerCommand::ResetView => viewer.reset_view(),
            ViewerCommand::Turn { right_degrees, up_degrees } => viewer.orbit(right_degrees, up_degrees),
            ViewerCommand::Zoom { steps } => viewer.zoom(steps),
            ViewerCommand::SetLook(look) => viewer.set_look(look.key()),
            ViewerCommand::SetTurntable(on) => {
                let turns = viewer.set_turntable(on);
                self.tell(ViewerEvent::Turning(turns));
            }
            ViewerCommand::SetDimensions(Some([width, height, depth])) => {
                viewer.set_dimensions(true, Some(&width), Some(&height), Some(&depth));
            }
            ViewerCommand::SetDimensions(None) => viewer.set_dimensions(false, None, None, None),
            ViewerCommand::SetScene(scene) => {
                let [width, height, depth] = &scene.sides;
                viewer.set_dimensions(true, Some(width), Some(height), Some(depth));
                viewer.set_print_size(&scene.size_mm);
                viewer.set_companion(Some(scene.companion));
                viewer.set_paint(scene.paint.as_deref());
                viewer.set_places(scene.places.as_flattened());
            }
            ViewerCommand::ToggleFullscreen => toggle_fullscreen(&self.canvas),
            ViewerCommand::SavePicture(name) => {
                let picture = viewer.picture();
                spawn_local(async move { download::save(picture, &name).await });
            }
        }
    }
}

/// The canvas's parent fills the screen: the dimension labels lie in it too. On iPhones only videos may; there it fills
/// the window.
fn toggle_fullscreen(canvas: &HtmlCanvasElement) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Some(stage) = canvas.parent_element()
        && stage.request_fullscreen().is_err()
    {
        let _ = stage.class_list().toggle("viewer-fills");
    }
}
