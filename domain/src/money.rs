//! Money: whole minor units with a currency, never a fraction of a cent.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

/// An amount in the minor unit of its currency (cents); negative only as a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// `quantity` times this amount; an amount beyond 64 bits stays at the largest one.
    #[must_use]
    pub fn times(self, quantity: u32) -> Self {
        Self(self.0.saturating_mul(i64::from(quantity)))
    }

    /// The amount for people (`€12.90`).
    #[must_use]
    pub fn in_currency(self, currency: Currency) -> String {
        let sign = if self.0 < 0 { "−" } else { "" };
        let amount = self.0.unsigned_abs();
        format!("{sign}{}{}.{:02}", currency.sign(), amount / 100, amount % 100)
    }
}

impl Add for Cents {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// A currency with a hundred minor units; one a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Currency {
    /// Euro.
    Eur,
    /// United States dollar.
    Usd,
    /// Pound sterling.
    Gbp,
}

impl Currency {
    /// Every case.
    pub const ALL: [Self; 3] = [Self::Eur, Self::Usd, Self::Gbp];

    /// The lower-case ISO 4217 code, as Stripe and the database write it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Eur => "eur",
            Self::Usd => "usd",
            Self::Gbp => "gbp",
        }
    }

    /// The case with this code, in either case of letters.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.key().eq_ignore_ascii_case(key))
    }

    /// The sign before an amount.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Eur => "€",
            Self::Usd => "$",
            Self::Gbp => "£",
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key().to_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_with_two_places() {
        assert_eq!(Cents(1290).in_currency(Currency::Eur), "€12.90");
        assert_eq!(Cents(5).in_currency(Currency::Usd), "$0.05");
        assert_eq!(Cents(-250).in_currency(Currency::Gbp), "−£2.50");
    }

    #[test]
    fn sums_never_wrap() {
        assert_eq!([Cents(1), Cents(2)].into_iter().sum::<Cents>(), Cents(3));
        assert_eq!(Cents(i64::MAX) + Cents(1), Cents(i64::MAX));
        assert_eq!(Cents(i64::MAX).times(2), Cents(i64::MAX));
    }

    #[test]
    fn codes_round_trip() {
        for currency in Currency::ALL {
            assert_eq!(Currency::from_key(currency.key()), Some(currency));
            assert_eq!(Currency::from_key(&currency.to_string()), Some(currency));
        }
    }
}
