//! A batch of stories, told with the clock of the transaction turned back: each is lived step by step in
//! memory, and what came of them is written in few statements.

use channels::Channel;

use super::Staging;
use crate::app::App;
use crate::cli::demo::citizens::Citizen;
use crate::cli::demo::plan::{Step, Story};
use crate::clock::Millis;
use crate::contacts::{self, Met};
use crate::conversations::{self, Begun, Direction, Line, State};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{ContactId, ConversationId, StaffId};
use crate::outbox::PIN_MASK;
use crate::tickets::life::{Stage, Step as Move};
use crate::tickets::{self, Life, NewTicket, Taken};

/// Lives stories and writes them down.
pub async fn play(
    app: &App,
    tx: &mut Tx,
    staging: &Staging,
    citizens: &[Citizen],
    stories: &[Story],
) -> Result<()> {
    let people: Vec<Met<'_>> = stories.iter().map(|story| met(&citizens[story.citizen], story)).collect();
    let contacts = contacts::meet(tx, &people).await?;
    let begun: Vec<Begun> = contacts
        .iter()
        .zip(stories)
        .map(|(contact, story)| begun(&citizens[story.citizen], story, *contact))
        .collect();
    let conversations = conversations::open_all(tx, &begun).await?;
    let moments: Vec<Millis> = stories.iter().map(|story| story.at).collect();
    let numbers = tickets::draw_numbers(tx, &app.zone, &moments).await?;
    let (mut lives, mut lines) = (Vec::with_capacity(stories.len()), Vec::new());
    let with = contacts.into_iter().zip(conversations).zip(numbers);
    for (story, ((contact, conversation), number)) in stories.iter().zip(with) {
        tx.at(story.at);
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
        let life = Life::begin(tx, &app.secret, &app.zone, number, &new);
        let mut teller = Teller { app, staging, story, conversation, life, lines: &mut lines };
        teller.tell(tx)?;
        lives.push(teller.life);
    }
    tickets::tell(tx, &lives).await?;
    conversations::tell(tx, &lines).await
}

fn met<'a>(citizen: &'a Citizen, story: &Story) -> Met<'a> {
    // Some leave a second address; it is what lets an agent see one person behind two channels.
    let leaves = story.at % 5 == 0 || story.channel == Channel::Form;
    let also = citizen.also(story.channel).filter(|_| leaves);
    let identity = citizen.on(story.channel);
    Met { identity, also, name: &citizen.name, language: story.lang, at: story.at }
}

fn begun(citizen: &Citizen, story: &Story, contact: ContactId) -> Begun {
    let key = match story.channel {
        Channel::Voice => Some(format!("CAdemo{:x}{:x}", story.at, story.citizen)),
        channel => citizen.thread(channel),
    };
    Begun { channel: story.channel, key, contact, language: story.lang, at: story.at }
}

struct Teller<'a> {
    app: &'a App,
    staging: &'a Staging,
    story: &'a Story,
    conversation: ConversationId,
    life: Life,
    lines: &'a mut Vec<Line>,
}

