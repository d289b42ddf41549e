//! Channels and letters that need care: a channel that falls silent, letters that come back.

mod another_way;
mod asked;
mod complaint;
mod copies;
mod dsn;
mod exemplars;
mod pictures;
mod too_large;

use channels::{Bounce, Channel, Identity, InboundKind, Mail, Mark, Trust};
use sahut::clock::{HOUR, MINUTE};
use sahut::config::Config;
use sahut::intake::{self, Received};
use sahut::pulse;

use crate::story;
use crate::support::city::{ADMINISTRATOR, AGENT, OFFICIAL, ROADS, SUPERVISOR};
use crate::support::house::Visitor;
use crate::support::{House, said};

pub fn into_a_folder(config: &mut Config) {
    config.smtp_url = Some(format!("file://{}", config.data_dir.join("mail").display()).into());
}

/// The letters that left so far, in no order.
pub fn left(house: &House) -> Vec<String> {
    let Ok(files) = std::fs::read_dir(house.folder.path().join("mail")) else { return Vec::new() };
    let files = files.filter_map(Result::ok).map(|file| file.path());
    let letters = files.filter(|path| path.extension().is_some_and(|end| end == "eml"));
    letters.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// A letter of Siti's.
pub fn letter(from: &str, id: &str) -> Received {
    let mut received =
        said(Channel::Email, Identity::Email(from.into()), id, "Air di Jalan Melati mati sejak pagi.");
    let inbound = &mut received.inbound;
    inbound.from_name = Some("Siti Aminah".into());
    inbound.thread.message_id = Some(id.into());
    inbound.subject = Some("Air mati".into());
    inbound.mail = Some(Box::new(Mail::default()));
    Received { raw: b"raw".to_vec(), media_type: "message/rfc822", ..received }
}

pub async fn comes(house: &House, received: &Received) -> &'static str {
    let code = intake::receive(&house.app, received).await.expect("taken in").code();
    house.work().await;
    code
}

/// Answers a ticket in the form of its page.
pub async fn answer(house: &House, agent: &Visitor, ticket: i64, fields: &[(&str, &str)]) -> u16 {
    let mut form = reqwest::multipart::Form::new().text("csrf", agent.csrf().await).text("kind", "reply");
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    let request = agent.client.post(format!("{}/desk/{ticket}/message", agent.url)).multipart(form);
    let status = agent.answer(request).await.status;
    house.work().await;
    status
}

async fn run(house: &House, sql: &'static str) {
    match house.app.db.engine() {
        sahut::db::Engine::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
        sahut::db::Engine::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
    }
    .expect("a statement");
}

async fn count(house: &House) {
    pulse::plan(&house.app.db).await.unwrap();
    house.work().await;
}

/// Six letters in every hour of the weeks before the story begins (its morning is hour 498,722).
const USUAL: &str = "INSERT INTO pulse_hour (line, hour, came, gone)
    WITH RECURSIVE hours (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM hours WHERE n < 1400)
    SELECT 'email', 498722 - n, 6, 6 FROM hours";

story!(a_channel_that_falls_silent_is_told_of_once, into_a_folder, async |house: &House| {
    run(house, USUAL).await;
    let told = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'silent'";
    let tenders =
        house.number("SELECT COUNT(*) AS n FROM staff WHERE role IN ('supervisor', 'administrator')").await;
    assert_eq!(comes(house, &letter("siti@warga.test", "one@warga.test")).await, "new");
    count(house).await;
    house.app.db.clock.advance(HOUR);
    count(house).await;
    assert_eq!(house.number(told).await, 0, "six should have come: one time in four hundred none does");
    house.app.db.clock.advance(10 * MINUTE);
    count(house).await;
    assert_eq!(house.number(told).await, tenders, "seven: one time in a thousand");
    house.app.db.clock.advance(HOUR);
    count(house).await;
    assert_eq!(house.number(told).await, tenders, "once a silence");

    let supervisor = house.staff(SUPERVISOR).await;
    let notices = supervisor.get("/desk/notices").await.text;
    assert!(notices.contains("tidak ada yang masuk lewat") && notices.contains("/admin/health"), "{notices}");
    let page = supervisor.get("/admin/health").await.text;
    assert!(page.contains("Diam tidak seperti biasa") && page.contains("data-state=\"silent\""), "{page}");
    assert!(page.contains("Kirim surel ke alamat kita dari akun pribadi"), "what to do");
    assert!(page.contains("chart-email"), "a picture");
    assert_eq!(page.matches("data-state=\"off\"").count(), 2, "no bot and no telephone in this house");

    // Something comes: it is over, and the next silence is told of anew.
    assert_eq!(comes(house, &letter("siti@warga.test", "two@warga.test")).await, "new");
    count(house).await;
    assert!(!supervisor.get("/admin/health").await.text.contains("data-state=\"silent\""));
    house.app.db.clock.advance(90 * MINUTE);
    count(house).await;
    assert_eq!(house.number(told).await, 2 * tenders);
    for email in [AGENT, OFFICIAL] {
        assert_eq!(house.staff(email).await.get("/admin/health").await.status, 403);
    }
});

