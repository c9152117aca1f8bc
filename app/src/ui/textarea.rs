//! A text box of several lines that keeps what was typed before the page came alive.

use leptos::prelude::*;
use web_sys::HtmlTextAreaElement;

/// A text box of several lines.
#[component]
pub fn Textarea(
    /// Its id, for the label.
    id: &'static str,
    /// The field's name in the form.
    name: &'static str,
    /// What is typed; also told to the page.
    text: RwSignal<String>,
    /// An example of what to type.
    #[prop(into)]
    placeholder: Signal<&'static str>,
    /// The ids of its hints and errors.
    described_by: &'static str,
    /// True when what is typed cannot be used.
    #[prop(into)]
    invalid: Signal<bool>,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Textarea>::new();
    Effect::new(move |was_adopted: Option<bool>| {
        let wanted = text.get();
        let Some(area) = node.get() else { return false };
        let typed = HtmlTextAreaElement::value(&area);
        let is_first = was_adopted != Some(true);
        if is_first && !typed.is_empty() {
            text.set(typed);
        } else if typed != wanted {
            area.set_value(&wanted);
        }
        true
    });
    view! {
        <textarea
            data-slot="textarea"
            node_ref=node
            id=id
            name=name
            rows="4"
            placeholder=move || placeholder.get()
            class="textarea"
            aria-describedby=described_by
            aria-invalid=move || invalid.get().then_some("true")
            on:input=move |event| text.set(event_target_value(&event))
            inner_html=text.with_untracked(|text| escaped(text))
        ></textarea>
    }
}

/// What is typed, as the inside of the element: without scripts too it holds what the page knows.
fn escaped(text: &str) -> String {
    // A first line break would be taken for the markup's own.
    let first = if text.starts_with('\n') { "\n" } else { "" };
    format!("{first}{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_is_typed_stays_text() {
        assert_eq!(escaped("a </textarea> & b"), "a &lt;/textarea> &amp; b");
        assert_eq!(escaped("\nb"), "\n\nb");
        assert_eq!(escaped(""), "");
    }
}
