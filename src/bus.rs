//! Live events: ids only, and only a hint to look again.
//!
//! Nothing depends on an event arriving: pages read tables, workers poll. Events only make it quick.
//! On SQLite they travel inside the process; on PostgreSQL by NOTIFY, heard by one connection a node.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::broadcast;

use crate::ids::{AgencyId, ConversationId, StaffId, TicketId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "e", rename_all = "snake_case")]
pub enum Event {
    /// A ticket came or changed; it is with this agency now.
    Ticket { id: TicketId, agency: AgencyId },
    /// A conversation has a new message.
    Conversation { id: ConversationId },
    /// Somebody came to a ticket's page, left it, or began to write there.
    Here { ticket: TicketId },
    /// Somebody was told of something, or read it.
    Notice { staff: StaffId },
    /// There is a job to do.
    Jobs,
    /// Agencies, categories, areas or articles changed: what routing looks for is out of date.
    Rules,
    /// Routing learned anew from filed tickets.
    Learned,
    /// Mailboxes or bots were changed, switched on or off.
    Lines,
    /// Too much happened to list, or the feed was interrupted: everyone looks again.
    LookAgain,
}

#[derive(Clone, Debug)]
pub struct Bus(broadcast::Sender<Event>);

/// What may have happened while nobody listened.
const EVERYTHING: [Event; 5] = [Event::LookAgain, Event::Jobs, Event::Rules, Event::Learned, Event::Lines];
/// PostgreSQL refuses payloads of 8,000 bytes.
const PAYLOAD: usize = 7_000;

impl Bus {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(1_024).0)
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }

    pub(crate) fn tell(&self, events: &[Event]) {
        for event in events {
            // An error means that nobody listens.
            let _ = self.0.send(*event);
        }
    }

    pub(crate) fn encode(events: &[Event]) -> String {
        let look_again = || serde_json::json!(EVERYTHING).to_string();
        match serde_json::to_string(events) {
            Ok(text) if text.len() <= PAYLOAD => text,
            _ => look_again(),
        }
    }

    /// Hears the other nodes until the pool is closed; after every gap everyone looks again.
    pub(crate) fn listen(&self, pool: PgPool) {
        let bus = self.clone();
        tokio::spawn(async move {
            while !pool.is_closed() {
                if let Err(error) = bus.hear(&pool).await
                    && !pool.is_closed()
                {
                    tracing::warn!(%error, "live events interrupted, trying again");
                }
                bus.tell(&EVERYTHING);
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_secs(2)) => {}
                    () = pool.close_event() => break,
                }
            }
        });
    }

    async fn hear(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen("sahut").await?;
        self.tell(&EVERYTHING);
        while let Some(notice) = listener.try_recv().await? {
            let events: Vec<Event> =
                serde_json::from_str(notice.payload()).unwrap_or_else(|_| vec![Event::LookAgain]);
            self.tell(&events);
        }
        Ok(())
    }
}
