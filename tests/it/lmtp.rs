//! Letters by LMTP: what is said for what, and that "kept" is said of what is kept. The last story is a real
//! Postfix's (`tests/lab/mail`).

mod lines;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use sahut::app::App;
use sahut::clock::Clock;
use sahut::config::Config;
use sahut::db::Db;
use sahut::db::select::Select;
use sahut::listen;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, Lines};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::{Mutex, watch};

use crate::email::given;
use crate::story;
use crate::support::process::Place;
use crate::support::{Engine, House, until};

fn free_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn by_tcp(config: &mut Config) {
    config.lmtp_listen = Some(free_port().to_string());
    config.mail_addresses = "air@kota.test".into();
}

/// Lets the house listen while the story is told.
async fn listening(app: &Arc<App>, story: impl AsyncFnOnce()) {
    let (stop, stopped) = watch::channel(false);
    let listeners = listen::start(app.clone(), stopped);
    story().await;
    stop.send_replace(true);
    for listener in listeners {
        tokio::time::timeout(Duration::from_secs(20), listener).await.expect("it ends").expect("no panic");
    }
}

/// A mail server that delivers.
struct Server<W> {
    lines: Lines<BufReader<Box<dyn AsyncRead + Unpin>>>,
    write: W,
}

async fn connect(app: &App) -> Server<Box<dyn AsyncWrite + Unpin>> {
    let door = app.config.lmtp_listen.clone().unwrap();
    for _ in 0..200 {
        let (read, write): (Box<dyn AsyncRead + Unpin>, Box<dyn AsyncWrite + Unpin>) =
            if door.starts_with('/') {
                let Ok(stream) = UnixStream::connect(&door).await else {
                    tokio::time::sleep(Duration::from_millis(25)).await;
                    continue;
                };
                let (read, write) = stream.into_split();
                (Box::new(read), Box::new(write))
            } else {
                let Ok(stream) = TcpStream::connect(&door).await else {
                    tokio::time::sleep(Duration::from_millis(25)).await;
                    continue;
                };
                let (read, write) = stream.into_split();
                (Box::new(read), Box::new(write))
            };
        let mut server = Server { lines: BufReader::new(read).lines(), write };
        server.hears("220 ").await;
        server.says("LHLO mx.kota.test\r\n", "250 SIZE 26214400").await;
        return server;
    }
    panic!("nobody listens at {door}");
}

impl<W: AsyncWrite + Unpin> Server<W> {
    /// The last line of an answer.
    async fn hears(&mut self, wanted: &str) {
        loop {
            let line = self.lines.next_line().await.expect("a line").expect("an answer");
            if line.as_bytes().get(3) != Some(&b'-') {
                assert!(line.starts_with(wanted), "{line} instead of {wanted}");
                return;
            }
        }
    }

    async fn says(&mut self, text: &str, wanted: &str) {
        self.write.write_all(text.as_bytes()).await.unwrap();
        self.hears(wanted).await;
    }

    /// In one go, as a server that pipelines.
    async fn delivers(&mut self, to: &[&str], letter: &str, wanted: &[&str]) {
        let mut commands = "MAIL FROM:<siti@warga.test> SIZE=300 BODY=8BITMIME\r\n".to_owned();
        for to in to {
            commands = commands + "RCPT TO:<" + to + ">\r\n";
        }
        self.write.write_all((commands + "DATA\r\n").as_bytes()).await.unwrap();
        for wanted in ["250"].iter().chain(wanted).chain(&["354"]) {
            self.hears(wanted).await;
        }
        self.write.write_all(letter.as_bytes()).await.unwrap();
        self.write.write_all(b"\r\n.\r\n").await.unwrap();
    }
}

fn letter(id: &str, text: &str) -> String {
    format!(
        "From: Siti <siti@warga.test>\r\nTo: undisclosed-recipients:;\r\nSubject: Air mati\r\nMessage-ID: <{id}@warga.test>\r\n\
         Date: Mon, 23 Nov 2026 08:00:00 +0700\r\n\r\n{text}\r\n..dan satu titik"
    )
}

