//! Whose word on senders counts: each mailbox's own server there, and nobody's where none is named.

use channels::Trust;
use sahut::config::Config;
use sahut::ids::MailboxId;
use sahut::intake::{self, Received};
use sahut::lines::Arrival;

use super::{set_up, with};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT};
use crate::support::house::Visitor;

/// The configuration's mailbox has a server that checks.
fn by_the_main_server(config: &mut Config) {
    config.mail_checked_by = "mx.kota.go.id".into();
}

const MAIN: &str = "mx.kota.go.id";
const OTHER: &str = "mx.penyedia.test";

/// A letter with a header that says whose its sender is, in the name of a server.
fn letter(
    house: &House,
    mailbox: Option<i64>,
    server: &str,
    (from, id): (&str, &str),
    rest: &str,
) -> Received {
    let domain = from.rsplit_once('@').expect("an address").1;
    let raw = format!(
        "Authentication-Results: {server}; dmarc=pass header.from={domain}\r\nFrom: <{from}>\r\n\
         To: hotline@kota.test\r\nMessage-ID: <{id}@x.test>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\n{rest}"
    );
    let arrival = Arrival { mailbox: mailbox.map(MailboxId), is_junk: false };
    intake::letter(&house.app, raw.into_bytes(), arrival).expect("no test's letter")
}

fn trust(house: &House, mailbox: Option<i64>, server: &str) -> Trust {
    let received =
        letter(house, mailbox, server, ("siti@warga.test", "t"), "Subject: Air\r\n\r\nAir mati.\r\n");
    received.inbound.mail.expect("a letter").trust
}

const BUDI: &str = "SELECT COUNT(*) AS n FROM identity WHERE value = 'budi@warga.test'";

story!(only_the_own_server_of_a_mailbox_is_believed, by_the_main_server, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    let bare = set_up(house, &admin, &with(&[])).await;
    let changes = [("line_name", "Jalan"), ("line_address", "jalan@kota.test"), ("checked_by", OTHER)];
    let named = set_up(house, &admin, &with(&changes)).await;
    for (mailbox, server, wanted) in [
        (None, MAIN, Trust::Proven),
        (None, OTHER, Trust::Unchecked),
        // What the house believes elsewhere is written by a stranger here.
        (Some(bare), MAIN, Trust::Unchecked),
        (Some(bare), OTHER, Trust::Unchecked),
        (Some(named), MAIN, Trust::Unchecked),
        (Some(named), OTHER, Trust::Proven),
        // One that nobody knows any more.
        (Some(99), MAIN, Trust::Unchecked),
    ] {
        assert_eq!(trust(house, mailbox, server), wanted, "{mailbox:?} {server}");
    }

    // In a colleague's name a stranger passes on what somebody is said to have written: it is not taken for theirs.
    let copy = "Subject: Fwd: Lampu\r\n\r\nMohon ditindaklanjuti.\r\n\r\n\
        ---------- Forwarded message ---------\r\nFrom: Budi <budi@warga.test>\r\nDate: Mon, Nov 2, 2026\r\n\
        Subject: Lampu\r\nTo: Ayu\r\n\r\nLampu mati.\r\n";
    for (mailbox, id) in [(bare, "f1"), (named, "f2")] {
        let forged = letter(house, Some(mailbox), MAIN, (AGENT, id), copy);
        assert_eq!(intake::receive(&house.app, &forged).await.expect("taken in").code(), "new");
        assert_eq!(house.number(BUDI).await, 0, "{id}");
    }
    let proven = letter(house, Some(named), OTHER, (AGENT, "f3"), copy);
    assert_eq!(intake::receive(&house.app, &proven).await.expect("taken in").code(), "new");
    assert_eq!(house.number(BUDI).await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM mail_mark WHERE trust = 'proven'").await, 0);

    // The room of the mailbox says where nobody checks, and the audit who named whom.
    let path = |id: i64| format!("/admin/channels/mailboxes/{id}");
    let unchecked = "Tidak ada yang memeriksa apakah pengirim benar orangnya";
    assert!(admin.get(&path(bare)).await.text.contains(unchecked));
    let page = admin.get(&path(named)).await.text;
    assert!(page.contains(OTHER) && !page.contains(unchecked), "{page}");
    let changed = with(&[("imap_password", ""), ("checked_by", " mx.air.test ")]);
    assert_eq!(admin.post(&path(bare), &changed).await.status, 200);
    assert_eq!(trust(house, Some(bare), "mx.air.test"), Trust::Proven);
    let audit = admin.get(&format!("/admin/audit?about=mailbox:{bare}")).await.text;
    assert!(audit.contains("Pemeriksa pengirim") && audit.contains("mx.air.test"), "{audit}");
    house.forget_jobs().await;
});

