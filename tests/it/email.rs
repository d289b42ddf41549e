//! E-mail, through a real Postfix and Dovecot (`tests/lab/mail`): a citizen's letter comes in over IMAP,
//! answers leave over SMTP. Left out, and saying so, without them.

use std::time::Duration;

use channels::email::{Cursor, ImapConfig, Mailbox, parse};
use channels::{Inbound, InboundKind};
use sahut::config::Config;
use sahut::ids::TicketId;
use sahut::tickets::life::Step;
use sahut::tickets::{self, EventKind, Status, Taken, Ticket};
use sahut::{auth, conversations, intake, listen, outbox};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, watch};

use crate::story;
use crate::support::{House, city, until};

const HOTLINE: &str = "hotline@kota.test";

/// One mailbox for all stories: one story at a time.
pub static MAILBOX: Mutex<()> = Mutex::const_new(());

pub fn given(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

pub fn mail(config: &mut Config) {
    config.smtp_url = given("SAHUT_TEST_SMTP").map(Into::into);
    config.imap_url = given("SAHUT_TEST_IMAP").map(Into::into);
    config.mail_ca_file = given("SAHUT_TEST_MAIL_CA").map(Into::into);
}

pub fn imap(variable: &str) -> ImapConfig {
    let mut config = ImapConfig::new(given(variable).expect("a mailbox").into());
    config.ca_file = given("SAHUT_TEST_MAIL_CA").map(Into::into);
    config
}

/// A citizen with an address of this story's own; plus-addresses end up in one mailbox.
pub struct Citizen {
    pub address: String,
    pub last: Option<Cursor>,
    /// The variable that names the mailbox.
    pub mailbox: &'static str,
}

impl Citizen {
    pub fn new() -> Self {
        Self::of("warga", "SAHUT_TEST_IMAP_CITIZEN")
    }

    /// Somebody else, such as an agency.
    pub fn of(name: &str, mailbox: &'static str) -> Self {
        let token = &sahut::secret::random_token()[..12];
        Self { address: format!("{name}+{token}@kota.test"), last: None, mailbox }
    }

    /// Sends a letter as from outside; gives its Message-ID.
    pub async fn write(&self, subject: &str, headers: &[&str], text: &str) -> String {
        let id = format!("{}@warga.test", &sahut::secret::random_token()[..20]);
        let mut letter = format!(
            "From: Siti Aminah <{}>\r\nTo: {HOTLINE}\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n\
             Date: Mon, 23 Nov 2026 08:00:00 +0700\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 8bit\r\n",
            self.address
        );
        for header in headers {
            letter += header;
            letter += "\r\n";
        }
        letter += "\r\n";
        letter += text;
        letter += "\r\n";
        deliver(&self.address, letter.as_bytes()).await;
        id
    }

    /// The next letter in the citizen's mailbox that is for this address.
    pub async fn read(&mut self) -> Inbound {
        for _ in 0..100 {
            let mut mailbox = Mailbox::open(&imap(self.mailbox)).await.expect("a mailbox");
            let letters = mailbox.fetch_after(self.last, 10_000).await.expect("letters");
            mailbox.close().await;
            let mut found = None;
            for letter in letters {
                self.last = Some(Cursor { uid_validity: letter.uid_validity, last_uid: letter.uid });
                if String::from_utf8_lossy(&letter.raw).contains(&format!("To: {}", self.address))
                    || String::from_utf8_lossy(&letter.raw).contains(&format!("<{}>", self.address))
                {
                    found = Some(parse(&letter.raw, &channels::email::Ours::default()));
                    break;
                }
            }
            if let Some(found) = found {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no letter for {}", self.address);
    }
}

/// Hands a letter to Postfix as a mail server on the internet would.
async fn deliver(from: &str, letter: &[u8]) {
    deliver_to(from, HOTLINE, letter).await;
}

/// The same, to one of the hotline's plus addresses.
pub async fn deliver_to(from: &str, to: &str, letter: &[u8]) {
    let server = given("SAHUT_TEST_SMTP_IN").expect("a mail server");
    let (read, mut write) = TcpStream::connect(server).await.expect("Postfix").into_split();
    let mut lines = BufReader::new(read).lines();
    let mut expect = async |code: &str| loop {
        let line = lines.next_line().await.expect("a line").expect("an answer");
        assert!(line.starts_with(code), "{line}");
        if line.as_bytes().get(3) != Some(&b'-') {
            return;
        }
    };
    expect("220").await;
    let mut stuffed = Vec::new();
    for line in letter.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
    }
    stuffed.extend_from_slice(b"\r\n.\r\n");
    for (command, code) in [
        ("EHLO warga.test\r\n".to_owned(), "250"),
        (format!("MAIL FROM:<{from}> BODY=8BITMIME\r\n"), "250"),
        (format!("RCPT TO:<{to}>\r\n"), "250"),
        ("DATA\r\n".to_owned(), "354"),
    ] {
        write.write_all(command.as_bytes()).await.expect("a command");
        expect(code).await;
    }
    write.write_all(&stuffed).await.expect("a letter");
    expect("250").await;
    write.write_all(b"QUIT\r\n").await.expect("good-bye");
}

/// Tells a story with the mailbox being read. What lies in it from earlier stories is left alone.
pub async fn reading(house: &House, story: impl AsyncFnOnce()) {
    if house.app.config.imap_url.is_none() || house.app.smtp.is_none() {
        eprintln!("left out: SAHUT_TEST_IMAP and SAHUT_TEST_SMTP are not set (tests/run sets them)");
        return;
    }
    let _alone = MAILBOX.lock().await;
    let mut mailbox = Mailbox::open(&imap("SAHUT_TEST_IMAP")).await.expect("the hotline's mailbox");
    let before = mailbox.fetch_after(None, 10_000).await.expect("letters");
    mailbox.close().await;
    if let Some(last) = before.last() {
        let url = given("SAHUT_TEST_IMAP").unwrap();
        let (user, rest) = url.trim_start_matches("imaps://").split_once(':').unwrap();
        let (_, place) = rest.split_once('@').unwrap();
        let name = format!("{user}@{place}");
        let (validity, uid) = (i64::from(last.uid_validity), i64::from(last.uid));
        let sql = "INSERT INTO mail_cursor (mailbox, uid_validity, last_uid) VALUES ($1, $2, $3)";
        match house.app.db.engine() {
            sahut::db::Engine::Sqlite { writer, .. } => {
                sqlx::query(sql).bind(&name).bind(validity).bind(uid).execute(writer).await.map(drop)
            }
            sahut::db::Engine::Postgres(pool) => {
                sqlx::query(sql).bind(&name).bind(validity).bind(uid).execute(pool).await.map(drop)
            }
        }
        .expect("a cursor");
    }
    let (stop, stopped) = watch::channel(false);
    let listeners = listen::start(house.app.clone(), stopped);
    assert_eq!(listeners.len(), 1);
    story().await;
    stop.send_replace(true);
    for listener in listeners {
        tokio::time::timeout(Duration::from_secs(20), listener).await.expect("it ends").expect("no panic");
    }
}

/// Waits until so many letters were taken in, then does the jobs.
pub async fn letters(house: &House, count: i64) {
    until("letters are taken in", async || house.number("SELECT COUNT(*) AS n FROM inbox").await >= count)
        .await;
    house.work().await;
}

pub async fn ticket(house: &House) -> Ticket {
    let id = house.number("SELECT MAX(id) AS n FROM ticket").await;
    house.app.db.read(async |tx| tickets::get(tx, TicketId(id)).await).await.expect("a ticket")
}

async fn reply(house: &House, ticket: TicketId, text: &str) {
    let app = &house.app;
    app.db
        .write(async |tx| {
            let by = auth::by_email(tx, city::AGENT).await?.expect("an agent").id;
            outbox::reply(tx, &app.zone, ticket, by, text, &[]).await
        })
        .await
        .expect("a reply");
    house.work().await;
}

story!(a_matter_by_mail, mail, async |house: &House| {
    reading(house, async || {
        let mut siti = Citizen::new();
        let first = siti.write("Air mati", &[], "Air di rumah mati sejak pagi.\r\n\r\nSiti").await;
        letters(house, 1).await;
        let opened = ticket(house).await;
        assert_eq!(opened.subject, "Air mati");

        // The acknowledgement arrives, threads, and says that no person wrote it.
        let told = siti.read().await;
        assert_eq!(told.kind, InboundKind::Automatic);
        assert_eq!(told.thread.references.first(), Some(&first));
        let number = opened.number.to_string();
        assert!(told.subject.as_deref().is_some_and(|subject| subject.contains(&number)), "{told:?}");
        assert!(told.text.contains(&number) && !told.text.contains('•'), "{}", told.text);
        let pin = told.text.split("PIN: ").nth(1).expect("a PIN")[..6].to_owned();
        assert!(pin.bytes().all(|byte| byte.is_ascii_digit()), "{}", told.text);
        let follow = format!("/track?number={}", opened.number.digits());
        assert!(told.text.contains(&follow), "a number nobody has to type: {}", told.text);
        let messages =
            house.app.db.read(async |tx| conversations::of_ticket(tx, opened.id, 50).await).await.unwrap();
        assert!(messages.iter().all(|message| !message.body.contains(&pin)), "the PIN is stored nowhere");

        reply(house, opened.id, "Tim kami berangkat siang ini.").await;
        let answer = siti.read().await;
        assert!(answer.text.contains("Tim kami berangkat siang ini."), "{}", answer.text);
        assert_eq!(answer.kind, InboundKind::Message);
        let ours = answer.thread.message_id.clone().expect("an id");
        assert!(ours.ends_with("@sahut.kota.test"), "{ours}");
        assert!(answer.thread.references.contains(&first), "{:?}", answer.thread.references);

        // The citizen answers; the quote below is not mistaken for new words.
        let reference = format!("In-Reply-To: <{ours}>");
        let text = "Terima kasih, airnya sudah nyala.\r\n\r\n> Tim kami berangkat siang ini.";
        siti.write("Re: Air mati", &[&reference], text).await;
        letters(house, 2).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);

        // They also answer their own first letter: the same matter.
        siti.write("Re: Air mati", &[&format!("References: <{first}>")], "Masih nyala.").await;
        letters(house, 3).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);

        // A stranger who saw our Message-ID gets a matter of their own.
        let stranger = Citizen::new();
        stranger.write("Re: Air mati", &[&reference], "Apa isi laporan itu?").await;
        letters(house, 4).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 2);
        assert_ne!(ticket(house).await.contact_id, opened.contact_id);
        // Colleagues see the two beside each other.
        let (fresh, known) = (ticket(house).await.id.0, opened.id.0);
        let linked = "SELECT COUNT(*) AS n FROM ticket_link WHERE kind = 'related'";
        assert_eq!((house.number(linked).await, fresh == known), (1, false));
        // So are they when only the number is named.
        stranger.write(&format!("Tentang {}", opened.number), &[], "Apa kabar laporan itu?").await;
        letters(house, 5).await;
        assert_eq!(house.number(linked).await, 2);
    })
    .await;
});

