//! A message as it lies in the tables, and on its way there.

use channels::Inbound;

use crate::clock::Millis;
use crate::ids::{ConversationId, MessageId, StaffId, TicketId, codes};

codes! {
    /// Which way a message went.
    Direction {
        In = "in",
        Out = "out",
        /// Internal: staff only, never sent.
        Note = "note",
    }
}

codes! {
    /// Where a message stands.
    State {
        Received = "received",
        Noted = "noted",
        Queued = "queued",
        Sent = "sent",
        Failed = "failed",
        /// Waits until the citizen asks: on the telephone, or on the track page.
        Held = "held",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Message {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    /// Position in the conversation, from 1, without gaps.
    pub seq: i64,
    pub ticket_id: Option<TicketId>,
    pub direction: Direction,
    pub state: State,
    pub staff_id: Option<StaffId>,
    /// No person wrote it.
    pub is_automatic: bool,
    pub subject: Option<String>,
    pub body: String,
    pub html: Option<String>,
    pub external_ref: Option<String>,
    pub provider_id: Option<String>,
    pub error: Option<String>,
    pub created_at: Millis,
    pub sent_at: Option<Millis>,
}

/// A message on its way into the tables.
#[derive(Clone, Debug)]
pub struct NewMessage<'a> {
    pub direction: Direction,
    pub state: State,
    pub staff: Option<StaffId>,
    pub is_automatic: bool,
    pub subject: Option<&'a str>,
    pub body: &'a str,
    pub html: Option<&'a str>,
    pub external_ref: Option<&'a str>,
    /// When its sender says it was written.
    pub written_at: Option<Millis>,
}

impl<'a> NewMessage<'a> {
    /// What a citizen said.
    pub fn received(inbound: &'a Inbound) -> Self {
        Self {
            direction: Direction::In,
            state: State::Received,
            staff: None,
            is_automatic: inbound.kind == channels::InboundKind::Automatic,
            subject: inbound.subject.as_deref(),
            body: &inbound.text,
            html: inbound.html.as_deref(),
            external_ref: inbound.thread.message_id.as_deref(),
            written_at: inbound.sent_at,
        }
    }

    /// What we say; queued or held by the caller's choice.
    pub fn outgoing(body: &'a str, staff: Option<StaffId>, state: State) -> Self {
        Self {
            direction: Direction::Out,
            state,
            staff,
            is_automatic: staff.is_none(),
            subject: None,
            body,
            html: None,
            external_ref: None,
            written_at: None,
        }
    }

    /// A colleague's note; nobody's is a remark of the house.
    pub fn note(body: &'a str, staff: Option<StaffId>) -> Self {
        Self { direction: Direction::Note, state: State::Noted, ..Self::outgoing(body, staff, State::Noted) }
    }

    /// A note with words of somebody outside: an agency, the citizen of a merged report.
    pub fn relayed(body: &'a str) -> Self {
        Self { is_automatic: false, ..Self::note(body, None) }
    }
}
