//! A made-up city for measuring: quickly, with many rows a statement, made by the database itself.

use crate::agencies::{self, NewAgency, NewCategory};
use crate::app::App;
use crate::articles;
use crate::auth::{self, Role};
use crate::clock::{DAY, HOUR, Millis};
use crate::db::select::Select;
use crate::db::{Db, Engine, Tx, on};
use crate::error::Result;
use crate::ids::StaffId;
use crate::tickets::Class;
use crate::tickets::times::Times;

/// Sees everything.
pub const AGENT: &str = "agent@bench.invalid";
/// Sees one agency of thirty.
pub const OFFICER: &str = "officer@bench.invalid";
const AGENCIES: usize = 30;
/// Tickets in one statement.
const AT_ONCE: i64 = 20_000;
/// The tickets came in the last so many milliseconds; ids begin in 2025.
const PAST: Millis = 600 * DAY;

/// Agencies, categories, two people, and the starter articles, whose words routing looks for.
pub async fn city(app: &App) -> Result<()> {
    app.db
        .write(async |tx| {
            for n in 0..AGENCIES {
                let agency = NewAgency {
                    code: format!("bench-{n:02}"),
                    parent: Some(agencies::ROOT.into()),
                    name_id: format!("Dinas {n}"),
                    name_en: format!("Agency {n}"),
                    ..NewAgency::default()
                };
                agencies::save_agency(tx, &agency).await?;
                let category = NewCategory {
                    code: if n == 0 { "air".into() } else { format!("bench-{n:02}") },
                    parent: None,
                    name_id: if n == 0 { "Air bersih".into() } else { format!("Urusan {n}") },
                    name_en: format!("Matter {n}"),
                    agency: agency.code,
                    class: if n == AGENCIES - 1 { Class::Emergency } else { Class::Complaint },
                    priority: 3,
                    due_minutes: 60 * (24 + 6 * n as i64),
                    position: n as i64,
                };
                agencies::save_category(tx, &category).await?;
            }
            for (email, role, agency) in
                [(AGENT, Role::Supervisor, agencies::ROOT), (OFFICER, Role::AgencyOfficer, "bench-07")]
            {
                if auth::by_email(tx, email).await?.is_none() {
                    let agency = agencies::agency_by_code(tx, agency).await?;
                    auth::create(tx, email, "Bench", role, &[agency.id]).await?;
                }
            }
            for article in knowledge_base::starter_articles() {
                articles::save(tx, &article).await?;
            }
            auth::refresh_scopes(tx).await
        })
        .await?;
    app.index.publish(&knowledge_base::starter_articles()).await?;
    app.reload_rules().await
}

pub async fn staff(db: &Db, email: &str) -> Result<StaffId> {
    db.read(async |tx| {
        let missing = || crate::error::internal("the bench's own staff are missing");
        auth::by_email(tx, email).await?.map(|staff| staff.id).ok_or_else(missing)
    })
    .await
}

pub async fn count(db: &Db) -> Result<i64> {
    db.read(async |tx| Select::new("SELECT COUNT(*) AS n FROM ticket", []).number(tx).await).await
}

