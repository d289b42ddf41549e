//! One visitor on one socket: what they say is taken in and acknowledged, what they may read is sent.

use std::collections::HashMap;
use std::time::Duration;

use actix_web::{rt, web};
use channels::Channel;
use channels::chat::{Author, FileLink, FromWidget, Limits, SuggestedArticle, ToWidget, decode};
use knowledge_base::Hit;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::crowd::{OF_A_VISITOR, Seat};
use super::file;
use super::socket::{End, Hello, Line, refusal};
use crate::app::App;
use crate::auth;
use crate::bus::Event;
use crate::clock::MINUTE;
use crate::conversations::{self, Direction, Message};
use crate::error::{Error, Result};
use crate::ids::{ConversationId, StaffId, TicketId};
use crate::intake::{self, Outcome, Received};
use crate::outbox::PIN_MASK;
use crate::secret::{random_token, token_hash};
use crate::texts::Lang;

/// What one visitor may send in a minute, and what may come from one address.
const A_MINUTE: i64 = 20;
const A_MINUTE_FROM_AN_ADDRESS: i64 = 240;
/// Messages read at once.
const PAGE: i64 = 100;
/// Articles beside a first message.
const ARTICLES: usize = 3;
/// So long the ticket's number waits for them, and so long they may take at all.
const SUGGEST_BRIEFLY: Duration = Duration::from_millis(400);
const SUGGEST_WITHIN: Duration = Duration::from_secs(3);

pub struct Visit {
    app: web::Data<App>,
    /// Hash of the visitor's token: the key of the conversation in our tables.
    key: String,
    /// As the page says it.
    language: String,
    page: Option<String>,
    address: String,
    conversation: Option<ConversationId>,
    /// A message of this socket has reached a ticket: nothing more to suggest.
    is_ticketed: bool,
    /// Place of the last message that was sent over this socket, in the conversation…
    seq: i64,
    /// …and among those a citizen may read: the number the widget knows.
    number: i64,
    names: HashMap<StaffId, String>,
    seat: Seat,
}

/// The PIN of a ticket that was just opened, to be told in the acknowledgement this once.
pub struct Told<'a> {
    ticket: TicketId,
    pin: &'a str,
}

impl Visit {
    /// Answers a hello: welcome, and everything behind the number the widget has.
    pub async fn begin(
        app: web::Data<App>,
        line: &mut Line,
        hello: Hello,
        address: String,
    ) -> Result<Self, End> {
        // Something that is not of our making is no token; its bearer begins anew.
        let token = hello.token.filter(|token| is_token(token)).unwrap_or_else(random_token);
        let key = token_hash(&token);
        let Some(seat) = Seat::take(format!("visitor:{key}"), OF_A_VISITOR) else {
            line.send(&refusal("too_many_tabs", "this chat is open too often already")).await?;
            return Err(End::Closed(actix_ws::CloseCode::Again, "this chat is open too often already"));
        };
        let mut visit = Self {
            app,
            key,
            language: hello.language,
            page: hello.page,
            address,
            conversation: None,
            is_ticketed: false,
            seq: 0,
            number: 0,
            names: HashMap::new(),
            seat,
        };
        let after = i64::try_from(hello.after).unwrap_or(i64::MAX);
        let is_online = visit.find(after).await.map_err(away)?;
        let welcome = ToWidget::Welcome {
            token,
            after: visit.number.unsigned_abs(),
            online: is_online,
            limits: Limits::default(),
        };
        line.send(&welcome).await?;
        visit.catch_up(line, None).await?;
        Ok(visit)
    }

    /// Finds the conversation and the place behind the first `after` messages; says whether somebody is
    /// there to answer.
    async fn find(&mut self, after: i64) -> Result<bool> {
        let key = self.key.as_str();
        let (found, is_online) = self
            .app
            .db
            .read(async |tx| {
                let is_online = auth::anyone_on_duty(tx).await?;
                let Some(known) = conversations::by_key(tx, Channel::Chat, key).await? else {
                    return Ok((None, is_online));
                };
                let heard = conversations::heard(tx, known.id, after).await?;
                Ok((Some((known.id, heard)), is_online))
            })
            .await?;
        if let Some((id, (number, seq))) = found {
            self.conversation = Some(id);
            (self.number, self.seq) = (number, seq);
        }
        Ok(is_online)
    }

