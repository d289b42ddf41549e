//! Bringing the tables to this version. Two nodes may start at once: sqlx holds an advisory lock on
//! PostgreSQL, and SQLite has one writer.

use sqlx::migrate::Migrator;

use super::{Db, Engine};
use crate::error::{Result, internal};

const NEWEST: &str = "SELECT MAX(version) FROM _sqlx_migrations WHERE success";

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

impl Db {
    pub async fn migrate(&self) -> Result<()> {
        let outcome = match &self.engine {
            Engine::Sqlite { writer, .. } => MIGRATIONS.run(writer).await,
            Engine::Postgres(pool) => MIGRATIONS.run(pool).await,
        };
        outcome.map_err(|error| internal(format!("migrating the database: {error}")))
    }

    /// Is every table of this version there? Says what to do when not.
    pub async fn is_migrated(&self) -> Result<bool> {
        let newest = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
        let done: Result<Option<i64>, sqlx::Error> = match &self.engine {
            Engine::Sqlite { reader, .. } => sqlx::query_scalar(NEWEST).fetch_one(reader).await,
            Engine::Postgres(pool) => sqlx::query_scalar(NEWEST).fetch_one(pool).await,
        };
        match done {
            Ok(version) => Ok(version >= Some(newest)),
            Err(sqlx::Error::Database(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
