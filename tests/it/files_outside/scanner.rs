//! Files and the virus scanner: what waits, what is kept locked, and what happens while it is away.

use sahut::checks::{self, State};
use sahut::clock::{HOUR, SECOND};
use sahut::config::Config;
use sahut::scan::{Clamd, Verdict};
use sahut::tickets::Ticket;

use super::clamd::{self, CUT, MOST, NAME, eicar};
use super::photo::jpeg;
use super::{bytes, file, letter};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};
use crate::support::house::{Answer, Visitor};

const PDF: &[u8] = b"%PDF-1.7\nsurat";

fn scanned(config: &mut Config) {
    config.clamd = Some(clamd::start());
}

async fn page(who: &Visitor, ticket: &Ticket) -> String {
    who.get(&format!("/desk/{}", ticket.id)).await.text
}

story!(nobody_gets_a_file_before_it_was_looked_at, scanned, async |house: &House| {
    let virus = eicar();
    let ticket =
        letter(house, false, &[("surat.pdf", "application/pdf", PDF), ("bon.exe", "text/plain", &virus)])
            .await;
    let (pdf, exe) = (file(house, "surat.pdf").await, file(house, "bon.exe").await);
    let (pdf, exe) = (format!("/desk/file/{pdf}"), format!("/desk/file/{exe}"));
    let (agent, supervisor) = (house.staff(AGENT).await, house.staff(SUPERVISOR).await);
    // The letter is here and its ticket, before anybody looked.
    let before = page(&agent, &ticket).await;
    assert!(
        before.contains("Pipa bocor") && before.contains("surat.pdf · belum diperiksa dari virus"),
        "{before}"
    );
    assert!(!before.contains(&format!("href=\"{pdf}\"")));
    for who in [&agent, &supervisor] {
        let answer = who.get(&pdf).await;
        assert_eq!(answer.status, 423);
        assert!(answer.text.contains("Berkas ini masih diperiksa"), "{}", answer.text);
    }
    house.work().await;
    assert_eq!(bytes(&agent, &pdf).await, (200, PDF.to_vec()));
    let after = page(&agent, &ticket).await;
    assert!(after.contains("sudah diperiksa dari virus"), "{after}");
    assert!(after.contains("bon.exe · ada yang berbahaya; dikunci") && !after.contains(NAME), "{after}");
    assert!(page(&supervisor, &ticket).await.contains(&format!("Kata pemindai virus: {NAME}")));
    for who in [&agent, &supervisor] {
        let answer = who.get(&exe).await;
        assert_eq!(answer.status, 403);
        assert!(answer.text.contains("Berkas ini dikunci"), "{}", answer.text);
    }
    // Those who know what it was may have it looked at again; it is what it was.
    let check = format!("{exe}/check");
    assert_eq!(agent.post(&check, &[]).await.status, 403);
    let again = supervisor.post(&check, &[]).await;
    assert!(again.text.contains("bon.exe · belum diperiksa"), "{}", again.text);
    assert_eq!(supervisor.post(&format!("{pdf}/check"), &[]).await.status, 409);
    house.work().await;
    assert_eq!(supervisor.get(&exe).await.status, 403);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM audit WHERE action = 'file-locked'").await, 2);
    // One letter goes out, that we have theirs: of the virus nobody tells whoever's name stands on it.
    let told = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out'";
    assert_eq!(house.number(told).await, 1);
    let admin = house.staff(ADMINISTRATOR).await;
    let audit = admin.get("/admin/audit").await.text;
    assert!(audit.contains("mengunci berkas") && audit.contains(NAME), "{audit}");
    let health = admin.get("/admin/health").await.text;
    assert!(health.contains("Pemindai virus menjawab") && health.contains("ClamAV 1.4.6"), "{health}");
    house.forget_jobs().await;
});

story!(what_the_scanner_does_not_take_is_marked, scanned, async |house: &House| {
    // Sizes around what one piece holds, up to the last that it takes.
    for size in [0, 1, 65_535, 65_536, 65_537, MOST] {
        let door = house.app.config.scanner().expect("a scanner");
        assert_eq!(Clamd::new(door).scan(&vec![b'a'; size]).await, Ok(Verdict::Clean), "{size}");
    }
    let large = vec![b'a'; 8 * MOST];
    let ticket =
        letter(house, false, &[("film.bin", "video/mp4", &large), ("putus.txt", "text/plain", CUT)]).await;
    house.work().await;
    let agent = house.staff(AGENT).await;
    let shown = page(&agent, &ticket).await;
    let why = "tidak diperiksa dari virus: lebih besar daripada yang diterima pemindai";
    assert!(shown.contains(why), "{shown}");
    let film = file(house, "film.bin").await;
    assert_eq!(bytes(&agent, &format!("/desk/file/{film}")).await, (200, large));
    // The other one: the line is cut again and again, so it goes on waiting.
    assert!(shown.contains("putus.txt · belum diperiksa") && shown.contains("kami terus mencoba"), "{shown}");
    let cut = file(house, "putus.txt").await;
    assert_eq!(agent.get(&format!("/desk/file/{cut}")).await.status, 423);
    house.app.db.clock.advance(HOUR);
    house.work().await;
    let tried = "SELECT MAX(attempts) AS n FROM job WHERE kind = 'scan_file'";
    assert_eq!(house.number(tried).await, 2);
    house.forget_jobs().await;
});

async fn scanner_state(config: &Config, house: &House) -> State {
    let all = checks::everything(config, &house.app.db.clock).await;
    all.iter().find(|check| check.part == "virus scanner").expect("a check").state
}

