//! Many people at once, as imports and demo data meet them.

use std::collections::HashMap;

use channels::Identity;

use super::{KnownAs, store};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::ContactId;
use crate::texts::Lang;

/// Somebody who wrote to us at some time.
#[derive(Debug)]
pub struct Met<'a> {
    pub identity: Identity,
    /// Another way to reach them that they left.
    pub also: Option<Identity>,
    pub name: &'a str,
    pub language: Lang,
    pub at: Millis,
}

/// A contact that is new.
#[derive(Debug)]
pub(super) struct Fresh<'a> {
    pub id: ContactId,
    pub name: &'a str,
    pub language: Lang,
    pub at: Millis,
}

/// [`super::identify`] and [`super::also_known_as`] for many, in few statements: whose contact each is. Whoever is
/// known keeps the name they have.
pub async fn meet(tx: &mut Tx, people: &[Met<'_>]) -> Result<Vec<ContactId>> {
    let keys = |met: &Met<'_>| [Some(&met.identity), met.also.as_ref()].map(|one| one.and_then(KnownAs::of));
    let mut asked: Vec<KnownAs> = people.iter().flat_map(keys).flatten().collect();
    asked.sort();
    asked.dedup();
    let mut owners: HashMap<KnownAs, ContactId> = store::owners(tx, &asked).await?.into_iter().collect();
    let (mut fresh, mut attached, mut of) = (Vec::new(), Vec::new(), Vec::with_capacity(people.len()));
    for met in people {
        let [first, also] = keys(met);
        let known = first.as_ref().and_then(|key| owners.get(key)).copied();
        let contact = known.unwrap_or_else(|| {
            tx.at(met.at);
            let id = ContactId(tx.id());
            fresh.push(Fresh { id, name: met.name, language: met.language, at: met.at });
            id
        });
        // An identity that belongs to somebody else stays with them.
        for key in [first, also].into_iter().flatten() {
            owners.entry(key).or_insert_with_key(|key| {
                attached.push((key.clone(), contact, met.at));
                contact
            });
        }
        of.push(contact);
    }
    store::insert_all(tx, &fresh).await?;
    store::attach_all(tx, &attached).await?;
    Ok(of)
}
