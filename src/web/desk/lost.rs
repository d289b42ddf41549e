//! What one should know before one writes: the citizen's address takes no letters any more, and which other ways
//! there are.

use crate::conversations::Conversation;
use crate::db::Tx;
use crate::error::Result;
use crate::outbox::elsewhere::Ways;
use crate::reach::{self, Reach};
use crate::tickets::Ticket;
use crate::web::Shell;

use super::chrome::Choice;
use super::undelivered;

/// Stands above the reply box.
#[derive(Debug, Default)]
pub struct Ahead {
    pub words: String,
    /// Ways an answer can go instead.
    pub ways: Vec<Choice>,
}

/// What is in the way of an answer through this conversation; None when nothing is known to be.
pub async fn ahead(
    tx: &mut Tx,
    shell: &Shell,
    ticket: &Ticket,
    through: Option<&Conversation>,
    (is_masked, chosen): (bool, &str),
) -> Result<Option<Ahead>> {
    let Some((through, address)) = through.and_then(|through| Some((through, through.reply_to.as_ref()?)))
    else {
        return Ok(None);
    };
    let Some(Reach { lost_at: Some(since), why, .. }) = reach::of(tx, address).await? else {
        return Ok(None);
    };
    let t = shell.t;
    let since = shell.date(&since);
    // Whoever may not know the citizen learns that it does not arrive, not where.
    let words = if is_masked {
        t.with("lost-ahead-hidden", "since", since)
    } else {
        t.with2("lost-ahead", ("address", address.as_str()), ("since", since))
    };
    let mut words = words.into_owned();
    if let Some(why) = why.filter(|_| !is_masked) {
        words.push(' ');
        words.push_str(&t.with("lost-why", "why", undelivered::words(t, &why)));
    }
    let ways = Ways::of(tx, ticket.contact_id).await?.besides(through);
    let ways = ways
        .into_iter()
        .map(|way| Choice {
            value: way.to_string(),
            word: t.say(&format!("lost-way-{way}")).into_owned(),
            is_chosen: way.code() == chosen,
        })
        .collect();
    Ok(Some(Ahead { words, ways }))
}

/// Beside an address on the citizen's card.
pub async fn beside(tx: &mut Tx, shell: &Shell, address: &str) -> Result<Option<String>> {
    let Some(reach) = reach::of(tx, address).await? else { return Ok(None) };
    let t = shell.t;
    Ok(match (reach.lost_at, reach.unwanted_at) {
        (Some(since), _) => {
            let mut words = t.with("lost-since", "since", shell.date(&since)).into_owned();
            if let Some(why) = reach.why {
                words.push(' ');
                words.push_str(&t.with("lost-why", "why", undelivered::words(t, &why)));
            }
            Some(words)
        }
        (None, Some(since)) => Some(t.with("lost-unwanted", "since", shell.date(&since)).into_owned()),
        (None, None) => None,
    })
}
