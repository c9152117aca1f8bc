//! Why a step on the database did not happen.

use domain::Problem;
use sea_orm::{DbErr, RuntimeErr};

/// Why a step did not happen. Nothing of it was stored.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A rule said no.
    #[error("refused: {0}")]
    Refused(Problem),
    /// The database did.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// A row holds what no code of ours writes.
    #[error("a stored {what} cannot be read")]
    Corrupt {
        /// Which kind of value.
        what: &'static str,
    },
    /// The job's lease was lost meanwhile: its new worker does the step.
    #[error("the job's lease was lost")]
    Outlived,
    /// The step was written, but its task ended before it could tell.
    #[error("the step was interrupted")]
    Interrupted,
}

/// What the databases' own error codes mean to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// Another transaction was faster: the same again works.
    Conflict,
    /// The disk, or the database, takes no more.
    Full,
    /// Nobody answers, or all connections are taken.
    Away,
    /// Anything else is a fault of ours.
    Other,
}

impl From<Problem> for DataError {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl DataError {
    /// A stored value that cannot be read.
    #[must_use]
    pub fn corrupt(what: &'static str) -> Self {
        Self::Corrupt { what }
    }

    /// True when the same step may succeed if it is done again.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Database(error) if trouble(error) == Trouble::Conflict)
    }

    /// What the person who asked is told. A cause is logged here, once, under an incident id.
    #[must_use]
    pub fn into_problem(self) -> Problem {
        let trouble = match &self {
            Self::Refused(problem) => return problem.clone(),
            Self::Database(error) => trouble(error),
            Self::Corrupt { .. } | Self::Outlived | Self::Interrupted => Trouble::Other,
        };
        let incident = format!("{:08x}", rand::random::<u32>());
        tracing::error!(incident, cause = %self, "a step on the database failed");
        match trouble {
            Trouble::Full => Problem::Unavailable { sentence: "Our disk is full.".into() },
            Trouble::Away | Trouble::Conflict => {
                Problem::Unavailable { sentence: "Our database does not answer.".into() }
            }
            Trouble::Other => Problem::Internal { incident },
        }
    }
}

impl From<DataError> for Problem {
    fn from(error: DataError) -> Self {
        error.into_problem()
    }
}

fn trouble(error: &DbErr) -> Trouble {
    let cause = match error {
        DbErr::ConnectionAcquire(_) => return Trouble::Away,
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => cause,
        _ => return Trouble::Other,
    };
    match cause.as_database_error().and_then(sqlx::error::DatabaseError::code) {
        Some(code) => trouble_of_code(&code),
        None if matches!(
            **cause,
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed
        ) =>
        {
            Trouble::Away
        }
        None => Trouble::Other,
    }
}

/// SQLite's extended result codes (<https://www.sqlite.org/rescode.html>) are decimal numbers whose low byte is the
/// primary code; PostgreSQL's (<https://www.postgresql.org/docs/current/errcodes-appendix.html>) have five letters.
fn trouble_of_code(code: &str) -> Trouble {
    if code.len() == 5 {
        return match code {
            "40001" | "40P01" | "55P03" => Trouble::Conflict,
            "57P01" | "57P02" | "57P03" => Trouble::Away,
            _ if code.starts_with("53") => Trouble::Full,
            _ if code.starts_with("08") => Trouble::Away,
            _ => Trouble::Other,
        };
    }
    match code.parse::<u32>().map(|number| number & 0xff) {
        Ok(5 | 6) => Trouble::Conflict,
        Ok(13) => Trouble::Full,
        Ok(10 | 14) => Trouble::Away,
        _ => Trouble::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_are_understood() {
        for code in ["40001", "40P01", "55P03", "5", "517", "6"] {
            assert_eq!(trouble_of_code(code), Trouble::Conflict, "{code}");
        }
        for code in ["13", "53100"] {
            assert_eq!(trouble_of_code(code), Trouble::Full, "{code}");
        }
        for code in ["08006", "57P03", "14"] {
            assert_eq!(trouble_of_code(code), Trouble::Away, "{code}");
        }
        for code in ["2067", "23505", "nonsense"] {
            assert_eq!(trouble_of_code(code), Trouble::Other, "{code}");
        }
    }

    #[test]
    fn a_refusal_is_told_as_it_is_and_a_fault_is_not() {
        assert_eq!(DataError::from(Problem::NotFound).into_problem(), Problem::NotFound);
        let told = DataError::from(DbErr::Custom("secret detail".into())).into_problem();
        assert!(matches!(&told, Problem::Internal { .. }) && !told.to_string().contains("secret"));
    }
}
