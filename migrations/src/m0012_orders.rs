//! Orders, the life of their items, refunds, and mails.

use sea_orm_migration::prelude::*;

use crate::run_with_own;

const UP: &str = "
CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    -- A paid session has one order.
    checkout_id TEXT NOT NULL UNIQUE REFERENCES checkouts (id),
    session_id TEXT NOT NULL UNIQUE,
    payment_intent TEXT UNIQUE,
    email TEXT NOT NULL,
    -- JSON; for prints.
    address TEXT,
    currency TEXT NOT NULL,
    subtotal BIGINT NOT NULL,
    extras BIGINT NOT NULL CHECK (extras >= 0),
    shipping BIGINT NOT NULL CHECK (shipping >= 0),
    included_tax BIGINT NOT NULL CHECK (included_tax >= 0),
    -- What was paid more than all this comes to, or less, where a person accepted that.
    difference BIGINT NOT NULL DEFAULT 0,
    -- What was paid.
    total BIGINT NOT NULL CHECK (total > 0),
    -- What the payment service says went back, all in all.
    refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0),
    -- How the disputes of the payment stand together.
    dispute TEXT CHECK (dispute IN ('open', 'won', 'lost')),
    -- Grows each time what the service says of the payment was written down: an answer fetched before another one
    -- was written is fetched again.
    settlements BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    CHECK (total = subtotal + extras + shipping + difference)
);
CREATE INDEX orders_by_user ON orders (user_id, id);
CREATE TABLE order_items (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL CHECK (position > 0),
    kind TEXT NOT NULL CHECK (kind IN ('download', 'print', 'credits')),
    asset_id TEXT REFERENCES assets (id),
    print_config_id TEXT UNIQUE REFERENCES print_configs (id),
    package_slug TEXT,
    credits BIGINT CHECK (credits > 0),
    title TEXT NOT NULL,
    -- JSON: words that describe it; for prints the choice and the quote.
    facts TEXT NOT NULL,
    choice TEXT,
    quote TEXT,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    total BIGINT NOT NULL CHECK (total >= 0),
    state TEXT NOT NULL CHECK (state IN ('granted', 'unlocked', 'checking', 'needs_attention', 'in_production',
        'shipped', 'delivered', 'refunded')),
    -- The model it was bought as, kept for as long as the item needs it.
    model_file_id TEXT REFERENCES files (id),
    -- Print files made at the ordered size.
    print_3mf_file_id TEXT REFERENCES files (id),
    print_stl_file_id TEXT REFERENCES files (id),
    carrier TEXT,
    tracking_number TEXT,
    tracking_url TEXT,
    UNIQUE (order_id, position),
    CHECK ((kind = 'print') = (choice IS NOT NULL AND quote IS NOT NULL AND print_config_id IS NOT NULL)),
    CHECK ((kind = 'credits') = (credits IS NOT NULL)),
    CHECK (kind = 'credits' OR asset_id IS NOT NULL)
);
CREATE INDEX order_items_by_model ON order_items (model_file_id) WHERE model_file_id IS NOT NULL;
CREATE INDEX order_items_by_3mf ON order_items (print_3mf_file_id) WHERE print_3mf_file_id IS NOT NULL;
CREATE INDEX order_items_by_stl ON order_items (print_stl_file_id) WHERE print_stl_file_id IS NOT NULL;
CREATE INDEX order_items_open_prints ON order_items (state) WHERE kind = 'print';
-- Append-only: how an item came to where it stands, and who said so.
CREATE TABLE order_item_steps (
    item_id TEXT NOT NULL REFERENCES order_items (id),
    number INTEGER NOT NULL CHECK (number > 0),
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    -- 'system', 'buyer', or the operator's name.
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (item_id, number)
);
-- Written before the payment service is asked; the id is its idempotency key.
CREATE TABLE refunds (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    item_id TEXT REFERENCES order_items (id),
    amount BIGINT NOT NULL CHECK (amount > 0),
    state TEXT NOT NULL CHECK (state IN ('asked', 'done', 'refused')),
    remote_id TEXT UNIQUE,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
-- A refused one stays, with who asked for it and why, beside the next.
CREATE UNIQUE INDEX refunds_one_an_item ON refunds (item_id) WHERE state <> 'refused';
CREATE INDEX refunds_by_item ON refunds (item_id);
CREATE INDEX refunds_by_order ON refunds (order_id);
-- Credits whose money went back: what was taken from the account, and what could not be and became debt.
CREATE TABLE credit_take_backs (
    item_id TEXT NOT NULL PRIMARY KEY REFERENCES order_items (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    taken BIGINT NOT NULL CHECK (taken >= 0),
    debt BIGINT NOT NULL CHECK (debt >= 0),
    disputed BOOLEAN NOT NULL,
    -- Grows with each movement: part of the movement's key in the ledger.
    changes BIGINT NOT NULL CHECK (changes >= 0),
    updated_at BIGINT NOT NULL
);
CREATE TABLE emails (
    id TEXT NOT NULL PRIMARY KEY,
    -- What it is about and to whom: each is sent once.
    kind TEXT NOT NULL CHECK (kind IN ('receipt', 'print_order', 'print_stopped', 'needs_attention', 'shipped',
        'refunded', 'model_ready', 'review', 'review_ended')),
    subject_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'withdrawn')),
    -- The provider's id of the message.
    message_id TEXT,
    tries INTEGER NOT NULL CHECK (tries >= 0),
    last_error TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    UNIQUE (kind, subject_id)
);
CREATE INDEX emails_waiting ON emails (created_at) WHERE state = 'waiting';
";

const APPEND_ONLY_SQLITE: &str = "
CREATE TRIGGER order_item_steps_no_update BEFORE UPDATE ON order_item_steps
    BEGIN SELECT RAISE(ABORT, 'steps are append-only'); END;
CREATE TRIGGER order_item_steps_no_delete BEFORE DELETE ON order_item_steps
    BEGIN SELECT RAISE(ABORT, 'steps are append-only'); END;
";

/// The function is the checkouts'.
const APPEND_ONLY_POSTGRES: &str = "
CREATE TRIGGER order_item_steps_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON order_item_steps
    FOR EACH STATEMENT EXECUTE FUNCTION rows_are_kept();
";

const DOWN: &str = "
DROP TABLE emails; DROP TABLE credit_take_backs; DROP TABLE refunds; DROP TABLE order_item_steps; DROP TABLE order_items; DROP TABLE orders;
";

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run_with_own(manager, UP, APPEND_ONLY_SQLITE, APPEND_ONLY_POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}
