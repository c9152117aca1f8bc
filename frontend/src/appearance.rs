//! Light or dark by the person's choice, remembered on this device.

use app::browser::Appearance;
use web_sys::{Event, MediaQueryList, window};

/// The window hears this after each choice.
pub const APPEARANCE_CHANGED: &str = "appearance-changed";

/// A class on `<html>` and an entry in `localStorage`, which the document's first script reads.
pub struct PageAppearance;

/// What the device prefers, and changes of it.
pub fn device_prefers_dark() -> Option<MediaQueryList> {
    window()?.match_media("(prefers-color-scheme: dark)").ok().flatten()
}

impl Appearance for PageAppearance {
    fn toggle(&self) {
        let Some(window) = window() else { return };
        let Some(root) = window.document().and_then(|document| document.document_element()) else { return };
        let classes = root.class_list();
        let device_is_dark = device_prefers_dark().is_some_and(|query| query.matches());
        let is_dark = classes.contains("dark") || (device_is_dark && !classes.contains("light"));
        let (old, new) = if is_dark { ("dark", "light") } else { ("light", "dark") };
        let _ = classes.remove_1(old);
        let _ = classes.add_1(new);
        if let Ok(Some(storage)) = window.local_storage() {
            let _ = storage.set_item("appearance", new);
        }
        if let Ok(changed) = Event::new(APPEARANCE_CHANGED) {
            let _ = window.dispatch_event(&changed);
        }
    }
}
