//! Status, answers, a person, another language, being forgotten.

use super::*;

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
