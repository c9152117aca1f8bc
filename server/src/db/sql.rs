//! Statements written by hand, with rows as structs. `$1` works on both databases.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use super::DataError;

/// Values for the `$1`, `$2`, … of a statement, in order.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$(sea_orm::Value::from($value)),*] };
}
pub(crate) use args;

/// Statements on a connection or in a transaction.
#[async_trait]
pub trait Sql {
    /// Changes rows and answers how many.
    async fn change(&self, sql: &str, values: Vec<Value>) -> Result<u64, DataError>;

    /// Reads every row.
    async fn rows<T: FromQueryResult>(&self, sql: &str, values: Vec<Value>) -> Result<Vec<T>, DataError>;

    /// Reads the first row, when there is one.
    async fn row<T: FromQueryResult>(&self, sql: &str, values: Vec<Value>) -> Result<Option<T>, DataError>;
}

#[async_trait]
impl<C: ConnectionTrait> Sql for C {
    async fn change(&self, sql: &str, values: Vec<Value>) -> Result<u64, DataError> {
        let statement = Statement::from_sql_and_values(self.get_database_backend(), sql, values);
        Ok(self.execute_raw(statement).await?.rows_affected())
    }

    async fn rows<T: FromQueryResult>(&self, sql: &str, values: Vec<Value>) -> Result<Vec<T>, DataError> {
        let statement = Statement::from_sql_and_values(self.get_database_backend(), sql, values);
        let rows = self.query_all_raw(statement).await?;
        Ok(rows.iter().map(|row| T::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }

    async fn row<T: FromQueryResult>(&self, sql: &str, values: Vec<Value>) -> Result<Option<T>, DataError> {
        let statement = Statement::from_sql_and_values(self.get_database_backend(), sql, values);
        let row = self.query_one_raw(statement).await?;
        Ok(row.map(|row| T::from_query_result(&row, "")).transpose()?)
    }
}
