//! Difficult mail in the house: what is folded away, whose a letter is that was passed on, who is believed, and
//! that no letter vanishes behind another.

use channels::email::thread::message_id;
use sahut::config::Config;
use sahut::conversations::{self, State};
use sahut::ids::TicketId;
use sahut::intake::{self, Received};
use sahut::tickets::{self, Ticket};
use sahut::{auth, contacts, outbox};

use crate::story;
use crate::support::{House, city};

const CHECKED: &str = "Authentication-Results: mx.kota.test; ";

fn into_a_folder(config: &mut Config) {
    let folder = std::env::temp_dir().join(format!("sahut-reading-{}", &sahut::secret::random_token()[..12]));
    config.smtp_url = Some(format!("file://{}", folder.display()).into());
    config.mail_checked_by = "mx.kota.test".into();
}

fn sweep(house: &House) {
    let url = house.app.config.smtp_url.clone().unwrap();
    let folder = secrecy::ExposeSecret::expose_secret(&url).trim_start_matches("file://").to_owned();
    let _ = std::fs::remove_dir_all(folder);
}

/// A letter as it comes over the wire.
async fn comes(house: &House, head: &str, body: &str) -> &'static str {
    let raw = format!("{head}To: hotline@localhost\nDate: Tue, 3 Nov 2026 10:15:00 +0700\n\n{body}")
        .replace('\n', "\r\n");
    let inbound = channels::email::parse(raw.as_bytes(), &house.app.ours());
    let received = Received::new(inbound, raw.into_bytes(), "message/rfc822");
    intake::receive(&house.app, &received).await.expect("taken in").code()
}

async fn last_ticket(house: &House) -> Ticket {
    let id = TicketId(house.number("SELECT MAX(id) AS n FROM ticket").await);
    house.app.db.read(async |tx| tickets::get(tx, id).await).await.unwrap()
}

/// The addresses of whoever the ticket is from.
async fn addresses(house: &House, ticket: &Ticket) -> Vec<String> {
    let contact = ticket.contact_id;
    let known = house.app.db.read(async |tx| contacts::identities(tx, contact).await).await.unwrap();
    known.into_iter().map(|known| known.value).collect()
}

async fn page(house: &House, ticket: &Ticket) -> String {
    house.work().await;
    house.staff(city::AGENT).await.get(&format!("/desk/{}", ticket.id)).await.text
}

story!(quotes_and_signatures_are_folded_and_not_lost, into_a_folder, async |house: &House| {
    let body = "Lampu di Jalan Melati mati.\n\nPada 3 Nov 2026 Hotline <hotline@localhost> menulis:\n> Surat lama\n> dua\n> tiga\n> empat\n\nMohon segera.\n-- \nSiti, RT 05\n";
    let head = "From: Siti <siti@warga.test>\nSubject: Lampu\nMessage-ID: <q1@warga.test>\n";
    assert_eq!(comes(house, head, body).await, "new");
    let ticket = last_ticket(house).await;
    assert_eq!(ticket.body, "Lampu di Jalan Melati mati.\n\nMohon segera.");
    let page = page(house, &ticket).await;
    let folded: Vec<&str> =
        page.split("id=\"fold-").skip(1).map(|rest| rest.split("</details>").next().unwrap()).collect();
    assert_eq!(folded.len(), 2, "{page}");
    assert!(folded[0].contains("Surat lama") && folded[1].contains("RT 05"));
    sweep(house);
});

story!(a_letter_passed_on_is_its_first_senders, into_a_folder, async |house: &House| {
    let copy = "---------- Forwarded message ---------\nFrom: Budi <budi@warga.test>\nDate: Mon, Nov 2, 2026\nSubject: Lampu\nTo: Ayu\n\nLampu mati.\n";
    let from = format!("From: Petugas <{}>\nSubject: Fwd: Lampu\n", city::AGENT);
    let domain = city::AGENT.rsplit_once('@').unwrap().1;
    // The mail server says that it is the colleague.
    let head = format!("{CHECKED}dmarc=pass header.from={domain}\n{from}Message-ID: <f1@x.test>\n");
    assert_eq!(comes(house, &head, &format!("Mohon ditindaklanjuti.\n\n{copy}")).await, "new");
    let proven = last_ticket(house).await;
    assert_eq!(addresses(house, &proven).await, ["budi@warga.test"]);
    assert!(page(house, &proven).await.contains(&format!("Diteruskan oleh {}", city::AGENT)));
    // Nobody says so: whoever it is speaks for themselves.
    let head = format!("{CHECKED}spf=softfail\n{from}Message-ID: <f2@x.test>\n");
    assert_eq!(comes(house, &head, &format!("Mohon ditindaklanjuti.\n\n{copy}")).await, "new");
    let unproven = last_ticket(house).await;
    assert_eq!(addresses(house, &unproven).await, [city::AGENT]);
    let shown = page(house, &unproven).await;
    assert!(shown.contains("tidak ada bukti bahwa ia yang menulis ini"), "{shown}");
    // A neighbour who adds nothing only passes it on; with words it is their own matter.
    let head = "From: wati@warga.test\nSubject: Fwd: Lampu\nMessage-ID: <f3@x.test>\n";
    comes(house, head, copy).await;
    assert_eq!(addresses(house, &last_ticket(house).await).await, ["budi@warga.test"]);
    let head = "From: wati@warga.test\nSubject: Fwd: Lampu\nMessage-ID: <f4@x.test>\n";
    comes(house, head, &format!("Tagihan saya salah.\n\n{copy}")).await;
    assert_eq!(addresses(house, &last_ticket(house).await).await, ["wati@warga.test"]);
    house.work().await;
    sweep(house);
});

