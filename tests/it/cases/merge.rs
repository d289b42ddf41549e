//! Two reports are one; and the way back.

use sahut::intake::Outcome;
use sahut::tickets::life::{Stage, Step};
use sahut::tickets::{self, Taken};

use super::{Report, more, now, report};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, SUPERVISOR, WATER};
use crate::support::house::{Answer, Visitor};

async fn join(who: &Visitor, ticket: &tickets::Ticket, how: &str, other: &tickets::Ticket) -> Answer {
    let number = other.number.to_string();
    who.post(&format!("/desk/{}/join", ticket.id), &[("how", how), ("number", &number)]).await
}

const SUMS: &str = "SELECT CAST(SUM(opened) AS bigint) AS n FROM ticket_sum WHERE grain = 'ever'";
const FOLLOWERS: &str = "SELECT COUNT(*) AS n FROM follower WHERE state = 'following'";

story!(a_report_is_merged_and_comes_apart_again, async |house: &House| {
    let (main, _) = report(house, Report { email: Some("siti@warga.test"), ..Report::default() }).await;
    let (copy, key) = report(
        house,
        Report { email: Some("budi@warga.test"), name: Some("Budi Hartono"), ..Report::default() },
    )
    .await;
    let agent = house.staff(AGENT).await;
    agent.post(&format!("/desk/{}/step", copy.id), &[("step", "start")]).await;
    let beside = agent.get(&format!("/desk/{}", copy.id)).await;
    assert!(
        beside.text.contains("Mungkin sama") && beside.text.contains(&main.number.to_string()),
        "{}",
        beside.text
    );

    let told =
        "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND body LIKE '%kami tangani bersama%'";
    let page = join(&agent, &copy, "merge", &main).await;
    assert!(page.text.contains("Laporan ini sudah digabung"), "{}", page.text);
    assert_eq!(now(house, copy.id).await.stage, Stage::Merged);
    assert!(!now(house, copy.id).await.is_open);
    assert_eq!((house.number(told).await, house.number(FOLLOWERS).await), (1, 1));
    assert_eq!(house.number(SUMS).await, 1, "the matter counts once");
    // Pressed twice.
    let again = join(&agent, &copy, "merge", &main).await;
    assert!(again.status == 422 && again.text.contains("sudah digabung"), "{}", again.text);
    assert_eq!(house.number(told).await, 1, "the citizen is told once");
    // Nobody takes it by a step of the life, nor takes the last step back.
    let step = agent.post(&format!("/desk/{}/step", main.id), &[("step", "merge")]).await;
    assert_eq!(step.status, 403);
    let slip = agent.post(&format!("/desk/{}/step", copy.id), &[("step", "take_back")]).await;
    assert_eq!(slip.status, 409);

    // Into a merged one is into its main one; a ring cannot be closed.
    let (third, _) = report(house, Report { email: Some("ani@warga.test"), ..Report::default() }).await;
    let page = join(&agent, &third, "merge", &copy).await;
    assert!(page.text.contains(&main.number.to_string()), "{}", page.text);
    let chains = "SELECT COUNT(*) AS n FROM ticket_link l JOIN ticket_link m ON m.ticket_id = l.other_id AND m.kind = 'merged'";
    assert_eq!(house.number(chains).await, 0);
    let ring = join(&agent, &main, "merge", &copy).await;
    assert!(ring.status == 422 && ring.text.contains("laporan ini sendiri"), "{}", ring.text);

    // What the citizen writes stays in their thread, and reaches the main report's desk.
    let outcome = more(house, &key, "Airnya sudah masuk rumah!").await;
    assert!(matches!(outcome, Outcome::Joined { ref ticket, .. } if ticket.id == copy.id), "{outcome:?}");
    let page = agent.get(&format!("/desk/{}", main.id)).await;
    assert!(page.text.contains("Airnya sudah masuk rumah!"), "{}", page.text);
    assert!(!page.text.contains("Budi Hartono") && !page.text.contains("budi@warga.test"), "{}", page.text);
    let answered = Taken::by_system(Step::Answer, "Sudah");
    let zone = &house.app.zone;
    let answer = async |tx: &mut _| tickets::take(tx, zone, main.id, None, &answered).await;
    house.app.db.write(answer).await.unwrap();
    more(house, &key, "Masih bocor.").await;
    assert_eq!(now(house, main.id).await.stage, Stage::Returned);

    // The way back: as it was, and nobody follows what is not theirs.
    let page = agent.post(&format!("/desk/{}/unmerge", copy.id), &[]).await;
    assert!(page.status == 200 && !page.text.contains("Laporan ini sudah digabung"), "{}", page.text);
    assert_eq!(now(house, copy.id).await.stage, Stage::InWork);
    assert_eq!(house.number(FOLLOWERS).await, 1, "only the third");
    assert_eq!(house.number(SUMS).await, 2);
    assert_eq!(agent.post(&format!("/desk/{}/unmerge", copy.id), &[]).await.status, 404);
    let outcome = more(house, &key, "Terima kasih.").await;
    assert!(matches!(outcome, Outcome::Joined { ref ticket, .. } if ticket.id == copy.id));
    // Closed is closed: words for a merged report whose main one is over are a new matter.
    join(&agent, &copy, "merge", &main).await;
    agent
        .post(&format!("/desk/{}/step", main.id), &[("step", "reject:elsewhere"), ("reason", "Bukan kami")])
        .await;
    assert!(matches!(more(house, &key, "Lho?").await, Outcome::Opened { .. }));
    house.forget_jobs().await;
});

