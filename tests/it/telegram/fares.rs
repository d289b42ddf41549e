//! The configuration's bot is a line like any other: what came and left by it is noted, and what keeps it from sending.

use sahut::clock::MINUTE;

use super::*;
use crate::support::city::{ADMINISTRATOR, SUPERVISOR};

story!(a_bot_whose_token_is_taken_back_says_so, polling, async |house: &House| {
    listening(house, async || {
        api().text(&siti(), "Jalan rusak parah di depan SD 3, sudah dua anak jatuh");
        settled(house).await;
        let known = "SELECT COUNT(*) AS n FROM line_state
                     WHERE line = 'bot:0' AND last_in IS NOT NULL AND last_out IS NOT NULL";
        assert_eq!(house.number(known).await, 1);
        let (admin, supervisor) = (house.staff(ADMINISTRATOR).await, house.staff(SUPERVISOR).await);
        let page = admin.get("/admin/channels").await.text;
        assert!(page.contains("Dari konfigurasi") && page.contains("<time datetime="), "{page}");

        let shown = "Telegram tidak menerima token bot ini";
        house.app.db.clock.advance(2 * SECOND);
        api().text(&siti(), "Masih rusak");
        settled(house).await;
        let id = ticket(house).await;
        api().refuse("sendMessage", Refusal::new(401, "Unauthorized"));
        reply(house, id, "Besok kami tambal.").await;
        house.work().await;
        assert!(admin.get("/admin/channels").await.text.contains(shown));
        let page = supervisor.get(&format!("/desk/{id}")).await.text;
        assert!(
            page.contains("Belum terkirim, dicoba lagi") && page.contains("tidak menerima token"),
            "{page}"
        );
        let page = supervisor.get("/admin/health").await.text;
        assert!(page.contains(shown) && page.contains("data-line-state=\"failing\""), "{page}");

        house.app.db.clock.advance(6 * MINUTE);
        house.work().await;
        assert_eq!(last(), "Besok kami tambal.");
        assert!(!admin.get("/admin/channels").await.text.contains(shown));
        assert!(!supervisor.get(&format!("/desk/{id}")).await.text.contains("Belum terkirim"));
    })
    .await;
});
