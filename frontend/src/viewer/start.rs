//! From a canvas to a model on it: wait to be seen, fetch module and file side by side, hand over.

use std::rc::Rc;

use app::browser::{ModelSource, ViewerEvent};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{IntersectionObserver, IntersectionObserverEntry};

use super::Running;
use super::bindings::{Viewer, load_module};
use super::download::download;

/// What is said when the module itself cannot be had.
const NO_VIEWER: &str = "The 3D viewer could not be loaded; this is the model's picture.";

/// Starts when the canvas scrolls into view.
pub fn when_visible(running: &Rc<Running>) {
    let waiting = Rc::clone(running);
    let seen = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
        let is_seen =
            entries.iter().any(|entry| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting());
        if !is_seen {
            return;
        }
        if let Some(observer) = waiting.observer.take() {
            observer.disconnect();
            now(&waiting);
        }
    });
    match IntersectionObserver::new(seen.into_js_value().unchecked_ref()) {
        Ok(observer) => {
            observer.observe(&running.canvas);
            *running.observer.borrow_mut() = Some(observer);
        }
        Err(_) => now(running),
    }
}

/// Starts at once.
pub fn now(running: &Rc<Running>) {
    let running = Rc::clone(running);
    running.tell(ViewerEvent::Started);
    spawn_local(async move {
        if let Err(event) = show(&running).await {
            running.tell(event);
        }
    });
}

async fn show(running: &Rc<Running>) -> Result<(), ViewerEvent> {
    let interrupted = |sentence: &str| ViewerEvent::Interrupted(sentence.to_owned());
    let module = import(&running.source);
    let told = Rc::clone(running);
    let progress = move |percent| told.tell(ViewerEvent::Loaded(percent));
    let bytes = download(&running.source.url, running.source.bytes, progress).await;
    let module = module.await.map_err(|_| interrupted(NO_VIEWER))?;
    let bytes =
        bytes.ok_or_else(|| interrupted("The model could not be downloaded; this is its picture."))?;
    if running.is_closed.get() {
        return Ok(());
    }
    let viewer = create(&module, running).map_err(|error| unsupported(&error))?;
    let loading = viewer.load(&bytes);
    *running.viewer.borrow_mut() = Some(viewer);
    match JsFuture::from(loading).await {
        Ok(_) => Ok(()),
        Err(error) => Err(unsupported(&error)),
    }
}

/// The viewer's module, ready to make viewers. Begins at once, before it is awaited.
fn import(source: &ModelSource) -> impl Future<Output = Result<JsValue, JsValue>> + use<> {
    let script = load_module(&source.viewer_js_url).map(JsFuture::from);
    let wasm_url = source.viewer_wasm_url.clone();
    async move {
        let module = script?.await?;
        let options = Object::new();
        Reflect::set(&options, &"module_or_path".into(), &wasm_url.into())?;
        let init: Function = Reflect::get(&module, &"default".into())?.dyn_into()?;
        let ready = init.call1(&JsValue::UNDEFINED, &options)?;
        JsFuture::from(js_sys::Promise::resolve(&ready)).await?;
        Ok(module)
    }
}

/// `Viewer.create(canvas, { on_event })`
fn create(module: &JsValue, running: &Rc<Running>) -> Result<Viewer, JsValue> {
    let heard = Rc::clone(running);
    let on_event = Closure::<dyn Fn(String, Option<String>)>::new(move |kind: String, detail| {
        if let Some(event) = event_of(&kind, detail) {
            heard.tell(event);
        }
    });
    let options = Object::new();
    Reflect::set(&options, &"on_event".into(), &on_event.into_js_value())?;
    let class = Reflect::get(module, &"Viewer".into())?;
    let create: Function = Reflect::get(&class, &"create".into())?.dyn_into()?;
    Ok(create.call2(&class, &running.canvas, &options)?.unchecked_into())
}

fn event_of(kind: &str, detail: Option<String>) -> Option<ViewerEvent> {
    match kind {
        "first-frame" => Some(ViewerEvent::Shown),
        "context-lost" => Some(ViewerEvent::Interrupted(detail.unwrap_or_default())),
        // Also when a lost context could not be restored: it does not come back by itself then.
        "error" => Some(ViewerEvent::Interrupted(detail.unwrap_or_else(|| NO_VIEWER.to_owned()))),
        // The rest needs no answer: a restored context draws a first frame again.
        _ => None,
    }
}

fn unsupported(error: &JsValue) -> ViewerEvent {
    let error = error.dyn_ref::<js_sys::Error>();
    ViewerEvent::Unsupported(error.map_or_else(|| NO_VIEWER.to_owned(), |error| error.message().into()))
}
