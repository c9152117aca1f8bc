//! What is known of a model, in numbers people use.

use crate::erased::Erase;
use domain::asset::MeshFacts;
use leptos::prelude::*;

/// Size and triangles of a model.
#[component]
pub(super) fn Facts(
    /// What was measured.
    facts: MeshFacts,
) -> impl IntoView {
    view! {
        <dl data-slot="facts" class="panel grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
            <dt class="text-muted-foreground">"Size"</dt>
            <dd class="text-right tabular-nums">{size_words(&facts)}</dd>
            <dt class="text-muted-foreground">"Triangles"</dt>
            <dd class="text-right tabular-nums">{grouped(facts.triangles)}</dd>
        </dl>
    }
    .erased()
}

/// Width, height and depth in whole millimetres, as texts for the dimension box.
#[must_use]
pub(super) fn side_words(facts: &MeshFacts) -> [String; 3] {
    facts.extents.map(|extent| format!("{:.0} mm", (extent * facts.size_mm).max(1.0)))
}

fn size_words(facts: &MeshFacts) -> String {
    side_words(facts).map(|side| side.trim_end_matches(" mm").to_owned()).join(" × ") + " mm"
}

/// A number with a comma at each thousand.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_whole_millimetres_and_never_zero() {
        let facts = MeshFacts { triangles: 1, extents: [1.0, 0.5, 0.001], size_mm: 80.0 };
        assert_eq!(side_words(&facts), ["80 mm", "40 mm", "1 mm"]);
        assert_eq!(size_words(&facts), "80 × 40 × 1 mm");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
