//! Orders: what was paid, and the life of each item.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::ids::{AssetId, OrderId, OrderItemId, UserId};
use crate::money::{Cents, Currency};
use crate::page::{Page, PageRequest};
use crate::payment::Address;
use crate::picture::Picture;
use crate::print::{PrintChoice, Quote};
use crate::problem::Problem;
use crate::time::Timestamp;

/// Where an item stands. Each kind of item goes its own way through these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Credits are on the account.
    Granted,
    /// The file can be downloaded.
    Unlocked,
    /// The print's file is being made and checked.
    Checking,
    /// The print did not pass its checks; we are on it.
    NeedsAttention,
    /// The print partner has it.
    InProduction,
    /// On its way.
    Shipped,
    /// There.
    Delivered,
    /// Its money went back.
    Refunded,
}

impl ItemState {
    /// Every case.
    pub const ALL: [Self; 8] = [
        Self::Granted,
        Self::Unlocked,
        Self::Checking,
        Self::NeedsAttention,
        Self::InProduction,
        Self::Shipped,
        Self::Delivered,
        Self::Refunded,
    ];

    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Unlocked => "unlocked",
            Self::Checking => "checking",
            Self::NeedsAttention => "needs_attention",
            Self::InProduction => "in_production",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Refunded => "refunded",
        }
    }

    /// The case with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// What people read.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Granted => "Credits added",
            Self::Unlocked => "Ready to download",
            Self::Checking => "Preparing the print file",
            Self::NeedsAttention => "Needs attention",
            Self::InProduction => "In production",
            Self::Shipped => "Shipped",
            Self::Delivered => "Delivered",
            Self::Refunded => "Refunded",
        }
    }

    /// True when an item in this state may be moved to `next`.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Granted | Self::Unlocked | Self::Delivered => next == Self::Refunded,
            Self::Checking => matches!(next, Self::InProduction | Self::NeedsAttention | Self::Refunded),
            Self::NeedsAttention => matches!(next, Self::Checking | Self::InProduction | Self::Refunded),
            Self::InProduction => matches!(next, Self::Shipped | Self::NeedsAttention | Self::Refunded),
            Self::Shipped => matches!(next, Self::Delivered | Self::NeedsAttention | Self::Refunded),
            Self::Refunded => false,
        }
    }
}

/// What an item is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ItemKind {
    /// The file of an asset's model.
    Download {
        /// Whose model.
        asset: AssetId,
    },
    /// A print.
    Print {
        /// Of which asset.
        asset: AssetId,
        /// As it was ordered.
        choice: PrintChoice,
        /// The price as it was agreed.
        quote: Box<Quote>,
    },
    /// Credits, with the bonus.
    Credits {
        /// How many in all.
        credits: i64,
    },
}

/// One step of an item's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemStep {
    /// When.
    pub at: Timestamp,
    /// What it became.
    pub state: ItemState,
    /// Why, or a note by the shop; may be empty.
    pub note: String,
}

/// Where a parcel is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracking {
    /// The carrier's name.
    pub carrier: String,
    /// The number.
    pub number: String,
    /// Where to follow it; `https` only.
    pub url: Option<String>,
}

/// One bought thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderItem {
    /// Its id.
    pub id: OrderItemId,
    /// What it is.
    pub kind: ItemKind,
    /// Its name.
    pub title: String,
    /// Facts in words.
    pub facts: Vec<String>,
    /// What it looks like.
    pub picture: Option<Picture>,
    /// Pieces.
    pub quantity: u32,
    /// What was paid for it.
    pub total: Cents,
    /// Where it stands.
    pub state: ItemState,
    /// How it got there, oldest first.
    pub steps: Vec<ItemStep>,
    /// For a parcel on its way.
    pub tracking: Option<Tracking>,
    /// True when files can be downloaded now.
    pub has_files: bool,
    /// True when the asset it is of was deleted: there is no page of it any more.
    pub is_asset_deleted: bool,
}

/// Where an order stands as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Something is still to be done.
    InProgress,
    /// Everything is there.
    Complete,
    /// Something needs the shop's attention.
    NeedsAttention,
    /// All money went back.
    Refunded,
}

impl OrderStatus {
    /// The status that follows from the items' states.
    #[must_use]
    pub fn of(items: &[ItemState]) -> Self {
        let all = |ok: fn(&ItemState) -> bool| items.iter().all(ok);
        if all(|state| *state == ItemState::Refunded) {
            Self::Refunded
        } else if items.contains(&ItemState::NeedsAttention) {
            Self::NeedsAttention
        } else if all(|state| {
            use ItemState::{Delivered, Granted, Refunded, Unlocked};
            matches!(state, Granted | Unlocked | Delivered | Refunded)
        }) {
            Self::Complete
        } else {
            Self::InProgress
        }
    }

