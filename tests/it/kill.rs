//! The machine dies in the middle: what was acknowledged is there, once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sahut::clock::Clock;
use sahut::db::select::Select;
use sahut::db::{Db, Engine as Pools};
use serde_json::{Value, json};

use crate::support::Engine;
use crate::support::process::{Place, Running};

const CONTACTS: usize = 500;
/// The server dies when this many were acknowledged.
const ENOUGH: usize = 120;
const REPLIES: usize = 120;

async fn token(place: &Place) -> String {
    place.must(&["migrate"]).await;
    let role = ["account", "create", "mesin@kota.test", "--name", "Mesin", "--role", "administrator"];
    place.must(&role).await;
    place.must(&["account", "token", "mesin@kota.test", "--name", "kill"]).await.trim().to_owned()
}

/// Files the contact with this number; its ticket's number when the server said so.
async fn file(client: &reqwest::Client, url: &str, token: &str, n: usize) -> Option<String> {
    let answer = client
        .post(format!("{url}/api/v1/tickets"))
        .bearer_auth(token)
        .header("Idempotency-Key", format!("contact-{n}"))
        .json(&json!({ "text": format!("Air mati nomor {n}"), "email": format!("warga{n}@rumah.test") }))
        .timeout(Duration::from_mins(1))
        .send()
        .await
        .ok()?;
    if !answer.status().is_success() {
        return None;
    }
    let filed: Value = answer.json().await.ok()?;
    filed["number"].as_str().map(str::to_owned)
}

async fn file_all(
    server: &Running,
    token: &str,
    numbers: &[usize],
    done: &AtomicUsize,
) -> BTreeMap<usize, String> {
    let client = reqwest::Client::new();
    let all = numbers.iter().map(async |n| {
        let number = file(&client, &server.url, token, *n).await?;
        done.fetch_add(1, Ordering::SeqCst);
        Some((*n, number))
    });
    futures_util::future::join_all(all).await.into_iter().flatten().collect()
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    db.read(async |tx| Select::new(sql, []).number(tx).await).await.expect("a number")
}

