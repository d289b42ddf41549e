//! Talking with the bot: a report question by question, status, answers, a person; and what becomes of it when
//! buttons are pressed twice, nobody comes back, or the house is restarted.

use sahut::agencies;
use sahut::clock::HOUR;
use sahut::queue::{self, Job};
use sahut::talks;
use sahut::tickets::Class;

use super::*;

/// What the bot said to somebody last.
fn heard(who: &Citizen) -> String {
    let chat = api().chat(who.id);
    chat.iter().rev().find(|line| line.by_bot).map(|line| line.text.clone()).unwrap_or_default()
}

async fn sweep(house: &House) {
    house.app.db.write(async |tx| queue::enqueue(tx, &Job::Sweep {}).await).await.unwrap();
    house.work().await;
    // Ids of stories that are told at other times get in between: a message may wait for the one before it.
    house.app.db.clock.advance(3 * SECOND);
    house.work().await;
}

fn john() -> Citizen {
    Citizen::new(7002, "John Miller", "en")
}

story!(a_report_question_by_question, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/start").await;
        presses(house, &siti, "📝 Lapor").await;
        assert!(heard(&siti).starts_with("Apa yang terjadi?"), "{}", heard(&siti));
        let first = api().text(&siti, "Lampu jalan mati di depan SD 3, glap sekali");
        settled(house).await;
        assert_eq!(buttons(&siti)[0], "Lampu jalan", "what the words look like comes first");
        assert_eq!(house.number(TICKETS).await, 0, "nothing is sent yet");
        presses(house, &siti, "Lampu jalan").await;
        let keys = api().chat(siti.id).last().unwrap().keys.clone();
        assert_eq!(keys[0], [("📍 Kirim lokasi saya".to_owned(), true)]);
        api().location(&siti, -6.2001, 106.8001);
        settled(house).await;
        assert!(heard(&siti).starts_with("Punya foto?"), "{}", heard(&siti));
        api().photo(&siti, "", PICTURE.to_vec());
        settled(house).await;
        assert!(heard(&siti).contains("mengetahui nama Anda"), "{}", heard(&siti));
        presses(house, &siti, "🙂 Boleh").await;
        let check = heard(&siti);
        for part in ["glap sekali", "Topik: Lampu jalan", "-6.20010, 106.80010", "Foto dan berkas: 1"] {
            assert!(check.contains(part), "{part}: {check}");
        }
        // A slip is mended by editing; more is simply written.
        api().edit(&siti, first, "Lampu jalan mati di depan SD 3, gelap sekali");
        settled(house).await;
        says(house, &siti, "Sudah seminggu").await;
        assert!(heard(&siti).contains("gelap sekali\nSudah seminggu"), "{}", heard(&siti));
        presses(house, &siti, "✅ Kirim laporan").await;
        let row = newest(house).await;
        let told = heard(&siti);
        assert!(told.contains(&row.number.to_string()) && told.contains("PIN: "), "{told}");
        assert_eq!(row.body, "Lampu jalan mati di depan SD 3, gelap sekali\nSudah seminggu");
        assert_eq!((row.latitude, row.is_anonymous, row.class), (Some(-6.2001), false, Class::Complaint));
        let category = house.app.db.read(async |tx| agencies::category(tx, row.category_id).await).await;
        assert_eq!(category.unwrap().code, "lampu-jalan");
        let messages =
            house.app.db.read(async |tx| conversations::of_ticket(tx, row.id, 50).await).await.unwrap();
        let theirs: Vec<&str> = messages
            .iter()
            .filter(|one| one.direction == conversations::Direction::In)
            .map(|one| one.body.as_str())
            .collect();
        assert_eq!(
            theirs,
            [
                "Lampu jalan mati di depan SD 3, gelap sekali",
                "📍 -6.200100, 106.800100",
                "",
                "Sudah seminggu"
            ],
            "the officer reads what was said, and none of the buttons"
        );
        let files = house.app.db.read(async |tx| conversations::attachments(tx, row.id).await).await.unwrap();
        assert_eq!(files.len(), 1);
        assert_eq!(house.number(TALKS).await, 0);
        // From here on it is a chat about this ticket.
        says(house, &siti, "Terima kasih").await;
        assert_eq!(house.number(TICKETS).await, 1);
        reply(house, row.id.0, "Kami perbaiki besok.").await;
        house.work().await;
        assert_eq!(heard(&siti), "Kami perbaiki besok.");
    })
    .await;
});

