//! Mailboxes through a real Postfix and Dovecot. Left out, and saying so, without them.

use channels::email::{Mailbox, Smtp, SmtpConfig};
use channels::{Identity, Outage};
use sahut::config::Config;
use sahut::ids::TicketId;
use sahut::{auth, outbox};
use url::Url;

use super::{listening, with};
use crate::email::{Citizen, MAILBOX, deliver_to, given, imap};
use crate::story;
use crate::support::city::{self, ADMINISTRATOR};
use crate::support::house::Visitor;
use crate::support::{House, until};

/// Only the authority of the lab's servers: the mailboxes come from the room.
fn lab(config: &mut Config) {
    config.mail_ca_file = given("SAHUT_TEST_MAIL_CA").map(Into::into);
}

/// Host and port of a server in the lab.
fn server(variable: &str) -> Option<(String, String)> {
    let url = Url::parse(&given(variable)?).ok()?;
    Some((url.host_str()?.to_owned(), url.port()?.to_string()))
}

/// Keeps a mailbox of the lab; gives its id.
async fn keep(house: &House, admin: &Visitor, address: &str, changes: &[(&str, &str)]) -> i64 {
    let (imap_host, imap_port) = server("SAHUT_TEST_IMAP").expect("a server");
    let (smtp_host, smtp_port) = server("SAHUT_TEST_SMTP").expect("a server");
    let mut all = vec![
        ("line_name", address),
        ("line_address", address),
        ("imap_host", &imap_host),
        ("imap_port", &imap_port),
        ("imap_user", address),
        ("imap_password", "rahasia"),
        ("smtp_host", &smtp_host),
        ("smtp_port", &smtp_port),
    ];
    all.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    all.extend_from_slice(changes);
    let kept = admin.post("/admin/channels/mailboxes/new", &with(&all)).await;
    assert_eq!(kept.status, 200, "{}", kept.text);
    house.number("SELECT MAX(id) AS n FROM mailbox").await
}

async fn switch_on(admin: &Visitor, id: i64) {
    let on = admin.post(&format!("/admin/channels/mailboxes/{id}/active"), &[("active", "1")]).await;
    assert_eq!(on.status, 200, "{}", on.text);
}

/// A letter of a citizen to one of our addresses; gives its Message-ID.
async fn write(citizen: &Citizen, to: &[&str], subject: &str) -> String {
    let id = format!("{}@warga.test", &sahut::secret::random_token()[..20]);
    let letter = format!(
        "From: Siti Aminah <{}>\r\nTo: {}\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n\
         Date: Mon, 23 Nov 2026 08:00:00 +0700\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n\
         Mohon segera ditindak.\r\n",
        citizen.address,
        to.join(", ")
    );
    for address in to {
        deliver_to(&citizen.address, address, letter.as_bytes()).await;
    }
    id
}

/// Listens, and lets every reader find where its mailbox ends before anything is written.
async fn reading(house: &House, folders: i64, story: impl AsyncFnOnce()) {
    listening(&house.app, async || {
        let begun = async || house.number("SELECT COUNT(*) AS n FROM mail_cursor").await == folders;
        until("every folder is read", begun).await;
        story().await;
    })
    .await;
}

fn is_left_out() -> bool {
    let missing = server("SAHUT_TEST_IMAP").is_none() || server("SAHUT_TEST_SMTP").is_none();
    if missing {
        eprintln!("left out: SAHUT_TEST_IMAP and SAHUT_TEST_SMTP are not set (tests/run sets them)");
    }
    missing
}

const HOTLINE: &str = "hotline@kota.test";
const SECOND: &str = "warga2@kota.test";

