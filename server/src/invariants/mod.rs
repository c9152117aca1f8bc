//! What must always be true of the database and the files, as queries that find where it is not.
//!
//! Tests ask after every step; a job asks every five minutes and logs an error for each violation.

mod rules;
mod shop;

use std::sync::{Arc, Mutex, PoisonError};

use crate::db::{DataError, Database, Sql as _, args};
use crate::jobs::Outcome;
use crate::mint::Mint;
use crate::storage::{Storage, StorageError};
use rules::{Moment, RULES};
use sea_orm::FromQueryResult;

/// How many of the newest files a check looks for in storage, and how many of all others the periodic one goes on by.
const FILES_LOOKED_FOR: i64 = 200;
/// How many violations of one rule are told.
const TOLD: i64 = 20;

/// A place where a rule does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule's number and sentence.
    pub rule: &'static str,
    /// The row it is about.
    pub subject: String,
}

/// When to ask: some rules hold at every instant, others once the jobs have drained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Also right after a kill.
    Always,
    /// When no job is due; each of these spares what is young.
    AtRest,
}

/// Carries out the periodic check.
#[derive(Clone)]
pub struct InvariantJobs {
    db: Database,
    mint: Mint,
    storage: Storage,
    /// The last file of the walk over all of them. Each process walks by itself, and from the beginning when it starts.
    walked: Arc<Mutex<String>>,
}

#[derive(FromQueryResult)]
struct Subject {
    subject: String,
}

#[derive(FromQueryResult)]
struct LiveFile {
    id: String,
    key: String,
    bytes: i64,
}

impl InvariantJobs {
    /// Checks of this database and this storage.
    #[must_use]
    pub fn new(db: Database, mint: Mint, storage: Storage) -> Self {
        Self { db, mint, storage, walked: Arc::default() }
    }

    /// Checks everything and logs what it finds.
    pub async fn check(&self) -> Outcome {
        match self.found().await {
            Ok(found) => {
                for Violation { rule, subject } in found {
                    tracing::error!(rule, subject, "an invariant does not hold");
                }
                Outcome::Done
            }
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    /// What the log is told. A running server is never quite at rest: what must hold there has an age limit of its
    /// own, and what is older is told.
    ///
    /// # Errors
    /// The database's.
    pub async fn found(&self) -> Result<Vec<Violation>, DataError> {
        let mut found = violations(&self.db, &self.storage, &self.mint, When::AtRest).await?;
        for missing in self.walk_on().await? {
            if !found.contains(&missing) {
                found.push(missing);
            }
        }
        Ok(found)
    }

    /// Looks for the next files of a walk over all of them, and begins anew at the end.
    async fn walk_on(&self) -> Result<Vec<Violation>, DataError> {
        let after = self.walked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let sql = "SELECT id, key, bytes FROM files WHERE state = 'live' AND id > $1 ORDER BY id LIMIT $2";
        let files: Vec<LiveFile> = self.db.reader().rows(sql, args![after, FILES_LOOKED_FOR]).await?;
        let is_full = i64::try_from(files.len()) == Ok(FILES_LOOKED_FOR);
        let last = files.last().filter(|_| is_full).map(|file| file.id.clone()).unwrap_or_default();
        let found = missing(&self.storage, files).await;
        *self.walked.lock().unwrap_or_else(PoisonError::into_inner) = last;
        Ok(found)
    }
}

/// Every violation there is, at most 20 of a rule.
///
/// # Errors
/// The database's.
pub async fn violations(
    db: &Database,
    storage: &Storage,
    mint: &Mint,
    when: When,
) -> Result<Vec<Violation>, DataError> {
    let mut found = Vec::new();
    let moment = Moment { backend: db.backend(), now: mint.now() };
    for rule in
        RULES.iter().chain(&shop::RULES).filter(|rule| rule.when == When::Always || when == When::AtRest)
    {
        let sql = format!("{} LIMIT {TOLD}", (rule.finds)(&moment));
        let subjects: Vec<Subject> = db.reader().rows(&sql, args![]).await?;
        found.extend(subjects.into_iter().map(|row| Violation { rule: rule.sentence, subject: row.subject }));
    }
    let newest = "SELECT id, key, bytes FROM files WHERE state = 'live' ORDER BY id DESC LIMIT $1";
    let files: Vec<LiveFile> = db.reader().rows(newest, args![FILES_LOOKED_FOR]).await?;
    found.extend(missing(storage, files).await);
    Ok(found)
}

/// I8, the half that the database cannot see: live files whose object is not there or has another size.
async fn missing(storage: &Storage, files: Vec<LiveFile>) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in files {
        let is_there = match storage.head(&file.key).await {
            Ok(facts) => facts.is_some_and(|facts| i64::try_from(facts.bytes) == Ok(file.bytes)),
            Err(StorageError::NotFound) => false,
            Err(error) => {
                tracing::warn!(%error, "the storage could not be asked");
                true
            }
        };
        if !is_there {
            found.push(Violation { rule: "I8 every live file is in storage", subject: file.key });
        }
    }
    found
}
