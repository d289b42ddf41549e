//! Old mail comes in: as history with its own dates, answered by nobody, doubled by no second run.

use std::fmt::Write as _;
use std::time::Duration;

use sahut::clock::{Clock, DAY};
use sahut::db::Db;
use sahut::db::select::Select;
use sahut::intake::past::{self, Become, Old};
use sahut::intake::{self, Outcome, Received};
use sahut::tickets::{self, Status};

use crate::story;
use crate::support::process::Place;
use crate::support::{Engine, House, city};

/// 2 November 2016, 10:15 in Jakarta.
const THEN: i64 = 1_478_056_500_000;

const INBOX: &str = "\
From siti@warga.test Wed Nov  2 03:15:00 2016
From: Siti Aminah <siti@warga.test>
To: hotline@kota.test
Subject: Lampu jalan mati
Message-ID: <lama-1@warga.test>
Date: Wed, 2 Nov 2016 10:15:00 +0700

Lampu di Jalan Melati mati.
>From kemarin gelap sekali.

From siti@warga.test Thu Nov  3 03:15:00 2016
From: Siti Aminah <siti@warga.test>
To: hotline@kota.test
Subject: Re: Lampu jalan mati
Message-ID: <lama-3@warga.test>
References: <lama-1@warga.test>
Date: Thu, 3 Nov 2016 10:15:00 +0700

Terima kasih.

From budi@warga.test Fri Nov  4 03:15:00 2016
From: budi@warga.test
To: hotline@kota.test
Subject: Tanpa nomor #rahasia

Surat ini tidak bertanggal.

From MAILER-DAEMON Fri Nov  4 04:15:00 2016
From: MAILER-DAEMON@mx.test
To: hotline@kota.test
Subject: Undelivered
Message-ID: <lama-4@mx.test>
Date: Fri, 4 Nov 2016 11:15:00 +0700
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; ani@warga.test
Action: failed
Status: 5.1.1

--b--
";

const SENT: &str = "\
From hotline@kota.test Wed Nov  2 08:00:00 2016
From: Hotline <hotline@kota.test>
To: Siti Aminah <siti@warga.test>
Subject: Re: Lampu jalan mati
Message-ID: <jawab-1@kota.test>
In-Reply-To: <lama-1@warga.test>
Date: Wed, 2 Nov 2016 15:00:00 +0700

Besok kami perbaiki.

From hotline@kota.test Wed Nov  2 08:00:00 2016
From: Hotline <hotline@kota.test>
To: Wati <wati@warga.test>
Subject: Undangan musyawarah
Message-ID: <jawab-2@kota.test>
Date: Wed, 2 Nov 2016 15:10:00 +0700

Datanglah ke kelurahan.
";

async fn count(db: &Db, sql: &'static str) -> i64 {
    db.read(async |tx| Select::new(sql, []).number(tx).await).await.expect("a number")
}

