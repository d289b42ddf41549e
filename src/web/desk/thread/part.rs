//! Which part of a long thread a page shows: what was said and done, newest first unless somebody turns the pages.

use super::Event;
use crate::clock::Millis;
use crate::conversations::{self, Message};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{self, TicketId};
use crate::stretch::{Pages, Rest, Stretch};
use crate::tickets;

/// Entries of a page.
const SHOWN: usize = 300;

/// Messages and happenings of a page, oldest first.
#[derive(Debug, Default)]
pub struct Part {
    pub messages: Vec<Message>,
    pub events: Vec<Event>,
    pub pages: Pages,
    /// Ids whose time this page covers; the upper one is the next page's.
    covers: (i64, i64),
}

impl Part {
    pub async fn load(tx: &mut Tx, ticket: TicketId, asked: Stretch) -> Result<Self> {
        let part = Self::read(tx, ticket, asked).await?;
        // An old address, or what stood there belongs to another ticket by now: the newest are always there.
        if asked != Stretch::Newest && part.messages.is_empty() && part.events.is_empty() {
            return Self::read(tx, ticket, Stretch::Newest).await;
        }
        Ok(part)
    }

    async fn read(tx: &mut Tx, ticket: TicketId, asked: Stretch) -> Result<Self> {
        let limit = SHOWN as i64 + 1;
        let mut messages = conversations::stretch(tx, ticket, asked, limit).await?;
        let mut events = tickets::happened(tx, ticket, asked, limit).await?;
        let mut ids: Vec<i64> =
            messages.iter().map(|one| one.id.0).chain(events.iter().map(|e| e.id)).collect();
        ids.sort_unstable();
        if !asked.is_upward() {
            ids.reverse();
        }
        let cut = ids.get(SHOWN).copied();
        ids.truncate(SHOWN);
        if let Some(cut) = cut {
            let is_here = |id: i64| if asked.is_upward() { id < cut } else { id > cut };
            messages.retain(|message| is_here(message.id.0));
            events.retain(|event| is_here(event.id));
        }
        messages.sort_by_key(|message| message.id);
        events.sort_by_key(|event| event.id);
        let first = ids.iter().copied().min().unwrap_or_default();
        let last = ids.iter().copied().max().unwrap_or_default();
        // What fits on one page is not counted.
        let rest = if asked == Stretch::Newest && cut.is_none() {
            Rest::default()
        } else {
            conversations::beside(tx, ticket, first, last).await?
                + tickets::happened_beside(tx, ticket, first, last).await?
        };
        let low = match asked {
            _ if rest.older == 0 => i64::MIN,
            Stretch::Since(before) => before + 1,
            Stretch::Newest | Stretch::Until(_) => first,
        };
        let high = match asked {
            _ if rest.newer == 0 => i64::MAX,
            Stretch::Until(next) => next,
            Stretch::Newest | Stretch::Since(_) => last + 1,
        };
        Ok(Self { messages, events, pages: Pages::beside(first, last, rest), covers: (low, high) })
    }

    /// Does something of this moment that has no id of its own belong on this page?
    pub fn covers(&self, at: Millis) -> bool {
        (self.covers.0..self.covers.1).contains(&ids::first(at))
    }

    /// Does the thread begin here?
    pub const fn is_oldest(&self) -> bool {
        self.pages.older.is_none()
    }
}
