//! What becomes of it when buttons are pressed twice, nobody comes back, or the house is restarted.

use super::*;

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

story!(another_language_and_a_late_picture_are_asked_about, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor Jalan rusak di depan pasar").await;
        says(house, &siti, "/bahasa").await;
        assert!(heard(&siti).starts_with("There is something"), "{}", heard(&siti));
        presses(house, &siti, "▶️ Go on").await;
        assert!(heard(&siti).starts_with("What is it about?"), "{}", heard(&siti));
        presses(house, &siti, "Let your staff choose").await;
        says(house, &siti, "Skip").await;
        presses(house, &siti, "No photo").await;
        presses(house, &siti, "🙂 Yes").await;
        assert!(heard(&siti).contains("Photos and files: 0"), "{}", heard(&siti));
        house.app.db.clock.advance(SECOND);
        api().photo(&siti, "Ini lubangnya", PICTURE.to_vec());
        settled(house).await;
        let check = heard(&siti);
        assert!(check.contains("Photos and files: 1") && check.contains("Ini lubangnya"), "{check}");
        presses(house, &siti, "✅ Send the report").await;
        assert_eq!(newest(house).await.body, "Jalan rusak di depan pasar\nIni lubangnya");
        // A question that is cancelled is no report.
        says(house, &siti, "/ask").await;
        says(house, &siti, "/cancel").await;
        assert_eq!(heard(&siti), "Cancelled. Write whenever you need us.");
    })
    .await;
});
