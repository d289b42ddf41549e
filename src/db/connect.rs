//! Opening the pools, with the settings that were measured.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{Db, Engine};
use crate::bus::Bus;
use crate::clock::Clock;
use crate::error::{Result, internal};
use crate::ids::Ids;

/// How long a request waits for a connection before the citizen is told to try again.
const ACQUIRE: Duration = Duration::from_secs(5);
const READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;

/// Which database: a file for SQLite, or a `postgres://` address (which may hold a password and is
/// therefore never printed).
#[derive(Clone)]
pub enum Url {
    Sqlite(PathBuf),
    Postgres(secrecy::SecretString),
}

impl FromStr for Url {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() {
                Err("write the file's path behind sqlite:, such as sqlite:data/sahut.db".into())
            } else {
                Ok(Self::Sqlite(path.into()))
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.into()));
        }
        Err("a database address begins with sqlite: or postgres://".into())
    }
}

impl std::fmt::Debug for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

impl Db {
    /// Opens the pools. Does not migrate.
    pub async fn connect(url: &Url, clock: Clock) -> Result<Self> {
        match url {
            Url::Sqlite(path) => Self::open_sqlite(path, clock).await,
            Url::Postgres(address) => {
                use secrecy::ExposeSecret;
                let options = PgConnectOptions::from_str(address.expose_secret()).map_err(|_| {
                    internal("the PostgreSQL address cannot be read: postgres://user:password@host:5432/name")
                })?;
                Self::open_postgres(plain_at_home(address.expose_secret(), options), clock).await
            }
        }
    }

    async fn open_sqlite(path: &Path, clock: Clock) -> Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|error| internal(format!("cannot make the folder {}: {error}", folder.display())))?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: an acknowledged message survives a power cut. NORMAL gains little and does not.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(ACQUIRE)
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-65536");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE * 4)
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?;
        let reader = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(ACQUIRE)
            .test_before_acquire(false)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Self { engine: Engine::Sqlite { writer, reader }, clock, bus: Bus::new(), ids: Ids::default() })
    }

    async fn open_postgres(options: PgConnectOptions, clock: Clock) -> Result<Self> {
        // A node that froze while it held a row must not stop the others for ever.
        let options = options.options([
            ("lock_timeout", "5s"),
            ("statement_timeout", "30s"),
            ("idle_in_transaction_session_timeout", "30s"),
            // Planning a page of the queue anew costs three times what running it does, and grows with the
            // tables. Each statement is led by an index of its own whatever its values are.
            ("plan_cache_mode", "force_generic_plan"),
            // A plan made while a table was nearly empty reads all of it, and stays while the table fills: 10,000
            // letters cost 193 million rows read. Every list has its index, so none reads a whole table by choice.
            ("enable_seqscan", "off"),
            // The costs that stand for "never" would have each statement compiled first.
            ("jit", "off"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(ACQUIRE)
            .connect_with(options)
            .await?;
        let bus = Bus::new();
        bus.listen(pool.clone());
        Ok(Self { engine: Engine::Postgres(pool), clock, bus, ids: Ids::default() })
    }
}

/// What stays on this very machine travels without a cipher, unless the address says `sslmode`. A cipher cuts what is
/// sent into pieces of 16 KB, and sqlx 0.9.0 leaves it to the network to wait 40 ms between two of them
/// (transact-rs/sqlx#4335): each letter with a picture would wait.
fn plain_at_home(address: &str, options: PgConnectOptions) -> PgConnectOptions {
    let at_home = options.get_host() == "localhost"
        || options.get_host().parse::<std::net::IpAddr>().is_ok_and(|host| host.is_loopback());
    let is_asked_for = address.contains("sslmode") || !matches!(options.get_ssl_mode(), PgSslMode::Prefer);
    if at_home && !is_asked_for { options.ssl_mode(PgSslMode::Disable) } else { options }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_here_travels_without_a_cipher() {
        let is_plain = |address: &str| {
            let options = plain_at_home(address, address.parse().unwrap());
            matches!(options.get_ssl_mode(), PgSslMode::Disable)
        };
        assert!(is_plain("postgres://sahut@127.0.0.1/sahut") && is_plain("postgres://sahut@localhost/sahut"));
        assert!(!is_plain("postgres://sahut@db.kota.test/sahut"));
        assert!(!is_plain("postgres://sahut@127.0.0.1/sahut?sslmode=require"));
    }
}
