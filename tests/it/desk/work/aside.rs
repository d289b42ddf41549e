//! Put aside: out of the way until its time or a word of the citizen; the clock goes on. And notes for whoever
//! has a ticket next.

use channels::{Channel, Identity};
use sahut::clock::{DAY, HOUR, MINUTE};
use sahut::escalation;
use sahut::ids::TicketId;
use sahut::intake::receive;

use super::staff;
use crate::desk::{Report, report, rows};
use crate::story;
use crate::support::city::{AGENT, SUPERVISOR, WATER};
use crate::support::house::Visitor;
use crate::support::{House, said};

/// The citizen writes again by Telegram.
async fn again(house: &House, text: &str) {
    let mut received = said(Channel::Telegram, Identity::Telegram(7), &sahut::secret::random_token(), text);
    received.inbound.from_name = Some("Siti".into());
    received.inbound.thread.key = Some("7".into());
    receive(&house.app, &received).await.expect("taken in");
}

async fn put(who: &Visitor, ticket: TicketId, rest: &str, until: &str) -> crate::support::house::Answer {
    who.post(
        &format!("/desk/{ticket}/aside"),
        &[("rest", rest), ("until", until), ("reason", "Tunggu vendor")],
    )
    .await
}

story!(a_ticket_put_aside_comes_back_in_time, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let agent = house.staff(AGENT).await;
    let path = format!("/desk/{}", ticket.id);
    agent.post(&format!("{path}/assign"), &[("to", "me"), ("seen", "")]).await;
    let due = house.number("SELECT due_at AS n FROM ticket").await;
    let aside = put(&agent, ticket.id, "tomorrow", "").await;
    assert!(
        aside
            .text
            .contains("Ditunda sampai Selasa, 24 November 2026 08.00 WIB. Batas waktunya tetap berjalan"),
        "{}",
        aside.text
    );
    assert_eq!(house.number("SELECT due_at AS n FROM ticket").await, due, "the clock goes on");
    for (view, is_there) in [("mine", false), ("unassigned", false), ("asleep", true), ("open", true)] {
        let there = rows(&agent.get(&format!("/desk?view={view}")).await);
        assert_eq!(there.contains(&ticket.id.to_string()), is_there, "{view}");
    }
    assert_eq!(agent.post("/desk/next", &[]).await.path, "/desk");
    house.app.db.clock.advance(22 * HOUR);
    house.work().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE asleep_until IS NULL").await, 0);
    // Put aside anew, the first alarm wakes nobody.
    let agent = house.staff(AGENT).await;
    put(&agent, ticket.id, "hours", "").await;
    house.app.db.clock.advance(HOUR);
    house.work().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE asleep_until IS NULL").await, 0);
    house.app.db.clock.advance(HOUR);
    house.work().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE asleep_until IS NULL").await, 1);
    let agent = house.staff(AGENT).await;
    assert_eq!(rows(&agent.get("/desk?view=mine").await), [ticket.id.to_string()]);
    assert!(agent.get("/desk/notices").await.text.contains("Laporan yang ditunda sudah kembali"));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_event WHERE kind = 'woke'").await, 1);
});

