//! Citizens, and the several ways one person is known to us.

mod care;
mod hold;
mod merge;
mod past;
mod store;

pub use care::{
    Alike, CONSENTS, Consent, ConsentKind, NOTE, alike, alike_of, consent, consents, set_language, set_note,
};
pub use hold::{hold, whose};
pub use merge::{Item, MOST, Merge, Moved, begin, finish, items, last_merge, other_names, part, undo};
pub use past::{Met, meet};

use channels::Identity;

use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::ContactId;
use crate::texts::Lang;

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Contact {
    pub id: ContactId,
    pub name: Option<String>,
    pub language: Lang,
    pub created_at: Millis,
    /// How to serve them, for staff who may know them.
    pub serve_note: Option<String>,
    /// Whom they were merged into; then they have nothing of their own.
    pub merged_into: Option<ContactId>,
    /// When everything that tells who they are was erased, at their wish.
    pub erased_at: Option<Millis>,
}

/// An identity as it lies in the table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::FromRow)]
pub struct KnownAs {
    /// `phone`, `email`, `telegram` or `visitor`.
    pub kind: String,
    pub value: String,
}

impl KnownAs {
    fn of(identity: &Identity) -> Option<Self> {
        let (kind, value) = match identity {
            Identity::Phone(number) => ("phone", number.clone()),
            Identity::Email(address) => ("email", address.to_lowercase()),
            Identity::Telegram(user) => ("telegram", user.to_string()),
            Identity::Visitor(token) => ("visitor", token.clone()),
            Identity::Unknown => return None,
        };
        Some(Self { kind: kind.to_owned(), value })
    }

    pub fn identity(&self) -> Identity {
        match self.kind.as_str() {
            "phone" => Identity::Phone(self.value.clone()),
            "email" => Identity::Email(self.value.clone()),
            "telegram" => self.value.parse().map_or(Identity::Unknown, Identity::Telegram),
            "visitor" => Identity::Visitor(self.value.clone()),
            _ => Identity::Unknown,
        }
    }
}

/// An identity in one word: `telegram:7001`.
pub fn key(identity: &Identity) -> Option<String> {
    KnownAs::of(identity).map(|KnownAs { kind, value }| format!("{kind}:{value}"))
}

/// The contact behind an identity; a new one when we have not met. A hidden sender is always new.
///
/// Nobody merges or parts this contact until the transaction ends, see [`hold`]: what the caller hangs on it
/// stays with the person.
pub async fn identify(
    tx: &mut Tx,
    identity: &Identity,
    name: Option<&str>,
    language: Lang,
) -> Result<ContactId> {
    let Some(known_as) = KnownAs::of(identity) else {
        return store::insert(tx, name, language).await;
    };
    let find = async |tx: &mut Tx| store::find(tx, &known_as).await;
    let contact = if let Some(known) = whose(tx, find).await? {
        known
    } else {
        let fresh = store::insert(tx, name, language).await?;
        if store::attach(tx, &known_as, fresh).await? == fresh {
            return Ok(fresh);
        }
        // Another node met the same person in this very moment.
        store::remove_unused(tx, fresh).await?;
        whose(tx, find).await?.ok_or_else(|| not_found("contact"))?
    };
    if let Some(name) = name {
        store::name_if_unnamed(tx, contact, name).await?;
        store::also_called(tx, contact, name).await?;
    }
    Ok(contact)
}

/// The contact behind an identity, if we have met.
pub async fn find(tx: &mut Tx, identity: &Identity) -> Result<Option<ContactId>> {
    match KnownAs::of(identity) {
        Some(known_as) => store::find(tx, &known_as).await,
        None => Ok(None),
    }
}

/// Adds a way to reach a contact. An identity that belongs to somebody else stays with them; that the two
/// may be one person is kept as a hint.
pub async fn also_known_as(tx: &mut Tx, contact: ContactId, identity: &Identity) -> Result<()> {
    if let Some(known_as) = KnownAs::of(identity) {
        let owner = store::attach(tx, &known_as, contact).await?;
        alike(tx, contact, owner, &known_as.kind).await?;
    }
    Ok(())
}

/// Somebody gave this as theirs without proof: it ties nobody to anybody, and is kept as a hint where it is
/// known to be somebody's.
pub async fn claims(tx: &mut Tx, contact: ContactId, identity: &Identity) -> Result<()> {
    if let Some(known_as) = KnownAs::of(identity)
        && let Some(owner) = store::find(tx, &known_as).await?
    {
        alike(tx, contact, owner, &known_as.kind).await?;
    }
    Ok(())
}

pub async fn rename(tx: &mut Tx, contact: ContactId, name: &str) -> Result<()> {
    store::name_if_unnamed(tx, contact, name).await
}

pub async fn get(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    store::get(tx, id).await?.ok_or_else(|| not_found("contact"))
}

/// All ways to reach the contact, in the order they became known.
pub async fn identities(tx: &mut Tx, id: ContactId) -> Result<Vec<KnownAs>> {
    store::identities(tx, id).await
}
