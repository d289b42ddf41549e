//! Staff: who they are, what they may, and the one predicate that says which tickets they see.

mod change;
mod contacts;
mod duty;
mod first;
mod limits;
mod password;
mod presence;
mod rights;
mod scope;
mod session;
mod store;
mod token;

pub use change::{
    Change, agencies_of, change, check_agencies, is_whole_house, tenders, whole_house, within, within_reach,
};
pub use contacts::{those_in_role, those_who};
pub use duty::{OnPath, nearest, on_path};
pub use first::{first_link, fresh_link};
pub use limits::{allowed, forgive, permit};
pub use presence::{anyone_on_duty, seen};
pub use rights::Right;
pub use scope::{KNOWS, RESPONSIBLE, SEEN_BY, TITLE, VISIBLE, agencies_in_scope, refresh_scopes};
pub use session::{sign_in, sign_out, staff_of_session};
pub use token::{ApiToken, bearer, create_token, revoke_token, staff_of_token, tokens_of};

use std::collections::HashMap;

use crate::audit;
use crate::clock::{HOUR, Millis};
use crate::db::Tx;
use crate::error::{Result, invalid, not_found};
use crate::ids::{AgencyId, StaffId, codes};
use crate::secret::{random_token, token_hash};
use crate::texts::Lang;
use serde_json::json;

codes! {
    /// What a member of staff does.
    Role {
        /// Answers contacts at the hotline.
        Agent = "agent",
        /// The same, and looks after what a team shares.
        TeamLeader = "team_leader",
        /// Looks after the hotline as a whole.
        Supervisor = "supervisor",
        /// Answers for an agency.
        AgencyOfficer = "agency_officer",
        /// Is answerable for an agency: hears of what is late.
        AgencyHead = "agency_head",
        /// Works across the agencies of a subtree: refers, reopens, closes.
        Coordinator = "coordinator",
        /// Reads how citizens are answered and changes nothing; does not learn who they are.
        Qa = "qa",
        /// Reads trends only, never a ticket.
        Official = "official",
        Administrator = "administrator",
    }
}

/// A member of staff who proved who they are.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Staff {
    pub id: StaffId,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub language: Lang,
    pub is_active: bool,
}

/// A one-time link lives this long.
const LINK_LIFE: Millis = 48 * HOUR;
/// Fewer characters are refused (NIST SP 800-63B asks for at least eight; we ask for more).
pub const SHORTEST_PASSWORD: usize = 10;
const LONGEST_PASSWORD: usize = 200;

/// Creates a member of staff without a password; they set one through [`one_time_link`]. By the house itself: from its
/// command line, for a demo.
pub async fn create(
    tx: &mut Tx,
    email: &str,
    name: &str,
    role: Role,
    agencies: &[AgencyId],
) -> Result<StaffId> {
    add(tx, None, (email, name), role, agencies).await
}

/// The same, by an administrator, whom the audit names.
pub async fn invite(
    tx: &mut Tx,
    by: StaffId,
    who: (&str, &str),
    role: Role,
    agencies: &[AgencyId],
) -> Result<StaffId> {
    add(tx, Some(by), who, role, agencies).await
}

async fn add(
    tx: &mut Tx,
    by: Option<StaffId>,
    (email, name): (&str, &str),
    role: Role,
    agencies: &[AgencyId],
) -> Result<StaffId> {
    let email = email.trim().to_lowercase();
    if email.len() > 200 || !email.contains('@') {
        return Err(invalid("email", "email-shape"));
    }
    if name.trim().is_empty() || name.len() > 200 {
        return Err(invalid("name", "name-needed"));
    }
    if store::by_email(tx, &email).await?.is_some() {
        return Err(invalid("email", "email-taken"));
    }
    let id = store::insert(tx, &email, name.trim(), role).await?;
    for agency in agencies {
        store::add_agency(tx, id, *agency).await?;
    }
    refresh_scopes(tx).await?;
    let staff = get(tx, id).await?;
    let after = change::snapshot(tx, &staff).await?;
    audit::record(tx, by, "staff-created", ("staff", id), json!({ "after": after })).await?;
    Ok(id)
}

/// A token for a link that lets its bearer set the password of this account once.
pub async fn one_time_link(tx: &mut Tx, id: StaffId) -> Result<String> {
    let token = random_token();
    let expires = tx.now() + LINK_LIFE;
    store::insert_link(tx, &token_hash(&token), id, expires).await?;
    audit::record(tx, None, "link-issued", ("staff", id), json!({})).await?;
    Ok(token)
}

