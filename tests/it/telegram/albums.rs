//! Pictures sent together: words under a later one are heard as any others, and edited as any others.

use super::*;

fn pictures<'a>(captions: &[&'a str]) -> Vec<(&'a str, Vec<u8>)> {
    captions.iter().zip(0u8..).map(|(caption, n)| (*caption, [PICTURE, &[n]].concat())).collect()
}

async fn the_ticket(house: &House) -> (Ticket, Vec<conversations::Message>) {
    let id = TicketId(ticket(house).await);
    let read = async |tx: &mut sahut::db::Tx| {
        Ok((tickets::get(tx, id).await?, conversations::of_ticket(tx, id, 50).await?))
    };
    house.app.db.read(read).await.unwrap()
}

async fn files_of(house: &House, ticket: TicketId) -> usize {
    house.app.db.read(async |tx| conversations::attachments(tx, ticket).await).await.unwrap().len()
}

/// Words under one picture are edited; the picture comes along.
fn recaption(who: &Citizen, id: i64, caption: &str) {
    assert!(api().edit_caption(who, id, caption), "a picture");
}

const ALBUM: &str = "13500000000";

story!(words_under_a_later_picture_are_the_report, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        api().text(&siti, "/lapor");
        settled(house).await;
        api().captioned_album(&siti, ALBUM, pictures(&["", "Jalan berlubang di depan pasar", ""]));
        settled(house).await;
        api().text(&siti, "/petugas");
        settled(house).await;
        let (row, _) = the_ticket(house).await;
        assert_eq!(row.body, "Jalan berlubang di depan pasar");
        assert_eq!(files_of(house, row.id).await, 3);

        // Nobody is asked further in an emergency, wherever the words stand.
        house.app.db.clock.advance(SECOND);
        let other = Citizen::new(7010, "Budi", "id");
        api().text(&other, "/lapor");
        settled(house).await;
        api().captioned_album(&other, ALBUM, pictures(&["", "Kebakaran di gudang sebelah!"]));
        settled(house).await;
        assert_eq!(house.number(TICKETS).await, 2);
        let (row, _) = the_ticket(house).await;
        assert_eq!((row.class, row.rank), (tickets::Class::Emergency, 0));
        assert_eq!(files_of(house, row.id).await, 2);
    })
    .await;
});

story!(words_under_a_later_picture_are_covered_as_any_others, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        api().text(&siti, "Ada pungli di loket kelurahan");
        settled(house).await;
        let told = last();
        let pin = told.lines().find_map(|line| line.strip_prefix("PIN: ")).expect("a PIN").to_owned();
        house.app.db.clock.advance(SECOND);
        let words = format!("Fotonya, PIN saya {pin}, #anonim");
        let ids = api().captioned_album(&siti, ALBUM, pictures(&["", &words, ""]));
        settled(house).await;
        let (row, said) = the_ticket(house).await;
        assert_eq!(house.number(TICKETS).await, 1);
        assert!(row.is_anonymous, "asked for under the second picture");
        assert!(said.iter().any(|one| one.body.contains("Fotonya")), "{said:?}");
        assert!(said.iter().all(|one| !one.body.contains(&pin)), "a PIN is kept nowhere in clear");
        assert_eq!(files_of(house, row.id).await, 3);

        // Words of a later picture are reworded as any others.
        house.app.db.clock.advance(SECOND);
        recaption(&siti, ids[1], "Foto loketnya");
        settled(house).await;
        let (_, said) = the_ticket(house).await;
        assert!(said.iter().any(|one| one.body == "Foto loketnya"), "{said:?}");
        assert!(said.iter().all(|one| !one.body.contains("Fotonya")), "{said:?}");
        assert_eq!(files_of(house, row.id).await, 3, "no picture twice");
    })
    .await;
});

story!(a_later_caption_that_is_added_makes_no_second_report, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        api().text(&siti, "/lapor Jalan berlubang di depan pasar");
        settled(house).await;
        let ids = api().captioned_album(&siti, ALBUM, pictures(&["", ""]));
        settled(house).await;
        recaption(&siti, ids[1], "Ini lubang yang kedua");
        settled(house).await;
        assert_eq!(house.number(TICKETS).await, 0, "it belongs to the report in the making");
        api().text(&siti, "/petugas");
        settled(house).await;
        let (row, said) = the_ticket(house).await;
        assert!(said.iter().any(|one| one.body == "Ini lubang yang kedua"), "{said:?}");
        assert_eq!((house.number(TICKETS).await, files_of(house, row.id).await), (1, 2));
    })
    .await;
});

story!(an_edit_hides_and_covers_as_a_message_does, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        let first = api().text(&siti, "Ada pungli di loket kelurahan");
        settled(house).await;
        let pin =
            last().lines().find_map(|line| line.strip_prefix("PIN: ").map(str::to_owned)).expect("a PIN");
        house.app.db.clock.advance(SECOND);
        api().edit(&siti, first, &format!("Ada pungli di loket kelurahan, PIN {pin} #anonim"));
        settled(house).await;
        let (row, said) = the_ticket(house).await;
        assert!(row.is_anonymous);
        assert!(said.iter().all(|one| !one.body.contains(&pin)), "a PIN is kept nowhere in clear");
    })
    .await;
});

story!(words_behind_a_picture_that_came_alone_are_the_report, polling, async |house: &House| {
    listening(house, async || {
        // Nobody asked for a report: a picture came, and the words stand under the next one.
        let siti = siti();
        let ids = api().captioned_album(&siti, ALBUM, pictures(&["", "Kebakaran di gudang sebelah!"]));
        settled(house).await;
        assert_eq!(house.number(TICKETS).await, 1);
        let (row, _) = the_ticket(house).await;
        assert_eq!(row.subject, "Kebakaran di gudang sebelah!");
        assert_eq!((row.class, row.rank), (tickets::Class::Emergency, 0));
        assert_eq!(files_of(house, row.id).await, 2);
        // Its first words are its matter; what is added later is not.
        house.app.db.clock.advance(SECOND);
        recaption(&siti, ids[1], "Kebakaran sudah padam");
        settled(house).await;
        assert_eq!(the_ticket(house).await.0.subject, "Kebakaran di gudang sebelah!");
    })
    .await;
});

story!(a_later_picture_that_is_replaced_is_beside_the_others, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        let sent = pictures(&["Jalan berlubang di depan pasar", "", "Dari dekat"]);
        let ids = api().captioned_album(&siti, ALBUM, sent);
        settled(house).await;
        let (row, _) = the_ticket(house).await;
        assert_eq!(files_of(house, row.id).await, 3);
        for (id, caption, files) in [(ids[1], "", 4), (ids[2], "Dari dekat", 5)] {
            house.app.db.clock.advance(SECOND);
            api().edit_photo(&siti, id, caption, [PICTURE, &b"another"[..]].concat());
            settled(house).await;
            assert_eq!(files_of(house, row.id).await, files, "the earlier ones stay");
        }
        // Nothing new: words alone.
        house.app.db.clock.advance(SECOND);
        recaption(&siti, ids[2], "Dari dekat sekali");
        settled(house).await;
        assert_eq!((house.number(TICKETS).await, files_of(house, row.id).await), (1, 5));
    })
    .await;
});
