//! Moments in UTC, and the clock they come from.

use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// Where "now" comes from: the system on a server, a hand-set one in tests.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

impl Timestamp {
    /// The moment `secs` later (earlier when negative).
    #[must_use]
    pub fn plus_secs(self, secs: i64) -> Self {
        Self(self.0.saturating_add(secs.saturating_mul(1000)))
    }

    /// Whole seconds from `earlier` to this moment, never below zero.
    #[must_use]
    pub fn secs_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).max(0) / 1000
    }

    /// `2026-11-23T00:04:05Z`, for `<time datetime>` and logs.
    #[must_use]
    pub fn iso8601(self) -> String {
        let (year, month, day) = civil_from_days(self.0.div_euclid(86_400_000));
        let second = self.0.rem_euclid(86_400_000) / 1000;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// `23 Nov 2026, 00:04` (UTC), for people.
    #[must_use]
    pub fn words(self) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (year, month, day) = civil_from_days(self.0.div_euclid(86_400_000));
        let minute = self.0.rem_euclid(86_400_000) / 60_000;
        let name = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
        format!("{day} {name} {year}, {:02}:{:02}", minute / 60, minute % 60)
    }
}

/// Year, month (1–12) and day (1–31) of a count of days since 1970-01-01, by Howard Hinnant's `civil_from_days`
/// (<https://howardhinnant.github.io/date_algorithms.html>).
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_the_calendars() {
        assert_eq!(Timestamp(0).iso8601(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp(951_782_400_000).iso8601(), "2000-02-29T00:00:00Z");
        assert_eq!(Timestamp(1_795_392_245_678).iso8601(), "2026-11-23T00:04:05Z");
        assert_eq!(Timestamp(1_795_392_245_678).words(), "23 Nov 2026, 00:04");
        assert_eq!(Timestamp(-1).iso8601(), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn spans_never_run_backwards() {
        assert_eq!(Timestamp(5000).secs_since(Timestamp(9000)), 0);
        assert_eq!(Timestamp(0).plus_secs(90).secs_since(Timestamp(0)), 90);
    }
}
