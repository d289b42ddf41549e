//! Put aside: the ticket leaves the lists of what one works on until a time, or until the citizen writes.
//!
//! The clock of its deadline goes on: putting aside is for those who work, not for the citizen. A change of
//! hands, of agency, to an emergency, or to an end wakes it as well; that is one clause in
//! [`super::store::update`], so that no verb can forget it. Emergencies cannot be put aside.

use jiff::tz::TimeZone;
use serde_json::json;

use super::{Class, EventKind, Ticket, record, touch};
use crate::clock::{DAY, HOUR, MINUTE, Millis};
use crate::db::{Tx, on};
use crate::error::{Result, conflict, invalid};
use crate::ids::{StaffId, TicketId, codes};
use crate::notices::{self, Kind};
use crate::queue::{self, Job};

/// Shorter is not worth it, longer is forgetting.
const SHORTEST: Millis = 5 * MINUTE;
pub const LONGEST: Millis = 60 * DAY;
/// Characters of a reason.
const REASON: usize = 500;

codes! {
    /// Until when, as one says it.
    Rest {
        Hours = "hours",
        Tomorrow = "tomorrow",
        Days = "days",
        Week = "week",
    }
}

impl Rest {
    /// In two hours; the next day, in three days, in a week at eight in the morning.
    pub fn until(self, now: Millis, zone: &TimeZone) -> Millis {
        let days = match self {
            Self::Hours => return now + 2 * HOUR,
            Self::Tomorrow => 1,
            Self::Days => 3,
            Self::Week => 7,
        };
        let local = super::number::local(now, zone).date().saturating_add(jiff::Span::new().days(days));
        let morning = local.at(8, 0, 0, 0).to_zoned(zone.clone());
        morning.map_or(now + i64::from(days) * DAY, |at| at.timestamp().as_millisecond())
    }
}

/// A ticket that was put aside.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Sleep {
    #[sqlx(rename = "asleep_until")]
    pub until: Millis,
    #[sqlx(rename = "asleep_by")]
    pub by: Option<StaffId>,
}

/// Until when this ticket is put aside, if it is.
pub async fn asleep(tx: &mut Tx, id: TicketId) -> Result<Option<Sleep>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Sleep>(
        "SELECT asleep_until, asleep_by FROM ticket WHERE id = $1 AND asleep_until IS NOT NULL")
        .bind(id).fetch_optional(c).await)?)
}

/// Puts it aside until then; again, until another time.
pub async fn put_aside(
    tx: &mut Tx,
    id: TicketId,
    until: Millis,
    by: StaffId,
    reason: &str,
) -> Result<Ticket> {
    let now = tx.now();
    if !(now + SHORTEST..=now + LONGEST).contains(&until) {
        return Err(invalid("until", "sleep-range"));
    }
    let ticket = touch(tx, id).await?;
    if ticket.class == Class::Emergency {
        return Err(invalid("until", "sleep-emergency"));
    }
    if !ticket.is_open {
        return Err(conflict("only an open ticket can be put aside"));
    }
    on!(tx, c => sqlx::query("UPDATE ticket SET asleep_until = $2, asleep_by = $3 WHERE id = $1")
        .bind(id).bind(until).bind(by).execute(c).await.map(|_| ()))?;
    let reason: String = reason.trim().chars().take(REASON).collect();
    record(tx, id, Some(by), EventKind::PutAside, json!({ "until": until, "reason": reason })).await?;
    queue::enqueue_at(tx, &Job::Wake { ticket: id }, until, None).await?;
    Ok(ticket)
}

/// Asleep again until then, with what else is taken back; awake when that time has come. What was allowed once is not
/// asked again: a minute may be all that is left of it.
pub async fn sleep_on(tx: &mut Tx, id: TicketId, until: Option<Millis>, by: StaffId) -> Result<()> {
    let now = tx.now();
    let Some(until) = until.filter(|until| *until > now && *until <= now + LONGEST) else { return Ok(()) };
    if asleep(tx, id).await?.is_some_and(|sleep| sleep.until == until) {
        return Ok(());
    }
    let ticket = touch(tx, id).await?;
    if ticket.class == Class::Emergency || !ticket.is_open {
        return Ok(());
    }
    // Whoever put it aside is told when its time comes, not who took something back.
    on!(tx, c => sqlx::query(
        "UPDATE ticket SET asleep_until = $2, asleep_by = COALESCE(asleep_by, $3) WHERE id = $1")
        .bind(id).bind(until).bind(by).execute(c).await.map(|_| ()))?;
    record(tx, id, Some(by), EventKind::PutAside, json!({ "until": until, "reason": "" })).await?;
    queue::enqueue_at(tx, &Job::Wake { ticket: id }, until, None).await?;
    Ok(())
}

/// Takes it up again. By nobody: the citizen wrote, or its time came; then whoever works on it is told.
/// False: it was awake.
pub async fn wake(tx: &mut Tx, id: TicketId, by: Option<StaffId>) -> Result<bool> {
    let woken = on!(tx, c => sqlx::query_scalar::<_, Option<StaffId>>(
        "UPDATE ticket SET asleep_until = NULL WHERE id = $1 AND asleep_until IS NOT NULL RETURNING asleep_by")
        .bind(id).fetch_optional(c).await)?;
    let Some(sleeper) = woken else { return Ok(false) };
    let ticket = touch(tx, id).await?;
    record(tx, id, by, EventKind::Woke, json!({})).await?;
    if let Some(to) = ticket.assignee_id.or(sleeper) {
        notices::tell(tx, to, Kind::Woke, Some(id), by, json!({})).await?;
    }
    Ok(true)
}

/// Its time may have come. Asked twice it wakes once; put aside anew meanwhile it sleeps on.
pub async fn wake_if_due(tx: &mut Tx, id: TicketId) -> Result<()> {
    let now = tx.now();
    if asleep(tx, id).await?.is_some_and(|sleep| sleep.until <= now) {
        wake(tx, id, None).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_ends_in_the_morning() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        // Monday, 23 November 2026, 09:00 in Jakarta.
        let now = 1_795_399_200_000;
        assert_eq!(Rest::Hours.until(now, &zone), now + 2 * HOUR);
        assert_eq!(Rest::Tomorrow.until(now, &zone), now + 23 * HOUR);
        assert_eq!(Rest::Days.until(now, &zone), now + 3 * DAY - HOUR);
        assert_eq!(Rest::Week.until(now + 12 * HOUR, &zone), now + 7 * DAY - HOUR);
    }
}
