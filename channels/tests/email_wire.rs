//! What mail servers answer and what we make of it: a loopback server speaks a script, line by line.
//! Real servers have their turn in `email_live.rs`.

use std::time::Duration;

use channels::email::{Cursor, ImapConfig, ImapError, Mailbox, Sender, Smtp, SmtpConfig, Woken};
use channels::{Channel, Identity, Outbound, SendError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// Serves one connection: says `greeting`, then answers each line with what the first pair whose word is in
/// the line says (`TAG` becomes the line's first word). Hangs up on a line nobody answers.
async fn server(greeting: &'static str, script: &'static [(&'static str, &'static str)]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        let (read, mut write) = socket.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(greeting.as_bytes()).await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let Some((_, answer)) = script.iter().find(|(word, _)| line.contains(word)) else {
                return;
            };
            let tag = line.split(' ').next().unwrap_or_default();
            if write.write_all(answer.replace("TAG", tag).as_bytes()).await.is_err() {
                return;
            }
        }
    });
    port
}

fn letter() -> Outbound {
    Outbound {
        channel: Channel::Email,
        to: Identity::Email("siti@example.net".into()),
        to_name: None,
        thread_key: None,
        subject: None,
        text: "Halo".into(),
        attachments: Vec::new(),
        message_id: "c1.1@sahut.kota.test".into(),
        references: Vec::new(),
        reply_to: None,
        return_path: None,
        automatic: true,
        unsubscribe: None,
        language: "id".into(),
    }
}

async fn sent(script: &'static [(&'static str, &'static str)]) -> Result<String, SendError> {
    let port = server("220 here\r\n", script).await;
    let url = format!("smtp://127.0.0.1:{port}?tls=none").into();
    let smtp = Smtp::connect(&SmtpConfig { url, ca_file: None }).unwrap();
    let from = Sender { address: "hotline@kota.test".into(), name: "Hotline".into() };
    smtp.send(&letter(), &from, 0).await.map(|receipt| receipt.provider_id)
}

#[tokio::test]
async fn smtp_answers() {
    let later = sent(&[
        ("EHLO", "250 here\r\n"),
        ("MAIL", "250 ok\r\n"),
        ("RCPT", "451 4.7.1 greylisted\r\n"),
        ("", "250 ok\r\n"),
    ])
    .await;
    assert!(
        matches!(&later, Err(SendError::Later { reason, .. }) if reason.contains("greylisted")),
        "{later:?}"
    );
    let never = sent(&[
        ("EHLO", "250 here\r\n"),
        ("MAIL", "250 ok\r\n"),
        ("RCPT", "550 5.1.1 no such user\r\n"),
        ("", "250 ok\r\n"),
    ])
    .await;
    assert!(
        matches!(&never, Err(SendError::Refused { reason }) if reason.contains("no such user")),
        "{never:?}"
    );
    // Our configuration is wrong, not the letter.
    let ours = sent(&[
        ("EHLO", "250 here\r\n"),
        ("MAIL", "530 5.7.0 authentication required\r\n"),
        ("", "250 ok\r\n"),
    ])
    .await;
    assert!(matches!(ours, Err(SendError::Later { .. })), "{ours:?}");
    let gone = sent(&[("nothing", "")]).await;
    assert!(matches!(gone, Err(SendError::Later { .. })), "{gone:?}");
}

#[tokio::test]
async fn smtp_confirmed() {
    let receipt = sent(&[
        ("EHLO", "250 here\r\n"),
        ("MAIL FROM:<>", "250 ok\r\n"),
        ("RCPT TO:<siti@example.net>", "250 ok\r\n"),
        ("DATA", "354 go\r\n"),
        ("</html>", "250 taken\r\n"),
        ("QUIT", "221 bye\r\n"),
        ("", ""),
    ])
    .await;
    assert_eq!(receipt.unwrap(), "c1.1@sahut.kota.test");
}

