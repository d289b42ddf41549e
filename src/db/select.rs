//! A list query that grows with its filters, as one text for both databases.

use sqlx::{AssertSqlSafe, FromRow};

use super::{Conn, Tx};
use crate::error::Result;

/// A value bound to a placeholder; never pasted into the text.
#[derive(Clone, Debug)]
pub enum Arg {
    Int(i64),
    Text(String),
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

/// SQL under construction. The parts come from the program, the arguments from anywhere.
#[derive(Clone, Debug)]
pub struct Select {
    sql: String,
    args: Vec<Arg>,
}

impl Select {
    /// Begins with a text that uses `$1…` for the given arguments.
    pub fn new(sql: &'static str, args: impl IntoIterator<Item = Arg>) -> Self {
        Self { sql: sql.to_owned(), args: args.into_iter().collect() }
    }

    pub fn push(&mut self, part: &'static str) -> &mut Self {
        self.sql.push_str(part);
        self
    }

    /// Adds a part in which every `?` stands for one of the arguments, in order.
    pub fn with(&mut self, part: &'static str, args: impl IntoIterator<Item = Arg>) -> &mut Self {
        let mut args = args.into_iter();
        for piece in part.split_inclusive('?') {
            let Some(text) = piece.strip_suffix('?') else {
                self.sql.push_str(piece);
                continue;
            };
            self.args.extend(args.next());
            self.sql.push_str(text);
            self.sql.push('$');
            self.sql.push_str(&self.args.len().to_string());
        }
        self
    }

    /// Adds a part and one of the program's own words behind it, as text: the planner knows how frequent each is,
    /// which of a placeholder it cannot.
    pub fn code(&mut self, part: &'static str, code: &'static str) -> &mut Self {
        debug_assert!(
            code.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b)),
            "a code: {code}"
        );
        self.push(part).push("'").push(code).push("'")
    }

    /// Adds ` IN (…)`; of nothing, nothing is one.
    pub fn any_of(&mut self, ids: impl IntoIterator<Item = i64>) -> &mut Self {
        self.push(" IN (0");
        for id in ids {
            self.with(", ?", [id.into()]);
        }
        self.push(")")
    }

    pub async fn fetch<T>(self, tx: &mut Tx) -> Result<Vec<T>>
    where
        T: Send
            + Unpin
            + for<'r> FromRow<'r, sqlx::sqlite::SqliteRow>
            + for<'r> FromRow<'r, sqlx::postgres::PgRow>,
    {
        macro_rules! run {
            ($c:expr) => {{
                let mut query = sqlx::query(AssertSqlSafe(self.sql));
                for arg in self.args {
                    query = match arg {
                        Arg::Int(value) => query.bind(value),
                        Arg::Text(value) => query.bind(value),
                    };
                }
                let rows = query.fetch_all(&mut **$c).await?;
                rows.iter().map(T::from_row).collect::<Result<Vec<T>, _>>()?
            }};
        }
        Ok(match &mut tx.conn {
            Conn::Sqlite(c) => run!(c),
            Conn::Postgres(c) => run!(c),
        })
    }

    /// One number, such as a count.
    pub async fn number(self, tx: &mut Tx) -> Result<i64> {
        #[derive(FromRow)]
        struct Number {
            n: i64,
        }
        Ok(self.fetch::<Number>(tx).await?.first().map_or(0, |row| row.n))
    }
}