    /// Is there possibly something new to read?
    pub fn concerns(&self, event: Result<Event, RecvError>) -> bool {
        match event {
            Ok(Event::Conversation { id }) => self.conversation == Some(id),
            Ok(Event::LookAgain) | Err(RecvError::Lagged(_)) => true,
            // When the house closes, the line ends with it.
            Ok(
                Event::Ticket { .. }
                | Event::Here { .. }
                | Event::Notice { .. }
                | Event::Jobs
                | Event::Rules
                | Event::Learned
                | Event::Lines,
            )
            | Err(RecvError::Closed) => false,
        }
    }

    /// Another tab of this visitor may have begun the conversation meanwhile.
    pub async fn look_around(&mut self, line: &mut Line) -> Result<(), End> {
        if self.conversation.is_none() && self.seat.is_shared() {
            self.catch_up(line, None).await?;
        }
        Ok(())
    }

    /// Takes in one frame.
    pub async fn hear(&mut self, line: &mut Line, text: &str) -> Result<(), End> {
        let frame = match decode(text) {
            Ok(frame) => frame,
            Err(error) => return line.refuse(error.into()).await,
        };
        let client_id = match &frame {
            FromWidget::Ping => return line.send(&ToWidget::Pong).await,
            // Worth nothing a second later, and nobody asks for it yet.
            FromWidget::Typing => return Ok(()),
            FromWidget::Hello { .. } => {
                return line.refuse(refusal("hello_first", "hello is said once")).await;
            }
            FromWidget::Say { client_id, .. }
            | FromWidget::Place { client_id, .. }
            | FromWidget::Contact { client_id, .. } => client_id.clone(),
        };
        match self.permit().await {
            Ok(()) => {}
            Err(error) if error.status() == 429 => {
                // Not counted as a refusal: the widget keeps the frame and sends it again.
                return line.send(&refusal("too_fast", "too many messages, wait a moment")).await;
            }
            Err(error) => return Err(away(error)),
        }
        self.take_in(line, client_id, &frame, text).await
    }

    async fn permit(&self) -> Result<()> {
        let visitor = format!("chat:{}", self.key);
        let address = format!("chat-from:{}", self.address);
        self.app
            .db
            .write(async |tx| {
                auth::permit(tx, &visitor, A_MINUTE, MINUTE).await?;
                auth::permit(tx, &address, A_MINUTE_FROM_AN_ADDRESS, MINUTE).await
            })
            .await
    }

    async fn take_in(
        &mut self,
        line: &mut Line,
        client_id: String,
        frame: &FromWidget,
        raw: &str,
    ) -> Result<(), End> {
        let Some(mut inbound) = channels::chat::inbound(&self.key, Some(&self.language), frame) else {
            return Ok(());
        };
        // The message itself remembers the id, too: by it a repeat and our own words are recognised.
        inbound.thread.message_id = Some(inbound.external_id.clone());
        let external_id = inbound.external_id.clone();
        if self.conversation.is_none()
            && let Some(page) = &self.page
        {
            inbound.remarks.push(format!("written on {page} (as the browser says)"));
        }
        let language = inbound.language.as_deref().and_then(Lang::parse).unwrap_or(Lang::Id);
        let received = Received::new(inbound, raw.as_bytes().to_vec(), "application/json");
        // They look for articles while the message is taken in; nothing waits for them.
        let mut suggestions = match frame {
            FromWidget::Say { text, .. } if !self.is_ticketed => {
                Some(rt::spawn(suggest(self.app.clone(), text.clone(), language)))
            }
            _ => None,
        };
        let outcome = match intake::receive(&self.app, &received).await {
            Ok(outcome) => outcome,
            Err(error) if error.status() < 500 => {
                return line.refuse(refusal(error.code(), "this message was refused")).await;
            }
            Err(error) => return Err(away(error)),
        };
        // It is committed; now it may be acknowledged, and not earlier.
        let seq = self.number_of(&external_id).await.map_err(away)?;
        line.send(&ToWidget::Ack { client_id: client_id.clone(), seq: seq.unsigned_abs() }).await?;
        match &outcome {
            Outcome::Opened { ticket, pin, .. } => {
                self.is_ticketed = true;
                // "Does this answer it?" comes first when it is quick; the PIN waits for no search engine.
                let mut offered = false;
                if let Some(found) = &mut suggestions
                    && let Ok(articles) = timeout(SUGGEST_BRIEFLY, found).await
                {
                    offer(line, &client_id, articles.unwrap_or_default()).await?;
                    offered = true;
                }
                self.catch_up(line, Some(Told { ticket: ticket.id, pin: pin.tell() })).await?;
                let (number, pin) = (ticket.number.to_string(), Some(pin.tell().to_owned()));
                line.send(&ToWidget::Ticket { number, pin }).await?;
                match suggestions {
                    Some(found) if !offered => offer(line, &client_id, found.await.unwrap_or_default()).await,
                    _ => Ok(()),
                }
            }
            Outcome::Joined { .. } => {
                self.is_ticketed = true;
                self.catch_up(line, None).await
            }
            Outcome::Noted | Outcome::Repeat | Outcome::Rejected => self.catch_up(line, None).await,
        }
    }

