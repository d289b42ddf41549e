//! How to serve somebody: the language they want, what to mind, what they agreed to; and who else they
//! may be.

use serde_json::json;

use super::{get, store};
use crate::audit;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::{ContactId, StaffId, codes};
use crate::texts::Lang;

/// Characters of a note about how to serve somebody.
pub const NOTE: usize = 500;
/// Characters of "how they said so".
const HOW: usize = 200;
/// Lines of consent that are shown.
pub const CONSENTS: i64 = 20;
/// Hints shown beside a contact.
const HINTS: i64 = 5;

codes! {
    /// What a citizen may agree to (UU 27/2022: for one purpose each, and it can be taken back).
    ConsentKind {
        /// To be asked afterwards how it went.
        FollowUp = "follow_up",
        /// That other agencies learn who they are.
        Share = "share",
        /// That a call is recorded.
        Recording = "recording",
        /// That their report is published, without their name.
        Publish = "publish",
    }
}

/// A line of the list of consents; the newest of a kind counts.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Consent {
    pub id: i64,
    pub kind: ConsentKind,
    pub is_given: bool,
    /// How they said so.
    pub how: String,
    pub at: Millis,
    pub staff_id: StaffId,
}

/// Somebody else who gave the same telephone number or address.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Alike {
    pub other_id: ContactId,
    /// What they have in common: the kind of identity.
    pub kind: String,
}

/// Says how to serve somebody; an empty note removes it.
pub async fn set_note(tx: &mut Tx, id: ContactId, note: &str, by: StaffId) -> Result<()> {
    let note = note.trim();
    if note.chars().count() > NOTE {
        return Err(invalid("note", "people-note-long"));
    }
    let before = get(tx, id).await?.serve_note;
    let after = Some(note.to_owned()).filter(|note| !note.is_empty());
    store::care::set_note(tx, id, after.as_deref()).await?;
    let (was, is) = (json!({ "serve_note": before }), json!({ "serve_note": after }));
    audit::changed(tx, by, "contact-noted", ("contact", id), &was, &is).await?;
    Ok(())
}

/// The language somebody wants to be spoken to in.
pub async fn set_language(tx: &mut Tx, id: ContactId, language: Lang, by: StaffId) -> Result<()> {
    let before = get(tx, id).await?.language;
    store::care::set_language(tx, id, language).await?;
    let (was, is) = (json!({ "language": before.code() }), json!({ "language": language.code() }));
    audit::changed(tx, by, "contact-language", ("contact", id), &was, &is).await?;
    Ok(())
}

/// Somebody agreed, or took it back; `how` says in what way.
pub async fn consent(
    tx: &mut Tx,
    id: ContactId,
    kind: ConsentKind,
    is_given: bool,
    how: &str,
    by: StaffId,
) -> Result<()> {
    let how: String = how.trim().chars().take(HOW).collect();
    if how.is_empty() {
        return Err(invalid("how", "people-how-needed"));
    }
    store::care::add_consent(tx, id, kind, is_given, &how, by).await?;
    let detail = json!({ "kind": kind, "is_given": is_given, "how": how });
    audit::record(tx, Some(by), "contact-consent", ("contact", id), detail).await
}

/// Newest first.
pub async fn consents(tx: &mut Tx, id: ContactId) -> Result<Vec<Consent>> {
    store::care::consents(tx, id, CONSENTS).await
}

/// These two may be one person. Nothing follows from it by itself.
pub async fn alike(tx: &mut Tx, one: ContactId, other: ContactId, kind: &str) -> Result<()> {
    if one == other {
        return Ok(());
    }
    // In one order, so that a pair is one row.
    store::care::add_alike(tx, one.min(other), one.max(other), kind).await
}

/// Who else this contact may be; those already merged are left out.
pub async fn alike_of(tx: &mut Tx, id: ContactId) -> Result<Vec<Alike>> {
    store::care::alike_of(tx, id, HINTS).await
}
