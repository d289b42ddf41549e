//! A letter that names a report of somebody else's, by an id of ours or by its number: it is a matter of its own, and the
//! two are linked for whoever may see both.

use channels::{Channel, Inbound};

use crate::cases;
use crate::conversations;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TicketId;
use crate::tickets::{self, Ticket, TicketNumber};

/// Numbers in a subject that are looked for.
const NUMBERS: usize = 3;

/// Links a report that was just opened to what its letter names.
pub async fn link(tx: &mut Tx, inbound: &Inbound, fresh: &Ticket, own_domain: &str) -> Result<()> {
    if inbound.channel != Channel::Email {
        return Ok(());
    }
    match named(tx, inbound, own_domain).await? {
        Some(other) => cases::quoted(tx, fresh, other).await,
        None => Ok(()),
    }
}

async fn named(tx: &mut Tx, inbound: &Inbound, own_domain: &str) -> Result<Option<TicketId>> {
    for reference in &inbound.thread.references {
        let known = conversations::by_reference(tx, reference, own_domain).await?;
        if let Some(ticket) = known.and_then(|known| known.ticket_id) {
            return Ok(Some(ticket));
        }
    }
    for number in numbers(inbound.subject.as_deref().unwrap_or_default()) {
        if let Some(ticket) = tickets::by_number(tx, &number).await? {
            return Ok(Some(ticket.id));
        }
    }
    Ok(None)
}

fn numbers(subject: &str) -> impl Iterator<Item = TicketNumber> {
    let words = subject.split(|c: char| !c.is_ascii_digit() && c != '-');
    words.filter_map(|word| TicketNumber::parse(word).ok()).take(NUMBERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_subjects() {
        let found: Vec<String> =
            numbers("Re: [2611-000034-3] Lampu, dan RT 05").map(|n| n.to_string()).collect();
        assert_eq!(found, ["2611-000034-3"]);
        assert_eq!(numbers("").count() + numbers("halo 12-3 - 2026").count(), 0);
    }
}
