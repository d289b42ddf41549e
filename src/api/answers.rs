//! The shapes of what is sent, and how nouns become them.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoResponses, ToSchema};

use super::codes::ChannelCode;
use super::names::Names;
use crate::clock::Millis;
use crate::conversations::{Attachment, Direction, FileState, Message, State};
use crate::db::Tx;
use crate::error::Result;
use crate::texts::Lang;
use crate::tickets::{Class, Row, Status, Ticket};
use crate::when;

/// Every refusal looks like this.
#[derive(Debug, Serialize, ToSchema)]
pub struct Failure {
    error: FailureDetail,
}

/// What was wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailureDetail {
    /// Stable; programs decide by it.
    #[schema(example = "not-found")]
    code: String,
    /// For the developer who reads the log.
    detail: String,
    /// The field to mend, when it is one field.
    field: Option<String>,
}

/// What any path with a token may answer instead.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes what `ResponseError` of the house sends")]
pub enum Refusals {
    /// The token is missing, wrong or revoked.
    #[response(status = 401)]
    Token(Failure),
    /// The token's owner may not do this.
    #[response(status = 403)]
    Role(Failure),
    /// Something is wrong with a parameter or field; `field` or `detail` says what.
    #[response(status = 422)]
    Field(Failure),
    /// The database is away; try again after the seconds in `Retry-After`.
    #[response(status = 503)]
    Away(Failure),
}

/// What any path that takes a body may answer instead.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes what `ResponseError` of the house sends")]
pub enum BadBody {
    /// The body is no JSON.
    #[response(status = 400)]
    NoJson(Failure),
    /// The body is larger than 256 KiB.
    #[response(status = 413)]
    TooLarge(Failure),
    /// The body is not sent as JSON.
    #[response(status = 415)]
    OtherKind(Failure),
}

/// A ticket in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketLine {
    #[schema(example = "2611-000042-7")]
    pub number: String,
    pub subject: String,
    pub class: Class,
    pub status: Status,
    /// 1 (highest) to 4.
    #[schema(minimum = 1, maximum = 4)]
    pub priority: i64,
    /// The channel of the first message.
    pub channel: ChannelCode,
    /// Code of the agency that must answer.
    pub agency: String,
    /// Code of the category.
    pub category: String,
    /// Name of the member of staff who works on it.
    pub assignee: Option<String>,
    /// What the citizen calls themself; null for an anonymous ticket.
    pub contact: Option<String>,
    pub anonymous: bool,
    pub confidential: bool,
    /// The due time has passed, or had passed when it was resolved.
    pub late: bool,
    #[schema(format = DateTime)]
    pub created_at: String,
    #[schema(format = DateTime)]
    pub updated_at: String,
    #[schema(format = DateTime)]
    pub due_at: String,
    #[schema(format = DateTime)]
    pub resolved_at: Option<String>,
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketPage {
    pub tickets: Vec<TicketLine>,
    /// Give this as `after` to get the next page; null on the last one.
    pub next: Option<String>,
}

/// A ticket with everything that is known about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketFull {
    #[serde(flatten)]
    pub line: TicketLine,
    /// The citizen's language.
    pub language: Lang,
    /// What the citizen first wrote or said.
    pub text: String,
    /// Official code of the area.
    pub area: Option<String>,
    /// The place in words.
    pub place: Option<String>,
    /// Degrees, WGS 84.
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    #[schema(format = DateTime)]
    pub first_response_at: Option<String>,
    /// Who it is; null when the token's owner may not know: the citizen wished to stay anonymous, or the owner's
    /// role is shown no names.
    pub citizen: Option<Citizen>,
}

/// The citizen behind a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub struct Citizen {
    pub name: Option<String>,
    pub identities: Vec<KnownAs>,
}

/// A way to reach a citizen.
#[derive(Debug, Serialize, ToSchema)]
pub struct KnownAs {
    /// `phone`, `email`, `telegram` or `visitor`.
    #[schema(example = "email")]
    pub kind: String,
    pub value: String,
}

/// All messages of a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub struct Messages {
    /// Oldest first, over all channels.
    pub messages: Vec<MessageOut>,
    /// There are older ones that were left out.
    pub truncated: bool,
}

