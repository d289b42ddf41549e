//! Following a report: number and PIN open it, answers are read and answered there.

use channels::{Channel, Identity};
use sahut::clock::{DAY, HOUR};
use sahut::config::Config;
use sahut::intake::{Outcome, receive};
use sahut::tickets;
use sahut::tickets::life::Step;

use super::{PNG, WORDS, between, fill, reply, report, send, take, upload};
use crate::story;
use crate::support::{House, said};

story!(following_needs_number_and_pin, async |house: &House| {
    let (number, pin) = report(&house.visitor()).await;
    let stranger = house.visitor();
    assert_eq!(stranger.get(&format!("/track/{number}")).await.path, "/track");
    let ask = |number: String, pin: String| {
        let stranger = stranger.clone();
        async move { stranger.post("/track", &[("number", &number), ("pin", &pin)]).await }
    };
    let mut mistyped = number.clone().into_bytes();
    mistyped.swap(9, 10);
    mistyped[9] = b'9';
    let answer = ask(String::from_utf8(mistyped).unwrap(), pin.clone()).await;
    assert!(answer.status == 422 && answer.text.contains("salah ketik"), "{}", answer.text);
    assert!(answer.text.contains("id=\"number-error\"") && answer.text.contains(&pin), "{}", answer.text);
    assert!(ask("halo".into(), pin.clone()).await.text.contains("paling sedikit 11 angka"));
    assert!(ask(number.clone(), "12".into()).await.text.contains("PIN terdiri dari 6 angka"));

    let wrong = if pin == "000000" { "000001" } else { "000000" };
    // A number that nobody has, with its right check digit, is answered like a wrong PIN.
    let unknown = (0..10).map(|check| format!("2611-000002-{check}"));
    let unknown = { unknown }.find(|text| tickets::TicketNumber::parse(text).is_ok()).unwrap();
    let answer = ask(unknown, pin.clone()).await;
    assert!(answer.status == 422 && answer.text.contains("tidak cocok"), "{}", answer.text);
    for _ in 0..7 {
        let answer = ask(number.clone(), wrong.into()).await;
        assert!(answer.status == 422 && answer.text.contains("tidak cocok"), "{}", answer.text);
    }
    let answer = ask(number.clone(), pin.clone()).await;
    assert!(answer.status == 429 && answer.text.contains("lima belas menit"), "{}", answer.text);
    house.app.db.clock.advance(HOUR);
    assert_eq!(ask(number.clone(), pin).await.path, format!("/track/{number}"));
    // The pass ends.
    house.app.db.clock.advance(2 * HOUR + 1);
    assert_eq!(stranger.get(&format!("/track/{number}")).await.path, "/track");
});

story!(an_answer_is_read_and_answered, async |house: &House| {
    let citizen = house.visitor();
    let (number, _) = report(&citizen).await;
    let page = format!("/track/{number}");
    reply(house, "Petugas kami datang <b>besok</b> pagi.").await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'held'").await, 1);
    let seen = citizen.get(&page).await.text;
    assert!(seen.contains("datang &#60;b&#62;besok&#60;/b&#62; pagi."), "{seen}");
    assert!(seen.contains("sedang mengerjakannya"), "{seen}");
    assert!(!seen.contains("RAHASIA-DALAM"), "notes are for staff");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'held'").await, 0);

    take(house, Step::Answer, "Lampu sudah diganti.").await;
    let seen = citizen.get(&page).await.text;
    assert!(seen.contains("Lampu sudah diganti.") && seen.contains("laporan Anda kami buka lagi"), "{seen}");
    let unrated = citizen.post(&format!("{page}/rate"), &[("comment", "cepat")]).await;
    assert!(unrated.status == 422 && unrated.text.contains("value=\"cepat\""), "{}", unrated.text);
    let rated = citizen.post(&format!("{page}/rate"), &[("score", "4"), ("comment", "cepat")]).await;
    assert!(rated.text.contains("Terima kasih atas penilaian") && rated.text.contains("value=\"4\" checked"));
    assert_eq!(house.number("SELECT score AS n FROM ticket_rating").await, 4);

    // Not solved: what the citizen adds joins the same ticket and opens it again.
    let nothing = upload(&citizen, &format!("{page}/more"), &[("text", " ")], &[]).await;
    assert!(nothing.status == 422 && nothing.text.contains("id=\"text-error\""), "{}", nothing.text);
    let once = between(&nothing.text, "name=\"once\" value=\"", "\"").to_owned();
    let half = upload(
        &citizen,
        &format!("{page}/more"),
        &[("text", "Mati lagi!"), ("once", &once)],
        &[("x.exe", b"MZ"), ("mati.png", PNG)],
    )
    .await;
    assert!(
        half.status == 422 && half.text.contains(">Mati lagi!</textarea>") && half.text.contains("mati.png"),
        "{}",
        half.text
    );
    for _ in 0..2 {
        let more =
            upload(&citizen, &format!("{page}/more"), &[("text", "Mati lagi!"), ("once", &once)], &[]).await;
        assert!(more.status == 200 && more.text.contains("keterangan Anda sudah sampai"), "{}", more.text);
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE body = 'Mati lagi!'").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM attachment").await, 2);
    let count = async |sql| house.number(sql).await;
    assert_eq!(count("SELECT COUNT(*) AS n FROM ticket WHERE status = 'open'").await, 1);
    assert_eq!(count("SELECT COUNT(*) AS n FROM conversation").await, 1);
    assert_eq!(count("SELECT COUNT(*) AS n FROM contact").await, 1);

    // Over is over: a new matter needs a new report, and what was typed is handed back.
    take(house, Step::Reject, "Bukan wewenang kota.").await;
    let over = upload(&citizen, &format!("{page}/more"), &[("text", "Kenapa ditolak?")], &[]).await;
    assert!(
        over.status == 422
            && over.text.contains("Kenapa ditolak?")
            && over.text.contains("Bukan wewenang kota.")
    );
    assert_eq!(count("SELECT COUNT(*) AS n FROM ticket").await, 1);
});

