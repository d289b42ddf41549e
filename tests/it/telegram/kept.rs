//! Nothing that was said in a chat is dropped by a button of yesterday, by a new beginning, or by a way back.

use sahut::clock::HOUR;
use sahut::queue::{self, Job};
use sahut::tickets::Class;

use super::*;

/// Nobody comes back for three hours.
async fn silence(house: &House) {
    house.app.db.clock.advance(3 * HOUR);
    house.app.db.write(async |tx| queue::enqueue(tx, &Job::Sweep {}).await).await.unwrap();
    house.work().await;
    house.app.db.clock.advance(3 * SECOND);
    house.work().await;
}

/// Asks something that articles are shown for, and gives the first title.
async fn asks(house: &House, who: &Citizen, question: &str) -> String {
    says(house, who, "/tanya").await;
    says(house, who, question).await;
    assert!(last().starts_with("Ini yang kami temukan"), "{}", last());
    api().sent().last().unwrap().buttons[0][0].0.clone()
}

story!(a_button_of_yesterday_cancels_nothing_today, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor").await;
        let old = api().sent().last().unwrap().clone();
        let (label, data) = old.buttons[0][0].clone();
        assert_eq!(label, "Batal");
        presses(house, &siti, "Batal").await;
        assert!(last().contains("tidak dikirim"), "{}", last());
        says(house, &siti, "/lapor Jalan berlubang di depan pasar").await;
        api().press_data(&siti, old.message_id, &data);
        settled(house).await;
        assert!(last().contains("sudah tidak berlaku"), "{}", last());
        assert_eq!(house.number(TALKS).await, 1);
        silence(house).await;
        assert_eq!(newest(house).await.body, "Jalan berlubang di depan pasar");
    })
    .await;
});

story!(a_question_without_an_answer_is_not_dropped_for_a_report, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/tanya").await;
        says(house, &siti, "xyzzy plugh qwrtp").await;
        assert!(last().contains("tidak menemukan"), "{}", last());
        says(house, &siti, "/lapor Jalan berlubang di depan pasar").await;
        assert_eq!((house.number(TICKETS).await, house.number(TALKS).await), (1, 1));
        let row = newest(house).await;
        assert_eq!((row.body.as_str(), row.class), ("xyzzy plugh qwrtp", Class::Information));
        silence(house).await;
        assert_eq!(house.number(TICKETS).await, 2);
        assert_eq!(newest(house).await.body, "Jalan berlubang di depan pasar");
    })
    .await;
});

story!(the_way_back_does_not_make_an_article_help, polling, async |house: &House| {
    house.work().await;
    listening(house, async || {
        let siti = siti();
        let title = asks(house, &siti, "ktp hilang di jalan").await;
        presses(house, &siti, &title).await;
        presses(house, &siti, "👎 Tidak").await;
        presses(house, &siti, "◂ Kembali").await;
        assert!(last().starts_with("Ini yang kami temukan"), "{}", last());
        silence(house).await;
        assert_eq!(house.number(TICKETS).await, 1);
        assert_eq!(newest(house).await.body, "ktp hilang di jalan");
    })
    .await;
});

story!(a_question_goes_along_to_a_person, polling, async |house: &House| {
    house.work().await;
    listening(house, async || {
        let siti = siti();
        asks(house, &siti, "ktp hilang di jalan").await;
        says(house, &siti, "/petugas").await;
        assert_eq!(house.number(TICKETS).await, 1);
        assert_eq!(newest(house).await.body, "ktp hilang di jalan");
    })
    .await;
});

story!(a_question_is_a_question_whichever_button_sends_it, polling, async |house: &House| {
    house.work().await;
    listening(house, async || {
        let siti = siti();
        asks(house, &siti, "tagihan air bersih").await;
        presses(house, &siti, "👤 Kirim ke petugas").await;
        let row = newest(house).await;
        assert_eq!((row.body.as_str(), row.class), ("tagihan air bersih", Class::Information));
    })
    .await;
});

story!(a_pin_that_is_asked_for_is_kept_nowhere, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "Air mati sejak kemarin").await;
        let (row, told) = (newest(house).await, last());
        let pin = told.lines().find_map(|line| line.strip_prefix("PIN: ")).expect("a PIN").to_owned();
        says(house, &siti, "/status").await;
        presses(house, &siti, "🔢 Nomor lain").await;
        says(house, &siti, &format!("{} {pin}", row.number)).await;
        assert!(last().contains(&row.number.to_string()), "{}", last());
        let clear = "SELECT COUNT(*) AS n FROM message WHERE body LIKE '%' || $1 || '%'";
        let clear = sahut::db::select::Select::new(clear, [pin.as_str().into()]);
        let clear = house.app.db.read(async |tx| clear.clone().number(tx).await).await.unwrap();
        assert_eq!(clear, 0);
    })
    .await;
});

story!(what_was_dropped_is_known_to_whoever_erases_it, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        says(house, &siti, "/lapor Tetangga saya, Pak Joko, membuang sampah").await;
        says(house, &siti, "/batal").await;
        for _ in 0..2 {
            // Begun again after the first wish: dropped, too.
            says(house, &siti, "/lapor Jalan berlubang").await;
            says(house, &siti, "/hapus").await;
            presses(house, &siti, "Ya, ajukan penghapusan").await;
            assert_eq!(house.number(TALKS).await, 0);
        }
        assert_eq!(house.number(TICKETS).await, 1);
        let row = newest(house).await;
        let said =
            house.app.db.read(async |tx| conversations::of_ticket(tx, row.id, 50).await).await.unwrap();
        assert!(said.iter().any(|one| one.body.contains("Pak Joko")), "{said:?}");
    })
    .await;
});
