//! Work to do outside of requests.

use sea_orm_migration::prelude::*;

const UP: &str = "
CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- What it is about; a kind has one job for each.
    subject TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'dead')),
    run_at BIGINT NOT NULL,
    -- Grows with each claim: the fence that an outlived worker fails at.
    claims BIGINT NOT NULL CHECK (claims >= 0),
    failures INTEGER NOT NULL CHECK (failures >= 0),
    lease_until BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    UNIQUE (kind, subject),
    CHECK ((state = 'running') = (lease_until IS NOT NULL))
);
CREATE INDEX jobs_to_claim ON jobs (run_at) WHERE state = 'queued';
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';
";

const DOWN: &str = "
DROP TABLE jobs;
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