story!(what_wakes_a_ticket_and_what_cannot_sleep, async |house: &House| {
    again(house, "Air mati di rumah").await;
    let id = TicketId(house.number("SELECT id AS n FROM ticket").await);
    let fire = report(house, Report { category: "kebakaran", ..Report::default() }).await;
    let agent = house.staff(AGENT).await;
    let path = format!("/desk/{id}");
    let awake = "SELECT COUNT(*) AS n FROM ticket WHERE rank > 0 AND asleep_until IS NULL";
    // Nonsense and emergencies are refused on the form, which stays filled.
    for (rest, until) in
        [("then", ""), ("then", "2020-01-01T00:00"), ("then", "2029-01-01T00:00"), ("x", "x")]
    {
        let wrong = put(&agent, id, rest, until).await;
        assert_eq!(wrong.status, 422, "{rest} {until}");
        assert!(
            wrong.text.contains("id=\"until-error\"") && wrong.text.contains("Tunggu vendor"),
            "{}",
            wrong.text
        );
    }
    assert_eq!(put(&agent, fire.id, "hours", "").await.status, 422);
    assert!(!agent.get(&format!("/desk/{}", fire.id)).await.text.contains(&format!("{}/aside", fire.id)));
    // The citizen writes: it is back at once, and whoever put it aside is told.
    assert_eq!(put(&agent, id, "then", "2026-11-30T09:00").await.status, 200);
    assert_eq!(house.number(awake).await, 0);
    house.app.db.clock.advance(MINUTE);
    again(house, "Masih mati").await;
    assert_eq!(house.number(awake).await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM notice WHERE kind = 'woke'").await, 1);
    // So it is with other hands, an emergency, an end; and by hand.
    let kebakaran = house.number("SELECT id AS n FROM category WHERE code = 'kebakaran'").await.to_string();
    let air = house.number("SELECT id AS n FROM category WHERE code = 'air'").await.to_string();
    let doors: [(&str, Vec<(&str, &str)>); 4] = [
        ("assign", vec![("to", "me"), ("seen", "")]),
        ("category", vec![("category", kebakaran.as_str())]),
        ("wake", vec![]),
        ("step", vec![("step", "answer"), ("reason", "Sudah menyala")]),
    ];
    for (door, fields) in doors {
        agent.post(&format!("{path}/category"), &[("category", &air)]).await;
        assert_eq!(put(&agent, id, "week", "").await.status, 200, "{door}");
        agent.post(&format!("{path}/{door}"), &fields).await;
        let asleep = house.number("SELECT COUNT(*) AS n FROM ticket WHERE asleep_until IS NOT NULL").await;
        assert_eq!(asleep, 0, "{door} wakes it");
    }
    assert_eq!(put(&agent, id, "hours", "").await.status, 409, "done is done");
    house.app.db.clock.advance(8 * DAY);
    house.forget_jobs().await;
});

story!(whoever_has_it_next_reads_the_note_first, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let second = report(house, Report::default()).await;
    let (agent, water) = (house.staff(AGENT).await, house.staff(WATER).await);
    let wira = staff(house, WATER).await.to_string();
    let path = format!("/desk/{}", ticket.id);
    let note = "Ibu Siti <sakit>, telepon setelah jam 10";
    agent.post(&format!("{path}/assign"), &[("to", &wira), ("seen", ""), ("handover", note)]).await;
    let page = water.get(&path).await;
    assert!(
        page.text.contains("Baca dulu, dari Ayu Agen") && page.text.contains("Ibu Siti &#60;sakit&#62;"),
        "{}",
        page.text
    );
    let read = format!("{path}/handover/{}", house.number("SELECT id AS n FROM handover").await);
    let supervisor = house.staff(SUPERVISOR).await;
    assert_eq!(supervisor.post(&read, &[]).await.status, 403, "it is not theirs to read");
    assert!(!supervisor.get(&path).await.text.contains(&read));
    let page = water.post(&read, &[]).await;
    assert!(!page.text.contains("class=\"handover\""), "{}", page.text);
    assert!(page.text.contains("meninggalkan catatan untuk pemegang berikutnya"), "it stays in the history");
    assert_eq!(water.post(&read, &[]).await.status, 404);

    // The end of a shift: everything one holds goes on, with the note, and can be taken back.
    water.post(&format!("/desk/{}/assign", second.id), &[("to", "me"), ("seen", "")]).await;
    // What is put aside goes on, too: it would wake with nobody there.
    let asleep = "SELECT COUNT(*) AS n FROM ticket WHERE asleep_until IS NOT NULL";
    put(&water, second.id, "tomorrow", "").await;
    assert!(water.get("/desk/duty").await.text.contains("2 laporan terbuka diteruskan"));
    let told = water.post("/desk/duty/end", &[("to", ""), ("note", "Pulang")]).await;
    assert!(told.path.starts_with("/desk/bulk/") && told.text.contains("Pulang"), "{}", told.text);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE assignee_id IS NULL").await, 2);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM handover WHERE read_at IS NULL").await, 2);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM duty WHERE status = 'away'").await, 1);
    assert_eq!(house.number(asleep).await, 0, "whoever has it next decides anew");
    water.post(&format!("{}/undo", told.path), &[]).await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE assignee_id IS NOT NULL").await, 2);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM handover WHERE read_at IS NULL").await, 0);
    assert_eq!(house.number(asleep).await, 1);
    house.forget_jobs().await;
});

