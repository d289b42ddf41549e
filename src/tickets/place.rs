//! Where the matter is, when that becomes known later or changes.

use serde_json::{Value, json};

use super::{Entry, EventKind, Ticket};
use crate::audit;
use crate::db::{Tx, on};
use crate::error::{Result, conflict, slip_too_old};
use crate::ids::{AttachmentId, StaffId, TicketId};

/// The place as a point, and what it is called if that is known. The area stays as somebody or something set it.
pub async fn locate(
    tx: &mut Tx,
    id: TicketId,
    (latitude, longitude): (f64, f64),
    label: Option<&str>,
) -> Result<()> {
    super::touch(tx, id).await?;
    on!(tx, c => sqlx::query(
        "UPDATE ticket SET latitude = $2, longitude = $3, place = COALESCE($4, place) WHERE id = $1")
        .bind(id).bind(latitude).bind(longitude).bind(label).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Staff take the place that a photo says. A place that was said otherwise meanwhile stays.
pub async fn place_by_photo(
    tx: &mut Tx,
    id: TicketId,
    point: (f64, f64),
    file: AttachmentId,
    by: StaffId,
) -> Result<()> {
    let before = super::touch(tx, id).await?;
    if before.latitude.is_some() {
        return Err(conflict("this ticket has a place already"));
    }
    locate(tx, id, point, None).await?;
    let (latitude, longitude) = point;
    let data = json!({ "deed": "photo", "latitude": latitude, "longitude": longitude, "file": file });
    super::record(tx, id, Some(by), EventKind::Located, data).await?;
    changed(tx, id, by, None, Some(point)).await
}

/// Takes [`place_by_photo`] back, if nothing else became of the place since.
pub async fn forget_photo_place(tx: &mut Tx, id: TicketId, by: StaffId) -> Result<()> {
    let before = super::touch(tx, id).await?;
    let last = on!(tx, c => sqlx::query_as::<_, Entry>(
        "SELECT * FROM ticket_event WHERE ticket_id = $1 AND kind = 'located' AND COALESCE(data ->> 'deed', '') <> 'area-right'
         ORDER BY id DESC LIMIT 1")
        .bind(id).fetch_optional(c).await)?;
    if !last.is_some_and(|last| is_photo_place(&before, &last)) {
        return Err(slip_too_old());
    }
    on!(tx, c => sqlx::query("UPDATE ticket SET latitude = NULL, longitude = NULL WHERE id = $1")
        .bind(id).execute(c).await.map(|_| ()))?;
    super::record(tx, id, Some(by), EventKind::Located, json!({ "deed": "photo-back" })).await?;
    changed(tx, id, by, before.latitude.zip(before.longitude), None).await
}

/// Did this entry of the history give the ticket the place that it has?
pub fn is_photo_place(ticket: &Ticket, entry: &Entry) -> bool {
    let number = |name| entry.data.0.get(name).and_then(Value::as_f64);
    entry.text("deed") == "photo"
        && (number("latitude"), number("longitude")) == (ticket.latitude, ticket.longitude)
}

async fn changed(
    tx: &mut Tx,
    id: TicketId,
    by: StaffId,
    before: Option<(f64, f64)>,
    after: Option<(f64, f64)>,
) -> Result<()> {
    let point = |point: Option<(f64, f64)>| {
        let words = point.map(|(latitude, longitude)| format!("{latitude}, {longitude}"));
        json!({ "point": words })
    };
    audit::changed(tx, by, "ticket-photo-place", ("ticket", id), &point(before), &point(after)).await?;
    Ok(())
}
