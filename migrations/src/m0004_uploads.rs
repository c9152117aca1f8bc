//! Pictures on their way into storage.

use sea_orm_migration::prelude::*;

const UP: &str = "
CREATE TABLE uploads (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    key TEXT NOT NULL UNIQUE,
    media_type TEXT NOT NULL,
    max_bytes BIGINT NOT NULL CHECK (max_bytes > 0),
    file_id TEXT UNIQUE REFERENCES files (id),
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX uploads_by_user ON uploads (user_id, id);
";

const DOWN: &str = "
DROP TABLE uploads;
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
