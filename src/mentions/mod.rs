//! `@name` in an internal note: who is meant, and telling them.
//!
//! Somebody is named by their whole name, by its first word where only one colleague has it, or by what stands
//! before the @ of their e-mail address. Only colleagues who see the ticket are meant; other words stay words.

mod store;

use serde_json::json;

use crate::auth::Staff;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{MessageId, StaffId, TicketId};
use crate::notices::{self, Kind};
use crate::tickets::{self, Ticket};

/// People named in one note; more is shouting.
const MOST: usize = 20;

/// Somebody named in a note.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Mention {
    pub message_id: MessageId,
    pub staff_id: StaffId,
    /// As it was typed, with the @.
    pub words: String,
}

/// A note was written: whoever is named in it and sees the ticket is told.
pub async fn tell(tx: &mut Tx, ticket: &Ticket, note: MessageId, by: StaffId, text: &str) -> Result<()> {
    if !text.contains('@') {
        return Ok(());
    }
    let people = store::people(tx, ticket.agency_id, ticket.id).await?;
    for (staff, words) in found(text, &people) {
        if !sees(tx, staff, ticket.id).await? {
            continue;
        }
        store::insert(tx, &Mention { message_id: note, staff_id: staff, words }, ticket.id).await?;
        notices::tell(tx, staff, Kind::Mentioned, Some(ticket.id), Some(by), json!({})).await?;
    }
    Ok(())
}

/// Everybody named in the notes of a ticket.
pub async fn of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Mention>> {
    store::of_ticket(tx, ticket).await
}

/// Colleagues of whoever writes whose name or address begins like this and who see the ticket, at most `limit`;
/// and what to type for each.
pub async fn suggest(
    tx: &mut Tx,
    ticket: &Ticket,
    by: StaffId,
    typed: &str,
    limit: usize,
) -> Result<Vec<(String, Staff)>> {
    let typed = typed.to_lowercase();
    let begins = |staff: &&Staff| {
        let fits = staff.name.to_lowercase().split_whitespace().any(|word| word.starts_with(&typed))
            || staff.name.to_lowercase().starts_with(&typed)
            || local(staff).starts_with(&typed);
        fits && staff.id != by
    };
    let people = store::people(tx, ticket.agency_id, ticket.id).await?;
    let mut fit = Vec::new();
    for staff in people.iter().filter(begins) {
        if fit.len() >= limit {
            break;
        }
        if sees(tx, staff.id, ticket.id).await? {
            fit.push((format!("@{}", staff.name), staff.clone()));
        }
    }
    Ok(fit)
}

async fn sees(tx: &mut Tx, staff: StaffId, ticket: TicketId) -> Result<bool> {
    match tickets::readable(tx, staff, ticket).await {
        Ok(_) => Ok(true),
        Err(Error::Problem(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What stands before the @ of their address, which is kept in small letters.
fn local(staff: &Staff) -> &str {
    staff.email.split('@').next().unwrap_or_default()
}

/// Who is named in this text, and with which words. An e-mail address names nobody.
fn found(text: &str, people: &[Staff]) -> Vec<(StaffId, String)> {
    let mut found: Vec<(StaffId, String)> = Vec::new();
    let mut before = None;
    for (at, letter) in text.char_indices() {
        let is_start =
            before.is_none_or(|before: char| !(before.is_alphanumeric() || ".-_".contains(before)));
        before = Some(letter);
        if letter != '@' || !is_start || found.len() >= MOST {
            continue;
        }
        let rest = &text[at + 1..];
        let Some(longest) = people.iter().filter_map(|staff| named(rest, staff, people)).max() else {
            continue;
        };
        for staff in people.iter().filter(|staff| named(rest, staff, people) == Some(longest)) {
            if !found.iter().any(|(known, _)| *known == staff.id) {
                found.push((staff.id, text[at..=at + longest].to_owned()));
            }
        }
    }
    found
}

/// How many bytes at the beginning of `rest` name this person.
fn named(rest: &str, staff: &Staff, people: &[Staff]) -> Option<usize> {
    let first = staff.name.split_whitespace().next().unwrap_or_default();
    let begins_alike = |other: &&Staff| {
        other.name.split_whitespace().next().is_some_and(|word| word.to_lowercase() == first.to_lowercase())
    };
    let is_only = people.iter().filter(begins_alike).count() == 1;
    let keys = [Some(staff.name.as_str()), Some(local(staff)), Some(first).filter(|_| is_only)];
    keys.into_iter().flatten().filter_map(|key| begins(rest, key)).max()
}

/// Bytes of `key` at the beginning of `rest`, whichever way its letters are written; whole words only.
fn begins(rest: &str, key: &str) -> Option<usize> {
    let mut letters = rest.char_indices();
    for wanted in key.chars() {
        let (_, letter) = letters.next()?;
        if !letter.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    let left = letters.as_str();
    let goes_on = |c: char| c.is_alphanumeric() || c == '_';
    // A full stop ends a sentence; before another letter it is part of a longer word.
    let mut after = left.chars();
    let is_whole = match after.next() {
        Some('.' | '-') => !after.next().is_some_and(goes_on),
        Some(c) => !goes_on(c),
        None => true,
    };
    (is_whole && !key.is_empty()).then_some(rest.len() - left.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Role;
    use crate::texts::Lang;

    fn staff(id: i64, name: &str, email: &str) -> Staff {
        Staff {
            id: StaffId(id),
            email: email.into(),
            name: name.into(),
            role: Role::Agent,
            language: Lang::Id,
            is_active: true,
        }
    }

    #[test]
    fn people_are_named_by_name_or_address() {
        let people = [
            staff(1, "Ayu Agen", "ayu.agen@kota.test"),
            staff(2, "Ayu Lestari", "lestari@kota.test"),
            staff(3, "Wira Air", "pdam@kota.test"),
        ];
        let who = |text: &str| found(text, &people).into_iter().map(|(id, _)| id.0).collect::<Vec<_>>();
        assert_eq!(who("Tolong @Wira, dan @pdam."), [3], "each once");
        assert_eq!(who("@AYU AGEN bisa?"), [1]);
        assert_eq!(who("@ayu.agen."), [1]);
        assert_eq!(who("@ayu"), [0_i64; 0], "there are two of that first name");
        assert_eq!(who("@Ayu Lestari dan @Ayu Agen"), [2, 1]);
        assert_eq!(who("surel: siti@pdam.test, @pdamx, @wiraa"), [0_i64; 0]);
        assert_eq!(found("ke @wira air!", &people)[0].1, "@wira air");
        assert_eq!(who("@"), [0_i64; 0]);
    }
}
