//! The dimension box's labels: real text in the page, beside the canvas.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlCanvasElement, HtmlElement};

/// Where the page's own tokens are missing, the system's colors stand in.
const LABEL_STYLE: &str = "position:absolute;left:0;top:0;padding:1px 7px;border-radius:6px;white-space:nowrap;\
    font-size:12px;line-height:18px;font-weight:500;font-variant-numeric:tabular-nums;\
    color:var(--foreground,CanvasText);background:var(--background,Canvas);\
    border:1px solid var(--border,GrayText)";

/// Three labels over the canvas: width, height, depth.
pub struct Labels {
    overlay: Option<HtmlElement>,
    labels: Vec<HtmlElement>,
    visible: bool,
}

impl Labels {
    /// Adds hidden labels to the page, right after the canvas.
    pub fn beside(canvas: &HtmlCanvasElement) -> Self {
        let overlay = canvas.owner_document().and_then(|document| overlay(&document));
        let labels = overlay.as_ref().map(add_labels).unwrap_or_default();
        if let Some(overlay) = &overlay {
            let _ = canvas.after_with_node_1(overlay);
        }
        Self { overlay, labels, visible: false }
    }

    /// Whether the dimension box is on.
    pub fn are_visible(&self) -> bool {
        self.visible
    }

    /// Shows or hides the box and sets the texts; an empty text hides its label.
    pub fn show(&mut self, visible: bool, texts: [Option<String>; 3]) {
        self.visible = visible;
        for (label, text) in self.labels.iter().zip(texts) {
            label.set_text_content(text.as_deref());
        }
        if let Some(overlay) = &self.overlay {
            overlay.set_hidden(!visible);
        }
    }

    /// Moves the labels; places are CSS pixels from the canvas's upper left.
    pub fn place(&self, canvas: &HtmlCanvasElement, places: [Option<[f32; 2]>; 3]) {
        let Some(overlay) = &self.overlay else { return };
        let frame = [
            ("left", canvas.offset_left()),
            ("top", canvas.offset_top()),
            ("width", canvas.offset_width()),
            ("height", canvas.offset_height()),
        ];
        for (side, pixels) in frame {
            set_style(overlay, side, &pixel_text(pixels));
        }
        for (label, place) in self.labels.iter().zip(places) {
            let has_text = label.text_content().is_some_and(|text| !text.is_empty());
            label.set_hidden(!has_text || place.is_none());
            let Some([x, y]) = place else { continue };
            let middle =
                ["translate(", &pixel_text(x as i32), ",", &pixel_text(y as i32), ") translate(-50%,-50%)"];
            set_style(label, "transform", &middle.concat());
        }
    }
}

impl Drop for Labels {
    fn drop(&mut self) {
        if let Some(overlay) = &self.overlay {
            overlay.remove();
        }
    }
}

fn overlay(document: &Document) -> Option<HtmlElement> {
    let overlay: HtmlElement = document.create_element("div").ok()?.unchecked_into();
    set_attributes(
        &overlay,
        &[("data-slot", "viewer-dimensions"), ("role", "group"), ("aria-label", "Dimensions")],
    );
    overlay.style().set_css_text("position:absolute;overflow:hidden;pointer-events:none");
    overlay.set_hidden(true);
    Some(overlay)
}

fn add_labels(overlay: &HtmlElement) -> Vec<HtmlElement> {
    let document = overlay.owner_document();
    let add = |slot: &str| {
        let label: HtmlElement = document.as_ref()?.create_element("span").ok()?.unchecked_into();
        set_attributes(&label, &[("data-slot", slot)]);
        label.style().set_css_text(LABEL_STYLE);
        overlay.append_child(&label).ok()?;
        Some(label)
    };
    ["viewer-width", "viewer-height", "viewer-depth"].into_iter().filter_map(add).collect()
}

fn set_attributes(element: &Element, attributes: &[(&str, &str)]) {
    for (name, value) in attributes {
        let _ = element.set_attribute(name, value);
    }
}

fn set_style(element: &HtmlElement, name: &str, value: &str) {
    let _ = element.style().set_property(name, value);
}

fn pixel_text(pixels: i32) -> String {
    let mut text = pixels.to_string();
    text.push_str("px");
    text
}
