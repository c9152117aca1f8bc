//! The database's history, one change a file; the same files for SQLite and PostgreSQL.
//!
//! Ids are text (`ast_…`), moments are milliseconds since 1970 in UTC, credits are whole numbers. What must never
//! be wrong is a constraint here, not a check in code: unique keys make effects happen once, checks keep balances
//! from falling below zero, triggers keep the ledger and the steps of
//! orders append-only, and what the payment service told as it came.
//!
//! To add a change: a new file with the next number, one line in [`Migrator::migrations`]. Old code must survive a
//! new schema (expand, move, contract), because both run side by side while a release rolls out.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{DbErr, MigrationTrait, SchemaManager};

mod m0001_users;
mod m0002_styles;
mod m0003_files;
mod m0004_uploads;
mod m0005_assets;
mod m0006_credits;
mod m0007_jobs;
mod m0008_catalogue;
mod m0009_prints;
mod m0010_carts;
mod m0011_checkouts;
mod m0012_orders;
mod m0013_start_catalogue;
mod m0014_deleted_assets;
mod m0015_handed_over_mails;
mod m0016_catalogue_sources;

/// Brings a database to the present schema.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_users::Migration),
            Box::new(m0002_styles::Migration),
            Box::new(m0003_files::Migration),
            Box::new(m0004_uploads::Migration),
            Box::new(m0005_assets::Migration),
            Box::new(m0006_credits::Migration),
            Box::new(m0007_jobs::Migration),
            Box::new(m0008_catalogue::Migration),
            Box::new(m0009_prints::Migration),
            Box::new(m0010_carts::Migration),
            Box::new(m0011_checkouts::Migration),
            Box::new(m0012_orders::Migration),
            Box::new(m0013_start_catalogue::Migration),
            Box::new(m0014_deleted_assets::Migration),
            Box::new(m0015_handed_over_mails::Migration),
            Box::new(m0016_catalogue_sources::Migration),
        ]
    }
}

/// Runs what both databases understand, then what each says in its own words.
async fn run_with_own(
    manager: &SchemaManager<'_>,
    shared: &str,
    sqlite: &str,
    postgres: &str,
) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection.execute_unprepared(shared).await?;
    let own = match manager.get_database_backend() {
        DbBackend::Postgres => postgres,
        _ => sqlite,
    };
    connection.execute_unprepared(own).await.map(drop)
}

#[cfg(test)]
mod tests {
    use sea_orm_migration::sea_orm::{ConnectionTrait, Database, DatabaseConnection};

    use super::*;

    async fn migrated() -> DatabaseConnection {
        let connection = Database::connect("sqlite::memory:").await.unwrap();
        Migrator::up(&connection, None).await.unwrap();
        connection
    }

    #[tokio::test]
    async fn every_change_can_be_made_and_taken_back() {
        let connection = migrated().await;
        Migrator::down(&connection, None).await.unwrap();
        Migrator::up(&connection, None).await.unwrap();
    }

    #[tokio::test]
    async fn the_ledger_is_append_only_and_balances_never_fall_below_zero() {
        let connection = migrated().await;
        let run = async |sql: &str| connection.execute_unprepared(sql).await;
        run("INSERT INTO users (id, clerk_user_id, email, created_at, updated_at)
             VALUES ('usr_a', 'c', 'a@example.org', 0, 0)")
        .await
        .unwrap();
        run("INSERT INTO credit_accounts VALUES ('usr_a', 1, 1, 0)").await.unwrap();
        let entry = "INSERT INTO ledger_entries VALUES
            ('led_a', 'usr_a', 'usr_a', 'start_grant', 'r', 1, 1, 1, NULL, NULL, 0)";
        run(entry).await.unwrap();
        for refused in [
            "UPDATE credit_accounts SET balance = -1",
            "UPDATE ledger_entries SET amount = 5",
            "DELETE FROM ledger_entries",
            &entry.replace("led_a", "led_b"),
        ] {
            assert!(run(refused).await.is_err(), "{refused}");
        }
    }

    #[tokio::test]
    async fn events_stay_as_they_came_and_steps_are_only_added() {
        let connection = migrated().await;
        let run = async |sql: &str| connection.execute_unprepared(sql).await;
        run("PRAGMA foreign_keys = OFF").await.unwrap();
        run("INSERT INTO stripe_events VALUES ('evt_a', 'k', 'other', FALSE, '{}', 'received', NULL, 0, NULL)")
            .await
            .unwrap();
        run("INSERT INTO order_item_steps VALUES ('itm_a', 1, 'granted', '', 'system', 0)").await.unwrap();
        run("UPDATE stripe_events SET state = 'processed', processed_at = 1, error = 'e'").await.unwrap();
        run("INSERT INTO order_item_steps VALUES ('itm_a', 2, 'refunded', '', 'system', 0)").await.unwrap();
        for refused in [
            "DELETE FROM stripe_events",
            "UPDATE stripe_events SET body = ''",
            "UPDATE stripe_events SET state = 'processed', received_at = 5",
            "UPDATE stripe_events SET id = 'evt_b'",
            "UPDATE order_item_steps SET author = 'nina'",
            "DELETE FROM order_item_steps WHERE number = 2",
        ] {
            assert!(run(refused).await.is_err(), "{refused}");
        }
    }
}
