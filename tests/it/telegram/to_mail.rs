//! News of a report that came by Telegram, at an address that its citizen chose on the report's page; and back.

use channels::{Bounce, InboundKind};

use super::*;
use crate::care::{answer, comes, letter};
use crate::cases::{between, into_a_folder, letters};

fn both_ways(config: &mut Config) {
    polling(config);
    into_a_folder(config);
}

story!(a_report_by_telegram_is_heard_of_by_mail, both_ways, async |house: &House| {
    listening(house, async || {
        let siti = siti();
        api().text(&siti, "Air mati sejak pagi di rumah");
        settled(house).await;
        let id = ticket(house).await;
        let row = house.app.db.read(async |tx| tickets::get(tx, TicketId(id)).await).await.unwrap();
        let told = last();
        let pin = told.lines().find_map(|line| line.strip_prefix("PIN: ")).expect("a PIN").to_owned();
        let (citizen, path) = (house.visitor(), format!("/track/{}", row.number));
        let number = row.number.to_string();
        let page = citizen.post("/track", &[("number", &number), ("pin", &pin)]).await.text;
        assert!(page.contains("Kabar kami kirim lewat Telegram"), "{page}");

        let choose = async || {
            // Nothing changes before the address says yes.
            let asked = citizen.post(&format!("{path}/updates"), &[("email", "siti@warga.test")]).await.text;
            assert!(asked.contains("Periksa surel Anda") && asked.contains("lewat Telegram"), "{asked}");
            house.work().await;
            let sent = letters(house);
            let link = between(&sent[0].text, "/updates/", "\r\n").to_owned();
            let link = link.split_whitespace().next().unwrap_or_default();
            let done = house.visitor().post(&format!("/updates/{link}"), &[]).await.text;
            assert!(done.contains("Kabar dikirim ke surel Anda"), "{done}");
            let page = citizen.get(&path).await.text;
            assert!(page.contains("Kabar kami kirim ke siti@warga.test"), "{page}");
            assert!(page.contains("Kembali ke Telegram"), "{page}");
        };
        choose().await;

        let agent = house.staff(city::AGENT).await;
        let before = api().sent().len();
        assert_eq!(answer(house, &agent, id, &[("body", "Teknisi datang besok.")]).await, 200);
        let sent = letters(house);
        assert_eq!(sent.len(), 1, "{sent:?}");
        assert!(sent[0].to.contains("siti@warga.test") && sent[0].text.contains("Teknisi datang besok."));
        assert_eq!(api().sent().len(), before, "not both ways");

        // What they answer there is about the same matter, whoever else has the address or not.
        let ours = sent[0].head.lines().find_map(|line| line.strip_prefix("Message-ID: <")).expect("an id");
        let mut reply = letter("siti@warga.test", "two@warga.test");
        reply.inbound.thread.references = vec![ours.trim_end_matches('>').to_owned()];
        reply.inbound.text = "Jam berapa besok?".into();
        assert_eq!(comes(house, &reply).await, "joined");
        assert_eq!(house.number(TICKETS).await, 1);
        assert!(citizen.get(&path).await.text.contains("Jam berapa besok?"));
        letters(house);

        // In the chat it is the same matter, too, and the answers still go where they chose.
        api().text(&siti, "Saya di rumah sampai jam tiga.");
        settled(house).await;
        assert_eq!(house.number(TICKETS).await, 1);
        assert_eq!(answer(house, &agent, id, &[("body", "Pukul sepuluh.")]).await, 200);
        assert!(letters(house).iter().any(|letter| letter.text.contains("Pukul sepuluh.")));

        // Back.
        let ended = citizen.post(&format!("{path}/telegram/end"), &[]).await.text;
        assert!(ended.contains("Kabar kami kirim lewat Telegram"), "{ended}");
        assert_eq!(answer(house, &agent, id, &[("body", "Sudah selesai?")]).await, 200);
        house.app.db.clock.advance(5 * SECOND);
        house.work().await;
        assert_eq!(last(), "Sudah selesai?");
        assert!(letters(house).is_empty());

        // Chosen once more, and the address is no more: what comes next goes the way the report came.
        choose().await;
        assert_eq!(answer(house, &agent, id, &[("body", "Kami datang lagi.")]).await, 200);
        let sent = letters(house);
        let lost = sent[0].head.lines().find_map(|line| line.strip_prefix("Message-ID: <")).expect("an id");
        let mut report = letter("mailer-daemon@warga.test", "bounce@warga.test");
        report.inbound.kind = InboundKind::Bounce(Bounce {
            message_id: Some(lost.trim_end_matches('>').to_owned()),
            recipient: Some("siti@warga.test".into()),
            status: Some("5.1.1".into()),
            permanent: true,
            gave_up: true,
            diagnostic: Some("550 5.1.1 no such user".into()),
        });
        assert_eq!(comes(house, &report).await, "noted");
        let page = citizen.get(&path).await.text;
        assert!(page.contains("Kabar kami kirim lewat Telegram"), "{page}");
        assert_eq!(answer(house, &agent, id, &[("body", "Apakah Anda membacanya?")]).await, 200);
        house.app.db.clock.advance(5 * SECOND);
        house.work().await;
        assert_eq!(last(), "Apakah Anda membacanya?");
    })
    .await;
});
