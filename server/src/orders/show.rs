//! Orders as their buyers see them: a list in three statements, a page in four.

use std::collections::HashMap;

use domain::Problem;
use domain::ids::{OrderId, UserId};
use domain::money::Cents;
use domain::order::{ItemState, ItemStep, OrderDetail, OrderItem, OrderStatus, OrderSummary};
use domain::page::{Page, PageRequest};
use domain::picture::Picture;
use domain::time::Timestamp;
use sea_orm::FromQueryResult;

use super::OrderService;
use super::rows::{self, ItemRow, ORDER_COLUMNS, OrderRow};
use crate::assets::pictures;
use crate::db::{DataError, Sql as _, args};

/// Pictures of an order in a list.
const PICTURES_SHOWN: usize = 4;

#[derive(FromQueryResult)]
struct StepRow {
    item_id: String,
    state: String,
    note: String,
    at: i64,
}

impl OrderService {
    pub(super) async fn summaries(
        &self,
        user: UserId,
        page: PageRequest,
    ) -> Result<Page<OrderSummary>, DataError> {
        // A key that is no order's id begins at the start; `ord_z` sorts after every order's,
        // in the order of any language.
        let after = page.after.filter(|key| key.parse::<OrderId>().is_ok()).unwrap_or("ord_z".to_owned());
        let sql = format!(
            "SELECT {ORDER_COLUMNS} FROM orders o WHERE o.user_id = $1 AND o.id < $2 ORDER BY o.id DESC LIMIT $3"
        );
        let size = usize::try_from(PageRequest::SIZE).unwrap_or(usize::MAX);
        let one_more = i64::try_from(size + 1).unwrap_or(i64::MAX);
        let orders: Vec<OrderRow> =
            self.db.reader().rows(&sql, args![user.to_string(), after.as_str(), one_more]).await?;
        let next =
            (orders.len() > size).then(|| orders.get(size - 1).map(|order| order.id.clone())).flatten();
        let shown = orders.get(..size.min(orders.len())).unwrap_or_default();
        let Some(oldest) = shown.last() else { return Ok(Page { items: Vec::new(), next: None }) };
        let condition = "o.user_id = $1 AND o.id < $2 AND o.id >= $3";
        let values = args![user.to_string(), after.as_str(), oldest.id.as_str()];
        let items = rows::items(&self.db, condition, values).await?;
        let pictures = self.pictures(&items).await?;
        let summaries =
            shown.iter().map(|order| summary(order, &items, &pictures)).collect::<Result<_, _>>()?;
        Ok(Page { items: summaries, next })
    }

    pub(super) async fn detail(&self, user: UserId, id: OrderId) -> Result<OrderDetail, DataError> {
        let order = rows::order(&self.db, &id.to_string()).await?;
        let order = order.filter(|order| order.user_id == user.to_string()).ok_or(Problem::NotFound)?;
        let items = rows::items(&self.db, "o.id = $1", args![order.id.as_str()]).await?;
        let pictures = self.pictures(&items).await?;
        let sql = "SELECT s.item_id, s.state, s.note, s.at FROM order_item_steps s
            JOIN order_items i ON i.id = s.item_id WHERE i.order_id = $1 ORDER BY s.item_id, s.number";
        let steps: Vec<StepRow> = self.db.reader().rows(sql, args![order.id.as_str()]).await?;
        Ok(OrderDetail {
            summary: summary(&order, &items, &pictures)?,
            items: items.iter().map(|item| whole(item, &steps, &pictures)).collect::<Result<_, _>>()?,
            subtotal: Cents(order.subtotal),
            extras: Cents(order.extras),
            shipping: Cents(order.shipping),
            difference: Cents(order.difference),
            included_tax: Cents(order.included_tax),
            refunded: Cents(order.refunded),
            address: order.address(),
        })
    }

    async fn pictures(&self, items: &[ItemRow]) -> Result<HashMap<String, Picture>, DataError> {
        let files = items.iter().filter_map(|item| item.thumbnail_file_id.clone()).collect();
        Ok(pictures::load(&self.db, &self.storage, self.mint.now(), files).await?.pictures)
    }
}

fn summary(
    order: &OrderRow,
    items: &[ItemRow],
    pictures: &HashMap<String, Picture>,
) -> Result<OrderSummary, DataError> {
    let own: Vec<&ItemRow> = items.iter().filter(|item| item.order_id == order.id).collect();
    let states = own.iter().map(|item| item.state()).collect::<Result<Vec<ItemState>, _>>()?;
    Ok(OrderSummary {
        id: order.id.parse().map_err(|_| DataError::corrupt("order id"))?,
        at: Timestamp(order.created_at),
        status: OrderStatus::of(&states),
        total: Cents(order.total),
        currency: order.currency()?,
        titles: own.iter().map(|item| item.title.clone()).collect(),
        pictures: own.iter().filter_map(|item| picture(item, pictures)).take(PICTURES_SHOWN).collect(),
    })
}

fn whole(
    item: &ItemRow,
    steps: &[StepRow],
    pictures: &HashMap<String, Picture>,
) -> Result<OrderItem, DataError> {
    let own = steps.iter().filter(|step| step.item_id == item.id);
    Ok(OrderItem {
        picture: picture(item, pictures),
        steps: own.map(StepRow::read).collect::<Result<_, _>>()?,
        ..item.read()?
    })
}

fn picture(item: &ItemRow, pictures: &HashMap<String, Picture>) -> Option<Picture> {
    item.thumbnail_file_id.as_ref().and_then(|file| pictures.get(file)).cloned()
}

impl StepRow {
    fn read(&self) -> Result<ItemStep, DataError> {
        Ok(ItemStep {
            at: Timestamp(self.at),
            state: ItemState::from_key(&self.state).ok_or(DataError::corrupt("step"))?,
            note: self.note.clone(),
        })
    }
}
