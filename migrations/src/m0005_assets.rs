//! Assets and the generations that make them.

use sea_orm_migration::prelude::*;

const UP: &str = "
CREATE TABLE assets (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    mode TEXT NOT NULL CHECK (mode IN ('text', 'image')),
    prompt TEXT NOT NULL,
    style_slug TEXT NOT NULL REFERENCES styles (slug),
    input_file_id TEXT REFERENCES files (id),
    skip_concept BOOLEAN NOT NULL,
    status TEXT NOT NULL CHECK (status IN
        ('PENDING_CONCEPTS', 'CONCEPTS_GENERATED', 'GENERATING_MODEL', 'COMPLETED', 'FAILED')),
    visibility TEXT NOT NULL CHECK (visibility IN ('private', 'public')),
    -- How many generations were asked for; the latest has this number.
    generation_count INTEGER NOT NULL CHECK (generation_count > 0),
    -- Rounds of concepts that were stored.
    concept_rounds INTEGER NOT NULL CHECK (concept_rounds >= 0),
    concepts_understanding TEXT,
    -- Without a foreign key, which would be a circle; the invariants check it.
    selected_concept_id TEXT,
    -- Models that were stored.
    model_generation_attempts INTEGER NOT NULL CHECK (model_generation_attempts >= 0),
    model_file_id TEXT REFERENCES files (id),
    model_facts TEXT,
    model_understanding TEXT,
    poster_file_id TEXT REFERENCES files (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (mode = 'text' OR input_file_id IS NOT NULL),
    CHECK (model_file_id IS NULL OR status <> 'FAILED')
);
CREATE INDEX assets_by_user ON assets (user_id, id);
CREATE INDEX assets_public ON assets (id) WHERE visibility = 'public';
CREATE TABLE generations (
    id TEXT NOT NULL PRIMARY KEY,
    asset_id TEXT NOT NULL REFERENCES assets (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    number INTEGER NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN ('concepts', 'model')),
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
    phase TEXT NOT NULL,
    percent INTEGER CHECK (percent BETWEEN 0 AND 100),
    cost BIGINT NOT NULL CHECK (cost >= 0),
    -- Which of the person's few places it takes while it runs.
    running_slot INTEGER NOT NULL CHECK (running_slot >= 0),
    concept_id TEXT,
    seed BIGINT NOT NULL,
    expected_secs INTEGER,
    failure TEXT,
    started_at BIGINT NOT NULL,
    -- When it is given up, whatever happens.
    deadline_at BIGINT NOT NULL,
    ended_at BIGINT,
    UNIQUE (asset_id, number),
    CHECK ((state = 'running') = (ended_at IS NULL)),
    CHECK ((state IN ('failed', 'cancelled')) = (failure IS NOT NULL))
);
CREATE UNIQUE INDEX generations_one_per_asset ON generations (asset_id) WHERE state = 'running';
CREATE UNIQUE INDEX generations_few_per_user ON generations (user_id, running_slot) WHERE state = 'running';
CREATE INDEX generations_overdue ON generations (deadline_at) WHERE state = 'running';
CREATE INDEX generations_run_times ON generations (kind, ended_at) WHERE state = 'done';
CREATE TABLE attempts (
    id TEXT NOT NULL PRIMARY KEY,
    generation_id TEXT NOT NULL REFERENCES generations (id),
    number INTEGER NOT NULL CHECK (number > 0),
    -- 'prepared': written, perhaps sent; 'sent': the endpoint took it; 'won' and 'lost' are final.
    state TEXT NOT NULL CHECK (state IN ('prepared', 'sent', 'won', 'lost')),
    remote_job_id TEXT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    UNIQUE (generation_id, number),
    CHECK (state <> 'sent' OR remote_job_id IS NOT NULL)
);
CREATE UNIQUE INDEX attempts_one_winner ON attempts (generation_id) WHERE state = 'won';
CREATE TABLE concepts (
    id TEXT NOT NULL PRIMARY KEY,
    asset_id TEXT NOT NULL REFERENCES assets (id),
    generation_id TEXT NOT NULL REFERENCES generations (id),
    round INTEGER NOT NULL CHECK (round > 0),
    position INTEGER NOT NULL CHECK (position > 0),
    file_id TEXT NOT NULL UNIQUE REFERENCES files (id),
    seed BIGINT NOT NULL,
    UNIQUE (asset_id, round, position)
);
";

const DOWN: &str = "
DROP TABLE concepts; DROP TABLE attempts; DROP TABLE generations; DROP TABLE assets;
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
