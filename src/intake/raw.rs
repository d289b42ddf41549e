//! A letter as it came, for those who want to see more of it than its words and files.

use std::collections::HashSet;

use super::store;
use crate::app::App;
use crate::conversations::Message;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{MessageId, TicketId};

/// Where the bytes of a letter are.
#[derive(Clone, Debug)]
pub enum Raw {
    /// A small one lies in its row.
    Row(Vec<u8>),
    /// Key in [`crate::files::Files`].
    File(String),
}

/// The letter behind a message; None when it was no letter, or nothing of it is kept any more.
pub async fn kept_letter(tx: &mut Tx, message: MessageId) -> Result<Option<Raw>> {
    Ok(match store::raw_letter(tx, message).await? {
        Some((Some(bytes), _)) => Some(Raw::Row(bytes)),
        Some((None, Some(key))) => Some(Raw::File(key)),
        _ => None,
    })
}

/// Which of a ticket's messages have such a letter.
pub async fn kept_letters(tx: &mut Tx, ticket: TicketId) -> Result<HashSet<MessageId>> {
    Ok(store::letters_of(tx, ticket).await?.into_iter().collect())
}

/// The bytes of the letter behind a message, all at once.
pub async fn raw_letter(app: &App, message: &Message) -> Result<Option<Vec<u8>>> {
    Ok(match app.db.read(async |tx| kept_letter(tx, message.id).await).await? {
        Some(Raw::Row(bytes)) => Some(bytes),
        Some(Raw::File(key)) => Some(app.files.get(&key).await?),
        None => None,
    })
}
