//! The page of one report, for the citizen. Notes between staff are never read here.

use std::borrow::Cow;
use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use channels::Channel;
use serde::Deserialize;

use super::letters::{Letter, Letters};
use super::stage::{Facts, Stage};
use super::{ask, pass};
use crate::agencies;
use crate::app::App;
use crate::conversations::{self, FileState};
use crate::db::Tx;
use crate::drafts::{self, Draft};
use crate::error::Result;
use crate::outbox::chat_news;
use crate::outbox::updates::{self, Way};
use crate::secret::random_token;
use crate::stretch::{Pages, Stretch};
use crate::tickets::life;
use crate::tickets::{self, Status, Ticket};
use crate::web::portal::upload::{ACCEPT, FILE, FILES};
use crate::web::portal::{Slips, line};
use crate::web::{Shell, html};
use crate::when;

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
    /// Where older and newer ones are.
    pages: Pages,
    /// What is being added, when it had to be mended.
    draft: Draft,
    slips: Slips,
    /// Makes sending twice harmless.
    once: String,
    rated: Option<i64>,
    may_rate: bool,
    /// Staff closed it, and the time to disagree is not over.
    may_dispute: bool,
    /// It was turned away as unclear: until when what is missing may be added.
    complete_until: Option<String>,
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
        self.shell.t.say(&format!("portal-status-{}", self.ticket.stage.told()))
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
        let is_there = match self.way {
            Way::Chat | Way::Channel(Channel::Telegram) => true,
            Way::Mail { instead, .. } => instead == Some(Channel::Telegram),
            _ => false,
        };
        self.has_bot && !is_there
    }

    /// They can choose an address: not where they wrote from one.
    const fn may_choose_mail(&self) -> bool {
        !matches!(self.way, Way::Channel(Channel::Email) | Way::Chat)
    }

    fn is_over(&self) -> bool {
        is_over(&self.ticket) && !self.may_dispute && self.complete_until.is_none()
    }

    fn letters_link(&self, page: &str) -> String {
        format!("/track/{}?{page}#talk", self.ticket.number)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
    fn letters_words(&self, key: &str, n: &i64) -> String {
        self.shell.t.with(key, "n", *n).into_owned()
    }
}

/// New words about a matter that is over are a new matter, unless it [`comes_back`].
pub fn is_over(ticket: &Ticket) -> bool {
    matches!(ticket.stage, life::Stage::Closed | life::Stage::Rejected)
}

/// Words bring back what staff closed or turned away as unclear, for a while.
pub async fn comes_back(tx: &mut Tx, ticket: &Ticket) -> Result<bool> {
    Ok(tickets::may_dispute_closed(tx, ticket).await? || tickets::complete_until(tx, ticket).await?.is_some())
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
    /// Where the part of many messages begins that is shown.
    #[serde(default)]
    until: String,
    #[serde(default)]
    since: String,
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
    let asked = Stretch::parse(&said.until, &said.since);
    page(&app, shell, ticket, Slips::default(), (&done, ""), (StatusCode::OK, asked)).await
}

/// The page with the newest messages.
pub async fn render(
    app: &App,
    shell: Shell,
    ticket: Ticket,
    slips: Slips,
    words: (&str, &str),
    status: StatusCode,
) -> Result<HttpResponse> {
    page(app, shell, ticket, slips, words, (status, Stretch::Newest)).await
}

async fn page(
    app: &App,
    shell: Shell,
    ticket: Ticket,
    slips: Slips,
    (done, comment): (&str, &str),
    (status, asked): (StatusCode, Stretch),
) -> Result<HttpResponse> {
    let key = draft_key(&ticket);
    let (letters, history, agencies, agency, draft, verdict, (way, chosen), back) = app
        .db
        .read(async |tx| {
            Ok((
                Letters::load(tx, ticket.id, asked).await?,
                tickets::history(tx, ticket.id).await?,
                agencies::agencies(tx).await?,
                agencies::agency(tx, ticket.agency_id).await?,
                drafts::load(tx, &key).await?.unwrap_or_default(),
                tickets::rating(tx, ticket.id).await?,
                (
                    updates::way_of(tx, ticket.id).await?,
                    drafts::load(tx, &updates::draft_key(ticket.id)).await?.unwrap_or_default(),
                ),
                (
                    tickets::may_dispute_closed(tx, &ticket).await?,
                    tickets::complete_until(tx, &ticket).await?,
                ),
            ))
        })
        .await?;
    let (may_dispute, complete_until) = back;
    // Held answers count as told up to the newest one on this page.
    if let Some(last) = letters.held {
        app.db.write(async |tx| conversations::told(tx, ticket.id, last).await).await?;
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
        letters: letters.all,
        pages: letters.pages,
        draft,
        slips,
        once: random_token(),
        rated,
        may_rate: may_rate(&ticket),
        may_dispute,
        complete_until: complete_until.map(|until| when::moment(until, &shell.zone, shell.t)),
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
