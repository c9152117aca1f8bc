//! Which payments may still become an order, as conditions of statements.

/// Of a checkout named `c`.
macro_rules! under_way {
    () => {
        "c.state IN ('prepared', 'open', 'closing', 'review', 'accepted')"
    };
}
pub(crate) use under_way;

/// A checkout `c` whose payment may still become an order.
pub(crate) const UNDER_WAY: &str = under_way!();
/// Somebody is just paying for the file `f`: its id stands in the frozen cart.
pub(crate) const BEING_PAID: &str = concat!(
    "EXISTS (SELECT 1 FROM checkouts c WHERE ",
    under_way!(),
    " AND c.frozen LIKE '%' || f.id || '%')"
);