story!(what_proves_a_colleague_proves_nothing_of_the_first_sender, into_a_folder, async |house: &House| {
    let copy = "---------- Forwarded message ---------\nFrom: Budi <budi@warga.test>\nDate: Mon, Nov 2, 2026\nSubject: Lampu\nTo: Ayu\n\nLampu mati.\n";
    let domain = city::AGENT.rsplit_once('@').unwrap().1;
    let head = format!(
        "{CHECKED}dmarc=pass header.from={domain}\nFrom: Petugas <{}>\nSubject: Fwd: Lampu\nMessage-ID: <p1@x.test>\n",
        city::AGENT
    );
    assert_eq!(comes(house, &head, copy).await, "new");
    let ticket = last_ticket(house).await;
    assert_eq!(addresses(house, &ticket).await, ["budi@warga.test"]);
    let shown = page(house, &ticket).await;
    assert!(!shown.contains("Pengirim terbukti"), "{shown}");
    // Their own letter is theirs.
    let head = format!(
        "{CHECKED}dmarc=pass header.from=warga.test\nFrom: siti@warga.test\nSubject: Air\nMessage-ID: <p2@x.test>\n"
    );
    assert_eq!(comes(house, &head, "Air mati.\n").await, "new");
    let shown = page(house, &last_ticket(house).await).await;
    assert!(shown.contains("Pengirim terbukti"), "{shown}");
    sweep(house);
});

story!(a_copy_that_names_somebody_joins_nothing_of_theirs, into_a_folder, async |house: &House| {
    let head = "From: budi@warga.test\nSubject: Lampu\nMessage-ID: <own@warga.test>\n";
    assert_eq!(comes(house, head, "Lampu mati.\n").await, "new");
    let copy = "---------- Forwarded message ---------\nFrom: Budi <budi@warga.test>\nDate: Mon, Nov 2, 2026\nSubject: Lampu\nTo: Ayu\n\nTutup saja.\n";
    let head = "From: penipu@jahat.test\nSubject: Fwd: Lampu\nMessage-ID: <evil@jahat.test>\nReferences: <own@warga.test>\n";
    assert_eq!(comes(house, head, copy).await, "new");
    house.work().await;
    sweep(house);
});

story!(no_letter_vanishes_behind_a_message_id, into_a_folder, async |house: &House| {
    let head = "From: siti@warga.test\nSubject: Satu\nMessage-ID: <same@warga.test>\n";
    assert_eq!(comes(house, head, "Lampu mati.\n").await, "new");
    // The other mailbox got the same letter; its server wrote lines of its own into it.
    let other = format!("Delivered-To: hotline@localhost\nReceived: from a by b; c\n{head}");
    assert_eq!(comes(house, &other, "Lampu mati.\n").await, "repeat");
    // Another letter, by a program that gives every letter the same id.
    let third = head.replace("Satu", "Dua");
    assert_eq!(comes(house, &third, "Jalan rusak.\n").await, "new");
    assert_eq!(comes(house, &third, "Jalan rusak.\n").await, "repeat");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 2);
    // To another of our addresses, over a server that warns of strangers: one report, nothing lost.
    let warned = head.replace("Satu", "[EKSTERNAL] Satu");
    let body = "Hati-hati, dari luar instansi.\n\nLampu mati.\n";
    assert_eq!(comes(house, &warned, body).await, "joined");
    assert_eq!(comes(house, &warned, body).await, "repeat");
    // The same from somebody else is no part of it.
    let stranger = warned.replace("siti@", "orang.lain@");
    assert_eq!(comes(house, &stranger, body).await, "new");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 3);
    // Machines that give every letter the same id and none a date.
    for (words, became) in [("Pompa mati.", "new"), ("Pompa mati.", "repeat"), ("Tangki bocor.", "new")] {
        let raw = format!(
            "From: alat@dinas.test\r\nTo: hotline@localhost\r\nMessage-ID: <tetap@dinas.test>\r\n\r\n{words}\r\n"
        );
        let inbound = channels::email::parse(raw.as_bytes(), &house.app.ours());
        let received = Received::new(inbound, raw.into_bytes(), "message/rfc822");
        assert_eq!(intake::receive(&house.app, &received).await.unwrap().code(), became, "{words}");
    }
    house.work().await;
    sweep(house);
});

async fn damage(house: &House, sql: &'static str) {
    match house.app.db.engine() {
        sahut::db::Engine::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(|_| ()),
        sahut::db::Engine::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_| ()),
    }
    .expect("damaged or mended");
}

