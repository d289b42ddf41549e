//! All SQL of staff, sessions and links.

use std::collections::HashMap;

use super::{Role, Staff};
use crate::clock::Millis;
use crate::db::select::Select;
use crate::db::{Tx, on};
use crate::error::Result;
use crate::ids::{AgencyId, StaffId};
use crate::texts::Lang;

pub async fn insert(tx: &mut Tx, email: &str, name: &str, role: Role) -> Result<StaffId> {
    let (id, now) = (StaffId(tx.id()), tx.now());
    on!(tx, c => sqlx::query("INSERT INTO staff (id, email, name, role, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id).bind(email).bind(name).bind(role).bind(now).execute(c).await.map(|_| ()))?;
    Ok(id)
}

pub async fn add_agency(tx: &mut Tx, staff: StaffId, agency: AgencyId) -> Result<()> {
    on!(tx, c => sqlx::query("INSERT INTO staff_agency (staff_id, agency_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(staff).bind(agency).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn clear_agencies(tx: &mut Tx, staff: StaffId) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM staff_agency WHERE staff_id = $1").bind(staff).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// In the order of their ids.
pub async fn agencies_of(tx: &mut Tx, staff: StaffId) -> Result<Vec<AgencyId>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, AgencyId>(
        "SELECT agency_id FROM staff_agency WHERE staff_id = $1 ORDER BY agency_id")
        .bind(staff).fetch_all(c).await)?)
}

pub async fn agency_codes_of(tx: &mut Tx, staff: StaffId) -> Result<Vec<String>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, String>(
        "SELECT a.code FROM staff_agency m JOIN agency a ON a.id = m.agency_id
         WHERE m.staff_id = $1 ORDER BY a.path")
        .bind(staff).fetch_all(c).await)?)
}

pub async fn update(tx: &mut Tx, id: StaffId, name: &str, role: Role, language: Lang) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE staff SET name = $2, role = $3, language = $4 WHERE id = $1")
        .bind(id).bind(name).bind(role).bind(language).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, id: StaffId) -> Result<Option<Staff>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Staff>("SELECT id, email, name, role, language, is_active FROM staff WHERE id = $1")
        .bind(id).fetch_optional(c).await)?,
    )
}

pub async fn names(tx: &mut Tx, ids: &[StaffId]) -> Result<HashMap<StaffId, String>> {
    #[derive(sqlx::FromRow)]
    struct Named {
        id: StaffId,
        name: String,
    }
    let mut select = Select::new("SELECT id, name FROM staff WHERE id", []);
    select.any_of(ids.iter().map(|id| id.0));
    Ok(select.fetch::<Named>(tx).await?.into_iter().map(|one| (one.id, one.name)).collect())
}

pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<Staff>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Staff>("SELECT id, email, name, role, language, is_active FROM staff WHERE email = $1")
        .bind(email).fetch_optional(c).await)?,
    )
}

pub async fn all(tx: &mut Tx) -> Result<Vec<Staff>> {
    Ok(
        on!(tx, c => sqlx::query_as::<_, Staff>("SELECT id, email, name, role, language, is_active FROM staff ORDER BY name, id")
        .fetch_all(c).await)?,
    )
}

pub async fn assignable(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Staff>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Staff>(
        "SELECT v.id, v.email, v.name, v.role, v.language, v.is_active FROM staff v
         JOIN staff_scope s ON s.staff_id = v.id
         WHERE s.agency_id = $1 AND v.is_active AND v.role NOT IN ('official', 'qa') ORDER BY v.name, v.id LIMIT 200")
        .bind(agency).fetch_all(c).await)?)
}

pub async fn is_assignable(tx: &mut Tx, id: StaffId, agency: AgencyId) -> Result<bool> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, bool>(
        "SELECT EXISTS (SELECT 1 FROM staff v JOIN staff_scope s ON s.staff_id = v.id
         WHERE v.id = $1 AND s.agency_id = $2 AND v.is_active AND v.role NOT IN ('official', 'qa'))")
        .bind(id).bind(agency).fetch_one(c).await)?)
}