story!(
    a_scanner_that_is_away_loses_nothing,
    |config: &mut Config| config.clamd = Some(clamd::nowhere()),
    async |house: &House| {
        let ticket = letter(house, false, &[("surat.pdf", "application/pdf", PDF)]).await;
        house.work().await;
        let (agent, admin) = (house.staff(AGENT).await, house.staff(ADMINISTRATOR).await);
        let shown = page(&agent, &ticket).await;
        assert!(
            shown.contains("surat.pdf · belum diperiksa") && shown.contains("kami terus mencoba"),
            "{shown}"
        );
        let health = admin.get("/admin/health").await.text;
        assert!(health.contains("Pemindai virus tidak menjawab"), "{health}");
        assert!(health.contains("<dt>Belum diperiksa</dt><dd>1</dd>"), "{health}");
        let ready = agent.get("/readyz").await;
        assert_eq!(ready.status, 200, "everything else goes on");
        assert!(ready.text.contains(r#""virus scanner":{"state":"warn"}"#), "{}", ready.text);
        assert_eq!(scanner_state(&house.app.config, house).await, State::Fail);
        assert_eq!(scanner_state(&Config::default(), house).await, State::Off);

        let door = house.app.config.clamd.clone().expect("a door");
        clamd::start_at(door.trim_start_matches("tcp://"));
        assert_eq!(scanner_state(&house.app.config, house).await, State::Ok);
        house.app.db.clock.advance(HOUR);
        house.work().await;
        let id = file(house, "surat.pdf").await;
        assert_eq!(bytes(&agent, &format!("/desk/file/{id}")).await.0, 200);
        assert!(page(&agent, &ticket).await.contains("sudah diperiksa dari virus"));
        house.forget_jobs().await;
    }
);

async fn reply(who: &Visitor, ticket: &Ticket, name: &str, content: &[u8]) -> Answer {
    let part = reqwest::multipart::Part::bytes(content.to_vec()).file_name(name.to_owned());
    let form = reqwest::multipart::Form::new()
        .text("kind", "reply")
        .text("csrf", who.csrf().await)
        .text("body", format!("Ini {name}."))
        .part("files", part);
    who.answer(who.client.post(format!("{}/desk/{}/message", who.url, ticket.id)).multipart(form)).await
}

story!(
    what_staff_send_is_looked_at_first,
    |config: &mut Config| {
        scanned(config);
        let folder = config.data_dir.join("outbox");
        std::fs::create_dir_all(&folder).expect("a folder");
        config.smtp_url = Some(format!("file://{}", folder.display()).into());
    },
    async |house: &House| {
        let ticket = letter(house, false, &[]).await;
        house.work().await;
        let agent = house.staff(AGENT).await;
        let photo = jpeg();
        for (name, content) in [("foto.jpg", &photo), ("bon.exe", &eicar())] {
            assert_eq!(reply(&agent, &ticket, name, content).await.status, 200);
            house.work().await;
            house.app.db.clock.advance(5 * SECOND);
            house.work().await;
        }
        let shown = page(&agent, &ticket).await;
        assert!(shown.contains("tidak dikirim: ada yang berbahaya dalam berkas lampiran"), "{shown}");
        let mut letters = Vec::new();
        for entry in std::fs::read_dir(house.app.config.data_dir.join("outbox")).expect("the outbox") {
            letters.push(std::fs::read_to_string(entry.expect("a letter").path()).expect("a text"));
        }
        let with = |words: &str| letters.iter().filter(|letter| letter.contains(words)).count();
        assert_eq!((with("Ini foto.jpg"), with("Ini bon.exe"), with("bon.exe")), (1, 0, 0), "{letters:?}");
        let undelivered = "SELECT COUNT(*) AS n FROM ticket_event WHERE kind = 'undelivered'";
        assert_eq!(house.number(undelivered).await, 1);
        // Trying again leads to the same end.
        let failed = house.number("SELECT id AS n FROM message WHERE state = 'failed'").await.to_string();
        let path = format!("/desk/{}", ticket.id);
        agent.post(&format!("{path}/resend"), &[("message", &failed)]).await;
        house.work().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'failed'").await, 1);
    }
);

/// With a real one: `SAHUT_TEST_CLAMD=unix:/run/clamav/clamd.ctl`, which knows the test string.
#[actix_web::test]
async fn a_real_scanner_agrees() {
    let Some(door) = std::env::var("SAHUT_TEST_CLAMD").ok().filter(|door| !door.is_empty()) else {
        eprintln!("left out: SAHUT_TEST_CLAMD is not set");
        return;
    };
    let config = Config { clamd: Some(door), ..Config::default() };
    let clamd = Clamd::new(config.scanner().expect("a door"));
    let version = clamd.version().await.expect("it answers");
    assert!(version.starts_with("ClamAV "), "{version}");
    assert_eq!(clamd.scan(b"nothing").await, Ok(Verdict::Clean));
    assert_eq!(clamd.scan(&[]).await, Ok(Verdict::Clean));
    let found = clamd.scan(&eicar()).await.expect("an answer");
    assert!(matches!(&found, Verdict::Found(name) if name.to_lowercase().contains("eicar")), "{found:?}");
    // More than any scanner takes unless it was told to (25 MB is usual).
    let large = clamd.scan(&vec![b'a'; 120 * 1024 * 1024]).await;
    assert_eq!(large, Ok(Verdict::TooLarge));
    println!("{version}: {found:?}");
}
