//! Pranks and abuse: a label, a second pair of eyes, a limit that ends, and a way to object. Nobody in need is
//! ever kept out.

use channels::{Channel, Identity};
use sahut::auth::Role;
use sahut::clock::{DAY, HOUR};
use sahut::tickets::Ticket;

use super::{again, care, from_mail, hire, panel};
use crate::desk::{Report, report, rows};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};

const SECOND: &str = "penyelia2@kota.test";

async fn chat(house: &House, category: &str, text: &str) -> Ticket {
    report(
        house,
        Report {
            from: Identity::Telegram(4711),
            channel: Channel::Telegram,
            category,
            text,
            ..Report::default()
        },
    )
    .await
}

/// Labelled by the agent, confirmed by the first supervisor; gives the ids of label and limit.
pub async fn strike(house: &House, ticket: &Ticket) -> (i64, i64) {
    let agent = house.staff(AGENT).await;
    let labelled =
        care(&agent, ticket, "label", &[("kind", "prank"), ("note", "Tertawa, lalu menutup")]).await;
    assert_eq!(labelled.status, 200, "{}", labelled.text);
    let mark = house.number("SELECT id AS n FROM nuisance_mark WHERE state = 'proposed'").await;
    let supervisor = house.staff(SUPERVISOR).await;
    assert_eq!(supervisor.post(&format!("/admin/limits/mark/{mark}/confirm"), &[]).await.status, 200);
    (mark, house.number("SELECT id AS n FROM nuisance_limit ORDER BY asked_at DESC LIMIT 1").await)
}

/// What the house said to the citizen by itself.
async fn said(house: &House) -> i64 {
    house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND is_automatic").await
}

/// The message with these words that the house sent by itself. (Ids of one moment have no order here: other
/// stories turn other clocks.)
pub(super) async fn notice(house: &House, words: &str) -> String {
    #[derive(sqlx::FromRow)]
    struct Line {
        body: String,
    }
    let sql = "SELECT body FROM message WHERE direction = 'out' AND is_automatic";
    let select = sahut::db::select::Select::new(sql, []);
    let found = house.app.db.read(async |tx| select.clone().fetch::<Line>(tx).await).await.expect("messages");
    let found = found.into_iter().find(|line| line.body.contains(words));
    found.unwrap_or_else(|| panic!("nobody said {words}")).body
}

