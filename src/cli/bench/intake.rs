//! A Telegram message from somebody new becomes a contact, a conversation, a ticket and an
//! acknowledgement; beside it the same statements on the same rows with nothing in between.

use channels::{Channel, Identity, Inbound, InboundKind, Thread};

use super::Bench;
use super::measure::{Row, both};
use crate::agencies::{self, Category};
use crate::app::App;
use crate::clock::HOUR;
use crate::db::Engine;
use crate::db::select::Arg;
use crate::error::Result;
use crate::intake::{self, Received};
use crate::secret::random_token;
use crate::tickets::local_day;
use crate::tickets::rollup::monday;

/// Contacts at the same time.
const AT_ONCE: usize = 16;
const WORDS: &str = "Selamat pagi, air bersih di Jalan Melati mati sejak pukul lima, mohon diperbaiki";

pub async fn run(bench: &Bench) -> Result<Vec<Row>> {
    let app = &bench.app;
    // A second run on the same database meets other people.
    let first = app.db.clock.now() * 1_000;
    let whole = async |n: i64| intake::receive(app, &received(first + n)).await.map(|_| ());
    let category = app.db.read(async |tx| agencies::category_by_code(tx, "air").await).await?;
    let bare = async |n: i64| bare(app, &category, first + n).await;
    let (whole, bare) = both(bench.seconds, AT_ONCE, whole, bare).await?;
    Ok(vec![
        Row::by_throughput("a contact becomes a ticket", whole, &bare),
        Row::bare("the same statements, bare", bare),
    ])
}

fn received(n: i64) -> Received {
    let inbound = Inbound {
        channel: Channel::Telegram,
        external_id: format!("bench-{n}"),
        from: Identity::Telegram(n),
        from_name: Some("Siti".into()),
        language: Some("id".into()),
        sent_at: None,
        thread: Thread { key: Some(n.to_string()), message_id: Some(format!("m{n}.1")), ..Thread::default() },
        kind: InboundKind::Message,
        subject: None,
        text: WORDS.into(),
        html: None,
        attachments: Vec::new(),
        place: None,
        also_known_as: Vec::new(),
        remarks: Vec::new(),
        mail: None,
    };
    Received::new(inbound, WORDS.as_bytes().to_vec(), "application/json")
}

