//! Every credit that moved: when, what for, how many, and what was left.

use crate::erased::{CollectErased, Erase};
use domain::credits::{Credits, HoldState, LedgerKind, StatementLine};
use domain::page::Page;
use leptos::prelude::*;

use crate::ui::{EmptyState, IconName};

/// One part of the statement, as a table.
#[component]
pub fn Statement(
    /// The lines, newest first.
    first: Page<StatementLine>,
) -> impl IntoView {
    if first.items.is_empty() {
        return view! {
            <EmptyState icon=IconName::Coins title="No credits moved yet" hint="Each movement is listed here.">
                <a class="link" href="/dashboard">
                    "Create something"
                </a>
            </EmptyState>
        }
        .erased();
    }
    let further = first.next.map(|after| {
        view! {
            <a class="button load-more" href=format!("/account?after={after}")>
                "Older entries"
            </a>
        }
    });
    view! {
        <table data-slot="statement" class="statement">
            <thead>
                <tr>
                    <th scope="col" class="statement-when">
                        "When (UTC)"
                    </th>
                    <th scope="col">"What for"</th>
                    <th scope="col" class="text-right">
                        "Amount"
                    </th>
                    <th scope="col" class="text-right">
                        "Balance"
                    </th>
                </tr>
            </thead>
            <tbody>{first.items.into_iter().map(|line| view! { <Line line /> }).collect_erased()}</tbody>
        </table>
        <div class="mt-6 flex justify-center">{further}</div>
    }
    .erased()
}

#[component]
fn Line(line: StatementLine) -> impl IntoView {
    let state = hold_words(line.kind, line.hold);
    let is_gain = line.amount > Credits::ZERO;
    let asset = line.asset.map(|asset| format!("/assets/{asset}"));
    let reason = match asset.or_else(|| line.order.map(|order| format!("/orders/{order}"))) {
        Some(href) => view! { <a class="link" href=href>{line.reason}</a> }.erased(),
        None => view! { <span>{line.reason}</span> }.erased(),
    };
    view! {
        <tr>
            <td class="statement-when">
                <time datetime=line.at.iso8601()>{line.at.words()}</time>
            </td>
            <td>
                // Where the table is too narrow for a column of times.
                <time datetime=line.at.iso8601() class="block text-xs text-muted-foreground sm:hidden">
                    {line.at.words()}
                </time>
                {reason} {state.map(|words| view! { <span class="block text-sm text-muted-foreground">{words}</span> })}
            </td>
            <td class="text-right tabular-nums" class:text-success-foreground=is_gain>
                {signed(line.amount)}
            </td>
            <td class="text-right tabular-nums">{line.balance_after.0}</td>
        </tr>
    }
}

/// An amount with its sign.
fn signed(amount: Credits) -> String {
    match amount.0 {
        0 => "0".to_owned(),
        gain if gain > 0 => format!("+{gain}"),
        loss => format!("−{}", loss.unsigned_abs()),
    }
}

/// What became of credits that were set aside.
fn hold_words(kind: LedgerKind, hold: Option<HoldState>) -> Option<&'static str> {
    if kind != LedgerKind::Hold {
        return None;
    }
    Some(match hold? {
        HoldState::Open => "Set aside while it runs",
        HoldState::Captured => "Paid",
        HoldState::Released => "Given back",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_carry_their_sign() {
        assert_eq!(signed(Credits(3)), "+3");
        assert_eq!(signed(Credits(-1)), "−1");
        assert_eq!(signed(Credits::ZERO), "0");
    }

    #[test]
    fn only_holds_say_what_became_of_them() {
        assert_eq!(hold_words(LedgerKind::Hold, Some(HoldState::Captured)), Some("Paid"));
        assert_eq!(hold_words(LedgerKind::Release, Some(HoldState::Released)), None);
        assert_eq!(hold_words(LedgerKind::Hold, None), None);
    }
}
