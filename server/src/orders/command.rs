//! `makeit3d orders …`: the words of the command line, and what they do.

use domain::Problem;
use domain::ids::{CheckoutId, OrderId, OrderItemId};
use domain::order::{ItemState, Tracking};

use super::Operator;

/// How the command is used.
pub const USAGE: &str =
    "makeit3d orders list [STATE] [--after ITEM]        open prints, or the items in a state
makeit3d orders show ORDER                         an order with every step
makeit3d orders advance ITEM STATE [NOTE]          checking, in_production, delivered, needs_attention
makeit3d orders track ITEM CARRIER NUMBER [URL]    it is on its way
makeit3d orders reorder ITEM                       the partner is mailed once more, with fresh links
makeit3d orders refund ITEM REASON                 its money goes back
makeit3d orders refused                            refunds that failed: ask for them again with `refund`
makeit3d orders reviews                            payments that are not what was asked for
makeit3d orders accept CHECKOUT REASON             such a payment is good: its order is made
makeit3d orders returned CHECKOUT REASON           its money was given back on the payment service's own pages
Changes are recorded with their author: --as NAME";

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Items in a state, or all open prints; those after an item.
    List(Option<ItemState>, Option<OrderItemId>),
    /// One order.
    Show(OrderId),
    /// A step.
    Advance(OrderItemId, ItemState, String),
    /// A parcel.
    Track(OrderItemId, Tracking),
    /// Money back, and why.
    Refund(OrderItemId, String),
    /// The partner is mailed again.
    Reorder(OrderItemId),
    /// Refunds that failed.
    Refused,
    /// Payments in review.
    Reviews,
    /// What becomes of one: whether it is accepted, and why.
    Resolve(CheckoutId, bool, String),
}

/// Reads the words after `orders`: the command and who gives it. Nothing when they are not understood.
#[must_use]
pub fn parse(words: &[&str]) -> Option<(Command, String)> {
    let mut words = words.to_vec();
    let author = option(&mut words, "--as")?.unwrap_or_default();
    let after = match option(&mut words, "--after")? {
        Some(item) => Some(item.parse().ok()?),
        None => None,
    };
    let text = |word: Option<&&str>| word.map(|word| (*word).to_owned());
    let command = match words.as_slice() {
        ["list"] => Command::List(None, after),
        ["list", state] => Command::List(Some(ItemState::from_key(state)?), after),
        _ if after.is_some() => return None,
        ["show", order] => Command::Show(order.parse().ok()?),
        ["advance", item, state, note @ ..] if note.len() <= 1 => {
            let note = text(note.first()).unwrap_or_default();
            Command::Advance(item.parse().ok()?, ItemState::from_key(state)?, note)
        }
        ["track", item, carrier, number, url @ ..] if url.len() <= 1 => {
            let (carrier, number) = ((*carrier).to_owned(), (*number).to_owned());
            Command::Track(item.parse().ok()?, Tracking { carrier, number, url: text(url.first()) })
        }
        ["refund", item, reason] => Command::Refund(item.parse().ok()?, (*reason).to_owned()),
        ["reorder", item] => Command::Reorder(item.parse().ok()?),
        ["refused"] => Command::Refused,
        ["reviews"] => Command::Reviews,
        ["accept", checkout, reason] => Command::Resolve(checkout.parse().ok()?, true, (*reason).to_owned()),
        ["returned", checkout, reason] => {
            Command::Resolve(checkout.parse().ok()?, false, (*reason).to_owned())
        }
        _ => return None,
    };
    let needs_author =
        !matches!(command, Command::List(..) | Command::Show(_) | Command::Refused | Command::Reviews);
    if needs_author && author.trim().is_empty() {
        return None;
    }
    Some((command, if author.is_empty() { "nobody".to_owned() } else { author }))
}

/// Takes an option and its value out of the words. Nothing at all when the value is missing.
pub(crate) fn option(words: &mut Vec<&str>, name: &str) -> Option<Option<String>> {
    let Some(at) = words.iter().position(|word| *word == name) else { return Some(None) };
    let value = (*words.get(at + 1)?).to_owned();
    words.drain(at..=at + 1);
    Some(Some(value))
}

/// Does it and says what came of it; prints are ordered from `print_partner`, a mail address.
///
/// # Errors
/// Why it was not done, in words.
pub async fn run(operator: &Operator, command: Command, print_partner: &str) -> Result<String, Problem> {
    let moved = |moved: bool| if moved { "done\n" } else { "it stands there already\n" }.to_owned();
    match command {
        Command::List(state, after) => operator.list(state, after).await,
        Command::Show(order) => operator.show(order).await,
        Command::Advance(item, state, note) => operator.advance(item, state, &note).await.map(moved),
        Command::Track(item, tracking) => operator.track(item, tracking).await.map(moved),
        Command::Reorder(item) => {
            operator.order_print(item, print_partner).await?;
            Ok("the mail is written\n".to_owned())
        }
        Command::Refused => operator.refused().await,
        Command::Reviews => operator.reviews().await,
        Command::Resolve(checkout, is_accepted, reason) => {
            operator.resolve(checkout, is_accepted, &reason).await?;
            Ok("done\n".to_owned())
        }
        Command::Refund(item, reason) => {
            let amount = operator.refund(item, &reason).await?;
            Ok(format!("{} minor units go back; the job for it is written\n", amount.0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_commands_and_changes_need_an_author() {
        let item = OrderItemId::from_parts(1, 1).to_string();
        assert_eq!(parse(&["list"]).unwrap().0, Command::List(None, None));
        assert_eq!(parse(&["list", "checking"]).unwrap().0, Command::List(Some(ItemState::Checking), None));
        let read_on = parse(&["list", "--after", &item]).unwrap().0;
        assert_eq!(read_on, Command::List(None, Some(item.parse().unwrap())));
        assert_eq!(parse(&["list", "--after"]), None);
        assert_eq!(parse(&["reviews", "--after", &item]), None);
        assert_eq!(parse(&["list", "lost"]), None);
        assert_eq!(parse(&["refund", &item, "It broke"]), None);
        let (command, author) = parse(&["--as", "nina", "refund", &item, "It broke"]).unwrap();
        assert_eq!(
            (command, author.as_str()),
            (Command::Refund(item.parse().unwrap(), "It broke".into()), "nina")
        );
        let tracked = parse(&["track", &item, "DHL", "123", "--as", "nina"]).unwrap().0;
        assert!(matches!(tracked, Command::Track(_, Tracking { url: None, .. })));
        assert_eq!(parse(&["advance", &item, "shipped", "a", "b", "--as", "nina"]), None);
        assert_eq!(parse(&["show", "ord_nonsense"]), None);
        assert_eq!(parse(&["reviews"]).unwrap().0, Command::Reviews);
        let checkout = CheckoutId::from_parts(1, 1).to_string();
        assert_eq!(parse(&["accept", &checkout, "It is right"]), None, "by whom?");
        assert!(parse(&["returned", &checkout, "By hand", "--as", "nina"]).is_some());
        assert_eq!(parse(&["refund", &item, "--as"]), None);
    }
}
