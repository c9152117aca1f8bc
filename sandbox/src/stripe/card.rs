//! Stripe's test cards and what they do: <https://docs.stripe.com/testing>.

use serde_json::{Value, json};

use super::error::StripeError;
use super::params::Params;

/// What becomes of a payment with a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Paid.
    Pays,
    /// Refused with a code, and a decline code where the code is `card_declined`.
    Declines(&'static str, Option<&'static str>),
    /// The bank wants to ask the buyer first; then as the inner one says.
    Asks(After),
    /// Paid, and disputed at once for this reason.
    Disputed(&'static str),
    /// Paid; a refund is pending until it is settled.
    RefundsSlowly,
    /// Paid; a refund fails when it is settled.
    RefundFails,
}

/// What a bank says after the buyer proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Paid.
    Pays,
    /// Refused: not enough money.
    InsufficientFunds,
    /// Refused.
    Declines,
}

/// Numbers with a behaviour of their own. Any other number with a valid check digit pays.
const SPECIAL: [(&str, Behaviour); 23] = [
    ("4000000000000002", Behaviour::Declines("card_declined", Some("generic_decline"))),
    ("4000000000009995", Behaviour::Declines("card_declined", Some("insufficient_funds"))),
    ("4000000000009987", Behaviour::Declines("card_declined", Some("lost_card"))),
    ("4000000000009979", Behaviour::Declines("card_declined", Some("stolen_card"))),
    ("4000000000006975", Behaviour::Declines("card_declined", Some("card_velocity_exceeded"))),
    ("4100000000000019", Behaviour::Declines("card_declined", Some("fraudulent"))),
    ("4000000000000341", Behaviour::Declines("card_declined", Some("generic_decline"))),
    ("4000000000000069", Behaviour::Declines("expired_card", None)),
    ("4000000000000127", Behaviour::Declines("incorrect_cvc", None)),
    ("4000000000000119", Behaviour::Declines("processing_error", None)),
    ("4000002500003155", Behaviour::Asks(After::Pays)),
    ("4000002760003184", Behaviour::Asks(After::Pays)),
    ("4000003800000446", Behaviour::Asks(After::Pays)),
    ("4000000000003220", Behaviour::Asks(After::Pays)),
    ("4000000000003063", Behaviour::Asks(After::Pays)),
    ("4000008400001629", Behaviour::Asks(After::Declines)),
    ("4000008260003178", Behaviour::Asks(After::InsufficientFunds)),
    ("4000000000000259", Behaviour::Disputed("fraudulent")),
    ("4000000000002685", Behaviour::Disputed("product_not_received")),
    ("4000000000007726", Behaviour::RefundsSlowly),
    ("4000000000005126", Behaviour::RefundFails),
    ("4242424242424242", Behaviour::Pays),
    ("5555555555554444", Behaviour::Pays),
];

/// Stripe's ready-made payment methods, for calls without a browser.
const ALIASES: [(&str, &str); 12] = [
    ("pm_card_visa", "4242424242424242"),
    ("pm_card_mastercard", "5555555555554444"),
    ("pm_card_amex", "378282246310005"),
    ("pm_card_chargeDeclined", "4000000000000002"),
    ("pm_card_visa_chargeDeclined", "4000000000000002"),
    ("pm_card_chargeDeclinedInsufficientFunds", "4000000000009995"),
    ("pm_card_visa_chargeDeclinedInsufficientFunds", "4000000000009995"),
    ("pm_card_chargeDeclinedLostCard", "4000000000009987"),
    ("pm_card_chargeDeclinedExpiredCard", "4000000000000069"),
    ("pm_card_authenticationRequired", "4000002760003184"),
    ("pm_card_createDispute", "4000000000000259"),
    ("pm_card_pendingRefund", "4000000000007726"),
];

/// A card whose number, expiry and security code are possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    number: String,
    exp_month: i64,
    exp_year: i64,
}

