//! What colleagues tell each other stays with them; and who holds a report up is told as it is.

use sahut::tickets;
use sahut::track;

use super::{report, the_ticket};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, SUPERVISOR};
use crate::support::house::Visitor;

const MARK: &str = "RAHASIA-DAPUR";

/// Page and sentences that are read out, in this order.
async fn told(house: &House, citizen: &Visitor, number: &str, pin: &str) -> [String; 2] {
    let page = citizen.post("/track", &[("number", number), ("pin", pin)]).await.text;
    let id = the_ticket(house).await;
    let spoken = house
        .app
        .db
        .write(async |tx| {
            let ticket = tickets::get(tx, id).await?;
            track::spoken(&house.app, tx, &ticket, ticket.language).await
        })
        .await
        .unwrap();
    [page, spoken]
}

story!(words_for_colleagues_stay_with_them, async |house: &House| {
    let siti = house.visitor();
    let (number, pin) = report(&siti).await;
    let (agent, supervisor) = (house.staff(AGENT).await, house.staff(SUPERVISOR).await);
    let id = the_ticket(house).await;
    for (who, step, words, is_told) in [
        (&agent, "verify", "", false),
        (&agent, "start", MARK, false),
        (&agent, "await_other", MARK, false),
        (&agent, "resume", MARK, false),
        (&agent, "ask_citizen", "Nomor tiangnya berapa?", true),
        (&agent, "resume", MARK, false),
        (&agent, "answer", "Lampu sudah kami ganti.", true),
        (&supervisor, "reopen", MARK, false),
        (&agent, "reject:not_public", "Ini jalan milik perumahan.", true),
    ] {
        let fields = [("step", step), ("reason", words)];
        let done = who.post(&format!("/desk/{id}/step"), &fields).await;
        assert_eq!(done.status, 200, "{step}: {}", done.text);
        let [page, spoken] = told(house, &siti, &number, &pin).await;
        assert!(!page.contains(MARK) && !spoken.contains(MARK), "after {step}: {page}\n{spoken}");
        assert_eq!(page.contains(words), is_told || words.is_empty(), "after {step}: {page}");
        if step == "await_other" {
            assert!(page.contains("Menunggu pihak lain") && !page.contains("jawaban Anda"), "{page}");
            assert!(spoken.contains("Menunggu pihak lain"), "{spoken}");
        }
        if step == "ask_citizen" {
            assert!(page.contains("Menunggu jawaban Anda") && spoken.contains("Menunggu jawaban Anda"));
        }
    }
    house.forget_jobs().await;
});
