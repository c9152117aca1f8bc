//! Millimetres or inches, as people type and read them.

use domain::print::MM_PER_INCH;

/// What sizes are shown in; they are always kept in millimetres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unit {
    /// Millimetres.
    #[default]
    Mm,
    /// Inches.
    Inch,
}

impl Unit {
    /// Every case.
    pub(super) const ALL: [Self; 2] = [Self::Mm, Self::Inch];

    /// The form's value.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Mm => "mm",
            Self::Inch => "in",
        }
    }

    /// The case with this value; millimetres for anything else.
    pub(super) fn from_key(key: &str) -> Self {
        if key == Self::Inch.key() { Self::Inch } else { Self::Mm }
    }

    /// What people read.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Mm => "mm",
            Self::Inch => "inch",
        }
    }

    fn mm(self) -> f64 {
        match self {
            Self::Mm => 1.0,
            Self::Inch => MM_PER_INCH,
        }
    }

    /// The number for a field: a tenth of a millimetre, a thousandth of an inch, without idle zeros.
    pub(super) fn number(self, size_mm: f64) -> String {
        let places = match self {
            Self::Mm => 1,
            Self::Inch => 3,
        };
        let text = format!("{:.places$}", size_mm / self.mm());
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// The number to the last digit, so that reading it again gives the same price.
    pub(super) fn exact(self, size_mm: f64) -> String {
        (size_mm / self.mm()).to_string()
    }

    /// The number with its unit.
    pub(super) fn words(self, size_mm: f64) -> String {
        format!("{} {}", self.number(size_mm), self.key())
    }

    /// What was typed, in millimetres.
    pub(super) fn read_mm(self, typed: &str) -> Option<f64> {
        let number: f64 = typed.trim().replace(',', ".").parse().ok()?;
        Some(number * self.mm()).filter(|size_mm| size_mm.is_finite() && *size_mm > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_idle_zeros() {
        assert_eq!(Unit::Mm.words(80.0), "80 mm");
        assert_eq!(Unit::Mm.words(42.26), "42.3 mm");
        assert_eq!(Unit::Inch.words(50.8), "2 in");
        assert_eq!(Unit::Inch.number(80.0), "3.15");
    }

    #[test]
    fn what_is_typed_is_read_in_its_unit() {
        assert_eq!(Unit::Inch.read_mm("2"), Some(50.8));
        assert_eq!(Unit::Mm.read_mm(" 12,5 "), Some(12.5));
        for nothing in ["", "0", "-3", "NaN", "inf", "wide"] {
            assert_eq!(Unit::Mm.read_mm(nothing), None, "{nothing}");
        }
        assert!(Unit::ALL.into_iter().all(|unit| Unit::from_key(unit.key()) == unit));
    }
}
