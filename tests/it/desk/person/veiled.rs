//! Ways around the veil: what stands beside a report, who can be merged, what is stored of words that move to
//! another report, names and addresses that were learned elsewhere.

use channels::Identity;
use sahut::auth::Role;
use sahut::ids::{LimitId, MessageId};
use sahut::tickets::Ticket;
use sahut::{conversations, nuisance, people};

use super::nuisance::strike;
use super::{care, from_mail, hire};
use crate::cases::{self, into_a_folder, more};
use crate::desk::{between, report as desk_report};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, SUPERVISOR};
use crate::support::house::{Answer, Visitor};

const RATNA: &str = "ratna.w@kantor.test";
/// Somebody else.
const OTHER: &str = "budi@warga.test";
const HEAD: &str = "kepala@kota.test";
/// How a citizen of two reports is pointed out.
const THEIRS: &str = "warga yang sama";

fn by(email: &'static str) -> cases::Report<'static> {
    cases::Report { email: Some(email), ..cases::Report::default() }
}

fn hidden(email: &'static str) -> cases::Report<'static> {
    cases::Report { is_anonymous: true, ..by(email) }
}

async fn filed(house: &House, report: cases::Report<'_>) -> Ticket {
    cases::report(house, report).await.0
}

async fn join(who: &Visitor, ticket: &Ticket, how: &str, other: &Ticket) -> Answer {
    let number = other.number.to_string();
    who.post(&format!("/desk/{}/join", ticket.id), &[("how", how), ("number", &number)]).await
}

/// The ticket and what stands beside it, without the list that one came from: that shows others, by their names.
async fn page(who: &Visitor, ticket: &Ticket) -> String {
    let page = who.get(&format!("/desk/{}", ticket.id)).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.text.split_once("<main").expect("a page").1.to_owned()
}

/// What stands beside a ticket's number where reports that look the same are offered.
fn why<'a>(page: &'a str, other: &Ticket) -> &'a str {
    between(page, &format!("<span class=\"digits\">{}</span>", other.number), "</span></span>")
}

story!(beside_a_named_report_nobody_hidden_is_pointed_out, async |house: &House| {
    let named = filed(house, by(RATNA)).await;
    let secret = filed(house, hidden(RATNA)).await;
    let stranger = filed(house, hidden(OTHER)).await;
    let agent = house.staff(AGENT).await;
    // All three are alike by their words, and nothing else is said of them: neither here nor there, nor on the
    // page of all.
    for (here, there) in [(&named, &secret), (&named, &stranger), (&secret, &named), (&secret, &stranger)] {
        let text = page(&agent, here).await;
        assert!(!why(&text, there).contains(THEIRS), "{text}");
        let all = agent.get(&format!("/desk/{}/alike", here.id)).await;
        assert!(all.text.contains(&there.number.to_string()) && !all.text.contains(THEIRS), "{}", all.text);
    }
    // Who asked for nothing is known.
    let second = filed(house, by(RATNA)).await;
    let text = page(&agent, &second).await;
    assert!(why(&text, &named).contains(THEIRS), "{text}");
    house.forget_jobs().await;
});

story!(nobody_finds_out_by_bringing_confidential_reports_together, async |house: &House| {
    hire(house, HEAD, "Kepala Air", Role::AgencyHead, "pdam").await;
    let confidential = |report: cases::Report<'static>| cases::Report { is_confidential: true, ..report };
    let named = filed(house, confidential(by(RATNA))).await;
    let secret = filed(house, confidential(hidden(RATNA))).await;
    let stranger = filed(house, confidential(hidden(OTHER))).await;
    let head = house.staff(HEAD).await;
    for (here, there) in [(&named, &secret), (&secret, &named), (&named, &stranger), (&secret, &stranger)] {
        let text = page(&head, here).await;
        assert!(!text.contains(&there.number.to_string()), "to be offered is to be theirs: {text}");
        let all = head.get(&format!("/desk/{}/alike", here.id)).await;
        assert!(!all.text.contains(&there.number.to_string()), "{}", all.text);
    }
    // Every answer is the same, whoever they are from.
    for (here, there) in [(&named, &secret), (&secret, &named), (&named, &stranger), (&stranger, &named)] {
        for how in ["merge", "child", "related"] {
            let refused = join(&head, here, how, there).await;
            assert_eq!(refused.status, 422, "{how}: {}", refused.text);
            assert!(refused.text.contains("Laporan rahasia hanya"), "{how}: {}", refused.text);
        }
    }
    // Whoever knows may, and is told where they are two.
    let supervisor = house.staff(SUPERVISOR).await;
    assert_eq!(join(&supervisor, &secret, "related", &stranger).await.status, 422);
    assert_eq!(join(&supervisor, &secret, "related", &named).await.status, 200);
    // Two of somebody who asked for nothing else belong together for everybody who reads them.
    let second = filed(house, confidential(by(RATNA))).await;
    assert!(page(&head, &second).await.contains(&named.number.to_string()));
    assert_eq!(join(&head, &second, "merge", &named).await.status, 200);
    house.forget_jobs().await;
});

