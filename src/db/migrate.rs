//! Bringing the tables to this version. Two nodes may start at once: sqlx holds an advisory lock on
//! PostgreSQL, and SQLite has one writer.

use sqlx::migrate::Migrator;

use super::{Db, Engine};
use crate::error::{Result, internal};

const NEWEST: &str = "SELECT MAX(version) FROM _sqlx_migrations WHERE success";

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

impl Db {
    pub async fn migrate(&self) -> Result<()> {
        // On SQLite there is no lock to hold: whoever came second sees that the first has done it.
        let outcome = match self.migrate_once().await {
            Err(_) => self.migrate_once().await,
            done => done,
        };
        outcome.map_err(|error| internal(format!("migrating the database: {error}")))
    }

    async fn migrate_once(&self) -> Result<(), sqlx::migrate::MigrateError> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => MIGRATIONS.run(writer).await,
            Engine::Postgres(pool) => {
                // Building an index on a large table may take longer than a statement of a page.
                let mut own = pool.acquire().await?.detach();
                sqlx::query("SET statement_timeout = 0").execute(&mut own).await?;
                sqlx::query("SET lock_timeout = 0").execute(&mut own).await?;
                let done = MIGRATIONS.run(&mut own).await;
                let _ = sqlx::Connection::close(own).await;
                done
            }
        }
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