#[tokio::test]
async fn smtp_never_goes_in_clear() {
    let port = server("220 here\r\n", &[("EHLO", "250 here\r\n"), ("QUIT", "221 bye\r\n")]).await;
    let smtp = Smtp::connect(&SmtpConfig {
        url: format!("smtp://u:rahasia@127.0.0.1:{port}").into(),
        ca_file: None,
    })
    .unwrap();
    assert!(smtp.check().await.is_err(), "no STARTTLS, no sign-in");
    assert!(!format!("{smtp:?}").contains("rahasia"));
    for url in [
        "smtp://u:rahasia@mail.kota.test?tls=none",
        "smtps://u:rahasia@localhost?tls=none",
        "http://u:rahasia@localhost",
        "file://relative",
    ] {
        let error = Smtp::connect(&SmtpConfig { url: url.into(), ca_file: None }).unwrap_err();
        assert!(!error.to_string().contains("rahasia"), "{error}");
    }
}

async fn mailbox(script: &'static [(&'static str, &'static str)]) -> Result<Mailbox, ImapError> {
    let port = server("* OK here\r\n", script).await;
    let mut config = ImapConfig::new(format!("imap://u:rahasia@127.0.0.1:{port}?tls=none").into());
    config.poll_seconds = 1;
    Mailbox::open(&config).await
}

const LOGIN: (&str, &str) = ("LOGIN", "TAG OK in\r\n");
const NO_IDLE: (&str, &str) = ("CAPABILITY", "* CAPABILITY IMAP4rev1\r\nTAG OK\r\n");
const SELECT: (&str, &str) =
    ("SELECT", "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] here\r\nTAG OK [READ-WRITE] in\r\n");

#[tokio::test]
async fn imap_steps_over_nothing_and_takes_nothing_twice() {
    let mut mailbox = mailbox(&[
        LOGIN,
        NO_IDLE,
        SELECT,
        // The server names its last letter although it is below 10; 11 is too large, 12 was just deleted.
        ("SEARCH UID 10:*", "* SEARCH 9 13 11 12\r\nTAG OK\r\n"),
        ("SEARCH UID 12", "* SEARCH\r\nTAG OK\r\n"),
        // Somebody flags another letter meanwhile.
        (
            "11,12,13 (UID RFC822.SIZE)",
            "* 1 FETCH (UID 11 RFC822.SIZE 99999999)\r\n* 3 FETCH (UID 13 RFC822.SIZE 5)\r\n\
             * 1 FETCH (FLAGS (\\Seen) UID 11)\r\nTAG OK\r\n",
        ),
        (
            "11 (UID BODY.PEEK[HEADER])",
            "* 1 FETCH (UID 11 BODY[HEADER] {12}\r\nSubject: x\r\n)\r\nTAG OK\r\n",
        ),
        (
            "13 (UID BODY.PEEK[])",
            "* 2 FETCH (FLAGS (\\Seen))\r\n* 3 FETCH (UID 13 BODY[] {5}\r\nhalo!)\r\nTAG OK\r\n",
        ),
        ("STORE 11,13 +FLAGS.SILENT (\\Seen)", "TAG OK\r\n"),
        ("NOOP", "TAG OK\r\n"),
        ("LOGOUT", "* BYE\r\nTAG OK\r\n"),
    ])
    .await
    .unwrap();
    let fetched = mailbox.fetch_after(Some(Cursor { uid_validity: 7, last_uid: 9 }), 10).await.unwrap();
    let seen: Vec<_> = fetched
        .iter()
        .map(|letter| (letter.uid_validity, letter.uid, letter.raw.as_slice(), letter.oversize))
        .collect();
    assert_eq!(seen, [(7, 11, &b"Subject: x\r\n"[..], Some(99_999_999)), (7, 13, &b"halo!"[..], None)]);
    mailbox.mark_seen(&[11, 13]).await.unwrap();
    // No IDLE: it sleeps, at most poll_seconds.
    assert_eq!(mailbox.wait(Duration::from_millis(50)).await, Ok(Woken::Time));
    assert!(
        mailbox
            .fetch_after(Some(Cursor { uid_validity: 7, last_uid: u32::MAX }), 1)
            .await
            .unwrap()
            .is_empty()
    );
    mailbox.close().await;
}

