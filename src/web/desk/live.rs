//! The live feed of a desk: "look again" whenever something in the viewer's reach changed.
//!
//! It carries no content. What a page then shows goes through the same predicate as ever, so that a
//! late or superfluous hint can tell nobody anything.

use std::collections::HashSet;
use std::time::Duration;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::feeds::Place;
use super::{Agent, ticket_id};
use crate::app::App;
use crate::auth;
use crate::bus::Event;
use crate::conversations;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{AgencyId, ConversationId, StaffId, TicketId};
use crate::tickets;
use crate::web::shell::SESSION;

/// Proxies cut lines that are silent for longer; the session is looked at as often.
const ALIVE: Duration = Duration::from_secs(15);
/// Several changes in a moment are one hint.
const SETTLE: Duration = Duration::from_millis(100);
/// Messages of a ticket whose conversations are watched.
const WATCHED: i64 = 50;

#[derive(Deserialize)]
pub struct About {
    /// Also what happens inside this ticket: deliveries, notes.
    #[serde(default)]
    ticket: String,
}

struct Feed {
    app: web::Data<App>,
    viewer: StaffId,
    session: String,
    events: Receiver<Event>,
    alive: Interval,
    scope: HashSet<AgencyId>,
    ticket: Option<TicketId>,
    conversations: HashSet<ConversationId>,
    place: Place,
}

pub async fn feed(
    app: web::Data<App>,
    agent: Agent,
    request: HttpRequest,
    about: web::Query<About>,
) -> Result<HttpResponse> {
    let ticket = if about.ticket.is_empty() { None } else { Some(ticket_id(&about.ticket)?) };
    let mut alive = interval_at(Instant::now() + ALIVE, ALIVE);
    alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut feed = Feed {
        viewer: agent.staff.id,
        session: request.cookie(SESSION).map(|cookie| cookie.value().to_owned()).unwrap_or_default(),
        // Before the scope is read: what changes in between is heard.
        events: app.db.bus.subscribe(),
        alive,
        scope: HashSet::new(),
        ticket,
        conversations: HashSet::new(),
        place: Place::take(agent.staff.id),
        app,
    };
    let app = feed.app.clone();
    app.db.read(async |tx| feed.look_around(tx).await).await?;
    let stream = futures_util::stream::unfold(Some((feed, true)), |state| async {
        let (mut feed, is_first) = state?;
        if is_first {
            // Says that the line stands, and how soon to come back when it breaks.
            return Some((
                Ok::<_, actix_web::Error>(web::Bytes::from_static(b"retry: 3000\n\n")),
                Some((feed, false)),
            ));
        }
        let told = feed.next().await?;
        Some((Ok(web::Bytes::from_static(told)), Some((feed, false))))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Compressing would hold small pieces back; proxies are asked not to, either.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(stream))
}

const CHANGED: &[u8] = b"event: changed\ndata: {}\n\n";
/// Not the page changed, but who else is at the ticket: that is asked for by itself.
const HERE: &[u8] = b"event: here\ndata: {}\n\n";
const HUSH: &[u8] = b": alive\n\n";

impl Feed {
    /// The next piece, or nothing when the session is over or a newer feed needs the place.
    async fn next(&mut self) -> Option<&'static [u8]> {
        loop {
            tokio::select! {
                event = self.events.recv() => {
                    if let Ok(Event::Here { ticket }) = event {
                        if self.ticket == Some(ticket) {
                            return Some(HERE);
                        }
                        continue;
                    }
                    if !self.concerns(event)? {
                        continue;
                    }
                    self.settle().await?;
                    return self.is_welcome().await.then_some(CHANGED);
                }
                () = self.place.given_up() => return None,
                _ = self.alive.tick() => return self.is_welcome().await.then_some(HUSH),
            }
        }
    }

    /// Hears what else happens in this moment.
    async fn settle(&mut self) -> Option<()> {
        tokio::time::sleep(SETTLE).await;
        loop {
            match self.events.try_recv() {
                Ok(_) | Err(tokio::sync::broadcast::error::TryRecvError::Lagged(_)) => {}
                Err(tokio::sync::broadcast::error::TryRecvError::Empty) => return Some(()),
                Err(tokio::sync::broadcast::error::TryRecvError::Closed) => return None,
            }
        }
    }

    fn concerns(&self, event: Result<Event, RecvError>) -> Option<bool> {
        match event {
            Ok(Event::Ticket { id, agency }) => Some(self.scope.contains(&agency) || self.ticket == Some(id)),
            Ok(Event::Conversation { id }) => Some(self.conversations.contains(&id)),
            Ok(Event::Notice { staff }) => Some(staff == self.viewer),
            Ok(Event::LookAgain) | Err(RecvError::Lagged(_)) => Some(true),
            Ok(Event::Jobs | Event::Rules | Event::Learned | Event::Lines | Event::Here { .. }) => {
                Some(false)
            }
            Err(RecvError::Closed) => None,
        }
    }

    /// Is the session still good? Reads anew what is in reach. A database that is away for a moment
    /// ends nobody's session.
    async fn is_welcome(&mut self) -> bool {
        let app = self.app.clone();
        let looked = app
            .db
            .read(async |tx| {
                let staff = auth::staff_of_session(tx, &self.session).await?;
                if staff.is_none_or(|staff| staff.id != self.viewer) {
                    return Ok(false);
                }
                self.look_around(tx).await?;
                Ok(true)
            })
            .await;
        looked.unwrap_or_else(|error| {
            tracing::warn!(%error, "a live feed could not look at its session");
            true
        })
    }

    async fn look_around(&mut self, tx: &mut Tx) -> Result<()> {
        self.scope = auth::agencies_in_scope(tx, self.viewer).await?.into_iter().collect();
        let Some(id) = self.ticket else { return Ok(()) };
        // A ticket that went out of reach is watched no longer.
        match tickets::readable(tx, self.viewer, id).await {
            Ok(_) => {
                let messages = conversations::of_ticket(tx, id, WATCHED).await?;
                self.conversations = messages.into_iter().map(|message| message.conversation_id).collect();
                Ok(())
            }
            Err(Error::Problem(_)) => {
                self.ticket = None;
                self.conversations.clear();
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