/// Presses "take it back" on the page that came.
async fn undo(who: &Visitor, page: &str, form: &str) {
    let (_, fields) = page.split_once(&format!("action=\"{form}\">")).expect("a way back");
    let fields = fields.split("</form>").next().unwrap_or_default();
    let fields: Vec<(&str, &str)> = fields
        .split("name=\"")
        .skip(1)
        .filter_map(|field| {
            let (name, rest) = field.split_once("\" value=\"")?;
            Some((name, rest.split('"').next()?))
        })
        .filter(|(name, _)| *name != "csrf")
        .collect();
    assert_eq!(who.post(form, &fields).await.status, 200, "{fields:?}");
}

story!(an_assignment_that_is_taken_back_leaves_nothing_behind, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let agent = house.staff(AGENT).await;
    let wira = staff(house, WATER).await.to_string();
    let form = format!("/desk/{}/assign", ticket.id);
    let to_wira = [("to", wira.as_str()), ("seen", ""), ("handover", "Telepon dulu")];
    let until = "SELECT COALESCE(MAX(asleep_until), 0) AS n FROM ticket";
    let unread = "SELECT COUNT(*) AS n FROM handover WHERE read_at IS NULL";
    put(&agent, ticket.id, "hours", "").await;
    let then = house.number(until).await;
    let given = agent.post(&form, &to_wira).await.text;
    assert_eq!((house.number(until).await, house.number(unread).await), (0, 1));
    // Two minutes of it are left: it sleeps those.
    house.app.db.clock.advance(2 * HOUR - 2 * MINUTE);
    undo(&agent, &given, &form).await;
    assert_eq!((house.number(until).await, house.number(unread).await), (then, 0));
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE assignee_id IS NULL").await, 1);
    // What happened since is not put out of the way with it.
    let given = agent.post(&form, &to_wira[..2]).await.text;
    house.app.db.write(async |tx| sahut::tickets::touch(tx, ticket.id).await).await.expect("a word");
    undo(&agent, &given, &form).await;
    assert_eq!(house.number(until).await, 0);
    house.forget_jobs().await;
});

/// Whoever must be told by now is told.
async fn alarms(house: &House) {
    escalation::plan(&house.app.db).await.expect("a plan");
    house.work().await;
}

story!(a_wait_for_others_is_heard_of_every_week, async |house: &House| {
    let ticket = report(house, Report::default()).await;
    let agent = house.staff(AGENT).await;
    let path = format!("/desk/{}", ticket.id);
    agent.post(&format!("{path}/assign"), &[("to", "me"), ("seen", "")]).await;
    agent
        .post(&format!("{path}/step"), &[("step", "await_other"), ("reason", "Menunggu pipa dari pabrik")])
        .await;
    let heard = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'still_waits'";
    house.app.db.clock.advance(6 * DAY);
    alarms(house).await;
    assert_eq!(house.number(heard).await, 0);
    house.app.db.clock.advance(DAY);
    alarms(house).await;
    let agent = house.staff(AGENT).await;
    let page = agent.get("/desk/notices?language=id").await.text;
    assert!(page.contains("Masih menunggu pihak lain setelah 7 hari"), "{page}");
    // While that is unread nothing is added; once it is read, the next week is heard of, too.
    house.app.db.clock.advance(7 * DAY);
    alarms(house).await;
    assert_eq!(house.number(heard).await, 1);
    let agent = house.staff(AGENT).await;
    agent.post("/desk/notices/read", &[]).await;
    house.app.db.clock.advance(7 * DAY);
    alarms(house).await;
    assert_eq!(house.number(heard).await, 2);
    // Once it goes on, no more.
    let agent = house.staff(AGENT).await;
    agent.post("/desk/notices/read", &[]).await;
    agent.post(&format!("{path}/step"), &[("step", "resume"), ("reason", "")]).await;
    house.app.db.clock.advance(14 * DAY);
    alarms(house).await;
    assert_eq!(house.number(heard).await, 2);
    house.forget_jobs().await;
});
