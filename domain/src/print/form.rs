//! A print as a form sends it: all text, read at one door.

use serde::{Deserialize, Serialize};

use super::{PrintChoice, SizeMm};
use crate::ids::{PrintConfigId, QuoteId};
use crate::problem::{Field, Problem};

/// Millimetres of an inch.
pub const MM_PER_INCH: f64 = 25.4;

/// What the print page's form holds. A price is no part of it: the server makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrintForm {
    /// A material's slug.
    pub material: String,
    /// A color's.
    pub color: String,
    /// A finish's.
    pub finish: String,
    /// Pieces.
    pub quantity: String,
    /// For the printer.
    pub remarks: String,
    /// Width, in `unit`.
    pub width: String,
    /// Height, in `unit`.
    pub height: String,
    /// Depth, in `unit`.
    pub depth: String,
    /// `in` for inches; anything else is millimetres.
    pub unit: String,
    /// The configuration that is changed; empty for a new one.
    pub config: String,
    /// The quote that was shown; empty without scripts.
    pub quote: String,
}

impl PrintForm {
    /// The form that holds this choice, in millimetres.
    #[must_use]
    pub fn of(choice: &PrintChoice) -> Self {
        let [width, height, depth] = choice.size.0.map(|side_mm| side_mm.to_string());
        Self {
            material: choice.material.clone(),
            color: choice.color.clone(),
            finish: choice.finish.clone(),
            quantity: choice.quantity.to_string(),
            remarks: choice.remarks.clone(),
            width,
            height,
            depth,
            unit: "mm".to_owned(),
            ..Self::default()
        }
    }

    /// Reads the choice; what is offered and in range is checked where the catalogue is.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for a quantity or a side that is no number.
    pub fn choice(&self) -> Result<PrintChoice, Problem> {
        let factor = if self.unit == "in" { MM_PER_INCH } else { 1.0 };
        let side = |text: &str| match text.trim().replace(',', ".").parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number * factor),
            _ => Err(Problem::invalid(Field::Size, "Give each side as a number.")),
        };
        Ok(PrintChoice {
            material: self.material.clone(),
            color: self.color.clone(),
            finish: self.finish.clone(),
            quantity: crate::cart::read_quantity(&self.quantity)?,
            remarks: self.remarks.trim().to_owned(),
            size: SizeMm([side(&self.width)?, side(&self.height)?, side(&self.depth)?]),
        })
    }

    /// All of it: the choice, the configuration that is changed, and the quote that was shown.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for what is no number, [`Problem::NotFound`] for a malformed id.
    pub fn read(&self) -> Result<(PrintChoice, Option<PrintConfigId>, Option<QuoteId>), Problem> {
        Ok((self.choice()?, self.config()?, self.quote()?))
    }

    /// The configuration that is changed.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a malformed id.
    pub fn config(&self) -> Result<Option<PrintConfigId>, Problem> {
        read_optional(&self.config)
    }

    /// The quote that was shown.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a malformed id.
    pub fn quote(&self) -> Result<Option<QuoteId>, Problem> {
        read_optional(&self.quote)
    }
}

fn read_optional<Id: std::str::FromStr>(text: &str) -> Result<Option<Id>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Problem::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice() -> PrintChoice {
        PrintChoice {
            material: "pla".into(),
            color: "white".into(),
            finish: "raw".into(),
            quantity: 3,
            remarks: "Careful".into(),
            size: SizeMm([40.123_456_789, 80.0, 0.1 + 0.2]),
        }
    }

    #[test]
    fn a_choice_survives_its_form_to_the_last_bit() {
        assert_eq!(PrintForm::of(&choice()).choice(), Ok(choice()));
    }

    #[test]
    fn inches_and_commas_are_understood() {
        let form = PrintForm {
            unit: "in".into(),
            width: "2".into(),
            height: " 1,5 ".into(),
            ..PrintForm::of(&choice())
        };
        let [width, height, _] = form.choice().unwrap().size.0;
        assert!((width - 50.8).abs() < 1e-9 && (height - 38.1).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for side in ["", "NaN", "inf", "twelve", "1e999"] {
            let form = PrintForm { depth: side.into(), ..PrintForm::of(&choice()) };
            assert!(matches!(form.choice(), Err(Problem::Invalid { field: Field::Size, .. })), "{side}");
        }
        for quantity in ["0", "-1", "1000000000", ""] {
            let form = PrintForm { quantity: quantity.into(), ..PrintForm::of(&choice()) };
            assert!(
                matches!(form.choice(), Err(Problem::Invalid { field: Field::Quantity, .. })),
                "{quantity}"
            );
        }
        let form = PrintForm { config: "quo_x".into(), quote: String::new(), ..PrintForm::of(&choice()) };
        assert_eq!((form.config(), form.quote()), (Err(Problem::NotFound), Ok(None)));
    }
}
