//! One call: from the carrier's request to the answer that is stored and given.

use channels::voice::flow::{
    AgentLine, Answer, Ask, Event, Node, Place, Recording, Report, Settings, Step, Topic, step,
};
use channels::voice::twilio::request::{CallRequest, CallStatus};
use channels::voice::twilio::twiml::{Carrier, render};
use channels::voice::{self, Keys, Language};
use channels::{Content, Identity};
use sqlx::types::Json;

use crate::app::App;
use crate::articles;
use crate::calls::{self, Call};
use crate::contacts;
use crate::conversations;
use crate::db::Tx;
use crate::error::{Result, internal};
use crate::ids::TicketId;
use crate::intake::{self, Outcome, Received, Wishes};
use crate::people;
use crate::secret::token_hash;
use crate::texts::Lang;
use crate::tickets::{self, Class, TicketNumber};
use crate::track::{self, Tracked};

pub const FORM: &str = "application/x-www-form-urlencoded";
/// The category of matters of life and death, where the city has one.
const EMERGENCY: &str = "darurat";
/// The start of a call has no number of its own.
const START: &str = "start";
/// Questions of the flow to the house in one request; it asks two at most.
const QUESTIONS: usize = 10;

/// What the caller hears next. A repeated request hears the same again.
///
/// `failed` is the request that the carrier got no answer to, when it comes through its fallback address:
/// the call goes on where it stands.
pub async fn answer(app: &App, request: &CallRequest, failed: Option<&str>, raw: &[u8]) -> Result<String> {
    let name = match (request.step, failed) {
        (Some(step), _) => step.to_string(),
        (None, Some(url)) => format!("after:{}", token_hash(url)),
        (None, None) => START.to_owned(),
    };
    app.db
        .write(async |tx| {
            let mut call = calls::take(tx, &request.call_sid, request.from.as_deref()).await?;
            if let Some(told) = calls::answer(tx, &call.id, &name).await? {
                return Ok(told);
            }
            let last = match (request.step, failed) {
                (None, Some(_)) => calls::last_step(tx, &call.id).await?,
                (step, _) => step.unwrap_or(0),
            };
            let next = last.saturating_add(1);
            progress(&mut call, &request.status);
            let preferred = preferred(tx, request).await?;
            // A callback about a recording has its own address; here it would say nothing.
            let event = request.event(preferred).unwrap_or(Event::NoInput);
            let is_listening = !is_over(&call);
            let mut caller = Caller { app, tx, request, raw, settings: settings(app), is_listening };
            let (place, verbs) = caller.go(&call.place.0, &event).await?;
            let told = render(&verbs, next, &Carrier::default(), &caller.settings);
            call.place = Json(place);
            if is_over(&call) {
                caller.late(&mut call).await?;
                calls::forget_answers(tx, &call.id).await?;
            } else {
                calls::remember(tx, &call.id, &name, &told).await?;
            }
            calls::save(tx, &call).await?;
            Ok(told)
        })
        .await
}

/// How the call stands. When it is over, what the caller left is taken in and the answers are dropped.
pub async fn status(app: &App, request: &CallRequest, raw: &[u8]) -> Result<()> {
    app.db
        .write(async |tx| {
            let mut call = calls::take(tx, &request.call_sid, request.from.as_deref()).await?;
            let was_over = is_over(&call);
            progress(&mut call, &request.status);
            if is_over(&call) && !was_over {
                let mut caller =
                    Caller { app, tx, request, raw, settings: settings(app), is_listening: false };
                let event = request.recording().map_or(Event::HungUp, Event::Recorded);
                call.place = Json(caller.go(&call.place.0, &event).await?.0);
                caller.late(&mut call).await?;
                calls::forget_answers(tx, &call.id).await?;
            }
            calls::save(tx, &call).await
        })
        .await
}

/// A recording is ready at the carrier. While the call goes on, the caller's own request brings it; it
/// is noted in case that request never comes.
pub async fn recording(app: &App, request: &CallRequest, raw: &[u8]) -> Result<()> {
    // `absent`: nothing was recorded.
    let ready = request.recording_status.as_deref().is_none_or(|status| status == "completed");
    let Some(recording) = request.recording().filter(|_| ready) else { return Ok(()) };
    app.db
        .write(async |tx| {
            let mut call = calls::take(tx, &request.call_sid, request.from.as_deref()).await?;
            // These callbacks carry no CallStatus, so the row's own counts.
            if !is_over(&call) {
                return calls::announce(tx, &call.id, &recording).await;
            }
            let mut caller = Caller { app, tx, request, raw, settings: settings(app), is_listening: false };
            caller.arrived(&mut call, recording.clone()).await?;
            calls::save(tx, &call).await
        })
        .await
}

