//! The letter as it came, for those who may see its ticket: whole, however large, and never before it was looked at.

use channels::{Channel, Identity, Thread};
use sahut::config::Config;
use sahut::intake::{Outcome, Received, Wishes, receive};
use sahut::tickets::{Pin, Ticket};

use super::clamd::{self, eicar};
use super::{bytes, has};
use crate::story;
use crate::support::city::{ADMINISTRATOR, AGENT, ROADS, SUPERVISOR};
use crate::support::house::Visitor;
use crate::support::{House, inbound};

/// The first letter of the thread that others answer.
const FIRST: &str = "first@warga.test";

/// A letter about water with these bytes; what became of it.
async fn comes(house: &House, id: &str, words: &str, is_anonymous: bool, raw: Vec<u8>) -> Outcome {
    let from = Identity::Email("siti@warga.test".into());
    let mut letter = inbound(Channel::Email, from, id, words);
    letter.subject = Some("Pipa bocor".into());
    letter.thread = Thread {
        message_id: Some(id.to_owned()),
        references: if id.starts_with("re-") { vec![FIRST.into()] } else { Vec::new() },
        ..Thread::default()
    };
    let wishes = Wishes { category: Some("air".into()), is_anonymous, ..Wishes::default() };
    let received = Received { wishes, ..Received::new(letter, raw, "message/rfc822") };
    receive(&house.app, &received).await.expect("taken in")
}

async fn opened(house: &House, id: &str, is_anonymous: bool, raw: Vec<u8>) -> (Ticket, Pin) {
    match comes(house, id, "Pipa bocor di depan rumah", is_anonymous, raw).await {
        Outcome::Opened { ticket, pin, .. } => (*ticket, pin),
        other => panic!("{other:?}"),
    }
}

/// Where the page of a ticket says that its letters are.
async fn links(who: &Visitor, ticket: &Ticket) -> Vec<String> {
    let page = who.get(&format!("/desk/{}", ticket.id)).await.text;
    let start = format!("href=\"/desk/{}/letter/", ticket.id);
    page.split(&start)
        .skip(1)
        .map(|rest| format!("/desk/{}/letter/{}", ticket.id, rest.split('"').next().unwrap_or_default()))
        .collect()
}

story!(a_letter_is_given_as_it_came_however_large, async |house: &House| {
    // One lies in its row, the other among the files, and is more than we keep of a file.
    let large = [b"Subject: Pipa\r\n\r\n".to_vec(), vec![b'x'; 24 * 1024 * 1024]].concat();
    let (ticket, _) = opened(house, FIRST, false, large.clone()).await;
    comes(house, "re-first@warga.test", "Masih bocor", false, b"Subject: Re: Pipa\r\n\r\nya".to_vec()).await;
    let agent = house.staff(AGENT).await;
    let found = links(&agent, &ticket).await;
    assert_eq!(found.len(), 2, "{found:?}");
    let (status, kept) = bytes(&agent, &found[0]).await;
    assert_eq!((status, kept.len(), kept == large), (200, large.len(), true));
    assert!(has(&bytes(&agent, &found[1]).await.1, b"\r\n\r\nya"));
    let answer = agent.client.get(format!("{}{}", agent.url, found[0])).send().await.expect("an answer");
    let said = |name: &str| answer.headers().get(name).and_then(|said| said.to_str().ok());
    assert_eq!(said("content-type"), Some("application/octet-stream"));
    assert!(said("content-disposition").is_some_and(|said| said.starts_with("attachment; ")));
    assert_eq!(said("content-length"), Some(large.len().to_string().as_str()));

    // Not theirs to see; of another ticket; no letter at all.
    assert_eq!(bytes(&house.staff(ROADS).await, &found[0]).await.0, 404);
    let (other, _) = opened(house, "third@warga.test", true, b"Subject: Rahasia\r\n\r\nx".to_vec()).await;
    let stray = found[0].replace(&ticket.id.to_string(), &other.id.to_string());
    let supervisor = house.staff(SUPERVISOR).await;
    assert_eq!(bytes(&supervisor, &stray).await.0, 404);
    assert_eq!(bytes(&agent, &format!("/desk/{}/letter/1", ticket.id)).await.0, 404);
    // Whoever may not know the citizen gets nothing that names them.
    assert!(links(&agent, &other).await.is_empty());
    let hidden = links(&supervisor, &other).await;
    assert_eq!(hidden.len(), 1);
    assert_eq!(bytes(&agent, &hidden[0]).await.0, 403);
    assert_eq!(bytes(&supervisor, &hidden[0]).await.0, 200);
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    assert!(audit.contains("mengunduh sebuah surel apa adanya"), "{audit}");
    house.forget_jobs().await;
});

story!(a_letter_that_quotes_the_pin_is_for_those_who_lead, async |house: &House| {
    let (ticket, pin) = opened(house, FIRST, false, b"Subject: Pipa\r\n\r\nx".to_vec()).await;
    let words = format!("Masih bocor.\n> PIN Anda: {}", pin.tell());
    let quoting = comes(house, "re-first@warga.test", &words, false, words.clone().into_bytes()).await;
    let Outcome::Joined { message, .. } = quoting else { panic!("{quoting:?}") };
    let path = format!("/desk/{}/letter/{message}", ticket.id);
    let (agent, supervisor) = (house.staff(AGENT).await, house.staff(SUPERVISOR).await);
    assert_eq!(links(&agent, &ticket).await.len(), 1);
    assert_eq!(bytes(&agent, &path).await.0, 403);
    assert!(links(&supervisor, &ticket).await.contains(&path));
    assert_eq!(bytes(&supervisor, &path).await, (200, words.into_bytes()));
    house.forget_jobs().await;
});

story!(
    a_letter_is_looked_at_before_it_is_given,
    |config: &mut Config| config.clamd = Some(clamd::start()),
    async |house: &House| {
        let (clean, _) = opened(house, "clean@warga.test", false, b"Subject: Pipa\r\n\r\nx".to_vec()).await;
        let (harmful, _) = opened(house, "harmful@warga.test", false, eicar()).await;
        let agent = house.staff(AGENT).await;
        assert_eq!(bytes(&agent, &links(&agent, &clean).await[0]).await.0, 200);
        assert_eq!(bytes(&agent, &links(&agent, &harmful).await[0]).await.0, 403);
        house.forget_jobs().await;
    }
);