story!(machines_are_kept_but_not_answered, mail, async |house: &House| {
    reading(house, async || {
        let mut siti = Citizen::new();
        siti.write("Lampu jalan mati", &[], "Lampu di depan rumah mati.").await;
        letters(house, 1).await;
        let opened = ticket(house).await;
        siti.read().await;
        reply(house, opened.id, "Sudah kami catat.").await;
        let answer = siti.read().await;
        house
            .app
            .db
            .write(async |tx| {
                tickets::take(tx, &house.app.zone, opened.id, None, &Taken::by_system(Step::AskCitizen, ""))
                    .await
            })
            .await
            .unwrap();
        let reference = format!("In-Reply-To: <{}>", answer.thread.message_id.unwrap());
        let before = house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'out'").await;
        siti.write(
            "Di luar kantor",
            &[&reference, "Auto-Submitted: auto-replied"],
            "Saya cuti sampai Senin.",
        )
        .await;
        // A newsletter is nobody's answer: kept, and not answered either.
        siti.write("Promo", &["List-Unsubscribe: <mailto:x@y.test>", "Precedence: bulk"], "Murah!").await;
        letters(house, 3).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'out'").await, before);
        assert_eq!(
            house.number("SELECT COUNT(*) AS n FROM message WHERE is_automatic AND direction = 'in'").await,
            2
        );
        let known = house.app.db.read(async |tx| tickets::get(tx, opened.id).await).await.unwrap();
        assert_eq!(known.status, Status::Waiting, "a machine wakes nobody");
    })
    .await;
});

