//! What staff let everybody read.

use serde_json::json;

use crate::audit;
use crate::auth::Staff;
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::TicketId;
use crate::people::Veil;
use crate::tickets::life::Stage;
use crate::tickets::public::{self, Face};
use crate::tickets::{self, Ticket};

/// Characters of a summary.
pub const LONGEST_SUMMARY: usize = 500;
/// Digits of a number that may be somebody's.
const DIGITS: usize = 7;

/// Shows a report to everybody, or hides it again.
pub async fn publish(tx: &mut Tx, by: &Staff, id: TicketId, is_public: bool, summary: &str) -> Result<()> {
    let ticket = tickets::visible(tx, by.id, id).await?;
    let summary = summary.trim();
    if is_public && ticket.is_confidential {
        return Err(invalid("public", "relations-public-confidential"));
    }
    if is_public && ticket.stage == Stage::Merged {
        return Err(invalid("public", "relations-public-merged"));
    }
    if summary.chars().count() > LONGEST_SUMMARY {
        return Err(invalid("summary", "relations-summary-long"));
    }
    if is_public && shows_a_person(tx, &ticket, summary).await? {
        return Err(invalid("summary", "relations-personal"));
    }
    let before = public::face(tx, id).await?;
    let after = Face { is_public, summary: Some(summary.to_owned()).filter(|text| !text.is_empty()) };
    if before == after {
        return Ok(());
    }
    public::set_face(tx, id, &after).await?;
    if before.is_public != is_public {
        super::note(tx, id, Some(by.id), if is_public { "public" } else { "private" }, None).await?;
    }
    tickets::touch(tx, id).await?;
    let told = |face: &Face| json!({ "is_public": face.is_public, "summary": face.summary });
    audit::changed(tx, by.id, "ticket-public", ("ticket", id), &told(&before), &told(&after)).await?;
    Ok(())
}

/// Does a text for everybody say who the citizen is? An address of mail, a long number, or anything that they are
/// known by.
pub async fn shows_a_person(tx: &mut Tx, ticket: &Ticket, text: &str) -> Result<bool> {
    if text.contains('@') || has_long_number(text) {
        return Ok(true);
    }
    Ok(Veil::about(tx, ticket.language, ticket).await?.is_named_in(text))
}

fn has_long_number(text: &str) -> bool {
    let mut digits = 0;
    for c in text.chars() {
        match c {
            _ if c.is_ascii_digit() => digits += 1,
            ' ' | '-' | '.' | '(' | ')' | '+' => {}
            _ => digits = 0,
        }
        if digits >= DIGITS {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_known_by_number() {
        assert!(has_long_number("hubungi 0812-3456-789") && has_long_number("NIK 3273010101900001"));
        assert!(!has_long_number("RT 04 RW 12, sejak 3 hari; 24 rumah"));
    }
}
