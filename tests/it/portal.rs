//! The citizen's portal, without JavaScript: report, follow, add; then answers, and once in a browser.

mod browser;
mod follow;
mod help;
mod life;
mod updates;
mod words;

use reqwest::multipart::{Form, Part};
use sahut::auth;
use sahut::clock::HOUR;
use sahut::ids::TicketId;
use sahut::outbox;
use sahut::tickets::life::Step;
use sahut::tickets::{self, Class, Taken};

use crate::story;
use crate::support::house::{Answer, Visitor};
use crate::support::{House, city};

pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
pub const WORDS: &str = "Lampu jalan mati di depan SDN 3 sejak Senin.\nAnak-anak pulang lewat jalan gelap.";
const XSS: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'";

/// What stands between two marks of a page.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("no {start:?} in {page}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end:?} behind {start:?}")).0
}

pub async fn upload(
    visitor: &Visitor,
    path: &str,
    texts: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Answer {
    let mut form = Form::new().text("csrf", visitor.csrf().await);
    for (name, value) in texts {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    for (name, bytes) in files {
        form = form.part("files", Part::bytes(bytes.to_vec()).file_name((*name).to_owned()));
    }
    visitor.answer(visitor.client.post(format!("{}{path}", visitor.url)).multipart(form)).await
}

/// All pages up to the last one.
pub async fn fill(visitor: &Visitor, text: &str, about: &[(&str, &str)]) {
    let next = visitor.post("/report", &[("class", "complaint"), ("text", text)]).await;
    assert_eq!((next.status, next.path.as_str()), (200, "/report/place"), "{}", next.text);
    let place = [("area", "99.71.01"), ("place", "Jalan Melati 3"), ("latitude", ""), ("longitude", "")];
    assert_eq!(visitor.post("/report/place", &place).await.path, "/report/files");
    assert_eq!(upload(visitor, "/report/files", &[], &[("lampu.png", PNG)]).await.path, "/report/about");
    let check = visitor.post("/report/about", about).await;
    assert_eq!((check.status, check.path.as_str()), (200, "/report/check"), "{}", check.text);
}

/// Sends, and reads number and PIN from the page.
pub async fn send(visitor: &Visitor) -> (String, String) {
    let sent = visitor.post("/report/check", &[("category", "lampu-jalan")]).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    let mut codes = sent.text.split("<span class=\"digits\">").skip(1);
    let mut next = || codes.next().expect("a code").split('<').next().expect("digits").to_owned();
    (next(), next())
}

async fn report(visitor: &Visitor) -> (String, String) {
    fill(visitor, WORDS, &[]).await;
    send(visitor).await
}

async fn the_ticket(house: &House) -> TicketId {
    TicketId(house.number("SELECT MAX(id) AS n FROM ticket").await)
}

async fn take(house: &House, step: Step, reason: &str) {
    let id = the_ticket(house).await;
    let zone = &house.app.zone;
    let taken = Taken::by_system(step, reason);
    let take = async |tx: &mut _| tickets::take(tx, zone, id, None, &taken).await;
    house.app.db.write(take).await.unwrap();
}

async fn reply(house: &House, text: &str) {
    let id = the_ticket(house).await;
    house
        .app
        .db
        .write(async |tx| {
            let agent = auth::by_email(tx, city::AGENT).await?.expect("an agent");
            outbox::note(tx, id, agent.id, "RAHASIA-DALAM: jangan dibaca warga").await?;
            outbox::reply(tx, &house.app.zone, id, agent.id, text, &[]).await
        })
        .await
        .unwrap();
}

story!(a_citizen_reports_with_a_photo_and_follows_it, async |house: &House| {
    let citizen = house.visitor();
    let about = [("name", "Siti Rahma"), ("phone", "0812 3456 7890"), ("confidential", "1")];
    fill(&citizen, WORDS, &about).await;
    let check = citizen.get("/report/check").await.text;
    for shown in
        ["Anak-anak pulang", "Jalan Melati 3", "Tirta Utara", "lampu.png", "Siti Rahma", "0812 3456 7890"]
    {
        assert!(check.contains(shown), "{shown} in {check}");
    }
    assert!(check.contains("<option value=\"lampu-jalan\" selected>"), "the category is guessed: {check}");

    let sent = citizen.post("/report/check", &[("category", "lampu-jalan")]).await;
    assert!(sent.text.contains("2611-000001-"), "{}", sent.text);
    assert!(
        sent.text.contains("Dinas Pekerjaan Umum") && sent.text.contains("26 November 2026"),
        "{}",
        sent.text
    );
    let number = between(&sent.text, "<span class=\"digits\">", "<").to_owned();
    let pin = between(sent.text.split_once("PIN").unwrap().1, "<span class=\"digits\">", "<").to_owned();
    let id = the_ticket(house).await;
    let ticket = house.app.db.read(async |tx| tickets::get(tx, id).await).await.unwrap();
    assert_eq!((ticket.class, ticket.area_code.as_deref()), (Class::Complaint, Some("99.71.01")));
    assert_eq!((ticket.place.as_deref(), ticket.is_confidential), (Some("Jalan Melati 3"), true));
    assert_eq!(ticket.body, WORDS);
    assert_eq!(
        house
            .number("SELECT COUNT(*) AS n FROM identity WHERE kind = 'phone' AND value = '+6281234567890'")
            .await,
        1
    );
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM draft").await, 0);

    // From another device, with what was written down.
    let elsewhere = house.visitor();
    let page = elsewhere.post("/track", &[("number", &number.replace('-', " ")), ("pin", &pin)]).await;
    assert_eq!(page.path, format!("/track/{number}"), "{}", page.text);
    assert!(page.text.contains("Lampu jalan mati di depan SDN 3 sejak Senin.<br>"), "{}", page.text);
    assert!(page.text.contains("Dinas Pekerjaan Umum akan membacanya"), "{}", page.text);
    let english = elsewhere.get(&format!("/track/{number}?language=en")).await.text;
    assert!(english.contains("Public Works will look at it first."), "{english}");

    // The photo comes back as a download that can do nothing; strangers do not get it.
    let link = between(&page.text, "class=\"name\" href=\"", "\"").to_owned();
    let file = elsewhere.client.get(format!("{}{link}", house.url)).send().await.unwrap();
    let header = |name: &str| file.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/png");
    assert!(
        header("content-disposition").starts_with("attachment")
            && header("content-disposition").contains("lampu.png")
    );
    assert!(header("content-security-policy").contains("sandbox"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(file.bytes().await.unwrap(), PNG);
    assert_eq!(house.visitor().get(&link).await.path, "/track");
});

story!(sending_twice_gives_the_same_ticket, async |house: &House| {
    let citizen = house.visitor();
    let (number, pin) = report(&citizen).await;
    let again = citizen.post("/report/check", &[("category", "lampu-jalan")]).await;
    assert!(again.text.contains("sudah terkirim") && again.text.contains(&number), "{}", again.text);
    assert!(!again.text.contains(&pin), "the PIN is told once");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    // This browser sent it and may follow it, PIN or not.
    assert_eq!(citizen.get(&format!("/track/{number}")).await.path, format!("/track/{number}"));
    // The next report begins empty and becomes a ticket of its own.
    assert!(!citizen.get("/report").await.text.contains("Lampu jalan mati"));
    let (second, _) = report(&citizen).await;
    assert_ne!(second, number);
});

story!(the_draft_outlives_the_browser_and_mistakes, async |house: &House| {
    let citizen = house.visitor();
    let empty = citizen.post("/report", &[("class", "aspiration"), ("text", "  ")]).await;
    assert_eq!(empty.status, 422);
    assert!(
        empty.text.contains("href=\"#text\"") && empty.text.contains("id=\"text-error\""),
        "{}",
        empty.text
    );
    assert!(empty.text.contains("value=\"aspiration\" checked"), "{}", empty.text);
    let long = "kata ".repeat(2_100);
    let long = citizen.post("/report", &[("class", "aspiration"), ("text", &long)]).await;
    assert!(long.status == 422 && long.text.contains("kata kata"), "what was typed is still there");
    citizen.post("/report", &[("class", "aspiration"), ("text", "Tanam pohon di alun-alun")]).await;
    let back = citizen.get("/report").await.text;
    assert!(back.contains(">Tanam pohon di alun-alun</textarea>"), "{back}");

    let wrong = citizen
        .post("/report/about", &[("email", "siti at kota"), ("phone", "hallo"), ("name", "Siti")])
        .await;
    assert_eq!(wrong.status, 422);
    for kept in [
        "value=\"siti at kota\"",
        "value=\"hallo\"",
        "value=\"Siti\"",
        "id=\"email-error\"",
        "id=\"phone-error\"",
    ] {
        assert!(wrong.text.contains(kept), "{kept} in {}", wrong.text);
    }
    // Skipping ahead does not help: the last page leads back to what is wrong.
    let unsent = citizen.post("/report/check", &[("category", "")]).await;
    assert_eq!(unsent.status, 422);
    assert!(unsent.text.contains("href=\"/report/about#email\""), "{}", unsent.text);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 0);
    // Somebody else's browser knows nothing of it.
    assert!(!house.visitor().get("/report").await.text.contains("Tanam pohon"));
    assert_eq!(house.visitor().get("/report/check").await.path, "/report");
});

story!(a_refused_file_costs_the_others_nothing, async |house: &House| {
    let citizen = house.visitor();
    citizen.post("/report", &[("text", WORDS)]).await;
    let large = vec![0u8; 10 * 1024 * 1024 + 1];
    let files: [(&str, &[u8]); 3] = [("a.png", PNG), ("film<b>.mp4", &large), ("virus.exe", b"MZ\x90\0\x03")];
    let answer = upload(&citizen, "/report/files", &[], &files).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("film&#60;b&#62;.mp4: berkas ini lebih dari 10 MB"), "{}", answer.text);
    assert!(answer.text.contains("virus.exe: kami hanya dapat menerima"), "{}", answer.text);
    assert!(answer.text.contains("<span class=\"name\">a.png</span>"), "{}", answer.text);
    let many: Vec<(&str, &[u8])> =
        ["b.png", "c.png", "d.png", "e.png", "f.png"].map(|name| (name, PNG)).into();
    let answer = upload(&citizen, "/report/files", &[], &many).await;
    assert!(
        answer.status == 422 && answer.text.contains("f.png: ini lebih dari lima berkas"),
        "{}",
        answer.text
    );
    let fewer = upload(&citizen, "/report/files", &[("remove", "0")], &[]).await;
    assert_eq!(fewer.path, "/report/files");
    assert!(!fewer.text.contains("a.png") && fewer.text.contains("e.png"), "{}", fewer.text);
    assert_eq!(upload(&citizen, "/report/files", &[], &[]).await.path, "/report/about");
    send(&citizen).await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM attachment WHERE state = 'stored'").await, 4);
});

story!(an_emergency_is_sent_to_the_telephone_first, async |house: &House| {
    let citizen = house.visitor();
    let warned = citizen
        .post("/report", &[("class", "complaint"), ("text", "Ada kebakaran di pasar, api besar")])
        .await;
    assert!(
        warned.text.contains("href=\"tel:112\"") && warned.text.contains("Telepon 112 sekarang"),
        "{}",
        warned.text
    );
    citizen.post("/report/check", &[("category", "kebakaran")]).await;
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM ticket WHERE class = 'emergency' AND rank = 0").await,
        1
    );
});

story!(a_wrong_token_stores_nothing, async |house: &House| {
    let citizen = house.visitor();
    let forged = |path: &str| citizen.client.post(format!("{}{path}", house.url));
    for path in ["/report", "/report/place", "/report/about", "/report/check", "/report/suggest", "/track"] {
        let answer = citizen.answer(forged(path).form(&[("csrf", "0000"), ("text", "jahat")])).await;
        assert_eq!(answer.status, 403, "{path}");
    }
    let form = Form::new().text("csrf", "falsch").part("files", Part::bytes(PNG).file_name("a.png"));
    assert_eq!(citizen.answer(forged("/report/files").multipart(form)).await.status, 403);
    // The token behind the file comes too late: by then the file would have been taken.
    let form =
        Form::new().part("files", Part::bytes(PNG).file_name("a.png")).text("csrf", citizen.csrf().await);
    assert_eq!(citizen.answer(forged("/report/files").multipart(form)).await.status, 403);
    let broken = forged("/report/files").header("content-type", "multipart/form-data").body("kaputt");
    assert_eq!(citizen.answer(broken).await.status, 400);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM draft").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 0);
    assert!(!house.folder.path().join("files").read_dir().unwrap().any(|_| true), "no file was kept");
});

story!(markup_in_any_field_is_only_text, async |house: &House| {
    let citizen = house.visitor();
    let mut pages = vec![citizen.get(&format!("/report?text={XSS}")).await.text];
    pages.push(citizen.post("/report", &[("class", XSS), ("text", XSS)]).await.text);
    let place = [("area", XSS), ("place", XSS), ("latitude", XSS), ("longitude", XSS)];
    pages.push(citizen.post("/report/place", &place).await.text);
    pages.push(citizen.get("/report/place").await.text);
    pages.push(
        upload(&citizen, "/report/files", &[("then", "more")], &[(XSS, PNG), ("<i>.exe", b"MZ")]).await.text,
    );
    pages.push(citizen.post("/report/about", &[("name", XSS), ("email", XSS), ("phone", XSS)]).await.text);
    pages.push(citizen.post("/report/about", &[("name", XSS)]).await.text);
    pages.push(citizen.get("/report/check").await.text);
    let sent = citizen.post("/report/check", &[("category", XSS)]).await;
    let number = between(&sent.text, "<span class=\"digits\">", "<").to_owned();
    pages.push(sent.text);
    reply(house, XSS).await;
    take(house, Step::AskCitizen, XSS).await;
    pages
        .push(upload(&citizen, &format!("/track/{number}/more"), &[("text", XSS)], &[(XSS, PNG)]).await.text);
    take(house, Step::Answer, XSS).await;
    pages
        .push(citizen.post(&format!("/track/{number}/rate"), &[("score", XSS), ("comment", XSS)]).await.text);
    pages.push(citizen.get(&format!("/track/{number}?done={XSS}")).await.text);
    pages.push(citizen.post("/track", &[("number", XSS), ("pin", XSS)]).await.text);
    pages.push(citizen.get(&format!("/track?number={XSS}")).await.text);
    pages.push(citizen.get(&format!("/help?q={XSS}")).await.text);
    pages.push(citizen.get(&format!("/help/answers?q=ktp+{XSS}")).await.text);
    pages.push(citizen.get(&format!("/help/{XSS}")).await.text);
    pages.push(citizen.post("/report/suggest", &[("q", &format!("ktp hilang {XSS}"))]).await.text);
    for (n, page) in pages.iter().enumerate() {
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "page {n}: {page}");
    }
    assert!(pages[7].contains("&#60;script&#62;alert(1)"), "it is shown, as text: {}", pages[7]);
});

story!(very_many_reports_wait_but_are_not_lost, async |house: &House| {
    let citizen = house.visitor();
    fill(&citizen, WORDS, &[]).await;
    let fill_up = async |tx: &mut _| {
        for _ in 0..60 {
            auth::permit(tx, "report:127.0.0.1", 1_000, HOUR).await?;
        }
        Ok(())
    };
    house.app.db.write(fill_up).await.unwrap();
    let held = citizen.post("/report/check", &[("category", "")]).await;
    assert!(held.status == 429 && held.text.contains("Banyak sekali laporan"), "{}", held.text);
    house.app.db.clock.advance(HOUR + 1);
    send(&citizen).await;
});
