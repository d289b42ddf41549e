//! Two machines that do not say that they are machines answer each other through us: it ends by itself, and
//! people hear of it.

use channels::Thread;
use sahut::clock::MINUTE;
use sahut::intake::{self, Received};

use super::{Report, more, now, report};
use crate::story;
use crate::support::House;
use crate::support::city::AGENT;
use crate::texts::{answers_by_mail, into_a_folder, letter, letters_to};

const OFFICE: &str = "kantor@pdam.test";
const LETTERS: &str = "SELECT COUNT(*) AS n FROM agency_letter WHERE kind = 'reopened'";
const PASSED: &str = "SELECT COUNT(*) AS n FROM agency_word WHERE passed_as IS NOT NULL";
const WROTE: &str = "SELECT COUNT(*) AS n FROM agency_word";

story!(two_machines_do_not_write_to_each_other_for_ever, into_a_folder, async |house: &House| {
    answers_by_mail(house, "pdam", OFFICE, true).await;
    let (ticket, key) = report(house, Report { email: Some("siti@warga.test"), ..Report::default() }).await;
    let agent = house.staff(AGENT).await;
    agent.post(&format!("/desk/{}/step", ticket.id), &[("step", "verify")]).await;
    house.work().await;
    let first = letters_to(house, OFFICE).pop().expect("a letter").thread.message_id.expect("an id");
    let round = async |n: usize| {
        house.app.db.clock.advance(MINUTE);
        let thread = Thread { references: vec![first.clone()], ..Thread::default() };
        let inbound =
            letter(OFFICE, "Re: laporan", &format!("Terima kasih, pesan ke-{n} kami baca."), thread);
        let received = Received::new(inbound, b"raw".to_vec(), "message/rfc822");
        assert_eq!(intake::receive(&house.app, &received).await.expect("taken in").code(), "noted");
        house.app.db.clock.advance(MINUTE);
        more(house, &key, &format!("Saya sedang cuti ({n}).")).await;
    };
    for n in 1..=8 {
        round(n).await;
    }
    let (letters, passed) = (house.number(LETTERS).await, house.number(PASSED).await);
    assert!(letters + passed <= 5 && letters >= 2 && passed >= 2, "{letters} letters, {passed} passed on");
    assert_eq!(house.number(WROTE).await, 8, "nothing is lost: notes");
    assert!(now(house, ticket.id).await.is_open);
    let heard = "SELECT COUNT(*) AS n FROM notice n JOIN staff s ON s.id = n.staff_id
        WHERE s.email = 'agent@kota.test' AND n.kind = 'agency_wrote'";
    assert_eq!(house.number(heard).await, 1);
    // The next day people may write again.
    house.app.db.clock.advance(25 * 60 * MINUTE);
    round(9).await;
    assert_eq!((house.number(LETTERS).await, house.number(PASSED).await), (letters + 1, passed + 1));
    house.work().await;
});

story!(whoever_takes_a_report_has_looked_at_it, into_a_folder, async |house: &House| {
    answers_by_mail(house, "pdam", OFFICE, true).await;
    let agent = house.staff(AGENT).await;
    let mut letters = 0;
    for way in ["assign", "next", "bulk"] {
        house.app.db.clock.advance(MINUTE);
        let (ticket, _) = report(house, Report { email: Some("siti@warga.test"), ..Report::default() }).await;
        house.work().await;
        assert_eq!(letters_to(house, OFFICE).len(), letters, "{way}: nobody has seen it");
        let taken = match way {
            "assign" => {
                agent.post(&format!("/desk/{}/assign", ticket.id), &[("to", "me"), ("seen", "")]).await
            }
            "next" => agent.post("/desk/next", &[]).await,
            _ => {
                let pick = format!("{}:", ticket.id);
                agent.post("/desk/bulk", &[("ticket", &pick), ("do", "assign"), ("assignee", "me")]).await
            }
        };
        assert_eq!(taken.status, 200, "{way}: {}", taken.text);
        house.work().await;
        letters += 1;
        assert_eq!(letters_to(house, OFFICE).len(), letters, "{way}: the agency hears of it");
    }
});
