//! Tickets whose life is known already: what another system wrote down, or a demo made up. A life is
//! lived in memory, by the same steps as the live verbs take, and then [`tell`] writes what came of many
//! lives in few statements. Nobody is told: the past is no news.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::history::record_all;
use super::life::{Stage, Step};
use super::step::{self, Happened, Taken};
use super::{Entry, EventKind, NewTicket, Pin, Ticket, TicketNumber, fresh, opened, rollup, store};
use crate::agencies::{Agency, Category};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::StaffId;
use crate::secret::Secret;
use crate::sla;

/// A ticket and what happened to it. Every step happens at the transaction's moment: turn its clock
/// ([`Tx::at`]) before each.
#[derive(Debug)]
pub struct Life {
    ticket: Ticket,
    entries: Vec<Entry>,
    rating: Option<Rating>,
}

#[derive(Debug)]
struct Rating {
    score: i64,
    comment: Option<String>,
    at: Millis,
}

impl Life {
    /// Under a number of [`super::draw_numbers`]. Its PIN is told to nobody.
    pub fn begin(
        tx: &Tx,
        secret: &Secret,
        zone: &TimeZone,
        number: TicketNumber,
        new: &NewTicket<'_>,
    ) -> Self {
        Self::begin_with_pin(tx, secret, zone, number, new).0
    }

    /// The same, with the PIN.
    pub fn begin_with_pin(
        tx: &Tx,
        secret: &Secret,
        zone: &TimeZone,
        number: TicketNumber,
        new: &NewTicket<'_>,
    ) -> (Self, Pin) {
        let (ticket, pin) = fresh(tx, secret, zone, number, new);
        let mut life = Self { ticket, entries: Vec::new(), rating: None };
        let data = opened(&life.ticket);
        life.record(tx, None, EventKind::Opened, data);
        (life, pin)
    }

    /// As it stands.
    pub fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    /// See [`super::take`].
    pub fn take(&mut self, tx: &Tx, zone: &TimeZone, by: Option<StaffId>, taken: &Taken<'_>) -> Result<()> {
        let happened = self.ticket.take(taken, tx.now(), zone)?;
        // A live row has this from its clocks, which are reckoned here only at the end: see `is_unanswered`.
        self.ticket.paused_at = match self.ticket.stage {
            stage if stage.is_paused() => self.ticket.paused_at.or(Some(tx.now())),
            Stage::Closed => self.ticket.paused_at,
            _ => None,
        };
        self.step(tx, by, |_| happened);
        Ok(())
    }

    /// See [`super::assign`]; that the person may see the ticket is the teller's care.
    pub fn assign(&mut self, tx: &Tx, to: (StaffId, &str), by: StaffId) {
        self.step(tx, Some(by), |ticket| ticket.give_to(to));
    }

    /// See [`super::refer`].
    pub fn refer(
        &mut self,
        tx: &Tx,
        zone: &TimeZone,
        to: &Agency,
        by: Option<StaffId>,
        taken: &Taken<'_>,
    ) -> Result<()> {
        let happened = self.ticket.refer_to(to, taken, tx.now(), zone, None)?;
        self.step(tx, by, |_| happened);
        Ok(())
    }

    /// See [`super::reclassify`].
    pub fn reclassify(&mut self, tx: &Tx, to: &Category, by: Option<StaffId>) {
        self.step(tx, by, |ticket| ticket.file_under(to, ticket.class, None));
    }

    /// See [`super::answered`].
    pub fn answered(&mut self, tx: &Tx, zone: &TimeZone, by: StaffId) -> Result<()> {
        let mut begins = false;
        self.step(tx, Some(by), |ticket| {
            begins = ticket.be_answered(Some(by), tx.now());
            None
        });
        if begins { self.take(tx, zone, Some(by), &Taken::by_system(Step::Start, "")) } else { Ok(()) }
    }

    /// See [`super::join`].
    pub fn join(&mut self, tx: &Tx, zone: &TimeZone) -> Result<()> {
        let wrote = Taken::by_citizen(Step::Wrote, "");
        if wrote.step.obstacle(self.ticket.stage, wrote.actor).is_none() {
            return self.take(tx, zone, None, &wrote);
        }
        self.touch(tx);
        Ok(())
    }

    /// See [`super::touch`].
    pub fn touch(&mut self, tx: &Tx) {
        self.step(tx, None, |_| None);
    }

    /// It was over before this house knew of it: closed at the transaction's moment, answered by nobody here, and
    /// in none of the figures.
    pub fn was_before(&mut self, tx: &Tx) {
        let (from, stage) = (self.ticket.status, self.ticket.stage);
        self.step(tx, None, |ticket| {
            (ticket.stage, ticket.status, ticket.is_open) = (Stage::Closed, Stage::Closed.status(), false);
            (ticket.resolved_at, ticket.resolved_day) = (Some(tx.now()), None);
            let data = json!({ "step": "imported", "from": from, "to": ticket.status, "stage": stage, "reason": "" });
            Some((EventKind::Status, data))
        });
    }

    /// See [`super::rate`].
    pub fn rate(&mut self, tx: &Tx, score: i64, comment: Option<&str>) -> Result<()> {
        let (kind, data) = step::rated(score, comment)?;
        self.rating = Some(Rating { score, comment: comment.map(str::to_owned), at: tx.now() });
        self.record(tx, None, kind, data);
        self.touch(tx);
        Ok(())
    }

    fn step(&mut self, tx: &Tx, by: Option<StaffId>, step: impl FnOnce(&mut Ticket) -> Happened) {
        let happened = step(&mut self.ticket);
        self.ticket.updated_at = tx.now();
        self.ticket.version += 1;
        if let Some((kind, data)) = happened {
            self.record(tx, by, kind, data);
        }
    }

    fn record(&mut self, tx: &Tx, by: Option<StaffId>, kind: EventKind, data: Value) {
        self.entries.push(Entry::now(tx, self.ticket.id, by, kind, data));
    }
}

/// Writes lives down, and counts them in the sums.
pub async fn tell(tx: &mut Tx, lives: &[Life]) -> Result<()> {
    // They stand as the clocks say at the moment of telling.
    let (book, now) = (sla::book(tx).await?, tx.now());
    let reckoned: Vec<Ticket> = lives
        .iter()
        .map(|life| {
            let mut ticket = life.ticket.clone();
            ticket.reckon(&book, &life.entries, now);
            ticket
        })
        .collect();
    let tickets: Vec<&Ticket> = reckoned.iter().collect();
    store::insert_all(tx, &tickets).await?;
    rollup::count_all(tx, &tickets).await?;
    let entries: Vec<&Entry> = lives.iter().flat_map(|life| &life.entries).collect();
    record_all(tx, &entries).await?;
    for life in lives {
        if let Some(Rating { score, comment, at }) = &life.rating {
            store::rate(tx, life.ticket.id, *at, *score, comment.as_deref()).await?;
        }
    }
    Ok(())
}
