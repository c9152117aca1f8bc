//! A made-up shop: a cart, a payment and orders as a test says.

use async_trait::async_trait;
use domain::Problem;
use domain::cart::{CartLine, CartSubject, CartView, Carts, Destination, LineState};
use domain::catalogue::CreditPackage;
use domain::checkout::{CheckoutOutcome, CheckoutView, Checkouts};
use domain::credits::Credits;
use domain::ids::{AssetId, CartLineId, CheckoutId, OrderId, OrderItemId, PrintConfigId, QuoteId, UserId};
use domain::money::{Cents, Currency};
use domain::order::{
    FileFormat, ItemKind, ItemState, ItemStep, OrderDetail, OrderItem, OrderStatus, OrderSummary, Orders,
    Tracking,
};
use domain::page::{Page, PageRequest};
use domain::payment::Address;
use domain::print::{Price, PriceBasis, PriceLine, PrintChoice, Quote, SizeMm};
use domain::site::PaymentFacts;
use domain::time::Timestamp;

use super::{World, picture};

/// What the made-up shop knows.
#[derive(Clone, Default)]
pub(crate) struct Shop {
    /// Lines of the cart.
    pub(crate) lines: Vec<CartLine>,
    /// What every payment came to.
    pub(crate) outcome: Option<CheckoutOutcome>,
    /// The one order.
    pub(crate) order: Option<OrderDetail>,
}

pub(crate) fn payment_facts() -> PaymentFacts {
    PaymentFacts {
        script_url: "/sandbox/stripe/v1/stripe.js".into(),
        publishable_key: "pk_test_sandbox".into(),
        is_test: true,
    }
}

fn line(number: u128, subject: CartSubject, title: &str, total: i64) -> CartLine {
    CartLine {
        id: CartLineId::from_parts(1, number),
        subject,
        title: title.into(),
        facts: Vec::new(),
        picture: None,
        quantity: 1,
        total: Cents(total),
        state: LineState::Good,
    }
}

pub(crate) fn print_line() -> CartLine {
    let subject = CartSubject::Print(PrintConfigId::from_parts(1, 1), AssetId::from_parts(1, 1));
    CartLine {
        facts: vec!["PLA, white, raw".into(), "120 × 80 × 60 mm".into()],
        picture: Some(picture()),
        quantity: 2,
        ..line(1, subject, "a red robot", 2480)
    }
}

pub(crate) fn download_line() -> CartLine {
    let subject = CartSubject::Download(AssetId::from_parts(1, 1));
    CartLine { picture: Some(picture()), ..line(2, subject, "a red robot", 490) }
}

pub(crate) fn credits_line() -> CartLine {
    CartLine {
        facts: vec!["10 credits".into()],
        ..line(3, CartSubject::Credits("small".into()), "Small", 499)
    }
}

pub(crate) fn packages() -> Vec<CreditPackage> {
    let package = |slug: &str, name: &str, credits: i64, bonus: i64, price: i64| CreditPackage {
        slug: slug.into(),
        name: name.into(),
        credits: Credits(credits),
        bonus: Credits(bonus),
        price: Cents(price),
        stripe_price_id: None,
        is_active: true,
        source: "a fake".into(),
    };
    vec![
        package("small", "Small", 10, 0, 499),
        package("medium", "Medium", 25, 3, 999),
        package("large", "Large", 60, 12, 1999),
    ]
}

/// The cart of these lines, sent to Germany when there is a print.
pub(crate) fn cart(lines: Vec<CartLine>) -> CartView {
    let germany =
        Destination { country: "DE".into(), zone: "Germany".into(), price: Cents(590), days: (2, 4) };
    let france =
        Destination { country: "FR".into(), zone: "European Union".into(), price: Cents(1290), days: (3, 7) };
    let mut cart = CartView {
        version: 7,
        subtotal: lines.iter().map(|line| line.total).sum(),
        lines,
        currency: Currency::Eur,
        minimum_surcharge: Cents::ZERO,
        startup: Cents::ZERO,
        destination: None,
        destinations: Vec::new(),
        total: Cents::ZERO,
        included_tax: Cents(120),
    };
    if cart.has_print() {
        cart.startup = Cents(300);
        cart.destination = Some(germany.clone());
        cart.destinations = vec![germany, france];
    }
    let shipping = cart.destination.as_ref().map_or(Cents::ZERO, |destination| destination.price);
    cart.total = cart.subtotal + cart.startup + shipping;
    cart
}

fn quote() -> Quote {
    let line = |label: &str, explanation: &str, amount: i64| PriceLine {
        label: label.into(),
        explanation: explanation.into(),
        amount: Cents(amount),
    };
    Quote {
        id: QuoteId::from_parts(1, 1),
        price: Price {
            lines: vec![line("Material", "24.1 cm³ of PLA", 1480), line("Machine", "3.2 hours", 1000)],
            total: Cents(2480),
            each: Cents(1240),
            currency: Currency::Eur,
            machine_hours_e2: Some(320),
            formula_version: 1,
            catalogue_version: 1,
        },
        basis: PriceBasis {
            volume_cm3: 24.1,
            area_cm2: 80.0,
            box_cm3: 576.0,
            height_cm: 8.0,
            size: SizeMm([120.0, 80.0, 60.0]),
        },
        expires: Timestamp(0),
    }
}

fn item(number: u128, kind: ItemKind, state: ItemState, total: i64) -> OrderItem {
    OrderItem {
        id: OrderItemId::from_parts(1, number),
        kind,
        title: "a red robot".into(),
        facts: Vec::new(),
        picture: Some(picture()),
        quantity: 1,
        total: Cents(total),
        state,
        steps: vec![ItemStep { at: Timestamp(0), state, note: String::new() }],
        tracking: None,
        has_files: false,
        is_asset_deleted: false,
    }
}