async fn intakes(engine: Engine) {
    let Some(place) = Place::new(engine).await else { return };
    let token = token(&place).await;
    let server = place.start(&["serve"]).await;
    let all: Vec<usize> = (0..CONTACTS).collect();
    let done = AtomicUsize::new(0);
    let killed = async {
        while done.load(Ordering::SeqCst) < ENOUGH {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        server.kill_now();
    };
    let (mut acknowledged, ()) = futures_util::join!(file_all(&server, &token, &all, &done), killed);
    server.kill();
    let before = acknowledged.len();
    assert!(
        (ENOUGH..CONTACTS).contains(&before),
        "{before} were acknowledged: the story is about the middle"
    );

    let server = place.start(&["serve"]).await;
    for _ in 0..10 {
        let missing: Vec<usize> = all.iter().copied().filter(|n| !acknowledged.contains_key(n)).collect();
        if missing.is_empty() {
            break;
        }
        acknowledged.extend(file_all(&server, &token, &missing, &done).await);
    }
    assert_eq!(acknowledged.len(), CONTACTS);
    // Sending everything once more changes nothing, and says the same.
    assert_eq!(file_all(&server, &token, &all, &done).await, acknowledged);
    assert!(server.terminate().await.success());

    let db = Db::connect(&place.database(), Clock::System).await.unwrap();
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM ticket").await, CONTACTS as i64);
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM message WHERE direction = 'in'").await, CONTACTS as i64);
    assert_eq!(count(&db, "SELECT COUNT(DISTINCT body) AS n FROM message WHERE direction = 'in'").await, 500);
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM inbox WHERE message_id IS NULL").await, 0);
    let sums = "SELECT CAST(SUM(opened) AS bigint) AS n FROM ticket_sum WHERE grain = 'ever'";
    assert_eq!(count(&db, sums).await, CONTACTS as i64, "the sums were rolled back with their tickets");
    let different: BTreeSet<&String> = acknowledged.values().collect();
    assert_eq!(different.len(), CONTACTS, "every contact has a ticket of its own");
    for (n, number) in &acknowledged {
        let wanted = format!("Air mati nomor {n}");
        let number = sahut::tickets::TicketNumber::parse(number).unwrap();
        let found = db
            .read(async |tx| {
                let sql = "SELECT COUNT(*) AS n FROM ticket WHERE number = $1 AND body = $2";
                Select::new(sql, [number.digits().into(), wanted.as_str().into()]).number(tx).await
            })
            .await
            .unwrap();
        assert_eq!(found, 1, "contact {n}");
    }
    // The numbers are without gaps although half of the work was cut off.
    let gaps = "SELECT MAX(CAST(substr(number, 5, 6) AS bigint)) - COUNT(*) AS n FROM ticket";
    assert_eq!(count(&db, gaps).await, 0);
    db.close().await;
    place.close().await;
}

#[actix_web::test]
async fn intakes_on_sqlite() {
    intakes(Engine::Sqlite).await;
}

#[actix_web::test]
async fn intakes_on_postgres() {
    intakes(Engine::Postgres).await;
}

async fn deliveries(engine: Engine) {
    let Some(mut place) = Place::new(engine).await else { return };
    let mails = place.path("mails");
    place.set("SAHUT_SMTP_URL", format!("file://{}", mails.display()));
    let token = token(&place).await;
    // Without a worker the answers pile up.
    let server = place.start(&["serve", "--no-worker"]).await;
    let all: Vec<usize> = (0..REPLIES).collect();
    let filed = file_all(&server, &token, &all, &AtomicUsize::new(0)).await;
    assert_eq!(filed.len(), REPLIES);
    let client = reqwest::Client::new();
    for (n, number) in &filed {
        let answer = client
            .post(format!("{}/api/v1/tickets/{number}/reply", server.url))
            .bearer_auth(&token)
            .header("Idempotency-Key", format!("reply-{n}"))
            .json(&json!({ "text": format!("Petugas menuju lokasi {n}") }))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 201);
    }
    assert!(server.terminate().await.success());
    let db = Db::connect(&place.database(), Clock::System).await.unwrap();
    let queued = "SELECT COUNT(*) AS n FROM message WHERE state = 'queued'";
    assert_eq!(count(&db, queued).await, REPLIES as i64);

    let left = || std::fs::read_dir(&mails).map_or(0, |files| files.filter(is_letter).count());
    let worker = place.start(&["worker"]).await;
    while left() < REPLIES / 4 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    worker.kill();
    let unsent = count(&db, queued).await;
    assert!(unsent > 0 && unsent < REPLIES as i64, "{unsent} unsent: the story is about the middle");

    // The leases of the dead worker run out after a minute; the test does not wait for it.
    let sql = "UPDATE job SET lease_until = 0 WHERE state = 'running'";
    match db.engine() {
        Pools::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(|_| ()).unwrap(),
        Pools::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_| ()).unwrap(),
    }
    let worker = place.start(&["worker"]).await;
    for _ in 0..600 {
        if count(&db, "SELECT COUNT(*) AS n FROM job").await == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(worker.terminate().await.success());
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM job").await, 0, "nothing is left to do");
    let sent = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND state = 'sent'";
    assert_eq!(count(&db, sent).await, REPLIES as i64);
    db.close().await;

    // At least once each; only the few in the worker's hands when it died may have left twice.
    let mut letters: BTreeMap<String, usize> = BTreeMap::new();
    for file in std::fs::read_dir(&mails).unwrap().filter(is_letter) {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let line = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        // The worker may have died while it wrote one: half a letter is none.
        let (Some(to), Some(id)) = (line("To: "), line("Message-ID: ")) else { continue };
        *letters.entry(format!("{to} {id}")).or_default() += 1;
    }
    assert_eq!(letters.len(), REPLIES, "a letter for everyone, and a repeat carries the same Message-ID");
    let twice = letters.values().filter(|times| **times > 1).count();
    assert!(twice <= 8, "{twice} letters left twice: at most those in hand when the worker died");
    place.close().await;
}

fn is_letter(file: &std::io::Result<std::fs::DirEntry>) -> bool {
    file.as_ref().is_ok_and(|file| file.path().extension().is_some_and(|end| end == "eml"))
}

#[actix_web::test]
async fn deliveries_on_sqlite() {
    deliveries(Engine::Sqlite).await;
}

#[actix_web::test]
async fn deliveries_on_postgres() {
    deliveries(Engine::Postgres).await;
}
