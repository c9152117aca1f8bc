//! The model viewer: a WebAssembly module of its own that a page loads when a model comes into view.
//!
//! ```js
//! const viewer = await import(viewer_js_url);
//! await viewer.default({ module_or_path: viewer_wasm_url });
//! const view = viewer.Viewer.create(canvas, { on_event: (kind, detail) => … });
//! const facts = await view.load(bytes);
//! ```
//!
//! # The JavaScript API
//!
//! | member | what it does |
//! |---|---|
//! | `Viewer.create(canvas, options?)` | Takes a canvas over. Throws an `Error` where WebGL 2 is missing. One a page: an older viewer is closed. Options: `look`, `turntable`, `on_event`. |
//! | `load(bytes)` | Shows a GLB (`Uint8Array`). Resolves to its facts when it is complete on the graphics card. Rejects with an `Error` whose message is a sentence for a person; the old model stays. |
//! | `reset_view()` | Returns to the first view. |
//! | `set_look(look)` | `"textured"`, `"clay"` or `"wireframe"`; other names change nothing. |
//! | `set_turntable(on)` | Returns whether it turns now. The option of the same name holds back under `prefers-reduced-motion`; this does not: somebody asked for it. |
//! | `set_dimensions(visible, width?, height?, depth?)` | The box around the model, with texts such as `"70 mm"` as real text beside the canvas. |
//! | `set_print_size(size_mm)`, `set_companion(name?)`, `set_paint(color?)`, `set_places(coordinates)` | The model as it will be printed: stretched to millimetres, beside a `coin`, `mug` or `hand`, in one color (`#rrggbb`), with places lit up. |
//! | `orbit(right_degrees, up_degrees)`, `zoom(steps)`, `pan(right, up)` | For buttons: 15°, one step, and 0.1 picture heights feel right. |
//! | `picture()` | Resolves to a PNG `Blob` of the canvas with a transparent background. |
//! | `frames_drawn()`, `view()` | For tests: frames so far; `{ yaw_degrees, pitch_degrees, distance }`. |
//! | `on_event(listener)` | Replaces the listener; `null` removes it. |
//! | `dispose()` | Frees everything. Harmless twice; all else is harmless afterwards, and promises reject. |
//!
//! Facts: `{ triangles, vertices, materials, pictures, size: [x, y, z], size_mm?: [x, y, z] }`, where `size` is in
//! the file's units and `size_mm` comes from `asset.extras.makeit3d.size_mm`.
//!
//! The listener gets a kind and, for some, a sentence: `"first-frame"` (a model is on the canvas: hide the
//! poster), `"camera-moved"` (by the person, at most once a frame), `"context-lost"` (show the poster; it comes
//! back by itself), `"context-restored"` (another `"first-frame"` follows), `"error"` (the model still shows).
//! It may call the viewer, also `dispose`.
//!
//! # What the page provides
//!
//! * A canvas sized by CSS (the viewer sets its pixels), with `role` and `aria-label`, in a parent with
//!   `position: relative`: the dimension labels are placed there, in the page's `--foreground`, `--background`
//!   and `--border`, and can be styled further by `[data-slot=viewer-width]`, `-height` and `-depth`.
//! * Fullscreen: `requestFullscreen()` on the parent, or a parent that fills the window. The viewer follows.
//!
//! # How it behaves
//!
//! Mouse: drag turns, right or Shift drag moves, the wheel zooms while the canvas has focus (else the page
//! scrolls). Touch: one finger sideways turns, two pinch and move; one finger up or down scrolls the page except in
//! fullscreen. Keys: arrows turn, Shift and arrows move, `+` and `-` zoom, `0` and Home reset.
//! A frame is drawn only when something changed and the canvas is in sight.
//!
//! # Finding your way
//!
//! [`glb`] reads the file, [`orbit`] is the camera, [`gesture`] turns pointers into moves, [`light`] and
//! [`dimension`] place light and labels, [`print_scene`] stretches the model and puts
//! [`familiar`] things beside it, [`resolution`] and [`pace`] count pixels: plain Rust, tested on the host with `cargo test -p viewer --lib`. The
//! `browser` module is what needs a canvas. To add a look: a variant of `Look` in `browser/gpu/draw.rs` and its
//! material there.

pub mod angle;
pub mod dimension;
pub mod familiar;
pub mod gesture;
pub mod glb;
pub mod json;
pub mod light;
pub mod orbit;
pub mod pace;
pub mod print_scene;
pub mod resolution;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
pub use browser::Viewer;
