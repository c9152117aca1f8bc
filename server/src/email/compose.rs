//! What each mail says, from the rows as they are when it is sent.

use domain::ids::OrderItemId;
use domain::payment::Address;
use domain::time::Timestamp;
use sea_orm::FromQueryResult;

use super::letters::item_of;
use super::template::{Form, Value, fill};
use super::{EmailJobs, EmailKind, Mail, Waiting};
use crate::catalogue;
use crate::db::{DataError, Sql as _, args};
use crate::entities::file;
use crate::orders::rows::{self, ItemRow, OrderRow, words};
use crate::orders::settle::order_of_refund_mail;
use sea_orm::EntityTrait as _;

/// How long the print partner's links work, in seconds; what S3 allows at most.
const PARTNER_SECS: i64 = 7 * 24 * 3600;

/// A mail's words, before who sends it to whom.
struct Words {
    subject: String,
    text: String,
    html: String,
}

macro_rules! templates {
    ($name:literal) => {
        [
            include_str!(concat!("templates/", $name, ".txt")),
            include_str!(concat!("templates/", $name, ".html")),
        ]
    };
}

#[derive(FromQueryResult)]
struct Made {
    id: String,
    prompt: String,
}

/// A payment that is not what was asked for.
#[derive(FromQueryResult)]
struct Reviewed {
    state: String,
    amount: i64,
    currency: String,
    paid: i64,
    paid_currency: String,
}

#[derive(FromQueryResult)]
struct Note {
    note: String,
}

impl EmailJobs {
    pub(super) async fn compose(&self, kind: EmailKind, waiting: &Waiting) -> Result<Mail, anyhow::Error> {
        let words = match kind {
            EmailKind::Receipt => self.receipt(&waiting.subject_id).await?,
            EmailKind::PrintOrder => self.print_order(&waiting.subject_id).await?,
            EmailKind::PrintStopped => self.print_stopped(item_of(&waiting.subject_id)).await?,
            EmailKind::NeedsAttention => self.needs_attention(item_of(&waiting.subject_id)).await?,
            EmailKind::Shipped => self.shipped(item_of(&waiting.subject_id)).await?,
            EmailKind::Refunded => self.refunded(&waiting.subject_id).await?,
            EmailKind::ModelReady => self.model_ready(&waiting.subject_id).await?,
            EmailKind::Review => self.review(&waiting.subject_id).await?,
            EmailKind::ReviewEnded => self.review_ended(&waiting.subject_id).await?,
        };
        Ok(Mail {
            message_id: waiting.message_id(),
            id: waiting.id.clone(),
            from: self.config.from.clone(),
            to: waiting.recipient.clone(),
            subject: words.subject,
            text: words.text,
            html: words.html,
        })
    }

    async fn receipt(&self, order: &str) -> Result<Words, anyhow::Error> {
        let order = self.order(order).await?;
        let items = rows::items(&self.db, "o.id = $1", args![order.id.as_str()]).await?;
        let row = templates!("receipt.row");
        let mut values = vec![
            ("order", Value::words(&order.id)),
            ("date", Value::words(Timestamp(order.created_at).words())),
            ("subtotal", Value::words(order.words(order.subtotal)?)),
            ("total", Value::words(order.words(order.total)?)),
            ("tax", Value::words(order.words(order.included_tax)?)),
            ("link", Value::words(self.link(&order))),
        ];
        let both = |form: Form| -> Result<_, DataError> {
            let one = template(row, form);
            let rows = items.iter().map(|item| Ok(fill(one, form, &item_values(&order, item)?)));
            let rows = rows.collect::<Result<Vec<_>, DataError>>()?.join("");
            let extras = sum_line(form, "Material and minimum", &order, order.extras)?;
            let shipping = sum_line(form, "Shipping", &order, order.shipping)?
                + &sum_line(form, "Difference", &order, order.difference)?;
            let address = order.address().map_or(String::new(), |address| {
                let words = format!("Goes to:\n{}\n\n", address_words(&address));
                fill("{{it}}", form, &[("it", Value::words(words))])
            });
            Ok([("rows", rows), ("extras", extras), ("shipping", shipping), ("address", address)])
        };
        let whole = templates!("receipt");
        let mut filled = Vec::new();
        for form in [Form::Text, Form::Html] {
            let parts = both(form)?.map(|(name, text)| (name, Value::Filled(text)));
            values.truncate(6);
            values.extend(parts);
            filled.push(fill(template(whole, form), form, &values));
        }
        let html = filled.pop().unwrap_or_default();
        let text = filled.pop().unwrap_or_default();
        Ok(Words { subject: format!("Your receipt for order {}", order.id), text, html })
    }