story!(what_hung_below_moves_along_and_comes_back, async |house: &House| {
    let (main, _) = report(house, Report { email: Some("a@warga.test"), ..Report::default() }).await;
    let (middle, _) = report(house, Report { email: Some("b@warga.test"), ..Report::default() }).await;
    let (first, _) = report(house, Report { email: Some("c@warga.test"), ..Report::default() }).await;
    let (child, _) = report(house, Report { email: Some("d@warga.test"), ..Report::default() }).await;
    let agent = house.staff(AGENT).await;
    join(&agent, &first, "merge", &middle).await;
    join(&agent, &child, "child", &middle).await;
    join(&agent, &middle, "merge", &main).await;
    let below = async |ticket: &tickets::Ticket| {
        let sql = "SELECT COUNT(*) AS n FROM ticket_link WHERE other_id = $1";
        let of =
            async |tx: &mut _| sahut::db::select::Select::new(sql, [ticket.id.0.into()]).number(tx).await;
        house.app.db.read(of).await.unwrap()
    };
    assert_eq!((below(&main).await, below(&middle).await), (3, 0));
    let of_main = async |ticket: &tickets::Ticket| {
        house.app.db.read(async |tx| sahut::follows::count(tx, ticket.id).await).await.unwrap()
    };
    assert_eq!((of_main(&main).await, of_main(&middle).await), (2, 0));
    agent.post(&format!("/desk/{}/unmerge", middle.id), &[]).await;
    assert_eq!((below(&main).await, below(&middle).await), (0, 2));
    assert_eq!((of_main(&main).await, of_main(&middle).await), (0, 1));
    house.forget_jobs().await;
});

