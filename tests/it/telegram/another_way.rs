//! What began by mail goes on in a chat, because the address takes nothing any more.

use channels::{Bounce, InboundKind};

use super::*;
use crate::care::{answer, comes, left, letter};

fn by_mail_too(config: &mut Config) {
    polling(config);
    config.smtp_url = Some(format!("file://{}/mail", config.data_dir.display()).into());
}

story!(a_matter_by_mail_goes_on_in_the_chat, by_mail_too, async |house: &House| {
    listening(house, async || {
        // Somebody whom the house knows both ways.
        let siti = siti();
        api().text(&siti, "/start");
        settled(house).await;
        house.app.db.clock.advance(SECOND);
        assert_eq!(comes(house, &letter("siti@warga.test", "one@warga.test")).await, "new");
        let id = ticket(house).await;
        let row = house.app.db.read(async |tx| tickets::get(tx, TicketId(id)).await).await.unwrap();
        let chat = house.number("SELECT contact_id AS n FROM conversation WHERE channel = 'telegram'").await;
        let (mail, chat) = (row.contact_id, sahut::ids::ContactId(chat));
        let by = house.number("SELECT id AS n FROM staff WHERE email = 'supervisor@kota.test'").await;
        let by = sahut::ids::StaffId(by);
        house
            .app
            .db
            .write(async |tx| {
                let by = auth::get(tx, by).await?;
                sahut::people::merge(tx, mail, chat, "orang yang sama", &by).await.map(drop)
            })
            .await
            .unwrap();
        let agent = house.staff(city::AGENT).await;
        assert_eq!(answer(house, &agent, id, &[("body", "Kami perlu foto meterannya.")]).await, 200);
        let ours =
            left(house).into_iter().find(|letter| letter.contains("foto meterannya")).expect("a letter");
        let ours = ours.lines().find_map(|line| line.strip_prefix("Message-ID: <")).expect("an id");
        let mut back = letter("mailer-daemon@mx.test", "back@mx.test");
        back.inbound.kind = InboundKind::Bounce(Bounce {
            message_id: Some(ours.trim_end_matches('>').to_owned()),
            recipient: Some("siti@warga.test".into()),
            status: Some("5.1.1".into()),
            permanent: true,
            gave_up: true,
            diagnostic: Some("550 5.1.1 no such user".into()),
        });
        assert_eq!(comes(house, &back).await, "noted");
        let page = agent.get(&format!("/desk/{id}")).await.text;
        assert!(page.contains("Kirim lewat Telegram"), "{page}");

        // Another way, and the citizen answers there: it is the same matter.
        house.app.db.clock.advance(SECOND);
        let fields = [("body", "Surat kami tidak sampai. Kami perlu foto meterannya."), ("via", "chat")];
        assert_eq!(answer(house, &agent, id, &fields).await, 200);
        house.app.db.clock.advance(5 * SECOND);
        house.work().await;
        assert_eq!(last(), "Surat kami tidak sampai. Kami perlu foto meterannya.");
        assert_eq!(api().sent().last().expect("a message").chat, siti.id);
        house.app.db.clock.advance(SECOND);
        api().text(&siti, "Ini nomornya: 88123");
        settled(house).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1, "no matter of its own");
        let read = async |tx: &mut sahut::db::Tx| conversations::of_ticket(tx, TicketId(id), 50).await;
        let thread = house.app.db.read(read).await.unwrap();
        assert!(thread.iter().any(|one| one.body == "Ini nomornya: 88123"), "{thread:?}");
        // And the answer to that goes where they spoke last.
        house.app.db.clock.advance(SECOND);
        assert_eq!(answer(house, &agent, id, &[("body", "Terima kasih.")]).await, 200);
        house.app.db.clock.advance(5 * SECOND);
        house.work().await;
        assert_eq!(last(), "Terima kasih.");
    })
    .await;
});