    async fn print_order(&self, subject: &str) -> Result<Words, anyhow::Error> {
        let (item, order) = self.item(item_of(subject)).await?;
        let choice = item.choice()?;
        // As they were called when the price was agreed on.
        let catalogue = catalogue::version(&self.db, item.quote()?.price.catalogue_version).await?;
        let unknown = || DataError::corrupt("material of a print");
        let material = catalogue.material(&choice.material).ok_or_else(unknown)?;
        let color = material.color(&choice.color).ok_or_else(unknown)?.name.clone();
        let finish = material.finish(&choice.finish).ok_or_else(unknown)?.name.clone();
        let material = material.name.clone();
        let size = choice.size.0.map(|side| format!("{side:.2}")).join(" × ");
        let remarks = if choice.remarks.trim().is_empty() { "none".to_owned() } else { choice.remarks };
        let address = order.address().map_or_else(|| "no address".to_owned(), |one| address_words(&one));
        let values = [
            ("item", Value::words(&item.id)),
            ("order", Value::words(&order.id)),
            ("again", Value::words(again_words(subject))),
            ("quantity", Value::words(item.quantity.to_string())),
            ("material", Value::words(material)),
            ("color", Value::words(color)),
            ("finish", Value::words(finish)),
            ("size", Value::words(size)),
            ("remarks", Value::words(remarks)),
            (
                "threemf",
                Value::words(self.file_link(&item.id, item.print_3mf_file_id.as_deref(), "3mf").await?),
            ),
            ("stl", Value::words(self.file_link(&item.id, item.print_stl_file_id.as_deref(), "stl").await?)),
            ("address", Value::words(address)),
        ];
        Ok(filled(format!("Print {}", item.id), templates!("print_order"), &values))
    }

    async fn print_stopped(&self, item: &str) -> Result<Words, anyhow::Error> {
        let (item, order) = self.item(item).await?;
        let values = [
            ("item", Value::words(&item.id)),
            ("order", Value::words(&order.id)),
            ("quantity", Value::words(item.quantity.to_string())),
        ];
        Ok(filled(format!("Do not print {}", item.id), templates!("print_stopped"), &values))
    }

    async fn needs_attention(&self, item: &str) -> Result<Words, anyhow::Error> {
        let (item, order) = self.item(item).await?;
        let sql = "SELECT note FROM order_item_steps WHERE item_id = $1 AND state = 'needs_attention'
            ORDER BY number DESC LIMIT 1";
        let note = self.db.reader().row::<Note>(sql, args![item.id.as_str()]).await?;
        let values = [
            ("title", Value::words(&item.title)),
            ("order", Value::words(&order.id)),
            ("note", Value::words(note.map_or(String::new(), |row| row.note))),
            ("link", Value::words(self.link(&order))),
        ];
        Ok(filled("A print of yours needs our attention".to_owned(), templates!("needs_attention"), &values))
    }

    async fn shipped(&self, item: &str) -> Result<Words, anyhow::Error> {
        let (item, order) = self.item(item).await?;
        let tracking = item.tracking();
        let part =
            |read: fn(&domain::order::Tracking) -> String| tracking.as_ref().map(read).unwrap_or_default();
        let values = [
            ("title", Value::words(&item.title)),
            ("order", Value::words(&order.id)),
            ("carrier", Value::words(part(|one| one.carrier.clone()))),
            ("number", Value::words(part(|one| one.number.clone()))),
            ("tracking", Value::words(part(|one| one.url.clone().unwrap_or_default()))),
            ("link", Value::words(self.link(&order))),
        ];
        Ok(filled("Your print is on its way".to_owned(), templates!("shipped"), &values))
    }

    async fn refunded(&self, subject: &str) -> Result<Words, anyhow::Error> {
        let (order, amount) = order_of_refund_mail(subject).ok_or(DataError::corrupt("refund mail"))?;
        let order = self.order(&order.to_string()).await?;
        let values = [
            ("amount", Value::words(order.words(amount)?)),
            ("order", Value::words(&order.id)),
            ("link", Value::words(self.link(&order))),
        ];
        Ok(filled(format!("Your refund for order {}", order.id), templates!("refunded"), &values))
    }

    async fn model_ready(&self, generation: &str) -> Result<Words, anyhow::Error> {
        let sql =
            "SELECT a.id, a.prompt FROM generations g JOIN assets a ON a.id = g.asset_id WHERE g.id = $1";
        let made = self.db.reader().row::<Made>(sql, args![generation]).await?;
        let made = made.ok_or(DataError::corrupt("generation of a mail"))?;
        let title = if made.prompt.is_empty() { "Your picture" } else { made.prompt.as_str() };
        let values = [
            ("title", Value::words(title)),
            ("link", Value::words(format!("{}/assets/{}", self.config.public_url, made.id))),
            ("settings", Value::words(format!("{}/account#mails", self.config.public_url))),
        ];
        Ok(filled("Your model is ready".to_owned(), templates!("model_ready"), &values))
    }