    /// What people read.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::InProgress => "In progress",
            Self::Complete => "Complete",
            Self::NeedsAttention => "Needs attention",
            Self::Refunded => "Refunded",
        }
    }
}

/// An order in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSummary {
    /// Its id.
    pub id: OrderId,
    /// When it was paid.
    pub at: Timestamp,
    /// Where it stands.
    pub status: OrderStatus,
    /// All of it.
    pub total: Cents,
    /// Of all amounts.
    pub currency: Currency,
    /// The items' names.
    pub titles: Vec<String>,
    /// What they look like, at most four.
    pub pictures: Vec<Picture>,
}

/// An order's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderDetail {
    /// What the list shows too.
    pub summary: OrderSummary,
    /// What was bought.
    pub items: Vec<OrderItem>,
    /// The items together.
    pub subtotal: Cents,
    /// Material start-ups and what was short of the minimum.
    pub extras: Cents,
    /// Shipping.
    pub shipping: Cents,
    /// What was paid more than all this comes to, or less, where the shop accepted that.
    pub difference: Cents,
    /// Tax in the total.
    pub included_tax: Cents,
    /// What went back.
    pub refunded: Cents,
    /// Where prints go.
    pub address: Option<Address>,
}

/// A format a model can be had in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    /// glTF binary, with textures.
    Glb,
    /// Triangles for any slicer.
    Stl,
    /// Wavefront with material and textures, zipped.
    Obj,
    /// For slicers, with color and millimetres.
    #[serde(rename = "3mf")]
    ThreeMf,
    /// For Apple's AR.
    Usdz,
}

impl FileFormat {
    /// Every case, in the order pages list them.
    pub const ALL: [Self; 5] = [Self::Glb, Self::Stl, Self::ThreeMf, Self::Obj, Self::Usdz];

    /// The name in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Glb => "glb",
            Self::Stl => "stl",
            Self::Obj => "obj",
            Self::ThreeMf => "3mf",
            Self::Usdz => "usdz",
        }
    }

    /// The case with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.key() == key)
    }

    /// What it is for, in a few words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Glb => "GLB, with color, for 3D programs",
            Self::Stl => "STL, for any slicer",
            Self::Obj => "OBJ, with color, zipped",
            Self::ThreeMf => "3MF, with color and size, for slicers",
            Self::Usdz => "USDZ, for AR on Apple devices",
        }
    }
}

/// What buyers ask of their orders.
#[async_trait]
pub trait Orders: Send + Sync {
    /// The person's orders, newest first.
    async fn list(&self, user: UserId, page: PageRequest) -> Result<Page<OrderSummary>, Problem>;

    /// One order.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not the person's.
    async fn show(&self, user: UserId, order: OrderId) -> Result<OrderDetail, Problem>;

    /// A fresh link (at most ten minutes) to an item's file in a format.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not the person's; [`Problem::NotNow`] while there is none or once refunded.
    async fn download_url(
        &self,
        user: UserId,
        item: OrderItemId,
        format: FileFormat,
    ) -> Result<String, Problem>;

    /// Puts the same things into the cart again, at present prices; answers the names of those that cannot be had any
    /// more.
    ///
    /// # Errors
    /// [`Problem::NotFound`]; [`Problem::NotNow`] when nothing of it can be had any more.
    async fn order_again(&self, user: UserId, order: OrderId) -> Result<Vec<String>, Problem>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_round_trip() {
        for state in ItemState::ALL {
            assert_eq!(ItemState::from_key(state.key()), Some(state));
        }
        for format in FileFormat::ALL {
            assert_eq!(FileFormat::from_key(format.key()), Some(format));
        }
    }

    #[test]
    fn a_refund_is_final_and_possible_from_everywhere_else() {
        for state in ItemState::ALL {
            assert!(!ItemState::Refunded.may_become(state));
            assert_eq!(state.may_become(ItemState::Refunded), state != ItemState::Refunded, "{state:?}");
        }
    }

    #[test]
    fn an_order_is_what_its_items_are() {
        use ItemState::{Checking, Granted, NeedsAttention, Refunded, Unlocked};
        assert_eq!(OrderStatus::of(&[Granted, Unlocked]), OrderStatus::Complete);
        assert_eq!(OrderStatus::of(&[Granted, Checking]), OrderStatus::InProgress);
        assert_eq!(OrderStatus::of(&[Checking, NeedsAttention]), OrderStatus::NeedsAttention);
        assert_eq!(OrderStatus::of(&[Refunded, Granted]), OrderStatus::Complete);
        assert_eq!(OrderStatus::of(&[Refunded]), OrderStatus::Refunded);
    }
}
