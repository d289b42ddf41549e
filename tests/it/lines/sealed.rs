//! What is secret stands nowhere in the database in clear.

use sahut::db::Engine;
use sqlx::AssertSqlSafe;

use super::bots::{self, TOKEN};
use super::{listening, with};
use crate::story;
use crate::support::city::ADMINISTRATOR;
use crate::support::{House, until};

/// Everything that every table holds, as text.
async fn everything(house: &House) -> String {
    let mut all = String::new();
    match house.app.db.engine() {
        Engine::Sqlite { writer, .. } => {
            let tables: Vec<(String,)> =
                sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'table'")
                    .fetch_all(writer)
                    .await
                    .expect("tables");
            for (table,) in tables {
                let sql = format!("SELECT name FROM pragma_table_info('{table}')");
                let columns: Vec<(String,)> =
                    sqlx::query_as(AssertSqlSafe(sql)).fetch_all(writer).await.expect("columns");
                for (column,) in columns {
                    let sql = format!("SELECT CAST(\"{column}\" AS blob) FROM \"{table}\"");
                    let rows: Vec<(Option<Vec<u8>>,)> =
                        sqlx::query_as(AssertSqlSafe(sql)).fetch_all(writer).await.expect("rows");
                    all.extend(
                        rows.iter().filter_map(|(bytes,)| bytes.as_deref()).map(String::from_utf8_lossy),
                    );
                }
            }
        }
        Engine::Postgres(pool) => {
            let tables: Vec<(String,)> =
                sqlx::query_as("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
                    .fetch_all(pool)
                    .await
                    .expect("tables");
            for (table,) in tables {
                let sql = format!("SELECT COALESCE(string_agg(t::text, ' '), '') FROM \"{table}\" t");
                let (text,): (String,) =
                    sqlx::query_as(AssertSqlSafe(sql)).fetch_one(pool).await.expect("rows");
                all += &text;
            }
        }
    }
    all
}

story!(secrets_stand_nowhere_in_clear, bots::two_bots, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    let fields = with(&[
        ("smtp_password", "keluar-rahasia-8"),
        ("sign_in", "xoauth2"),
        ("token_url", "https://token.kota.test/token"),
        ("client_id", "klien"),
        ("client_secret", "klien-rahasia-9"),
        ("refresh_token", "segar-rahasia-10"),
    ]);
    let kept = admin.post("/admin/channels/mailboxes/new", &fields).await;
    assert_eq!(kept.status, 200, "{}", kept.text);
    let kept = admin.post("/admin/channels/bots/new", &[("bot_token", TOKEN), ("bot_mode", "polling")]).await;
    assert_eq!(kept.status, 200, "{}", kept.text);
    let all = everything(house).await;
    assert!(all.contains("token.kota.test") && all.contains("bot-created"), "the search sees rows");
    let (_, tail) = TOKEN.split_once(':').expect("a token");
    for secret in ["sangat-rahasia-7", "keluar-rahasia-8", "klien-rahasia-9", "segar-rahasia-10", tail] {
        assert!(!all.contains(secret), "{secret} stands in clear");
    }

    // With another key nothing opens, and the room says so.
    for (room, id) in [("bots", "SELECT id AS n FROM bot"), ("mailboxes", "SELECT id AS n FROM mailbox")] {
        let path = format!("/admin/channels/{room}/{}/active", house.number(id).await);
        assert_eq!(admin.post(&path, &[("active", "1")]).await.status, 200);
    }
    let node = house.node_with(|config| config.secret_key = Some("f".repeat(32).into())).await;
    assert_eq!(node.app.lines().bots.len(), 1);
    listening(&node.app, async || {
        let troubled = async || {
            house.number("SELECT COUNT(*) AS n FROM line_state WHERE trouble LIKE 'sealed: %'").await == 2
        };
        until("both lines are troubled", troubled).await;
    })
    .await;
    let room = admin.get("/admin/channels").await.text;
    assert_eq!(room.matches("Rahasia yang tersimpan tidak dapat dibuka").count(), 2, "{room}");
    node.close().await;
    house.forget_jobs().await;
});
