//! The rules, each as a query for the rows that break it. Numbers are the design's.

use domain::time::Timestamp;
use sea_orm::DbBackend;

use super::When;

/// How long after a lease's end its job must have been taken up, in seconds.
const TAKEN_UP_SECS: i64 = 60;
/// How long a live file may be without a reference, in seconds.
const GRACE_SECS: i64 = 24 * 3600;

/// The triggers that keep rows as they came.
const GUARDS_SQLITE: [&str; 6] = [
    "ledger_entries_no_update",
    "ledger_entries_no_delete",
    "stripe_events_no_rewrite",
    "stripe_events_no_delete",
    "order_item_steps_no_update",
    "order_item_steps_no_delete",
];
/// The same on PostgreSQL.
const GUARDS_POSTGRES: [&str; 4] = [
    "ledger_entries_no_change",
    "stripe_events_no_rewrite",
    "stripe_events_no_delete",
    "order_item_steps_no_change",
];

/// What queries depend on.
pub(super) struct Moment {
    pub backend: DbBackend,
    pub now: Timestamp,
}

/// A rule and the query that answers `subject`s that break it.
pub(super) struct Rule {
    pub sentence: &'static str,
    pub when: When,
    pub finds: fn(&Moment) -> String,
}

/// Every rule that the database can see.
pub(super) const RULES: [Rule; 19] = [
    always("I1 a balance is the sum of its ledger", |_| {
        "SELECT c.user_id AS subject FROM credit_accounts c WHERE c.balance <> COALESCE(
            (SELECT CAST(SUM(e.amount) AS BIGINT) FROM ledger_entries e WHERE e.account = c.user_id), 0)"
            .into()
    }),
    always("I1 each line's balance is the one before it plus its amount", |_| {
        "SELECT e.id AS subject FROM ledger_entries e
         LEFT JOIN ledger_entries p ON p.account = e.account AND p.seq = e.seq - 1
         WHERE e.seq IS NOT NULL AND e.balance_after <> e.amount + COALESCE(p.balance_after, 0)"
            .into()
    }),
    always("I1 a statement has no gaps", |_| {
        "SELECT c.user_id AS subject FROM credit_accounts c
         WHERE c.entries <> (SELECT COUNT(*) FROM ledger_entries e WHERE e.account = c.user_id)"
            .into()
    }),
    always("I2 no balance is negative", |_| {
        "SELECT user_id AS subject FROM credit_accounts WHERE balance < 0".into()
    }),
    always("I3 all accounts together hold zero", |_| {
        "SELECT 'everyone' AS subject FROM (SELECT CAST(SUM(amount) AS BIGINT) AS total FROM ledger_entries) t
         WHERE t.total <> 0"
            .into()
    }),
    always("I4 a hold is open exactly while its generation runs", |_| {
        "SELECT g.id AS subject FROM generations g LEFT JOIN holds h ON h.generation_id = g.id
         WHERE h.generation_id IS NULL OR (g.state = 'running') <> (h.state = 'open') OR h.amount <> g.cost"
            .into()
    }),
    always("I5 done is captured, failed and cancelled are released", |_| {
        "SELECT g.id AS subject FROM generations g JOIN holds h ON h.generation_id = g.id
         WHERE (g.state = 'done' AND h.state <> 'captured')
            OR (g.state IN ('failed', 'cancelled') AND h.state <> 'released')"
            .into()
    }),
    always("I5 exactly one capture or release moves what was held", |_| {
        // Two rows a movement: one for each side.
        let moved = |kind: &str| {
            format!(
                "(SELECT COUNT(*) FROM ledger_entries e WHERE e.ref = h.generation_id AND e.kind = '{kind}')"
            )
        };
        format!(
            "SELECT h.generation_id AS subject FROM holds h WHERE
                {} <> CASE WHEN h.amount > 0 THEN 2 ELSE 0 END
                OR {} <> CASE WHEN h.amount > 0 AND h.state = 'captured' THEN 2 ELSE 0 END
                OR {} <> CASE WHEN h.amount > 0 AND h.state = 'released' THEN 2 ELSE 0 END",
            moved("hold"),
            moved("capture"),
            moved("release")
        )
    }),
    always("I8 every referenced file is live", |_| {
        "SELECT f.id AS subject FROM files f WHERE f.state <> 'live' AND (
            EXISTS (SELECT 1 FROM assets a WHERE f.id IN (a.input_file_id, a.model_file_id, a.poster_file_id))
            OR EXISTS (SELECT 1 FROM concepts c WHERE c.file_id = f.id)
            OR EXISTS (SELECT 1 FROM order_items i
                WHERE f.id IN (i.model_file_id, i.print_3mf_file_id, i.print_stl_file_id))
            OR EXISTS (SELECT 1 FROM picture_variants v WHERE v.file_id = f.id OR v.source_file_id = f.id))"
            .into()
    }),
    always("I8 the chosen concept is one of the asset's", |_| {
        "SELECT a.id AS subject FROM assets a WHERE a.selected_concept_id IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM concepts c WHERE c.id = a.selected_concept_id AND c.asset_id = a.id)"
            .into()
    }),
    at_rest("I9 every live file is referenced or young", |moment| {
        format!(
            "SELECT f.id AS subject FROM files f WHERE f.state = 'live' AND f.created_at < {}
             AND NOT EXISTS (SELECT 1 FROM assets a WHERE f.id IN (a.input_file_id, a.model_file_id, a.poster_file_id))
             AND NOT EXISTS (SELECT 1 FROM concepts c WHERE c.file_id = f.id)
             AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.file_id = f.id)
             AND NOT EXISTS (SELECT 1 FROM order_items i
                WHERE f.id IN (i.model_file_id, i.print_3mf_file_id, i.print_stl_file_id))
             AND NOT EXISTS (SELECT 1 FROM picture_variants v WHERE v.file_id = f.id)",
            moment.now.plus_secs(-GRACE_SECS).0
        )
    }),
    at_rest("I11 no job is past its lease and a minute", |moment| {
        let before = moment.now.plus_secs(-TAKEN_UP_SECS).0;
        format!("SELECT id AS subject FROM jobs WHERE state = 'running' AND lease_until < {before}")
    }),
    always("R11 every running generation has a job and a deadline", |_| {
        "SELECT g.id AS subject FROM generations g WHERE g.state = 'running' AND NOT EXISTS
            (SELECT 1 FROM jobs j WHERE j.kind = 'run_generation' AND j.subject = g.id
                AND j.state IN ('queued', 'running'))"
            .into()
    }),
    always("I15 generations, holds and ledger lines are their asset's owner's", |_| {
        "SELECT g.id AS subject FROM generations g JOIN assets a ON a.id = g.asset_id
            JOIN holds h ON h.generation_id = g.id WHERE g.user_id <> a.user_id OR h.user_id <> a.user_id
         UNION ALL
         SELECT e.id FROM ledger_entries e JOIN assets a ON a.id = e.asset_id WHERE e.user_id <> a.user_id"
            .into()
    }),
    always("I15 files are their asset's owner's", |_| {
        "SELECT a.id AS subject FROM assets a JOIN files f
            ON f.id IN (a.input_file_id, a.model_file_id, a.poster_file_id) WHERE f.user_id <> a.user_id
         UNION ALL
         SELECT c.id FROM concepts c JOIN assets a ON a.id = c.asset_id JOIN files f ON f.id = c.file_id
            WHERE f.user_id <> a.user_id"
            .into()
    }),
    always("I16 the guards of the ledger, of events and of steps are in place", |moment| {
        let names = |names: &[&str]| {
            let rows: Vec<String> = names.iter().map(|name| format!("SELECT '{name}' AS subject")).collect();
            rows.join(" UNION ALL ")
        };
        match moment.backend {
            DbBackend::Postgres => format!(
                "SELECT g.subject FROM ({}) g WHERE NOT EXISTS
                    (SELECT 1 FROM pg_trigger t WHERE t.tgname = g.subject AND t.tgenabled <> 'D')",
                names(&GUARDS_POSTGRES)
            ),
            _ => format!(
                "SELECT g.subject FROM ({}) g WHERE NOT EXISTS
                    (SELECT 1 FROM sqlite_master m WHERE m.type = 'trigger' AND m.name = g.subject)",
                names(&GUARDS_SQLITE)
            ),
        }
    }),
    always("nothing is left of an account that ended", |_| {
        "SELECT u.id AS subject FROM users u WHERE u.deleted_at IS NOT NULL AND (u.email <> ''
            OR u.address IS NOT NULL
            OR EXISTS (SELECT 1 FROM assets a WHERE a.user_id = u.id AND a.prompt <> ''
                AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.kind = 'erase_account' AND j.subject = u.id
                    AND j.state IN ('queued', 'running'))))"
            .into()
    }),
    always("nothing is left of an asset that was deleted", |_| {
        "SELECT a.id AS subject FROM assets a WHERE a.deleted_at IS NOT NULL AND (a.prompt <> ''
            OR a.visibility <> 'private' OR a.input_file_id IS NOT NULL OR a.model_file_id IS NOT NULL
            OR a.poster_file_id IS NOT NULL OR EXISTS (SELECT 1 FROM concepts c WHERE c.asset_id = a.id)
            OR EXISTS (SELECT 1 FROM generations g WHERE g.asset_id = a.id AND g.state = 'running'))"
            .into()
    }),
    always("an asset's status fits what it holds", |_| {
        "SELECT a.id AS subject FROM assets a JOIN generations g
            ON g.asset_id = a.id AND g.number = a.generation_count
         WHERE (a.status = 'COMPLETED' AND a.model_file_id IS NULL)
            OR (a.status IN ('PENDING_CONCEPTS', 'GENERATING_MODEL') AND g.state <> 'running')
            OR (a.status = 'FAILED' AND g.state NOT IN ('failed', 'cancelled') AND a.deleted_at IS NULL)"
            .into()
    }),
];

pub(super) const fn always(sentence: &'static str, finds: fn(&Moment) -> String) -> Rule {
    Rule { sentence, when: When::Always, finds }
}

pub(super) const fn at_rest(sentence: &'static str, finds: fn(&Moment) -> String) -> Rule {
    Rule { sentence, when: When::AtRest, finds }
}