story!(an_answer_that_comes_back, mail, async |house: &House| {
    reading(house, async || {
        // An address of this house without a mailbox: Postfix takes the answer and brings it back.
        let token = &sahut::secret::random_token()[..12];
        let gone = Citizen { address: format!("pindah-{token}@kota.test"), ..Citizen::new() };
        gone.write("Jalan berlubang", &[], "Ada lubang besar di Jalan Melati.").await;
        letters(house, 1).await;
        let opened = ticket(house).await;
        reply(house, opened.id, "Akan kami tambal besok.").await;
        let id = opened.id;
        house
            .app
            .db
            .write(async |tx| {
                tickets::take(tx, &house.app.zone, id, None, &Taken::by_system(Step::Answer, "")).await
            })
            .await
            .unwrap();
        // The acknowledgement left with an empty sender, so only the answer comes back.
        letters(house, 2).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'failed'").await, 1);
        let messages =
            house.app.db.read(async |tx| conversations::of_ticket(tx, id, 50).await).await.unwrap();
        let failed = messages.iter().find(|message| message.error.is_some()).expect("a failed message");
        assert_eq!(failed.body, "Akan kami tambal besok.");
        assert!(
            failed.error.as_deref().is_some_and(|error| error.contains("550") || error.contains("5.1.1"))
        );
        let history = house.app.db.read(async |tx| tickets::history(tx, id).await).await.unwrap();
        assert!(history.iter().any(|entry| entry.kind == EventKind::Undelivered));
        let known = house.app.db.read(async |tx| tickets::get(tx, id).await).await.unwrap();
        assert_eq!(known.status, Status::Open, "somebody must try another way");
    })
    .await;
});

