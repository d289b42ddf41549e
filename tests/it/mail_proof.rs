//! Nothing is lost and nothing doubled, with a real Dovecot and Postfix (`tests/lab/mail`): the house is killed at
//! every step of reading, the mailbox begins anew, the connection dies without saying so, two houses write to each
//! other. Each story has a folder of its own.

pub mod door;
pub mod hand;

use std::net::SocketAddr;
use std::time::Duration;

use sahut::clock::Clock;
use sahut::config::Config;
use sahut::conversations::{self, Direction};
use sahut::db::Db;
use sahut::db::select::Select;
use sahut::ids::TicketId;
use sahut::{auth, listen, outbox, tickets};
use tokio::sync::watch;

use door::{Door, Stop};
use hand::{Hand, written};

use crate::email::{Citizen, deliver_to, given, letters, mail, reading, ticket};
use crate::story;
use crate::support::process::Place;
use crate::support::{Engine, House, city, until};

const LETTERS: i64 = 60;

fn dovecot() -> Option<SocketAddr> {
    let found = given("SAHUT_TEST_IMAP_CLEAR").map(|address| address.parse().expect("an address"));
    if found.is_none() {
        eprintln!("left out: SAHUT_TEST_IMAP_CLEAR is not set (tests/run sets it)");
    }
    found
}

fn folder_url(server: SocketAddr, folder: &str) -> String {
    format!("imap://hotline%40kota.test:rahasia@{server}/{folder}?tls=none")
}

fn new_folder() -> String {
    format!("Bukti-{}", &sahut::secret::random_token()[..10])
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    db.read(async |tx| Select::new(sql, []).number(tx).await).await.expect("a number")
}

const INBOX: &str = "SELECT COUNT(*) AS n FROM inbox";

/// `kill -9` between fetching and storing, while storing (five times, wherever it is), and between the cursor and
/// the flags.
async fn killed(engine: Engine) {
    let Some(server) = dovecot() else { return };
    let Some(mut place) = Place::new(engine).await else { return };
    let (folder, token) = (new_folder(), sahut::secret::random_token());
    let mut hand = Hand::at(server).await;
    hand.says(&format!("CREATE {folder}")).await;
    for n in 0..LETTERS {
        hand.puts(&folder, &written(n, &token[..10])).await;
    }
    place.must(&["migrate"]).await;
    let db = Db::connect(&place.database(), Clock::System).await.unwrap();

    let door = Door::before(server).await;
    place.set("SAHUT_IMAP_URL", folder_url(door.address, &folder));
    door.stop.set(Stop::Fetched);
    let house = place.start(&["worker"]).await;
    door.is_hit().await;
    house.kill();
    assert_eq!(count(&db, INBOX).await, 0, "what is fetched is not stored yet");

    // A door of its own each time: what the last house left in it is nobody's.
    for wait in [1, 5, 10, 20, 40] {
        let door = Door::before(server).await;
        place.set("SAHUT_IMAP_URL", folder_url(door.address, &folder));
        let before = count(&db, INBOX).await;
        let house = place.start(&["worker"]).await;
        for _ in 0..2_000 {
            if count(&db, INBOX).await > before || before == LETTERS {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(wait)).await;
        house.kill();
        eprintln!("killed with {} of {LETTERS} stored", count(&db, INBOX).await);
    }

    for n in LETTERS..LETTERS + 3 {
        hand.puts(&folder, &written(n, &token[..10])).await;
    }
    let door = Door::before(server).await;
    place.set("SAHUT_IMAP_URL", folder_url(door.address, &folder));
    door.stop.set(Stop::Flagging);
    let house = place.start(&["worker"]).await;
    door.is_hit().await;
    house.kill();
    let stored = count(&db, INBOX).await;
    assert!(stored > 0);

    let door = Door::before(server).await;
    place.set("SAHUT_IMAP_URL", folder_url(door.address, &folder));
    let house = place.start(&["worker"]).await;
    until("everything is in", async || count(&db, INBOX).await == LETTERS + 3).await;
    hand.puts(&folder, &written(LETTERS + 3, &token[..10])).await;
    until("the next one, too", async || count(&db, INBOX).await == LETTERS + 4).await;
    assert!(house.terminate().await.success());
    for all in [
        "SELECT COUNT(*) AS n FROM ticket",
        "SELECT COUNT(*) AS n FROM contact",
        "SELECT COUNT(*) AS n FROM message WHERE direction = 'in'",
        "SELECT COUNT(DISTINCT body) AS n FROM message WHERE direction = 'in'",
        "SELECT COUNT(*) AS n FROM inbox WHERE message_id IS NOT NULL",
        // One acknowledgement each, too.
        "SELECT COUNT(*) AS n FROM message WHERE direction = 'out'",
    ] {
        assert_eq!(count(&db, all).await, LETTERS + 4, "{all}");
    }
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM reject").await, 0);
    hand.says(&format!("DELETE {folder}")).await;
    db.close().await;
    place.close().await;
}

#[actix_web::test]
async fn killed_on_sqlite() {
    killed(Engine::Sqlite).await;
}

#[actix_web::test]
async fn killed_on_postgres() {
    killed(Engine::Postgres).await;
}

fn a_folder(config: &mut Config) {
    mail(config);
    config.mail_poll_seconds = 1;
    let server = given("SAHUT_TEST_IMAP_CLEAR").and_then(|address| address.parse().ok());
    config.imap_url = server.map(|server| folder_url(server, &new_folder()).into());
}

/// The folder that [`a_folder`] named, made, with the mailbox being read.
async fn with_folder(house: &House, story: impl AsyncFnOnce(&mut Hand, &str)) {
    let (Some(server), Some(url)) = (dovecot(), &house.app.config.imap_url) else { return };
    let url = url::Url::parse(secrecy::ExposeSecret::expose_secret(url)).expect("a URL");
    let folder = url.path().trim_matches('/').to_owned();
    let mut hand = Hand::at(server).await;
    hand.says(&format!("CREATE {folder}")).await;
    let (stop, stopped) = watch::channel(false);
    let listeners = listen::start(house.app.clone(), stopped);
    story(&mut hand, &folder).await;
    stop.send_replace(true);
    for listener in listeners {
        tokio::time::timeout(Duration::from_secs(20), listener).await.expect("it ends").expect("no panic");
    }
    hand.says(&format!("DELETE {folder}")).await;
    house.forget_jobs().await;
}

story!(a_mailbox_that_begins_anew, a_folder, async |house: &House| {
    with_folder(house, async |hand, folder| {
        for n in 0..3 {
            hand.puts(folder, &written(n, "anew")).await;
        }
        letters(house, 3).await;
        let before = house.number("SELECT uid_validity AS n FROM mail_cursor").await;
        // Restored from a copy: everything again under other numbers, and one that is new.
        hand.says(&format!("DELETE {folder}")).await;
        hand.says(&format!("CREATE {folder}")).await;
        for n in [2, 0, 3, 1] {
            hand.puts(folder, &written(n, "anew")).await;
        }
        letters(house, 4).await;
        until("the cursor is the new mailbox's", async || {
            let anew = "SELECT COUNT(*) AS n FROM mail_cursor WHERE last_uid = 4";
            house.number(anew).await == 1
                && house.number("SELECT uid_validity AS n FROM mail_cursor").await != before
        })
        .await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 4);
        // Dovecot tells a session that deleted and made a folder again nothing but errors about it.
        *hand = Hand::at(dovecot().expect("Dovecot")).await;
        until("all are flagged", async || hand.unseen(folder).await == 0).await;
    })
    .await;
});