story!(a_mailbox_is_set_up_tested_and_answered_from, lab, async |house: &House| {
    if is_left_out() {
        return;
    }
    let _alone = MAILBOX.lock().await;
    let admin = house.staff(ADMINISTRATOR).await;
    let pdam = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await.to_string();
    let changes = [
        ("imap_password", "salah"),
        ("line_agency", pdam.as_str()),
        ("line_sender", "Air Bersih"),
        ("has_plus", "yes"),
        ("signature_id", "Salam,\r\nTim Air"),
    ];
    let id = keep(house, &admin, HOTLINE, &changes).await;
    let test = format!("/admin/channels/mailboxes/{id}/test");

    // A wrong password says so, and what to do.
    let begun = admin.post(&test, &[]).await;
    assert!(begun.text.contains("Sedang diuji"), "{}", begun.text);
    house.work().await;
    let page = admin.get(&test).await.text;
    assert!(page.contains("Server menolak masuk") && page.contains("Uji ini berhenti"), "{page}");
    assert!(page.contains("Belum dicoba") && !page.contains("Menunggu"), "nothing is to come: {page}");

    let (imap_host, imap_port) = server("SAHUT_TEST_IMAP").expect("a server");
    let (smtp_host, smtp_port) = server("SAHUT_TEST_SMTP").expect("a server");
    let right = with(&[
        ("line_name", HOTLINE),
        ("line_address", HOTLINE),
        ("imap_host", &imap_host),
        ("imap_port", &imap_port),
        ("imap_user", HOTLINE),
        ("imap_password", "rahasia"),
        ("smtp_host", &smtp_host),
        ("smtp_port", &smtp_port),
        ("line_agency", pdam.as_str()),
        ("line_sender", "Air Bersih"),
        ("has_plus", "yes"),
        ("signature_id", "Salam,\r\nTim Air"),
    ]);
    let mended = admin.post(&format!("/admin/channels/mailboxes/{id}"), &right).await;
    assert_eq!(mended.status, 200, "{}", mended.text);
    admin.post(&test, &[]).await;
    house.work().await;
    let page = admin.get(&test).await.text;
    assert!(page.contains("Semua langkah berhasil"), "{page}");
    let folders = admin.post(&format!("/admin/channels/mailboxes/{id}/folders"), &[]).await.text;
    assert!(folders.contains("<code>INBOX</code>"), "{folders}");

    // A dry run shows what would become of a letter, and nothing becomes of it.
    let mut siti = Citizen::new();
    let before = write(&siti, &[HOTLINE], "Air keruh sekali").await;
    until("the letter lies there", async || {
        let mut mailbox = Mailbox::open(&imap("SAHUT_TEST_IMAP")).await.expect("a mailbox");
        let found = mailbox.find(&before).await.expect("an answer");
        mailbox.close().await;
        !found.is_empty()
    })
    .await;
    let look = admin.post(&format!("/admin/channels/mailboxes/{id}/look"), &[]).await.text;
    assert!(look.contains("Air keruh sekali") && look.contains("Laporan baru"), "{look}");
    assert!(!look.contains("Uji Sahut"), "our own test is nobody's matter");
    for table in ["ticket", "message", "inbox", "conversation", "job"] {
        let sql: &'static str = Box::leak(format!("SELECT COUNT(*) AS n FROM {table}").into_boxed_str());
        assert_eq!(house.number(sql).await, 0, "{table}");
    }

    switch_on(&admin, id).await;
    reading(house, 1, async || {
        write(&siti, &[HOTLINE], "Keran mati").await;
        until("a ticket is there", async || house.number("SELECT COUNT(*) AS n FROM ticket").await >= 1).await;
        house.work().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1, "old letters stay where they are");
        let sql = "SELECT COUNT(*) AS n FROM ticket t JOIN agency a ON a.id = t.agency_id WHERE a.code = 'pdam'";
        assert_eq!(house.number(sql).await, 1, "the mailbox's agency has it");
        let told = siti.read().await;
        assert_eq!(told.from, Identity::Email(HOTLINE.into()));
        assert_eq!(told.from_name.as_deref(), Some("Air Bersih"));
        assert!(told.text.contains("Tim Air"), "{}", told.text);
        let mail = told.mail.expect("a letter");
        let answers_go_to = mail.reply_to.expect("an address for answers");
        assert!(answers_go_to.starts_with("hotline+c"), "{answers_go_to}");

        // An answer that lost every reference finds its ticket by the address alone; a stranger's does not.
        let letter = |from: &str, id: &str| {
            format!(
                "From: <{from}>\r\nTo: <{answers_go_to}>\r\nSubject: Tambahan\r\nMessage-ID: <{id}@warga.test>\r\n\
                 Date: Mon, 23 Nov 2026 09:00:00 +0700\r\n\r\nMasih mati.\r\n"
            )
        };
        let id = &sahut::secret::random_token()[..20];
        deliver_to(&siti.address, &answers_go_to, letter(&siti.address, id).as_bytes()).await;
        until("it is in", async || house.number("SELECT COUNT(*) AS n FROM inbox").await == 2).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
        let id = &sahut::secret::random_token()[..20];
        deliver_to("lain@warga.test", &answers_go_to, letter("lain@warga.test", id).as_bytes()).await;
        until("it is in", async || house.number("SELECT COUNT(*) AS n FROM inbox").await == 3).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 2, "a stranger's is a new matter");
        house.forget_jobs().await;
    })
    .await;
});

