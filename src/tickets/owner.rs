//! Who a ticket is from, as far as the ticket itself knows: whose it is, whether they are hidden, how often
//! they come.

use serde_json::json;

use super::{EventKind, Ticket, record, store};
use crate::auth::VISIBLE;
use crate::bus::Event;
use crate::clock::{DAY, Millis};
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::{Result, not_found};
use crate::ids::{self, CategoryId, ContactId, StaffId, TicketId};
use crate::texts::Lang;

/// Counting a person's tickets ends here: "more than".
pub const COUNTED: i64 = 200;

/// All tickets go over to another contact; gives which.
pub async fn move_all(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<Vec<TicketId>> {
    let moved = on!(tx, c => sqlx::query_scalar::<_, TicketId>(
        "UPDATE ticket SET contact_id = $2, version = version + 1 WHERE contact_id = $1 RETURNING id")
        .bind(from).bind(to).fetch_all(c).await)?;
    tx.publish(Event::LookAgain);
    Ok(moved)
}

/// All tickets of a contact, anonymous ones, too.
pub async fn all_of(tx: &mut Tx, contact: ContactId) -> Result<Vec<TicketId>> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, TicketId>("SELECT id FROM ticket WHERE contact_id = $1 ORDER BY id")
        .bind(contact).fetch_all(c).await)?,
    )
}

/// One goes back, if it is where it was moved to.
pub async fn give(tx: &mut Tx, id: TicketId, from: ContactId, to: ContactId) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE ticket SET contact_id = $3, version = version + 1 WHERE id = $1 AND contact_id = $2")
        .bind(id).bind(from).bind(to).execute(c).await.map(|_| ()))?;
    tx.publish(Event::LookAgain);
    Ok(())
}

/// One goes back if it came since: what was moved by hand before that stays.
pub async fn give_younger(
    tx: &mut Tx,
    id: TicketId,
    from: ContactId,
    to: ContactId,
    since: Millis,
) -> Result<()> {
    if super::get(tx, id).await?.created_at < since {
        return Ok(());
    }
    give(tx, id, from, to).await
}

/// The citizen asks that nobody sees who they are. `covered` is the ticket with what remains of its words when
/// names and addresses we know are covered. Everybody reads of it no more, as of one that was hidden from the
/// beginning. There is no way back but the citizen's own word in a new report.
pub async fn hide(tx: &mut Tx, covered: &Ticket, by: Option<StaffId>) -> Result<Ticket> {
    let id = covered.id;
    let before = store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))?;
    if before.is_anonymous {
        return Ok(before);
    }
    on!(tx, c => sqlx::query(
        "UPDATE ticket SET is_anonymous = $2, is_public = $3, subject = $4, body = $5, place = $6 WHERE id = $1")
        .bind(id).bind(true).bind(false).bind(&covered.subject).bind(&covered.body).bind(&covered.place)
        .execute(c).await.map(|_| ()))?;
    record(tx, id, by, EventKind::Hidden, json!({})).await?;
    tx.publish(Event::Ticket { id, agency: before.agency_id });
    super::get(tx, id).await
}

/// The words of an anonymous ticket without its citizen's name. Writes only when they differ.
pub async fn cover(tx: &mut Tx, ticket: &Ticket, covered: &Ticket) -> Result<()> {
    let words = |ticket: &Ticket| (ticket.subject.clone(), ticket.body.clone(), ticket.place.clone());
    if words(ticket) == words(covered) {
        return Ok(());
    }
    on!(tx, c => sqlx::query("UPDATE ticket SET subject = $2, body = $3, place = $4 WHERE id = $1")
        .bind(ticket.id).bind(&covered.subject).bind(&covered.body).bind(&covered.place)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The citizen asks that only the agency in charge reads it.
pub async fn make_confidential(tx: &mut Tx, id: TicketId) -> Result<()> {
    let before = store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))?;
    on!(tx, c => sqlx::query("UPDATE ticket SET is_confidential = $2 WHERE id = $1")
        .bind(id).bind(true).execute(c).await.map(|_| ()))?;
    tx.publish(Event::Ticket { id, agency: before.agency_id });
    Ok(())
}

/// Messages about this ticket are written in this language.
pub async fn speak(tx: &mut Tx, id: TicketId, language: Lang) -> Result<()> {
    let before = store::lock(tx, id).await?.ok_or_else(|| not_found("ticket"))?;
    on!(tx, c => sqlx::query("UPDATE ticket SET language = $2 WHERE id = $1")
        .bind(id).bind(language).execute(c).await.map(|_| ()))?;
    tx.publish(Event::Ticket { id, agency: before.agency_id });
    Ok(())
}

/// To the end of its class. Emergencies stay where they are.
pub async fn put_last(tx: &mut Tx, id: TicketId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE ticket SET priority = 4 WHERE id = $1 AND rank <> 0")
        .bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Back to where it stood before it was put last: that was not right. Also one that was answered, for it may come back.
/// Filed elsewhere since, it stands as it was filed. What is not known of how it stood, its category says.
pub async fn put_forward(
    tx: &mut Tx,
    id: TicketId,
    category: Option<CategoryId>,
    priority: Option<i64>,
) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE ticket SET version = version + 1,
             priority = COALESCE($3, (SELECT c.priority FROM category c WHERE c.id = ticket.category_id))
         WHERE id = $1 AND priority = 4 AND category_id = COALESCE($2, category_id)")
        .bind(id).bind(category).bind(priority).execute(c).await.map(|_| ()))?;
    tx.publish(Event::LookAgain);
    Ok(())
}

/// How often somebody came, as far as a reader may know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Often {
    /// Tickets altogether, up to [`COUNTED`].
    pub all: i64,
    /// Of these, tickets the reader sees.
    pub seen: i64,
    /// Of these, from the last twelve months.
    pub year: i64,
}

/// How often this contact came. Anonymous tickets count for nobody: to know that there is one would say
/// who wrote it.
pub async fn often(tx: &mut Tx, viewer: StaffId, contact: ContactId) -> Result<Often> {
    let year = ids::first(tx.now() - 365 * DAY);
    let mut select = Select::new("", [viewer.0.into()]);
    select.with(
        "SELECT COUNT(*) AS \"all\", COUNT(*) FILTER (WHERE part.seen = 1) AS seen,
             COUNT(*) FILTER (WHERE part.id >= ?) AS year FROM (
             SELECT t.id, CASE WHEN ",
        [year.into()],
    );
    select.push(VISIBLE);
    select.with(
        " THEN 1 ELSE 0 END AS seen FROM ticket t WHERE t.contact_id = ? AND NOT t.is_anonymous
             ORDER BY t.id DESC LIMIT ?) AS part",
        [contact.0.into(), COUNTED.into()],
    );
    Ok(select.fetch::<Often>(tx).await?.pop().unwrap_or_default())
}
