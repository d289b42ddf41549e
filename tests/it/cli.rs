//! The program as an administrator meets it: the real binary, as a process.

use crate::support::Engine;
use crate::support::process::Place;

async fn on(engine: Engine, story: impl AsyncFnOnce(&mut Place)) {
    let Some(mut place) = Place::new(engine).await else { return };
    story(&mut place).await;
    place.close().await;
}

async fn first_start(place: &mut Place) {
    let server = place.start(&["serve"]).await;
    let first = link(&server.said).expect("a link for the first administrator");
    let health = reqwest::get(format!("{}/healthz", server.url)).await.unwrap();
    assert_eq!((health.status().as_u16(), health.text().await.unwrap().as_str()), (200, "ok\n"));
    let ready: serde_json::Value =
        reqwest::get(format!("{}/readyz", server.url)).await.unwrap().json().await.unwrap();
    assert_eq!(ready["components"]["database"]["state"], "ok", "{ready}");
    assert!(server.terminate().await.success(), "SIGTERM ends it cleanly");

    // Nobody used the link: a restart prints another, and the first is worth nothing.
    let server = place.start(&["serve"]).await;
    let second = link(&server.said).expect("a fresh link");
    assert_ne!(first, second);
    let db = sahut::db::Db::connect(&place.database(), sahut::clock::Clock::System).await.unwrap();
    let token = |link: &str| link.rsplit_once('/').unwrap().1.to_owned();
    let (old, new) = (token(&first), token(&second));
    db.write(async |tx| {
        assert!(sahut::auth::staff_of_link(tx, &old).await?.is_none());
        let hash = sahut::auth::PasswordHash::of("sepuluh-huruf".into()).await?;
        let staff = sahut::auth::use_link(tx, &new, &hash).await?;
        assert_eq!(staff.role, sahut::auth::Role::Administrator);
        Ok(())
    })
    .await
    .unwrap();
    let found = place_articles(&server.url).await;
    assert!(!found.is_empty(), "the starter articles are found");
    assert!(server.terminate().await.success());

    // Somebody can sign in: no more links.
    let server = place.start(&["serve"]).await;
    assert_eq!(link(&server.said), None);
    assert!(server.terminate().await.success());
    db.close().await;
}

fn link(said: &[String]) -> Option<String> {
    said.iter().find(|line| line.contains("/welcome/")).cloned()
}

async fn place_articles(url: &str) -> Vec<serde_json::Value> {
    for _ in 0..100 {
        let answer = reqwest::get(format!("{url}/api/v1/articles/search?q=ktp")).await.unwrap();
        let found: serde_json::Value = answer.json().await.unwrap();
        let articles = found["articles"].as_array().cloned().unwrap_or_default();
        if !articles.is_empty() {
            return articles;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    Vec::new()
}

#[actix_web::test]
async fn first_start_on_sqlite() {
    on(Engine::Sqlite, first_start).await;
}

#[actix_web::test]
async fn first_start_on_postgres() {
    on(Engine::Postgres, first_start).await;
}

async fn accounts(place: &mut Place) {
    let early = place.run(&["account", "reset", "a@kota.test"]).await;
    assert!(!early.status.success());
    assert!(String::from_utf8_lossy(&early.stderr).contains("sahut migrate"), "{early:?}");

    assert!(place.must(&["migrate"]).await.contains("is at version"));
    let create =
        ["account", "create", "ayu@kota.test", "--name", "Ayu", "--role", "agent", "--agency", "kota"];
    assert!(place.must(&create).await.contains("/welcome/"));
    let again = place.run(&create).await;
    assert!(String::from_utf8_lossy(&again.stderr).contains("already"), "{again:?}");
    let nowhere = place
        .run(&["account", "create", "b@kota.test", "--name", "B", "--role", "agent", "--agency", "x"])
        .await;
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("no agency with the code x"), "{nowhere:?}");
    let role = place.run(&["account", "create", "b@kota.test", "--name", "B", "--role", "king"]).await;
    assert!(String::from_utf8_lossy(&role.stderr).contains("agency_officer"), "{role:?}");
    assert!(place.must(&["account", "reset", "AYU@kota.test"]).await.contains("/welcome/"));

    let token = place.must(&["account", "token", "ayu@kota.test", "--name", "CRM"]).await;
    assert!(token.starts_with("sahut_") && token.trim().len() == 70, "{token}");
    let list = place.must(&["account", "token", "ayu@kota.test", "--list"]).await;
    assert!(list.contains("good") && list.contains("CRM") && list.contains("never used"), "{list}");
    assert!(!list.contains(token.trim()), "a token is shown once");
    let id = list.split(' ').next().unwrap();
    let wrong = place.run(&["account", "token", "ayu@kota.test", "--revoke", "1"]).await;
    assert!(!wrong.status.success());
    place.must(&["account", "token", "ayu@kota.test", "--revoke", id]).await;
    assert!(place.must(&["account", "token", "ayu@kota.test", "--list"]).await.contains("revoked"));
}

#[actix_web::test]
async fn accounts_on_sqlite() {
    on(Engine::Sqlite, accounts).await;
}

#[actix_web::test]
async fn accounts_on_postgres() {
    on(Engine::Postgres, accounts).await;
}

/// Two nodes are updated at the same moment.
#[actix_web::test]
async fn two_migrate_at_once() {
    on(Engine::Postgres, async |place| {
        let (one, two) = futures_util::join!(place.run(&["migrate"]), place.run(&["migrate"]));
        assert!(one.status.success() && two.status.success(), "{one:?}\n{two:?}");
    })
    .await;
}

/// The database goes away under a running server.
#[actix_web::test]
async fn without_a_database_nobody_is_sent_here() {
    on(Engine::Postgres, async |place| {
        let server = place.start(&["serve", "--no-worker"]).await;
        place.drop_database().await;
        let get = async |path: &str| reqwest::get(format!("{}{path}", server.url)).await.unwrap();
        let ready = get("/readyz").await;
        assert_eq!(ready.status(), 503);
        let ready: serde_json::Value = ready.json().await.unwrap();
        assert_eq!(ready["status"], "unavailable");
        assert_eq!(ready["components"]["database"]["state"], "fail");
        assert_eq!(get("/healthz").await.status(), 200, "the process is alive: a restart would not help");
        assert!(get("/metrics").await.text().await.unwrap().contains("sahut_database_up 0"));
        let away = get("/api/v1/articles/search?q=ktp").await;
        assert_eq!((away.status().as_u16(), &away.headers()["retry-after"]), (503, &"5".parse().unwrap()));
        let away: serde_json::Value = away.json().await.unwrap();
        assert_eq!(away["error"]["code"], "database-away");
        assert!(server.terminate().await.success());
    })
    .await;
}

#[actix_web::test]
async fn the_worker_stops_when_told() {
    on(Engine::Sqlite, async |place| {
        let worker = place.start(&["worker"]).await;
        assert!(worker.terminate().await.success());
    })
    .await;
}

#[actix_web::test]
async fn an_address_in_use_is_named() {
    on(Engine::Sqlite, async |place| {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        place.set("SAHUT_LISTEN", &address);
        let output = place.run(&["serve"]).await;
        let moaned = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && moaned.contains(&address), "{moaned}");
        assert!(!place.path("data/sahut.db").exists(), "nothing was touched");
    })
    .await;
}

