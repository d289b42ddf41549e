//! Citizens who ask that nobody sees who they are: in the words of a message, or later.

use serde_json::json;

use super::Veil;
use crate::app::App;
use crate::audit;
use crate::auth::Staff;
use crate::clock::HOUR;
use crate::contacts::KnownAs;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::StaffId;
use crate::tickets::{self, NewTicket, Pin, Ticket, owner};

/// What the words of a message ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub anonymous: bool,
    pub confidential: bool,
}

/// `#anonim` and `#rahasia` anywhere in the subject or the text of a message.
pub fn wishes(subject: Option<&str>, text: &str) -> Asked {
    let mut asked = Asked::default();
    let tags = [subject.unwrap_or_default(), text].into_iter().flat_map(|part| part.split('#').skip(1));
    for tag in tags {
        let word: String = tag.chars().take_while(|c| c.is_alphabetic()).take(20).collect();
        match word.to_lowercase().as_str() {
            "anonim" | "anonymous" => asked.anonymous = true,
            "rahasia" | "confidential" => asked.confidential = true,
            _ => {}
        }
    }
    asked
}

/// Opens a ticket. `called` is what the letter calls its sender. Tickets of citizens are opened here and nowhere
/// else, so that no row of an anonymous one is ever stored as it was written.
pub async fn open(
    app: &App,
    tx: &mut Tx,
    new: &NewTicket<'_>,
    called: Option<&str>,
) -> Result<(Ticket, Pin)> {
    let (ticket, pin) = tickets::open(tx, &app.secret, &app.zone, new).await?;
    Ok((cover_row(tx, ticket, called).await?, pin))
}

/// The row of an anonymous ticket, which lists, searches, notices and saved answers all read: covered for
/// everybody. Whoever may know reads the messages as they were written.
pub async fn cover_row(tx: &mut Tx, ticket: Ticket, called: Option<&str>) -> Result<Ticket> {
    if !ticket.is_anonymous {
        return Ok(ticket);
    }
    let mut covered = ticket.clone();
    veil_of(tx, &ticket, called).await?.ticket(&mut covered);
    owner::cover(tx, &ticket, &covered).await?;
    Ok(covered)
}

/// Words of a ticket's citizen, as everybody may read them.
pub async fn covered(tx: &mut Tx, ticket: &Ticket, called: Option<&str>, text: &str) -> Result<String> {
    Ok(veil_of(tx, ticket, called).await?.text(text))
}

async fn veil_of(tx: &mut Tx, ticket: &Ticket, called: Option<&str>) -> Result<Veil> {
    let mut veil = Veil::about(tx, ticket.language, ticket).await?;
    if let Some(name) = called {
        veil.also_called(name);
    }
    Ok(veil)
}

/// From now on nobody without the right sees who wrote this.
pub async fn hide(tx: &mut Tx, ticket: &Ticket, called: Option<&str>, by: Option<StaffId>) -> Result<Ticket> {
    // As it is now: what came a moment ago is covered, too.
    let ticket = &tickets::lock(tx, ticket.id).await?;
    if ticket.is_anonymous {
        return Ok(ticket.clone());
    }
    let mut covered = ticket.clone();
    veil_of(tx, ticket, called).await?.ticket(&mut covered);
    let hidden = owner::hide(tx, &covered, by).await?;
    audit::record(tx, by, "ticket-hidden", ("ticket", ticket.id), json!({})).await?;
    Ok(hidden)
}

/// Somebody read an anonymous or a confidential ticket: written down once an hour.
pub async fn looked(tx: &mut Tx, reader: &Staff, ticket: &Ticket, by: &str) -> Result<()> {
    if !ticket.is_anonymous && !ticket.is_confidential {
        return Ok(());
    }
    let since = tx.now() - HOUR;
    let about = ("ticket", ticket.id);
    if audit::did_since(tx, reader.id, "ticket-seen", about, since).await? {
        return Ok(());
    }
    let detail = if by.is_empty() { json!({}) } else { json!({ "by": by }) };
    audit::record(tx, Some(reader.id), "ticket-seen", about, detail).await
}

/// How a value is shown to somebody who may read the ticket but not know the citizen: enough to tell two
/// numbers apart, too little to call.
pub fn shortened(known: &KnownAs) -> String {
    match known.kind.as_str() {
        "phone" => {
            let shown: String = known.value.chars().take(4).collect();
            format!("{shown}•••••")
        }
        "email" => {
            let first: String = known.value.chars().take(1).collect();
            format!("{first}•••@•••")
        }
        _ => "•••••".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_asks_to_stay_hidden() {
        let anonymous = Asked { anonymous: true, confidential: false };
        assert_eq!(wishes(None, "#anonim ada pungli"), anonymous);
        assert_eq!(wishes(Some("Pungli #Anonymous"), ""), anonymous);
        assert_eq!(wishes(None, "a #rahasia b\n#ANONIM."), Asked { anonymous: true, confidential: true });
        for text in ["anonim", "#anonimus", "# anonim", "#", "warna #rahasiaku"] {
            assert_eq!(wishes(None, text), Asked::default(), "{text}");
        }
    }

    #[test]
    fn a_shortened_number_cannot_be_called() {
        let known = |kind: &str, value: &str| KnownAs { kind: kind.into(), value: value.into() };
        assert_eq!(shortened(&known("phone", "+6281234567890")), "+628•••••");
        assert_eq!(shortened(&known("email", "siti@contoh.test")), "s•••@•••");
        assert_eq!(shortened(&known("visitor", "abc")), "•••••");
    }
}
