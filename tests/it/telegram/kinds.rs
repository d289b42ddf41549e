//! Updates of every kind, as the desk sees them afterwards.

use super::*;

async fn messages(house: &House) -> Vec<conversations::Message> {
    let id = TicketId(ticket(house).await);
    house.app.db.read(async |tx| conversations::of_ticket(tx, id, 50).await).await.unwrap()
}

story!(an_album_is_one_message, polling, async |house: &House| {
    listening(house, async || {
        let pictures = (0..3).map(|n| [PICTURE, &[n]].concat()).collect();
        api().album(&siti(), "Lubangnya dari tiga sisi", pictures);
        settled(house).await;
    })
    .await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    let theirs: Vec<_> = messages(house)
        .await
        .into_iter()
        .filter(|one| one.direction == conversations::Direction::In)
        .collect();
    assert_eq!(theirs.len(), 1);
    assert_eq!(theirs[0].body, "Lubangnya dari tiga sisi");
    let files =
        house.app.db.read(async |tx| conversations::attachments_of(tx, theirs[0].id).await).await.unwrap();
    assert_eq!(files.len(), 3);
    assert!(files.iter().all(|file| file.file_key.is_some()), "all fetched: {files:?}");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox WHERE message_id IS NOT NULL").await, 3);
});

story!(an_album_in_a_report_is_one_picture_step, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        for text in ["/lapor Jalan rusak berat", "Lewati"] {
            api().text(&siti, text);
            settled(house).await;
            if text.starts_with('/') {
                assert!(api().press(&siti, "Biar petugas yang memilih"));
                settled(house).await;
            }
        }
        api().album(&siti, "", vec![PICTURE.to_vec(), [PICTURE, b"2"].concat()]);
        settled(house).await;
        assert!(api().press(&siti, "🙂 Boleh"));
        settled(house).await;
        assert!(last().contains("Foto dan berkas: 2"), "{}", last());
        assert!(api().press(&siti, "✅ Kirim laporan"));
        settled(house).await;
    })
    .await;
    let id = TicketId(ticket(house).await);
    let files = house.app.db.read(async |tx| conversations::attachments(tx, id).await).await.unwrap();
    assert_eq!(files.len(), 2);
});

story!(a_live_location_takes_the_ticket_along, polling, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        api().text(&siti, "Ada kecelakaan, saya ikuti mobilnya");
        let live = api().live_location(&siti, -6.2, 106.8);
        settled(house).await;
        api().moves(&siti, live, -6.21, 106.81);
        api().moves(&siti, live, -6.22, 106.82);
        settled(house).await;
    })
    .await;
    let id = TicketId(ticket(house).await);
    let row = house.app.db.read(async |tx| tickets::get(tx, id).await).await.unwrap();
    assert_eq!((row.latitude, row.longitude), (Some(-6.22), Some(106.82)));
    let messages = messages(house).await;
    assert!(messages.iter().any(|one| one.body == "📍 -6.220000, 106.820000"), "{messages:?}");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message_revision").await, 0, "nothing was reworded");
});

story!(a_venue_is_said_by_its_name, polling, async |house: &House| {
    listening(house, async || {
        let place = json!({ "latitude": -6.2, "longitude": 106.8 });
        let venue = json!({ "location": place, "title": "Pasar Kranggan", "address": "Jl. Diponegoro" });
        let body = json!({ "message_id": 5, "date": 1, "location": place, "venue": venue,
            "chat": { "id": 7001, "type": "private", "first_name": "Siti" },
            "from": { "id": 7001, "is_bot": false, "first_name": "Siti", "language_code": "id" } });
        api().update("message", body);
        settled(house).await;
    })
    .await;
    let id = TicketId(ticket(house).await);
    let row = house.app.db.read(async |tx| tickets::get(tx, id).await).await.unwrap();
    assert_eq!(row.place.as_deref(), Some("Pasar Kranggan, Jl. Diponegoro"));
    assert_eq!(messages(house).await[0].body, "📍 -6.200000, 106.800000\nPasar Kranggan, Jl. Diponegoro");
    house.forget_jobs().await;
});

