//! What leaves by a mailbox of the administration: where it comes back to, that it is signed, and what comes back.

use channels::{Mail, Person};
use sahut::config::Config;
use sahut::ids::MailboxId;
use sahut::intake::{self, Received};
use sahut::lines::Arrival;

use super::catcher::{Catcher, Caught};
use super::with;
use crate::care::{answer, comes, letter};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT};

/// A mailbox that sends by the catcher and is read by nobody; gives its id.
pub async fn sending(house: &House, catcher: &Catcher, address: &str, has_plus: bool) -> MailboxId {
    let admin = house.staff(ADMINISTRATOR).await;
    let port = catcher.port.to_string();
    let fields = with(&[
        ("line_name", address),
        ("line_address", address),
        ("imap_host", "127.0.0.1"),
        ("imap_port", "1"),
        ("imap_user", address),
        ("smtp_host", "127.0.0.1"),
        ("smtp_port", &port),
        ("smtp_security", "none"),
        ("smtp_user", "-"),
        ("has_plus", if has_plus { "yes" } else { "no" }),
    ]);
    let kept = admin.post("/admin/channels/mailboxes/new", &fields).await;
    assert_eq!(kept.status, 200, "{}", kept.text);
    let id = house.number("SELECT MAX(id) AS n FROM mailbox").await;
    let on = admin.post(&format!("/admin/channels/mailboxes/{id}/active"), &[("active", "1")]).await;
    assert_eq!(on.status, 200, "{}", on.text);
    house.app.reload_lines().await.expect("the lines");
    MailboxId(id)
}

pub fn by(mailbox: MailboxId, mut received: Received) -> Received {
    received.arrival = Some(Arrival { mailbox: Some(mailbox), is_junk: false });
    received
}

/// Something comes to one of our addresses: read as from a mailbox, and taken in.
async fn arrives(house: &House, mailbox: MailboxId, to: &str, head: &str, text: &str) -> &'static str {
    let id = &sahut::secret::random_token()[..20];
    let raw = format!(
        "{head}To: <{to}>\r\nMessage-ID: <{id}@mx.test>\r\nDate: Mon, 23 Nov 2026 09:10:00 +0700\r\n\r\n{text}\r\n"
    );
    let arrival = Arrival { mailbox: Some(mailbox), is_junk: false };
    let received = intake::letter(&house.app, raw.into_bytes(), arrival).expect("no test's letter");
    let code = intake::receive(&house.app, &received).await.expect("taken in").code();
    house.work().await;
    code
}

const DAEMON: &str = "Return-Path: <>\r\nFrom: Mail <mailer-daemon@mx.test>\r\nSubject: Surat Anda\r\n";
const FAILED: &str = "SELECT COUNT(*) AS n FROM message WHERE state = 'failed'";
const FAILED_COPIES: &str = "SELECT COUNT(*) AS n FROM message_copy WHERE state = 'failed'";

fn to<'c>(caught: &'c [Caught], address: &str) -> &'c Caught {
    caught.iter().find(|letter| letter.to == address).expect("a letter")
}

