//! Files into storage by signed URL, with progress. `fetch` cannot tell how far an upload is; XMLHttpRequest can.

use std::rc::Rc;

use app::browser::{UploadEvent, Uploader};
use domain::upload::UploadTicket;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{File, ProgressEvent, XmlHttpRequest};

/// One PUT a file.
pub struct XhrUploader;

impl Uploader for XhrUploader {
    fn put(&self, ticket: &UploadTicket, file: File, listener: Box<dyn Fn(UploadEvent)>) {
        let listener: Rc<dyn Fn(UploadEvent)> = listener.into();
        if send(ticket, &file, &listener).is_none() {
            listener(UploadEvent::Refused(0));
        }
    }
}

fn send(ticket: &UploadTicket, file: &File, listener: &Rc<dyn Fn(UploadEvent)>) -> Option<()> {
    let request = XmlHttpRequest::new().ok()?;
    request.open("PUT", &ticket.put_url).ok()?;
    request.set_request_header("Content-Type", &ticket.content_type).ok()?;

    let tell = Rc::clone(listener);
    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        tell(UploadEvent::Sent(percent(event.loaded(), event.total())));
    });
    request.upload().ok()?.set_onprogress(Some(on_progress.into_js_value().unchecked_ref()));

    let (tell, answered) = (Rc::clone(listener), request.clone());
    let on_end = Closure::once_into_js(move || {
        tell(match answered.status().unwrap_or(0) {
            200..300 => UploadEvent::Stored,
            status => UploadEvent::Refused(status),
        });
    });
    request.set_onloadend(Some(on_end.unchecked_ref()));
    request.send_with_opt_blob(Some(file)).ok()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of two byte counts, held between 0 and 100"
)]
fn percent(done: f64, total: f64) -> u8 {
    if total > 0.0 { (done / total * 100.0).clamp(0.0, 100.0) as u8 } else { 0 }
}