/// Numbers `$1` to `$2` (exclusive), each a ticket: its time (pseudo-random over the past), its category
/// (some much more frequent than others), and what follows from them.
const ROWS: &str = "WITH RECURSIVE
    n(i) AS (SELECT CAST($1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < CAST($2 AS bigint)),
    c AS (SELECT id, agency_id, class, due_minutes, row_number() OVER (ORDER BY code) - 1 AS k
          FROM category WHERE code = 'air' OR substr(code, 1, 6) = 'bench-'),
    t AS (SELECT i, CAST($3 AS bigint) - (i * 2654435761) % CAST($4 AS bigint) AS at,
                 (i * 7919 % 30) * (i * 104729 % 31) / 31 AS k, i * 31 % 20 = 0 AS is_open FROM n),
    r AS (SELECT t.i, t.at, t.is_open, c.id AS category_id, c.agency_id, c.class,
                 (t.at - 1735689600000) * 4194304 + t.i AS id, c.due_minutes * 60000 AS due,
                 CASE WHEN t.is_open THEN NULL ELSE t.at + 600000 + c.due_minutes * 600 * (t.i * 37 % 150) END AS done
          FROM t JOIN c ON c.k = t.k) ";

const CONTACTS: &str = "INSERT INTO contact (id, name, language, created_at)
    SELECT i / 5 + 1, 'Warga ' || CAST(i / 5 AS text), 'id', at FROM r WHERE i % 5 = 0";

const TICKETS: &str = "INSERT INTO ticket (id, number, pin_hash, class, status, stage, is_open, rank, priority, category_id,
        agency_id, place, subject, body, channel, language, contact_id, created_at, created_day, updated_at,
        due_at, first_response_at, resolved_at, resolved_day)
    SELECT id, '9912' || substr(CAST(1000000000 + i AS text), 2), 'x', class,
        CASE WHEN NOT is_open THEN CASE i % 3 WHEN 0 THEN 'closed' ELSE 'resolved' END
             WHEN i % 7 = 0 THEN 'waiting' WHEN i % 3 = 0 THEN 'in_progress' ELSE 'new' END,
        CASE WHEN NOT is_open THEN CASE i % 3 WHEN 0 THEN 'closed' ELSE 'answered' END
             WHEN i % 7 = 0 THEN 'waiting_citizen' WHEN i % 3 = 0 THEN 'in_work' ELSE 'submitted' END,
        is_open, CASE WHEN class = 'emergency' THEN 0 ELSE 1 END, 1 + i % 4, category_id, agency_id,
        'Jalan Melati ' || CAST(i % 400 AS text), 'Air mati sejak pagi, laporan ' || CAST(i AS text),
        'Selamat pagi. Sejak pukul lima air di rumah kami tidak mengalir, tetangga juga sama. Mohon segera diperbaiki, terima kasih. ' || CAST(i AS text),
        CASE i % 5 WHEN 0 THEN 'voice' WHEN 1 THEN 'email' WHEN 2 THEN 'telegram' WHEN 3 THEN 'chat' ELSE 'form' END,
        'id', i / 5 + 1, at, (at + 25200000) / 86400000, COALESCE(done, at), at + due,
        at + 600000, done, (done + 25200000) / 86400000
    FROM r";

const CONVERSATIONS: &str = "INSERT INTO conversation (id, channel, contact_id, language, ticket_id, last_seq, created_at, updated_at)
    SELECT id, CASE i % 5 WHEN 0 THEN 'voice' WHEN 1 THEN 'email' WHEN 2 THEN 'telegram' WHEN 3 THEN 'chat' ELSE 'form' END,
        i / 5 + 1, 'id', id, 2, at, at FROM r";

const MESSAGES: &str =
    "INSERT INTO message (id, conversation_id, seq, ticket_id, direction, state, body, created_at)
    SELECT id * 2 + s.seq, id, s.seq, id, CASE s.seq WHEN 1 THEN 'in' ELSE 'out' END,
        CASE s.seq WHEN 1 THEN 'received' ELSE 'sent' END,
        'Selamat pagi. Sejak pukul lima air di rumah kami tidak mengalir. ' || CAST(i AS text), at
    FROM r CROSS JOIN (SELECT CAST(1 AS bigint) AS seq UNION ALL SELECT 2) AS s";

const EVENTS: &str =
    "INSERT INTO ticket_event (id, ticket_id, at, kind, data) SELECT id, id, at, 'opened', '{}' FROM r";

/// Fills up to this many tickets, each with a contact's share, a conversation, two messages and a
/// history, and brings the sums up to date.
pub async fn up_to(db: &Db, tickets: i64) -> Result<()> {
    let mut from = count(db).await?;
    while from < tickets {
        let to = (from + AT_ONCE - from % AT_ONCE).min(tickets);
        db.write(async |tx| chunk(tx, from, to).await).await?;
        eprint!("\rfilling: {to} of {tickets} tickets ");
        from = to;
    }
    eprintln!();
    db.write(async |tx| sums(tx).await).await?;
    settle(db).await
}

