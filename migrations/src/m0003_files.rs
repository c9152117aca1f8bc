//! Immutable objects in storage, and the smaller widths of pictures among them.

use sea_orm_migration::prelude::*;

const UP: &str = "
-- 'expected': a key that was handed out and may come to hold an object; 'live': checked and in use;
-- 'condemned': the collector deletes the object after the grace.
CREATE TABLE files (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('expected', 'live', 'condemned')),
    media_type TEXT NOT NULL,
    bytes BIGINT CHECK (bytes > 0),
    sha256 TEXT CHECK (length(sha256) = 64),
    width INTEGER CHECK (width > 0),
    height INTEGER CHECK (height > 0),
    created_at BIGINT NOT NULL,
    condemned_at BIGINT,
    CHECK (state <> 'live' OR (bytes IS NOT NULL AND sha256 IS NOT NULL)),
    CHECK (state <> 'condemned' OR condemned_at IS NOT NULL)
);
CREATE INDEX files_by_user ON files (user_id, id);
CREATE INDEX files_to_collect ON files (state, condemned_at);
CREATE TABLE picture_variants (
    source_file_id TEXT NOT NULL REFERENCES files (id),
    width INTEGER NOT NULL CHECK (width > 0),
    file_id TEXT NOT NULL UNIQUE REFERENCES files (id),
    PRIMARY KEY (source_file_id, width)
);
";

const DOWN: &str = "
DROP TABLE picture_variants; DROP TABLE files;
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