story!(in_english_without_a_place_a_picture_or_a_name, polling, async |house: &House| {
    listening(house, async || {
        let john = john();
        says(house, &john, "/start").await;
        assert!(heard(&john).starts_with("Welcome"), "{}", heard(&john));
        says(house, &john, "/report The water of John Miller has been off since yesterday").await;
        assert!(buttons(&john).contains(&"Water supply".to_owned()), "{:?}", buttons(&john));
        presses(house, &john, "Let your staff choose").await;
        says(house, &john, "Skip").await;
        presses(house, &john, "No photo").await;
        presses(house, &john, "🕶 No, hide my name").await;
        assert!(heard(&john).contains("Place: not said"), "{}", heard(&john));
        // The place after all.
        presses(house, &john, "Other place").await;
        says(house, &john, "Melati street 5").await;
        assert!(heard(&john).contains("Place: Melati street 5"), "{}", heard(&john));
        presses(house, &john, "✅ Send the report").await;
        let row = newest(house).await;
        assert!(row.is_anonymous && !row.body.contains("Miller"), "{}", row.body);
        assert_eq!(row.place.as_deref(), Some("Melati street 5"));
        assert!(heard(&john).contains(&row.number.to_string()));
    })
    .await;
});

story!(topics_are_found_page_by_page, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor").await;
        says(house, &siti, "Ada yang aneh di sini").await;
        assert!(buttons(&siti).contains(&"KTP-el".to_owned()), "all there are: {:?}", buttons(&siti));
        presses(house, &siti, "KTP-el").await;
        says(house, &siti, "di kelurahan").await;
        presses(house, &siti, "Tanpa foto").await;
        presses(house, &siti, "🙂 Boleh").await;
        presses(house, &siti, "✅ Kirim laporan").await;
        assert_eq!(newest(house).await.class, Class::Information);
    })
    .await;
});

story!(a_button_pressed_twice_files_once, webhook, async |house: &House| {
    listening(house, async || {
        until("the webhook is set", async || api().webhook().is_some()).await;
    })
    .await;
    let siti = siti();
    let comes = async || {
        let answers = api().push().await.expect("pushed");
        assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
        house.work().await;
    };
    for text in ["/lapor", "Jalan berlubang di depan pasar"] {
        api().text(&siti, text);
        comes().await;
    }
    for label in ["Biar petugas yang memilih", "Lewati", "Tanpa foto", "🙂 Boleh"] {
        if label == "Lewati" {
            api().text(&siti, label);
        } else {
            assert!(api().press(&siti, label), "{label}");
        }
        comes().await;
    }
    let line = api().chat(siti.id).into_iter().rev().find(|line| !line.buttons.is_empty()).unwrap();
    let send = line.buttons[0][0].1.clone();
    // Two updates at once, and the first one a second time.
    let update = |id: i64| {
        json!({ "update_id": id, "callback_query": { "id": format!("q{id}"), "chat_instance": "-1", "data": send,
            "from": { "id": siti.id, "is_bot": false, "first_name": "Siti", "language_code": "id" },
            "message": { "message_id": line.message_id, "date": 1,
                "chat": { "id": siti.id, "type": "private", "first_name": "Siti" } } } })
    };
    let client = house.visitor().client;
    let bring = async |id: i64| {
        let request = client.post(format!("{}/channels/telegram", house.url)).json(&update(id));
        request.header("X-Telegram-Bot-Api-Secret-Token", SECRET).send().await.unwrap().status().as_u16()
    };
    let (a, b, c) = futures_util::join!(bring(90_001), bring(90_002), bring(90_001));
    assert_eq!((a, b, c), (200, 200, 200));
    house.work().await;
    assert_eq!(house.number(TICKETS).await, 1);
    let number = newest(house).await.number.to_string();
    let told = api().sent().iter().filter(|line| line.text.contains(&number)).count();
    assert_eq!(told, 1, "and the citizen hears the number once");
    // The same button tomorrow.
    assert_eq!(bring(90_003).await, 200);
    house.work().await;
    assert_eq!(house.number(TICKETS).await, 1);
    assert!(heard(&siti).contains("sudah tidak berlaku"), "{}", heard(&siti));
});