story!(what_comes_back_without_a_word_marks_the_very_letter, async |house: &House| {
    let catcher = Catcher::start().await;
    let mailbox = sending(house, &catcher, "pengaduan.air@kota.test", true).await;
    let mut first = by(mailbox, letter("siti@warga.test", "one@warga.test"));
    let lurah = Person { address: "lurah@kelurahan.test".into(), name: None };
    first.inbound.mail = Some(Box::new(Mail { others: vec![lurah], ..Mail::default() }));
    assert_eq!(comes(house, &first).await, "new");
    let told = catcher.take();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].from, "", "what a machine says comes back to nobody");

    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    let fields = [("body", "Tim kami berangkat."), ("copy", "lurah@kelurahan.test")];
    assert_eq!(answer(house, &agent, ticket, &fields).await, 200);
    let answers = catcher.take();
    let (hers, his) = (to(&answers, "siti@warga.test"), to(&answers, "lurah@kelurahan.test"));
    for one in [hers, his] {
        assert!(one.from.starts_with("pengaduan.air+b") && one.from.ends_with("@kota.test"), "{one:?}");
        assert!(one.letter.contains("<pengaduan.air@kota.test>"), "{}", one.letter);
        assert!(one.letter.contains("pengaduan.air+c"), "answers find their way: {}", one.letter);
        assert!(!one.letter.contains(&one.from), "only the envelope has it");
    }
    assert_ne!(hers.from, his.from, "every exemplar has its own");

    // An absence note comes to the same address, and is no failure; nor is a report that all is well.
    let absent = "Return-Path: <>\r\nFrom: siti@warga.test\r\nSubject: Balasan otomatis: Cuti\r\nAuto-Submitted: auto-replied\r\n";
    arrives(house, mailbox, &hers.from, absent, "Saya kembali Senin.").await;
    let well = "Return-Path: <>\r\nFrom: mailer-daemon@mx.test\r\nSubject: Sampai\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n";
    let report = "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n\
         Final-Recipient: rfc822; siti@warga.test\r\nAction: delivered\r\nStatus: 2.0.0\r\n--b--";
    arrives(house, mailbox, &hers.from, well, report).await;
    assert_eq!((house.number(FAILED).await, house.number(FAILED_COPIES).await), (0, 0));
    // Nobody answers these.
    assert!(catcher.take().is_empty());

    // The copy comes back, without a word that can be read: the copy failed, the answer did not.
    assert_eq!(arrives(house, mailbox, &his.from, DAEMON, "Maaf.").await, "noted");
    assert_eq!((house.number(FAILED).await, house.number(FAILED_COPIES).await), (0, 1));
    // Then the citizen's own.
    assert_eq!(arrives(house, mailbox, &hers.from, DAEMON, "Maaf.").await, "noted");
    assert_eq!((house.number(FAILED).await, house.number(FAILED_COPIES).await), (1, 1));
    let shown = agent.get(&format!("/desk/{ticket}")).await.text;
    assert!(shown.contains("Tidak terkirim") && shown.contains("Tim kami berangkat."), "{shown}");
    // Whether the address is lost for good nobody said.
    assert!(!shown.contains("tidak sampai sejak"), "{shown}");
    assert!(catcher.take().is_empty(), "nobody writes to a mail server's machine");

    // A mark that is not ours names nothing.
    let forged = hers.from.replace("+b", "+b1");
    arrives(house, mailbox, &forged, DAEMON, "Maaf.").await;
    assert_eq!((house.number(FAILED).await, house.number(FAILED_COPIES).await), (1, 1));
});

story!(a_mailbox_without_marks_gets_returns_at_its_address, async |house: &House| {
    let catcher = Catcher::start().await;
    let mailbox = sending(house, &catcher, "air@kota.test", false).await;
    comes(house, &by(mailbox, letter("siti@warga.test", "one@warga.test"))).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    assert_eq!(answer(house, &agent, ticket, &[("body", "Tim kami berangkat.")]).await, 200);
    let from: Vec<String> = catcher.take().into_iter().map(|letter| letter.from).collect();
    assert_eq!(from, ["", "air@kota.test"]);
});

fn signing(config: &mut Config) {
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/channels/tests/keys/dkim-rsa.pem");
    config.mail_dkim_key = Some(key.into());
    config.mail_dkim_selector = "s2026".into();
}