story!(a_letter_to_two_mailboxes_is_one_ticket, lab, async |house: &House| {
    if is_left_out() {
        return;
    }
    let _alone = MAILBOX.lock().await;
    let admin = house.staff(ADMINISTRATOR).await;
    for address in [HOTLINE, SECOND] {
        let id = keep(house, &admin, address, &[]).await;
        switch_on(&admin, id).await;
    }
    reading(house, 2, async || {
        let mut siti = Citizen::new();
        write(&siti, &[SECOND, HOTLINE], "Banjir di Melati").await;
        let both = async || house.number("SELECT COUNT(*) AS n FROM arrival").await == 2;
        until("it came by both", both).await;
        house.work().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'in'").await, 1);
        siti.read().await;
        let ticket = house.number("SELECT id AS n FROM ticket").await;
        let page = admin.get(&format!("/desk/{ticket}")).await.text;
        assert!(page.contains("Datang lewat") && page.contains(SECOND) && page.contains(HOTLINE), "{page}");

        // What came in by the second only is answered from it.
        let mut budi = Citizen::new();
        write(&budi, &[SECOND], "Pohon tumbang").await;
        until("it is in", async || house.number("SELECT COUNT(*) AS n FROM ticket").await == 2).await;
        house.work().await;
        assert_eq!(budi.read().await.from, Identity::Email(SECOND.into()));
        let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
        house
            .app
            .db
            .write(async |tx| {
                let by = auth::by_email(tx, city::AGENT).await?.expect("an agent").id;
                outbox::reply(tx, &house.app.zone, TicketId(ticket), by, "Tim berangkat.", &[]).await
            })
            .await
            .expect("a reply");
        house.work().await;
        let reply = budi.read().await;
        assert_eq!(reply.from, Identity::Email(SECOND.into()));
        assert!(reply.text.contains("Tim berangkat."));
    })
    .await;
});

story!(a_real_report_comes_to_the_address_on_the_envelope, lab, async |house: &House| {
    if is_left_out() {
        return;
    }
    let _alone = MAILBOX.lock().await;
    let admin = house.staff(ADMINISTRATOR).await;
    let id = keep(house, &admin, HOTLINE, &[("has_plus", "yes")]).await;
    switch_on(&admin, id).await;
    reading(house, 1, async || {
        let token = &sahut::secret::random_token()[..12];
        let gone = Citizen { address: format!("hilang-{token}@kota.test"), ..Citizen::new() };
        write(&gone, &[HOTLINE], "Air keruh").await;
        until("a ticket is there", async || house.number("SELECT COUNT(*) AS n FROM ticket").await == 1)
            .await;
        // The acknowledgement comes back to nobody.
        house.work().await;
        let ticket = house.number("SELECT id AS n FROM ticket").await;
        house
            .app
            .db
            .write(async |tx| {
                let by = auth::by_email(tx, city::AGENT).await?.expect("an agent").id;
                outbox::reply(tx, &house.app.zone, TicketId(ticket), by, "Tim berangkat.", &[]).await
            })
            .await
            .expect("a reply");
        house.work().await;
        let failed = async || {
            house
                .number("SELECT COUNT(*) AS n FROM message WHERE state = 'failed' AND NOT is_automatic")
                .await
                == 1
        };
        until("the report is in", failed).await;
        house.work().await;
        let page = admin.get(&format!("/desk/{ticket}")).await.text;
        assert!(page.contains(&format!("Surat ke {} tidak sampai sejak", gone.address)), "{page}");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 2, "one letter, one report");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    })
    .await;
});

// Whose house does not know the authority of the lab's servers.
story!(a_server_that_does_not_prove_who_it_is_is_told_nothing, async |house: &House| {
    if is_left_out() {
        return;
    }
    let admin = house.staff(ADMINISTRATOR).await;
    let id = keep(house, &admin, HOTLINE, &[]).await;
    let test = format!("/admin/channels/mailboxes/{id}/test");
    admin.post(&test, &[]).await;
    house.work().await;
    let page = admin.get(&test).await.text;
    assert!(page.contains("Sertifikat server tidak dipercaya") && page.contains("mail_ca_file"), "{page}");
    let looked = admin.post(&format!("/admin/channels/mailboxes/{id}/look"), &[]).await.text;
    assert!(looked.contains("Sertifikat server tidak dipercaya"), "{looked}");

    // And nothing leaves by the other one: what waits there says why.
    let smtp = given("SAHUT_TEST_SMTP").expect("a server");
    let smtp =
        Smtp::connect(&SmtpConfig { url: smtp.replace("127.0.0.1", "localhost").into(), ca_file: None });
    let unready = smtp.unwrap().check().await.unwrap_err();
    assert_eq!(unready.about, Outage::Certificate, "{unready}");
});