impl Teller<'_> {
    /// All of the story, each step at its time.
    fn tell(&mut self, tx: &mut Tx) -> Result<()> {
        let story = self.story;
        let subject = Some(story.subject.as_str()).filter(|_| story.channel == Channel::Email);
        self.says(tx, &story.body, subject, story.photo.as_deref());
        if matches!(story.channel, Channel::Email | Channel::Telegram | Channel::Chat) {
            tx.at(story.at + 1_500);
            let number = ("number", self.life.ticket().number.to_string());
            let text = story.lang.with2("message-acknowledge", number, ("pin", PIN_MASK)).into_owned();
            self.answers(tx, &text, None, None);
        }
        for (at, step) in &story.steps {
            tx.at(*at);
            self.take(tx, step)?;
        }
        Ok(())
    }

    fn take(&mut self, tx: &Tx, step: &Step) -> Result<()> {
        let zone = &self.app.zone;
        let who = |by: &usize| -> StaffId { self.staging.staff[*by].id };
        match step {
            Step::Take { by } => {
                let person = &self.staging.staff[*by];
                self.life.assign(tx, (person.id, &person.name), person.id);
            }
            Step::Look { by } => {
                if self.life.ticket().stage == Stage::Submitted {
                    self.steps(tx, Some(who(by)), Move::Verify, "")?;
                }
            }
            Step::Refer { by, reason } => {
                let category = self.staging.category(&self.story.category)?;
                let (to, by) = (self.staging.agency_of(category)?, Some(who(by)));
                self.life.reclassify(tx, category, by);
                let refer = Taken::by_system(Move::Refer, reason);
                self.life.refer(tx, zone, to, by, &refer)?;
            }
            Step::Reply { by, text } => {
                let by = who(by);
                self.answers(tx, text, Some(by), None);
                self.life.answered(tx, zone, by)?;
            }
            Step::Note { by, text } => {
                let by = Some(who(by));
                self.line(tx, (Direction::Note, State::Noted), by, text, None, None);
                self.life.touch(tx);
            }
            Step::Ask { by, text } => self.moves(tx, &Taken::by_system(Move::AskCitizen, text), who(by))?,
            Step::Says { text, photo } => {
                self.says(tx, text, None, photo.as_deref());
                self.life.join(tx, zone)?;
            }
            Step::Resolve { by, text, photo } => {
                // The picture goes first, so that the last word is that it is done.
                if let Some(photo) = photo {
                    let words = self.story.lang.say("demo-after-photo");
                    self.answers(tx, &words, Some(who(by)), Some(photo));
                }
                self.moves(tx, &Taken::by_system(Move::Answer, text), who(by))?;
            }
            Step::Reject { by, kind, reason } => {
                let refusal = Taken { refusal: Some(*kind), ..Taken::by_system(Move::Reject, reason) };
                self.moves(tx, &refusal, who(by))?;
            }
            Step::Close => {
                let is_answered = self.life.ticket().stage == Stage::Answered;
                self.steps(tx, None, if is_answered { Move::Lapse } else { Move::Close }, "")?;
            }
            Step::Rate { score, comment } => self.life.rate(tx, *score, comment.as_deref())?,
        }
        Ok(())
    }

    fn steps(&mut self, tx: &Tx, by: Option<StaffId>, step: Move, words: &str) -> Result<()> {
        self.life.take(tx, &self.app.zone, by, &Taken::by_system(step, words))
    }

    /// Staff move the ticket on and the citizen is told why.
    fn moves(&mut self, tx: &Tx, taken: &Taken<'_>, by: StaffId) -> Result<()> {
        let reason = taken.words;
        self.life.take(tx, &self.app.zone, Some(by), taken)?;
        let number = ("number", self.life.ticket().number.to_string());
        let key = format!("message-{}", self.life.ticket().status);
        let text = self.story.lang.with2(&key, number, ("reason", reason)).into_owned();
        self.answers(tx, &text, None, None);
        Ok(())
    }

    fn says(&mut self, tx: &Tx, text: &str, subject: Option<&str>, photo: Option<&str>) {
        self.line(tx, (Direction::In, State::Received), None, text, subject, photo);
    }

    /// What was sent then. On the telephone, and on forms without an address, it waits to be asked for.
    fn answers(&mut self, tx: &Tx, text: &str, by: Option<StaffId>, photo: Option<&str>) {
        let leaves = matches!(self.story.channel, Channel::Chat | Channel::Email | Channel::Telegram);
        let state = if leaves { State::Sent } else { State::Held };
        self.line(tx, (Direction::Out, state), by, text, None, photo);
    }

    fn line(
        &mut self,
        tx: &Tx,
        stands: (Direction, State),
        by: Option<StaffId>,
        text: &str,
        subject: Option<&str>,
        file: Option<&str>,
    ) {
        let place = (self.conversation, self.life.ticket().id);
        let files = file.and_then(|name| self.staging.shelf.get(name)).into_iter().collect();
        self.lines.push(Line::new(tx, place, stands, by, text).subject(subject).files(files));
    }
}
