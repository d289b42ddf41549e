//! Files from outside: what photos tell and to whom, and what a virus scanner keeps back.

mod as_it_came;
pub mod clamd;
mod mangled;
pub mod photo;
mod photos;
mod portal;
mod said_once;
mod scanner;

use channels::{Attachment, Channel, Content, Identity, Inbound};
use sahut::intake::{Outcome, Received, Wishes, receive};
use sahut::tickets::Ticket;

use crate::support::house::Visitor;
use crate::support::{House, inbound};

/// A letter about water, with files.
async fn letter(house: &House, is_anonymous: bool, files: &[(&str, &str, &[u8])]) -> Ticket {
    let attachment = |(name, media_type, bytes): &(&str, &str, &[u8])| Attachment {
        name: (*name).into(),
        media_type: (*media_type).into(),
        content: Content::Bytes(bytes.to_vec()),
    };
    let from = Identity::Email("siti@warga.test".into());
    let id = sahut::secret::random_token();
    let inbound = Inbound {
        from_name: Some("Siti Rahma".into()),
        subject: Some("Pipa bocor".into()),
        attachments: files.iter().map(attachment).collect(),
        ..inbound(Channel::Email, from, &id, "Pipa bocor di depan rumah")
    };
    let wishes = Wishes { category: Some("air".into()), is_anonymous, ..Wishes::default() };
    let received = Received { wishes, ..Received::new(inbound, b"{}".to_vec(), "application/json") };
    match receive(&house.app, &received).await.expect("taken in") {
        Outcome::Opened { ticket, .. } => *ticket,
        other => panic!("{other:?}"),
    }
}

/// The id of the file with this name.
async fn file(house: &House, name: &'static str) -> i64 {
    let all = house
        .app
        .db
        .read(async |tx| {
            let newest = sahut::ids::TicketId(
                sahut::db::select::Select::new("SELECT MAX(id) AS n FROM ticket", []).number(tx).await?,
            );
            sahut::conversations::attachments(tx, newest).await
        })
        .await
        .expect("files");
    all.iter().find(|file| file.name == name).expect("the file").id.0
}

/// Status and bytes of what is behind an address.
async fn bytes(who: &Visitor, path: &str) -> (u16, Vec<u8>) {
    let answer = who.client.get(format!("{}{path}", who.url)).send().await.expect("an answer");
    (answer.status().as_u16(), answer.bytes().await.expect("bytes").to_vec())
}

fn has(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|part| part == needle)
}