    async fn review(&self, checkout: &str) -> Result<Words, anyhow::Error> {
        let reviewed = self.reviewed(checkout).await?;
        let values = [
            ("paid", Value::words(words(reviewed.paid, &reviewed.paid_currency))),
            ("asked", Value::words(words(reviewed.amount, &reviewed.currency))),
        ];
        Ok(filled("We are looking at your payment".to_owned(), templates!("review"), &values))
    }

    async fn review_ended(&self, checkout: &str) -> Result<Words, anyhow::Error> {
        let reviewed = self.reviewed(checkout).await?;
        let decision = if reviewed.state == "returned" {
            "We sent it back the way it came. Banks take a few days to show it."
        } else {
            "We take it as it is: your order is made now, and its receipt comes with a mail of its own."
        };
        let values = [
            ("paid", Value::words(words(reviewed.paid, &reviewed.paid_currency))),
            ("decision", Value::words(decision)),
            ("link", Value::words(format!("{}/orders", self.config.public_url))),
        ];
        Ok(filled("We looked at your payment".to_owned(), templates!("review_ended"), &values))
    }

    async fn reviewed(&self, checkout: &str) -> Result<Reviewed, DataError> {
        let sql = "SELECT state, amount, currency, paid, paid_currency FROM checkouts
            WHERE id = $1 AND paid IS NOT NULL AND paid_currency IS NOT NULL";
        let found = self.db.reader().row::<Reviewed>(sql, args![checkout]).await?;
        found.ok_or(DataError::corrupt("checkout of a mail"))
    }

    async fn order(&self, id: &str) -> Result<OrderRow, DataError> {
        rows::order(&self.db, id).await?.ok_or(DataError::corrupt("order of a mail"))
    }

    async fn item(&self, id: &str) -> Result<(ItemRow, OrderRow), DataError> {
        let id: OrderItemId = id.parse().map_err(|_| DataError::corrupt("item of a mail"))?;
        let item =
            rows::item(&self.db, &id.to_string()).await?.ok_or(DataError::corrupt("item of a mail"))?;
        let order = self.order(&item.order_id).await?;
        Ok((item, order))
    }

    fn link(&self, order: &OrderRow) -> String {
        format!("{}/orders/{}", self.config.public_url, order.id)
    }

    async fn file_link(&self, item: &str, file: Option<&str>, end: &str) -> Result<String, anyhow::Error> {
        let id = file.ok_or(DataError::corrupt("print file"))?;
        let row = file::Entity::find_by_id(id).one(self.db.reader()).await?;
        let row = row.ok_or(DataError::corrupt("print file"))?;
        let name = format!("{item}.{end}");
        let now = self.mint.now();
        let link = self.storage.sign_download(&row.key, &row.media_type, &name, PARTNER_SECS, now).await?;
        Ok(self.storage.absolute(&link))
    }
}

fn template(forms: [&'static str; 2], form: Form) -> &'static str {
    let [text, html] = forms;
    match form {
        Form::Text => text,
        Form::Html => html,
    }
}

fn filled(subject: String, forms: [&'static str; 2], values: &[(&str, Value)]) -> Words {
    let [text, html] = [Form::Text, Form::Html].map(|form| fill(template(forms, form), form, values));
    Words { subject, text, html }
}

fn item_values(order: &OrderRow, item: &ItemRow) -> Result<[(&'static str, Value); 4], DataError> {
    Ok([
        ("quantity", Value::words(item.quantity.to_string())),
        ("title", Value::words(&item.title)),
        ("facts", Value::words(item.facts().join(" · "))),
        ("total", Value::words(order.words(item.total)?)),
    ])
}

/// A line of the sums; nothing when it is nothing.
fn sum_line(form: Form, name: &str, order: &OrderRow, amount: i64) -> Result<String, DataError> {
    if amount == 0 {
        return Ok(String::new());
    }
    let amount = order.words(amount)?;
    Ok(match form {
        Form::Text => format!("{name:<18}{amount}\n"),
        Form::Html => format!("<tr><td>{name}</td><td style=\"text-align:right\">{amount}</td></tr>"),
    })
}

/// Tells the partner that this order of an item is not its first; the mail's subject is `item:number`.
fn again_words(subject: &str) -> String {
    let number: u32 = subject.split_once(':').and_then(|(_, number)| number.parse().ok()).unwrap_or(1);
    match number {
        0 | 1 => String::new(),
        number => format!(
            "This is our order no. {number} of this item. It replaces every earlier one: please make it once."
        ),
    }
}

/// An address as it stands on a parcel, a part a line.
pub fn address_words(address: &Address) -> String {
    let city = format!("{} {}", address.postal_code, address.city);
    let lines = [&address.name, &address.line1, &address.line2, &city, &address.state, &address.country];
    lines.into_iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::again_words;

    #[test]
    fn only_an_order_after_the_first_says_so() {
        assert_eq!((again_words("itm_x:1"), again_words("itm_x")), (String::new(), String::new()));
        assert!(again_words("itm_x:2").contains("order no. 2"));
    }
}