/// Whose link this is, while it is good.
pub async fn staff_of_link(tx: &mut Tx, token: &str) -> Result<Option<Staff>> {
    store::staff_of_link(tx, &token_hash(token)).await
}

/// Sets the password through a one-time link, which is used up; all sessions end.
pub async fn use_link(tx: &mut Tx, token: &str, hash: &PasswordHash) -> Result<Staff> {
    let id = store::take_link(tx, &token_hash(token)).await?.ok_or_else(|| not_found("link"))?;
    let staff = get(tx, id).await?;
    store::remove_links(tx, id).await?;
    set_password(tx, staff.id, hash).await?;
    Ok(staff)
}

pub async fn set_password(tx: &mut Tx, id: StaffId, hash: &PasswordHash) -> Result<()> {
    store::set_password(tx, id, &hash.0).await?;
    store::end_sessions(tx, id).await?;
    audit::record(tx, Some(id), "password-set", ("staff", id), json!({})).await
}

/// A password that was hashed; made outside any transaction because it takes its time on purpose.
pub struct PasswordHash(String);

impl PasswordHash {
    pub async fn of(password: String) -> Result<Self> {
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err(invalid("password", "password-short"));
        }
        if password.len() > LONGEST_PASSWORD {
            return Err(invalid("password", "password-long"));
        }
        password::hash(password).await.map(Self)
    }
}

/// Reads a name in lists and histories.
pub async fn get(tx: &mut Tx, id: StaffId) -> Result<Staff> {
    store::get(tx, id).await?.ok_or_else(|| not_found("member of staff"))
}

/// What these people are called, in one query.
pub async fn names(tx: &mut Tx, ids: &[StaffId]) -> Result<HashMap<StaffId, String>> {
    store::names(tx, ids).await
}

pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<Staff>> {
    store::by_email(tx, &email.trim().to_lowercase()).await
}

/// Everyone, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<Staff>> {
    store::all(tx).await
}

/// Colleagues a ticket of this agency can be given to: they see it and work on tickets.
pub async fn assignable(tx: &mut Tx, agency: AgencyId) -> Result<Vec<Staff>> {
    store::assignable(tx, agency).await
}

/// Is this person one of them? However many there are.
pub async fn may_be_given(tx: &mut Tx, id: StaffId, agency: AgencyId) -> Result<bool> {
    store::is_assignable(tx, id, agency).await
}

/// Who answers for an agency: its officers, or those of the nearest one above that has any.
pub async fn officers_of(tx: &mut Tx, agency: AgencyId) -> Result<Vec<StaffId>> {
    store::officers_of(tx, agency).await
}

/// Who hears first of what comes to an agency: who answers for it. Where nobody does, whoever leads a team nearest to it,
/// then whoever works there, then supervisors and administrators; of what is confidential, only who may read it.
pub async fn first_told(tx: &mut Tx, agency: AgencyId, is_confidential: bool) -> Result<Vec<StaffId>> {
    let officers = officers_of(tx, agency).await?;
    if !officers.is_empty() {
        return Ok(officers);
    }
    Ok(duty::instead_of_officers(&on_path(tx, agency).await?, is_confidential))
}

/// Colleagues of this person: they work on tickets of some agency that both see. By name.
pub async fn colleagues(tx: &mut Tx, of: StaffId, limit: i64) -> Result<Vec<Staff>> {
    store::colleagues(tx, of, limit).await
}

pub async fn set_language(tx: &mut Tx, id: StaffId, lang: Lang) -> Result<()> {
    store::set_language(tx, id, lang).await
}

/// Lets somebody in again, or ends all they hold: sessions and links now, tokens while it lasts. What
/// becomes of the tickets they hold says [`crate::leaving`], through which pages call this.
pub async fn set_active(tx: &mut Tx, id: StaffId, is_active: bool, by: StaffId) -> Result<()> {
    if id == by {
        return Err(invalid("id", "not-yourself"));
    }
    let staff = get(tx, id).await?;
    store::set_active(tx, id, is_active).await?;
    if !is_active {
        store::end_sessions(tx, id).await?;
        store::remove_links(tx, id).await?;
    }
    if staff.is_active != is_active {
        let action = if is_active { "staff-activated" } else { "staff-deactivated" };
        let (was, is) = (json!({ "is_active": !is_active }), json!({ "is_active": is_active }));
        audit::changed(tx, by, action, ("staff", id), &was, &is).await?;
    }
    Ok(())
}

/// Removes expired sessions, links and limits.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    store::sweep(tx).await
}