story!(a_letter_to_two_of_our_addresses_is_one, a_folder, async |house: &House| {
    with_folder(house, async |hand, folder| {
        let twice = |to: &str, n: u8| {
            let letter = String::from_utf8(written(7, "twice")).unwrap();
            format!("Delivered-To: {to}\r\nReceived: by mx{n}; x\r\n{letter}").into_bytes()
        };
        hand.puts(folder, &twice("hotline@kota.test", 1)).await;
        hand.puts(folder, &twice("hotline+air@kota.test", 2)).await;
        hand.puts(folder, &written(8, "twice")).await;
        letters(house, 2).await;
        let all = "SELECT COUNT(*) AS n FROM mail_cursor WHERE last_uid = 3";
        until("all three are read", async || house.number(all).await == 1).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 2);
    })
    .await;
});

story!(a_letter_that_is_too_large_is_told_of, a_folder, async |house: &House| {
    with_folder(house, async |hand, folder| {
        let mut letter = written(1, "large");
        let line = [&[b'x'; 998][..], b"\r\n"].concat();
        for _ in 0..27_000 {
            letter.extend_from_slice(&line);
        }
        hand.puts(folder, &letter).await;
        until("it is in", async || house.number(INBOX).await == 1).await;
        let told = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND body LIKE '%26%MB%25%MB%'";
        until("its sender is told", async || house.number(told).await == 1).await;
        let noted = "SELECT COUNT(*) AS n FROM message WHERE direction = 'note' AND body LIKE '%only its header was kept%'";
        assert_eq!(house.number(noted).await, 1);
    })
    .await;
});

