//! News of a report that came by the form, in a chat of Telegram's: chosen on the report's page, begun by Start,
//! ended by "stop".

use sahut::clock::MINUTE;

use super::*;
use crate::portal::{fill, send};
use crate::support::house::Visitor;

pub(super) const CHATS: &str = "SELECT COUNT(*) AS n FROM news_chat WHERE left_at IS NULL";

pub(super) fn named(config: &mut Config) {
    polling(config);
    config.telegram_name = Some("tirtamaya_bot".into());
}

/// Somebody reports in the form and opens the report's page.
pub(super) async fn reported(house: &House, about: &[(&str, &str)]) -> (Visitor, String) {
    let citizen = house.visitor();
    fill(&citizen, "Lampu jalan mati di depan SDN 3 sejak Senin.", about).await;
    let (number, pin) = send(&citizen).await;
    let page = citizen.post("/track", &[("number", &number), ("pin", &pin)]).await;
    assert!(page.text.contains("Kirim kabar ke Telegram"), "{}", page.text);
    (citizen, number)
}

/// What the page's link says to the bot.
pub(super) async fn link(citizen: &Visitor, number: &str) -> String {
    let page = citizen.post(&format!("/track/{number}/telegram"), &[]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let link = page.text.split("https://t.me/tirtamaya_bot?start=").nth(1).expect("a link");
    let payload = link.split('"').next().unwrap().to_owned();
    assert!(payload.len() <= 64 && payload.starts_with("news_"), "{payload}");
    format!("/start {payload}")
}

/// What the bot said to somebody, oldest first.
fn heard(by: &Citizen) -> Vec<String> {
    api().sent().into_iter().filter(|line| line.chat == by.id && line.by_bot).map(|line| line.text).collect()
}

story!(a_report_by_the_form_is_heard_of_in_telegram, named, async |house: &House| {
    listening(house, async || {
        let (citizen, number) = reported(house, &[]).await;
        let id = ticket(house).await;
        let path = format!("/track/{number}");
        let stranger = house.visitor();
        assert_eq!(stranger.post(&format!("{path}/telegram"), &[]).await.path, "/track");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM news_token").await, 0, "only behind the PIN");

        // A newer link makes the older one worthless, and so does time.
        let (old, start) = (link(&citizen, &number).await, link(&citizen, &number).await);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM news_token WHERE LENGTH(hash) = 64").await, 1);
        let siti = siti();
        api().text(&siti, &old);
        settled(house).await;
        assert!(last().contains("sudah dipakai atau sudah kedaluwarsa"), "{}", last());
        assert!(!last().contains(&number), "a wrong link tells nothing");
        house.app.db.clock.advance(31 * MINUTE);
        api().text(&siti, &start);
        settled(house).await;
        assert!(last().contains("kedaluwarsa") && house.number(CHATS).await == 0, "{}", last());

        let start = link(&citizen, &number).await;
        api().text(&siti, &start);
        settled(house).await;
        assert!(last().contains(&format!("Kabar tentang laporan {number} mulai sekarang")), "{}", last());
        assert_eq!(house.number(TICKETS).await, 1, "no report of its own");
        // Pressed again it worked; somebody else who has the link gets nothing.
        api().text(&siti, &start);
        settled(house).await;
        assert!(last().contains("sudah dikirim ke sini"), "{}", last());
        let thief = Citizen::new(7002, "Maling", "id");
        api().text(&thief, &start);
        settled(house).await;
        assert!(heard(&thief)[0].contains("sudah dipakai"), "{:?}", heard(&thief));
        assert_eq!((house.number(CHATS).await, house.number(TICKETS).await), (1, 1));

        reply(house, id, "Teknisi datang besok.").await;
        house.work().await;
        assert_eq!(last(), "Teknisi datang besok.");
        assert_eq!(heard(&thief).len(), 1, "nobody else hears it");
        let page = citizen.get(&path).await.text;
        assert!(page.contains("ke obrolan Telegram") && page.contains("Teknisi datang besok."), "{page}");
        let desk = house.staff(city::AGENT).await.get(&format!("/desk/{id}")).await.text;
        assert!(desk.contains("Telegram"), "staff see which way it goes");

        // They answer there; it is the same matter.
        api().text(&siti, "Masih gelap, terima kasih.");
        settled(house).await;
        assert_eq!(house.number(TICKETS).await, 1);
        assert!(citizen.get(&path).await.text.contains("Masih gelap, terima kasih."));

        // Enough, in the chat. Said once more it is a message like any other.
        api().text(&siti, "STOP");
        settled(house).await;
        assert!(last().contains("tidak kami kirim ke sini lagi"), "{}", last());
        assert_eq!(house.number(CHATS).await, 0);
        let before = heard(&siti).len();
        reply(house, id, "Lampu sudah menyala.").await;
        house.work().await;
        assert_eq!(heard(&siti).len(), before, "it waits on the page again");
        let page = citizen.get(&path).await.text;
        assert!(page.contains("Lampu sudah menyala.") && page.contains("Kirim kabar ke Telegram"), "{page}");

        // And on the page.
        api().text(&siti, &link(&citizen, &number).await);
        settled(house).await;
        assert_eq!(house.number(CHATS).await, 1);
        let ended = citizen.post(&format!("{path}/telegram/end"), &[]).await;
        assert!(ended.text.contains("Kirim kabar ke Telegram"), "{}", ended.text);
        assert_eq!(house.number(CHATS).await, 0);
        house.work().await;
    })
    .await;
});

story!(a_chat_of_ones_own_and_news_of_another_report, named, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        api().text(&siti, "Air mati sejak pagi di rumah");
        settled(house).await;
        let own = ticket(house).await;
        let (citizen, number) = reported(house, &[]).await;
        let other = ticket(house).await;
        api().text(&siti, &link(&citizen, &number).await);
        settled(house).await;
        reply(house, other, "Lampu kami ganti hari ini.").await;
        house.work().await;
        let news = api().sent().pop().expect("news");
        assert_eq!(news.text, "Lampu kami ganti hari ini.");

        // Words in the chat are about its own matter; an answer to the news is about the news.
        api().text(&siti, "Air masih mati");
        let answers = json!({ "message_id": 9_001, "date": 1, "text": "Lampunya masih mati",
            "chat": { "id": siti.id, "type": "private", "first_name": "Siti" },
            "from": { "id": siti.id, "is_bot": false, "first_name": "Siti", "language_code": "id" },
            "reply_to_message": { "message_id": news.message_id, "date": 1, "text": news.text,
                "chat": { "id": siti.id, "type": "private", "first_name": "Siti" } } });
        api().update("message", answers);
        settled(house).await;
        let said = async |id: i64| {
            let read = async |tx: &mut _| conversations::of_ticket(tx, TicketId(id), 50).await;
            let all = house.app.db.read(read).await.unwrap();
            all.into_iter().map(|message| message.body).collect::<Vec<_>>()
        };
        assert!(said(own).await.contains(&"Air masih mati".to_owned()));
        assert!(said(other).await.contains(&"Lampunya masih mati".to_owned()));
        assert_eq!(house.number(TICKETS).await, 2);

        // Blocked: news goes back to the page, and nothing fails.
        api().block(&siti);
        settled(house).await;
        assert_eq!(house.number(CHATS).await, 0);
        reply(house, other, "Sudah menyala?").await;
        house.work().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'failed'").await, 0);
        assert!(citizen.get(&format!("/track/{number}")).await.text.contains("Sudah menyala?"));
    })
    .await;
});

