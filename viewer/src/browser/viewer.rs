//! The JavaScript object.

use super::gpu::Look;
use super::loading::{self, CLOSED, error};
use super::stage::{SharedStage, Stage, WeakStage};
use super::wiring::Wiring;
use crate::familiar::Familiar;
use crate::print_scene::{PrintScene, linear_color};
use glam::Vec3;
use js_sys::{Function, Object, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{HtmlCanvasElement, WebGl2RenderingContext};

const NO_WEBGL: &str = "This browser cannot show 3D models: WebGL 2 is missing or switched off.";
const NO_PICTURE: &str = "The picture could not be made.";

thread_local! {
    /// The viewer that owns the page's one context.
    static CURRENT: RefCell<Option<WeakStage>> = const { RefCell::new(None) };
}

/// Shows one model on one canvas. See the crate's front page.
#[wasm_bindgen]
pub struct Viewer {
    stage: SharedStage,
}

#[wasm_bindgen]
impl Viewer {
    /// Takes a canvas over. A viewer that still lives elsewhere on the page is closed first.
    pub fn create(canvas: HtmlCanvasElement, options: JsValue) -> Result<Viewer, JsValue> {
        close_current();
        let stage = SharedStage::new(|stage| {
            let wiring = Wiring::connect(&canvas, stage)?;
            // Before the context exists, a size costs nothing.
            wiring.fit_canvas(1.0);
            let gl = context(&canvas)?;
            Some(Stage::new(canvas, gl, wiring))
        });
        let stage = stage.ok_or_else(|| error(NO_WEBGL))?;
        CURRENT.set(Some(stage.downgrade()));
        let viewer = Viewer { stage };
        viewer.apply(&options);
        viewer.stage.with(Stage::wake_gpu);
        Ok(viewer)
    }

    /// Shows a GLB file; resolves to its facts.
    pub fn load(&self, bytes: Vec<u8>) -> Promise {
        future_to_promise(loading::load(self.stage.clone(), bytes))
    }

    /// Returns to the first view.
    pub fn reset_view(&self) {
        self.move_camera(|stage| stage.orbit.reset());
    }

    /// `textured`, `clay` or `wireframe`; other names change nothing.
    pub fn set_look(&self, look: &str) {
        if let Some(look) = Look::from_name(look) {
            self.stage.with(|stage| stage.set_look(look));
        }
    }

    /// Starts or stops the turntable; returns whether it turns. Also for people who asked for less motion: they
    /// pressed for it, and can stop it.
    pub fn set_turntable(&self, on: bool) -> bool {
        let turning = self.stage.with(|stage| {
            stage.orbit.set_turning(on);
            stage.invalidate();
            on
        });
        turning.unwrap_or(false)
    }

    /// Shows the dimension box with these texts.
    pub fn set_dimensions(
        &self,
        visible: bool,
        width: Option<String>,
        height: Option<String>,
        depth: Option<String>,
    ) {
        self.stage.with(|stage| {
            stage.labels.show(visible, [width, height, depth]);
            stage.invalidate();
        });
    }

    /// Shows the model with these proportions (width, height, depth in millimetres), and gives what stands beside it
    /// its scale. Anything but three positive numbers shows the model as it is.
    pub fn set_print_size(&self, size_mm: &[f64]) {
        let size = match size_mm {
            &[width, height, depth] => Some(Vec3::new(width as f32, height as f32, depth as f32)),
            _ => None,
        };
        self.change_scene(|scene| scene.size_mm = size);
    }

    /// Puts a `coin`, a `mug` or a `hand` beside the model, or nothing; needs the print size.
    pub fn set_companion(&self, name: Option<String>) {
        self.change_scene(|scene| scene.familiar = name.as_deref().and_then(Familiar::from_name));
    }

    /// Shows the model in one color, `#rrggbb`, or in its own.
    pub fn set_paint(&self, color: Option<String>) {
        self.change_scene(|scene| scene.paint = color.as_deref().and_then(linear_color));
    }

    /// Lights places up: x, y, z of each in the file's coordinates.
    pub fn set_places(&self, coordinates: &[f32]) {
        let places = coordinates.as_chunks::<3>().0.iter().copied().map(Vec3::from_array).collect();
        self.change_scene(|scene| scene.places = places);
    }

    /// Turns around the model, in degrees.
    pub fn orbit(&self, right_degrees: f32, up_degrees: f32) {
        self.move_camera(|stage| stage.orbit.orbit_by(right_degrees, up_degrees));
    }

    /// Moves nearer, in steps.
    pub fn zoom(&self, steps: f32) {
        self.move_camera(|stage| stage.orbit.zoom_by(steps));
    }

    /// Moves sideways, in picture heights.
    pub fn pan(&self, right: f32, up: f32) {
        self.move_camera(|stage| {
            let aspect = stage.aspect();
            stage.orbit.pan_by(right, up, aspect);
        });
    }

    /// A PNG of the canvas as it is now.
    pub fn picture(&self) -> Promise {
        let stage = self.stage.clone();
        future_to_promise(async move {
            // Drawn in the same task: the browser forgets the picture afterwards.
            let blob = stage.with(|stage| {
                stage.draw(1.0);
                blob_of(&stage.canvas)
            });
            let blob = JsFuture::from(blob.ok_or_else(|| error(CLOSED))?).await?;
            if blob.is_null() { Err(error(NO_PICTURE)) } else { Ok(blob) }
        })
    }

    /// How many frames were drawn; stands still while nothing changes.
    pub fn frames_drawn(&self) -> u32 {
        self.stage.with(|stage| stage.frames_drawn).unwrap_or(0)
    }

    /// Where the camera is: `yaw_degrees`, `pitch_degrees`, `distance` (in model radii).
    pub fn view(&self) -> JsValue {
        let view = Object::new();
        self.stage.with(|stage| {
            let distance = stage.orbit.distance(stage.aspect());
            let facts = [
                ("yaw_degrees", stage.orbit.yaw().to_degrees()),
                ("pitch_degrees", stage.orbit.pitch().to_degrees()),
                ("distance", distance),
            ];
            for (name, value) in facts {
                let _ = Reflect::set(&view, &name.into(), &value.into());
            }
        });
        view.into()
    }

    /// Hears about everything that happens; `null` stops it.
    pub fn on_event(&self, listener: Option<Function>) {
        self.stage.with(|stage| stage.listener = listener);
    }

    /// Frees everything and leaves the canvas empty.
    pub fn dispose(&self) {
        self.stage.dispose();
    }

    fn change_scene(&self, change: impl FnOnce(&mut PrintScene)) {
        self.stage.with(|stage| {
            change(&mut stage.scene);
            stage.arrange();
        });
    }

    fn move_camera(&self, work: impl FnOnce(&mut Stage)) {
        self.stage.with(|stage| {
            work(stage);
            stage.moved(false);
        });
    }

    fn apply(&self, options: &JsValue) {
        let option = |name: &str| Reflect::get(options, &name.into()).unwrap_or(JsValue::UNDEFINED);
        if let Some(look) = option("look").as_string() {
            self.set_look(&look);
        }
        let is_calm = self.stage.with(|stage| stage.wiring.reduced_motion()) == Some(true);
        if option("turntable").is_truthy() && !is_calm {
            self.set_turntable(true);
        }
        self.on_event(option("on_event").dyn_into().ok());
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.stage.dispose();
    }
}

fn close_current() {
    let current = CURRENT.take();
    if let Some(stage) = current.and_then(|stage| stage.upgrade()) {
        stage.dispose();
    }
}

fn context(canvas: &HtmlCanvasElement) -> Option<WebGl2RenderingContext> {
    let options = Object::new();
    let _ = Reflect::set(&options, &"antialias".into(), &JsValue::TRUE);
    let context = canvas.get_context_with_context_options("webgl2", &options).ok()??;
    context.dyn_into().ok()
}

fn blob_of(canvas: &HtmlCanvasElement) -> Promise {
    Promise::new(&mut |resolve, reject| {
        if canvas.to_blob(&resolve).is_err() {
            let _ = reject.call1(&JsValue::NULL, &error(NO_PICTURE));
        }
    })
}
