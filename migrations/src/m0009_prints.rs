//! Measured models, quotes and configured prints.

use sea_orm_migration::prelude::*;

const UP: &str = "
-- What was measured of a model file, once: files never change. No reference to the file: the collector may delete it
-- while quotes that were made from it are kept.
CREATE TABLE model_measures (
    file_id TEXT NOT NULL PRIMARY KEY,
    -- JSON, as the mesh crate writes it; lengths in millimetres at the size it was made.
    facts TEXT NOT NULL,
    -- JSON: what repair would do, in sentences.
    repairs TEXT NOT NULL,
    measured_at BIGINT NOT NULL
);
-- A price that binds until it expires; never changed.
CREATE TABLE quotes (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    asset_id TEXT NOT NULL REFERENCES assets (id),
    -- The model it is for: another file makes another quote. Without a foreign key: quotes stay, files are collected.
    file_id TEXT NOT NULL,
    -- JSON: the choice without its remarks, the basis, the price.
    choice TEXT NOT NULL,
    basis TEXT NOT NULL,
    price TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total > 0),
    currency TEXT NOT NULL,
    formula_version INTEGER NOT NULL,
    catalogue_version INTEGER NOT NULL REFERENCES catalogues (version),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CHECK (expires_at > created_at)
);
CREATE INDEX quotes_by_asset ON quotes (user_id, asset_id, id);
CREATE TABLE print_configs (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    asset_id TEXT NOT NULL REFERENCES assets (id),
    state TEXT NOT NULL CHECK (state IN ('SAVED', 'IN_CART', 'ORDERED')),
    -- JSON of the choice.
    choice TEXT NOT NULL,
    quote_id TEXT NOT NULL REFERENCES quotes (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX print_configs_by_quote ON print_configs (quote_id);
CREATE INDEX print_configs_by_asset ON print_configs (user_id, asset_id, id);
";

const DOWN: &str = "
DROP TABLE print_configs; DROP TABLE quotes; DROP TABLE model_measures;
";

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}
