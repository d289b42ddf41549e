//! One story, told with the clock of the transaction turned back.

use channels::Channel;

use super::Staging;
use crate::app::App;
use crate::cli::demo::citizens::Citizen;
use crate::cli::demo::plan::{Step, Story};
use crate::contacts;
use crate::conversations::{self, Conversation, Direction, NewMessage, State};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::StaffId;
use crate::outbox::PIN_MASK;
use crate::tickets::{self, NewTicket, Status, Ticket};

/// Opens the ticket and takes its steps, each at its time.
pub async fn play(app: &App, tx: &mut Tx, staging: &Staging, citizen: &Citizen, story: &Story) -> Result<()> {
    tx.at(story.at);
    let contact = contacts::identify(tx, &citizen.on(story.channel), Some(&citizen.name), story.lang).await?;
    // Some leave a second address; it is what lets an agent see one person behind two channels.
    let also = citizen.also(story.channel).filter(|_| story.at % 5 == 0 || story.channel == Channel::Form);
    if let Some(also) = also {
        contacts::also_known_as(tx, contact, &also).await?;
    }
    let key = match story.channel {
        Channel::Voice => Some(format!("CAdemo{:x}{:x}", story.at, story.citizen)),
        channel => citizen.thread(channel),
    };
    let conversation = conversations::open(tx, story.channel, key.as_deref(), contact, story.lang).await?;
    let new = NewTicket {
        category: staging.category(&story.filed)?,
        agency: None,
        class: None,
        subject: &story.subject,
        body: &story.body,
        channel: story.channel,
        language: story.lang,
        contact,
        area: Some(&story.area),
        place: Some(&story.place),
        coordinates: story.coordinates,
        is_anonymous: story.is_anonymous,
        is_confidential: story.is_confidential,
    };
    let (ticket, _) = tickets::open(tx, &app.secret, &app.zone, &new).await?;
    conversations::assign_ticket(tx, conversation.id, ticket.id).await?;
    let mut teller = Teller { app, staging, story, conversation, ticket };
    teller.says(tx, &story.body, Some(&story.subject)).await?;
    if matches!(story.channel, Channel::Email | Channel::Telegram | Channel::Chat) {
        tx.at(story.at + 1_500);
        let number = ("number", teller.ticket.number.to_string());
        let text = story.lang.with2("message-acknowledge", number, ("pin", PIN_MASK)).into_owned();
        teller.answers(tx, &text, None).await?;
    }
    for (at, step) in &story.steps {
        tx.at(*at);
        teller.take(tx, step).await?;
    }
    Ok(())
}

struct Teller<'a> {
    app: &'a App,
    staging: &'a Staging,
    story: &'a Story,
    conversation: Conversation,
    ticket: Ticket,
}

impl Teller<'_> {
    async fn take(&mut self, tx: &mut Tx, step: &Step) -> Result<()> {
        let (id, zone) = (self.ticket.id, &self.app.zone);
        let who = |by: &usize| -> StaffId { self.staging.staff[*by].id };
        match step {
            Step::Take { by } => {
                let person = &self.staging.staff[*by];
                tickets::assign(tx, id, (person.id, &person.name), person.id, None).await?;
            }
            Step::Look { by } => {
                tickets::set_status(tx, zone, id, Status::Open, Some(who(by)), "").await?;
            }
            Step::Refer { by, reason } => {
                let category = self.staging.category(&self.story.category)?;
                tickets::reclassify(tx, id, category, Some(who(by))).await?;
                tickets::refer(tx, id, self.staging.agency_of(category)?, Some(who(by)), reason).await?;
            }
            Step::Reply { by, text } => {
                self.answers(tx, text, Some(who(by))).await?;
                tickets::answered(tx, zone, id, who(by)).await?;
            }
            Step::Note { by, text } => {
                let note = NewMessage::note(text, Some(who(by)));
                conversations::append(tx, self.conversation.id, Some(id), &note).await?;
                tickets::touch(tx, id).await?;
            }
            Step::Ask { by, text } => {
                self.moves(tx, Status::Waiting, who(by), text, "message-waiting").await?;
            }
            Step::Says { text } => {
                self.says(tx, text, None).await?;
                tickets::join(tx, id).await?;
            }
            Step::Resolve { by, text } => {
                self.moves(tx, Status::Resolved, who(by), text, "message-resolved").await?;
            }
            Step::Reject { by, reason } => {
                self.moves(tx, Status::Rejected, who(by), reason, "message-rejected").await?;
            }
            Step::Close => {
                tickets::set_status(tx, zone, id, Status::Closed, None, "").await?;
            }
            Step::Rate { score, comment } => tickets::rate(tx, id, *score, comment.as_deref()).await?,
        }
        Ok(())
    }

    /// Staff move the ticket on and the citizen is told why.
    async fn moves(&self, tx: &mut Tx, to: Status, by: StaffId, reason: &str, key: &str) -> Result<()> {
        tickets::set_status(tx, &self.app.zone, self.ticket.id, to, Some(by), reason).await?;
        let number = ("number", self.ticket.number.to_string());
        let text = self.story.lang.with2(key, number, ("reason", reason)).into_owned();
        self.answers(tx, &text, None).await
    }

    async fn says(&self, tx: &mut Tx, text: &str, subject: Option<&str>) -> Result<()> {
        let new = NewMessage {
            direction: Direction::In,
            state: State::Received,
            subject: subject.filter(|_| self.conversation.channel() == Channel::Email),
            is_automatic: false,
            ..NewMessage::outgoing(text, None, State::Received)
        };
        conversations::append(tx, self.conversation.id, Some(self.ticket.id), &new).await?;
        Ok(())
    }

    /// What was sent then. On the telephone, and on forms without an address, it waits to be asked for.
    async fn answers(&self, tx: &mut Tx, text: &str, by: Option<StaffId>) -> Result<()> {
        let state = if self.conversation.channel() == Channel::Chat { State::Sent } else { State::Held };
        let new = NewMessage::outgoing(text, by, state);
        let (message, _) =
            conversations::append(tx, self.conversation.id, Some(self.ticket.id), &new).await?;
        if matches!(self.conversation.channel(), Channel::Email | Channel::Telegram) {
            conversations::told(tx, self.ticket.id, message).await?;
        }
        Ok(())
    }
}