    /// The number under which the widget knows a message of its own. One that was put aside for a person
    /// to look at has none: it is kept, which is what an acknowledgement says, and counts as the last.
    async fn number_of(&self, external_id: &str) -> Result<i64> {
        let last = self.number;
        self.app
            .db
            .read(async |tx| match conversations::message_by_ref(tx, Channel::Chat, external_id).await? {
                Some(message) => conversations::heard_up_to(tx, message.conversation_id, message.seq).await,
                None => Ok(last),
            })
            .await
    }

    /// Sends everything the visitor may read and has not been sent over this socket.
    pub async fn catch_up(&mut self, line: &mut Line, told: Option<Told<'_>>) -> Result<(), End> {
        if self.conversation.is_none() {
            self.find(0).await.map_err(away)?;
        }
        let Some(conversation) = self.conversation else { return Ok(()) };
        loop {
            let messages = self.read(conversation).await.map_err(away)?;
            let is_last = messages.len() < PAGE as usize;
            for (message, files) in messages {
                self.seq = message.seq;
                if message.direction == Direction::Note {
                    continue;
                }
                self.number += 1;
                line.send(&self.frame_of(message, files, told.as_ref())).await?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    async fn read(&mut self, conversation: ConversationId) -> Result<Vec<(Message, Vec<FileLink>)>> {
        let (app, seq, known) = (&self.app, self.seq, &self.names);
        let (messages, names) = app
            .db
            .read(async |tx| {
                let mut messages = Vec::new();
                let mut names = HashMap::new();
                for message in conversations::after(tx, conversation, seq, PAGE).await? {
                    let mut files = Vec::new();
                    if let (Direction::Out, Some(staff)) = (message.direction, message.staff_id) {
                        if !known.contains_key(&staff) && !names.contains_key(&staff) {
                            names.insert(staff, auth::get(tx, staff).await?.name);
                        }
                        files = file::links(app, tx, &message).await?;
                    }
                    messages.push((message, files));
                }
                Ok((messages, names))
            })
            .await?;
        self.names.extend(names);
        Ok(messages)
    }

    fn frame_of(&self, message: Message, files: Vec<FileLink>, told: Option<&Told<'_>>) -> ToWidget {
        let author = match (message.direction, message.staff_id) {
            (Direction::In, _) => Author::Citizen,
            (_, Some(_)) => Author::Staff,
            (_, None) => Author::System,
        };
        let text = match told {
            Some(told) if message.is_automatic && message.ticket_id == Some(told.ticket) => {
                message.body.replacen(PIN_MASK, told.pin, 1)
            }
            _ => message.body,
        };
        // `digest.client_id`: what stands behind the point is the widget's own.
        let client_id = message.external_ref.filter(|_| author == Author::Citizen);
        ToWidget::Message {
            seq: self.number.unsigned_abs(),
            author,
            name: message.staff_id.and_then(|id| self.names.get(&id).cloned()),
            text,
            at: message.created_at,
            client_id: client_id.and_then(|id| Some(id.split_once('.')?.1.to_owned())),
            files,
        }
    }
}

/// Articles that may answer what was said.
async fn suggest(app: web::Data<App>, text: String, language: Lang) -> Vec<SuggestedArticle> {
    let article = |hit: Hit| SuggestedArticle {
        url: format!("/help/{}?language={}", hit.slug, hit.language),
        title: hit.title,
        spoken: knowledge_base::written(&hit.spoken),
    };
    match timeout(SUGGEST_WITHIN, app.index.suggest(&text, language.code(), ARTICLES)).await {
        Ok(Ok(hits)) => hits.into_iter().map(article).collect(),
        Ok(Err(error)) => {
            tracing::debug!(%error, "no suggestions in the chat");
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}

async fn offer(line: &mut Line, client_id: &str, articles: Vec<SuggestedArticle>) -> Result<(), End> {
    if articles.is_empty() {
        return Ok(());
    }
    line.send(&ToWidget::Suggest { for_client_id: client_id.to_owned(), articles }).await
}

/// The shape of what [`random_token`] makes.
fn is_token(token: &str) -> bool {
    token.len() == 64 && token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn away(error: Error) -> End {
    tracing::warn!(%error, "a chat line is cut, the widget will come back");
    End::AGAIN
}
