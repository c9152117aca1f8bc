//! Credits: what they cost, how they move, and what the account page shows.

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::ids::{AssetId, LedgerEntryId, OrderId, UserId};
use crate::page::{Page, PageRequest};
use crate::problem::Problem;
use crate::time::Timestamp;

/// A number of credits; negative only as the amount of a ledger entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credits(pub i64);

impl Credits {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// True when something without a cost is meant ("Free").
    #[must_use]
    pub fn is_free(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0.abs() == 1 { "credit" } else { "credits" })
    }
}

/// What generating costs: the one place for these numbers. What an account starts with is in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditRules {
    /// Concepts, or a model directly with *skip concept*.
    pub start_cost: Credits,
    /// A model after the asset's first one.
    pub model_again_cost: Credits,
    /// How often concepts are drawn again for nothing; after that it is not offered.
    pub free_concept_rounds: u32,
    /// How many generations one person may have running.
    pub running_limit: u32,
}

impl Default for CreditRules {
    fn default() -> Self {
        Self {
            start_cost: Credits(1),
            model_again_cost: Credits(1),
            free_concept_rounds: 2,
            running_limit: 2,
        }
    }
}

/// Why credits moved on a person's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerKind {
    /// A new account's start grant.
    StartGrant,
    /// Set aside when a generation was written.
    Hold,
    /// Given back when it failed, timed out or was cancelled.
    Release,
    /// Paid to the shop when a checked result was stored (moves nothing on the person's own account).
    Capture,
    /// Given or taken by an operator.
    Adjustment,
    /// Bought.
    Purchase,
    /// Taken again, because the money they were bought with went back.
    TakeBack,
    /// Given again, because that money came after all (a dispute that was won).
    GiveBack,
    /// Went into a debt that a refund or dispute of spent credits had left.
    DebtRepaid,
    /// Given back for a model that cannot be printed.
    CreditBack,
}

impl LedgerKind {
    /// Every case.
    pub const ALL: [Self; 10] = [
        Self::StartGrant,
        Self::Hold,
        Self::Release,
        Self::Capture,
        Self::Adjustment,
        Self::Purchase,
        Self::TakeBack,
        Self::GiveBack,
        Self::DebtRepaid,
        Self::CreditBack,
    ];

    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::StartGrant => "start_grant",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Capture => "capture",
            Self::Adjustment => "adjustment",
            Self::Purchase => "purchase",
            Self::TakeBack => "take_back",
            Self::GiveBack => "give_back",
            Self::DebtRepaid => "debt_repaid",
            Self::CreditBack => "credit_back",
        }
    }

    /// The case with this name in the database.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// What became of credits that were set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// Set aside while the generation runs.
    Open,
    /// Paid: a checked result was stored.
    Captured,
    /// Given back.
    Released,
}

impl HoldState {
    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Captured => "captured",
            Self::Released => "released",
        }
    }

    /// The case with this name in the database.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Open, Self::Captured, Self::Released].into_iter().find(|state| state.key() == key)
    }
}

/// One line of a person's statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// The ledger entry.
    pub id: LedgerEntryId,
    /// When it happened.
    pub at: Timestamp,
    /// Why.
    pub kind: LedgerKind,
    /// What it was for, in words ("Concepts for “a red robot”").
    pub reason: String,
    /// Signed amount.
    pub amount: Credits,
    /// The balance just after.
    pub balance_after: Credits,
    /// For a hold, what became of it.
    pub hold: Option<HoldState>,
    /// The asset it belongs to, to link to.
    pub asset: Option<AssetId>,
    /// The order it belongs to, to link to.
    pub order: Option<OrderId>,
}

/// What people may ask of their credits. Only the server moves them.
#[async_trait]
pub trait CreditLedger: Send + Sync {
    /// The balance the header shows.
    async fn balance(&self, user: UserId) -> Result<Credits, Problem>;

    /// Every entry of the person, newest first.
    async fn statement(&self, user: UserId, page: PageRequest) -> Result<Page<StatementLine>, Problem>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_credit_is_singular() {
        assert_eq!(Credits(1).to_string(), "1 credit");
        assert_eq!(Credits(-1).to_string(), "-1 credit");
        assert_eq!(Credits(0).to_string(), "0 credits");
    }

    #[test]
    fn keys_round_trip() {
        for kind in LedgerKind::ALL {
            assert_eq!(LedgerKind::from_key(kind.key()), Some(kind));
        }
        for state in [HoldState::Open, HoldState::Captured, HoldState::Released] {
            assert_eq!(HoldState::from_key(state.key()), Some(state));
        }
    }
}
