//! Assets that their owners deleted: the rows stay, emptied, for the holds, ledger lines and order items that name them.

use sea_orm_migration::prelude::*;

/// Assets of accounts that ended were emptied already; now their rows say so too.
const UP: [&str; 2] = [
    "ALTER TABLE assets ADD COLUMN deleted_at BIGINT",
    "UPDATE assets SET deleted_at = (SELECT u.deleted_at FROM users u WHERE u.id = assets.user_id)
        WHERE user_id IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)",
];

const DOWN: &str = "ALTER TABLE assets DROP COLUMN deleted_at";

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for sql in UP {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}