fn write(place: &Place, name: &str, text: &str) -> String {
    let path = place.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

async fn history(engine: Engine) {
    let Some(place) = Place::new(engine).await else { return };
    place.must(&["migrate"]).await;
    let (inbox, sent) = (write(&place, "inbox", INBOX), write(&place, "sent", SENT));
    let said = place.must(&["import", "mbox", &inbox, &sent]).await;
    assert!(said.contains("6 letters: 2 new, 3 added to them, 1 without a ticket, 0 known"), "{said}");
    let db = Db::connect(&place.database(), Clock::System).await.unwrap();
    let told = async |sql| count(&db, sql).await;
    assert_eq!(told("SELECT COUNT(*) AS n FROM ticket").await, 3);
    assert_eq!(told("SELECT COUNT(*) AS n FROM ticket WHERE status = 'closed' AND NOT is_open").await, 3);
    assert_eq!(told("SELECT MIN(created_at) AS n FROM ticket").await, THEN);
    assert_eq!(told("SELECT MIN(created_at) AS n FROM contact").await, THEN);
    // A letter without a date has the one the file knows.
    let undated = "SELECT created_at AS n FROM ticket WHERE subject LIKE 'Tanpa%' AND is_confidential";
    assert_eq!(told(undated).await, THEN + 2 * DAY);
    // The thread, and who said what in it; the sign before "From" is gone.
    let thread = "SELECT COUNT(*) AS n FROM message m JOIN ticket t ON t.id = m.ticket_id
        WHERE t.subject = 'Lampu jalan mati'";
    assert_eq!(told(thread).await, 3);
    let answered = "SELECT m.sent_at AS n FROM message m WHERE m.direction = 'out' AND m.state = 'sent'
        AND m.body = 'Besok kami perbaiki.'";
    assert_eq!(told(answered).await, 1_478_073_600_000);
    let body = "SELECT COUNT(*) AS n FROM ticket WHERE body LIKE '%melati%' OR body LIKE '%Melati%'";
    assert_eq!(told(body).await, 1);
    let quoted = "SELECT COUNT(*) AS n FROM message WHERE body LIKE '%>From%'";
    assert_eq!(told(quoted).await, 0);
    // Nobody is answered or told, no clock runs, nothing counts, nothing is public.
    for nothing in [
        "SELECT COUNT(*) AS n FROM job WHERE kind <> 'index_all'",
        "SELECT COUNT(*) AS n FROM message WHERE state = 'queued'",
        "SELECT COUNT(*) AS n FROM ticket_sum",
        "SELECT COUNT(*) AS n FROM ticket WHERE next_alarm_at IS NOT NULL OR next_due_at IS NOT NULL",
        "SELECT COUNT(*) AS n FROM ticket WHERE is_public",
        "SELECT COUNT(*) AS n FROM reject",
    ] {
        assert_eq!(told(nothing).await, 0, "{nothing}");
    }

    // Once more, and the same letters out of other hands: nothing new.
    let said = place.must(&["import", "mbox", &inbox, &sent]).await;
    assert!(said.contains("0 new, 0 added to them, 0 without a ticket, 6 known already"), "{said}");
    let first = INBOX.split("\n\nFrom siti").next().unwrap().split_once('\n').unwrap().1.to_owned();
    let first = first.replace("\n>From", "\nFrom").replace('\n', "\r\n") + "\r\n";
    write(&place, "box/cur/1478056500.a.host:2,S", &first);
    std::fs::create_dir_all(place.path("box/new")).unwrap();
    write(&place, "eml/satu.EML", &first);
    for (kind, folder) in [("maildir", "box"), ("eml", "eml"), ("eml", "eml/satu.EML")] {
        let said = place.must(&["import", kind, &place.path(folder).display().to_string()]).await;
        assert!(said.contains("1 letters: 0 new, 0 added to them, 0 without a ticket, 1 known"), "{said}");
    }
    assert_eq!(told("SELECT COUNT(*) AS n FROM message WHERE direction <> 'note'").await, 5);

    // What is no mbox says so; what is to be worked on begins today.
    let output = place.run(&["import", "mbox", &place.path("eml/satu.EML").display().to_string()]).await;
    let moaned = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && moaned.contains("no mbox file"), "{moaned}");
    let fresh = first.replace("lama-1", "baru-1").replace("Melati", "Mawar");
    write(&place, "baru/1.eml", &fresh.replacen("Subject:", "Cc: rt@warga.test\r\nSubject:", 1));
    place.must(&["import", "eml", "--open", &place.path("baru").display().to_string()]).await;
    let open =
        "SELECT COUNT(*) AS n FROM ticket WHERE is_open AND status = 'new' AND created_at > 1700000000000";
    assert_eq!(told(open).await, 1);
    let said = "SELECT COUNT(*) AS n FROM message m JOIN ticket t ON t.id = m.ticket_id
        WHERE t.is_open AND m.created_at < t.created_at";
    assert_eq!(told(said).await, 1, "the letter keeps its date");
    let others = "SELECT COUNT(*) AS n FROM letter_other WHERE address = 'rt@warga.test'";
    assert_eq!(told(others).await, 1, "whom the citizen wrote to as well");
    assert_eq!(told("SELECT COUNT(*) AS n FROM message WHERE state = 'queued'").await, 0);
    db.close().await;
    place.close().await;
}

#[actix_web::test]
async fn history_on_sqlite() {
    history(Engine::Sqlite).await;
}

#[actix_web::test]
async fn history_on_postgres() {
    history(Engine::Postgres).await;
}

const LETTERS: i64 = 3_000;

/// Letters from 200 people over eight years, every third of which answers the one before.
fn archive() -> String {
    let mut file = String::new();
    for n in 0..LETTERS {
        let (who, year, day) = (n / 3 % 200, 2016 + n * 8 / LETTERS, n % 28 + 1);
        let answers =
            if n % 3 == 2 { format!("References: <arsip-{}@warga.test>\n", n - 1) } else { String::new() };
        writeln!(
            file,
            "From w@warga.test Wed Nov {day:2} 10:00:00 {year}\nFrom: warga{who}@warga.test\nTo: hotline@kota.test\n\
             Subject: Surat {n}\nMessage-ID: <arsip-{n}@warga.test>\n{answers}\
             Date: {day} Nov {year} 10:{:02}:{:02} +0700\n\nIsi surat nomor {n}.\n",
            n / 60 % 60,
            n % 60,
        )
        .unwrap();
    }
    file
}

