//! Credits: balances, the double-entry ledger (append-only by trigger), and holds.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::run_with_own;

const UP: &str = "
CREATE TABLE credit_accounts (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
    balance BIGINT NOT NULL CHECK (balance >= 0),
    entries BIGINT NOT NULL CHECK (entries >= 0),
    -- Credits that were spent and whose money went back; blocks spending until it is repaid.
    debt BIGINT NOT NULL DEFAULT 0 CHECK (debt >= 0)
);
-- One row an account: a person's id, or one of the platform's. All amounts add up to zero.
CREATE TABLE ledger_entries (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL CHECK (account LIKE 'usr\\_%' ESCAPE '\\' OR account IN
        ('platform:grants', 'platform:holding', 'platform:revenue', 'platform:sales')),
    user_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('start_grant', 'hold', 'release', 'capture', 'adjustment', 'purchase',
        'take_back', 'give_back', 'debt_repaid', 'credit_back')),
    ref TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    -- Place in a person's statement and balance after it; empty for the platform's accounts.
    seq BIGINT,
    balance_after BIGINT CHECK (balance_after >= 0),
    asset_id TEXT REFERENCES assets (id),
    -- Without a foreign key: orders are made later than this table.
    order_id TEXT,
    at BIGINT NOT NULL,
    UNIQUE (account, kind, ref),
    UNIQUE (account, seq),
    CHECK (account LIKE 'platform:%' OR (account = user_id AND seq IS NOT NULL AND balance_after IS NOT NULL))
);
CREATE INDEX ledger_entries_by_ref ON ledger_entries (ref);
CREATE TABLE holds (
    generation_id TEXT NOT NULL PRIMARY KEY REFERENCES generations (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    state TEXT NOT NULL CHECK (state IN ('open', 'captured', 'released')),
    created_at BIGINT NOT NULL,
    resolved_at BIGINT,
    CHECK ((state = 'open') = (resolved_at IS NULL))
);
";

const APPEND_ONLY_SQLITE: &str = "
CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
";

const APPEND_ONLY_POSTGRES: &str = "
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
CREATE TRIGGER ledger_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
";

const DOWN: &str = "
DROP TABLE holds; DROP TABLE ledger_entries; DROP TABLE credit_accounts;
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
        let connection = manager.get_connection();
        connection.execute_unprepared(DOWN).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            connection.execute_unprepared("DROP FUNCTION ledger_is_append_only()").await?;
        }
        Ok(())
    }
}
