//! What the clock says in the thread of a ticket, between what was said and done. Lines of the clock are
//! worked out when the page is read; nobody did them, so no history tells of them.

use super::parts;
use super::thread::{Item, when};
use crate::clock::Millis;
use crate::tickets::Ticket;
use crate::web::Shell;

/// Moment, key for the order, line.
pub fn items(shell: &Shell, ticket: &Ticket) -> Vec<(Millis, i64, Item)> {
    let ended = ticket.resolved_at.unwrap_or(shell.now);
    let mut items = Vec::new();
    // A rejected ticket has no deadline any more.
    let counts = ticket.is_open || ticket.resolved_at.is_some();
    if counts && ticket.due_at < ended {
        let words = shell.t.say("desk-clock-due").into_owned();
        let line =
            Item::Clock { key: "due", icon: parts::icon("clock"), words, when: when(shell, ticket.due_at) };
        items.push((ticket.due_at, 0, line));
    }
    items
}
