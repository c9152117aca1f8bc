//! The shop's rules: payments, orders, what was sold for them, mail.

use super::rules::{Rule, always, at_rest};

/// How long a mail may wait, in seconds.
const MAIL_SECS: i64 = 15 * 60;
/// How long an event of the payment service, or a refund, may wait, in seconds.
const EVENT_SECS: i64 = 10 * 60;
/// How long a print that failed its checks may rest, in seconds: its buyer was told that somebody looks at it.
const ATTENTION_SECS: i64 = 24 * 3600;
/// How long the services may take to forget a person, in seconds: a payment that was begun before can be made for a
/// day.
const ERASED_SECS: i64 = 25 * 3600;

/// Every rule of the shop that the database can see.
pub(super) const RULES: [Rule; 20] = [
    always("I6 a paid checkout has one order, another has none", |_| {
        "SELECT c.id AS subject FROM checkouts c LEFT JOIN orders o ON o.checkout_id = c.id
         WHERE (c.state = 'paid') <> (o.id IS NOT NULL)"
            .into()
    }),
    at_rest("I6 a payment in review is looked at", |moment| {
        let before = moment.now.plus_secs(-EVENT_SECS).0;
        format!("SELECT id AS subject FROM checkouts WHERE state = 'review' AND ended_at < {before}")
    }),
    always("I7 bought credits are granted once, and only bought ones are", |_| {
        "SELECT i.id AS subject FROM order_items i JOIN orders o ON o.id = i.order_id WHERE i.kind = 'credits'
            AND 1 <> (SELECT COUNT(*) FROM ledger_entries e WHERE e.kind = 'purchase' AND e.ref = i.id
                AND e.account = o.user_id AND e.amount = i.credits)
         UNION ALL
         SELECT e.id FROM ledger_entries e WHERE e.kind = 'purchase'
            AND NOT EXISTS (SELECT 1 FROM order_items i WHERE i.id = e.ref AND i.kind = 'credits')"
            .into()
    }),
    always("I7 an ordered print is an ordered configuration of its buyer, and the other way round", |_| {
        "SELECT i.id AS subject FROM order_items i JOIN orders o ON o.id = i.order_id
            JOIN print_configs c ON c.id = i.print_config_id
         WHERE c.state <> 'ORDERED' OR c.user_id <> o.user_id OR c.asset_id <> i.asset_id
         UNION ALL
         SELECT c.id FROM print_configs c WHERE c.state = 'ORDERED'
            AND NOT EXISTS (SELECT 1 FROM order_items i WHERE i.print_config_id = c.id)"
            .into()
    }),
    always("I7 an order's items add up to what was paid", |_| {
        "SELECT o.id AS subject FROM orders o WHERE o.subtotal <> COALESCE(
            (SELECT CAST(SUM(i.total) AS BIGINT) FROM order_items i WHERE i.order_id = o.id), 0)"
            .into()
    }),
    always("I7 what is in production or sent has its files, and the print partner its order", |_| {
        // A mail's subject is the item, a colon and a number.
        "SELECT i.id AS subject FROM order_items i WHERE i.kind = 'print' AND i.state IN ('in_production', 'shipped')
            AND (i.print_3mf_file_id IS NULL OR i.print_stl_file_id IS NULL OR i.id NOT IN
                (SELECT RTRIM(RTRIM(m.subject_id, '0123456789'), ':') FROM emails m
                    WHERE m.kind = 'print_order' AND m.state = 'sent'))"
            .into()
    }),
    at_rest("I10 every mail is sent within a quarter of an hour", |moment| {
        let before = moment.now.plus_secs(-MAIL_SECS).0;
        format!("SELECT id AS subject FROM emails WHERE state = 'waiting' AND created_at < {before}")
    }),
    always("I10 every order has its receipt written", |_| {
        "SELECT o.id AS subject FROM orders o WHERE NOT EXISTS
            (SELECT 1 FROM emails m WHERE m.kind = 'receipt' AND m.subject_id = o.id)"
            .into()
    }),
    at_rest("I12 every event is processed within ten minutes", |moment| {
        let before = moment.now.plus_secs(-EVENT_SECS).0;
        format!("SELECT id AS subject FROM stripe_events WHERE state = 'received' AND received_at < {before}")
    }),
    at_rest("I12 an event in error is looked at", |moment| {
        let before = moment.now.plus_secs(-EVENT_SECS).0;
        format!("SELECT id AS subject FROM stripe_events WHERE state = 'error' AND processed_at < {before}")
    }),
    always("I13 an order is what its checkout asked for", |_| {
        "SELECT o.id AS subject FROM orders o JOIN checkouts c ON c.id = o.checkout_id
         WHERE o.total <> COALESCE(c.paid, c.amount) OR o.currency <> c.currency OR o.user_id <> c.user_id
            OR o.session_id <> c.session_id OR o.refunded > o.total"
            .into()
    }),
    always(
        "I14 no more credits are taken back than were bought, and all of them with all of their money",
        |_| {
            "SELECT i.id AS subject FROM order_items i JOIN orders o ON o.id = i.order_id
            LEFT JOIN credit_take_backs t ON t.item_id = i.id
         WHERE i.kind = 'credits' AND (COALESCE(t.taken + t.debt, 0) > i.credits
            OR (i.state = 'refunded' AND o.refunded >= o.total AND COALESCE(t.taken + t.debt, 0) <> i.credits))"
                .into()
        },
    ),
    always("I14 what was sold is what is there, what was taken back and what is owed", |_| {
        "SELECT a.user_id AS subject FROM credit_accounts a WHERE
            COALESCE((SELECT CAST(SUM(e.amount) AS BIGINT) FROM ledger_entries e WHERE e.account = a.user_id
                AND e.kind IN ('purchase', 'take_back', 'give_back', 'debt_repaid')), 0)
            <> COALESCE((SELECT CAST(SUM(i.credits) AS BIGINT) FROM order_items i JOIN orders o ON o.id = i.order_id
                WHERE o.user_id = a.user_id AND i.kind = 'credits'), 0)
             - COALESCE((SELECT CAST(SUM(t.taken + t.debt) AS BIGINT) FROM credit_take_backs t
                WHERE t.user_id = a.user_id), 0) + a.debt"
            .into()
    }),
    always("I14 who owes credits has none", |_| {
        "SELECT user_id AS subject FROM credit_accounts WHERE debt > 0 AND balance > 0".into()
    }),
    always("R11 a print that is being checked has a job or a waiting mail", |_| {
        "SELECT i.id AS subject FROM order_items i WHERE i.kind = 'print' AND i.state = 'checking'
            AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.kind = 'prepare_print' AND j.subject = i.id
                AND j.state IN ('queued', 'running'))
            AND NOT EXISTS (SELECT 1 FROM emails m WHERE m.kind = 'print_order' AND m.subject_id LIKE i.id || ':%'
                AND m.state = 'waiting')"
            .into()
    }),
    at_rest("R11 a refund that was asked for is carried out", |moment| {
        let before = moment.now.plus_secs(-EVENT_SECS).0;
        format!("SELECT id AS subject FROM refunds WHERE state = 'asked' AND created_at < {before}")
    }),
    at_rest("R11 a paid print that needs attention gets it", |moment| {
        let before = moment.now.plus_secs(-ATTENTION_SECS).0;
        format!(
            "SELECT i.id AS subject FROM order_items i JOIN orders o ON o.id = i.order_id
             WHERE i.kind = 'print' AND i.state = 'needs_attention' AND COALESCE(o.dispute, '') <> 'open'
                AND NOT EXISTS (SELECT 1 FROM order_item_steps s WHERE s.item_id = i.id AND s.at >= {before})"
        )
    }),
    at_rest("R11 a person whose account ended is forgotten by the services", |moment| {
        let before = moment.now.plus_secs(-ERASED_SECS).0;
        format!(
            "SELECT subject FROM jobs WHERE kind = 'erase_account' AND state IN ('queued', 'running')
                AND created_at < {before}"
        )
    }),
    always("I15 quotes, refunds, print files and lines of carts are their owner's", |_| {
        "SELECT c.id AS subject FROM print_configs c JOIN quotes q ON q.id = c.quote_id WHERE q.user_id <> c.user_id
         UNION ALL
         SELECT r.id FROM refunds r JOIN order_items i ON i.id = r.item_id WHERE i.order_id <> r.order_id
         UNION ALL
         SELECT i.id FROM order_items i JOIN orders o ON o.id = i.order_id
            JOIN files f ON f.id = i.print_3mf_file_id OR f.id = i.print_stl_file_id WHERE f.user_id <> o.user_id
         UNION ALL
         SELECT l.id FROM cart_lines l JOIN print_configs c ON c.id = l.subject
            WHERE l.kind = 'print' AND c.user_id <> l.user_id"
            .into()
    }),
    always("an item stands where its last step brought it", |_| {
        "SELECT i.id AS subject FROM order_items i WHERE i.state <> COALESCE((SELECT s.state FROM order_item_steps s
            WHERE s.item_id = i.id ORDER BY s.number DESC LIMIT 1), '')"
            .into()
    }),
];
