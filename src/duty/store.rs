//! All SQL of who is at work.

use channels::Channel;

use super::{Abilities, Idle, Status};
use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, CategoryId, StaffId};
use crate::texts::Lang;

#[derive(sqlx::FromRow)]
struct Fact {
    kind: String,
    value: String,
    most: i64,
}

/// One question: it is asked whenever somebody takes a ticket.
pub async fn abilities(tx: &mut Tx, staff: StaffId) -> Result<Abilities> {
    let facts = on!(tx, c => sqlx::query_as::<_, Fact>(
        "SELECT 'language' AS kind, language AS value, CAST(0 AS bigint) AS most FROM duty_language WHERE staff_id = $1
         UNION ALL SELECT 'topic', CAST(category_id AS text), 0 FROM duty_topic WHERE staff_id = $1
         UNION ALL SELECT 'limit', channel, most FROM duty_limit WHERE staff_id = $1
         ORDER BY 1, 2")
        .bind(staff).fetch_all(c).await)?;
    let mut known = Abilities::default();
    for Fact { kind, value, most } in facts {
        match kind.as_str() {
            "language" => known.languages.extend(Lang::parse(&value)),
            "topic" => known.topics.extend(value.parse::<CategoryId>()),
            _ if value.is_empty() => known.most = Some(most),
            _ => known.most_by.extend(Channel::parse(&value).map(|channel| (channel, most))),
        }
    }
    Ok(known)
}

pub async fn set_abilities(tx: &mut Tx, staff: StaffId, new: &Abilities) -> Result<()> {
    for sql in [
        "DELETE FROM duty_language WHERE staff_id = $1",
        "DELETE FROM duty_topic WHERE staff_id = $1",
        "DELETE FROM duty_limit WHERE staff_id = $1",
    ] {
        on!(tx, c => sqlx::query(sql).bind(staff).execute(c).await.map(|_| ()))?;
    }
    for lang in &new.languages {
        on!(tx, c => sqlx::query(
            "INSERT INTO duty_language (staff_id, language) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(staff).bind(*lang).execute(c).await.map(|_| ()))?;
    }
    for topic in &new.topics {
        on!(tx, c => sqlx::query(
            "INSERT INTO duty_topic (staff_id, category_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(staff).bind(*topic).execute(c).await.map(|_| ()))?;
    }
    let all = new.most.map(|most| ("", most));
    for (channel, most) in all.into_iter().chain(new.most_by.iter().map(|(by, most)| (by.code(), *most))) {
        on!(tx, c => sqlx::query(
            "INSERT INTO duty_limit (staff_id, channel, most) VALUES ($1, $2, $3)
             ON CONFLICT (staff_id, channel) DO UPDATE SET most = excluded.most")
            .bind(staff).bind(channel).bind(most).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

pub async fn status(tx: &mut Tx, staff: StaffId) -> Result<Option<Status>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, Option<Status>>("SELECT status FROM duty WHERE staff_id = $1")
        .bind(staff).fetch_optional(c).await)?
    .flatten())
}

pub async fn set_status(tx: &mut Tx, staff: StaffId, status: Status) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO duty (staff_id, status, since) VALUES ($1, $2, $3)
         ON CONFLICT (staff_id) DO UPDATE SET status = excluded.status, since = excluded.since")
        .bind(staff).bind(status).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn hold(tx: &mut Tx, staff: StaffId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO duty (staff_id, since) VALUES ($1, $2) ON CONFLICT (staff_id) DO UPDATE SET since = duty.since")
        .bind(staff).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn given(tx: &mut Tx, staff: StaffId) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query(
        "INSERT INTO duty (staff_id, since, given_at) VALUES ($1, $2, $2)
         ON CONFLICT (staff_id) DO UPDATE SET given_at = excluded.given_at")
        .bind(staff).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn is_around(tx: &mut Tx, staff: StaffId, since: Millis) -> Result<bool> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM staff v WHERE v.id = $1 AND v.is_active
            AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.staff_id = v.id AND d.status = 'away')
            AND (EXISTS (SELECT 1 FROM staff_session s
                    WHERE s.staff_id = v.id AND s.seen_at >= $2 AND s.expires_at > $3)
                OR EXISTS (SELECT 1 FROM api_token k
                    WHERE k.staff_id = v.id AND k.revoked_at IS NULL AND k.last_used_at >= $2)))")
        .bind(staff).bind(since).bind(now).fetch_one(c).await)?)
}

pub async fn hands_out(tx: &mut Tx, agency: AgencyId) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>("SELECT hands_out FROM duty_agency WHERE agency_id = $1")
        .bind(agency).fetch_optional(c).await)?
    .unwrap_or_default())
}