story!(what_was_begun_is_picked_up_by_the_house, polling, async |house: &House| {
    listening(house, async || {
        let (siti, john) = (siti(), john());
        says(house, &siti, "/lapor").await;
        says(house, &siti, "Sampah menumpuk di depan balai RW").await;
        // Began and said nothing: nothing to keep.
        says(house, &john, "/report").await;
        house.app.db.clock.advance(HOUR);
        sweep(house).await;
        assert_eq!((house.number(TICKETS).await, house.number(TALKS).await), (0, 2));
        house.app.db.clock.advance(2 * HOUR);
        sweep(house).await;
        assert_eq!((house.number(TICKETS).await, house.number(TALKS).await), (1, 0));
        let row = newest(house).await;
        assert_eq!(row.body, "Sampah menumpuk di depan balai RW");
        let chat = api().chat(siti.id);
        assert!(chat.iter().any(|line| line.text.contains("tidak kami buang")));
        assert!(heard(&siti).contains(&row.number.to_string()), "{}", heard(&siti));
        says(house, &siti, "Masih di sana").await;
        assert_eq!(house.number(TICKETS).await, 1, "it joins");
    })
    .await;
});

story!(a_report_goes_on_after_a_restart, polling, async |house: &House| {
    listening(house, async || {
        says(house, &siti(), "/lapor").await;
        says(house, &siti(), "Pohon tumbang menutup gang").await;
    })
    .await;
    // Another node, which has never seen this chat.
    let node = house.another_node().await;
    let raw = json!({ "update_id": 80_001, "message": { "message_id": 900, "date": 1, "text": "/start",
        "from": { "id": 7001, "is_bot": false, "first_name": "Siti", "language_code": "id" },
        "chat": { "id": 7001, "type": "private", "first_name": "Siti" } } });
    intake::telegram(&node.app, raw.to_string().as_bytes()).await.unwrap();
    house.work().await;
    assert!(heard(&siti()).contains("belum Anda kirim"), "{}", heard(&siti()));
    listening(house, async || {
        presses(house, &siti(), "▶️ Lanjutkan").await;
        presses(house, &siti(), "Biar petugas yang memilih").await;
        says(house, &siti(), "/lapor").await;
        presses(house, &siti(), "📨 Kirim sekarang").await;
    })
    .await;
    assert_eq!(newest(house).await.body, "Pohon tumbang menutup gang");
    assert_eq!(house.number(TALKS).await, 0);
    node.close().await;
});

story!(an_emergency_is_not_asked_about, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor").await;
        says(house, &siti, "Kebakaran di gudang sebelah!").await;
        let row = newest(house).await;
        assert_eq!((row.class, row.rank), (Class::Emergency, 0));
        let chat = api().chat(siti.id);
        assert!(chat.iter().any(|line| line.text.contains("112 sekarang juga")));
        // What comes next belongs to it: the place is the ticket's.
        api().location(&siti, -6.2, 106.8);
        settled(house).await;
        assert_eq!((house.number(TICKETS).await, newest(house).await.latitude), (1, Some(-6.2)));
    })
    .await;
});

story!(an_answer_to_an_answer_is_no_report, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "Lampu jalan mati di gang 4").await;
        let row = newest(house).await;
        reply(house, row.id.0, "Di tiang nomor berapa?").await;
        house.work().await;
        let asked = api().chat(siti.id).pop().unwrap().message_id;
        says(house, &siti, "/lapor").await;
        let body = json!({ "message_id": 700, "date": 1, "text": "Tiang nomor 12",
            "chat": { "id": siti.id, "type": "private", "first_name": "Siti" },
            "from": { "id": siti.id, "is_bot": false, "first_name": "Siti", "language_code": "id" },
            "reply_to_message": { "message_id": asked, "date": 1, "text": "Di tiang nomor berapa?",
                "chat": { "id": siti.id, "type": "private", "first_name": "Siti" } } });
        api().update("message", body);
        settled(house).await;
        let messages =
            house.app.db.read(async |tx| conversations::of_ticket(tx, row.id, 50).await).await.unwrap();
        assert!(messages.iter().any(|one| one.body == "Tiang nomor 12"), "{messages:?}");
        // What was begun is still there.
        says(house, &siti, "Jalan rusak di depan pasar").await;
        presses(house, &siti, "Batal").await;
        assert_eq!(house.number(TICKETS).await, 1);
        // An emergency that is chosen is one that is said.
        says(house, &siti, "/lapor Tolong, gawat sekali di sini").await;
        presses(house, &siti, "Kebakaran").await;
        assert_eq!((house.number(TICKETS).await, newest(house).await.class), (2, Class::Emergency));
    })
    .await;
});

