//! One door to two databases.
//!
//! SQLite runs a village, PostgreSQL a nation; the SQL is one text and [`on!`] picks the driver.
//! Every verb takes `&mut Tx`. [`Db::write`] begins, commits, runs the closure again when the database
//! reports a conflict between writers, and lets live events go only after the commit.
//!
//! House rules for SQL (each from a failed probe): times and integers are `bigint`; placeholders `$1`;
//! `NULLS LAST` is written out; `SUM` is cast; JSON columns hold objects; no `LIKE` on human text.

mod connect;
mod migrate;
pub mod select;

pub use connect::Url;

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::bus::{Bus, Event};
use crate::clock::{Clock, Millis};
use crate::error::{Error, Result, internal};
use crate::ids::Ids;

/// The shared pools, the clock and the bus: what a transaction needs to be whole.
#[derive(Clone, Debug)]
pub struct Db {
    engine: Engine,
    pub clock: Clock,
    pub bus: Bus,
    pub ids: Ids,
}

#[derive(Clone, Debug)]
pub enum Engine {
    /// One writer (SQLite has one anyway; waiting in our pool is fairer than in its busy loop),
    /// several readers.
    Sqlite {
        writer: SqlitePool,
        reader: SqlitePool,
    },
    Postgres(PgPool),
}

/// An open transaction. Dropping it without [`Db::write`] reaching its end rolls back.
#[derive(Debug)]
pub struct Tx {
    pub conn: Conn,
    now: Millis,
    ids: Ids,
    events: Vec<Event>,
}

#[derive(Debug)]
pub enum Conn {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one query text on whichever database the transaction is on:
/// `on!(tx, c => sqlx::query(SQL).bind(id).execute(c).await)`.
macro_rules! on {
    ($tx:expr, $c:ident => $query:expr) => {
        match &mut $tx.conn {
            $crate::db::Conn::Sqlite(tx) => {
                let $c = &mut **tx;
                $query
            }
            $crate::db::Conn::Postgres(tx) => {
                let $c = &mut **tx;
                $query
            }
        }
    };
}
pub(crate) use on;

impl Tx {
    /// The moment this transaction counts as "now"; one moment for all its rows.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// A fresh id.
    pub fn id(&self) -> i64 {
        self.ids.next(self.now)
    }

    /// Tells the live feed, once the transaction is committed.
    pub fn publish(&mut self, event: Event) {
        if !self.events.contains(&event) {
            self.events.push(event);
        }
    }

    /// Pretends it is another time, for backfilled demo data and imports.
    pub fn at(&mut self, now: Millis) {
        self.now = now;
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::Postgres(_))
    }
}

/// How often a transaction that lost a race is run again before the caller hears of it.
const RACES: u32 = 5;

impl Db {
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    pub fn name(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite { .. } => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// One transaction that changes things. The closure may run more than once: it must do nothing
    /// that the rollback cannot undo, so no network and no files in here.
    pub async fn write<T>(&self, mut story: impl AsyncFnMut(&mut Tx) -> Result<T>) -> Result<T> {
        let mut race = 0;
        loop {
            let outcome = self.write_once(&mut story).await;
            match outcome {
                Err(Error::Database(ref error)) if race < RACES && is_race(error) => {
                    race += 1;
                    tracing::debug!(race, %error, "a transaction lost a race and runs again");
                    let pause = rand::random_range(1..=10u64 << race);
                    tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn write_once<T>(&self, story: &mut impl AsyncFnMut(&mut Tx) -> Result<T>) -> Result<T> {
        let mut tx = self.begin(true).await?;
        let told = story(&mut tx).await?;
        self.commit(tx).await?;
        Ok(told)
    }

    /// Several reads that see one state of the database, on one connection. Writing in here is refused.
    pub async fn read<T>(&self, mut story: impl AsyncFnMut(&mut Tx) -> Result<T>) -> Result<T> {
        let mut tx = self.begin(false).await?;
        story(&mut tx).await
    }

    async fn begin(&self, writes: bool) -> Result<Tx> {
        let conn = match &self.engine {
            // IMMEDIATE: take the write lock now, or a later upgrade could fail half-way.
            Engine::Sqlite { writer, .. } if writes => {
                Conn::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Engine::Sqlite { reader, .. } => Conn::Sqlite(reader.begin().await?),
            Engine::Postgres(pool) if writes => Conn::Postgres(begin_postgres(pool, "BEGIN").await?),
            Engine::Postgres(pool) => {
                Conn::Postgres(begin_postgres(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(Tx { conn, now: self.clock.now(), ids: self.ids.clone(), events: Vec::new() })
    }

    async fn commit(&self, mut tx: Tx) -> Result<()> {
        let events = std::mem::take(&mut tx.events);
        if !events.is_empty()
            && let Conn::Postgres(pg) = &mut tx.conn
        {
            // At most one NOTIFY a transaction: it takes a lock that orders commits.
            sqlx::query("SELECT pg_notify('sahut', $1)")
                .bind(Bus::encode(&events))
                .execute(&mut **pg)
                .await?;
        }
        match tx.conn {
            Conn::Sqlite(tx) => {
                tx.commit().await?;
                self.bus.tell(&events);
            }
            // This node hears its own NOTIFY like every other node.
            Conn::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Can the database answer at all?
    pub async fn ping(&self) -> Result<()> {
        self.read(async |tx| {
            on!(tx, c => sqlx::query("SELECT 1").execute(c).await.map(|_| ()))?;
            Ok(())
        })
        .await
    }

    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { writer, reader } => {
                reader.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

/// Begins in a task of its own, which nobody cuts off. A request may be dropped at any await: one extractor
/// refuses while another still asks the database. A `BEGIN` dropped on its way leaves the driver unaware of
/// the open transaction, and whoever got that connection next would write into a read-only one.
async fn begin_postgres(pool: &PgPool, begin: &'static str) -> Result<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(begin).await }).await;
    Ok(begun.map_err(|error| internal(format!("beginning a transaction: {error}")))??)
}

/// Serialisation failure, deadlock, busy: run it again. A clash of unique keys counts as well, once
/// more is enough for `INSERT … ON CONFLICT` races and for clashing ids.
fn is_race(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    matches!(error.code().as_deref(), Some("40001" | "40P01" | "55P03" | "5" | "6" | "261" | "262" | "517"))
        || error.is_unique_violation()
}
