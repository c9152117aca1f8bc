//! Prefixed, time-ordered identifiers: `ast_01jd…`. A newer one sorts after an older one, so lists page by id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Crockford's base 32 in lower case (no i, l, o, u): <https://www.crockford.com/base32.html>.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters that 128 bits take at 5 bits each.
const DIGITS: usize = 26;

/// Where the random part of a new id comes from: the system on a server, `crypto` in a browser, a counter in tests.
pub trait Entropy: Send + Sync {
    /// At least 80 random bits.
    fn random(&self) -> u128;
}

/// The text is not an identifier of the asked kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedId;

impl fmt::Display for MalformedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an identifier of this kind")
    }
}

impl std::error::Error for MalformedId {}

fn write_base32(value: u128, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = [0_u8; DIGITS];
    for (place, slot) in text.iter_mut().rev().enumerate() {
        *slot = ALPHABET[((value >> (5 * place)) & 31) as usize];
    }
    f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
}

fn read_base32(text: &str) -> Result<u128, MalformedId> {
    if text.len() != DIGITS {
        return Err(MalformedId);
    }
    let mut value = 0_u128;
    for (place, byte) in text.bytes().enumerate() {
        let digit = ALPHABET.iter().position(|letter| *letter == byte).ok_or(MalformedId)?;
        // 26 digits hold 130 bits: the first one must fit the 3 that are left of 128.
        if place == 0 && digit > 7 {
            return Err(MalformedId);
        }
        value = (value << 5) | digit as u128;
    }
    Ok(value)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl $name {
            /// What every text form of this kind starts with.
            pub const PREFIX: &'static str = $prefix;

            /// An id of the moment `time_ms` (milliseconds since 1970) made unique by 80 `random` bits.
            #[must_use]
            pub fn from_parts(time_ms: u64, random: u128) -> Self {
                Self((u128::from(time_ms & 0xffff_ffff_ffff) << 80) | (random & ((1 << 80) - 1)))
            }

            /// Another id of the same moment, which this one and 80 bits of `difference` determine.
            #[must_use]
            pub fn sibling(self, difference: u128) -> Self {
                Self(self.0 ^ (difference & ((1 << 80) - 1)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($prefix)?;
                write_base32(self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, MalformedId> {
                read_base32(text.strip_prefix($prefix).ok_or(MalformedId)?).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    };
}

id!(
    /// A person with an account.
    UserId, "usr_");
id!(
    /// One generation job and what came of it.
    AssetId, "ast_");
id!(
    /// One paid attempt for an asset. Made by the client, so a repeated request is the same generation.
    GenerationId, "gen_");
id!(
    /// One call to a GPU endpoint.
    AttemptId, "att_");
id!(
    /// One concept picture.
    ConceptId, "cpt_");
id!(
    /// An immutable object in storage.
    FileId, "fil_");
id!(
    /// A picture on its way into storage.
    UploadId, "upl_");
id!(
    /// A row of the job table.
    JobId, "job_");
id!(
    /// A line of the credit ledger.
    LedgerEntryId, "led_");
id!(
    /// A configured print.
    PrintConfigId, "pcf_");
id!(
    /// A binding price.
    QuoteId, "quo_");
id!(
    /// A line of a cart.
    CartLineId, "crt_");
id!(
    /// One try to pay a cart: the cart frozen into a payment session.
    CheckoutId, "chk_");
id!(
    /// What was paid.
    OrderId, "ord_");
id!(
    /// One bought thing.
    OrderItemId, "itm_");
id!(
    /// Money going back.
    RefundId, "rfd_");
id!(
    /// A mail on its way.
    EmailId, "eml_");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_round_trips(time_ms in 0_u64..1 << 48, random: u128) {
            let id = AssetId::from_parts(time_ms, random);
            prop_assert_eq!(id.to_string().parse::<AssetId>(), Ok(id));
            prop_assert_eq!(id.to_string().len(), 30);
        }

        #[test]
        fn later_ids_sort_after_earlier_ones(time_ms in 0_u64..(1 << 48) - 1, a: u128, b: u128) {
            let (early, late) = (AssetId::from_parts(time_ms, a), AssetId::from_parts(time_ms + 1, b));
            prop_assert!(early < late && early.to_string() < late.to_string());
        }

        #[test]
        fn a_sibling_is_another_of_the_same_moment(time_ms in 0_u64..(1 << 48) - 1, random: u128, bit in 0_u32..80) {
            let id = AssetId::from_parts(time_ms, random);
            let sibling = id.sibling(1 << bit);
            prop_assert!(sibling != id && sibling < AssetId::from_parts(time_ms + 1, 0));
            prop_assert_eq!((sibling.sibling(1 << bit), id.sibling(1 << 80)), (id, id));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            if let Ok(id) = text.parse::<UserId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn another_kind_or_an_overflow_is_refused() {
        let asset = AssetId::from_parts(1, 2).to_string();
        assert!(asset.parse::<UserId>().is_err());
        assert!(format!("ast_{}", "z".repeat(26)).parse::<AssetId>().is_err());
    }
}
