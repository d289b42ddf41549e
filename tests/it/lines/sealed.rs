//! What is secret stands nowhere in the database in clear.

use sahut::db::Engine;
use sqlx::AssertSqlSafe;

use super::bots::{self, TOKEN};
use super::with;
use crate::story;
use crate::support::House;
use crate::support::city::ADMINISTRATOR;

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
                    let sql = format!("SELECT CAST(\"{column}\" AS text) FROM \"{table}\"");
                    let rows: Vec<(Option<String>,)> =
                        sqlx::query_as(AssertSqlSafe(sql)).fetch_all(writer).await.unwrap_or_default();
                    all.extend(rows.into_iter().filter_map(|(text,)| text));
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
    // With another key of the installation nothing opens, and nothing breaks.
    let node = house.another_node().await;
    assert_eq!(node.app.lines().bots.len(), 1);
    node.close().await;
});