/// Active people whose scope has this agency, by name.
pub async fn seeing(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Staff>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Staff>(
        "SELECT v.id, v.email, v.name, v.role, v.language, v.is_active FROM staff v
         JOIN staff_scope s ON s.staff_id = v.id
         WHERE s.agency_id = $1 AND v.is_active ORDER BY v.name, v.id")
        .bind(agency).fetch_all(c).await)?)
}

pub async fn on_path(tx: &mut Tx, agency: AgencyId) -> Result<Vec<super::OnPath>> {
    Ok(on!(tx, c => sqlx::query_as::<_, super::OnPath>(
        "SELECT p.id, p.role, p.depth FROM (
             SELECT n.id, n.role, n.depth,
                 ROW_NUMBER() OVER (PARTITION BY n.role ORDER BY n.depth DESC, n.id) AS place
             FROM (SELECT v.id, v.role, MAX(CAST(length(up.path) AS bigint)) AS depth
                 FROM agency a JOIN agency up ON substr(a.path, 1, length(up.path)) = up.path
                 JOIN staff_agency m ON m.agency_id = up.id JOIN staff v ON v.id = m.staff_id
                 WHERE a.id = $1 AND v.is_active AND v.role NOT IN ('official', 'qa')
                 GROUP BY v.id, v.role) AS n) AS p
         WHERE p.place <= 20 ORDER BY p.depth DESC, p.id")
        .bind(agency).fetch_all(c).await)?)
}

pub async fn officers_of(tx: &mut Tx, agency: AgencyId) -> Result<Vec<StaffId>> {
    let above = on!(tx, c => sqlx::query_as::<_, (StaffId, i64)>(
        "SELECT v.id, CAST(length(top.path) AS bigint) FROM staff v JOIN staff_agency m ON m.staff_id = v.id
         JOIN agency top ON top.id = m.agency_id JOIN agency b ON b.id = $1
         WHERE substr(b.path, 1, length(top.path)) = top.path AND v.is_active
           AND v.role IN ('agency_officer', 'agency_head') ORDER BY length(top.path) DESC, v.id LIMIT 50")
        .bind(agency).fetch_all(c).await)?;
    let nearest = above.first().map(|(_, length)| *length);
    Ok(above.into_iter().filter(|(_, length)| Some(*length) == nearest).map(|(id, _)| id).collect())
}

pub async fn colleagues(tx: &mut Tx, of: StaffId, limit: i64) -> Result<Vec<Staff>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Staff>(
        "SELECT v.id, v.email, v.name, v.role, v.language, v.is_active FROM staff v
         WHERE v.is_active AND v.role NOT IN ('official', 'qa') AND v.id <> $1 AND EXISTS (
             SELECT 1 FROM staff_agency m JOIN staff_scope s ON s.agency_id = m.agency_id
             WHERE m.staff_id = v.id AND s.staff_id = $1
             UNION ALL
             SELECT 1 FROM staff_agency m JOIN staff_scope s ON s.agency_id = m.agency_id
             WHERE m.staff_id = $1 AND s.staff_id = v.id)
         ORDER BY v.name, v.id LIMIT $2")
        .bind(of).bind(limit).fetch_all(c).await)?)
}

pub async fn password_of(tx: &mut Tx, email: &str) -> Result<Option<String>> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, Option<String>>("SELECT password_hash FROM staff WHERE email = $1 AND is_active")
        .bind(email).fetch_optional(c).await)?.flatten())
}

pub async fn set_password(tx: &mut Tx, id: StaffId, hash: &str) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE staff SET password_hash = $2 WHERE id = $1")
        .bind(id).bind(hash).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_language(tx: &mut Tx, id: StaffId, lang: Lang) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE staff SET language = $2 WHERE id = $1")
        .bind(id).bind(lang).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_active(tx: &mut Tx, id: StaffId, is_active: bool) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE staff SET is_active = $2 WHERE id = $1")
        .bind(id).bind(is_active).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_session(tx: &mut Tx, hash: &str, staff: StaffId, expires: Millis) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("INSERT INTO staff_session (token_hash, staff_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)")
        .bind(hash).bind(staff).bind(now).bind(expires).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn session_seen_at(tx: &mut Tx, hash: &str) -> Result<Option<Millis>> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, Millis>("SELECT seen_at FROM staff_session WHERE token_hash = $1")
        .bind(hash).fetch_optional(c).await)?,
    )
}

