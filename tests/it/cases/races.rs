//! Two at once: whoever comes second finds what the first left, and nobody is told what is not so.

use std::time::Duration;

use sahut::clock::{DAY, HOUR, MINUTE};
use sahut::ids::TicketId;
use sahut::queue::{self, Job};
use sahut::tickets::life::{Stage, Step};
use sahut::tickets::{self, Taken};

use super::{Report, more, now, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT};

story!(a_message_is_split_off_once_however_often_it_is_pressed, async |house: &House| {
    let (one, key) = report(house, Report { email: Some("siti@warga.test"), ..Report::default() }).await;
    let agent = house.staff(AGENT).await;
    let path = format!("/desk/{}/split", one.id);
    for n in 1..=4 {
        house.app.db.clock.advance(MINUTE);
        more(house, &key, &format!("Satu lagi, nomor {n}.")).await;
        let message = house
            .number("SELECT MAX(id) AS n FROM message WHERE direction = 'in' AND body LIKE 'Satu lagi%'")
            .await
            .to_string();
        let fields = [("message", message.as_str())];
        let (first, second) = futures_util::join!(agent.post(&path, &fields), agent.post(&path, &fields));
        let mut answers = [first.status, second.status];
        answers.sort_unstable();
        assert_eq!(answers, [200, 404]);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, n + 1);
    }
    let acknowledged = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND body LIKE 'Laporan Anda sudah kami terima%'";
    assert_eq!(house.number(acknowledged).await, 5, "one PIN a report");
    house.forget_jobs().await;
});

story!(nobody_who_just_spoke_is_told_that_ten_silent_days_are_over, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    administrator.post("/admin/texts/lapsed/switch", &[("active", "1")]).await;
    let (speaks, _) = report(house, Report { email: Some("siti@warga.test"), ..Report::default() }).await;
    let (silent, _) = report(house, Report { email: Some("budi@warga.test"), ..Report::default() }).await;
    let (db, zone) = (&house.app.db, &house.app.zone);
    for id in [speaks.id, silent.id] {
        db.clock.advance(MINUTE);
        let answer = Taken::by_system(Step::Answer, "");
        db.write(async |tx| tickets::take(tx, zone, id, None, &answer).await).await.expect("answered");
    }
    house.work().await;
    db.clock.advance(10 * DAY + HOUR);
    let told = "SELECT COUNT(*) AS n FROM message WHERE body LIKE '%sepuluh hari tidak ada kabar%'";
    // One of them comes back while the round goes over what lapsed.
    let back = async {
        db.write(async |tx| {
            let reopen = Taken::by_system(Step::Reopen, "");
            tickets::take(tx, zone, speaks.id, None, &reopen).await?;
            tokio::time::sleep(Duration::from_millis(400)).await;
            Ok(())
        })
        .await
        .expect("reopened");
    };
    let round = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        db.write(async |tx| queue::enqueue(tx, &Job::Sweep {}).await).await.expect("a job");
        house.work().await;
    };
    futures_util::join!(back, round);
    let stage = async |id: TicketId| now(house, id).await.stage;
    assert_eq!((stage(speaks.id).await, stage(silent.id).await), (Stage::Returned, Stage::Closed));
    assert_eq!(house.number(told).await, 1, "only whoever was silent");
    house.forget_jobs().await;
});

story!(two_reports_are_taken_apart_once, async |house: &House| {
    let agent = house.staff(AGENT).await;
    for n in 1..=4 {
        let (one, _) = report(house, Report::default()).await;
        let (other, _) = report(house, Report::default()).await;
        let number = other.number.to_string();
        let fields = [("how", "related"), ("number", number.as_str())];
        assert_eq!(agent.post(&format!("/desk/{}/join", one.id), &fields).await.status, 200);
        let link = house.number("SELECT MAX(id) AS n FROM ticket_link").await.to_string();
        let (path, fields) = (format!("/desk/{}/apart", one.id), [("link", link.as_str())]);
        let (first, second) = futures_util::join!(agent.post(&path, &fields), agent.post(&path, &fields));
        let mut answers = [first.status, second.status];
        answers.sort_unstable();
        assert_eq!(answers, [200, 404]);
        let told = "SELECT COUNT(*) AS n FROM audit WHERE action = 'ticket-unlinked'";
        assert_eq!(house.number(told).await, n);
    }
    house.forget_jobs().await;
});