/// A statement and what is bound to it.
type Statement = (&'static str, Vec<Arg>);

pub(super) async fn bare(app: &App, category: &Category, n: i64) -> Result<()> {
    let statements = statements(app, category, n);
    macro_rules! run {
        ($tx:ident) => {
            for (sql, arguments) in statements {
                let mut query = sqlx::query(sql);
                for argument in arguments {
                    query = match argument {
                        Arg::Int(value) => query.bind(value),
                        Arg::Text(value) => query.bind(value),
                    };
                }
                query.fetch_optional(&mut *$tx).await?;
            }
        };
    }
    match app.db.engine() {
        Engine::Sqlite { writer, .. } => {
            let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
            run!(tx);
            tx.commit().await?;
        }
        Engine::Postgres(pool) => {
            let mut tx = pool.begin().await?;
            run!(tx);
            sqlx::query("SELECT pg_notify('sahut', $1)")
                .bind(r#"[{"e":"ticket","id":7,"agency":7},{"e":"conversation","id":7},{"e":"jobs"}]"#)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// The statements of one intake in its order, with the rows it writes. Text of JSON and booleans stand in
/// the statements: binding them differs between the databases.
fn statements(app: &App, category: &Category, n: i64) -> Vec<Statement> {
    let now = app.db.clock.now();
    let id = || Arg::Int(app.db.ids.next(now));
    let (contact, conversation, ticket, message, at) = (id(), id(), id(), id(), Arg::Int(now));
    let text = |text: &str| Arg::from(text);
    let key = || Arg::Text(n.to_string());
    let day = local_day(now, &app.zone);
    let acknowledgement = "Laporan Anda kami terima dengan nomor 2611-000042-7 dan PIN ••••••. Simpan keduanya untuk \
        menanyakan kelanjutannya.";
    vec![
        (
            "INSERT INTO inbox (channel, external_id, received_at, media_type, raw_file)
             VALUES ('telegram', $1, $2, 'application/json', $3) ON CONFLICT (channel, external_id) DO NOTHING",
            vec![Arg::Text(format!("bench-{n}")), at.clone(), text(WORDS)],
        ),
        ("SELECT contact_id FROM identity WHERE kind = 'telegram' AND value = $1", vec![key()]),
        (
            "INSERT INTO contact (id, name, language, created_at) VALUES ($1, 'Siti', 'id', $2)",
            vec![contact.clone(), at.clone()],
        ),
        (
            "INSERT INTO identity (kind, value, contact_id, created_at) VALUES ('telegram', $1, $2, $3)
             ON CONFLICT (kind, value) DO UPDATE SET value = excluded.value RETURNING contact_id",
            vec![key(), contact.clone(), at.clone()],
        ),
        ("SELECT * FROM conversation WHERE channel = 'telegram' AND thread_key = $1", vec![key()]),
        (
            "INSERT INTO conversation (id, channel, thread_key, contact_id, language, created_at, updated_at)
             VALUES ($1, 'telegram', $2, $3, 'id', $4, $4) RETURNING *",
            vec![conversation.clone(), key(), contact.clone(), at.clone()],
        ),
        ("SELECT * FROM category WHERE code = $1", vec![text(&category.code)]),
        (
            "INSERT INTO counter (name, value) VALUES ('bench', 1)
             ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value",
            vec![],
        ),
        (
            "INSERT INTO ticket (id, number, pin_hash, class, status, is_open, rank, priority, category_id, agency_id,
                 subject, body, channel, language, is_anonymous, is_confidential, contact_id, created_at,
                 created_day, updated_at, due_at, version)
             VALUES ($1, $2, $3, 'complaint', 'new', TRUE, 1, 3, $4, $5, $6, $6, 'telegram', 'id', FALSE, FALSE, $7,
                 $8, $9, $8, $10, 1)",
            vec![
                ticket.clone(),
                Arg::Text(format!("99{}", n % 1_000_000_000_000)),
                Arg::Text(random_token()),
                category.id.0.into(),
                category.agency_id.0.into(),
                text(WORDS),
                contact.clone(),
                at.clone(),
                day.into(),
                (now + HOUR).into(),
            ],
        ),
        (
            "INSERT INTO ticket_sum (grain, day, agency_id, category_id, channel, class, opened, resolved, in_time, rejected)
             VALUES ('ever', 0, $2, $3, 'telegram', 'complaint', 1, 0, 0, 0),
                    ('week', $4, $2, $3, 'telegram', 'complaint', 1, 0, 0, 0),
                    ('day', $1, $2, $3, 'telegram', 'complaint', 1, 0, 0, 0),
                    ('agency_day', $1, $2, 0, '', '', 1, 0, 0, 0)
             ON CONFLICT (grain, day, agency_id, category_id, channel, class) DO UPDATE SET
                 opened = ticket_sum.opened + excluded.opened,
                 resolved = ticket_sum.resolved + excluded.resolved,
                 in_time = ticket_sum.in_time + excluded.in_time,
                 rejected = ticket_sum.rejected + excluded.rejected
             RETURNING grain, day, agency_id, category_id, channel, class, times",
            vec![day.into(), category.agency_id.0.into(), category.id.0.into(), monday(day).into()],
        ),
        (
            "INSERT INTO ticket_event (id, ticket_id, at, kind, data)
             VALUES ($1, $2, $3, 'opened', '{\"channel\":\"telegram\"}')",
            vec![id(), ticket.clone(), at.clone()],
        ),
        ("UPDATE conversation SET ticket_id = $2 WHERE id = $1", vec![conversation.clone(), ticket.clone()]),
        (NEXT, vec![conversation.clone(), at.clone()]),
        (
            "INSERT INTO message (id, conversation_id, seq, ticket_id, direction, state, is_automatic, body,
                 external_ref, created_at) VALUES ($1, $2, 1, $3, 'in', 'received', FALSE, $4, $5, $6)",
            vec![
                message.clone(),
                conversation.clone(),
                ticket.clone(),
                text(WORDS),
                Arg::Text(format!("m{n}.1")),
                at.clone(),
            ],
        ),
        (
            "INSERT INTO attempt (key, window_end, count) VALUES ($1, $2, 1)
             ON CONFLICT (key) DO UPDATE SET
                 count = CASE WHEN attempt.window_end < $3 THEN 1 ELSE attempt.count + 1 END,
                 window_end = CASE WHEN attempt.window_end < $3 THEN $2 ELSE attempt.window_end END
             RETURNING count",
            vec![Arg::Text(format!("bare:{n}")), (now + HOUR).into(), at.clone()],
        ),
        ("SELECT * FROM conversation WHERE id = $1", vec![conversation.clone()]),
        (NEXT, vec![conversation.clone(), at.clone()]),
        (
            "INSERT INTO message (id, conversation_id, seq, ticket_id, direction, state, is_automatic, body, created_at)
             VALUES ($1, $2, 2, $3, 'out', 'queued', TRUE, $4, $5)",
            vec![id(), conversation, ticket, text(acknowledgement), at.clone()],
        ),
        (
            "INSERT INTO job (id, kind, payload, run_at, created_at)
             VALUES ($1, 'deliver', '{\"message\":1234567890123456789,\"pin\":\"123456\"}', $2, $2)",
            vec![id(), (now + HOUR).into()],
        ),
        (
            "UPDATE inbox SET message_id = $2 WHERE channel = 'telegram' AND external_id = $1",
            vec![Arg::Text(format!("bench-{n}")), message],
        ),
    ]
}

const NEXT: &str =
    "UPDATE conversation SET last_seq = last_seq + 1, updated_at = $2 WHERE id = $1 RETURNING last_seq";