story!(broken_letters_are_kept, mail, async |house: &House| {
    reading(house, async || {
        let siti = Citizen::new();
        let head = format!("From: {}\r\nTo: {HOTLINE}\r\nSubject: Rusak\r\n", siti.address);
        let truncated = format!(
            "{head}Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain; \
             charset=\"klingon\"\r\n\r\nJembatan hampir roboh\r\n--x\r\nContent-Type: image/png\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n!!!not base64"
        );
        deliver(&siti.address, truncated.as_bytes()).await;
        let mut bytes = format!("{head}Content-Type: text/plain\r\n\r\n").into_bytes();
        bytes.extend_from_slice(b"\xff\xfe kabel putus \x80\x81\r\n");
        deliver(&siti.address, &bytes).await;
        deliver(&siti.address, b"X-Nothing: here\r\n\r\nhalo\r\n").await;
        letters(house, 3).await;
        // Postfix gives every letter the headers it lacks, so all three are letters; none is lost.
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 3);
        let kept = house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'in'").await
            + house.number("SELECT COUNT(*) AS n FROM reject").await;
        assert_eq!(kept, 3);
        let id = house.number("SELECT MIN(id) AS n FROM ticket").await;
        let first = house.app.db.read(async |tx| tickets::get(tx, TicketId(id)).await).await.unwrap();
        assert!(first.body.contains("Jembatan hampir roboh"), "{}", first.body);
        let waiting = house.app.db.read(async |tx| intake::rejected(tx, None, 10).await).await.unwrap();
        for line in waiting {
            let (_, raw) = intake::raw_of(&house.app, line.id).await.unwrap();
            assert!(!raw.is_empty());
        }
    })
    .await;
});

story!(two_nodes_read_one_mailbox, mail, async |house: &House| {
    reading(house, async || {
        let (stop, stopped) = watch::channel(false);
        let others = listen::start(house.app.clone(), stopped);
        let siti = Citizen::new();
        for n in 0..5 {
            siti.write(&format!("Sampah {n}"), &[], "Sampah tidak diangkut.").await;
        }
        letters(house, 5).await;
        stop.send_replace(true);
        for other in others {
            tokio::time::timeout(Duration::from_secs(20), other).await.unwrap().unwrap();
        }
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 5);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 5);
        house.work().await;
    })
    .await;
});
