//! `@name` in an internal note: who is meant, and telling them.
//!
//! Somebody is named by their whole name, by its first word where only one colleague has it, or by what stands
//! before the @ of their e-mail address. Only colleagues who see the ticket are meant; other words stay words.

mod store;

use std::collections::HashMap;

use serde_json::json;

use crate::auth::Staff;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{MessageId, StaffId, TicketId};
use crate::notices::{self, Kind};
use crate::tickets::Ticket;

/// People named in one note; more is shouting.
const MOST: usize = 20;
/// Times an @ is looked behind in one note.
const SIGNS: usize = 200;

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
    let people = store::people(tx, ticket.id).await?;
    for (staff, words) in found(text, &people) {
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
    let people = store::people(tx, ticket.id).await?;
    let fit = people.into_iter().filter(|staff| begins(&staff)).take(limit);
    Ok(fit.map(|staff| (format!("@{}", staff.name), staff)).collect())
}

/// What stands before the @ of their address, which is kept in small letters.
fn local(staff: &Staff) -> &str {
    staff.email.split('@').next().unwrap_or_default()
}

/// What each person is called: whole name, address, and the first word where nobody else has it.
fn keys(people: &[Staff]) -> Vec<(StaffId, &str)> {
    let first = |staff: &Staff| staff.name.split_whitespace().next().map(str::to_lowercase);
    let mut bearers: HashMap<String, usize> = HashMap::new();
    for word in people.iter().filter_map(first) {
        *bearers.entry(word).or_default() += 1;
    }
    let mut keys = Vec::with_capacity(people.len() * 3);
    for staff in people {
        keys.extend([(staff.id, staff.name.as_str()), (staff.id, local(staff))]);
        if first(staff).is_some_and(|word| bearers[&word] == 1) {
            keys.extend(staff.name.split_whitespace().next().map(|word| (staff.id, word)));
        }
    }
    keys
}

/// Who is named in this text, and with which words. An e-mail address names nobody.
fn found(text: &str, people: &[Staff]) -> Vec<(StaffId, String)> {
    let keys = keys(people);
    let mut found: Vec<(StaffId, String)> = Vec::new();
    let mut before = None;
    let mut signs = 0;
    for (at, letter) in text.char_indices() {
        let is_start =
            before.is_none_or(|before: char| !(before.is_alphanumeric() || ".-_".contains(before)));
        before = Some(letter);
        if letter != '@' || !is_start || found.len() >= MOST || signs >= SIGNS {
            continue;
        }
        signs += 1;
        let rest = &text[at + 1..];
        let named: Vec<(usize, StaffId)> =
            keys.iter().filter_map(|(id, key)| Some((begins(rest, key)?, *id))).collect();
        let Some(longest) = named.iter().map(|(length, _)| *length).max() else { continue };
        for (_, id) in named.into_iter().filter(|(length, _)| *length == longest) {
            if !found.iter().any(|(known, _)| *known == id) {
                found.push((id, text[at..=at + longest].to_owned()));
            }
        }
    }
    found
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
