//! Orders: what was paid, and the life of each item until it is there or its money went back.
//!
//! Every step of an item is a row with its author; nothing moves an item but [`items::advance`].

mod again;
pub mod command;
mod download;
pub mod items;
mod operator;
mod overview;
mod prepare;
mod refund;
pub(crate) mod rows;
pub(crate) mod settle;
mod show;
mod withdrawn;
mod write;

use std::sync::Arc;

use async_trait::async_trait;
use domain::Problem;
use domain::ids::{OrderId, OrderItemId, UserId};
use domain::order::{FileFormat, OrderDetail, OrderSummary, Orders};
use domain::page::{Page, PageRequest};
use domain::print::Prints;
use tokio::sync::Semaphore;

pub use operator::Operator;
pub use prepare::PrintJobs;
pub use refund::RefundService;
pub use write::{Payment, buyer_email, of_checkout, write};

use crate::cart::CartService;
use crate::db::Database;
use crate::mint::Mint;
use crate::storage::Storage;

/// Orders in this database, with files in this storage.
#[derive(Clone)]
pub struct OrderService {
    db: Database,
    storage: Storage,
    mint: Mint,
    prints: Arc<dyn Prints>,
    carts: CartService,
    /// Writing a model in another format takes memory and a core: one at a time.
    bench: Arc<Semaphore>,
}

impl OrderService {
    /// Orders in this database.
    #[must_use]
    pub fn new(
        db: Database,
        storage: Storage,
        mint: Mint,
        prints: Arc<dyn Prints>,
        carts: CartService,
    ) -> Self {
        Self { db, storage, mint, prints, carts, bench: Arc::new(Semaphore::new(1)) }
    }
}

#[async_trait]
impl Orders for OrderService {
    async fn list(&self, user: UserId, page: PageRequest) -> Result<Page<OrderSummary>, Problem> {
        Ok(self.summaries(user, page).await?)
    }

    async fn show(&self, user: UserId, order: OrderId) -> Result<OrderDetail, Problem> {
        Ok(self.detail(user, order).await?)
    }

    async fn download_url(
        &self,
        user: UserId,
        item: OrderItemId,
        format: FileFormat,
    ) -> Result<String, Problem> {
        self.link(user, item, format).await
    }

    async fn order_again(&self, user: UserId, order: OrderId) -> Result<Vec<String>, Problem> {
        self.fill_cart(user, order).await
    }
}
