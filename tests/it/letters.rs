//! Letters that need no mail server: what leaves is written to a folder.

use std::time::Duration;

use channels::{Channel, Identity, Inbound, Thread};
use sahut::config::Config;
use sahut::ids::TicketId;
use sahut::intake::{self, Received};
use sahut::tickets::{self, Ticket};
use sahut::{auth, conversations, listen, outbox};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::sync::watch;

use crate::story;
use crate::support::{House, city, inbound, until};

fn into_a_folder(config: &mut Config) {
    let folder = std::env::temp_dir().join(format!("sahut-letters-{}", &sahut::secret::random_token()[..12]));
    config.smtp_url = Some(format!("file://{}", folder.display()).into());
}

/// The letters that left so far, in no order; the folder is removed.
fn letters(house: &House) -> Vec<String> {
    let url = house.app.config.smtp_url.clone().unwrap();
    let folder = secrecy::ExposeSecret::expose_secret(&url).trim_start_matches("file://").to_owned();
    let files = std::fs::read_dir(&folder).unwrap().filter_map(Result::ok).map(|file| file.path());
    let letters = files.filter(|path| path.extension().is_some_and(|end| end == "eml"));
    let letters = letters.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    std::fs::remove_dir_all(folder).unwrap();
    letters
}

async fn only_ticket(house: &House) -> Ticket {
    let id = TicketId(house.number("SELECT MAX(id) AS n FROM ticket").await);
    house.app.db.read(async |tx| tickets::get(tx, id).await).await.unwrap()
}

fn letter(from: &str, id: &str, also: &[&str], references: &[String]) -> Received {
    let who = Identity::Email(from.into());
    let inbound = Inbound {
        from_name: Some("Siti Aminah".into()),
        thread: Thread { message_id: Some(id.into()), references: references.to_vec(), ..Thread::default() },
        subject: Some("Air mati".into()),
        also_known_as: also.iter().map(|address| Identity::Email((*address).into())).collect(),
        ..inbound(Channel::Email, who, id, "Air di Jalan Melati mati sejak pagi.")
    };
    Received::new(inbound, b"raw".to_vec(), "message/rfc822")
}

story!(answers_go_to_the_address_that_wrote_last, into_a_folder, async |house: &House| {
    let app = &house.app;
    let office = letter("siti@kantor.test", "one@kantor.test", &["siti@rumah.test"], &[]);
    assert_eq!(intake::receive(app, &office).await.unwrap().code(), "new");
    let references = ["one@kantor.test".to_owned()];
    let home = letter("Siti@rumah.test", "two@rumah.test", &[], &references);
    assert_eq!(intake::receive(app, &home).await.unwrap().code(), "joined");
    let ticket = only_ticket(house).await;
    // Somebody else on the thread does not draw the answers to themselves.
    let stranger = letter("tetangga@warga.test", "three@warga.test", &[], &references);
    intake::receive(app, &stranger).await.unwrap();
    let answer = async |tx: &mut _| {
        let by = auth::by_email(tx, city::AGENT).await?.expect("an agent").id;
        outbox::reply(tx, &app.zone, ticket.id, by, "Air mengalir lagi pukul dua.", &[]).await
    };
    app.db.write(answer).await.unwrap();
    house.work().await;
    let letters = letters(house);
    let answer = letters.iter().find(|letter| letter.contains("Air mengalir lagi")).expect("an answer");
    assert!(answer.contains("siti@rumah.test") && !answer.contains("tetangga"), "{answer}");
});

/// A mailbox with one letter of 40 MB, of which nobody asks more than the header.
async fn mailbox_with_a_giant(header: String) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    actix_web::rt::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (read, mut write) = socket.into_split();
            let mut lines = BufReader::new(read).lines();
            let _ = write.write_all(b"* OK here\r\n").await;
            while let Ok(Some(line)) = lines.next_line().await {
                let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
                let told = match command {
                    of if of.contains("CAPABILITY") => "* CAPABILITY IMAP4rev1\r\n".to_owned(),
                    of if of.contains("SELECT") => "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n".to_owned(),
                    of if of.contains("SEARCH UID 1:") => "* SEARCH 1\r\n".to_owned(),
                    of if of.contains("SEARCH") => "* SEARCH\r\n".to_owned(),
                    of if of.contains("RFC822.SIZE") => {
                        "* 1 FETCH (UID 1 RFC822.SIZE 41943040)\r\n".to_owned()
                    }
                    of if of.contains("BODY.PEEK[HEADER]") => {
                        format!("* 1 FETCH (UID 1 BODY[HEADER] {{{}}}\r\n{header})\r\n", header.len())
                    }
                    of if of.contains("BODY.PEEK[]") => return,
                    _ => String::new(),
                };
                if write.write_all(format!("{told}{tag} OK done\r\n").as_bytes()).await.is_err() {
                    break;
                }
            }
        }
    });
    port
}

story!(a_letter_too_large, into_a_folder, async |house: &House| {
    let header = "From: Siti <siti@warga.test>\r\nTo: hotline@kota.test\r\nSubject: Foto banjir\r\n\
                  Message-ID: <giant@warga.test>\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n";
    let port = mailbox_with_a_giant(header.to_owned()).await;
    let mut config = house.app.config.clone();
    config.imap_url = Some(format!("imap://hotline:x@127.0.0.1:{port}/INBOX?tls=none").into());
    config.mail_poll_seconds = 1;
    let app = sahut::app::App::with(config, house.app.db.clone()).await.expect("a house");
    let (stop, stopped) = watch::channel(false);
    let listeners = listen::start(app, stopped);
    until("the letter is in", async || house.number("SELECT COUNT(*) AS n FROM mail_cursor").await == 1)
        .await;
    stop.send_replace(true);
    for listener in listeners {
        tokio::time::timeout(Duration::from_secs(20), listener).await.expect("it ends").expect("no panic");
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 1);
    let opened = only_ticket(house).await;
    assert_eq!(opened.subject, "Foto banjir");
    let messages =
        house.app.db.read(async |tx| conversations::of_ticket(tx, opened.id, 50).await).await.unwrap();
    assert!(
        messages.iter().any(|message| message.body.contains("only its header")),
        "staff see it: {messages:?}"
    );
    assert!(
        messages.iter().any(|message| message.body.contains("terlalu besar (40 MB)")),
        "the sender hears it"
    );
    house.work().await;
    assert_eq!(letters(house).len(), 2);
});