impl Card {
    /// Reads `number`, `exp_month`, `exp_year` and `cvc` below `path` and checks them against the year and month of
    /// `now_secs`.
    ///
    /// # Errors
    /// The card error for the first field that cannot be.
    pub fn read(params: &Params, path: &str, now_secs: i64) -> Result<Self, StripeError> {
        let number: String = params
            .required(&format!("{path}[number]"))?
            .chars()
            .filter(|c| !matches!(c, ' ' | '-'))
            .collect();
        let month = params.integer(&format!("{path}[exp_month]"))?.unwrap_or_default();
        let year = params.integer(&format!("{path}[exp_year]"))?.unwrap_or_default();
        let year = if (0..100).contains(&year) { 2000 + year } else { year };
        let cvc = params.text(&format!("{path}[cvc]"));
        Self::check(&number, month, year, cvc, now_secs)?;
        Ok(Self { number, exp_month: month, exp_year: year })
    }

    /// A ready-made one by its name (`pm_card_visa`).
    #[must_use]
    pub fn ready_made(name: &str) -> Option<Self> {
        let (_, number) = ALIASES.iter().find(|(alias, _)| *alias == name)?;
        Some(Self { number: (*number).to_owned(), exp_month: 12, exp_year: 2034 })
    }

    fn check(
        number: &str,
        month: i64,
        year: i64,
        cvc: Option<&str>,
        now_secs: i64,
    ) -> Result<(), StripeError> {
        if !passes_luhn(number) {
            return Err(StripeError::card(
                "incorrect_number",
                None,
                "Your card number is incorrect.",
                "number",
            ));
        }
        if !(1..=12).contains(&month) {
            let message = "Your card's expiration month is invalid.";
            return Err(StripeError::card("invalid_expiry_month", None, message, "exp_month"));
        }
        let (this_year, this_month) = year_and_month(now_secs);
        if year > this_year + 50 || (year, month) < (this_year, this_month) {
            let message = "Your card's expiration year is invalid.";
            return Err(StripeError::card("invalid_expiry_year", None, message, "exp_year"));
        }
        let digits = if brand(number) == "amex" { 4 } else { 3 };
        if cvc.is_some_and(|cvc| cvc.len() != digits || !cvc.bytes().all(|byte| byte.is_ascii_digit())) {
            let message = "Your card's security code is invalid.";
            return Err(StripeError::card("invalid_cvc", None, message, "cvc"));
        }
        Ok(())
    }

    /// The number when it is one with a behaviour of its own: all the sandbox keeps, since people type real ones, too.
    #[must_use]
    pub fn test_number(&self) -> &'static str {
        SPECIAL.iter().map(|(number, _)| *number).find(|number| *number == self.number).unwrap_or_default()
    }

    /// The `card` of a payment method.
    #[must_use]
    pub fn shown(&self) -> Value {
        let last4 = self.number.get(self.number.len().saturating_sub(4)..).unwrap_or_default();
        json!({
            "brand": brand(&self.number),
            "checks": { "address_line1_check": null, "address_postal_code_check": "pass", "cvc_check": "pass" },
            "country": "US",
            "display_brand": brand(&self.number),
            "exp_month": self.exp_month,
            "exp_year": self.exp_year,
            "fingerprint": fingerprint(&self.number),
            "funding": "credit",
            "generated_from": null,
            "last4": last4,
            "networks": { "available": [brand(&self.number)], "preferred": null },
            "regulated_status": "unregulated",
            "three_d_secure_usage": { "supported": true },
            "wallet": null,
        })
    }
}

/// What becomes of a payment with the card of this [`Card::test_number`].
#[must_use]
pub fn behaviour(number: &str) -> Behaviour {
    SPECIAL
        .iter()
        .find(|(special, _)| *special == number)
        .map_or(Behaviour::Pays, |(_, behaviour)| *behaviour)
}

