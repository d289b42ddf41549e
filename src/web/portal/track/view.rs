//! The page of one report, for the citizen. Notes between staff are never read here.

use std::borrow::Cow;
use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use channels::Channel;
use serde::Deserialize;

use super::stage::{Facts, Stage};
use super::{ask, pass};
use crate::agencies;
use crate::app::App;
use crate::clock::Millis;
use crate::conversations::{self, Attachment, Direction, FileState, Message, State};
use crate::copies::{self, Other};
use crate::drafts::{self, Draft};
use crate::error::Result;
use crate::ids::MessageId;
use crate::outbox::updates::{self, Way};
use crate::outbox::{PIN_MASK, chat_news};
use crate::secret::random_token;
use crate::tickets::life;
use crate::tickets::{self, Status, Ticket};
use crate::web::portal::upload::{ACCEPT, FILE, FILES};
use crate::web::portal::{Slips, line};
use crate::web::{Shell, html};
use crate::when;

/// Messages shown, the newest.
const LETTERS: i64 = 300;

pub struct Letter {
    is_ours: bool,
    is_automatic: bool,
    at: Millis,
    paragraphs: Vec<Vec<String>>,
    files: Vec<Attachment>,
}

#[derive(Template)]
#[template(path = "web/portal/track/view.html")]
pub struct View {
    shell: Shell,
    ticket: Ticket,
    badge: (&'static str, &'static str),
    agency: String,
    agency_phone: Option<String>,
    stages: Vec<Stage>,
    /// How long past its due time, and when that was.
    late: Option<(String, String)>,
    letters: Vec<Letter>,
    /// What is being added, when it had to be mended.
    draft: Draft,
    slips: Slips,
    /// Makes sending twice harmless.
    once: String,
    rated: Option<i64>,
    may_rate: bool,
    /// Staff closed it, and the time to disagree is not over.
    may_dispute: bool,
    comment: String,
    /// How the citizen hears of it.
    way: Way,
    /// There is a bot that can tell it, too.
    has_bot: bool,
    /// The address that was typed.
    address: String,
    /// `more` or `rated`: what was just done.
    done: String,
    limit: usize,
    accept: &'static str,
}

impl View {
    fn room(&self) -> usize {
        FILES.saturating_sub(self.draft.files.len())
    }

    fn status(&self) -> Cow<'static, str> {
        let is_merged = self.ticket.stage == life::Stage::Merged;
        let code = if is_merged { "merged" } else { self.ticket.status.code() };
        self.shell.t.say(&format!("portal-status-{code}"))
    }

    fn late_text(&self, due: &str) -> String {
        let (due, agency) = (("due", due), ("agency", self.agency.as_str()));
        self.shell.t.with2("portal-late-text", due, agency).into_owned()
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
    fn is_rated(&self, score: &i64) -> bool {
        self.rated == Some(*score)
    }

    /// We say it is done; do they?
    fn may_confirm(&self) -> bool {
        self.ticket.stage == life::Stage::Answered
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
    fn channel(&self, channel: &Channel) -> String {
        self.shell.t.say(&format!("channel-{}", channel.code())).into_owned()
    }

    /// They can choose a chat: not where they are in one already.
    fn may_choose_chat(&self) -> bool {
        self.has_bot && !matches!(self.way, Way::Chat | Way::Channel(Channel::Telegram))
    }

    fn is_over(&self) -> bool {
        is_over(&self.ticket) && !self.may_dispute
    }
}

/// New words about a matter that is over are a new matter.
pub fn is_over(ticket: &Ticket) -> bool {
    matches!(ticket.stage, life::Stage::Closed | life::Stage::Rejected)
}

/// There is a result. A merged report has one when its main one has, and it is told there.
pub fn may_rate(ticket: &Ticket) -> bool {
    matches!(ticket.stage, life::Stage::Answered | life::Stage::Closed)
}

/// The draft of an addition belongs to the ticket; who may see the page may finish it.
pub fn draft_key(ticket: &Ticket) -> String {
    format!("more:{}", ticket.id)
}

#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    done: String,
}

pub async fn show(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    number: web::Path<String>,
    said: web::Query<Said>,
) -> Result<HttpResponse> {
    let Some(ticket) = pass::ticket(&app, &shell, &request, &number).await? else {
        return Ok(ask(&number));
    };
    let done = line(&said.done, 10);
    render(&app, shell, ticket, Slips::default(), (&done, ""), StatusCode::OK).await
}

