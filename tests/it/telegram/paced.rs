//! A queue of notices, each for a chat of its own, leaves exactly at the limit of the bot. With
//! `SAHUT_TEST_MANY=100000` it is that of a whole city.

use channels::{Channel, Identity};
use sahut::contacts;
use sahut::texts::Lang;

use super::*;
use crate::email::given;

/// Notices queued in one transaction.
const AT_ONCE: i64 = 500;

story!(a_queue_of_notices_leaves_exactly_at_the_limit, polling, async |house: &House| {
    let many: i64 = given("SAHUT_TEST_MANY").and_then(|many| many.parse().ok()).unwrap_or(90);
    for first in (0..many).step_by(AT_ONCE as usize) {
        let queued = house.app.db.write(async |tx| {
            for n in first..many.min(first + AT_ONCE) {
                let chat = 50_000 + n;
                api().know(&Citizen::new(chat, "Warga", "id"));
                let contact = contacts::identify(tx, &Identity::Telegram(chat), None, Lang::Id).await?;
                let key = chat.to_string();
                let conversation =
                    conversations::open(tx, Channel::Telegram, Some(&key), contact, Lang::Id).await?;
                outbox::news(tx, &conversation, "Air mengalir lagi di seluruh kota.").await?;
            }
            Ok(())
        });
        queued.await.unwrap();
    }
    house.work().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'sent'").await, many);
    assert_eq!(
        house.number("SELECT COUNT(DISTINCT provider_id) AS n FROM message").await,
        many,
        "none twice"
    );
    // From the first to the last as long as the limit says, to the millisecond; and never thirty-one in a second.
    let took = house.number("SELECT MAX(sent_at) - MIN(sent_at) AS n FROM message").await;
    let due = ((many - 1) * 33_334 + 999) / 1_000;
    assert_eq!(took, due);
    let crowded =
        "SELECT MAX(n) AS n FROM (SELECT COUNT(*) OVER (ORDER BY sent_at RANGE BETWEEN 999 PRECEDING
                   AND CURRENT ROW) AS n FROM message) w";
    assert_eq!(house.number(crowded).await, 30);
});
