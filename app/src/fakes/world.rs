//! Ports that answer what a test says.

use async_trait::async_trait;
use domain::Problem;
use domain::account::{AccountView, MailSettings, PersonalAccounts};
use domain::asset::{AssetCard, AssetDetail, Assets, Visibility};
use domain::credits::{CreditLedger, Credits, HoldState, LedgerKind, StatementLine};
use domain::ids::{AssetId, Entropy, LedgerEntryId, UserId};
use domain::page::{Page, PageRequest};
use domain::payment::Address;
use domain::print::PrintOffer;
use domain::session::{Accounts, KeptForm, Session, SessionView};
use domain::style::{Style, StyleSlug, Styles};
use domain::time::{Clock, Timestamp};

use super::shop::Shop;

/// What the made-up server knows.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) session: Session,
    /// What a plain form held that led here.
    pub(crate) kept: Option<KeptForm>,
    pub(crate) credits: Credits,
    pub(crate) assets: Vec<AssetCard>,
    /// Where the list goes on.
    pub(crate) next: Option<String>,
    /// The answer to whoever asks for an asset.
    pub(crate) detail: Option<AssetDetail>,
    pub(crate) lines: Vec<StatementLine>,
    pub(crate) account: AccountView,
    /// What is in the cart, being paid and ordered.
    pub(crate) shop: Shop,
    /// What can be printed.
    pub(crate) offer: Option<PrintOffer>,
    /// Every port answers with this instead.
    pub(crate) broken: Option<Problem>,
}

impl World {
    /// Somebody with three credits and nothing made yet.
    pub(crate) fn signed_in() -> Self {
        Self {
            session: Session::SignedIn(UserId::from_parts(1, 1)),
            kept: None,
            credits: Credits(3),
            assets: Vec::new(),
            next: None,
            detail: None,
            lines: Vec::new(),
            account: AccountView::default(),
            shop: Shop::default(),
            offer: None,
            broken: None,
        }
    }

    pub(crate) fn signed_out() -> Self {
        Self { session: Session::SignedOut, ..Self::signed_in() }
    }

    pub(crate) fn with_detail(detail: AssetDetail) -> Self {
        Self { detail: Some(detail), ..Self::signed_in() }
    }

    pub(super) fn answer<T>(&self, answer: T) -> Result<T, Problem> {
        self.broken.clone().map_or(Ok(answer), Err)
    }
}

/// A line of the statement for a hold of one credit.
pub(crate) fn hold_line(asset: Option<AssetId>) -> StatementLine {
    StatementLine {
        id: LedgerEntryId::from_parts(1, 1),
        at: Timestamp(0),
        kind: LedgerKind::Hold,
        reason: "Concepts for “a red robot”".into(),
        amount: Credits(-1),
        balance_after: Credits(2),
        hold: Some(HoldState::Captured),
        asset,
        order: None,
    }
}

#[async_trait]
impl Accounts for World {
    async fn view(&self, session: Session) -> Result<SessionView, Problem> {
        Ok(match session {
            Session::SignedIn(_) => SessionView::SignedIn {
                email: "ada@example.com".into(),
                credits: self.credits,
                cart_lines: u32::try_from(self.shop.lines.len()).unwrap(),
            },
            Session::SignedOut => SessionView::SignedOut,
            Session::Unknown => SessionView::Unknown,
        })
    }
}

#[async_trait]
impl PersonalAccounts for World {
    async fn show(&self, _user: UserId) -> Result<AccountView, Problem> {
        self.answer(self.account.clone())
    }

    async fn set_mails(&self, _user: UserId, _mails: MailSettings) -> Result<(), Problem> {
        self.answer(())
    }

    async fn set_address(&self, _user: UserId, _address: Option<Address>) -> Result<(), Problem> {
        self.answer(())
    }

    async fn close(&self, _user: UserId, _sure: bool) -> Result<(), Problem> {
        self.answer(())
    }
}

#[async_trait]
impl Styles for World {
    async fn active(&self) -> Result<Vec<Style>, Problem> {
        let names = ["Realistic", "Cartoon", "Low Poly", "Voxel", "Clay", "Wireframe"];
        let style = |name: &str| {
            let slug = name.to_lowercase().replace(' ', "-");
            let icon_url = format!("/styles/{slug}.webp");
            Ok(Style { slug: StyleSlug::parse(&slug)?, name: name.to_owned(), icon_url })
        };
        names.into_iter().map(style).collect()
    }
}

#[async_trait]
impl Assets for World {
    async fn list(&self, _owner: UserId, _page: PageRequest) -> Result<Page<AssetCard>, Problem> {
        self.answer(Page { items: self.assets.clone(), next: self.next.clone() })
    }

    async fn recent(&self, _owner: UserId, count: u64) -> Result<Vec<AssetCard>, Problem> {
        let count = usize::try_from(count).unwrap();
        self.answer(self.assets.iter().take(count).cloned().collect())
    }

    async fn show(&self, _viewer: Option<UserId>, _asset: AssetId) -> Result<AssetDetail, Problem> {
        self.answer(())?;
        self.detail.clone().ok_or(Problem::NotFound)
    }

    async fn set_visibility(
        &self,
        _owner: UserId,
        _asset: AssetId,
        _visibility: Visibility,
    ) -> Result<(), Problem> {
        self.answer(())
    }

    async fn delete(&self, _owner: UserId, _asset: AssetId) -> Result<(), Problem> {
        self.answer(())
    }
}

#[async_trait]
impl CreditLedger for World {
    async fn balance(&self, _user: UserId) -> Result<Credits, Problem> {
        self.answer(self.credits)
    }

    async fn statement(&self, _user: UserId, _page: PageRequest) -> Result<Page<StatementLine>, Problem> {
        self.answer(Page { items: self.lines.clone(), next: self.next.clone() })
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        Timestamp(10_000)
    }
}

impl Entropy for World {
    fn random(&self) -> u128 {
        42
    }
}