story!(known_cases_are_offered_and_followed, polling, async |house: &House| {
    listening(house, async || {
        let (siti, john) = (siti(), john());
        let words = "Lampu jalan mati di depan SDN 3 Jalan Melati, gelap sekali";
        says(house, &john, words).await;
        let case = newest(house).await;
        let face = tickets::public::Face { is_public: true, summary: None };
        house.app.db.write(async |tx| tickets::public::set_face(tx, case.id, &face).await).await.unwrap();
        for _ in 0..2 {
            says(house, &siti, "/lapor").await;
            says(house, &siti, "Lampu jalan di depan SDN 3 Jalan Melati mati sejak Senin").await;
            presses(house, &siti, "Lampu jalan").await;
            says(house, &siti, "Lewati").await;
            presses(house, &siti, "Tanpa foto").await;
            presses(house, &siti, "🙂 Boleh").await;
            let offered = heard(&siti);
            assert!(offered.contains(&case.number.to_string()), "{offered}");
            assert!(!offered.contains("John") && !offered.contains("gelap"), "nobody's words: {offered}");
            if offered.contains("1 orang") {
                presses(house, &siti, &format!("🔔 Ikuti {}", case.number)).await;
                assert_eq!(house.number(TICKETS).await, 1);
                assert_eq!(
                    house.number("SELECT COUNT(*) AS n FROM follower WHERE state = 'following'").await,
                    1
                );
            } else {
                assert!(offered.contains("2 orang"), "{offered}");
                presses(house, &siti, "Bukan itu, kirim laporan saya").await;
                presses(house, &siti, "✅ Kirim laporan").await;
            }
        }
        assert_eq!(house.number(TICKETS).await, 2);
    })
    .await;
});

story!(a_question_is_answered_by_articles, polling, async |house: &House| {
    house.work().await;
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/tanya").await;
        says(house, &siti, "ktp hilang").await;
        assert!(heard(&siti).starts_with("Ini yang kami temukan"), "{}", heard(&siti));
        let title = buttons(&siti)[0].clone();
        assert!(buttons(&siti).contains(&"Berikutnya ▸".to_owned()), "{:?}", buttons(&siti));
        presses(house, &siti, "Berikutnya ▸").await;
        assert!(buttons(&siti)[0].starts_with("5. "), "{:?}", buttons(&siti));
        presses(house, &siti, "◂ Kembali").await;
        assert_eq!(buttons(&siti)[0], title);
        presses(house, &siti, &title).await;
        assert!(heard(&siti).contains("Apakah ini membantu?"), "{}", heard(&siti));
        presses(house, &siti, "👍 Ya").await;
        assert_eq!((house.number(TICKETS).await, house.number(TALKS).await), (0, 0));

        says(house, &siti, "/tanya").await;
        says(house, &siti, "xyzzy plugh qwrtp").await;
        assert!(heard(&siti).contains("tidak menemukan"), "{}", heard(&siti));
        presses(house, &siti, "👤 Kirim ke petugas").await;
        let row = newest(house).await;
        assert_eq!((row.body.as_str(), row.class), ("xyzzy plugh qwrtp", Class::Information));

        // Nothing helped, and they went away: a person reads it.
        says(house, &siti, "/tanya").await;
        says(house, &siti, "ktp hilang di jalan").await;
        let title = buttons(&siti)[0].clone();
        presses(house, &siti, &title).await;
        presses(house, &siti, "👎 Tidak").await;
        house.app.db.clock.advance(3 * HOUR);
        sweep(house).await;
        assert_eq!(house.number(TICKETS).await, 2);
        assert_eq!(newest(house).await.body, "ktp hilang di jalan");
    })
    .await;
});

