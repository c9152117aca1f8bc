//! A person's account beside its credits: where their prints go, what is written to them, and its end.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::country::is_country;
use crate::credits::Credits;
use crate::ids::UserId;
use crate::payment::Address;
use crate::problem::{Field, Problem};

/// Most characters of a line of an address: what Stripe's Address Element takes is no longer.
const LINE_CHARS: usize = 100;

/// Mail that a person may do without. Receipts, refunds and questions about a paid print are always sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    /// When a model that was asked for is there.
    pub model_ready: bool,
    /// When a print is on its way.
    pub shipped: bool,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self { model_ready: false, shipped: true }
    }
}

/// What the account page shows beside balance and statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Credits that were spent although their money went back; new ones repay it first.
    pub debt: Credits,
    /// What is written to them.
    pub mails: MailSettings,
    /// Where prints go unless something else is said at checkout.
    pub address: Option<Address>,
}

/// Accounts as their owners keep them.
#[async_trait]
pub trait PersonalAccounts: Send + Sync {
    /// What there is.
    async fn show(&self, user: UserId) -> Result<AccountView, Problem>;

    /// Sets which mails are sent.
    async fn set_mails(&self, user: UserId, mails: MailSettings) -> Result<(), Problem>;

    /// Sets where prints go, or forgets it.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when it cannot be written on a parcel.
    async fn set_address(&self, user: UserId, address: Option<Address>) -> Result<(), Problem>;

    /// Ends the account: what runs is cancelled, models, pictures and the cart are deleted, the person is forgotten.
    /// Orders and the ledger stay, as bookkeeping must. Safe to repeat.
    ///
    /// # Errors
    /// [`Problem::Invalid`] unless the person is `sure`.
    async fn close(&self, user: UserId, sure: bool) -> Result<(), Problem>;
}

/// The address trimmed, when a parcel can go to it.
///
/// # Errors
/// [`Problem::Invalid`] naming the first line that is missing or too long.
pub fn checked_address(address: Address) -> Result<Address, Problem> {
    let Address { name, line1, line2, city, state, postal_code, country } = address;
    let line = |text: String, words: &str, is_needed: bool| {
        let text = text.trim().to_owned();
        if is_needed && text.is_empty() {
            return Err(Problem::invalid(Field::Address, &format!("{words} is missing.")));
        }
        if text.chars().count() > LINE_CHARS || text.chars().any(char::is_control) {
            let sentence = format!("{words} is too long: at most {LINE_CHARS} characters on one line.");
            return Err(Problem::invalid(Field::Address, &sentence));
        }
        Ok(text)
    };
    let country = country.trim().to_ascii_uppercase();
    if !is_country(&country) {
        return Err(Problem::invalid(Field::Address, "Choose a country from the list."));
    }
    Ok(Address {
        name: line(name, "The name", true)?,
        line1: line(line1, "Street and number", true)?,
        line2: line(line2, "The second line", false)?,
        city: line(city, "The city", true)?,
        state: line(state, "State or region", false)?,
        postal_code: line(postal_code, "The postal code", true)?,
        country,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Address {
        Address {
            name: " Ada Lovelace ".into(),
            line1: "12 St James's Square".into(),
            line2: String::new(),
            city: "London".into(),
            state: String::new(),
            postal_code: "SW1Y 4JH".into(),
            country: "gb".into(),
        }
    }

    #[test]
    fn an_address_is_trimmed_and_its_country_known() {
        let checked = checked_address(address()).unwrap();
        assert_eq!((checked.name.as_str(), checked.country.as_str()), ("Ada Lovelace", "GB"));
    }

    #[test]
    fn what_no_parcel_goes_to_is_refused_with_its_line() {
        let refused = |change: fn(&mut Address)| {
            let mut address = address();
            change(&mut address);
            checked_address(address).unwrap_err().sentence()
        };
        assert_eq!(refused(|one| one.name = "  ".into()), "The name is missing.");
        assert_eq!(refused(|one| one.line1.clear()), "Street and number is missing.");
        assert_eq!(refused(|one| one.city.clear()), "The city is missing.");
        assert_eq!(refused(|one| one.postal_code.clear()), "The postal code is missing.");
        assert!(refused(|one| one.line2 = "x".repeat(101)).starts_with("The second line is too long"));
        assert!(refused(|one| one.state = "a\nb".into()).starts_with("State or region"));
        assert!(refused(|one| one.country = "ZZ".into()).starts_with("Choose a country"));
    }
}
