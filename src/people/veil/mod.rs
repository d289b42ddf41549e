//! What somebody who may not know a citizen reads instead of their names and addresses.
//!
//! A veil knows how this citizen is known to us and covers it wherever it stands: whole words of their name,
//! their addresses and the parts these are made of, their numbers however they are written, header lines and
//! greetings of quoted mail, and the signature below a letter. What they wrote about themselves otherwise
//! remains, and the report form says so.

mod cover;
mod known;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::auth::{Right, Staff};
use crate::contacts;
use crate::conversations;
use crate::copies;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::ContactId;
use crate::texts::Lang;
use crate::tickets::Ticket;

/// Covers one citizen's identity in texts.
#[derive(Clone, Debug, Default)]
pub struct Veil {
    /// Whole words, in lower case.
    words: HashSet<String>,
    /// Whole addresses, in lower case.
    addresses: HashSet<String>,
    /// Whole names of others, word by word, in lower case.
    names: Vec<Vec<String>>,
    /// The last digits of telephone numbers.
    numbers: HashSet<String>,
    /// Stands where something is hidden.
    mask: String,
}

impl Veil {
    /// May this reader not know whose ticket this is?
    pub fn is_needed(reader: &Staff, ticket: &Ticket) -> bool {
        !reader.role.may(if ticket.is_anonymous { Right::SeeIdentity } else { Right::SeeContact })
    }

    /// What this reader needs to read this ticket; None when they may know the citizen.
    pub async fn over(tx: &mut Tx, t: Lang, reader: &Staff, ticket: &Ticket) -> Result<Option<Self>> {
        if Self::is_needed(reader, ticket) { Self::about(tx, t, ticket).await.map(Some) } else { Ok(None) }
    }

    /// The ticket's row as this reader reads it.
    pub async fn row(tx: &mut Tx, t: Lang, reader: &Staff, mut ticket: Ticket) -> Result<Ticket> {
        if let Some(veil) = Self::over(tx, t, reader, &ticket).await? {
            veil.ticket(&mut ticket);
        }
        Ok(ticket)
    }

    /// What is over whatever leaves the house about this ticket, to agencies without accounts; None when its
    /// citizen asked for nothing and is named there.
    pub async fn outside(tx: &mut Tx, t: Lang, ticket: &Ticket) -> Result<Option<Self>> {
        if ticket.is_anonymous || ticket.is_confidential {
            Self::about(tx, t, ticket).await.map(Some)
        } else {
            Ok(None)
        }
    }

    /// The veil over a ticket's citizen, whoever reads. Whoever reported in the form and reads in a chat has a
    /// name there, too.
    pub async fn about(tx: &mut Tx, t: Lang, ticket: &Ticket) -> Result<Self> {
        let mut veil = Self::of(tx, t, ticket.contact_id).await?;
        for other in conversations::chosen::others_in(tx, ticket.id, ticket.contact_id).await? {
            let other = Self::of(tx, t, other).await?;
            veil.words.extend(other.words);
            veil.addresses.extend(other.addresses);
            veil.numbers.extend(other.numbers);
        }
        for other in copies::about(tx, ticket.id).await? {
            veil.beside_them(&other.address, other.name.as_deref());
        }
        Ok(veil)
    }

    /// The veil over a contact, whoever reads: every name they had before they were merged with somebody, and
    /// every address answers go to, also one that they chose and never wrote from.
    async fn of(tx: &mut Tx, t: Lang, contact: ContactId) -> Result<Self> {
        let name = contacts::get(tx, contact).await?.name;
        let known = contacts::identities(tx, contact).await?;
        let mut veil = Self::new(t, name.as_deref(), &known);
        for other in contacts::other_names(tx, contact).await? {
            veil.also_called(&other);
        }
        for address in conversations::owner::addresses(tx, contact).await? {
            veil.also_at(&address);
        }
        Ok(veil)
    }

    /// A text as it is read through this veil, or through none.
    pub fn read(veil: Option<&Self>, text: String) -> String {
        match veil {
            Some(veil) => veil.text(&text),
            None => text,
        }
    }

    /// What stands where something is hidden.
    pub fn mask(&self) -> &str {
        &self.mask
    }
}