#[actix_web::test]
async fn a_misspelt_setting_is_named() {
    on(Engine::Sqlite, async |place| {
        place.set("SAHUT_CITTY_NAME", "Kota");
        let output = place.run(&["serve"]).await;
        let moaned = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && moaned.contains("citty_name"), "{moaned}");
        let doctor = place.run(&["doctor"]).await;
        let said = String::from_utf8_lossy(&doctor.stdout);
        assert_eq!(doctor.status.code(), Some(1));
        assert!(said.contains("fail  configuration") && said.contains("citty_name"), "{said}");
    })
    .await;
}

/// The doctor's words, without what differs from machine to machine.
fn plain(place: &Place, output: &std::process::Output) -> String {
    let said = String::from_utf8_lossy(&output.stdout);
    let said = said.replace(&place.folder.path().display().to_string(), "[folder]");
    said.lines()
        .map(|line| match line.split_once("it is 20") {
            Some((before, after)) => format!("{before}it is [now]{}\n", &after[23..]),
            None => match (line.split_once("SQLite "), line.split_once("index has ")) {
                (Some((before, _)), _) => format!("{before}SQLite [version] answers\n"),
                (_, Some((before, _))) => format!("{before}index has [some] articles\n"),
                (None, None) => format!("{line}\n"),
            },
        })
        .collect()
}

#[actix_web::test]
async fn the_doctor_of_a_fresh_house() {
    on(Engine::Sqlite, async |place| {
        let before = place.run(&["doctor"]).await;
        assert!(before.status.success(), "nothing is broken before the first start");
        insta::assert_snapshot!("doctor_before", plain(place, &before));
        assert!(!place.path("data").exists(), "a check makes nothing");
        let server = place.start(&["serve"]).await;
        assert!(!place_articles(&server.url).await.is_empty(), "the index is filled");
        server.terminate().await;
        let after = place.run(&["doctor"]).await;
        insta::assert_snapshot!("doctor_after", plain(place, &after));
    })
    .await;
}

#[actix_web::test]
async fn the_doctor_finds_what_is_broken_and_tells_no_secret() {
    on(Engine::Sqlite, async |place| {
        place.set("SAHUT_DATABASE_URL", "postgres://sahut:hush-hush@127.0.0.1:1/nowhere");
        place.set("SAHUT_SMTP_URL", "smtp://u:hush-hush@127.0.0.1:1?tls=none");
        place.set("SAHUT_IMAP_URL", "imap://u:hush-hush@127.0.0.1:1/INBOX?tls=none");
        place.set("SAHUT_TELEGRAM_TOKEN", "123456:hush-hush");
        place.set("SAHUT_TELEGRAM_MODE", "webhook");
        place.set("SAHUT_TWILIO_AUTH_TOKEN", "hush-hush");
        place.set("SAHUT_MEILISEARCH_URL", "http://127.0.0.1:1");
        place.set("SAHUT_MEILISEARCH_KEY", "hush-hush");
        let output = place.run(&["doctor"]).await;
        assert_eq!(output.status.code(), Some(1));
        let (said, moaned) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(!said.contains("hush") && !moaned.contains("hush"), "{said}{moaned}");
        insta::assert_snapshot!("doctor_broken", plain(place, &output));
    })
    .await;
}