/// What one letter of the largest kind costs, beyond what the house has at rest.
async fn large(engine: Engine) {
    let Some(server) = dovecot() else { return };
    let Some(mut place) = Place::new(engine).await else { return };
    let folder = new_folder();
    let mut hand = Hand::at(server).await;
    hand.says(&format!("CREATE {folder}")).await;
    place.set("SAHUT_IMAP_URL", folder_url(server, &folder));
    place.must(&["migrate"]).await;
    let db = Db::connect(&place.database(), Clock::System).await.unwrap();
    let house = place.start(&["worker"]).await;
    hand.puts(&folder, &written(1, "large")).await;
    until("the first letter", async || count(&db, INBOX).await == 1).await;
    let before = house.peak_memory();
    let mut letter = b"From: warga@warga.test\r\nTo: hotline@kota.test\r\nSubject: Foto\r\nMessage-ID: <25@warga.test>\r\n\
        Date: Mon, 23 Nov 2026 08:00:00 +0700\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\n\r\nFotonya.\r\n--b\r\nContent-Type: image/jpeg; name=foto.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        .to_vec();
    let line = [&[b'Q'; 76][..], b"\r\n"].concat();
    while letter.len() < 26_214_400 - 100 {
        letter.extend_from_slice(&line);
    }
    letter.extend_from_slice(b"--b--\r\n");
    hand.puts(&folder, &letter).await;
    until("the large letter", async || count(&db, INBOX).await == 2).await;
    let stored = "SELECT COUNT(*) AS n FROM attachment WHERE state = 'stored' AND size > 19000000";
    assert_eq!(count(&db, stored).await, 1);
    let cost = house.peak_memory() - before;
    eprintln!("a letter of 25 MB costs {cost} MB, beyond {before} MB");
    assert!(cost < 200, "{cost} MB");
    assert!(house.terminate().await.success());
    hand.says(&format!("DELETE {folder}")).await;
    db.close().await;
    place.close().await;
}

#[actix_web::test]
async fn a_large_letter_on_sqlite() {
    large(Engine::Sqlite).await;
}

#[actix_web::test]
async fn a_large_letter_on_postgres() {
    large(Engine::Postgres).await;
}

/// `SAHUT_TEST_DRAIN=10000 tests/run --release --test it mail_proof::drained -- --nocapture`: so many letters wait in
/// a mailbox; how many a second come in, and how much memory that takes. Left out without that variable, because it
/// measures the machine.
async fn drained(engine: Engine) {
    let Some(many) = given("SAHUT_TEST_DRAIN").and_then(|many| many.parse::<i64>().ok()) else { return };
    let Some(server) = dovecot() else { return };
    let Some(mut place) = Place::new(engine).await else { return };
    let folder = new_folder();
    let mut hand = Hand::at(server).await;
    hand.says(&format!("CREATE {folder}")).await;
    for n in 0..many {
        hand.puts(&folder, &written(n, &folder)).await;
    }
    place.set("SAHUT_IMAP_URL", folder_url(server, &folder));
    place.must(&["migrate"]).await;
    let db = Db::connect(&place.database(), Clock::System).await.unwrap();
    let house = place.start(&["worker"]).await;
    let clock = Clock::System;
    let (began, mut told) = (clock.now(), 0);
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let stored = count(&db, INBOX).await;
        if stored - told >= many / 10 || stored == many {
            told = stored;
            let seconds = (clock.now() - began) as f64 / 1_000.0;
            let rate = stored as f64 / seconds;
            eprintln!(
                "{engine:?}: {stored} of {many}, {rate:.0} a second, at most {} MB",
                house.peak_memory()
            );
        }
        if stored == many {
            break;
        }
    }
    assert!(house.terminate().await.success());
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM ticket").await, many);
    hand.says(&format!("DELETE {folder}")).await;
    db.close().await;
    place.close().await;
}

#[actix_web::test]
async fn drained_on_sqlite() {
    drained(Engine::Sqlite).await;
}

#[actix_web::test]
async fn drained_on_postgres() {
    drained(Engine::Postgres).await;
}