story!(merging_needs_sight_of_both, async |house: &House| {
    let (water, _) = report(house, Report::default()).await;
    let (road, _) = report(house, Report { category: "jalan", ..Report::default() }).await;
    let (secret, _) =
        report(house, Report { is_confidential: true, email: Some("x@warga.test"), ..Report::default() })
            .await;
    let wira = house.staff(WATER).await;
    for how in ["merge", "child", "related"] {
        let refused = join(&wira, &water, how, &road).await;
        assert!(refused.status == 422 && refused.text.contains("di luar jangkauan Anda"), "{}", refused.text);
        // What was typed is kept; the other report's words are nowhere.
        assert!(refused.text.contains(&road.number.to_string()));
        assert_eq!(join(&wira, &road, how, &water).await.status, 404);
    }
    // An agent sees no confidential report; a supervisor does, and still it stays by itself.
    let agent = house.staff(AGENT).await;
    assert!(join(&agent, &water, "merge", &secret).await.text.contains("di luar jangkauan Anda"));
    assert!(!agent.get(&format!("/desk/{}", water.id)).await.text.contains(&secret.number.to_string()));
    let supervisor = house.staff(SUPERVISOR).await;
    for (one, other) in [(&water, &secret), (&secret, &water)] {
        for how in ["merge", "child", "related"] {
            let refused = join(&supervisor, one, how, other).await;
            assert!(
                refused.status == 422 && refused.text.contains("Laporan rahasia hanya"),
                "{}",
                refused.text
            );
        }
    }
    // Their own second confidential report is another thing.
    let (second, _) =
        report(house, Report { is_confidential: true, email: Some("x@warga.test"), ..Report::default() })
            .await;
    assert_eq!(join(&supervisor, &second, "merge", &secret).await.status, 200);
    assert_eq!(now(house, second.id).await.stage, Stage::Merged);
    assert_eq!(house.number(FOLLOWERS).await, 0, "it is their own report, they need not follow it");
    // Whoever lost sight of the main report does not take the merge back.
    let (copy, _) = report(house, Report::default()).await;
    join(&agent, &copy, "merge", &road).await;
    assert_eq!(wira.post(&format!("/desk/{}/unmerge", copy.id), &[]).await.status, 404);
    assert!(!wira.get(&format!("/desk/{}", copy.id)).await.text.contains(&format!("/desk/{}\"", road.id)));
    for (number, words) in [("2611-000042-1", "salah ketik"), ("abc", "Itu bukan nomor laporan")] {
        let path = format!("/desk/{}/join", water.id);
        let refused = agent.post(&path, &[("how", "merge"), ("number", number)]).await;
        assert!(refused.status == 422 && refused.text.contains(words), "{}", refused.text);
    }
    house.forget_jobs().await;
});

story!(a_second_matter_becomes_a_report_of_its_own, async |house: &House| {
    let (one, key) = report(house, Report { email: Some("siti@warga.test"), ..Report::default() }).await;
    more(house, &key, "Satu lagi: lampu jalan di depan rumah mati.").await;
    let agent = house.staff(AGENT).await;
    let page = agent.get(&format!("/desk/{}", one.id)).await;
    assert_eq!(
        page.text.matches("Jadikan laporan sendiri").count(),
        1,
        "the first words stay: {}",
        page.text
    );
    let second = house.number("SELECT MAX(id) AS n FROM message WHERE direction = 'in'").await.to_string();
    let first = house.number("SELECT MIN(id) AS n FROM message WHERE direction = 'in'").await.to_string();
    let path = format!("/desk/{}/split", one.id);
    assert_eq!(agent.post(&path, &[("message", &first)]).await.status, 422);
    let part = agent.post(&path, &[("message", &second)]).await;
    assert!(part.status == 200 && part.path != format!("/desk/{}", one.id), "{}", part.path);
    assert!(
        part.text.contains("lampu jalan di depan rumah") && part.text.contains("dibuat dari pesan di sana"),
        "{}",
        part.text
    );
    assert_eq!(agent.post(&path, &[("message", &second)]).await.status, 404, "it is there no more");
    let acknowledged = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND body LIKE 'Laporan Anda sudah kami terima%'";
    assert_eq!(house.number(acknowledged).await, 2);
    let old = agent.get(&format!("/desk/{}", one.id)).await.text;
    assert!(!old.contains("Satu lagi: lampu jalan di depan rumah mati.</div>"), "{old}");
    house.forget_jobs().await;
});
