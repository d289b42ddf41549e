//! Staff at work: signing in, the queue, a ticket, who sees what, and looking after the house.

mod admin;
mod answers;
mod back;
mod browser;
mod bulk;
mod deadlines;
mod emergency;
mod here;
mod late;
mod leaving;
mod long;
mod manage;
mod next;
mod person;
mod queue;
mod reach;
mod rejects;
mod sign_in;
mod slips;
mod supporters;
mod ticket;
mod tools;
mod unheard;
mod views;
mod whereabouts;
mod work;

use channels::{Channel, Identity, Inbound};
use sahut::intake::{Outcome, Received, Wishes, receive};
use sahut::tickets::Ticket;

use crate::support::house::{Answer, Visitor};
use crate::support::{House, inbound};

/// What a citizen brings. Without an identity the form is anonymous and answers are held for them.
#[derive(Clone)]
struct Report<'a> {
    text: &'a str,
    category: &'a str,
    from: Identity,
    name: Option<&'a str>,
    channel: Channel,
    is_anonymous: bool,
    is_confidential: bool,
    attachments: Vec<channels::Attachment>,
    html: Option<&'a str>,
}

impl Default for Report<'_> {
    fn default() -> Self {
        Self {
            text: "Air mati sejak pagi",
            category: "air",
            from: Identity::Unknown,
            name: None,
            channel: Channel::Form,
            is_anonymous: false,
            is_confidential: false,
            attachments: Vec::new(),
            html: None,
        }
    }
}

/// A report comes in; what it leaves for the worker is not done.
async fn report(house: &House, report: Report<'_>) -> Ticket {
    let id = sahut::secret::random_token();
    let inbound = Inbound {
        from_name: report.name.map(str::to_owned),
        html: report.html.map(str::to_owned),
        attachments: report.attachments,
        ..inbound(report.channel, report.from, &id, report.text)
    };
    let wishes = Wishes {
        category: Some(report.category.into()),
        is_anonymous: report.is_anonymous,
        is_confidential: report.is_confidential,
        ..Wishes::default()
    };
    let received = Received { wishes, ..Received::new(inbound, b"{}".to_vec(), "application/json") };
    match receive(&house.app, &received).await.expect("taken in") {
        Outcome::Opened { ticket, .. } => *ticket,
        other => panic!("{other:?}"),
    }
}

/// The composer's form, as a browser sends it.
async fn write(who: &Visitor, ticket: &Ticket, kind: &str, text: &str, then: &str) -> Answer {
    let form = reqwest::multipart::Form::new()
        .text("kind", kind.to_owned())
        .text("csrf", who.csrf().await)
        .text("body", text.to_owned())
        .text("then", then.to_owned());
    who.answer(who.client.post(format!("{}/desk/{}/message", who.url, ticket.id)).multipart(form)).await
}

/// The tickets on a page of the queue, in order.
fn rows(page: &Answer) -> Vec<String> {
    let parts = page.text.split("class=\"queue-row").skip(1);
    parts.map(|part| between(part, "data-live-key=\"", "\"").to_owned()).collect()
}

pub fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split_once(end).map_or(rest, |(inside, _)| inside)
}
