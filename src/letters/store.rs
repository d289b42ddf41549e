//! All SQL of texts.

use channels::Channel;

use super::{Letter, Place, Text};
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, StaffId};
use crate::texts::Lang;

const COLUMNS: &str =
    "l.text, l.language, l.channel, l.agency_id, l.subject, l.body, l.updated_at, l.updated_by FROM letter l";

/// The most specific one: of the nearest agency, for this very refusal, for this channel.
pub async fn best(
    tx: &mut Tx,
    text: Text,
    lang: Lang,
    channel: Channel,
    agency: AgencyId,
) -> Result<Option<Letter>> {
    let sql = format!(
        "SELECT {COLUMNS} LEFT JOIN agency a ON a.id = l.agency_id JOIN agency b ON b.id = $5
         WHERE l.text IN ($1, $2) AND l.language = $3 AND l.channel IN ('', $4)
           AND (l.agency_id IS NULL OR substr(b.path, 1, length(a.path)) = a.path)
         ORDER BY COALESCE(length(a.path), 0) DESC, CASE WHEN l.text = $1 THEN 0 ELSE 1 END,
                  length(l.channel) DESC LIMIT 1"
    );
    Ok(on!(tx, c => sqlx::query_as::<_, Letter>(sqlx::AssertSqlSafe(sql.as_str()))
        .bind(text).bind(text.general().unwrap_or(text)).bind(lang).bind(channel.code()).bind(agency)
        .fetch_optional(c).await)?)
}

pub async fn at(tx: &mut Tx, text: Text, lang: Lang, place: Place) -> Result<Option<Letter>> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE l.text = $1 AND l.language = $2 AND l.channel = $3 AND COALESCE(l.agency_id, 0) = $4"
    );
    Ok(on!(tx, c => sqlx::query_as::<_, Letter>(sqlx::AssertSqlSafe(sql.as_str()))
        .bind(text).bind(lang).bind(channel(place)).bind(agency(place)).fetch_optional(c).await)?)
}

/// A few for each agency at the most.
pub async fn all(tx: &mut Tx) -> Result<Vec<Letter>> {
    let sql = format!("SELECT {COLUMNS} ORDER BY l.id LIMIT 5000");
    Ok(on!(tx, c => sqlx::query_as::<_, Letter>(sqlx::AssertSqlSafe(sql.as_str())).fetch_all(c).await)?)
}

pub async fn remove(tx: &mut Tx, text: Text, lang: Lang, place: Place) -> Result<()> {
    on!(tx, c => sqlx::query(
        "DELETE FROM letter WHERE text = $1 AND language = $2 AND channel = $3 AND COALESCE(agency_id, 0) = $4")
        .bind(text).bind(lang).bind(channel(place)).bind(agency(place)).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn put(
    tx: &mut Tx,
    text: Text,
    lang: Lang,
    place: Place,
    (subject, body): (&str, &str),
    by: StaffId,
) -> Result<()> {
    remove(tx, text, lang, place).await?;
    let (id, now) = (tx.id(), tx.now());
    on!(tx, c => sqlx::query(
        "INSERT INTO letter (id, text, language, channel, agency_id, body, updated_at, updated_by, subject)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(id).bind(text).bind(lang).bind(channel(place)).bind(place.agency).bind(body).bind(now).bind(by)
        .bind(subject).execute(c).await.map(|_| ()))?;
    Ok(())
}

fn channel(place: Place) -> &'static str {
    place.channel.map_or("", Channel::code)
}

fn agency(place: Place) -> i64 {
    place.agency.map_or(0, |agency| agency.0)
}

pub async fn switch(tx: &mut Tx, text: Text) -> Result<Option<bool>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>("SELECT is_on FROM letter_switch WHERE text = $1")
        .bind(text).fetch_optional(c).await)?)
}

pub async fn switches(tx: &mut Tx) -> Result<Vec<(Text, bool)>> {
    Ok(on!(tx, c => sqlx::query_as::<_, (Text, bool)>("SELECT text, is_on FROM letter_switch")
        .fetch_all(c).await)?)
}

pub async fn set_switch(tx: &mut Tx, text: Text, is_on: bool) -> Result<()> {
    on!(tx, c => sqlx::query(
        "INSERT INTO letter_switch (text, is_on) VALUES ($1, $2) ON CONFLICT (text) DO UPDATE SET is_on = excluded.is_on")
        .bind(text).bind(is_on).execute(c).await.map(|_| ()))?;
    Ok(())
}