story!(a_new_channel_never_alarms, into_a_folder, async |house: &House| {
    comes(house, &letter("siti@warga.test", "one@warga.test")).await;
    for _ in 0..5 {
        house.app.db.clock.advance(20 * HOUR);
        count(house).await;
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM notice WHERE kind = 'silent'").await, 0);
    assert_eq!(house.number("SELECT came AS n FROM pulse_hour WHERE line = 'email'").await, 1);
    let page = house.staff(SUPERVISOR).await.get("/admin/health").await.text;
    assert!(page.contains("yang biasa diketahui setelah empat minggu"), "{page}");
});

story!(what_waits_and_fails_is_seen, |_: &mut Config| {}, async |house: &House| {
    // No mail server: the acknowledgement waits.
    comes(house, &letter("siti@warga.test", "one@warga.test")).await;
    let supervisor = house.staff(SUPERVISOR).await;
    house.app.db.clock.advance(20 * MINUTE);
    let page = supervisor.get("/admin/health").await.text;
    assert!(page.contains("data-state=\"slow\""), "{page}");
    house.app.db.clock.advance(HOUR);
    let page = supervisor.get("/admin/health").await.text;
    assert!(page.contains("data-state=\"failing\"") && page.contains("sahut doctor"), "{page}");
    house.forget_jobs().await;
});

/// A report about the newest answer of ours.
async fn about(house: &House, number: u32, address: &str, status: &str, mark: Option<Mark>) -> Received {
    let newest = "SELECT MAX(id) AS n FROM message WHERE direction = 'out' AND staff_id IS NOT NULL";
    let message = house.number(newest).await;
    let conversation = house
        .number(
            "SELECT conversation_id AS n FROM message WHERE direction = 'out' AND staff_id IS NOT NULL
             ORDER BY id DESC LIMIT 1",
        )
        .await;
    let domain = house.app.config.mail_domain();
    let permanent = status.starts_with('5');
    let bounce = Bounce {
        message_id: Some(channels::email::thread::message_id(conversation, message, &domain)),
        recipient: Some(address.to_owned()),
        status: (!status.is_empty()).then(|| status.to_owned()),
        permanent,
        gave_up: permanent,
        diagnostic: Some(format!("550 {status} mailbox of {address}")),
    };
    let mut received = letter("mailer-daemon@mx.test", &format!("report{number}@mx.test"));
    received.inbound.kind = InboundKind::Bounce(bounce);
    received.inbound.mail = Some(Box::new(Mail { marks: mark.into_iter().collect(), ..Mail::default() }));
    received
}

story!(an_address_that_takes_no_letters, into_a_folder, async |house: &House| {
    let mut first = letter("siti@kantor.test", "one@kantor.test");
    first.inbound.also_known_as = vec![Identity::Email("siti@rumah.test".into())];
    comes(house, &first).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let page = format!("/desk/{ticket}");
    let agent = house.staff(AGENT).await;
    assert_eq!(answer(house, &agent, ticket, &[("body", "Tim kami berangkat.")]).await, 200);

    // A server on the way waits: it was sent, and is late.
    let waits = about(house, 1, "siti@kantor.test", "4.4.1", None).await;
    assert_eq!(comes(house, &waits).await, "noted");
    let shown = agent.get(&page).await.text;
    assert!(shown.contains("tertahan di jalan") && !shown.contains("name=\"via\""), "{shown}");
    assert!(shown.contains("mencoba lagi:") && !shown.contains("tidak sampai ke warga"), "{shown}");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'failed'").await, 0);
    house.app.db.clock.advance(5 * sahut::clock::DAY);
    // Nobody stays signed in for so long.
    let agent = house.staff(AGENT).await;
    assert!(!agent.get(&page).await.text.contains("Terkirim, tetapi tertahan"), "nobody tries any more");

    // Then it comes back for good: the message failed, the address is lost, and other ways are offered.
    assert_eq!(comes(house, &about(house, 2, "siti@kantor.test", "5.1.1", None).await).await, "noted");
    let shown = agent.get(&page).await.text;
    for words in [
        "alamat ini tidak ada atau sudah ditutup",
        "Surat ke siti@kantor.test tidak sampai sejak",
        "Surat tidak sampai sejak",
        "Kirim lewat surel",
        "name=\"via\"",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("Kirim lewat Telegram"), "there is no chat");
    let fields = [("body", "Air mengalir lagi pukul dua."), ("via", "mail")];
    assert_eq!(answer(house, &agent, ticket, &fields).await, 200);
    let letters = left(house);
    let to = letters.iter().find(|letter| letter.contains("Air mengalir lagi")).expect("a letter");
    assert!(to.contains("siti@rumah.test") && !to.contains("siti@kantor.test"), "{to}");
    // A way that there is not is no way.
    let fields = [("body", "Lewat mana?"), ("via", "chat")];
    assert_eq!(answer(house, &agent, ticket, &fields).await, 409);

    // They write from there: it takes letters again.
    assert_eq!(comes(house, &letter("siti@kantor.test", "two@kantor.test")).await, "new");
    assert!(!agent.get(&page).await.text.contains("tidak sampai sejak"));
});

story!(what_was_answered_has_arrived, into_a_folder, async |house: &House| {
    comes(house, &letter("siti@warga.test", "one@warga.test")).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    assert_eq!(answer(house, &agent, ticket, &[("body", "Tim kami berangkat.")]).await, 200);
    let page = format!("/desk/{ticket}");
    assert!(!agent.get(&page).await.text.contains("Sampai</p>"));
    let InboundKind::Bounce(of) = about(house, 1, "", "4.0.0", None).await.inbound.kind else {
        unreachable!()
    };
    let mut thanks = letter("siti@warga.test", "two@warga.test");
    thanks.inbound.thread.references = of.message_id.into_iter().collect();
    assert_eq!(comes(house, &thanks).await, "joined");
    assert!(agent.get(&page).await.text.contains("Sampai</p>"));
});

story!(a_complaint_ends_news_and_not_answers, into_a_folder, async |house: &House| {
    comes(house, &letter("siti@warga.test", "one@warga.test")).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    assert_eq!(answer(house, &agent, ticket, &[("body", "Tim kami berangkat.")]).await, 200);
    let complaint = about(house, 1, "siti@warga.test", "", Some(Mark::Complaint)).await;
    assert_eq!(comes(house, &complaint).await, "noted");
    let shown = agent.get(&format!("/desk/{ticket}")).await.text;
    assert!(shown.contains("tidak dikirimi kabar yang tidak diminta"), "{shown}");
    assert!(!shown.contains("tertahan di jalan") && !shown.contains("Tidak terkirim"), "it arrived: {shown}");
    assert!(!shown.contains("tidak sampai ke warga"), "{shown}");
    assert!(
        house.app.db.read(async |tx| sahut::reach::wants_none(tx, "Siti@warga.test").await).await.unwrap()
    );
    // Answers to what they asked go there still.
    assert_eq!(answer(house, &agent, ticket, &[("body", "Air mengalir lagi.")]).await, 200);
    assert!(left(house).iter().any(|letter| letter.contains("Air mengalir lagi.")));

    // What they write themselves takes the complaint back, once it is proven to be theirs.
    let wants_none = async || {
        let read = house.app.db.read(async |tx| sahut::reach::wants_none(tx, "siti@warga.test").await);
        read.await.unwrap()
    };
    let again = letter("siti@warga.test", "three@warga.test");
    assert_eq!(comes(house, &again).await, "new");
    assert!(wants_none().await, "anybody can write that name");
    let mut proven = letter("siti@warga.test", "four@warga.test");
    proven.inbound.mail = Some(Box::new(Mail { trust: Trust::Proven, ..Mail::default() }));
    assert_eq!(comes(house, &proven).await, "new");
    assert!(!wants_none().await);
});

story!(staff_take_a_complaint_back, into_a_folder, async |house: &House| {
    comes(house, &letter("siti@warga.test", "one@warga.test")).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    assert_eq!(answer(house, &agent, ticket, &[("body", "Tim kami berangkat.")]).await, 200);
    comes(house, &about(house, 1, "siti@warga.test", "", Some(Mark::Complaint)).await).await;
    let page = format!("/desk/{ticket}");
    assert!(agent.get(&page).await.text.contains("Kirimi kabar lagi"));
    let path = format!("/desk/{ticket}/wanted");
    assert_eq!(agent.post(&path, &[("address", "budi@warga.test")]).await.status, 404, "theirs only");
    assert_eq!(house.staff(ROADS).await.post(&path, &[("address", "siti@warga.test")]).await.status, 404);
    let shown = agent.post(&path, &[("address", "siti@warga.test")]).await.text;
    assert!(!shown.contains("Kirimi kabar lagi") && !shown.contains("tidak diinginkan pada"), "{shown}");
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    assert!(audit.contains("mengirimi kabar lagi"), "{audit}");
});