#[tokio::test]
async fn imap_a_letter_that_is_not_given_out_is_an_error() {
    let mut mailbox = mailbox(&[
        LOGIN,
        NO_IDLE,
        SELECT,
        ("SEARCH UID 1:*", "* SEARCH 5\r\nTAG OK\r\n"),
        ("FETCH 5 (UID RFC822.SIZE)", "* 1 FETCH (UID 5 RFC822.SIZE 5)\r\nTAG OK\r\n"),
        ("FETCH 5 (UID BODY", "TAG NO [SERVERBUG] sorry\r\n"),
        ("SEARCH UID 5", "* SEARCH 5\r\nTAG OK\r\n"),
    ])
    .await
    .unwrap();
    // Another generation: from the first letter on.
    let answer = mailbox.fetch_after(Some(Cursor { uid_validity: 6, last_uid: 900 }), 10).await;
    assert!(matches!(&answer, Err(ImapError::Withheld { uid_validity: 7, uid: 5, .. })), "{answer:?}");
    assert!(mailbox.is_open(), "the server only refused");
}

#[tokio::test]
async fn imap_what_comes_before_a_letter_that_is_not_given_out_is_handed_on() {
    let mut mailbox = mailbox(&[
        LOGIN,
        NO_IDLE,
        SELECT,
        ("SEARCH UID 1:*", "* SEARCH 5 6 7\r\nTAG OK\r\n"),
        ("SEARCH UID 6:*", "* SEARCH 6 7\r\nTAG OK\r\n"),
        ("SEARCH UID 5", "* SEARCH 5\r\nTAG OK\r\n"),
        ("SEARCH UID 6", "* SEARCH 6\r\nTAG OK\r\n"),
        ("SEARCH ALL", "* SEARCH 7 6 5\r\nTAG OK\r\n"),
        (
            "5,6,7 (UID RFC822.SIZE)",
            "* 1 FETCH (UID 5 RFC822.SIZE 5)\r\n* 2 FETCH (UID 6 RFC822.SIZE 5)\r\n\
             * 3 FETCH (UID 7 RFC822.SIZE 5)\r\nTAG OK\r\n",
        ),
        (
            "6,7 (UID RFC822.SIZE)",
            "* 2 FETCH (UID 6 RFC822.SIZE 5)\r\n* 3 FETCH (UID 7 RFC822.SIZE 5)\r\nTAG OK\r\n",
        ),
        ("FETCH 5 (UID RFC822.SIZE)", "* 1 FETCH (UID 5 RFC822.SIZE 5)\r\nTAG OK\r\n"),
        // The first is given, the second is broken at the server, and the third is not come to.
        ("5,6,7 (UID BODY", "* 1 FETCH (UID 5 BODY[] {5}\r\nhalo!)\r\nTAG NO [SERVERBUG] sorry\r\n"),
        ("6,7 (UID BODY", "TAG NO [SERVERBUG] sorry\r\n"),
        ("FETCH 5 (UID BODY.PEEK[])", "* 1 FETCH (UID 5 BODY[] {5}\r\nhalo!)\r\nTAG OK\r\n"),
        ("FETCH 6 (UID BODY.PEEK[])", "TAG NO [SERVERBUG] sorry\r\n"),
        (
            "FETCH 6 (UID BODY.PEEK[HEADER])",
            "* 2 FETCH (UID 6 BODY[HEADER] {12}\r\nSubject: x\r\n)\r\nTAG OK\r\n",
        ),
        ("NOOP", "TAG OK\r\n"),
    ])
    .await
    .unwrap();
    let fetched = mailbox.fetch_after(None, 10).await.unwrap();
    let seen: Vec<_> = fetched.iter().map(|letter| (letter.uid, letter.raw.as_slice())).collect();
    assert_eq!(seen, [(5, &b"halo!"[..])]);
    let behind = mailbox.fetch_after(Some(Cursor { uid_validity: 7, last_uid: 5 }), 10).await;
    assert!(matches!(&behind, Err(ImapError::Withheld { uid: 6, .. })), "{behind:?}");
    // It is the letter and not the server, and its header can be had.
    assert_eq!(mailbox.gives_others(6).await, Ok(Some(true)));
    let left = mailbox.remains(6).await.unwrap().expect("it is there");
    assert_eq!((left.uid, left.raw.as_slice(), left.is_withheld), (6, &b"Subject: x\r\n"[..], true));
}