story!(followers_count_alike_whoever_hides_behind_a_merged_report, into_a_folder, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let mains =
        [filed(house, by(RATNA)).await, filed(house, by(RATNA)).await, filed(house, hidden(OTHER)).await];
    let copies = [
        filed(house, hidden(RATNA)).await,
        filed(house, hidden("lain@warga.test")).await,
        filed(house, by(OTHER)).await,
    ];
    for (main, copy) in mains.iter().zip(&copies) {
        assert_eq!(join(&agent, copy, "merge", main).await.status, 200);
        let followers =
            house.app.db.read(async |tx| sahut::follows::count(tx, main.id).await).await.expect("a number");
        assert_eq!(followers, 1, "one more, whether it is the same person or not");
    }
    // A child of somebody hidden is no reason to pass them over, either.
    let child = filed(house, hidden("ani@warga.test")).await;
    let copy = filed(house, by("ani@warga.test")).await;
    assert_eq!(join(&agent, &child, "child", &mains[0]).await.status, 200);
    assert_eq!(join(&agent, &copy, "merge", &mains[0]).await.status, 200);
    for main in &mains {
        let told = [("text", "Pipa sedang diganti."), ("kind", "update")];
        assert_eq!(agent.post(&format!("/desk/{}/tell", main.id), &told).await.status, 200);
    }
    house.work().await;
    let outcome = "SELECT COUNT(*) AS n FROM told_to WHERE outcome = 'skipped'";
    assert_eq!(house.number(outcome).await, 0, "who is passed over shows in the panel");
    let told = "SELECT COUNT(*) AS n FROM told_to WHERE outcome = 'told'";
    assert_eq!(house.number(told).await, 5);
    // Apart again: nobody follows as a shadow of somebody.
    for copy in &copies {
        assert_eq!(agent.post(&format!("/desk/{}/unmerge", copy.id), &[]).await.status, 200);
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM follower").await, 1);
    house.forget_jobs().await;
});

/// Rows of hidden reports that say something raw.
const RAW: &str = "SELECT COUNT(*) AS n FROM ticket WHERE is_anonymous AND (
    subject LIKE '%Wulandari%' OR body LIKE '%Wulandari%' OR subject LIKE '%kantor.test%'
    OR body LIKE '%kantor.test%' OR place LIKE '%Wulandari%')";
const MORE: &str = "Ratna Wulandari lagi: pompa di gudang juga hilang.\nBalas ke ratna.w@kantor.test ya.";

#[track_caller]
fn tells_nobody(text: &str, words: &str) {
    assert!(text.contains(words), "{words}: {text}");
    for trace in ["Ratna", "Wulandari", "ratna.w", "kantor.test"] {
        assert!(!text.contains(trace), "{trace}: {text}");
    }
}