pub async fn set_hands_out(tx: &mut Tx, agency: AgencyId, is_on: bool) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO duty_agency (agency_id, hands_out) VALUES ($1, $2)
         ON CONFLICT (agency_id) DO UPDATE SET hands_out = excluded.hands_out")
        .bind(agency).bind(is_on).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The update is the lock: of two jobs the second waits here for the first.
pub async fn turn(tx: &mut Tx, agency: AgencyId) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "UPDATE duty_agency SET turn = turn + 1 WHERE agency_id = $1 AND hands_out RETURNING turn")
        .bind(agency).fetch_optional(c).await)?
    .is_some())
}

pub async fn agencies_handing_out_to(tx: &mut Tx, staff: StaffId) -> Result<Vec<AgencyId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, AgencyId>(
        "SELECT d.agency_id FROM duty_agency d JOIN staff_scope s ON s.agency_id = d.agency_id
         WHERE s.staff_id = $1 AND d.hands_out ORDER BY d.agency_id")
        .bind(staff).fetch_all(c).await)?)
}

/// Those who were given nothing for longest come first. Who is full is counted as in
/// [`crate::tickets::load_of`].
pub async fn idle(
    tx: &mut Tx,
    agency: AgencyId,
    since: Millis,
    with_full: bool,
    after: Option<Idle>,
    most: i64,
) -> Result<Vec<Idle>> {
    let now = tx.now();
    let (given, came, id) = after.map_or((-1, 0, 0), |last| (last.given_at, last.since, last.id.0));
    Ok(on!(tx, c => sqlx::query_as::<_, Idle>(
        "SELECT v.id, COALESCE(d.given_at, 0) AS given_at, d.since
         FROM staff_scope s JOIN staff v ON v.id = s.staff_id JOIN duty d ON d.staff_id = v.id
         WHERE s.agency_id = $1 AND v.is_active AND v.role NOT IN ('official', 'qa') AND d.status = 'available'
           AND EXISTS (SELECT 1 FROM staff_session k
                WHERE k.staff_id = v.id AND k.seen_at >= $2 AND k.expires_at > $3)
           AND ($5 OR NOT EXISTS (SELECT 1 FROM duty_limit l WHERE l.staff_id = v.id AND l.channel = ''
                AND l.most <= (SELECT COUNT(*) FROM ticket t WHERE t.is_open AND t.assignee_id = v.id
                    AND t.rank > 0 AND t.status <> 'waiting' AND t.asleep_until IS NULL)))
           AND (COALESCE(d.given_at, 0), d.since, v.id) > ($6, $7, $8)
         ORDER BY COALESCE(d.given_at, 0), d.since, v.id LIMIT $4")
        .bind(agency).bind(since).bind(now).bind(most).bind(with_full).bind(given).bind(came).bind(id)
        .fetch_all(c).await)?)
}

pub async fn agencies_handing_out(tx: &mut Tx) -> Result<Vec<AgencyId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, AgencyId>(
        "SELECT agency_id FROM duty_agency WHERE hands_out ORDER BY agency_id")
        .fetch_all(c).await)?)
}
