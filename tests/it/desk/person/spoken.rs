//! A caller under a limit: nothing can be written to them, so whoever opens the ticket reads it out.

use channels::{Channel, Identity};
use sahut::auth::Role;
use sahut::tickets::Ticket;

use super::nuisance::strike;
use super::{again, care, hire, panel};
use crate::desk::{Report, between, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};

const READER: &str = "mutu@kota.test";
const TOLD: &str = "SELECT COUNT(*) AS n FROM nuisance_limit WHERE told_at IS NOT NULL";

async fn call(house: &House, text: &str) -> Ticket {
    let from = Identity::Phone("+6281234567890".into());
    report(house, Report { from, channel: Channel::Voice, text, ..Report::default() }).await
}

story!(a_caller_is_told_by_whoever_answers, async |house: &House| {
    hire(house, READER, "Mila Mutu", Role::Qa, "kota").await;
    let first = call(house, "Tertawa").await;
    strike(house, &first).await;
    let slow = call(house, "Air mati").await;
    assert_eq!(again(house, &slow).await.priority, 4);
    assert_eq!(house.number(TOLD).await, 0, "nobody has said anything yet");
    let written = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out'";
    assert_eq!(house.number(written).await, 0);
    let supervisor = house.staff(SUPERVISOR).await;
    assert!(supervisor.get("/admin/limits").await.text.contains("penelepon belum diberi tahu"));

    let agent = house.staff(AGENT).await;
    let page = agent.get(&format!("/desk/{}", slow.id)).await;
    for words in ["Bacakan ini kepada penelepon", "iseng", "WIB", "112", "Penelepon keberatan"] {
        assert!(panel(&page).contains(words), "{words}: {}", panel(&page));
    }
    // Who only reads tells nobody.
    let reader = house.staff(READER).await;
    assert_eq!(care(&reader, &slow, "told", &[]).await.status, 403);
    assert!(!panel(&reader.get(&format!("/desk/{}", slow.id)).await).contains("Bacakan ini"));
    // Beside a chat or a letter nothing is read out.
    let form = report(house, Report::default()).await;
    assert_eq!(care(&agent, &form, "told", &[]).await.status, 404);

    let told = care(&agent, &slow, "told", &[]).await;
    assert_eq!(told.status, 200, "{}", told.text);
    assert!(!panel(&told).contains("Bacakan ini kepada penelepon"), "{}", panel(&told));
    assert_eq!(house.number(TOLD).await, 1);
    assert_eq!(care(&agent, &slow, "told", &[]).await.status, 200, "pressed twice");
    let noted = "SELECT COUNT(*) AS n FROM audit WHERE action = 'limit-told'";
    assert_eq!(house.number(noted).await, 1);

    // They disagree, and the agent writes it down.
    let read_out = between(panel(&told), "name=\"limit\" value=\"", "\"").to_owned();
    let objects = async |words| care(&agent, &slow, "object", &[("limit", &read_out), ("note", words)]).await;
    let empty = objects(" ").await;
    assert_eq!(empty.status, 422);
    assert!(panel(&empty).contains("Tulislah mengapa ia keberatan"), "{}", panel(&empty));
    // Also when no limit counts any more by the time it is sent.
    let administrator = house.staff(ADMINISTRATOR).await;
    administrator.post("/admin/limits/rest", &[("rests", "1")]).await;
    let written_down = objects("Itu anak saya").await;
    assert_eq!(written_down.status, 200, "{}", written_down.text);
    administrator.post("/admin/limits/rest", &[("rests", "0")]).await;
    let written_down = agent.get(&format!("/desk/{}", slow.id)).await;
    assert!(panel(&written_down).contains("yang akan menelepon balik"), "{}", panel(&written_down));
    // A colleague was faster: what was typed is still there.
    let second = objects("Bukan saya yang menelepon").await;
    assert_eq!(second.status, 409);
    assert!(panel(&second).contains("Bukan saya yang menelepon"), "{}", panel(&second));
    let strange = care(&agent, &first, "object", &[("limit", "7"), ("note", "x")]).await;
    assert_eq!(strange.status, 404);
    let limit = house.number("SELECT id AS n FROM nuisance_limit WHERE appeal_id IS NOT NULL").await;
    let page = administrator.get("/admin/limits").await;
    assert!(page.text.contains("telepon balik dan sampaikan"), "{}", page.text);
    let fields = [("verdict", "upheld"), ("reason", "Itu anaknya")];
    let upheld = administrator.post(&format!("/admin/limits/{limit}/judge"), &fields).await;
    assert_eq!(upheld.status, 200, "{}", upheld.text);
    assert_eq!(again(house, &slow).await.priority, 2);
    house.forget_jobs().await;
});
