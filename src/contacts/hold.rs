//! Keeping a contact as it is while something is hung on it.
//!
//! Merging moves everything that a contact has at that moment. Whoever is about to add something (a message, a
//! ticket) holds the contact first, and asks again whose it is once they have it: either the merge waits and
//! sees what was added, or it was first, and what is added goes to whoever has everything now. Contacts are
//! locked before conversations, those before tickets.

use super::store;
use crate::db::Tx;
use crate::error::{Error, Result, conflict};
use crate::ids::ContactId;

/// Merges in a row that somebody may wait for; more is no accident.
const TURNS: usize = 8;

/// Nobody merges or parts this contact until the transaction ends. Gives whoever has its things: the contact
/// itself, or the one it was merged into.
pub async fn hold(tx: &mut Tx, mut id: ContactId) -> Result<ContactId> {
    for _ in 0..TURNS {
        match store::merge::hold(tx, id).await? {
            None => return Ok(id),
            Some(into) => id = into,
        }
    }
    Err(too_often())
}

/// Holds the contact that something belongs to, and looks again whether it still does.
pub async fn whose(
    tx: &mut Tx,
    mut look: impl AsyncFnMut(&mut Tx) -> Result<Option<ContactId>>,
) -> Result<Option<ContactId>> {
    let mut seen = look(tx).await?;
    for _ in 0..TURNS {
        let Some(contact) = seen else { return Ok(None) };
        store::merge::hold(tx, contact).await?;
        seen = look(tx).await?;
        if seen == Some(contact) {
            return Ok(seen);
        }
    }
    Err(too_often())
}

fn too_often() -> Error {
    conflict("this contact is merged again and again: try once more")
}