/// The refusal in Stripe's words.
#[must_use]
pub fn declined(code: &'static str, decline_code: Option<&'static str>) -> StripeError {
    let (message, param) = match (code, decline_code) {
        ("expired_card", _) => ("Your card has expired.", "exp_month"),
        ("incorrect_cvc", _) => ("Your card's security code is incorrect.", "cvc"),
        ("processing_error", _) => {
            ("An error occurred while processing your card. Try again in a little bit.", "")
        }
        (_, Some("insufficient_funds")) => ("Your card has insufficient funds.", ""),
        (_, Some("card_velocity_exceeded")) => (
            "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
            "",
        ),
        _ => ("Your card was declined.", ""),
    };
    StripeError::card(code, decline_code, message, param)
}

/// The check digit of ISO/IEC 7812-1 over 12 to 19 digits.
fn passes_luhn(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().map(|letter| letter.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| (12..=19).contains(&digits.len())) else { return false };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

fn brand(number: &str) -> &'static str {
    let first =
        |digits: usize| number.get(..digits).and_then(|start| start.parse::<u32>().ok()).unwrap_or_default();
    match (first(1), first(2), first(4)) {
        (4, ..) => "visa",
        (_, 51..=55, _) | (_, _, 2221..=2720) => "mastercard",
        (_, 34 | 37, _) => "amex",
        (_, 65, _) | (_, _, 6011) => "discover",
        (_, 30 | 36 | 38, _) => "diners",
        (_, 35, _) => "jcb",
        (_, 62, _) => "unionpay",
        _ => "unknown",
    }
}

/// The same for the same number, and says nothing about it: FNV-1a.
fn fingerprint(number: &str) -> String {
    let hash = number.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn year_and_month(now_secs: i64) -> (i64, i64) {
    let text = domain::time::Timestamp(now_secs * 1000).iso8601();
    let part =
        |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse().ok()).unwrap_or_default();
    (part(0, 4), part(5, 7))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 2026-11-23.
    const NOW_SECS: i64 = 1_795_392_245;

    fn read(number: &str, month: i64, year: i64, cvc: &str) -> Result<Card, Option<&'static str>> {
        let form =
            format!("card[number]={number}&card[exp_month]={month}&card[exp_year]={year}&card[cvc]={cvc}");
        let params = Params::parse(form.as_bytes()).unwrap();
        Card::read(&params, "card", NOW_SECS).map_err(|error| error.code)
    }

    #[test]
    fn every_special_number_passes_the_check_digit() {
        let numbers =
            SPECIAL.iter().map(|(number, _)| number).chain(ALIASES.iter().map(|(_, number)| number));
        for number in numbers {
            assert!(passes_luhn(number), "{number}");
        }
    }

    #[test]
    fn fields_that_cannot_be_are_named() {
        let code = |code| Err(Some(code));
        assert_eq!(read("4242424242424241", 12, 34, "123"), code("incorrect_number"));
        assert_eq!(read("4242 4242 4242 4242", 13, 34, "123"), code("invalid_expiry_month"));
        assert_eq!(read("4242424242424242", 10, 26, "123"), code("invalid_expiry_year"));
        assert_eq!(read("4242424242424242", 12, 2090, "123"), code("invalid_expiry_year"));
        assert_eq!(read("4242424242424242", 12, 34, "12"), code("invalid_cvc"));
        assert_eq!(read("378282246310005", 12, 34, "123"), code("invalid_cvc"));
        assert!(read("378282246310005", 11, 26, "1234").is_ok());
    }

    #[test]
    fn a_card_shows_its_brand_and_last_digits_only() {
        let shown = read("5555 5555 5555 4444", 12, 34, "123").unwrap().shown();
        assert_eq!((&shown["brand"], &shown["last4"]), (&json!("mastercard"), &json!("4444")));
        assert!(!shown.to_string().contains("55555"));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_fails_the_check(place in 0_usize..16, by in 1_u32..10) {
            let mut digits: Vec<u32> = "4242424242424242".chars().filter_map(|c| c.to_digit(10)).collect();
            digits[place] = (digits[place] + by) % 10;
            let number: String = digits.iter().map(u32::to_string).collect();
            prop_assert!(!passes_luhn(&number));
        }
    }
}