story!(a_letter_is_kept_when_it_is_said_so, by_tcp, async |house: &House| {
    listening(&house.app, async || {
        let mut mx = connect(&house.app).await;
        mx.delivers(
            &["hotline@kota.test", "siapa@kota.test", "air+a7-x@kota.test"],
            &letter("l1", "Air mati."),
            &["250", "550 5.1.1", "250"],
        )
        .await;
        mx.hears("250 2.0.0 <hotline@kota.test>").await;
        mx.hears("250 2.0.0 <air+a7-x@kota.test>").await;
        // Nothing is waited for here: it is in when it was said so, once, for both addresses.
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
        let heard = "SELECT COUNT(*) AS n FROM line_state WHERE line = 'mailbox:0' AND last_in IS NOT NULL";
        assert_eq!(house.number(heard).await, 1, "the room of lines knows when");
        let body =
            "SELECT COUNT(*) AS n FROM message WHERE direction = 'in' AND body LIKE '%.dan satu titik%'";
        assert_eq!(house.number(body).await, 1);
        // Again by LMTP, and by a mailbox that got it, too.
        mx.delivers(&["air@kota.test"], &letter("l1", "Air mati."), &["250"]).await;
        mx.hears("250 2.0.0").await;
        let raw = format!("Received: from mx by imap; x\r\n{}", letter("l1", "Air mati."));
        let raw = raw.replace("\r\n..", "\r\n.") + "\r\n";
        let inbound = channels::email::parse(raw.as_bytes(), &house.app.ours());
        let received = sahut::intake::Received::new(inbound, raw.into_bytes(), "message/rfc822");
        assert_eq!(sahut::intake::receive(&house.app, &received).await.unwrap().code(), "repeat");
        // An empty return path is a machine's: kept, never answered.
        mx.says("MAIL FROM:<>\r\n", "250").await;
        mx.says("RCPT TO:<hotline@kota.test>\r\n", "250").await;
        mx.says("DATA\r\n", "354").await;
        mx.says(&(letter("l2", "Saya cuti.") + "\r\n.\r\n"), "250").await;
        assert_eq!(
            house.number("SELECT COUNT(*) AS n FROM message WHERE is_automatic AND direction = 'in'").await,
            1
        );
        mx.says("QUIT\r\n", "221").await;
        house.forget_jobs().await;
    })
    .await;
});

story!(a_letter_that_is_too_large_is_refused, by_tcp, async |house: &House| {
    listening(&house.app, async || {
        let mut mx = connect(&house.app).await;
        mx.says("MAIL FROM:<a@b.test> SIZE=26214401\r\n", "552").await;
        // One that says nothing about its size, or lies.
        mx.says("MAIL FROM:<a@b.test>\r\n", "250").await;
        mx.says("RCPT TO:<hotline@kota.test>\r\n", "250").await;
        mx.says("DATA\r\n", "354").await;
        let line = [&[b'x'; 998][..], b"\r\n"].concat();
        let mut block = letter("besar", "").into_bytes();
        block.extend_from_slice(b"\r\n");
        mx.write.write_all(&block).await.unwrap();
        for _ in 0..27 {
            mx.write.write_all(&line.repeat(1_000)).await.unwrap();
        }
        mx.says(".\r\n", "552 5.3.4").await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 0);
        // The conversation goes on.
        mx.delivers(&["hotline@kota.test"], &letter("kecil", "Air mati."), &["250"]).await;
        mx.hears("250 2.0.0").await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 1);
        house.forget_jobs().await;
    })
    .await;
});

story!(what_cannot_be_kept_stays_at_the_mail_server, by_tcp, async |house: &House| {
    let node = house.another_node().await;
    listening(&node.app, async || {
        let mut mx = connect(&node.app).await;
        node.lose_database().await;
        mx.delivers(&["hotline@kota.test"], &letter("l1", "Air mati."), &["250"]).await;
        mx.hears("451 4.3.0").await;
        // Half a letter is none.
        mx.says("MAIL FROM:<a@b.test>\r\n", "250").await;
        mx.says("RCPT TO:<hotline@kota.test>\r\n", "250").await;
        mx.says("DATA\r\n", "354").await;
        mx.write.write_all(b"Subject: putus\r\n\r\nJalan").await.unwrap();
        drop(mx);
    })
    .await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 0);
    node.close().await;
});

fn by_socket(config: &mut Config) {
    config.lmtp_listen = Some(config.data_dir.join("lmtp.sock").display().to_string());
}

story!(by_a_socket_that_a_killed_house_left, by_socket, async |house: &House| {
    let path = house.app.config.lmtp_listen.clone().unwrap();
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(std::path::Path::new(&path).exists());
    listening(&house.app, async || {
        let mut mx = connect(&house.app).await;
        mx.delivers(&["hotline@kota.test"], &letter("l1", "Air mati."), &["250"]).await;
        mx.hears("250 2.0.0").await;
    })
    .await;
    assert!(!std::path::Path::new(&path).exists(), "a house that closes takes its door along");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    house.forget_jobs().await;
});