/// A message, in, out or an internal note.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub struct MessageOut {
    pub id: String,
    pub direction: Direction,
    pub state: State,
    /// No person wrote it.
    pub automatic: bool,
    /// Name of the member of staff who wrote it.
    pub staff: Option<String>,
    /// Who wrote it, when it came in and was not the citizen: somebody who had got a copy.
    pub writer: Option<String>,
    pub subject: Option<String>,
    pub text: String,
    /// Why it did not arrive.
    pub error: Option<String>,
    #[schema(format = DateTime)]
    pub created_at: String,
    #[schema(format = DateTime)]
    pub sent_at: Option<String>,
    pub files: Vec<FileOut>,
}

/// A file that came or went with a message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = File)]
pub struct FileOut {
    pub id: String,
    pub name: String,
    pub media_type: String,
    /// Bytes, when known.
    pub size: Option<i64>,
    pub state: FileState,
}

/// A ticket that was just filed, or was filed by an earlier request with the same key.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Filed {
    #[schema(example = "2611-000042-7")]
    pub number: String,
    /// Six digits that open the track page together with the number. Told in the first answer only: pass
    /// it on to the citizen.
    pub pin: Option<String>,
    /// The page where the citizen follows the ticket.
    pub track_url: String,
}

impl TicketLine {
    pub async fn of_row(tx: &mut Tx, names: &mut Names, zone: &TimeZone, row: Row) -> Result<Self> {
        let late = row.is_late(tx.now());
        Ok(Self {
            channel: ChannelCode(channels::Channel::parse(&row.channel).unwrap_or(channels::Channel::Api)),
            agency: names.agency(tx, row.agency_id).await?,
            category: names.category(tx, row.category_id).await?,
            number: row.number.to_string(),
            subject: row.subject,
            class: row.class,
            status: row.status,
            priority: row.priority,
            assignee: row.assignee,
            contact: row.contact,
            anonymous: row.is_anonymous,
            confidential: row.is_confidential,
            late,
            created_at: when::machine(row.created_at, zone),
            updated_at: when::machine(row.updated_at, zone),
            due_at: when::machine(row.due_at, zone),
            resolved_at: moment(row.resolved_at, zone),
        })
    }

    pub async fn of_ticket(
        tx: &mut Tx,
        names: &mut Names,
        zone: &TimeZone,
        ticket: &Ticket,
        contact: Option<String>,
    ) -> Result<Self> {
        let now = tx.now();
        Ok(Self {
            number: ticket.number.to_string(),
            subject: ticket.subject.clone(),
            class: ticket.class,
            status: ticket.status,
            priority: ticket.priority,
            channel: ChannelCode(ticket.channel()),
            agency: names.agency(tx, ticket.agency_id).await?,
            category: names.category(tx, ticket.category_id).await?,
            assignee: match ticket.assignee_id {
                Some(id) => Some(names.staff(tx, id).await?),
                None => None,
            },
            contact,
            anonymous: ticket.is_anonymous,
            confidential: ticket.is_confidential,
            late: ticket.is_late(now),
            created_at: when::machine(ticket.created_at, zone),
            updated_at: when::machine(ticket.updated_at, zone),
            due_at: when::machine(ticket.due_at, zone),
            resolved_at: moment(ticket.resolved_at, zone),
        })
    }
}

impl MessageOut {
    pub async fn of(
        tx: &mut Tx,
        names: &mut Names,
        zone: &TimeZone,
        message: Message,
        files: Vec<FileOut>,
    ) -> Result<Self> {
        Ok(Self {
            id: message.id.to_string(),
            direction: message.direction,
            state: message.state,
            automatic: message.is_automatic,
            staff: match message.staff_id {
                Some(id) => Some(names.staff(tx, id).await?),
                None => None,
            },
            writer: None,
            subject: message.subject,
            text: message.body,
            error: message.error,
            created_at: when::machine(message.created_at, zone),
            sent_at: moment(message.sent_at, zone),
            files,
        })
    }
}

impl FileOut {
    /// Without the name the citizen gave it: names of files name people.
    pub fn unnamed(&mut self) {
        self.name = crate::people::Veil::file_name(&self.id, &self.media_type);
    }
}

impl From<&Attachment> for FileOut {
    fn from(file: &Attachment) -> Self {
        Self {
            id: file.id.to_string(),
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            state: file.state,
        }
    }
}

pub fn moment(at: Option<Millis>, zone: &TimeZone) -> Option<String> {
    at.map(|at| when::machine(at, zone))
}
