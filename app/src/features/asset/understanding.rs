//! What the generator says it made of the input.

use crate::erased::{CollectErased, Erase};
use domain::generation::Understanding;
use leptos::prelude::*;

use crate::ui::{Icon, IconName};

/// Who made it, what was understood, and what was not.
#[component]
pub(super) fn UnderstandingPanel(
    /// What the generator says.
    understanding: Understanding,
) -> impl IntoView {
    let Understanding { engine, method: _, understood, not_understood, warnings } = understanding;
    let warnings = warnings.into_iter().map(|warning| view! { <li>{warning}</li> }).collect_erased();
    view! {
        <section data-slot="understanding" class="panel" aria-label="What the generator understood">
            <p class="flex items-start gap-2 font-medium">
                <Icon name=IconName::Info class="mt-0.5 size-4 shrink-0" />
                {maker(&engine)}
            </p>
            <dl class="space-y-2 empty:hidden">
                {words("Understood", understood)} {words("Not understood", not_understood)}
            </dl>
            <ul class="list-disc space-y-1 pl-5 empty:hidden">{warnings}</ul>
        </section>
    }
    .erased()
}

fn maker(engine: &str) -> String {
    if engine == "builtin" {
        "Made by the built-in generator (no AI).".to_owned()
    } else {
        format!("Made by {engine}.")
    }
}

fn words(title: &'static str, words: Vec<String>) -> Option<impl IntoView> {
    (!words.is_empty()).then(|| {
        view! {
            <div>
                <dt class="text-muted-foreground">{title}</dt>
                <dd>{words.join(", ")}</dd>
            </div>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_generator_says_that_it_is_no_ai() {
        assert!(maker("builtin").contains("no AI"));
        assert_eq!(maker("trellis"), "Made by trellis.");
    }
}
