//! Carts: one a person.

use sea_orm_migration::prelude::*;

const UP: &str = "
CREATE TABLE carts (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
    -- Grows with every change; a checkout freezes one version.
    version BIGINT NOT NULL CHECK (version > 0),
    country TEXT CHECK (length(country) = 2)
);
CREATE TABLE cart_lines (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES carts (user_id),
    kind TEXT NOT NULL CHECK (kind IN ('download', 'print', 'credits')),
    -- An asset's id, a print configuration's id, or a package's slug; each is there once.
    subject TEXT NOT NULL,
    -- What the person has seen and agreed to, for all pieces.
    agreed_total BIGINT NOT NULL CHECK (agreed_total >= 0),
    added_at BIGINT NOT NULL,
    -- Set while it can be put back.
    removed_at BIGINT,
    UNIQUE (user_id, kind, subject)
);
";

const DOWN: &str = "
DROP TABLE cart_lines; DROP TABLE carts;
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