async fn chunk(tx: &mut Tx, from: i64, to: i64) -> Result<()> {
    // Midnight of a fixed day would age; an hour ago does not.
    let now = tx.now() - HOUR;
    for insert in [CONTACTS, TICKETS, CONVERSATIONS, MESSAGES, EVENTS] {
        let sql = format!("{ROWS}{insert}");
        on!(tx, c => sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(from).bind(to).bind(now).bind(PAST).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

/// The sums as counting gives them. The histogram's buckets are spread evenly: their size counts here, not
/// their meaning.
async fn sums(tx: &mut Tx) -> Result<()> {
    for sql in [
        "DELETE FROM ticket_sum",
        "INSERT INTO ticket_sum
         SELECT 'day', day, agency_id, category_id, channel, class, CAST(SUM(opened) AS bigint),
                CAST(SUM(resolved) AS bigint), CAST(SUM(in_time) AS bigint), 0,
                COALESCE(string_agg(CASE WHEN resolved > 0 THEN CAST(bucket AS text) || ':' || CAST(resolved AS text) END, ' '), '')
         FROM (SELECT day, agency_id, category_id, channel, class, bucket, SUM(opened) AS opened,
                      SUM(resolved) AS resolved, SUM(in_time) AS in_time
               FROM (SELECT created_day AS day, agency_id, category_id, channel, class, 0 AS bucket, 1 AS opened,
                            0 AS resolved, 0 AS in_time FROM ticket
                     UNION ALL
                     SELECT resolved_day, agency_id, category_id, channel, class,
                            (resolved_at - created_at) / 3600000 % 48, 0, 1,
                            CASE WHEN resolved_at <= due_at THEN 1 ELSE 0 END
                     FROM ticket WHERE resolved_day IS NOT NULL) AS t
               GROUP BY day, agency_id, category_id, channel, class, bucket) AS b
         GROUP BY day, agency_id, category_id, channel, class",
        "INSERT INTO ticket_sum
         SELECT 'week', day - (day + 3) % 7, agency_id, category_id, channel, class, SUM(opened), SUM(resolved),
                SUM(in_time), 0, COALESCE(string_agg(NULLIF(times, ''), ' '), '')
         FROM ticket_sum WHERE grain = 'day' GROUP BY 2, 3, 4, 5, 6",
        "INSERT INTO ticket_sum
         SELECT 'ever', 0, agency_id, category_id, channel, class, SUM(opened), SUM(resolved), SUM(in_time), 0, ''
         FROM ticket_sum WHERE grain = 'day' GROUP BY 3, 4, 5, 6",
        "INSERT INTO ticket_sum
         SELECT 'agency_day', day, agency_id, 0, '', '', SUM(opened), SUM(resolved), SUM(in_time), 0, ''
         FROM ticket_sum WHERE grain = 'day' GROUP BY 2, 3",
    ] {
        on!(tx, c => sqlx::query(sql).execute(c).await.map(|_| ()))?;
    }
    shorten_weeks(tx).await
}

/// Weeks hold one histogram each, as if it had been added to ticket by ticket.
async fn shorten_weeks(tx: &mut Tx) -> Result<()> {
    #[derive(sqlx::FromRow)]
    struct Week {
        day: i64,
        category_id: i64,
        channel: String,
        #[sqlx(try_from = "String")]
        times: Times,
    }
    // In the made-up city a category is of one agency and one class.
    let sql = "SELECT day, category_id, channel, times FROM ticket_sum WHERE grain = 'week'";
    for week in Select::new(sql, []).fetch::<Week>(tx).await? {
        let times = week.times.to_string();
        on!(tx, c => sqlx::query(
            "UPDATE ticket_sum SET times = $4 WHERE grain = 'week' AND day = $1 AND category_id = $2 AND channel = $3")
            .bind(week.day).bind(week.category_id).bind(&week.channel).bind(&times).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

/// What a running database does by itself within minutes, so that the measurement begins settled.
pub async fn settle(db: &Db) -> Result<()> {
    match db.engine() {
        Engine::Sqlite { writer, .. } => {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
        }
        Engine::Postgres(pool) => {
            let mut own = pool.acquire().await?.detach();
            sqlx::query("SET statement_timeout = 0").execute(&mut own).await?;
            sqlx::query("VACUUM (ANALYZE)").execute(&mut own).await?;
            sqlx::Connection::close(own).await?;
        }
    }
    Ok(())
}