story!(a_strike_needs_two_and_ends_by_itself, async |house: &House| {
    hire(house, SECOND, "Sinta Penyelia", Role::Supervisor, "kota").await;
    let ticket = chat(house, "air", "Hahaha tidak ada apa-apa").await;
    let agent = house.staff(AGENT).await;
    let empty = care(&agent, &ticket, "label", &[("kind", "prank"), ("note", " ")]).await;
    assert_eq!(empty.status, 422);
    assert!(panel(&empty).contains("Tulislah apa yang terjadi"));
    // A supervisor who was annoyed does not judge.
    let supervisor = house.staff(SUPERVISOR).await;
    let own = care(&supervisor, &ticket, "label", &[("kind", "abusive"), ("note", "Memaki saya")]).await;
    assert_eq!(own.status, 200);
    let mark = house.number("SELECT id AS n FROM nuisance_mark").await;
    let refused = supervisor.post(&format!("/admin/limits/mark/{mark}/confirm"), &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Anda sendiri yang menandai"), "{}", refused.text);
    let again_labelled = care(&agent, &ticket, "label", &[("kind", "prank"), ("note", "Lagi")]).await;
    assert_eq!(again_labelled.status, 409, "one proposal a ticket");
    assert_eq!(agent.post(&format!("/admin/limits/mark/{mark}/confirm"), &[]).await.status, 403);
    let second = house.staff(SECOND).await;
    let no_reason = second.post(&format!("/admin/limits/mark/{mark}/dismiss"), &[("reason", "")]).await;
    assert_eq!(no_reason.status, 422);
    let dismissed =
        second.post(&format!("/admin/limits/mark/{mark}/dismiss"), &[("reason", "Warga sedang panik")]).await;
    assert_eq!(dismissed.status, 200);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM nuisance_limit").await, 0);
    assert_eq!(
        second.post(&format!("/admin/limits/mark/{mark}/confirm"), &[]).await.status,
        409,
        "decided is decided"
    );

    let (_, limit) = strike(house, &ticket).await;
    let running = "SELECT COUNT(*) AS n FROM nuisance_limit WHERE state = 'running'";
    assert_eq!(house.number(running).await, 1, "a day one supervisor decides alone");
    house.app.db.clock.advance(DAY + HOUR);
    // The second one is three days: two supervisors.
    let ticket = chat(house, "air", "Hahaha lagi").await;
    assert_eq!(again(house, &ticket).await.priority, 2, "the first limit is over");
    let (_, limit2) = strike(house, &ticket).await;
    assert_ne!(limit, limit2);
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM nuisance_limit WHERE state = 'waiting' AND days = 3").await,
        1
    );
    let supervisor = house.staff(SUPERVISOR).await;
    let page = supervisor.get("/admin/limits").await;
    assert!(page.text.contains("Anda yang meminta"), "{}", page.text);
    assert_eq!(supervisor.post(&format!("/admin/limits/{limit2}/agree"), &[]).await.status, 422);
    let calm = chat(house, "air", "Sungguhan: air mati").await;
    assert_eq!(again(house, &calm).await.priority, 2, "what waits limits nobody");
    let second = house.staff(SECOND).await;
    assert_eq!(second.post(&format!("/admin/limits/{limit2}/agree"), &[]).await.status, 200);
    let slow = chat(house, "air", "Air masih mati").await;
    assert_eq!(again(house, &slow).await.priority, 4);
    // Strikes of more than ninety days ago are forgotten.
    house.app.db.clock.advance(91 * DAY);
    let ticket = chat(house, "air", "Hahaha setelah lama").await;
    strike(house, &ticket).await;
    assert_eq!(house.number("SELECT days AS n FROM nuisance_limit ORDER BY asked_at DESC LIMIT 1").await, 1);
    house.forget_jobs().await;
});