/// What an operator decided about the telephone.
pub fn settings(app: &App) -> Settings {
    let check = |number: &str| TicketNumber::parse(number).is_ok();
    let mut settings = Settings::new(app.config.city_name.clone(), check);
    settings.emergency_number.clone_from(&app.config.voice_emergency_number);
    settings
}

/// A later state replaces an earlier one; callbacks come in any order.
fn progress(call: &mut Call, status: &CallStatus) {
    if status.rank() > CallStatus::parse(&call.status).rank() {
        status.code().clone_into(&mut call.status);
    }
}

fn is_over(call: &Call) -> bool {
    CallStatus::parse(&call.status).is_over()
}

/// The language of somebody we know.
async fn preferred(tx: &mut Tx, request: &CallRequest) -> Result<Option<Language>> {
    let Some(number) = &request.from else { return Ok(None) };
    let Some(contact) = contacts::find(tx, &Identity::Phone(number.clone())).await? else { return Ok(None) };
    Ok(Language::parse(contacts::get(tx, contact).await?.language.code()))
}

struct Caller<'a> {
    app: &'a App,
    tx: &'a mut Tx,
    request: &'a CallRequest,
    raw: &'a [u8],
    settings: Settings,
    /// The call goes on: what is answered is heard.
    is_listening: bool,
}