pub async fn render(
    app: &App,
    shell: Shell,
    ticket: Ticket,
    slips: Slips,
    (done, comment): (&str, &str),
    status: StatusCode,
) -> Result<HttpResponse> {
    let key = draft_key(&ticket);
    let (messages, files, history, agencies, agency, draft, verdict, (way, chosen), writers, may_dispute) =
        app.db
            .read(async |tx| {
                Ok((
                    conversations::of_ticket(tx, ticket.id, LETTERS).await?,
                    conversations::attachments(tx, ticket.id).await?,
                    tickets::history(tx, ticket.id).await?,
                    agencies::agencies(tx).await?,
                    agencies::agency(tx, ticket.agency_id).await?,
                    drafts::load(tx, &key).await?.unwrap_or_default(),
                    tickets::rating(tx, ticket.id).await?,
                    (
                        updates::way_of(tx, ticket.id).await?,
                        drafts::load(tx, &updates::draft_key(ticket.id)).await?.unwrap_or_default(),
                    ),
                    copies::writers(tx, ticket.id).await?,
                    tickets::may_dispute_closed(tx, &ticket).await?,
                ))
            })
            .await?;
    // Held answers count as told up to the newest one on this page.
    if let Some(last) = messages.iter().rev().find(|message| message.state == State::Held) {
        app.db.write(async |tx| conversations::told(tx, ticket.id, last.id).await).await?;
    }
    let mut names: HashMap<_, _> =
        agencies.iter().map(|agency| (agency.id, agency.name(shell.t).to_owned())).collect();
    names.entry(agency.id).or_insert_with(|| agency.name(shell.t).to_owned());
    let facts = Facts {
        ticket: &ticket,
        history: &history,
        agencies: &names,
        now: shell.now,
        zone: &shell.zone,
        t: shell.t,
    };
    let late = facts.is_late().then(|| {
        (when::span(shell.now - ticket.due_at, shell.t), when::moment(ticket.due_at, &shell.zone, shell.t))
    });
    let stages = facts.stages();
    let (rated, said) = verdict.map_or((None, None), |(score, said)| (Some(score), said));
    let view = View {
        badge: badge(ticket.status),
        agency: agency.name(shell.t).to_owned(),
        agency_phone: agency.phone,
        stages,
        late,
        letters: letters(messages, &files, &writers),
        draft,
        slips,
        once: random_token(),
        rated,
        may_rate: may_rate(&ticket),
        may_dispute,
        // Changing the number must not lose the word.
        comment: if comment.is_empty() { said.unwrap_or_default() } else { comment.to_owned() },
        has_bot: chat_news::bot(app).is_some(),
        way,
        address: chosen.email,
        done: done.to_owned(),
        limit: FILE,
        accept: ACCEPT,
        ticket,
        shell,
    };
    html(status, &view)
}

/// Class of the badge and its icon.
fn badge(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::New => ("new", "dot"),
        Status::Open => ("open", "open"),
        Status::InProgress => ("progress", "half"),
        Status::Waiting => ("waiting", "pause"),
        Status::Resolved => ("resolved", "check"),
        Status::Closed => ("closed", "lock"),
        Status::Rejected => ("rejected", "cross"),
    }
}

fn letters(messages: Vec<Message>, files: &[Attachment], writers: &HashMap<MessageId, Other>) -> Vec<Letter> {
    messages
        .into_iter()
        .filter(|message| is_for_the_citizen(message, writers))
        .map(|message| Letter {
            is_ours: message.direction == Direction::Out,
            is_automatic: message.is_automatic,
            at: message.created_at,
            paragraphs: paragraphs(&message.body),
            files: files.iter().filter(|file| file.message_id == message.id).cloned().collect(),
        })
        .collect()
}

/// Notes are not; neither is the slip with the number and the hidden PIN, which would only puzzle here. What somebody
/// wrote who had a copy was written to us: nobody said that the citizen may read it.
pub fn is_for_the_citizen(message: &Message, writers: &HashMap<MessageId, Other>) -> bool {
    match message.direction {
        Direction::In => !writers.contains_key(&message.id),
        Direction::Out => !(message.is_automatic && message.body.contains(PIN_MASK)),
        Direction::Note => false,
    }
}

/// Blank lines part paragraphs; the lines within stay lines.
fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines
        .split(|line| line == &"")
        .filter(|part| !part.is_empty())
        .map(|part| part.iter().map(|line| (*line).to_owned()).collect())
        .collect()
}
