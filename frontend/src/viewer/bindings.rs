//! The viewer module's JavaScript face.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// `import()`, lent by the document's start script.
    #[wasm_bindgen(js_name = loadModule, catch)]
    pub fn load_module(url: &str) -> Result<Promise, wasm_bindgen::JsValue>;

    pub type Viewer;

    #[wasm_bindgen(method)]
    pub fn load(this: &Viewer, bytes: &Uint8Array) -> Promise;

    #[wasm_bindgen(method)]
    pub fn reset_view(this: &Viewer);
    #[wasm_bindgen(method)]
    pub fn orbit(this: &Viewer, right_degrees: f32, up_degrees: f32);
    #[wasm_bindgen(method)]
    pub fn zoom(this: &Viewer, steps: f32);

    #[wasm_bindgen(method)]
    pub fn set_look(this: &Viewer, look: &str);

    /// Answers whether it turns now.
    #[wasm_bindgen(method)]
    pub fn set_turntable(this: &Viewer, on: bool) -> bool;

    #[wasm_bindgen(method)]
    pub fn set_dimensions(
        this: &Viewer,
        visible: bool,
        width: Option<&str>,
        height: Option<&str>,
        depth: Option<&str>,
    );

    #[wasm_bindgen(method)]
    pub fn set_print_size(this: &Viewer, size_mm: &[f64]);

    #[wasm_bindgen(method)]
    pub fn set_companion(this: &Viewer, name: Option<&str>);

    #[wasm_bindgen(method)]
    pub fn set_paint(this: &Viewer, color: Option<&str>);

    #[wasm_bindgen(method)]
    pub fn set_places(this: &Viewer, coordinates: &[f32]);

    /// A promise of a PNG blob.
    #[wasm_bindgen(method)]
    pub fn picture(this: &Viewer) -> Promise;

    #[wasm_bindgen(method)]
    pub fn dispose(this: &Viewer);
}