story!(words_that_move_are_covered_where_they_arrive, async |house: &House| {
    let agent = house.staff(AGENT).await;
    let ratna = || cases::Report { name: Some("Ratna Wulandari"), ..hidden(RATNA) };
    // Split off.
    let (ticket, key) = cases::report(house, ratna()).await;
    more(house, &key, MORE).await;
    let message = MessageId(house.number("SELECT MAX(id) AS n FROM message WHERE direction = 'in'").await);
    let path = format!("/desk/{}/split", ticket.id);
    let part = agent.post(&path, &[("message", &message.to_string())]).await;
    assert_eq!(part.status, 200, "{}", part.text);
    tells_nobody(&part.text, "pompa di gudang juga hilang");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_anonymous").await, 2);
    assert_eq!(house.number(RAW).await, 0, "a part of a hidden report is a hidden report");
    tells_nobody(&agent.get("/desk").await.text, "pompa di gudang juga hilang");
    // Merged: what they write goes to the desk of somebody else's report, named or not. There the words are
    // read, whoever may not know.
    for main in [by("siti@warga.test"), hidden("ani@warga.test")] {
        let main = filed(house, main).await;
        let (copy, key) = cases::report(house, ratna()).await;
        assert_eq!(join(&agent, &copy, "merge", &main).await.status, 200);
        more(house, &key, MORE).await;
        tells_nobody(&page(&agent, &main).await, "pompa di gudang juga hilang");
    }
    // Objected to a limit.
    let (_, limit) = strike(house, &ticket).await;
    let objected = async |tx: &mut sahut::db::Tx| {
        let limit = nuisance::limit(tx, LimitId(limit)).await?;
        people::appeal(&house.app, tx, &limit, MORE, None).await
    };
    let (appeal, _) = house.app.db.write(objected).await.expect("an appeal");
    assert!(appeal.is_anonymous && appeal.body.contains("pompa di gudang"), "{appeal:?}");
    assert_eq!(house.number(RAW).await, 0, "an objection about a hidden report is one, too");
    house.forget_jobs().await;
});

story!(names_and_addresses_that_were_learned_elsewhere_are_covered, async |house: &House| {
    // Three contacts turn out to be one person, one after the other.
    let first = from_mail(house, "sari@contoh.test", "Sari Dewi", "Lampu mati").await;
    let second = from_mail(house, "bondan@contoh.test", "Bondan Prakoso", "Jalan berlubang").await;
    let third = from_mail(house, "citra@contoh.test", "Citra Lestari", "Got mampet").await;
    let supervisor = house.staff(SUPERVISOR).await;
    for (kept, gone) in [(&second, &first), (&third, &second)] {
        let fields = [("number", gone.number.to_string()), ("reason", "Orang yang sama".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(care(&supervisor, kept, "merge", &fields).await.status, 200);
    }
    let words = "Dewi, Prakoso dan Lestari melihatnya: pompa dijual malam hari.";
    let ticket = desk_report(
        house,
        crate::desk::Report {
            from: Identity::Email("citra@contoh.test".into()),
            channel: channels::Channel::Email,
            is_anonymous: true,
            text: words,
            ..crate::desk::Report::default()
        },
    )
    .await;
    // They choose an address for news that they never wrote from; a letter to it comes back.
    let chosen = async |tx: &mut sahut::db::Tx| {
        let by = sahut::auth::by_email(tx, SUPERVISOR).await?.expect("a supervisor").id;
        let conversation = conversations::answer_through(tx, ticket.id).await?.expect("a conversation");
        conversations::reply_to(tx, &conversation, "mawar.melati@surel.test").await?;
        let message = sahut::outbox::reply(tx, &house.app.zone, ticket.id, by, "Terima kasih.", &[]).await?;
        let message = conversations::message(tx, message).await?;
        let error = "550 5.5.0 <mawar.melati@surel.test>: no such mawar";
        conversations::failed(tx, &message, error).await?;
        let data = serde_json::json!({ "error": error });
        sahut::tickets::record(tx, ticket.id, None, sahut::tickets::EventKind::Undelivered, data).await
    };
    house.app.db.write(chosen).await.expect("an answer");
    let agent = house.staff(AGENT).await;
    let text = page(&agent, &ticket).await;
    assert!(text.contains("pompa dijual malam hari") && text.contains("550 5.5.0"), "{text}");
    for trace in ["Dewi", "Prakoso", "Lestari", "mawar", "surel.test"] {
        assert!(!text.contains(trace), "{trace}: {text}");
    }
    house.forget_jobs().await;
});
