//! A print's size for people: in millimetres and in inches.

use domain::print::SizeMm;

/// Millimetres an inch, by definition.
const MM_PER_INCH: f64 = 25.4;

/// `120 × 80 × 60 mm (4.72 × 3.15 × 2.36 in)`, width × height × depth.
pub(super) fn size_words(size: SizeMm) -> String {
    let joined = |sides: [String; 3]| sides.join(" × ");
    let mm = joined(size.0.map(|side| trimmed(format!("{side:.1}"))));
    let inch = joined(size.0.map(|side| trimmed(format!("{:.2}", side / MM_PER_INCH))));
    format!("{mm} mm ({inch} in)")
}

/// A decimal number without zeros that say nothing.
fn trimmed(number: String) -> String {
    number.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_units_are_told_without_needless_zeros() {
        assert_eq!(size_words(SizeMm([120.0, 80.05, 25.4])), "120 × 80 × 25.4 mm (4.72 × 3.15 × 1 in)");
    }
}
