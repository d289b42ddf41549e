//! Against a real Postfix and Dovecot, when they are given:
//! `SAHUT_TEST_SMTP`, `SAHUT_TEST_IMAP` (URLs as configured; the mailbox is `hotline@kota.test`) and
//! `SAHUT_TEST_CA` (their root certificate). Run with `--ignored`.

use std::time::{Duration, SystemTime};

use channels::email::{self, Cursor, ImapConfig, Mailbox, Ours, Sender, Smtp, SmtpConfig, Woken};
use channels::{Channel, Identity, InboundKind, Outbound};

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

fn letter(number: u128, text: &str) -> Outbound {
    Outbound {
        channel: Channel::Email,
        to: Identity::Email("hotline@kota.test".into()),
        to_name: None,
        thread_key: None,
        subject: Some("Jalan rusak – mohon dicek".into()),
        text: text.into(),
        attachments: Vec::new(),
        message_id: format!("live.{number}@example.net"),
        references: Vec::new(),
        automatic: false,
        language: "id".into(),
    }
}

#[tokio::test]
#[ignore = "needs the mail servers named by SAHUT_TEST_SMTP, SAHUT_TEST_IMAP and SAHUT_TEST_CA"]
async fn a_letter_goes_out_wakes_us_and_comes_in() {
    let ca_file = Some(variable("SAHUT_TEST_CA").into());
    let smtp =
        Smtp::connect(&SmtpConfig { url: variable("SAHUT_TEST_SMTP").into(), ca_file: ca_file.clone() })
            .unwrap();
    smtp.check().await.unwrap();
    let mut config = ImapConfig::new(variable("SAHUT_TEST_IMAP").into());
    // Without the root nothing is said.
    assert!(Mailbox::open(&config).await.is_err());
    config.ca_file = ca_file;
    assert!(email::imap::check(&config).await.unwrap().contains("tells of new mail"));

    let mut mailbox = Mailbox::open(&config).await.unwrap();
    let before = mailbox.fetch_after(None, 10_000).await.unwrap();
    let mut cursor = before.last().map(|last| Cursor { uid_validity: last.uid_validity, last_uid: last.uid });
    let idle = tokio::time::timeout(Duration::from_secs(1), async {
        mailbox.wait(Duration::from_millis(300)).await
    });
    assert_eq!(idle.await.unwrap(), Ok(Woken::Time));

    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis();
    let from = Sender { address: "warga@kota.test".into(), name: "Siti Aminah".into() };
    let sending = tokio::spawn({
        let (smtp, from) = (smtp.clone(), from.clone());
        async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            smtp.send(&letter(now, "Lubang di depan pasar."), &from, i64::try_from(now).unwrap()).await
        }
    });
    assert_eq!(mailbox.wait(Duration::from_secs(20)).await, Ok(Woken::Mail));
    assert_eq!(sending.await.unwrap().unwrap().provider_id, format!("live.{now}@example.net"));

    let fetched = mailbox.fetch_after(cursor, 10).await.unwrap();
    assert_eq!(fetched.len(), 1);
    let inbound = email::parse(
        &fetched[0].raw,
        &Ours { domain: "sahut.kota.test".into(), addresses: vec!["hotline@kota.test".into()] },
    );
    assert_eq!(inbound.external_id, format!("live.{now}@example.net"));
    assert_eq!(inbound.kind, InboundKind::Message);
    assert_eq!(inbound.subject.as_deref(), Some("Jalan rusak – mohon dicek"));
    assert_eq!(inbound.text, "Lubang di depan pasar.");
    assert_eq!(inbound.thread.to, ["hotline@kota.test"]);

    mailbox.mark_seen(&[fetched[0].uid]).await.unwrap();
    cursor = Some(Cursor { uid_validity: fetched[0].uid_validity, last_uid: fetched[0].uid });
    assert_eq!(mailbox.fetch_after(cursor, 10).await.unwrap(), []);
    // Another generation: everything again.
    let other = Cursor { uid_validity: fetched[0].uid_validity ^ 1, last_uid: fetched[0].uid };
    assert!(mailbox.fetch_after(Some(other), 10_000).await.unwrap().len() > before.len());
    mailbox.close().await;
}