story!(late_is_said_honestly, async |house: &House| {
    let citizen = house.visitor();
    let (number, pin) = report(&citizen).await;
    house.app.db.clock.advance(5 * DAY);
    let seen = citizen.post("/track", &[("number", &number), ("pin", &pin)]).await.text;
    assert!(seen.contains("Kami terlambat 2 hari") && seen.contains("26 November 2026"), "{seen}");
    assert!(seen.contains("is-late is-now"), "{seen}");
});

story!(a_ticket_of_another_channel_is_followed_too, async |house: &House| {
    let mut received = said(Channel::Telegram, Identity::Telegram(42), "u1", "Air mati sejak pagi");
    received.inbound.from_name = Some("Budi".into());
    received.inbound.thread.key = Some("42".into());
    let opened = receive(&house.app, &received).await.unwrap();
    let Outcome::Opened { ticket, pin, .. } = opened else { panic!("{opened:?}") };
    house.forget_jobs().await;
    let citizen = house.visitor();
    let number = ticket.number.to_string();
    citizen.post("/track", &[("number", &number), ("pin", pin.tell())]).await;
    for text in ["Sudah menyala", "Mati lagi"] {
        let more = upload(&citizen, &format!("/track/{number}/more"), &[("text", text)], &[]).await;
        assert!(more.text.contains("sudah sampai") && more.text.contains(text), "{}", more.text);
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM conversation").await, 2);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM contact").await, 1);
});

story!(
    an_anonymous_report_is_answered_by_mail,
    |config: &mut Config| {
        config.smtp_url = Some(format!("file://{}", config.data_dir.join("mail").display()).into());
        std::fs::create_dir_all(config.data_dir.join("mail")).unwrap();
    },
    async |house: &House| {
        let citizen = house.visitor();
        let about = [
            ("anonymous", "1"),
            ("name", "Siti Rahma"),
            ("phone", "081234567890"),
            ("email", "Siti@Warga.test"),
        ];
        fill(&citizen, WORDS, &about).await;
        let (number, pin) = send(&citizen).await;
        house.work().await;
        let mut mails = String::new();
        for file in std::fs::read_dir(house.folder.path().join("mail")).unwrap() {
            mails.push_str(&String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()));
        }
        assert!(
            mails.contains(&number) && mails.contains(&pin) && mails.contains("siti@warga.test"),
            "{mails}"
        );
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM contact WHERE name IS NOT NULL").await, 0);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM identity WHERE kind = 'phone'").await, 0);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_anonymous").await, 1);
        let raw = "SELECT COUNT(*) AS n FROM inbox WHERE channel = 'form'";
        assert_eq!(house.number(raw).await, 1);
    }
);