/// One port for all stories.
static PORT: Mutex<()> = Mutex::const_new(());

const LETTERS: i64 = 40;

async fn count(db: &Db, sql: &'static str) -> i64 {
    db.read(async |tx| Select::new(sql, []).number(tx).await).await.expect("a number")
}

/// Passes Postfix's connections on, and swallows what is answered to a letter while `is_shut`.
async fn between(listener: TcpListener, behind: SocketAddr, is_shut: watch::Receiver<bool>) {
    while let Ok((mut near, _)) = listener.accept().await {
        let is_shut = is_shut.clone();
        actix_web::rt::spawn(async move {
            let Ok(mut far) = TcpStream::connect(behind).await else { return };
            let (mut from_near, mut to_near) = near.split();
            let (mut from_far, mut to_far) = far.split();
            let seen = std::cell::Cell::new(false);
            let there = async {
                let (mut buffer, mut tail) = ([0; 4096], Vec::new());
                while let Ok(n @ 1..) = from_near.read(&mut buffer).await {
                    tail.extend_from_slice(&buffer[..n]);
                    seen.set(seen.get() || tail.windows(5).any(|end| end == b"\r\n.\r\n"));
                    tail.drain(..tail.len().saturating_sub(4));
                    if to_far.write_all(&buffer[..n]).await.is_err() {
                        break;
                    }
                }
            };
            let back = async {
                let mut buffer = [0; 4096];
                while let Ok(n @ 1..) = from_far.read(&mut buffer).await {
                    if (seen.get() && *is_shut.borrow()) || to_near.write_all(&buffer[..n]).await.is_err() {
                        break;
                    }
                }
            };
            tokio::select! {
                () = there => {}
                () = back => {}
            }
        });
    }
}

/// The house dies after it kept a letter and before Postfix heard so; and again in the middle of many.
async fn killed(engine: Engine) {
    let (Some(port), Some(_)) = (given("SAHUT_TEST_LMTP"), given("SAHUT_TEST_SMTP_IN")) else {
        eprintln!("left out: SAHUT_TEST_LMTP is not set (tests/run sets it)");
        return;
    };
    let Some(mut place) = Place::new(engine).await else { return };
    let _alone = PORT.lock().await;
    let token = &sahut::secret::random_token()[..10];
    let (hotline, door) = (format!("hotline-{token}@lapor.test"), free_port());
    place.set("SAHUT_MAIL_FROM", &hotline);
    place.set("SAHUT_LMTP_LISTEN", door.to_string());
    let (shut, is_shut) = watch::channel(true);
    let proxy =
        actix_web::rt::spawn(between(TcpListener::bind(&port).await.expect("the port"), door, is_shut));
    let server = place.start(&["serve"]).await;
    let db = Db::connect(&place.database(), Clock::System).await.unwrap();
    let send = async |n: i64| {
        let letter = format!(
            "From: warga{n}@warga.test\r\nTo: {hotline}\r\nSubject: Air {n}\r\nMessage-ID: <{token}-{n}@warga.test>\r\n\
             Date: Mon, 23 Nov 2026 08:00:00 +0700\r\n\r\nAir mati {n}.\r\n"
        );
        crate::email::deliver_to("warga@warga.test", &hotline, letter.as_bytes()).await;
    };
    send(0).await;
    until("the letter is kept", async || count(&db, "SELECT COUNT(*) AS n FROM inbox").await == 1).await;
    server.kill();
    shut.send_replace(false);
    let server = place.start(&["serve"]).await;
    for n in 1..LETTERS {
        send(n).await;
    }
    until("letters come", async || count(&db, "SELECT COUNT(*) AS n FROM inbox").await > 5).await;
    server.kill();
    let before = count(&db, "SELECT COUNT(*) AS n FROM inbox").await;
    let server = place.start(&["serve"]).await;
    until("Postfix comes again", async || count(&db, "SELECT COUNT(*) AS n FROM inbox").await == LETTERS)
        .await;
    eprintln!("{before} of {LETTERS} were kept when it died");
    // Postfix needs a moment for what it was not told of.
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(server.terminate().await.success());
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM inbox").await, LETTERS);
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM inbox WHERE message_id IS NULL").await, 0);
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM ticket").await, LETTERS);
    assert_eq!(
        count(&db, "SELECT COUNT(DISTINCT body) AS n FROM message WHERE direction = 'in'").await,
        LETTERS
    );
    proxy.abort();
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
