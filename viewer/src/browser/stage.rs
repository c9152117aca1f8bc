//! The state behind one canvas, and when it is drawn.

use super::gpu::{Gpu, Look, Shot};
use super::labels::Labels;
use super::wiring::Wiring;
use crate::dimension::label_places;
use crate::gesture::Gesture;
use crate::orbit::Orbit;
use crate::pace::Pace;
use crate::print_scene::{ModelBox, PrintScene};
use crate::resolution::Resolution;
use glam::Vec3;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlCanvasElement, WebGl2RenderingContext, WebglLoseContext};

/// Pixels along the sides of a canvas that was given back.
const RELEASED_SIDE: u32 = 1;

/// What the page hears about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// A model's first frame is on the canvas.
    FirstFrame,
    /// The person moved the camera.
    CameraMoved,
    /// The graphics card dropped everything.
    ContextLost,
    /// The graphics card is back; the model follows.
    ContextRestored,
    /// Something went wrong that a person should know.
    Error(&'static str),
}

impl News {
    fn kind_and_detail(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::FirstFrame => ("first-frame", None),
            Self::CameraMoved => ("camera-moved", None),
            Self::ContextLost => (
                "context-lost",
                Some("The graphics card was interrupted. The model will come back by itself."),
            ),
            Self::ContextRestored => ("context-restored", None),
            Self::Error(sentence) => ("error", Some(sentence)),
        }
    }
}

/// The model being shown, as its file: enough to bring it back after a lost context.
#[derive(Clone)]
pub struct ShownFile {
    /// The whole GLB.
    pub bytes: Rc<Vec<u8>>,
    /// Half of the bounding box after scaling to radius one.
    pub half_extent: [f32; 3],
    /// The model's box in the file's units.
    pub model_box: ModelBox,
}

/// Everything behind one canvas.
pub struct Stage {
    pub canvas: HtmlCanvasElement,
    pub gl: WebGl2RenderingContext,
    pub gpu: Option<Gpu>,
    pub file: Option<ShownFile>,
    pub orbit: Orbit,
    pub gesture: Gesture,
    pub labels: Labels,
    /// Rises with every model that is loaded or restored; work for an older one is dropped.
    pub ticket: u32,
    /// False while the canvas is scrolled out of sight.
    pub on_screen: bool,
    /// True once a model is complete on the graphics card and until its first frame.
    pub first_frame_due: bool,
    pub camera_moved: bool,
    pub frames_drawn: u32,
    pub listener: Option<js_sys::Function>,
    /// How the model stands while a print is configured.
    pub scene: PrintScene,
    pub wiring: Wiring,
    look: Look,
    frame_request: Option<i32>,
    pace: Pace,
    news: Vec<News>,
}

impl Stage {
    /// A stage without a model, on a canvas whose events are wired already.
    pub fn new(canvas: HtmlCanvasElement, gl: WebGl2RenderingContext, wiring: Wiring) -> Self {
        let labels = Labels::beside(&canvas);
        Self {
            canvas,
            gl,
            gpu: None,
            file: None,
            orbit: Orbit::default(),
            gesture: Gesture::default(),
            labels,
            ticket: 0,
            on_screen: true,
            first_frame_due: false,
            camera_moved: false,
            frames_drawn: 0,
            listener: None,
            scene: PrintScene::default(),
            wiring,
            look: Look::default(),
            frame_request: None,
            pace: Pace::default(),
            news: Vec::new(),
        }
    }

    /// Takes note of something the page will hear about as soon as the stage is free.
    pub fn tell(&mut self, news: News) {
        self.news.push(news);
    }

    /// Builds the programs when the context is alive.
    pub fn wake_gpu(&mut self) {
        if self.gl.is_context_lost() {
            return;
        }
        match Gpu::new(self.gl.clone()) {
            Ok(gpu) => self.gpu = Some(gpu),
            Err(_) => self.tell(News::Error("The graphics card could not prepare the viewer.")),
        }
    }

    /// Sees to it that a frame is drawn soon.
    pub fn invalidate(&mut self) {
        if self.frame_request.is_none() && self.on_screen && self.gpu.is_some() {
            self.frame_request = self.wiring.request_frame();
        }
    }

    /// The person or the page moved the camera.
    pub fn moved(&mut self, by_person: bool) {
        self.camera_moved |= by_person;
        if self.wiring.reduced_motion() {
            self.orbit.jump_to_goal();
        }
        self.invalidate();
    }

    /// Changes the look; the wireframe's corners are made when it is first chosen.
    pub fn set_look(&mut self, look: Look) {
        self.look = look;
        self.prepare_look();
        self.invalidate();
    }

    /// Adds what the chosen look needs beyond the plain model.
    pub fn prepare_look(&mut self) {
        let (Some(gpu), Some(file)) = (&mut self.gpu, &self.file) else { return };
        if self.look == Look::Wireframe
            && gpu.lacks_corners()
            && let Ok(model) = crate::glb::read(&file.bytes)
        {
            gpu.add_corners(&model);
        }
    }

    /// Brings the scene's wishes to the graphics card and into view.
    pub fn arrange(&mut self) {
        let (Some(gpu), Some(file)) = (&mut self.gpu, &mut self.file) else { return };
        if self.gl.is_context_lost() {
            return;
        }
        let arrangement = self.scene.arrange(&file.model_box);
        gpu.arrange(&arrangement);
        file.half_extent = arrangement.half_extent.to_array();
        self.orbit.take_in(arrangement.middle, arrangement.reach);
        self.invalidate();
    }

