//! A letter that the server does not give out holds up no other: what came before it is taken in at once, it is tried
//! again by itself, and in the end it is a ticket that says where a person finds it.

use std::time::Duration;

use super::giver::{Giver, Gives, Lies};
use super::{listening, set_up, with};
use crate::story;
use crate::support::city::ADMINISTRATOR;
use crate::support::house::Visitor;
use crate::support::{House, until};

const TICKETS: &str = "SELECT COUNT(*) AS n FROM ticket";

fn lies(folder: &'static str, uid: u32, gives: Gives) -> Lies {
    Lies { folder, uid, gives }
}

/// A mailbox there; its path.
async fn mailbox(house: &House, admin: &Visitor, giver: &Giver, changes: &[(&str, &str)]) -> String {
    let port = giver.port.to_string();
    let there = [
        ("imap_host", "127.0.0.1"),
        ("imap_port", port.as_str()),
        ("imap_security", "none"),
        ("takes_old", "yes"),
    ];
    let id = set_up(house, admin, &with(&[there.as_slice(), changes].concat())).await;
    format!("/admin/channels/mailboxes/{id}")
}

/// Five tries need up to half a minute.
async fn in_the_end(house: &House, n: i64) {
    for _ in 0..1_800 {
        if house.number(TICKETS).await == n {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited in vain for {n} tickets, there are {}", house.number(TICKETS).await);
}

story!(a_letter_that_is_not_given_out_holds_up_no_other, async |house: &House| {
    let giver = Giver::start(vec![
        lies("INBOX", 1, Gives::All),
        lies("INBOX", 2, Gives::Header),
        lies("INBOX", 3, Gives::All),
        lies("Laporan", 1, Gives::All),
        lies("Laporan", 2, Gives::HangsUp),
        lies("Laporan", 3, Gives::All),
    ])
    .await;
    let admin = house.staff(ADMINISTRATOR).await;
    let path = mailbox(house, &admin, &giver, &[("folders", "INBOX, Laporan")]).await;
    assert_eq!(admin.post(&format!("{path}/active"), &[("active", "1")]).await.status, 200);
    listening(&house.app, async || {
        until("what came before is in", async || house.number(TICKETS).await == 2).await;
        in_the_end(house, 6).await;
        let read = "SELECT COUNT(*) AS n FROM mail_cursor WHERE uid_validity = 7 AND last_uid = 3";
        until("it goes on behind it", async || house.number(read).await == 2).await;
    })
    .await;

    // Each was tried five times; the others were not brought for nothing.
    for folder in ["INBOX", "Laporan"] {
        let alone = giver.asked(&format!("{folder}: UID FETCH 2 (UID BODY.PEEK[])"));
        assert!(alone >= 4, "{folder}: {alone}");
        let together = giver.asked(&format!("{folder}: UID FETCH 2,3 (UID BODY.PEEK[])"));
        assert!(together <= 1, "{folder}: {together}");
        assert_eq!(giver.asked(&format!("{folder}: UID STORE 2 ")), 0, "a person finds it unread");
    }
    // Its header names whose it is; of the other nothing is known but where it lies.
    let notes = async |text: &str| {
        let sql =
            format!("SELECT COUNT(*) AS n FROM message WHERE direction = 'note' AND body LIKE '%{text}%'");
        house.number(Box::leak(sql.into_boxed_str())).await
    };
    assert_eq!(notes("only its header could be kept%air@kota.test, folder INBOX, UID 2.").await, 1);
    assert_eq!(notes("nothing of it could be kept%air@kota.test, folder Laporan, UID 2.").await, 1);
    let headed = "SELECT COUNT(*) AS n FROM ticket WHERE subject = 'Surat INBOX 2'";
    assert_eq!(house.number(headed).await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM reject").await, 0);
    // Whoever wrote the one of which nothing is known is told nothing.
    let unsent = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out'";
    assert_eq!(house.number(unsent).await, 5);
    house.forget_jobs().await;
});

story!(what_could_not_be_had_while_the_server_gave_nothing_is_had_whole, async |house: &House| {
    let giver = Giver::start(vec![lies("INBOX", 1, Gives::All), lies("INBOX", 2, Gives::All)]).await;
    giver.be_away(true);
    let admin = house.staff(ADMINISTRATOR).await;
    let path = mailbox(house, &admin, &giver, &[]).await;
    assert_eq!(admin.post(&format!("{path}/active"), &[("active", "1")]).await.status, 200);
    listening(&house.app, async || {
        for _ in 0..1_800 {
            // Tried often enough, and the other was tried, too: it is not this letter's fault.
            if giver.asked("INBOX: UID FETCH 2 (UID BODY.PEEK[])") > 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(giver.asked("INBOX: UID FETCH 2 (UID BODY.PEEK[])") > 1, "tried again");
        assert_eq!(house.number(TICKETS).await, 0);
        giver.be_away(false);
        in_the_end(house, 2).await;
    })
    .await;
    let whole =
        "SELECT COUNT(*) AS n FROM message WHERE direction = 'in' AND body LIKE 'Air mati sejak pagi%'";
    assert_eq!(house.number(whole).await, 2);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'note'").await, 0);
    house.forget_jobs().await;
});

story!(a_dry_run_goes_over_all_folders_and_every_letter, async |house: &House| {
    let giver = Giver::start(vec![
        lies("INBOX", 1, Gives::All),
        lies("INBOX", 2, Gives::Header),
        lies("INBOX", 3, Gives::HangsUp),
        lies("INBOX", 4, Gives::All),
        lies("Laporan", 1, Gives::All),
        lies("Sampah", 1, Gives::All),
    ])
    .await;
    let admin = house.staff(ADMINISTRATOR).await;
    let folders = [("folders", "INBOX, Laporan"), ("junk_folder", "Sampah")];
    let path = mailbox(house, &admin, &giver, &folders).await;
    let look = admin.post(&format!("{path}/look"), &[]).await;
    assert_eq!(look.status, 200);
    let page = look.text;
    for subject in ["Surat INBOX 1", "Surat INBOX 4", "Surat Laporan 1", "Surat Sampah 1"] {
        assert!(page.contains(subject), "{subject}: {page}");
    }
    assert_eq!(page.matches("Tidak dapat ditampilkan").count(), 2, "{page}");
    assert!(page.contains("UID 2") && page.contains("UID 3"), "{page}");
    let junk = page.split("<section").find(|part| part.contains("Surat Sampah 1")).expect("a folder");
    assert!(junk.contains("surel sampah") && page.matches("surel sampah").count() == 1, "{page}");
    assert_eq!(house.number(TICKETS).await, 0);
});
