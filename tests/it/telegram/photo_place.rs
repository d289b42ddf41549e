//! A photo sent as a file says where it was taken; a report in the making offers it as its place, and takes it only
//! when its citizen says so.

use super::*;
use crate::files_outside::clamd;
use crate::files_outside::photo::{PLACE, jpeg};

const KEY: &str = "📷 Pakai tempat di foto saya";

/// What stands instead of the letters under the newest message.
fn keys(who: &Citizen) -> Vec<String> {
    let chat = api().chat(who.id);
    let newest = chat.iter().rev().find(|line| line.by_bot).expect("the bot said something");
    newest.keys.iter().flatten().map(|(label, _)| label.clone()).collect()
}

async fn sends_photo(house: &House, who: &Citizen, caption: &str) {
    house.app.db.clock.advance(SECOND);
    api().document(who, caption, "IMG_0007.jpg", "image/jpeg", jpeg());
    settled(house).await;
}

fn point(ticket: &Ticket) -> Option<(f64, f64)> {
    ticket.latitude.zip(ticket.longitude)
}

/// From the question for the photo on to the ticket.
async fn sends_the_rest(house: &House, who: &Citizen) -> Ticket {
    presses(house, who, "🙂 Boleh").await;
    presses(house, who, "✅ Kirim laporan").await;
    newest(house).await
}

story!(a_photo_in_the_first_words_offers_its_place, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor").await;
        sends_photo(house, &siti, "Jalan rusak berat").await;
        presses(house, &siti, "Biar petugas yang memilih").await;
        let asked = last();
        assert!(asked.contains("-6.21010, 106.81700"), "{asked}");
        assert!(keys(&siti).contains(&KEY.to_owned()), "{:?}", keys(&siti));
        says(house, &siti, KEY).await;
        presses(house, &siti, "Cukup").await;
        let ticket = sends_the_rest(house, &siti).await;
        assert_eq!(point(&ticket), Some(PLACE));
        assert!(!ticket.body.contains("📷"), "a key is no word of theirs: {}", ticket.body);
    })
    .await;
});

story!(a_photo_as_answer_to_where_it_is, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor Jalan rusak berat").await;
        presses(house, &siti, "Biar petugas yang memilih").await;
        assert!(!keys(&siti).contains(&KEY.to_owned()), "there is no photo yet");
        // A key of yesterday, before any photo came: it is asked again, and is no place.
        says(house, &siti, KEY).await;
        assert!(last().starts_with("Di mana"), "{}", last());
        sends_photo(house, &siti, "").await;
        assert!(last().contains("-6.21010, 106.81700"), "{}", last());
        assert!(keys(&siti).contains(&KEY.to_owned()), "{:?}", keys(&siti));
        says(house, &siti, KEY).await;
        presses(house, &siti, "Cukup").await;
        assert_eq!(point(&sends_the_rest(house, &siti).await), Some(PLACE));
    })
    .await;
});

story!(a_photo_after_the_place_offers_it_before_all_is_sent, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor Jalan rusak berat").await;
        presses(house, &siti, "Biar petugas yang memilih").await;
        says(house, &siti, "Jalan Melati 3").await;
        sends_photo(house, &siti, "").await;
        presses(house, &siti, "🙂 Boleh").await;
        assert!(buttons(&siti).contains(&KEY.to_owned()), "{:?}", buttons(&siti));
        presses(house, &siti, KEY).await;
        assert!(!buttons(&siti).contains(&KEY.to_owned()), "taken: {:?}", buttons(&siti));
        presses(house, &siti, "✅ Kirim laporan").await;
        let ticket = newest(house).await;
        assert_eq!((point(&ticket), ticket.place.as_deref()), (Some(PLACE), Some("Jalan Melati 3")));
    })
    .await;
});

story!(unasked_a_photo_gives_no_place_and_keeps_it, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor").await;
        sends_photo(house, &siti, "Jalan rusak berat").await;
        presses(house, &siti, "Biar petugas yang memilih").await;
        says(house, &siti, "Lewati").await;
        presses(house, &siti, "Cukup").await;
        let ticket = sends_the_rest(house, &siti).await;
        assert_eq!(point(&ticket), None);
        // The desk can still look at it.
        let files =
            house.app.db.read(async |tx| conversations::attachments(tx, ticket.id).await).await.unwrap();
        assert_eq!(files[0].point(), Some(PLACE));
    })
    .await;
});

fn offers(who: &Citizen) -> usize {
    let chat = api().chat(who.id);
    chat.iter().filter(|line| line.by_bot && line.text.contains("-6.21010, 106.81700")).count()
}

story!(several_photos_are_one_offer, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor Jalan rusak berat").await;
        presses(house, &siti, "Biar petugas yang memilih").await;
        house.app.db.clock.advance(SECOND);
        for name in ["IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg"] {
            api().document(&siti, "", name, "image/jpeg", jpeg());
        }
        settled(house).await;
        house.app.db.clock.advance(10 * SECOND);
        house.work().await;
        assert_eq!(offers(&siti), 1);
        says(house, &siti, KEY).await;
        presses(house, &siti, "Cukup").await;
        assert_eq!(point(&sends_the_rest(house, &siti).await), Some(PLACE));
    })
    .await;
});

fn scanned(config: &mut Config) {
    polling(config);
    config.clamd = Some(clamd::start());
}

story!(a_photo_offers_its_place_when_it_was_looked_at, scanned, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor Jalan rusak berat").await;
        presses(house, &siti, "Biar petugas yang memilih").await;
        sends_photo(house, &siti, "").await;
        house.app.db.clock.advance(10 * SECOND);
        house.work().await;
        assert_eq!(offers(&siti), 1);
        says(house, &siti, KEY).await;
        presses(house, &siti, "Cukup").await;
        assert_eq!(point(&sends_the_rest(house, &siti).await), Some(PLACE));
    })
    .await;
});
