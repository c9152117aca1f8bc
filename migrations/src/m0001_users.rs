//! People, mirrored from the identity provider.

use sea_orm_migration::prelude::*;

const UP: &str = "
CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    clerk_user_id TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    stripe_customer_id TEXT UNIQUE,
    -- JSON: where prints go unless something else is said.
    address TEXT,
    mails_model_ready BOOLEAN NOT NULL DEFAULT FALSE,
    mails_shipped BOOLEAN NOT NULL DEFAULT TRUE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT
);
";

const DOWN: &str = "
DROP TABLE users;
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