story!(mailboxes_sign_where_the_key_speaks_for_them, signing, async |house: &House| {
    let catcher = Catcher::start().await;
    let ours = sending(house, &catcher, "air@dinas.kota.test", true).await;
    let theirs = sending(house, &catcher, "air@perumda.test", true).await;
    comes(house, &by(ours, letter("siti@warga.test", "one@warga.test"))).await;
    comes(house, &by(theirs, letter("budi@warga.test", "two@warga.test"))).await;
    let told = catcher.take();
    let (signed, plain) = (to(&told, "siti@warga.test"), to(&told, "budi@warga.test"));
    let head = "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=kota.test;\r\n s=s2026; t=";
    assert!(signed.letter.starts_with(head), "{}", signed.letter);
    assert!(signed.letter.contains("air@dinas.kota.test"), "{}", signed.letter);
    assert!(
        !plain.letter.contains("DKIM-Signature"),
        "a key signs for its own domain alone: {}",
        plain.letter
    );
});

story!(what_was_set_aside_is_answered_from_where_it_came, async |house: &House| {
    let (first, second) = (Catcher::start().await, Catcher::start().await);
    sending(house, &first, "air@kota.test", false).await;
    let mailbox = sending(house, &second, "jalan@kota.test", false).await;
    damage(house, "ALTER TABLE job RENAME TO job_away").await;
    let raw = "From: Siti <siti@warga.test>\r\nTo: warga@kota.test\r\nSubject: Jalan rusak\r\nMessage-ID: <r@warga.test>\r\n\
               Date: Tue, 3 Nov 2026 10:15:00 +0700\r\n\r\nJalan rusak parah.\r\n";
    for n in 1..=3 {
        let arrival = Arrival { mailbox: Some(mailbox), is_junk: false };
        let received = intake::letter(&house.app, raw.into(), arrival).expect("no test's letter");
        assert_eq!(intake::receive(&house.app, &received).await.is_ok(), n == 3, "a person must look");
    }
    damage(house, "ALTER TABLE job_away RENAME TO job").await;
    let admin = house.staff(ADMINISTRATOR).await;
    let id = house.number("SELECT id AS n FROM reject WHERE state = 'waiting'").await;
    let again = admin.post(&format!("/admin/rejects/{id}/replay"), &[]).await;
    assert_eq!(again.status, 200, "{}", again.text);
    house.work().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    assert_eq!(house.number("SELECT mailbox_id AS n FROM arrival").await, mailbox.0);
    assert!(first.take().is_empty(), "not by the first that is on");
    let told = second.take();
    assert!(to(&told, "siti@warga.test").letter.contains("<jalan@kota.test>"), "{told:?}");
});

async fn damage(house: &House, sql: &'static str) {
    match house.app.db.engine() {
        sahut::db::Engine::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
        sahut::db::Engine::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
    }
    .expect("a statement");
}

story!(the_home_page_names_every_way_in, async |house: &House| {
    let catcher = Catcher::start().await;
    let citizen = house.visitor();
    assert!(!citizen.get("/").await.text.contains("mailto:"));
    sending(house, &catcher, "air@kota.test", false).await;
    let off = sending(house, &catcher, "lama@kota.test", false).await;
    let admin = house.staff(ADMINISTRATOR).await;
    admin.post(&format!("/admin/channels/mailboxes/{off}/active"), &[("active", "0")]).await;
    house.app.reload_lines().await.expect("the lines");
    let page = citizen.get("/").await.text;
    assert!(page.contains("href=\"mailto:air@kota.test\"") && !page.contains("lama@kota.test"), "{page}");

    // And whoever looks after the house hears how each of them is.
    let checks = sahut::checks::everything(&house.app.config, &house.app.db.clock).await;
    let of = |part: &str, state: sahut::checks::State| {
        checks.iter().filter(|check| check.part == part && check.state == state).collect::<Vec<_>>()
    };
    let failing = of("mailbox", sahut::checks::State::Fail);
    assert_eq!(failing.len(), 1, "{checks:?}");
    assert!(failing[0].found.starts_with("air@kota.test: ") && failing[0].remedy.is_some(), "{failing:?}");
    assert!(of("mailbox", sahut::checks::State::Off)[0].found.starts_with("lama@kota.test"), "{checks:?}");
});
