//! How much of each item's money is gone, when some of an order's is.

/// An item's share of an order, in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// What was paid for it.
    pub total: i64,
    /// What our own refund of this line gave back, shipping included when it was the last print or line; 0 without one.
    pub refunded: i64,
}

/// Of each item, how much of what was paid for it is gone, when `gone` of the order's `total` is.
///
/// Refunds of a line are that line's. What went back otherwise (from the service's own pages, or by a dispute) names no
/// line: every other line bears its part of it. Cumulative by nature: the same `gone` again is the same answer, and
/// when everything is gone so is every item's whole money.
pub(super) fn withdrawn(items: &[Share], total: i64, gone: i64) -> Vec<i64> {
    // What was paid need not be what the items come to.
    if gone >= total {
        return items.iter().map(|item| item.total).collect();
    }
    let gone = gone.max(0);
    let mut left = gone;
    let mut own = Vec::new();
    for item in items {
        let part = item.refunded.clamp(0, left);
        left -= part;
        own.push(part);
    }
    let open = total - own.iter().sum::<i64>();
    items
        .iter()
        .zip(own)
        .map(|(item, own)| {
            let rest = (item.total - own).max(0);
            let part = if open > 0 { i128::from(rest) * i128::from(left) / i128::from(open) } else { 0 };
            (own + i64::try_from(part).unwrap_or(rest)).min(item.total)
        })
        .collect()
}

/// How many of `credits` go with `withdrawn` of the `total` that was paid for them; all with all of it.
pub(super) fn credits_withdrawn(credits: i64, total: i64, withdrawn: i64) -> i64 {
    if total <= 0 {
        return 0;
    }
    let part = i128::from(credits) * i128::from(withdrawn.clamp(0, total)) / i128::from(total);
    i64::try_from(part).unwrap_or(credits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paid(total: i64) -> Share {
        Share { total, refunded: 0 }
    }

    #[test]
    fn a_lines_refund_is_that_lines_alone() {
        let items = [paid(900), Share { total: 3000, refunded: 3000 }];
        assert_eq!(withdrawn(&items, 4700, 3000), [0, 3000]);
        assert_eq!(withdrawn(&items, 4700, 0), [0, 0], "asked for, but not gone yet");
        assert_eq!(withdrawn(&items, 4700, 4700), [900, 3000]);
    }

    #[test]
    fn what_names_no_line_is_borne_by_all() {
        assert_eq!(withdrawn(&[paid(1000), paid(3000)], 5000, 2500), [500, 1500]);
        assert_eq!(withdrawn(&[paid(1000), paid(3000)], 5000, 9000), [1000, 3000]);
    }

    #[test]
    fn all_that_was_paid_is_all_of_every_item() {
        assert_eq!(
            withdrawn(&[Share { total: 900, refunded: 899 }], 899, 899),
            [900],
            "a cent less was taken"
        );
        assert_eq!(withdrawn(&[Share { total: 900, refunded: 901 }], 901, 901), [900]);
        assert_eq!(withdrawn(&[paid(900), paid(100)], 999, 500), [450, 50]);
    }

    #[test]
    fn credits_go_with_their_money() {
        assert_eq!(credits_withdrawn(120, 7900, 7900), 120);
        assert_eq!(credits_withdrawn(120, 7900, 3950), 60);
        assert_eq!(credits_withdrawn(120, 7900, 0), 0);
        assert_eq!(credits_withdrawn(120, 7900, 99_999), 120);
    }

    proptest! {
        #[test]
        fn more_gone_is_never_less_withdrawn_and_all_is_all(
            totals in proptest::collection::vec(1_i64..10_000, 1..5),
            extra in 0_i64..3000,
            parts in proptest::collection::vec(0_i64..20_000, 2),
        ) {
            let items: Vec<Share> = totals.iter().map(|total| paid(*total)).collect();
            let total = totals.iter().sum::<i64>() + extra;
            let (less, more) = (parts[0].min(parts[1]), parts[0].max(parts[1]));
            let (before, after) = (withdrawn(&items, total, less), withdrawn(&items, total, more));
            for ((before, after), total) in before.iter().zip(&after).zip(&totals) {
                prop_assert!(before <= after && after <= total);
            }
            prop_assert!(after.iter().sum::<i64>() <= more.min(total));
            prop_assert_eq!(withdrawn(&items, total, total), totals);
        }
    }
}