/// An order of a shipped print, a file and credits.
pub(crate) fn order() -> OrderDetail {
    let asset = AssetId::from_parts(1, 1);
    let choice = PrintChoice {
        material: "pla".into(),
        color: "white".into(),
        finish: "raw".into(),
        quantity: 2,
        remarks: "Gift".into(),
        size: SizeMm([120.0, 80.0, 60.0]),
    };
    let step =
        |at: i64, state: ItemState, note: &str| ItemStep { at: Timestamp(at), state, note: note.into() };
    let print = OrderItem {
        facts: vec!["PLA, white, raw".into()],
        quantity: 2,
        steps: vec![
            step(0, ItemState::Checking, ""),
            step(60_000, ItemState::InProduction, ""),
            step(90_000_000, ItemState::Shipped, "Handed over"),
        ],
        tracking: Some(Tracking {
            carrier: "DHL".into(),
            number: "00340434".into(),
            url: Some("https://track.example/00340434".into()),
        }),
        has_files: true,
        ..item(1, ItemKind::Print { asset, choice, quote: Box::new(quote()) }, ItemState::Shipped, 2480)
    };
    let download =
        OrderItem { has_files: true, ..item(2, ItemKind::Download { asset }, ItemState::Unlocked, 490) };
    let credits = OrderItem {
        title: "10 credits".into(),
        picture: None,
        ..item(3, ItemKind::Credits { credits: 10 }, ItemState::Granted, 499)
    };
    OrderDetail {
        summary: summary(OrderStatus::InProgress),
        items: vec![print, download, credits],
        subtotal: Cents(3469),
        extras: Cents(300),
        shipping: Cents(590),
        difference: Cents::ZERO,
        included_tax: Cents(696),
        refunded: Cents::ZERO,
        address: Some(Address {
            name: "Ada Lovelace".into(),
            line1: "Main Street 1".into(),
            city: "Berlin".into(),
            postal_code: "10115".into(),
            country: "DE".into(),
            ..Address::default()
        }),
    }
}

fn summary(status: OrderStatus) -> OrderSummary {
    OrderSummary {
        id: OrderId::from_parts(1, 1),
        at: Timestamp(0),
        status,
        total: Cents(4359),
        currency: Currency::Eur,
        titles: vec!["a red robot".into(), "a red robot".into(), "10 credits".into()],
        pictures: vec![picture()],
    }
}

#[async_trait]
impl Carts for World {
    async fn show(&self, _user: UserId) -> Result<CartView, Problem> {
        self.answer(cart(self.shop.lines.clone()))
    }

    async fn packages(&self) -> Result<(Currency, Vec<CreditPackage>), Problem> {
        self.answer((Currency::Eur, packages()))
    }

    async fn add_download(&self, _user: UserId, _asset: AssetId) -> Result<(), Problem> {
        self.answer(())
    }

    async fn add_print(&self, _user: UserId, _config: PrintConfigId) -> Result<(), Problem> {
        self.answer(())
    }

    async fn add_credits(&self, _user: UserId, _package: &str) -> Result<(), Problem> {
        self.answer(())
    }

    async fn set_quantity(&self, user: UserId, _: CartLineId, _: u32) -> Result<CartView, Problem> {
        Carts::show(self, user).await
    }

    async fn remove(&self, user: UserId, _line: CartLineId) -> Result<CartView, Problem> {
        Carts::show(self, user).await
    }

    async fn restore(&self, user: UserId, _line: CartLineId) -> Result<CartView, Problem> {
        Carts::show(self, user).await
    }

    async fn accept(&self, user: UserId, _line: CartLineId, _seen: Cents) -> Result<CartView, Problem> {
        Carts::show(self, user).await
    }

    async fn set_country(&self, user: UserId, _country: &str) -> Result<CartView, Problem> {
        Carts::show(self, user).await
    }
}

#[async_trait]
impl Checkouts for World {
    async fn begin(&self, _user: UserId) -> Result<CheckoutView, Problem> {
        let cart = cart(self.shop.lines.clone());
        if !cart.is_payable() {
            return Err(Problem::not_now("Your cart is empty."));
        }
        self.answer(CheckoutView {
            address: None,
            checkout: CheckoutId::from_parts(1, 1),
            session_id: "cs_test_1".into(),
            client_secret: "cs_test_1_secret".into(),
            cart,
            email: "ada@example.com".into(),
        })
    }

    async fn outcome(&self, _user: UserId, _session_id: &str) -> Result<CheckoutOutcome, Problem> {
        self.answer(())?;
        self.shop.outcome.clone().ok_or(Problem::NotFound)
    }

    async fn portal_url(&self, _user: UserId) -> Result<String, Problem> {
        self.answer("/sandbox/stripe/portal/bps_1".into())
    }
}

#[async_trait]
impl Orders for World {
    async fn list(&self, _user: UserId, _page: PageRequest) -> Result<Page<OrderSummary>, Problem> {
        let items = self.shop.order.iter().map(|order| order.summary.clone()).collect();
        self.answer(Page { items, next: self.next.clone() })
    }

    async fn show(&self, _user: UserId, _order: OrderId) -> Result<OrderDetail, Problem> {
        self.answer(())?;
        self.shop.order.clone().ok_or(Problem::NotFound)
    }

    async fn download_url(&self, _: UserId, _: OrderItemId, _: FileFormat) -> Result<String, Problem> {
        self.answer("/files/model.glb".into())
    }

    async fn order_again(&self, _user: UserId, _order: OrderId) -> Result<Vec<String>, Problem> {
        self.answer(Vec::new())
    }
}