pub async fn set_session_seen(tx: &mut Tx, hash: &str) -> Result<()> {
    let now = tx.now();
    on!(tx, c => sqlx::query("UPDATE staff_session SET seen_at = $2 WHERE token_hash = $1")
        .bind(hash).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Sessions of people who answer contacts, used since then.
pub async fn sessions_on_duty(tx: &mut Tx, since: Millis) -> Result<i64> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM (
             SELECT 1 FROM staff_session s JOIN staff v ON v.id = s.staff_id
             WHERE s.seen_at >= $1 AND s.expires_at > $2 AND v.is_active
               AND v.role NOT IN ('qa', 'official', 'administrator') LIMIT 1) AS one")
        .bind(since).bind(now).fetch_one(c).await)?)
}

pub async fn end_session(tx: &mut Tx, hash: &str) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM staff_session WHERE token_hash = $1").bind(hash).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn end_sessions(tx: &mut Tx, staff: StaffId) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM staff_session WHERE staff_id = $1").bind(staff).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn staff_of_session(tx: &mut Tx, hash: &str) -> Result<Option<Staff>> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_as::<_, Staff>(
        "SELECT v.id, v.email, v.name, v.role, v.language, v.is_active FROM staff_session s JOIN staff v ON v.id = s.staff_id
         WHERE s.token_hash = $1 AND s.expires_at > $2 AND v.is_active")
        .bind(hash).bind(now).fetch_optional(c).await)?)
}

pub async fn insert_link(tx: &mut Tx, hash: &str, staff: StaffId, expires: Millis) -> Result<()> {
    on!(tx, c => sqlx::query("INSERT INTO staff_link (token_hash, staff_id, expires_at) VALUES ($1, $2, $3)")
        .bind(hash).bind(staff).bind(expires).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn staff_of_link(tx: &mut Tx, hash: &str) -> Result<Option<Staff>> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_as::<_, Staff>(
        "SELECT v.id, v.email, v.name, v.role, v.language, v.is_active FROM staff_link l JOIN staff v ON v.id = l.staff_id
         WHERE l.token_hash = $1 AND l.expires_at > $2 AND v.is_active")
        .bind(hash).bind(now).fetch_optional(c).await)?)
}

/// Uses the link up: of two who try at once, one gets it.
pub async fn take_link(tx: &mut Tx, hash: &str) -> Result<Option<StaffId>> {
    let now = tx.now();
    Ok(on!(tx, c => sqlx::query_scalar::<_, StaffId>(
        "DELETE FROM staff_link WHERE token_hash = $1 AND expires_at > $2 RETURNING staff_id")
        .bind(hash).bind(now).fetch_optional(c).await)?)
}

pub async fn remove_links(tx: &mut Tx, staff: StaffId) -> Result<()> {
    on!(tx, c => sqlx::query("DELETE FROM staff_link WHERE staff_id = $1").bind(staff).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn staff_of_token(tx: &mut Tx, hash: &str) -> Result<Option<Staff>> {
    Ok(on!(tx, c => sqlx::query_as::<_, Staff>(
        "SELECT v.id, v.email, v.name, v.role, v.language, v.is_active FROM api_token k JOIN staff v ON v.id = k.staff_id
         WHERE k.token_hash = $1 AND k.revoked_at IS NULL AND v.is_active")
        .bind(hash).fetch_optional(c).await)?)
}

pub async fn sweep(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    for sql in [
        "DELETE FROM staff_session WHERE expires_at < $1",
        "DELETE FROM staff_link WHERE expires_at < $1",
        "DELETE FROM attempt WHERE window_end < $1",
    ] {
        on!(tx, c => sqlx::query(sql).bind(now).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}
