//! Outgoing mail is signed where a key is set, and those who get it can verify that: dkimpy, when the lab has it.

use std::path::Path;
use std::process::Command;

use sahut::config::Config;

use crate::email::given;
use crate::story;
use crate::support::House;

/// Verifies a letter (first argument) with the key whose public half is the second.
const VERIFY: &str = "
import dkim, sys, time
# The day of the story, which may not have come yet.
time.time = lambda: 1796000000
answer = b'v=DKIM1; k=rsa; p=' + sys.argv[2].encode()
def dns(name, timeout=5):
    assert name.rstrip(b'.') == b's2026._domainkey.kota.test', name
    return answer
letter = open(sys.argv[1], 'rb').read()
assert dkim.verify(letter, dnsfunc=dns), 'the signature does not verify'
assert not dkim.verify(letter.replace(b'Besok', b'Lusa', 1), dnsfunc=dns), 'a changed letter verifies'
";

fn key() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/channels/tests/keys/dkim-rsa.pem"))
}

fn signing(config: &mut Config) {
    config.smtp_url = Some(format!("file://{}", config.data_dir.join("mails").display()).into());
    config.mail_dkim_key = Some(key().into());
    config.mail_dkim_selector = "s2026".into();
}

story!(mail_that_leaves_is_signed, signing, async |house: &House| {
    let raw = b"From: Siti <siti@warga.test>\r\nTo: hotline@kota.test\r\nSubject: Air mati di Jalan Melati sejak kemarin pagi, mohon segera diperbaiki\r\n\
        Message-ID: <dkim@warga.test>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\n\r\nAir mati.\r\n";
    let inbound = channels::email::parse(raw, &house.app.ours());
    let received = sahut::intake::Received::new(inbound, raw.to_vec(), "message/rfc822");
    let outcome = sahut::intake::receive(&house.app, &received).await.unwrap();
    let sahut::intake::Outcome::Opened { ticket, .. } = outcome else { panic!("{outcome:?}") };
    let app = &house.app;
    app.db
        .write(async |tx| {
            let by = sahut::auth::by_email(tx, crate::support::city::AGENT).await?.expect("an agent").id;
            sahut::outbox::reply(tx, &app.zone, ticket.id, by, "Besok kami perbaiki.\n\n  Salam,\n.\n", &[])
                .await
        })
        .await
        .unwrap();
    house.work().await;
    let mails = house.folder.path().join("mails");
    let mut letters = Vec::new();
    for entry in std::fs::read_dir(&mails).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "eml") {
            letters.push(path);
        }
    }
    assert_eq!(letters.len(), 2, "the acknowledgement and the answer");
    for path in &letters {
        let text = std::fs::read_to_string(path).unwrap();
        let head = "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=kota.test;\r\n s=s2026; t=";
        assert!(text.starts_with(head), "{text}");
        // Who gets it reads it as before.
        let read = channels::email::parse(text.as_bytes(), &channels::email::Ours::default());
        assert!(read.remarks.is_empty(), "{:?}", read.remarks);
        let Some(python) = given("SAHUT_TEST_DKIM") else {
            eprintln!("left out: SAHUT_TEST_DKIM is not set (a Python that has dkimpy)");
            continue;
        };
        if text.contains("Besok") {
            let public = Command::new("openssl")
                .args(["pkey", "-pubout", "-in"])
                .arg(key())
                .output()
                .expect("openssl");
            let public = String::from_utf8(public.stdout).unwrap();
            let public: String = public.lines().filter(|line| !line.starts_with('-')).collect();
            let verified =
                Command::new(&python).args(["-c", VERIFY]).arg(path).arg(&public).output().expect("Python");
            assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
        }
    }
});
