//! `server/tests/it`, once on SQLite and once on PostgreSQL: the same tests, the same answers.

use super::{Outcome, test_binaries};
use crate::postgres::TemporaryCluster;
use crate::progress::stage;
use crate::redis::TemporaryRedis;
use crate::setup;
use crate::workspace::Workspace;
use anyhow::Result;

/// Runs the integration tests on both databases.
pub fn run(workspace: &Workspace) -> Result<Outcome> {
    let binaries = test_binaries::compile(workspace)?;
    let tests = test_binaries::database_tests(&binaries)?;
    let mut total = stage("SQLite and Redis", || {
        let redis = TemporaryRedis::start(&setup::redis_server(workspace)?)?;
        tests.run(workspace, &[("TEST_DATABASE", "sqlite"), ("TEST_REDIS_URL", redis.url())])
    })?;

    let on_postgres = stage("PostgreSQL", || {
        let programs = setup::postgres_binaries(workspace)?;
        let cluster = TemporaryCluster::start(&programs)?;
        tests.run(workspace, &[("TEST_DATABASE", "postgres"), ("TEST_POSTGRES_URL", cluster.url())])
    });
    total.add(&on_postgres.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        Outcome::one_failure(format!("PostgreSQL: {}", error.root_cause()))
    }));
    Ok(total)
}
