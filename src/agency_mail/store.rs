//! All SQL of agencies that answer by e-mail.

use super::{Deed, Kind, Letter, LetterState, Origin, Settings, Word};
use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{self, AgencyId, AgencyLetterId, MessageId, StaffId, TicketId};
use crate::tickets::life::Stage;

pub async fn settings(tx: &mut Tx, agency: AgencyId) -> Result<Option<Settings>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Settings>(
        "SELECT answers_by_mail, passes_on, language, escalation_name, escalation_email, escalation_phone
         FROM agency_mail WHERE agency_id = $1")
        .bind(agency).fetch_optional(c).await)?)
}

pub async fn put_settings(tx: &mut Tx, agency: AgencyId, s: &Settings) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO agency_mail (agency_id, answers_by_mail, passes_on, language,
             escalation_name, escalation_email, escalation_phone) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (agency_id) DO UPDATE SET answers_by_mail = excluded.answers_by_mail,
             passes_on = excluded.passes_on, language = excluded.language,
             escalation_name = excluded.escalation_name, escalation_email = excluded.escalation_email,
             escalation_phone = excluded.escalation_phone")
        .bind(agency).bind(s.answers_by_mail).bind(s.passes_on).bind(s.language)
        .bind(&s.escalation_name).bind(&s.escalation_email).bind(&s.escalation_phone)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_letter(
    tx: &mut Tx,
    ticket: TicketId,
    agency: AgencyId,
    kind: Kind,
    address: &str,
    words: &str,
) -> Result<AgencyLetterId> {
    let (id, now) = (AgencyLetterId(tx.id()), tx.now());
    on!(tx, c => sqlx::query(
        "INSERT INTO agency_letter (id, ticket_id, agency_id, kind, address, words, state, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7)")
        .bind(id).bind(ticket).bind(agency).bind(kind).bind(address).bind(words).bind(now)
        .execute(c).await.map(|_| ()))?;
    Ok(id)
}

/// None: the index says that there is one for this stage.
pub async fn insert_refusal(
    tx: &mut Tx,
    to: &Letter,
    address: &str,
    words: &str,
    stage: Stage,
) -> Result<Option<AgencyLetterId>> {
    let (id, now) = (AgencyLetterId(tx.id()), tx.now());
    let fresh = on!(tx, c => sqlx::query(
        "INSERT INTO agency_letter (id, ticket_id, agency_id, kind, address, words, state, created_at, refused)
         VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $8) ON CONFLICT DO NOTHING")
        .bind(id).bind(to.ticket_id).bind(to.agency_id).bind(to.kind).bind(address).bind(words).bind(now)
        .bind(stage).execute(c).await.map(|done| done.rows_affected()))?;
    Ok((fresh == 1).then_some(id))
}

pub async fn letter(tx: &mut Tx, id: AgencyLetterId) -> Result<Option<Letter>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Letter>("SELECT * FROM agency_letter WHERE id = $1")
        .bind(id).fetch_optional(c).await)?)
}

pub async fn letters_of(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Letter>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Letter>("SELECT * FROM agency_letter WHERE ticket_id = $1 ORDER BY id LIMIT 200")
        .bind(ticket).fetch_all(c).await)?,
    )
}

pub async fn has_written_since(tx: &mut Tx, ticket: TicketId, since: Millis) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM agency_letter WHERE ticket_id = $1 AND id >= $2 AND created_at >= $3)")
        .bind(ticket).bind(ids::first(since)).bind(since).fetch_one(c).await)?)
}

pub async fn drop_waiting(tx: &mut Tx, ticket: TicketId, agency: AgencyId) -> Result<()> {
    on!(tx, c => sqlx::query(
        "UPDATE agency_letter SET state = 'dropped' WHERE ticket_id = $1 AND agency_id = $2 AND state = 'queued'")
        .bind(ticket).bind(agency).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn has_sent_since(tx: &mut Tx, ticket: TicketId, since: Millis) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM agency_letter WHERE ticket_id = $1 AND id >= $2 AND created_at >= $3
            AND state IN ('sent', 'failed'))")
        .bind(ticket).bind(ids::first(since)).bind(since).fetch_one(c).await)?)
}

pub async fn set_state(
    tx: &mut Tx,
    id: AgencyLetterId,
    state: LetterState,
    error: Option<&str>,
) -> Result<()> {
    let sent_at = (state == LetterState::Sent).then(|| tx.now());
    on!(tx, c => sqlx::query(
        "UPDATE agency_letter SET state = $2, error = $3, sent_at = COALESCE($4, sent_at) WHERE id = $1")
        .bind(id).bind(state).bind(error).bind(sent_at).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn use_link(tx: &mut Tx, letter: AgencyLetterId, deed: Deed) -> Result<bool> {
    let now = tx.now();
    let used = on!(tx, c => sqlx::query(
        "INSERT INTO agency_link_use (letter_id, deed, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(letter).bind(deed).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(used == 1)
}

pub async fn is_used(tx: &mut Tx, letter: AgencyLetterId, deed: Deed) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM agency_link_use WHERE letter_id = $1 AND deed = $2)")
        .bind(letter).bind(deed).fetch_one(c).await)?)
}

pub async fn insert_word(
    tx: &mut Tx,
    note: MessageId,
    letter: &Letter,
    kind: Origin,
    sender: &str,
    deed: Option<Deed>,
) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO agency_word (message_id, ticket_id, agency_id, letter_id, kind, sender, deed)
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(note).bind(letter.ticket_id).bind(letter.agency_id).bind(letter.id).bind(kind).bind(sender)
        .bind(deed).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn words_of(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Word>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Word>("SELECT * FROM agency_word WHERE ticket_id = $1 ORDER BY message_id LIMIT 500")
        .bind(ticket).fetch_all(c).await)?,
    )
}

/// The update is the lock, on both databases.
pub async fn lock_word(tx: &mut Tx, note: MessageId) -> Result<Option<Word>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Word>(
        "UPDATE agency_word SET sender = sender WHERE message_id = $1 RETURNING *")
        .bind(note).fetch_optional(c).await)?)
}

pub async fn set_passed(tx: &mut Tx, note: MessageId, message: MessageId, by: Option<StaffId>) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE agency_word SET passed_as = $2, passed_by = $3 WHERE message_id = $1")
        .bind(note).bind(message).bind(by).execute(c).await.map(|_| ()))?;
    Ok(())
}