/// The machine dies in the middle, twice.
async fn killed(engine: Engine) {
    let Some(place) = Place::new(engine).await else { return };
    place.must(&["migrate"]).await;
    let file = write(&place, "arsip", &archive());
    let db = Db::connect(&place.database(), Clock::System).await.unwrap();
    for enough in [300, 1_200] {
        let mut child = place.command(&["import", "mbox", &file]).spawn().expect("the program starts");
        while count(&db, "SELECT COUNT(*) AS n FROM inbox").await < enough {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it was killed");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let left = LETTERS - count(&db, "SELECT COUNT(*) AS n FROM inbox").await;
        assert!((1..LETTERS).contains(&left), "{left} are left: the story is about the middle");
    }
    let said = place.must(&["import", "mbox", &file]).await;
    assert!(said.contains("3000 letters") && said.contains(" 0 refused"), "{said}");
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM inbox").await, LETTERS);
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM inbox WHERE message_id IS NULL").await, 0);
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM message").await, LETTERS);
    assert_eq!(count(&db, "SELECT COUNT(DISTINCT body) AS n FROM message").await, LETTERS);
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM ticket").await, LETTERS - LETTERS / 3);
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM contact").await, 200);
    let dates = "SELECT COUNT(DISTINCT created_day) AS n FROM ticket";
    assert!(count(&db, dates).await > 150);
    db.close().await;
    place.close().await;
}

#[actix_web::test]
async fn killed_on_sqlite() {
    killed(Engine::Sqlite).await;
}

#[actix_web::test]
async fn killed_on_postgres() {
    killed(Engine::Postgres).await;
}

fn old(house: &House, id: &str, head: &str, text: &str) -> Received {
    let raw = format!(
        "From: Siti <siti@warga.test>\r\nTo: hotline@kota.test\r\nSubject: Air keruh\r\nMessage-ID: <{id}@warga.test>\r\n{head}\r\n{text}\r\n"
    );
    let inbound = channels::email::parse(raw.as_bytes(), &house.app.ours());
    Received::new(inbound, raw.into_bytes(), "message/rfc822")
}

story!(old_mail_is_found_and_new_mail_about_it_is_new, async |house: &House| {
    let app = &house.app;
    let dated = "Date: Wed, 2 Nov 2016 10:15:00 +0700\r\n";
    let sums = house.number("SELECT CAST(COALESCE(SUM(opened), 0) AS bigint) AS n FROM ticket_sum").await;
    let letter = Old { received: old(house, "kuno", dated, "Air keruh di Jalan Kenanga."), kept_at: None };
    let outcomes = past::receive(app, std::slice::from_ref(&letter), Become::History).await.unwrap();
    let Some(Outcome::Opened { ticket, .. }) = outcomes.first() else { panic!("{outcomes:?}") };
    assert_eq!((ticket.status, ticket.created_at, ticket.resolved_day), (Status::Closed, THEN, None));
    assert!(ticket.number.to_string().starts_with("1611-"), "{}", ticket.number);
    let agent = house.staff(city::AGENT).await;
    let page = agent.get(&format!("/desk/{}", ticket.id)).await;
    assert!(page.text.contains("Diambil alih bersama surat lama"), "{}", page.text);
    assert!(!page.text.contains("terlambat"), "what was over before is late for nobody: {}", page.text);

    // The citizen answers the old thread today: the ticket of then stays closed, theirs is new and counts.
    let head = "References: <kuno@warga.test>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\n";
    let today = old(house, "kini", head, "Airnya keruh lagi.");
    let outcome = intake::receive(app, &today).await.unwrap();
    let Outcome::Opened { ticket: fresh, conversation, .. } = &outcome else { panic!("{outcome:?}") };
    assert_ne!(fresh.id, ticket.id);
    let Some(Outcome::Opened { conversation: before, .. }) = outcomes.first() else { panic!() };
    assert_eq!(conversation, before);
    let known = app.db.read(async |tx| tickets::get(tx, ticket.id).await).await.unwrap();
    assert_eq!(known.status, Status::Closed);
    let now = house.number("SELECT CAST(SUM(opened) AS bigint) AS n FROM ticket_sum").await;
    assert_eq!(now - sums, 4, "one ticket, at each of the four grains");

    // Whoever takes the old one up again works on it: from then on it counts.
    let taken = tickets::Taken::by_system(tickets::life::Step::Reopen, "");
    app.db.write(async |tx| tickets::take(tx, &app.zone, ticket.id, None, &taken).await).await.unwrap();
    let reopened = house.number("SELECT CAST(SUM(opened) AS bigint) AS n FROM ticket_sum").await;
    assert_eq!(reopened - now, 4);
    house.forget_jobs().await;
});
