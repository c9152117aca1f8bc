//! From bytes to a model on the canvas, and back again after a lost context.

use super::stage::{News, SharedStage, ShownFile, Stage};
use crate::glb::{self, Model, Picture};
use crate::print_scene::ModelBox;
use glam::Vec3;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, ColorSpaceConversion, ImageBitmap, ImageBitmapOptions, PremultiplyAlpha};

/// What every promise of a closed viewer is rejected with.
pub const CLOSED: &str = "The viewer was closed.";
const REPLACED: &str = "Another model was opened in the meantime.";
const NO_GPU: &str = "The graphics card could not prepare the viewer.";
const PICTURE_FAILED: &str = "A picture on this model could not be shown.";

/// Loads a model and resolves to its facts once it is complete on the graphics card.
pub async fn load(stage: SharedStage, bytes: Vec<u8>) -> Result<JsValue, JsValue> {
    let model = glb::read(&bytes).map_err(|problem| error(problem.sentence()))?;
    let facts = facts(&model);
    let model_box =
        ModelBox { center: Vec3::from_array(model.center), half: Vec3::from_array(model.size) / 2.0 };
    let file = ShownFile { bytes: Rc::new(bytes), half_extent: model.half_extent, model_box };
    let ticket = stage.with(|stage| {
        stage.file = Some(file.clone());
        stage.orbit.fit(file.half_extent);
        next_ticket(stage)
    });
    let ticket = ticket.ok_or_else(|| error(CLOSED))?;
    present(&stage, model, file.bytes, ticket).await?;
    Ok(facts)
}

/// Builds everything again after the browser gave the context back.
pub fn restore(stage: &SharedStage) {
    let shown = stage.with(|stage| {
        stage.wake_gpu();
        stage.tell(News::ContextRestored);
        let ticket = next_ticket(stage);
        stage.file.clone().map(|file| (file, ticket))
    });
    let Some(Some((file, ticket))) = shown else { return };
    let stage = stage.clone();
    spawn_local(async move {
        if let Ok(model) = glb::read(&file.bytes) {
            // When this fails, a newer model has taken the place.
            let _ = present(&stage, model, file.bytes, ticket).await;
        }
    });
}

/// An `Error` for the page.
pub fn error(sentence: &str) -> JsValue {
    js_sys::Error::new(sentence).into()
}

fn next_ticket(stage: &mut Stage) -> u32 {
    stage.ticket = stage.ticket.wrapping_add(1);
    stage.ticket
}

/// Uploads a model, geometry first while the browser decodes the pictures, and asks for the first frame.
async fn present(stage: &SharedStage, model: Model, file: Rc<Vec<u8>>, ticket: u32) -> Result<(), JsValue> {
    let decoding: Vec<_> = model.pictures.iter().map(|picture| start_decoding(&file, picture)).collect();
    with_current(stage, ticket, |stage| match &mut stage.gpu {
        // Everything is done again when the context comes back.
        _ if stage.gl.is_context_lost() => Ok(()),
        Some(gpu) => {
            gpu.show(&model);
            Ok(())
        }
        None => Err(error(NO_GPU)),
    })??;
    for (index, promise) in decoding.into_iter().enumerate() {
        let bitmap = match promise {
            Some(promise) => JsFuture::from(promise).await.ok().map(JsCast::unchecked_into::<ImageBitmap>),
            None => None,
        };
        with_current(stage, ticket, |stage| {
            if !add_picture(stage, index, bitmap.as_ref()) {
                stage.tell(News::Error(PICTURE_FAILED));
            }
        })?;
        if let Some(bitmap) = bitmap {
            bitmap.close();
        }
    }
    with_current(stage, ticket, |stage| {
        stage.prepare_look();
        stage.arrange();
        stage.first_frame_due = true;
        stage.invalidate();
    })
}

fn add_picture(stage: &mut Stage, index: usize, bitmap: Option<&ImageBitmap>) -> bool {
    match (&mut stage.gpu, bitmap) {
        (Some(gpu), Some(bitmap)) if !stage.gl.is_context_lost() => gpu.add_picture(index, bitmap),
        (_, bitmap) => bitmap.is_some(),
    }
}

/// Works on the stage unless another model took the place of the one with this ticket.
fn with_current<R>(
    stage: &SharedStage,
    ticket: u32,
    work: impl FnOnce(&mut Stage) -> R,
) -> Result<R, JsValue> {
    let done = stage.with(|stage| (stage.ticket == ticket).then(|| work(stage)));
    match done {
        Some(Some(result)) => Ok(result),
        Some(None) => Err(error(REPLACED)),
        None => Err(error(CLOSED)),
    }
}

/// Lets the browser decode a picture away from the main thread; `None` where there is nothing to decode.
fn start_decoding(file: &[u8], picture: &Picture) -> Option<Promise> {
    let bytes = file.get(picture.file_range.clone()).filter(|bytes| !bytes.is_empty())?;
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))).ok()?;
    let options = ImageBitmapOptions::new();
    options.set_premultiply_alpha(PremultiplyAlpha::None);
    options.set_color_space_conversion(ColorSpaceConversion::None);
    web_sys::window()?.create_image_bitmap_with_blob_and_image_bitmap_options(&blob, &options).ok()
}

fn facts(model: &Model) -> JsValue {
    let facts = Object::new();
    let set = |name: &str, value: JsValue| {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&facts, &name.into(), &value);
    };
    let sides = |[width, height, depth]: [f32; 3]| {
        JsValue::from(Array::of3(&width.into(), &height.into(), &depth.into()))
    };
    set("triangles", (model.triangles() as u32).into());
    set("vertices", (model.vertices() as u32).into());
    set("materials", (model.parts.len() as u32).into());
    set("pictures", (model.pictures.len() as u32).into());
    set("size", sides(model.size));
    set("size_mm", model.size_mm.map_or(JsValue::UNDEFINED, sides));
    facts.into()
}
