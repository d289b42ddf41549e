//! Pictures that are replaced, or put under words that were there already.

use super::*;

const CHANGED: &str = "kini ada gambar atau berkas lain";

async fn files(house: &House) -> Vec<conversations::Attachment> {
    let id = TicketId(ticket(house).await);
    house.app.db.read(async |tx| conversations::attachments(tx, id).await).await.unwrap()
}

async fn thread(house: &House) -> Vec<String> {
    let id = TicketId(ticket(house).await);
    let read = async |tx: &mut sahut::db::Tx| conversations::of_ticket(tx, id, 50).await;
    house.app.db.read(read).await.unwrap().into_iter().map(|one| one.body).collect()
}

/// How often the desk was told that a message has other files now.
async fn told(house: &House) -> usize {
    thread(house).await.iter().filter(|body| body.contains(CHANGED)).count()
}

story!(a_picture_in_the_stead_of_another_is_taken_in, polling, async |house: &House| {
    let words = "Jalan berlubang di depan pasar";
    let other = [PICTURE, b" from nearer"].concat();
    listening(house, async || {
        let siti = siti();
        let id = api().photo(&siti, words, PICTURE.to_vec());
        settled(house).await;
        assert_eq!(files(house).await.len(), 1);
        house.app.db.clock.advance(SECOND);
        api().edit_photo(&siti, id, words, other.clone());
        settled(house).await;
        let here = files(house).await;
        assert_eq!(here.len(), 2, "nothing is lost: {here:?}");
        for (file, bytes) in here.iter().zip([PICTURE, other.as_slice()]) {
            let key = file.file_key.as_deref().expect("fetched");
            assert_eq!(house.app.files.get(key).await.unwrap(), bytes);
        }
        assert_eq!(told(house).await, 1);
        // Whoever changes the words sends the picture along, under whichever id: it is here already.
        for words in ["Jalan berlubang dalam di depan pasar", "Jalan berlubang dalam sekali"] {
            house.app.db.clock.advance(SECOND);
            assert!(api().edit_caption(&siti, id, words));
            settled(house).await;
            assert!(thread(house).await.iter().any(|body| body == words));
        }
        assert_eq!((files(house).await.len(), told(house).await), (2, 1));
    })
    .await;
    assert_eq!(house.number(TICKETS).await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message_revision").await, 2);
});

story!(a_picture_put_under_words_is_taken_in, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        let id = api().text(&siti, "Pohon tumbang menutup gang");
        settled(house).await;
        house.app.db.clock.advance(SECOND);
        api().edit_photo(&siti, id, "Pohon tumbang menutup gang 4", PICTURE.to_vec());
        settled(house).await;
        let here = files(house).await;
        assert!(here.len() == 1 && here[0].file_key.is_some(), "{here:?}");
        assert!(thread(house).await.iter().any(|body| body == "Pohon tumbang menutup gang 4"));
        assert_eq!(told(house).await, 1);
        let agent = house.staff(city::AGENT).await;
        let page = agent.get(&format!("/desk/{}", ticket(house).await)).await.text;
        assert!(page.contains(CHANGED), "{page}");
    })
    .await;
    assert_eq!(house.number(TICKETS).await, 1);
});

story!(a_picture_that_is_replaced_in_a_report_in_the_making_counts, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor").await;
        house.app.db.clock.advance(SECOND);
        let id = api().photo(&siti, "Jalan rusak berat", PICTURE.to_vec());
        settled(house).await;
        presses(house, &siti, "Biar petugas yang memilih").await;
        says(house, &siti, "Lewati").await;
        house.app.db.clock.advance(SECOND);
        api().edit_photo(&siti, id, "Jalan rusak berat", [PICTURE, b" from nearer"].concat());
        settled(house).await;
        presses(house, &siti, "Cukup").await;
        presses(house, &siti, "🙂 Boleh").await;
        assert!(last().contains("Foto dan berkas: 2"), "{}", last());
        presses(house, &siti, "✅ Kirim laporan").await;
        assert_eq!((files(house).await.len(), told(house).await), (2, 1));
        assert_eq!(newest(house).await.body, "Jalan rusak berat");
    })
    .await;
    assert_eq!(house.number(TICKETS).await, 1);
});
