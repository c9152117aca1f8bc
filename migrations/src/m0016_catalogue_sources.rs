//! Where prices, credits, shipping and taxes are from, as machines and materials said from the start.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};
use serde_json::Value as Json;

use crate::m0013_start_catalogue::{START, list};

/// What was loaded by hand, and what old code still loads, is the shop's own decision.
const UP: [&str; 3] = [
    "ALTER TABLE catalogues ADD COLUMN source TEXT NOT NULL DEFAULT 'Set by the shop'",
    "ALTER TABLE credit_packages ADD COLUMN source TEXT NOT NULL DEFAULT 'Set by the shop'",
    "ALTER TABLE shipping_zones ADD COLUMN source TEXT NOT NULL DEFAULT 'Set by the shop'",
];

const DOWN: [&str; 3] = [
    "ALTER TABLE shipping_zones DROP COLUMN source",
    "ALTER TABLE credit_packages DROP COLUMN source",
    "ALTER TABLE catalogues DROP COLUMN source",
];

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let start: Json = serde_json::from_str(START).map_err(|error| DbErr::Custom(error.to_string()))?;
        let connection = manager.get_connection();
        for sql in UP {
            connection.execute_unprepared(sql).await?;
        }
        for statement in start_sources(&start, manager.get_database_backend()) {
            connection.execute_raw(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for sql in DOWN {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

/// The sources of version 1 come with it, in the file that it was filled from.
fn start_sources(start: &Json, backend: DbBackend) -> Vec<Statement> {
    let text = |item: &Json, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    let head = "UPDATE catalogues SET source = $1 WHERE version = 1";
    let head = Statement::from_sql_and_values(backend, head, [text(start, "source").into()]);
    let of_rows = |table: &str, name: &str| {
        let sql = format!("UPDATE {table} SET source = $1 WHERE catalogue_version = 1 AND slug = $2");
        list(start, name)
            .map(|(_, item)| [text(item, "source").into(), text(item, "slug").into()])
            .map(|values| Statement::from_sql_and_values(backend, &sql, values))
            .collect::<Vec<_>>()
    };
    let packages = of_rows("credit_packages", "packages");
    let zones = of_rows("shipping_zones", "shipping_zones");
    std::iter::once(head).chain(packages).chain(zones).collect()
}
