//! What one should know before one writes: the citizen's address takes no letters any more, and which other ways
//! there are.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::chrome::Choice;
use super::{Agent, ticket_id, undelivered};
use crate::app::App;
use crate::audit;
use crate::contacts;
use crate::conversations::Conversation;
use crate::db::Tx;
use crate::error::{Result, forbidden, not_found};
use crate::outbox::elsewhere::{Other, Ways};
use crate::people::Veil;
use crate::reach::{self, Reach};
use crate::tickets::{self, Ticket};
use crate::web::{Form, Shell, see_other};

/// Stands above the reply box.
#[derive(Debug, Default)]
pub struct Ahead {
    pub words: String,
    /// Ways an answer can go instead.
    pub ways: Vec<Choice>,
}

impl Ahead {
    /// Can an answer go into a chat instead?
    pub fn leads_to_a_chat(&self) -> bool {
        self.ways.iter().any(|way| way.value == Other::Chat.code())
    }
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
#[derive(Debug)]
pub struct Beside {
    pub words: String,
    /// Its owner complained, which staff can take back.
    pub is_unwanted: bool,
}

pub async fn beside(tx: &mut Tx, shell: &Shell, address: &str) -> Result<Option<Beside>> {
    let Some(reach) = reach::of(tx, address).await? else { return Ok(None) };
    let t = shell.t;
    let words = match (reach.lost_at, reach.unwanted_at) {
        (Some(since), _) => {
            let mut words = t.with("lost-since", "since", shell.date(&since)).into_owned();
            if let Some(why) = reach.why {
                words.push(' ');
                words.push_str(&t.with("lost-why", "why", undelivered::words(t, &why)));
            }
            words
        }
        (None, Some(since)) => t.with("lost-unwanted", "since", shell.date(&since)).into_owned(),
        (None, None) => return Ok(None),
    };
    Ok(Some(Beside { words, is_unwanted: reach.lost_at.is_none() }))
}

#[derive(Deserialize)]
pub struct Which {
    address: String,
}

/// `POST /desk/{id}/wanted`: the citizen told staff that they want news at this address after all.
pub async fn wanted(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Which>,
) -> Result<HttpResponse> {
    let (id, by) = (ticket_id(&path)?, agent.staff.id);
    let address = form.0.address.to_lowercase();
    app.db
        .write(async |tx| {
            let ticket = tickets::visible(tx, by, id).await?;
            if Veil::is_needed(&agent.staff, &ticket) {
                return Err(forbidden("whose address it is may not be known here"));
            }
            let known = contacts::identities(tx, ticket.contact_id).await?;
            if !known.iter().any(|known| known.kind == "email" && known.value == address) {
                return Err(not_found("address"));
            }
            if reach::wanted(tx, &address).await? {
                let detail = json!({ "before": { "wants_news": false }, "after": { "wants_news": true } });
                audit::record(tx, Some(by), "address-wanted", ("ticket", id), detail).await?;
                tickets::touch(tx, id).await?;
            }
            Ok(())
        })
        .await?;
    Ok(see_other(&format!("/desk/{id}")))
}