impl Caller<'_> {
    /// Steps until there is something to do for the carrier, finding out what the flow asks.
    async fn go(&mut self, from: &Place, event: &Event) -> Result<(Place, Vec<voice::flow::Verb>)> {
        let mut next = step(from, event, &self.settings);
        for _ in 0..QUESTIONS {
            match next {
                Step::Verbs { place, verbs } => return Ok((place, verbs)),
                Step::Ask { place, ask } => {
                    let answer = self.find_out(&ask, place.language).await?;
                    next = step(&place, &Event::Answer(answer), &self.settings);
                }
            }
        }
        Err(internal("the telephone menu asks without end"))
    }

    /// Recordings that were announced and that no request of the caller told of.
    async fn late(&mut self, call: &mut Call) -> Result<()> {
        for recording in calls::announced(self.tx, &call.id).await? {
            self.arrived(call, recording).await?;
        }
        Ok(())
    }

    /// A recording after the end of the call: it opens the ticket that still waits for it, or joins it.
    async fn arrived(&mut self, call: &mut Call, recording: Recording) -> Result<()> {
        let place = match &call.place.0.node {
            Node::Report { .. } | Node::Opening(_) | Node::Closed => call.place.0.clone(),
            _ => Place { node: Node::Closed, ..call.place.0.clone() },
        };
        call.place = Json(self.go(&place, &Event::Recorded(recording)).await?.0);
        Ok(())
    }

    async fn find_out(&mut self, ask: &Ask, language: Language) -> Result<Answer> {
        let lang = Lang::parse(language.code()).unwrap_or(Lang::Id);
        Ok(match ask {
            Ask::TicketStatus { number, pin } => Answer::Status(self.ticket_status(number, pin, lang).await?),
            Ask::Topics => Answer::Topics(topics(self.tx, lang).await?),
            Ask::Article { key } => {
                let article = articles::by_slug(self.tx, lang.code(), key).await?;
                Answer::Article(article.map(|article| article.spoken).filter(|text| !text.is_empty()))
            }
            Ask::OpenTicket(report) => self.open_ticket(report, language).await?,
            Ask::AddRecording(recording) => self.add_recording(recording, language).await?,
            Ask::AgentAvailable => Answer::Agent(match &self.app.config.voice_agent_number {
                Some(number) => AgentLine::Dial(number.clone()),
                None => AgentLine::Nobody,
            }),
        })
    }

    async fn ticket_status(&mut self, number: &str, pin: &Keys, lang: Lang) -> Result<Option<String>> {
        let from = format!("call:{}", self.request.from.as_deref().unwrap_or(&self.request.call_sid));
        match track::by_number_and_pin(self.app, self.tx, number, pin.reveal(), &from).await? {
            Tracked::Ticket(ticket) => track::spoken(self.app, self.tx, &ticket, lang).await.map(Some),
            Tracked::Mistyped | Tracked::Shape | Tracked::NoMatch | Tracked::TooMany => Ok(None),
        }
    }

    /// One ticket a call: its external id is the call's, so a second one would be a repeat.
    async fn open_ticket(&mut self, report: &Report, language: Language) -> Result<Answer> {
        let inbound = voice::inbound(self.request, report, language);
        let mut received = Received::new(inbound, self.raw.to_vec(), FORM);
        if report.emergency {
            received.wishes = Wishes {
                class: Some(Class::Emergency),
                category: Some(EMERGENCY.to_owned()),
                ..Wishes::default()
            };
        }
        Ok(match intake::receive_in(self.app, self.tx, &received).await? {
            Outcome::Opened { ticket, pin, .. } => {
                let lang = Lang::parse(language.code()).unwrap_or(Lang::Id);
                // Whoever hung up hears nothing, and is not taken for told.
                let notice = if self.is_listening {
                    people::told_in_call(self.app, self.tx, &ticket, lang).await?
                } else {
                    None
                };
                Answer::TicketOpened { number: ticket.number.to_string(), pin: Keys::new(pin.tell()), notice }
            }
            // The PIN was told before, and it is known to nobody but the caller.
            Outcome::Joined { .. } | Outcome::Noted | Outcome::Repeat | Outcome::Rejected => Answer::Failed,
        })
    }

    /// More was recorded in a call that has its ticket already; without one, this opens it.
    async fn add_recording(&mut self, recording: &Recording, language: Language) -> Result<Answer> {
        let name = recording.sid.clone().unwrap_or_else(|| token_hash(&recording.url));
        if let Some(ticket) = self.ticket_of_call().await?
            && self.is_there(ticket, recording).await?
        {
            return Ok(Answer::RecordingAdded);
        }
        let report = Report { recording: Some(recording.clone()), ..Report::default() };
        let mut inbound = voice::inbound(self.request, &report, language);
        inbound.external_id = format!("recording:{}:{name}", self.request.call_sid);
        intake::receive_in(self.app, self.tx, &Received::new(inbound, self.raw.to_vec(), FORM)).await?;
        Ok(Answer::RecordingAdded)
    }

    async fn ticket_of_call(&mut self) -> Result<Option<TicketId>> {
        let key = &self.request.call_sid;
        let known = conversations::by_key(self.tx, channels::Channel::Voice, key).await?;
        Ok(known.and_then(|conversation| conversation.ticket_id))
    }

    async fn is_there(&mut self, ticket: TicketId, recording: &Recording) -> Result<bool> {
        let report = Report { recording: Some(recording.clone()), ..Report::default() };
        let same = voice::inbound(self.request, &report, Language::Indonesian);
        let wanted = same.attachments.into_iter().find_map(|file| match file.content {
            Content::Remote { reference, .. } => Some(reference),
            Content::Bytes(_) | Content::Refused { .. } => None,
        });
        let there = conversations::attachments(self.tx, ticket).await?;
        Ok(there.iter().any(|file| file.remote.is_some() && file.remote == wanted))
    }
}

/// Articles that can be heard: of every subject one, those first that people report most about.
async fn topics(tx: &mut Tx, lang: Lang) -> Result<Vec<Topic>> {
    let busy = tickets::rollup::busiest(tx).await?;
    let rank = |category: &str| busy.iter().position(|code| code == category).unwrap_or(usize::MAX);
    let mut heard: Vec<_> = articles::all(tx, lang.code())
        .await?
        .into_iter()
        .filter(|article| !article.spoken.is_empty())
        .collect();
    heard.sort_by(|a, b| {
        rank(&a.category)
            .cmp(&rank(&b.category))
            .then_with(|| a.category.cmp(&b.category))
            .then_with(|| a.slug.cmp(&b.slug))
    });
    heard.dedup_by(|a, b| a.category == b.category);
    heard.truncate(voice::flow::TOPICS);
    Ok(heard.into_iter().map(|article| Topic { key: article.slug, title: article.title }).collect())
}