story!(what_waited_is_judged_by_the_server_that_brought_it, by_the_main_server, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    let mailbox = MailboxId(set_up(house, &admin, &with(&[("checked_by", OTHER)])).await);
    let arrival = Arrival { mailbox: Some(mailbox), is_junk: false };
    damage(house, "ALTER TABLE job RENAME TO job_away").await;
    for (id, server) in [("own", MAIN), ("foreign", OTHER)] {
        for n in 1..=3 {
            let raw = format!(
                "Authentication-Results: {server}; dmarc=pass header.from=warga.test\r\nFrom: <siti@warga.test>\r\n\
                 To: air@kota.test\r\nSubject: {id}\r\nMessage-ID: <{id}@warga.test>\r\n\
                 Date: Mon, 23 Nov 2026 08:00:00 +0700\r\n\r\nAir mati.\r\n"
            );
            let received =
                intake::handed_over(&house.app, raw.into_bytes(), arrival).expect("no test's letter");
            assert_eq!(intake::receive(&house.app, &received).await.is_ok(), n == 3);
        }
    }
    damage(house, "ALTER TABLE job_away RENAME TO job").await;
    replay_both(house, &admin).await;
    let proven = "SELECT COUNT(*) AS n FROM mail_mark k JOIN message m ON m.id = k.message_id
        WHERE k.trust = 'proven' AND m.subject = ";
    let of =
        async |subject: &str| house.number(Box::leak(format!("{proven} '{subject}'").into_boxed_str())).await;
    assert_eq!((of("own").await, of("foreign").await), (1, 0));
    house.forget_jobs().await;
});

story!(what_was_withheld_and_waited_still_says_where_it_lies, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    damage(house, "ALTER TABLE ticket_event RENAME TO event_away").await;
    let head = "From: <siti@warga.test>\r\nTo: hotline@kota.test\r\nSubject: Air mati\r\n\
        Message-ID: <head@warga.test>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\n\r\n";
    for raw in [head, ""] {
        let place = format!("hotline@kota.test, folder INBOX, UID {}", raw.len());
        for n in 1..=3 {
            let raw = raw.as_bytes().to_vec();
            let received = intake::withheld(&house.app, raw, Arrival::default(), &place, &place);
            let received = received.expect("no test's letter");
            assert_eq!(intake::receive(&house.app, &received).await.is_ok(), n == 3);
        }
    }
    damage(house, "ALTER TABLE event_away RENAME TO ticket_event").await;
    replay_both(house, &admin).await;
    let said = "SELECT COUNT(*) AS n FROM message WHERE direction = 'note' AND body LIKE '%could be kept%folder INBOX, UID%'";
    assert_eq!(house.number(said).await, 2);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 2);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM reject WHERE state = 'waiting'").await, 0);
    house.forget_jobs().await;
});

/// The two that wait in the list of what was not taken in.
async fn replay_both(house: &House, admin: &Visitor) {
    let waiting = house.app.db.read(async |tx| intake::rejected(tx, None, 10).await).await.expect("the list");
    assert_eq!(waiting.len(), 2);
    for one in waiting {
        let again = admin.post(&format!("/admin/rejects/{}/replay", one.id), &[]).await;
        assert_eq!(again.status, 200, "{}", again.text);
    }
}

async fn damage(house: &House, sql: &'static str) {
    match house.app.db.engine() {
        sahut::db::Engine::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
        sahut::db::Engine::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
    }
    .expect("a statement");
}