story!(status_by_button_and_by_number, polling, async |house: &House| {
    listening(house, async || {
        let (siti, john) = (siti(), john());
        says(house, &siti, "/status").await;
        assert!(heard(&siti).contains("Belum ada laporan"), "{}", heard(&siti));
        says(house, &siti, "Air mati sejak kemarin").await;
        let (row, told) = (newest(house).await, heard(&siti));
        let pin = told.lines().find_map(|line| line.strip_prefix("PIN: ")).expect("a PIN").to_owned();
        says(house, &siti, "/status").await;
        let mine = buttons(&siti)[0].clone();
        assert!(mine.contains(&row.number.to_string()), "{mine}");
        presses(house, &siti, &mine).await;
        assert!(heard(&siti).contains("Perumda Air Minum"), "{}", heard(&siti));
        // Somebody else who finds out the button's data hears nothing.
        says(house, &john, "/status").await;
        let under = api().chat(john.id).last().unwrap().message_id;
        api().press_data(&john, under, &format!("ticket:{}", row.id));
        settled(house).await;
        assert!(!heard(&john).contains(&row.number.to_string()), "{}", heard(&john));
        // With the PIN it is theirs to ask.
        says(house, &john, "/status").await;
        presses(house, &john, "🔢 Another number").await;
        says(house, &john, &format!("{} {pin}", row.number)).await;
        assert!(heard(&john).contains(&row.number.to_string()), "{}", heard(&john));
        // Asked for a number, they write what they have on their heart: nothing stands in its way.
        presses(house, &john, "🔢 Another number").await;
        says(house, &john, "The street light in front of my house is broken").await;
        assert_eq!(house.number(TICKETS).await, 2);
    })
    .await;
});

story!(a_person_another_language_and_being_forgotten, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/start").await;
        presses(house, &siti, "👤 Petugas").await;
        assert!(heard(&siti).contains("Tulis pesan Anda"), "{}", heard(&siti));
        says(house, &siti, "Saya ingin bicara soal tagihan air").await;
        assert_eq!(house.number(TICKETS).await, 1);
        let first = newest(house).await;
        // What was begun goes along.
        says(house, &siti, "/lapor Jalan rusak di gang buntu").await;
        says(house, &siti, "/petugas").await;
        assert_eq!(house.number(TICKETS).await, 2);
        assert_eq!(newest(house).await.body, "Jalan rusak di gang buntu");

        says(house, &siti, "/menu").await;
        presses(house, &siti, "🌐 English").await;
        assert!(heard(&siti).starts_with("Right"), "{}", heard(&siti));
        presses(house, &siti, "🗑 Erase my data").await;
        assert!(heard(&siti).contains("confidential ticket"), "it says what happens before it happens");
        assert_eq!(house.number(TICKETS).await, 2);
        let chat = api().chat(siti.id);
        let (under, yes) = chat
            .iter()
            .rev()
            .find_map(|line| {
                let button = line.buttons.iter().flatten().find(|(text, _)| text.starts_with("Yes"))?;
                Some((line.message_id, button.1.clone()))
            })
            .unwrap();
        api().press_data(&siti, under, &yes);
        api().press_data(&siti, under, &yes);
        settled(house).await;
        assert_eq!(house.number(TICKETS).await, 3);
        let row = newest(house).await;
        assert!(row.is_confidential && row.subject.contains("erase personal data"), "{row:?}");
        assert_eq!(row.contact_id, first.contact_id);
        says(house, &siti, "/cancel").await;
        assert!(heard(&siti).contains("nothing to cancel"), "{}", heard(&siti));
    })
    .await;
});

story!(cancelled_is_not_sent, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor Ada yang mau saya laporkan").await;
        says(house, &siti, "/batal").await;
        assert!(heard(&siti).contains("tidak dikirim"), "{}", heard(&siti));
        house.app.db.clock.advance(3 * HOUR);
        sweep(house).await;
        assert_eq!((house.number(TICKETS).await, house.number(TALKS).await), (0, 0));
        // What was said is in the inbox all the same.
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox WHERE message_id IS NOT NULL").await, 2);
        let left = house.app.db.read(async |tx| talks::find(tx, "main", "7001").await).await.unwrap();
        assert!(left.is_none());
    })
    .await;
});