    /// One animation frame.
    pub fn frame(&mut self, now_ms: f64) {
        self.frame_request = None;
        let since_last_ms = self.pace.step(now_ms).unwrap_or(16.0);
        let held = self.gesture.is_held();
        self.orbit.advance(since_last_ms as f32 / 1000.0, held);
        let moving = self.orbit.is_moving(held);
        self.draw(self.pace.detail());
        if std::mem::take(&mut self.camera_moved) {
            self.tell(News::CameraMoved);
        }
        if moving || self.pace.rest() {
            self.invalidate();
        }
    }

    /// Draws now, with the part `detail` of all pixels. Nothing happens without a size or a graphics card.
    pub fn draw(&mut self, detail: f64) {
        let Some(Resolution { size, pixel_ratio }) = self.wiring.fit_canvas(detail) else { return };
        let aspect = self.aspect();
        let shot = Shot {
            clip_from_world: self.orbit.clip_from_world(aspect),
            eye: self.orbit.eye(aspect),
            yaw: self.orbit.yaw(),
            look: self.look,
            paint: self.scene.paint,
            dimension_box: self.labels.are_visible(),
            size,
            pixel_ratio,
        };
        let Some(gpu) = &mut self.gpu else { return };
        let drawn = gpu.draw(&shot);
        self.frames_drawn = self.frames_drawn.wrapping_add(1);
        self.place_labels(&shot);
        if drawn && std::mem::take(&mut self.first_frame_due) {
            self.tell(News::FirstFrame);
        }
    }

    fn place_labels(&mut self, shot: &Shot) {
        let Some(file) = self.file.as_ref().filter(|_| self.labels.are_visible()) else { return };
        let css_size = self.wiring.css_size().map(|side| side as f32);
        let places =
            label_places(Vec3::from_array(file.half_extent), shot.yaw, shot.clip_from_world, css_size);
        self.labels.place(&self.canvas, places);
    }

    /// Width ÷ height; 1 while the canvas has no size.
    pub fn aspect(&self) -> f32 {
        let [width, height] = self.wiring.css_size();
        if width > 0.0 && height > 0.0 { (width / height) as f32 } else { 1.0 }
    }
}

impl Drop for Stage {
    /// Frees the graphics card's memory, also that of the canvas itself; the rest removes itself.
    fn drop(&mut self) {
        if let Some(request) = self.frame_request {
            self.wiring.cancel_frame(request);
        }
        self.gpu = None;
        self.canvas.set_width(RELEASED_SIDE);
        self.canvas.set_height(RELEASED_SIDE);
        release_context_later(&self.canvas, &self.gl);
    }
}

/// Gives the context itself back when the canvas has left the page, which may happen right after disposal:
/// browsers allow few contexts, and collect forgotten ones late. A canvas that stays can be used again.
fn release_context_later(canvas: &HtmlCanvasElement, gl: &WebGl2RenderingContext) {
    let (canvas, gl) = (canvas.clone(), gl.clone());
    let release = Closure::once_into_js(move || {
        if canvas.is_connected() || canvas.width() != RELEASED_SIDE {
            return;
        }
        if let Ok(Some(extension)) = gl.get_extension("WEBGL_lose_context") {
            extension.unchecked_into::<WebglLoseContext>().lose_context();
        }
    });
    if let Some(window) = web_sys::window() {
        let _ = window.set_timeout_with_callback(release.unchecked_ref());
    }
}

/// The stage, shared between the viewer's JavaScript object and its events; empty after disposal.
#[derive(Clone)]
pub struct SharedStage(Rc<RefCell<Option<Stage>>>);

/// For events: does not keep the stage alive.
#[derive(Clone)]
pub struct WeakStage(Weak<RefCell<Option<Stage>>>);

impl WeakStage {
    /// The stage, as long as the viewer lives.
    pub fn upgrade(&self) -> Option<SharedStage> {
        self.0.upgrade().map(SharedStage)
    }
}

impl SharedStage {
    /// Makes a stage whose events can find it.
    pub fn new(build: impl FnOnce(&WeakStage) -> Option<Stage>) -> Option<Self> {
        let shared = Self(Rc::new(RefCell::new(None)));
        let stage = build(&shared.downgrade())?;
        shared.0.replace(Some(stage));
        Some(shared)
    }

    /// A reference that does not keep the stage alive.
    pub fn downgrade(&self) -> WeakStage {
        WeakStage(Rc::downgrade(&self.0))
    }

    /// Works on the stage, then tells the page the news. `None` after disposal, and for events that the work
    /// itself caused: the stage never runs into itself.
    pub fn with<R>(&self, work: impl FnOnce(&mut Stage) -> R) -> Option<R> {
        let result = self.0.try_borrow_mut().ok()?.as_mut().map(work);
        self.tell_news();
        result
    }

    /// Calls the page's listener while the stage is free, so that it may call the viewer.
    fn tell_news(&self) {
        let news = match self.0.try_borrow_mut() {
            Ok(mut stage) => {
                stage.as_mut().map(|stage| (std::mem::take(&mut stage.news), stage.listener.clone()))
            }
            Err(_) => None,
        };
        let Some((news, Some(listener))) = news else { return };
        for item in news {
            let (kind, detail) = item.kind_and_detail();
            // A listener that throws must not stop the viewer.
            let _ = listener.call2(
                &JsValue::NULL,
                &kind.into(),
                &detail.map_or(JsValue::UNDEFINED, JsValue::from),
            );
        }
    }

    /// Frees everything.
    pub fn dispose(&self) {
        let stage = self.0.try_borrow_mut().ok().and_then(|mut stage| stage.take());
        drop(stage);
    }
}
