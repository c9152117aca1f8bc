//! The prompt with its counter.

use crate::derived::Derived;
use crate::erased::{CollectErased, Erase};
use domain::asset::AssetMode;
use domain::prompt::Prompt;
use leptos::prelude::*;

use super::draft::surplus;
use crate::ui::Textarea;

/// Prompts to start from.
const EXAMPLES: [&str; 3] =
    ["a red robot with a flower", "a castle with a blue roof", "a sleepy cat on a cushion"];

/// The prompt box; in image mode its words are optional.
#[component]
pub(super) fn PromptBox(
    /// What is typed.
    prompt: RwSignal<String>,
    /// Which tab is open.
    mode: Derived<AssetMode>,
) -> impl IntoView {
    let label = move || match mode.get() {
        AssetMode::Text => "Prompt",
        AssetMode::Image => "Prompt (optional)",
    };
    let placeholder = Signal::derive(move || match mode.get() {
        AssetMode::Text => "A red robot with a flower",
        AssetMode::Image => "What the picture shows",
    });
    let is_long = Signal::derive(move || prompt.with(|prompt| surplus(prompt) > 0));
    let count = move || format!("{} / 1000", prompt.with(|prompt| prompt.trim().chars().count()));
    let example = move |words: &'static str| {
        view! {
            <button type="button" class="chip" on:click=move |_| prompt.set(words.to_owned())>
                {words}
            </button>
        }
    };
    view! {
        <div class="space-y-2">
            <div class="flex items-baseline justify-between">
                <label for="prompt" class="text-sm font-medium">
                    {label}
                </label>
                <span
                    id="prompt-count"
                    class="text-sm tabular-nums"
                    class:text-destructive-text=move || is_long.get()
                    class:text-muted-foreground=move || !is_long.get()
                >
                    {count}
                </span>
            </div>
            <Textarea
                id="prompt"
                name="prompt"
                text=prompt
                placeholder
                described_by="prompt-count generate-reason"
                invalid=is_long
            />
            <div
                class="needs-script flex flex-wrap items-center gap-2"
                class:hidden=move || mode.get() == AssetMode::Image
            >
                <span class="text-sm text-muted-foreground">"Try"</span>
                {EXAMPLES.map(example).collect_erased()}
            </div>
        </div>
    }
    .erased()
}

const _: () = assert!(Prompt::MAX_CHARS == 1000, "the counter shows this limit");
