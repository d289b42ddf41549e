//! A report, question by question.

use super::*;

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

/// A film of 21 MB, alone or as a later piece of an album.
fn sends_large_film(who: &Citizen, id: i64, album: Option<&str>) {
    let mut body = json!({ "message_id": id, "date": 1,
        "chat": { "id": who.id, "type": "private", "first_name": who.first_name },
        "from": { "id": who.id, "is_bot": false, "first_name": who.first_name, "language_code": "id" },
        "video": { "file_id": "besar", "file_unique_id": "b", "width": 1, "height": 1, "duration": 60,
            "file_size": 21 * 1024 * 1024 } });
    if let Some(album) = album {
        body["media_group_id"] = json!(album);
    }
    api().update("message", body);
}

story!(a_film_too_large_for_a_report_is_told_and_is_no_picture, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        let told = || api().chat(siti.id).iter().filter(|line| line.text.contains("terlalu besar")).count();
        says(house, &siti, "/lapor Air keruh sejak pagi").await;
        presses(house, &siti, "Biar petugas yang memilih").await;
        says(house, &siti, "Jalan Melati 3").await;
        house.app.db.clock.advance(SECOND);
        sends_large_film(&siti, 900_001, None);
        settled(house).await;
        house.app.db.clock.advance(3 * SECOND);
        house.work().await;
        assert_eq!(told(), 1);
        assert!(heard(&siti).starts_with("Punya foto?"), "asked once more: {}", heard(&siti));
        house.app.db.clock.advance(SECOND);
        api().captioned_album(&siti, "77", vec![("", PICTURE.to_vec())]);
        settled(house).await;
        sends_large_film(&siti, 900_002, Some("77"));
        settled(house).await;
        house.app.db.clock.advance(3 * SECOND);
        house.work().await;
        assert_eq!(told(), 2, "of an album, too");
        presses(house, &siti, "🙂 Boleh").await;
        assert!(heard(&siti).contains("Foto dan berkas: 1"), "{}", heard(&siti));
        presses(house, &siti, "✅ Kirim laporan").await;

        // And when its ticket is there already.
        house.app.db.clock.advance(SECOND);
        api().captioned_album(&siti, "78", vec![("", PICTURE.to_vec())]);
        settled(house).await;
        sends_large_film(&siti, 900_003, Some("78"));
        settled(house).await;
        house.app.db.clock.advance(3 * SECOND);
        house.work().await;
        assert_eq!(told(), 3);
        assert_eq!(house.number(TICKETS).await, 1);
    })
    .await;
});

story!(a_picture_below_a_command_is_not_lost, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        api().photo(&siti, "/lapor", PICTURE.to_vec());
        settled(house).await;
        assert!(heard(&siti).starts_with("Apa yang terjadi?"), "{}", heard(&siti));
        says(house, &siti, "Lampu jalan mati di depan SD 3").await;
        presses(house, &siti, "Lampu jalan").await;
        api().location(&siti, -6.2001, 106.8001);
        settled(house).await;
        presses(house, &siti, "Cukup").await;
        presses(house, &siti, "🙂 Boleh").await;
        assert!(heard(&siti).contains("Foto dan berkas: 1"), "{}", heard(&siti));
        presses(house, &siti, "✅ Kirim laporan").await;
        let row = newest(house).await;
        let files = house.app.db.read(async |tx| conversations::attachments(tx, row.id).await).await.unwrap();
        assert_eq!(files.len(), 1);
        // With a command that is about something else, the picture is what they say.
        house.app.db.clock.advance(SECOND);
        api().photo(&siti, "/status", PICTURE.to_vec());
        settled(house).await;
        let files = house.app.db.read(async |tx| conversations::attachments(tx, row.id).await).await.unwrap();
        assert_eq!(files.len(), 2, "it joins the report of this chat");
    })
    .await;
});