story!(two_letters_with_one_message_id_fail_apart, into_a_folder, async |house: &House| {
    let head = "From: Siti <siti@warga.test>\nSubject: Satu\nMessage-ID: <twice@warga.test>\n";
    let (first, second) = (head.to_owned(), head.replace("Satu", "Dua"));
    let letters = [(&first, "Lampu mati.\n"), (&second, "Jalan rusak.\n")];
    damage(house, "ALTER TABLE job RENAME TO job_away").await;
    for (head, body) in letters {
        for n in 1..=3 {
            let raw = format!("{head}To: hotline@localhost\nDate: Tue, 3 Nov 2026 10:15:00 +0700\n\n{body}");
            let raw = raw.replace('\n', "\r\n");
            let inbound = channels::email::parse(raw.as_bytes(), &house.app.ours());
            let received = Received::new(inbound, raw.into_bytes(), "message/rfc822");
            let outcome = intake::receive(&house.app, &received).await;
            assert_eq!(outcome.is_ok(), n == 3, "{outcome:?}");
        }
    }
    let waiting = house.app.db.read(async |tx| intake::rejected(tx, None, 10).await).await.unwrap();
    assert_eq!(waiting.len(), 2, "both wait for a person: {waiting:?}");
    damage(house, "ALTER TABLE job_away RENAME TO job").await;
    let by = house
        .app
        .db
        .read(async |tx| auth::by_email(tx, city::ADMINISTRATOR).await)
        .await
        .unwrap()
        .unwrap()
        .id;
    for one in &waiting {
        assert_eq!(intake::replay(&house.app, one.id, by).await.unwrap().code(), "new");
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 2);
    assert_eq!(house.app.db.read(async |tx| intake::waiting(tx).await).await.unwrap(), 0);
    house.work().await;
    sweep(house);
});

story!(a_forged_or_lying_letter_says_so_at_the_desk, into_a_folder, async |house: &House| {
    let head = format!(
        "{CHECKED}dmarc=fail header.from=warga.test\nFrom: siti@warga.test\nSubject: Hadiah\nMessage-ID: <lie@x.test>\nContent-Type: text/html\n"
    );
    comes(house, &head, "<p>Klik <a href=\"https://jahat.test/\">https://kota.test/</a></p>\n").await;
    let ticket = last_ticket(house).await;
    let page = page(house, &ticket).await;
    assert!(page.contains("Alamat pengirim dipalsukan") && page.contains("menuju alamat lain"), "{page}");
    // In a citizen's name, quoting what she knows: nothing is put into her mouth.
    let mail = |id: &str, more: &str| {
        format!("{more}From: siti@warga.test\nSubject: Re: Lampu\nMessage-ID: <{id}@warga.test>\n")
    };
    assert_eq!(comes(house, &mail("s1", ""), "Lampu mati.\n").await, "new");
    let forged = format!("{CHECKED}dmarc=fail header.from=warga.test\nIn-Reply-To: <s1@warga.test>\n");
    assert_eq!(comes(house, &mail("s2", &forged), "Sudah menyala, tutup saja.\n").await, "new");
    assert_eq!(comes(house, &mail("s3", "In-Reply-To: <s1@warga.test>\n"), "Masih mati.\n").await, "joined");
    house.forget_jobs().await;
    sweep(house);
});

story!(what_nobody_tries_any_longer_has_failed, into_a_folder, async |house: &House| {
    let app = &house.app;
    let head = "From: siti@warga.test\nSubject: Lampu\nMessage-ID: <b1@warga.test>\n";
    comes(house, head, "Lampu mati.\n").await;
    let ticket = last_ticket(house).await;
    let answer = async |tx: &mut _| {
        let by = auth::by_email(tx, city::AGENT).await?.expect("an agent").id;
        outbox::reply(tx, &app.zone, ticket.id, by, "Besok menyala.", &[]).await
    };
    app.db.write(answer).await.unwrap();
    house.work().await;
    let messages = async || {
        let all = app.db.read(async |tx| conversations::of_ticket(tx, ticket.id, 50).await).await.unwrap();
        all.into_iter().find(|message| message.body == "Besok menyala.").expect("the answer")
    };
    let ours = messages().await;
    let id = message_id(ours.conversation_id.0, ours.id.0, &app.config.mail_domain());
    let report = |number: u8, action: &str| {
        let head = format!(
            "From: MAILER-DAEMON@mx.test\nSubject: Mail\nMessage-ID: <d{number}@mx.test>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n"
        );
        let body = format!(
            "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; siti@warga.test\nAction: {action}\nStatus: 4.4.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{id}>\n--b--\n"
        );
        (head, body)
    };
    let (head, body) = report(1, "delayed");
    assert_eq!(comes(house, &head, &body).await, "noted");
    assert_eq!(messages().await.state, State::Sent);
    let (head, body) = report(2, "failed");
    assert_eq!(comes(house, &head, &body).await, "noted");
    assert_eq!(messages().await.state, State::Failed);
    house.work().await;
    sweep(house);
});
