//! Remarks for the printer, with their counter.

use domain::print::LONGEST_REMARKS;
use leptos::prelude::*;

use super::configurator::Configurator;
use crate::erased::Erase;
use crate::ui::Textarea;

/// The remarks box.
#[component]
pub(super) fn Remarks(
    /// The page.
    configurator: Configurator,
) -> impl IntoView {
    let remarks = configurator.remarks;
    let length = move || remarks.with(|text| text.trim().chars().count());
    let is_long = Signal::derive(move || length() > LONGEST_REMARKS);
    view! {
        <div class="space-y-2">
            <div class="flex items-baseline justify-between">
                <label for="remarks" class="field-title">
                    "Remarks (optional)"
                </label>
                <span
                    id="remarks-count"
                    class="text-sm tabular-nums"
                    class:text-destructive-text=move || is_long.get()
                    class:text-muted-foreground=move || !is_long.get()
                >
                    {move || format!("{} / {LONGEST_REMARKS}", length())}
                </span>
            </div>
            <Textarea
                id="remarks"
                name="remarks"
                text=remarks
                placeholder="Anything the printer should know"
                described_by="remarks-count"
                invalid=is_long
            />
        </div>
    }
    .erased()
}
