//! What a letter told besides its words: whether its sender is who it says, and what to know before one reads
//! or answers it.

mod store;

use std::collections::HashMap;

use channels::{Mail, Mark, Trust};

use crate::db::Tx;
use crate::error::Result;
use crate::ids::{MessageId, TicketId};

/// The marks of one letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub trust: Trust,
    pub marks: Vec<Mark>,
}

/// Keeps a letter's marks with its message. A letter that tells nothing leaves no row.
pub async fn keep(tx: &mut Tx, message: MessageId, mail: &Mail) -> Result<()> {
    if mail.marks.is_empty() && mail.trust == Trust::Unchecked {
        return Ok(());
    }
    let codes: Vec<&str> = mail.marks.iter().map(|mark| mark.code()).collect();
    store::insert(tx, message, mail.trust.code(), &codes.join(",")).await
}

/// The marks of all letters of a ticket that have any.
pub async fn of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<HashMap<MessageId, Marks>> {
    let rows = store::of_ticket(tx, ticket).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            // A code that a newer version wrote is left out.
            let marks = row.marks.split(',').filter_map(Mark::parse).collect();
            (row.message_id, Marks { trust: Trust::parse(&row.trust).unwrap_or_default(), marks })
        })
        .collect())
}