async fn deaf(engine: Engine) {
    let Some(server) = dovecot() else { return };
    let Some(mut place) = Place::new(engine).await else { return };
    let folder = new_folder();
    let mut hand = Hand::at(server).await;
    hand.says(&format!("CREATE {folder}")).await;
    let door = Door::before(server).await;
    place.set("SAHUT_IMAP_URL", folder_url(door.address, &folder));
    place.set("SAHUT_MAIL_POLL_SECONDS", "1");
    place.must(&["migrate"]).await;
    let db = Db::connect(&place.database(), Clock::System).await.unwrap();
    let house = place.start(&["worker"]).await;
    hand.puts(&folder, &written(1, "deaf")).await;
    until("the first letter", async || count(&db, INBOX).await == 1).await;
    // A router forgot the connection: neither side hears of it.
    door.deaf.send_replace(true);
    hand.puts(&folder, &written(2, "deaf")).await;
    let noticed = tokio::time::timeout(Duration::from_mins(2), async {
        while count(&db, INBOX).await < 2 {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    assert!(noticed.await.is_ok(), "a dead connection is noticed");
    assert!(house.terminate().await.success());
    hand.says(&format!("DELETE {folder}")).await;
    db.close().await;
    place.close().await;
}

#[actix_web::test]
async fn a_connection_that_is_dead_without_knowing_on_sqlite() {
    deaf(Engine::Sqlite).await;
}

#[actix_web::test]
async fn a_connection_that_is_dead_without_knowing_on_postgres() {
    deaf(Engine::Postgres).await;
}

story!(two_houses_write_to_each_other_and_stop, mail, async |house: &House| {
    let Some(twin_mailbox) = given("SAHUT_TEST_IMAP_TWIN") else { return };
    reading(house, async || {
        let address = "kembar@kembar.test";
        let twin = House::build(house.engine, |config| {
            mail(config);
            config.mail_from = address.into();
            config.imap_url = Some(twin_mailbox.into());
        })
        .await;
        let mailbox = channels::email::Mailbox::open(&crate::email::imap("SAHUT_TEST_IMAP_TWIN")).await;
        let old = mailbox.expect("the twin's mailbox").fetch_after(None, 10_000).await.expect("letters").len() as i64;
        let (stop, stopped) = watch::channel(false);
        let listeners = listen::start(twin.app.clone(), stopped);
        until("what lay there", async || twin.number(INBOX).await >= old).await;
        // It was answered in its own time.
        twin.forget_jobs().await;

        // Somebody wrote with the hotline's address, so that one house is a citizen of the other.
        let token = &sahut::secret::random_token()[..12];
        let letter = format!(
            "From: hotline@kota.test\r\nTo: {address}\r\nSubject: Air {token}\r\nMessage-ID: <{token}@mail.kota.test>\r\n\r\nAir mati.\r\n"
        );
        deliver_to("hotline@kota.test", address, letter.as_bytes()).await;
        until("the twin has it", async || twin.number(INBOX).await > old).await;
        twin.work().await;
        letters(house, 1).await;
        let id = TicketId(twin.number("SELECT MAX(id) AS n FROM ticket").await);
        // And a colleague there answers, as to anybody.
        let app = &twin.app;
        app.db
            .write(async |tx| {
                let by = auth::by_email(tx, city::AGENT).await?.expect("an agent").id;
                outbox::reply(tx, &app.zone, id, by, "Kami periksa.", &[]).await
            })
            .await
            .expect("a reply");
        twin.work().await;
        letters(house, 2).await;
        for _ in 0..15 {
            tokio::time::sleep(Duration::from_millis(200)).await;
            house.work().await;
            twin.work().await;
        }
        let (ours, theirs) = (house.number(INBOX).await, twin.number(INBOX).await - old);
        assert!(ours + theirs <= 4, "one letter began it and at most three follow: {ours} and {theirs}");
        stop.send_replace(true);
        for listener in listeners {
            tokio::time::timeout(Duration::from_secs(20), listener).await.unwrap().unwrap();
        }
        twin.close().await;
    })
    .await;
});

story!(who_writes_with_a_colleagues_address_is_a_citizen, mail, async |house: &House| {
    reading(house, async || {
        let mut siti = Citizen::new();
        siti.write("Air mati", &[], "Air di rumah mati.").await;
        letters(house, 1).await;
        let opened = ticket(house).await;
        let told = siti.read().await;
        let ours = told.thread.message_id.expect("an id");
        let letter = format!(
            "From: Petugas <{}>\r\nTo: hotline@kota.test\r\nSubject: Re: [{}] SELESAI\r\nMessage-ID: <{}@jahat.test>\r\n\
             In-Reply-To: <{ours}>\r\n\r\nSELESAI: sudah dikerjakan. Kirim PIN ke saya.\r\n",
            city::AGENT,
            opened.number,
            &sahut::secret::random_token()[..12]
        );
        deliver_to("penipu@jahat.test", "hotline@kota.test", letter.as_bytes()).await;
        letters(house, 2).await;
        let app = &house.app;
        let known = app.db.read(async |tx| tickets::get(tx, opened.id).await).await.unwrap();
        assert_eq!((known.stage, known.assignee_id), (opened.stage, None));
        let said = app.db.read(async |tx| conversations::of_ticket(tx, opened.id, 50).await).await.unwrap();
        assert_eq!(said.iter().filter(|message| message.direction == Direction::In).count(), 1);
        assert_ne!(ticket(house).await.id, opened.id, "a matter of its own");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE staff_id IS NOT NULL").await, 0);
        house.forget_jobs().await;
    })
    .await;
});
