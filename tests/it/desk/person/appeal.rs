//! Limits and objections to them, when two things happen at once.

use channels::{Channel, Identity};
use sahut::tickets::Ticket;

use super::nuisance::{notice, strike};
use crate::desk::{Report, report};
use crate::story;
use crate::support::House;

async fn mail(house: &House, text: &str) -> Ticket {
    let from = Identity::Email("budi@warga.test".into());
    report(house, Report { from, channel: Channel::Email, text, ..Report::default() }).await
}

story!(a_limit_is_told_once_and_appealed_against_once, async |house: &House| {
    let first = mail(house, "Hahaha").await;
    strike(house, &first).await;
    // Two letters at once, each a thread of its own.
    futures_util::join!(mail(house, "Air mati"), mail(house, "Jalan rusak"), mail(house, "Lampu mati"));
    let told = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND body LIKE '%/appeal/%'";
    assert_eq!(house.number(told).await, 1);

    let told = notice(house, "/appeal/").await;
    let token = told.split("/appeal/").nth(1).expect("a link").split_whitespace().next().expect("a token");
    let path = format!("/appeal/{token}");
    let tickets = house.number("SELECT COUNT(*) AS n FROM ticket").await;
    let (one, other) = (house.visitor(), house.visitor());
    let words = [("text", "Itu keponakan saya, bukan saya.")];
    let (one, other) = futures_util::join!(one.post(&path, &words), other.post(&path, &words));
    let mut answers = [one.status, other.status];
    answers.sort_unstable();
    assert_eq!(answers, [200, 409], "{} {}", one.text, other.text);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, tickets + 1);
    let appealed = "SELECT COUNT(*) AS n FROM audit WHERE action = 'limit-appealed'";
    assert_eq!(house.number(appealed).await, 1);
    house.forget_jobs().await;
});