#[tokio::test]
async fn imap_who_hangs_up_over_a_letter_has_not_deleted_it() {
    let mut mailbox = mailbox(&[
        LOGIN,
        NO_IDLE,
        SELECT,
        ("SEARCH UID 1:*", "* SEARCH 5 6\r\nTAG OK\r\n"),
        (
            "5,6 (UID RFC822.SIZE)",
            "* 1 FETCH (UID 5 RFC822.SIZE 5)\r\n* 2 FETCH (UID 6 RFC822.SIZE 5)\r\nTAG OK\r\n",
        ),
    ])
    .await
    .unwrap();
    let answer = mailbox.fetch_after(None, 10).await;
    assert!(matches!(&answer, Err(ImapError::Withheld { uid: 5, .. })), "{answer:?}");
    assert!(!mailbox.is_open());
}

#[tokio::test]
async fn imap_idle() {
    const IDLE: (&str, &str) = ("CAPABILITY", "* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK\r\n");
    let mut told = mailbox(&[
        LOGIN,
        IDLE,
        SELECT,
        ("NOOP", "TAG OK\r\n"),
        ("IDLE", "+ idling\r\n* 4 EXISTS\r\n"),
        ("DONE", "A0005 OK\r\n"),
    ])
    .await
    .unwrap();
    assert_eq!(told.wait(Duration::from_secs(20)).await, Ok(Woken::Mail));

    // Announced before IDLE began: woken at once.
    let mut before = mailbox(&[LOGIN, IDLE, SELECT, ("NOOP", "* 4 EXISTS\r\nTAG OK\r\n")]).await.unwrap();
    assert_eq!(before.wait(Duration::from_secs(20)).await, Ok(Woken::Mail));

    let mut gone = mailbox(&[LOGIN, IDLE, SELECT, ("NOOP", "TAG OK\r\n")]).await.unwrap();
    assert!(gone.wait(Duration::from_secs(20)).await.is_err());
    assert_eq!(gone.wait(Duration::from_secs(20)).await, Err(ImapError::Closed));
}

#[tokio::test]
async fn imap_what_is_wrong_is_said_without_the_password() {
    let refused = mailbox(&[("LOGIN", "TAG NO [AUTHENTICATIONFAILED] wrong\r\n")]).await.unwrap_err();
    assert!(matches!(&refused, ImapError::Login(_)), "{refused:?}");
    let silent = mailbox(&[LOGIN, NO_IDLE, ("SELECT", "TAG NO no such folder\r\n")]).await.unwrap_err();
    let cut = mailbox(&[]).await.unwrap_err();
    let nobody = Mailbox::open(&ImapConfig::new("imap://127.0.0.1:1?tls=none".into())).await.unwrap_err();
    let clear =
        Mailbox::open(&ImapConfig::new("imap://u:rahasia@kota.test?tls=none".into())).await.unwrap_err();
    for error in [refused, silent, cut, nobody, clear] {
        assert!(!format!("{error} {error:?}").contains("rahasia"), "{error}");
    }
    let port = server("* OK here\r\n", &[("STARTTLS", "TAG BAD what\r\n")]).await;
    let no_tls = Mailbox::open(&ImapConfig::new(format!("imap://u:rahasia@localhost:{port}").into())).await;
    assert!(matches!(no_tls, Err(ImapError::Connect { .. })), "{no_tls:?}");
}