story!(a_venue_of_somebody_who_hides_names_nobody, polling, async |house: &House| {
    listening(house, async || {
        let siti = Citizen::new(7_021, "Sitirahma", "id");
        api().text(&siti, "Ada pungli di sini #anonim");
        settled(house).await;
        house.app.db.clock.advance(SECOND);
        let place = json!({ "latitude": -6.2, "longitude": 106.8 });
        let venue = json!({ "location": place, "title": "Warung Sitirahma", "address": "Jl. Diponegoro" });
        let body = json!({ "message_id": 5, "date": 1, "location": place, "venue": venue,
            "chat": { "id": siti.id, "type": "private", "first_name": "Sitirahma" },
            "from": { "id": siti.id, "is_bot": false, "first_name": "Sitirahma", "language_code": "id" } });
        api().update("message", body);
        settled(house).await;
    })
    .await;
    let id = TicketId(ticket(house).await);
    let row = house.app.db.read(async |tx| tickets::get(tx, id).await).await.unwrap();
    let place = row.place.expect("a place");
    assert!(place.contains("Jl. Diponegoro") && !place.contains("Sitirahma"), "{place}");
    house.forget_jobs().await;
});

story!(channels_and_groups_that_move_are_not_answered, polling, async |house: &House| {
    let chat = |id: i64, kind: &str| json!({ "id": id, "type": kind, "title": "Warga" });
    let from = json!({ "id": 7001, "is_bot": false, "first_name": "Siti" });
    listening(house, async || {
        let moved = json!({ "message_id": 1, "date": 1, "chat": chat(-500, "group"), "from": from,
            "migrate_to_chat_id": -100_500 });
        api().update("message", moved);
        let post = json!({ "message_id": 2, "date": 1, "chat": chat(-600, "channel"), "text": "pengumuman" });
        api().update("channel_post", post);
        settled(house).await;
    })
    .await;
    assert!(api().sent().is_empty());
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 0);
});

/// A film, as far as its first bytes tell.
const FILM: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41 round about a hole in the road";

story!(a_video_note_plays_at_the_desk, polling, async |house: &House| {
    listening(house, async || {
        api().video_note(&siti(), 3, FILM.to_vec());
        settled(house).await;
    })
    .await;
    let id = ticket(house).await;
    let file = house.number("SELECT id AS n FROM attachment").await;
    let agent = house.staff(city::AGENT).await;
    let page = agent.client.get(format!("{}/desk/{id}", house.url)).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("media-src 'self'"), "{policy}");
    let page = page.text().await.unwrap();
    let player = format!(
        "<video class=\"film\" controls preload=\"none\" playsinline src=\"/desk/file/{file}?inline=1\""
    );
    assert!(page.contains(&player), "{page}");
    assert!(
        page.contains(&format!("<a class=\"attachment\" href=\"/desk/file/{file}\">")),
        "without a player, too"
    );
    // Players ask for stretches, and first of all for two bytes.
    let ask = async |query: &str, range: Option<&str>| {
        let mut request = agent.client.get(format!("{}/desk/file/{file}{query}", house.url));
        if let Some(range) = range {
            request = request.header("Range", range);
        }
        let answer = request.header("Accept-Encoding", "br, gzip").send().await.unwrap();
        let said = |name: &str| {
            answer.headers().get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
        };
        let heads = (answer.status().as_u16(), said("content-range"), said("content-type"));
        let disposition = said("content-disposition");
        (heads, disposition, answer.bytes().await.unwrap().to_vec())
    };
    let size = FILM.len();
    let film = || "video/mp4".to_owned();
    let (heads, disposition, bytes) = ask("?inline=1", None).await;
    assert_eq!((heads, bytes), ((200, String::new(), film()), FILM.to_vec()));
    assert!(disposition.starts_with("inline"), "{disposition}");
    let (heads, _, bytes) = ask("?inline=1", Some("bytes=0-1")).await;
    assert_eq!((heads, bytes), ((206, format!("bytes 0-1/{size}"), film()), FILM[..2].to_vec()));
    let (heads, _, bytes) = ask("?inline=1", Some("bytes=40-")).await;
    assert_eq!((heads, bytes), ((206, format!("bytes 40-{}/{size}", size - 1), film()), FILM[40..].to_vec()));
    let (heads, _, _) = ask("?inline=1", Some("bytes=9000-")).await;
    assert_eq!((heads.0, heads.1), (416, format!("bytes */{size}")));
    let (heads, disposition, _) = ask("", None).await;
    assert_eq!(heads.2, "application/octet-stream");
    assert!(disposition.starts_with("attachment"), "{disposition}");
});

story!(what_only_says_that_it_is_a_film_is_no_player, polling, async |house: &House| {
    let page = b"<!doctype html><script>alert(1)</script>";
    listening(house, async || {
        api().document(&siti(), "", "film.mp4", "video/mp4", page.to_vec());
        settled(house).await;
    })
    .await;
    let file = house.number("SELECT id AS n FROM attachment").await;
    let agent = house.staff(city::AGENT).await;
    let got = agent.client.get(format!("{}/desk/file/{file}?inline=1", house.url)).send().await.unwrap();
    assert!(got.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert!(!got.headers()["content-type"].to_str().unwrap().starts_with("video/"));
});
