//! Contact cards and stickers while something is asked: they go along, and answer nothing.

use super::*;

const PHONES: &str = "SELECT COUNT(*) AS n FROM identity WHERE kind = 'phone'";

/// They send a sticker, and then their own number: what was asked is asked again.
async fn are_asked_again(house: &House, who: &Citizen, question: &str) {
    for sends_card in [false, true] {
        house.app.db.clock.advance(SECOND);
        if sends_card {
            api().contact(who, "+6281234567890");
        } else {
            api().sticker(who, "👍");
        }
        settled(house).await;
        assert!(heard(who).starts_with(question), "{}", heard(who));
    }
}

story!(a_contact_card_or_a_sticker_is_no_place, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor").await;
        house.app.db.clock.advance(SECOND);
        api().sticker(&siti, "😡");
        settled(house).await;
        assert!(heard(&siti).starts_with("Apa yang terjadi?"), "{}", heard(&siti));
        says(house, &siti, "Lampu jalan mati di gang 4").await;
        presses(house, &siti, "Biar petugas yang memilih").await;
        are_asked_again(house, &siti, "Di mana").await;
        assert_eq!(house.number(PHONES).await, 1, "their own number is theirs");
        says(house, &siti, "Gang 4 RT 5").await;
        presses(house, &siti, "Tanpa foto").await;
        presses(house, &siti, "🙂 Boleh").await;
        let check = heard(&siti);
        assert!(check.contains("Tempat: Gang 4 RT 5"), "{check}");
        assert!(!check.contains("+62812") && !check.contains('😡'), "{check}");
        presses(house, &siti, "✅ Kirim laporan").await;
        let row = newest(house).await;
        assert_eq!(row.body, "Lampu jalan mati di gang 4");
        assert_eq!(row.place.as_deref(), Some("Gang 4 RT 5"));
        let said =
            house.app.db.read(async |tx| conversations::of_ticket(tx, row.id, 50).await).await.unwrap();
        assert!(said.iter().any(|one| one.body.contains("+6281234567890")), "it goes along: {said:?}");
    })
    .await;
});

story!(a_contact_card_is_no_question, polling, async |house: &House| {
    house.work().await;
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/tanya").await;
        are_asked_again(house, &siti, "Apa yang ingin Anda ketahui?").await;
        assert_eq!((house.number(PHONES).await, house.number(TICKETS).await), (1, 0));
        says(house, &siti, "ktp hilang").await;
        assert!(heard(&siti).starts_with("Ini yang kami temukan"), "{}", heard(&siti));
        // The page as it was.
        house.app.db.clock.advance(SECOND);
        api().contact(&siti, "+6281234567890");
        settled(house).await;
        assert!(heard(&siti).starts_with("Ini yang kami temukan"), "{}", heard(&siti));
        let title = buttons(&siti)[0].clone();
        presses(house, &siti, &title).await;
        presses(house, &siti, "👍 Ya").await;
        // Nor is it the number of a report.
        says(house, &siti, "/status").await;
        presses(house, &siti, "🔢 Nomor lain").await;
        house.app.db.clock.advance(SECOND);
        api().contact(&siti, "+6281234567890");
        settled(house).await;
        assert!(heard(&siti).starts_with("Tulis nomor laporan"), "{}", heard(&siti));
        assert_eq!(house.number(TICKETS).await, 0);
        // Something else, and yet not: what they sent stays with what was asked.
        says(house, &siti, "/lapor").await;
        presses(house, &siti, "▶️ Lanjutkan").await;
        assert!(heard(&siti).starts_with("Tulis nomor laporan"), "{}", heard(&siti));
        // Nobody comes back: somebody has to see whose number that is.
        house.app.db.clock.advance(3 * HOUR);
        sweep(house).await;
        assert_eq!((house.number(TICKETS).await, house.number(TALKS).await), (1, 0));
        let id = newest(house).await.id;
        let said = house.app.db.read(async |tx| conversations::of_ticket(tx, id, 50).await).await.unwrap();
        assert!(said.iter().any(|one| one.body.contains("+6281234567890")), "{said:?}");
    })
    .await;
});
