//! When a mail was handed over to be sent: from then on it may have gone out, whether or not that was noted.

use sea_orm_migration::prelude::*;

/// Old code sends without it, and what it sent is noted as before.
const UP: &str = "ALTER TABLE emails ADD COLUMN handed_over_at BIGINT";

const DOWN: &str = "ALTER TABLE emails DROP COLUMN handed_over_at";

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
