//! Payment sessions with the cart as it was frozen, and what the payment service tells (kept as it came, by trigger).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::run_with_own;

const UP: &str = "
CREATE TABLE checkouts (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    cart_version BIGINT NOT NULL,
    -- 'prepared': written, perhaps asked for; 'open': the session is there; 'closing': to be expired, because the cart
    -- changed; 'review': what was paid is not what was asked, a person must 'accept' it, which
    -- makes it paid, or give the money back; 'paid', 'expired' and 'returned' are final.
    state TEXT NOT NULL CHECK (state IN ('prepared', 'open', 'closing', 'paid', 'expired', 'review', 'accepted',
        'returned')),
    session_id TEXT UNIQUE,
    -- JSON of the lines as they are paid.
    frozen TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    -- What was paid, where that is not what was asked.
    paid BIGINT,
    paid_currency TEXT,
    country TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- Who looked at a payment in review, and why they decided so.
    resolution TEXT,
    CHECK (state IN ('prepared', 'expired', 'closing') OR session_id IS NOT NULL),
    CHECK (state NOT IN ('review', 'accepted', 'returned') OR (paid IS NOT NULL AND paid_currency IS NOT NULL))
);
-- One cart can be paid in one session at a time.
CREATE UNIQUE INDEX checkouts_one_open ON checkouts (user_id) WHERE state IN ('prepared', 'open');
CREATE INDEX checkouts_by_user ON checkouts (user_id);
-- Whose payment may still become an order.
CREATE INDEX checkouts_under_way ON checkouts (user_id)
    WHERE state IN ('prepared', 'open', 'closing', 'review', 'accepted');
CREATE INDEX checkouts_accepted ON checkouts (ended_at) WHERE state = 'accepted';
CREATE INDEX checkouts_to_look_at ON checkouts (expires_at) WHERE state IN ('prepared', 'open', 'closing');
-- Deliveries, written before they are answered.
CREATE TABLE stripe_events (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- 'session:…', 'refund:…' or 'dispute:…' with the service's id; 'other'; 'unreadable'.
    subject TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'processed', 'ignored', 'error')),
    error TEXT,
    received_at BIGINT NOT NULL,
    processed_at BIGINT
);
CREATE INDEX stripe_events_open ON stripe_events (received_at) WHERE state = 'received';
";

/// What was told stays; only what became of it changes.
const KEPT_SQLITE: &str = "
CREATE TRIGGER stripe_events_no_rewrite
    BEFORE UPDATE OF id, kind, subject, is_live, body, received_at ON stripe_events
    BEGIN SELECT RAISE(ABORT, 'events are kept as they came'); END;
CREATE TRIGGER stripe_events_no_delete BEFORE DELETE ON stripe_events
    BEGIN SELECT RAISE(ABORT, 'events are kept as they came'); END;
";

const KEPT_POSTGRES: &str = "
CREATE FUNCTION rows_are_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'rows of % are kept as they came', TG_TABLE_NAME; END $$;
CREATE TRIGGER stripe_events_no_rewrite
    BEFORE UPDATE OF id, kind, subject, is_live, body, received_at ON stripe_events
    FOR EACH STATEMENT EXECUTE FUNCTION rows_are_kept();
CREATE TRIGGER stripe_events_no_delete BEFORE DELETE OR TRUNCATE ON stripe_events
    FOR EACH STATEMENT EXECUTE FUNCTION rows_are_kept();
";

const DOWN: &str = "
DROP TABLE stripe_events; DROP TABLE checkouts;
";

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run_with_own(manager, UP, KEPT_SQLITE, KEPT_POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared(DOWN).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            connection.execute_unprepared("DROP FUNCTION rows_are_kept()").await?;
        }
        Ok(())
    }
}
