//! Where a matter is, as staff say it: area, words and a point together, with the way back. What was read from the
//! citizen's words stays a guess until somebody says that it is right.

use serde_json::{Value, json};

use super::{Entry, EventKind, Ticket, change};
use crate::agencies::{self, Area};
use crate::audit;
use crate::db::{Tx, on};
use crate::error::{Result, conflict, invalid, slip_too_old};
use crate::ids::{StaffId, TicketId};

/// Characters of a place in words.
pub const LONGEST: usize = 300;

/// Where it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whereabouts {
    /// Its code.
    pub area: Option<String>,
    pub place: Option<String>,
    pub point: Option<(f64, f64)>,
}

impl Whereabouts {
    pub fn of(ticket: &Ticket) -> Self {
        Self {
            area: ticket.area_code.clone(),
            place: ticket.place.clone(),
            point: ticket.latitude.zip(ticket.longitude),
        }
    }

    fn put_into(self, ticket: &mut Ticket) {
        ticket.area_code = self.area;
        ticket.place = self.place;
        (ticket.latitude, ticket.longitude) = self.point.unzip();
    }

    /// For the way back; nobody reads it.
    fn told(&self) -> Value {
        let (latitude, longitude) = self.point.unzip();
        json!({ "area": self.area, "place": self.place, "latitude": latitude, "longitude": longitude })
    }

    fn read(told: &Value) -> Self {
        let text = |name| told.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |name| told.get(name).and_then(Value::as_f64);
        Self { area: text("area"), place: text("place"), point: number("latitude").zip(number("longitude")) }
    }

    /// Numbers that were written down come back a hair apart.
    pub fn is_same(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let is_same_point = match (self.point, other.point) {
            (Some(one), Some(other)) => near(one.0, other.0) && near(one.1, other.1),
            (one, other) => one == other,
        };
        is_same_point && self.area == other.area && self.place == other.place
    }

    /// In one line; empty when nothing is known.
    fn words(&self, area: Option<&Area>) -> String {
        let point = self.point.map(|(latitude, longitude)| format!("{latitude}, {longitude}"));
        let area = area.map(|area| area.name.clone());
        [area, self.place.clone(), point].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    async fn area(&self, tx: &mut Tx) -> Result<Option<Area>> {
        match &self.area {
            Some(code) => agencies::area(tx, code).await,
            None => Ok(None),
        }
    }
}

/// Somebody of the staff says where it is. `shown` is where it is now, as they may read it, `seen` what their page
/// showed: nobody overwrites what somebody else said meanwhile without having read it.
pub async fn set(
    tx: &mut Tx,
    before: Ticket,
    new: &Whereabouts,
    (shown, seen): (&Whereabouts, &Whereabouts),
    by: StaffId,
) -> Result<Ticket> {
    if Whereabouts::of(&before).is_same(new) {
        // Sent twice.
        return Ok(before);
    }
    if !shown.is_same(seen) {
        return Err(conflict("somebody else said where this is a moment ago"));
    }
    move_to(tx, before, new, "set", by).await
}

/// Takes [`set`] back, if nothing else became of it since.
pub async fn take_back(tx: &mut Tx, id: TicketId, by: StaffId) -> Result<Ticket> {
    let before = super::lock(tx, id).await?;
    let last = on!(tx, c => sqlx::query_as::<_, Entry>(
        "SELECT * FROM ticket_event WHERE ticket_id = $1 AND kind = 'located' AND COALESCE(data ->> 'deed', '') <> 'area-right'
         ORDER BY id DESC LIMIT 1")
        .bind(id).fetch_optional(c).await)?;
    let old = last.and_then(|last| undone_by(&before, &last)).ok_or_else(slip_too_old)?;
    move_to(tx, before, &old, "set-back", by).await
}

/// What taking this entry back leads to, when it is what gave the ticket the place it has.
fn undone_by(ticket: &Ticket, entry: &Entry) -> Option<Whereabouts> {
    let part = |name: &str| entry.data.0.get(name).map(Whereabouts::read);
    let (old, new) = (part("before")?, part("after")?);
    (entry.text("deed") == "set" && new.is_same(&Whereabouts::of(ticket))).then_some(old)
}

async fn move_to(tx: &mut Tx, before: Ticket, new: &Whereabouts, deed: &str, by: StaffId) -> Result<Ticket> {
    let old = Whereabouts::of(&before);
    let was = old.area(tx).await?;
    let is = new.area(tx).await?;
    if is.is_none() && new.area.is_some() {
        return Err(invalid("area", "place-area-unknown"));
    }
    let data = json!({
        "deed": deed, "from": old.words(was.as_ref()), "to": new.words(is.as_ref()),
        "before": old.told(), "after": new.told(),
    });
    let after = change::step(tx, before.id, Some(by), |ticket| {
        new.clone().put_into(ticket);
        Some((EventKind::Located, data))
    })
    .await?;
    let told = |at: &Whereabouts, area: Option<&Area>| {
        let point = at.point.map(|(latitude, longitude)| format!("{latitude}, {longitude}"));
        json!({ "area": area.map(Area::line), "place": at.place, "point": point })
    };
    let (was, is) = (told(&old, was.as_ref()), told(new, is.as_ref()));
    audit::changed(tx, by, "ticket-place", ("ticket", before.id), &was, &is).await?;
    Ok(after)
}

/// The area that was read from the words is the right one.
pub async fn confirm(tx: &mut Tx, id: TicketId, seen: Option<&str>, by: StaffId) -> Result<()> {
    let ticket = super::lock(tx, id).await?;
    if ticket.area_code.is_none() || ticket.area_code.as_deref() != seen {
        return Err(conflict("somebody else said where this is a moment ago"));
    }
    if !is_guess(tx, &ticket).await? {
        // Clicked twice.
        return Ok(());
    }
    let area = Whereabouts::of(&ticket).area(tx).await?;
    let name = area.as_ref().map(|area| area.name.clone());
    super::record(tx, id, Some(by), EventKind::Located, json!({ "deed": "area-right", "to": name })).await?;
    super::touch(tx, id).await?;
    let (was, is) = (json!({ "area_read": true }), json!({ "area_read": false }));
    audit::changed(tx, by, "ticket-area-right", ("ticket", id), &was, &is).await?;
    Ok(())
}

/// The same as [`is_read`], of a history that nobody has at hand.
pub async fn is_guess(tx: &mut Tx, ticket: &Ticket) -> Result<bool> {
    let history = super::newest_of(tx, ticket.id, [EventKind::Suggested, EventKind::Located]).await?;
    Ok(is_read(ticket, &history))
}

/// Was the area read from the citizen's words, and has nobody of the staff looked at it yet?
pub fn is_read(ticket: &Ticket, history: &[Entry]) -> bool {
    let (mut is_read, mut before) = (false, false);
    for entry in history {
        match (entry.kind, entry.text("deed")) {
            (EventKind::Suggested, _) if entry.staff_id.is_none() && !entry.text("area").is_empty() => {
                is_read = true;
            }
            (EventKind::Located, "set") => (before, is_read) = (is_read, false),
            (EventKind::Located, "set-back") => is_read = before,
            (EventKind::Located, "area-right") => is_read = false,
            _ => {}
        }
    }
    is_read && ticket.area_code.is_some()
}