story!(under_a_limit_nobody_is_turned_away, async |house: &House| {
    let first = chat(house, "air", "Hahaha").await;
    let acknowledged = said(house).await;
    assert_eq!(acknowledged, 1);
    let (_, limit) = strike(house, &first).await;
    assert_eq!(said(house).await, acknowledged, "nothing is said until they write again");
    let slow = chat(house, "air", "Air mati sungguhan").await;
    assert_eq!(said(house).await, acknowledged + 1, "the notice, and no acknowledgement");
    let told = notice(house, "/appeal/").await;
    for part in ["iseng", "WIB", "112", "/appeal/"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(again(house, &slow).await.priority, 4, "last of its class");
    chat(house, "jalan", "Jalan rusak juga").await;
    assert_eq!(said(house).await, acknowledged + 1, "told once");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM nuisance_limited").await, 2);
    let agent = house.staff(AGENT).await;
    let page = agent.get(&format!("/desk/{}", slow.id)).await;
    assert!(panel(&page).contains("Masuk saat pembatasan berlaku"), "{}", panel(&page));
    assert!(rows(&agent.get("/desk").await).contains(&slow.id.to_string()), "it is in the queue as ever");
    // An emergency is as urgent as anybody's, and answered as ever.
    let fire = chat(house, "kebakaran", "Rumah terbakar!").await;
    let fire = again(house, &fire).await;
    assert_eq!((fire.priority, fire.rank), (1, 0));
    assert_eq!(said(house).await, acknowledged + 2);
    // Other channels are open.
    let mail = from_mail(house, "lain@contoh.test", "Lain", "Air mati").await;
    assert_eq!(again(house, &mail).await.priority, 2);

    // The citizen objects.
    let token = told.split("/appeal/").nth(1).expect("a link").split_whitespace().next().expect("a token");
    let citizen = house.visitor();
    let forged = format!("{}x", &token[..token.len() - 1]);
    assert_eq!(citizen.get(&format!("/appeal/{forged}")).await.status, 404);
    let path = format!("/appeal/{token}");
    let shown = citizen.get(&path).await;
    assert!(shown.text.contains("iseng") && shown.text.contains("112"), "{}", shown.text);
    let empty = citizen.post(&path, &[("text", " ")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("id=\"text-error\""));
    let sent = citizen.post(&path, &[("text", "Itu keponakan saya, bukan saya.")]).await;
    assert!(sent.status == 200 && sent.text.contains("PIN"), "{}", sent.text);
    assert_eq!(citizen.post(&path, &[("text", "Lagi")]).await.status, 409, "once");
    let appeal = house.number("SELECT appeal_id AS n FROM nuisance_limit").await;
    assert_eq!(agent.get(&format!("/desk/{appeal}")).await.status, 404, "not for whoever labelled");
    let supervisor = house.staff(SUPERVISOR).await;
    assert!(supervisor.get(&format!("/desk/{appeal}")).await.text.contains("keponakan saya"));
    let notices = "SELECT COUNT(*) AS n FROM notice n JOIN nuisance_limit l ON l.appeal_id = n.ticket_id
        JOIN staff s ON s.id = n.staff_id WHERE s.email = 'supervisor@kota.test'";
    assert_eq!(house.number(notices).await, 1);
    let page = supervisor.get("/admin/limits").await;
    assert!(page.text.contains("Keberatan"), "{}", page.text);
    let no_reason = supervisor.post(&format!("/admin/limits/{limit}/lift"), &[("reason", "")]).await;
    assert_eq!(no_reason.status, 422);
    assert!(no_reason.text.contains("aria-invalid"));
    let lifted =
        supervisor.post(&format!("/admin/limits/{limit}/lift"), &[("reason", "Bukan warga itu")]).await;
    assert_eq!(lifted.status, 200);
    notice(house, "sudah dicabut").await;
    let free = chat(house, "air", "Terima kasih, air mati").await;
    assert_eq!(again(house, &free).await.priority, 2);
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    for told in [
        "menandai laporan",
        "menegaskan teguran",
        "memulai pembatasan",
        "keberatan atas pembatasan",
        "mencabut pembatasan",
    ] {
        assert!(audit.contains(told), "{told}");
    }
    house.forget_jobs().await;
});

story!(in_a_disaster_all_limits_rest, async |house: &House| {
    let first = chat(house, "air", "Hahaha").await;
    strike(house, &first).await;
    let supervisor = house.staff(SUPERVISOR).await;
    assert_eq!(supervisor.post("/admin/limits/rest", &[("rests", "1")]).await.status, 200);
    let free = chat(house, "air", "Banjir").await;
    assert_eq!(again(house, &free).await.priority, 2);
    supervisor.post("/admin/limits/rest", &[("rests", "0")]).await;
    let slow = chat(house, "air", "Hahaha").await;
    assert_eq!(again(house, &slow).await.priority, 4);
    house.forget_jobs().await;
});

story!(silence_is_noted_and_means_call_back, async |house: &House| {
    let call = async || {
        let from = Identity::Phone("+6281234567890".into());
        report(house, Report { from, channel: Channel::Voice, text: "(hening)", ..Report::default() }).await
    };
    let agent = house.staff(AGENT).await;
    let first = call().await;
    assert_eq!(care(&agent, &first, "label", &[("kind", "silent"), ("note", "")]).await.status, 200);
    let second = call().await;
    let page = care(&agent, &second, "label", &[("kind", "silent"), ("note", "")]).await;
    assert!(panel(&page).contains("telepon balik"), "{}", panel(&page));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM nuisance_mark WHERE state = 'noted'").await, 2);
    let supervisor = house.staff(SUPERVISOR).await;
    assert!(supervisor.get("/admin/limits").await.text.contains("Tidak ada tanda yang menunggu"));
    house.forget_jobs().await;
});