story!(who_stays_unknown_stays_so_in_a_chat, named, async |house: &House| {
    listening(house, async || {
        let (citizen, number) = reported(house, &[("anonymous", "1")]).await;
        let id = ticket(house).await;
        let siti = Citizen::new(7_003, "Sitirahma", "id");
        api().text(&siti, &link(&citizen, &number).await);
        api().text(&siti, "Tolong jangan sebut nama saya, Sitirahma.");
        settled(house).await;
        assert_eq!(house.number(TICKETS).await, 1);
        let agent = house.staff(city::AGENT).await;
        for path in [format!("/desk/{id}"), "/desk".to_owned(), format!("/desk?q={number}")] {
            let page = agent.get(&path).await.text;
            assert!(!page.contains("Sitirahma"), "{path}: {page}");
        }
        assert!(agent.get(&format!("/desk/{id}")).await.text.contains("jangan sebut nama saya"));
        house.work().await;
    })
    .await;
});

story!(who_stays_unknown_stays_so_when_reports_are_merged, named, async |house: &House| {
    listening(house, async || {
        let (citizen, number) = reported(house, &[("anonymous", "1")]).await;
        let hidden = ticket(house).await;
        house.app.db.clock.advance(SECOND);
        let (_, main_number) = reported(house, &[]).await;
        let main = ticket(house).await;
        let siti = Citizen::new(7_004, "Sitirahma", "id");
        api().text(&siti, &link(&citizen, &number).await);
        settled(house).await;
        let agent = house.staff(city::AGENT).await;
        let join = [("how", "merge"), ("number", main_number.as_str())];
        assert_eq!(agent.post(&format!("/desk/{hidden}/join"), &join).await.status, 200);
        house.work().await;
        house.app.db.clock.advance(SECOND);
        api().text(&siti, "Saya Sitirahma, lampunya masih mati.");
        settled(house).await;
        let page = agent.get(&format!("/desk/{main}")).await.text;
        assert!(page.contains("lampunya masih mati") && !page.contains("Sitirahma"), "{page}");
        house.work().await;
    })
    .await;
});

story!(what_everybody_reads_names_nobody_who_reads_in_a_chat, named, async |house: &House| {
    listening(house, async || {
        let (citizen, number) = reported(house, &[]).await;
        let id = ticket(house).await;
        // Nothing was said there yet: the chat has a name all the same.
        api().text(&Citizen::new(7_005, "Sitirahma", "id"), &link(&citizen, &number).await);
        settled(house).await;
        let agent = house.staff(city::AGENT).await;
        let path = format!("/desk/{id}/public");
        let refused = agent
            .post(&path, &[("public", "1"), ("summary", "Lampu di depan rumah Bu Sitirahma mati")])
            .await;
        assert_eq!(refused.status, 422, "{}", refused.text);
    })
    .await;
});
