//! A caller under a limit hears it from whoever opens their ticket: why, until when, and that they may disagree, which is
//! written down for them.

use super::Agent;
use crate::app::App;
use crate::auth::Staff;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::LimitId;
use crate::nuisance::{self, Limit};
use crate::people;
use crate::tickets::{self, Ticket};
use crate::web::Shell;

/// What stands beside the ticket of such a call.
#[derive(Debug)]
pub struct Spoken {
    /// Named in the form, because it may end while somebody types.
    pub limit: LimitId,
    /// The language it is said in.
    pub lang: &'static str,
    /// What is read out; None: they were told.
    pub words: Option<String>,
    /// Number of their objection.
    pub objection: Option<String>,
}

impl Spoken {
    pub async fn load(tx: &mut Tx, shell: &Shell, staff: &Staff, ticket: &Ticket) -> Result<Option<Self>> {
        let Some(limit) = people::on_call(tx, staff, ticket).await? else { return Ok(None) };
        let words = limit.told_at.is_none().then(|| people::spoken(&limit, &shell.zone, ticket.language));
        let objection = match limit.appeal_id {
            Some(id) => Some(tickets::get(tx, id).await?.number.to_string()),
            None => None,
        };
        Ok(Some(Self { limit: limit.id, lang: ticket.language.code(), words, objection }))
    }
}

async fn limit(tx: &mut Tx, agent: &Agent, ticket: &Ticket) -> Result<Limit> {
    people::on_call(tx, &agent.staff, ticket).await?.ok_or_else(|| not_found("limit"))
}

/// They have read it out.
pub async fn told(tx: &mut Tx, agent: &Agent, ticket: &Ticket) -> Result<()> {
    let limit = limit(tx, agent, ticket).await?;
    nuisance::told_by(tx, limit.id, ticket.id, agent.staff.id).await
}

/// The caller disagrees with the limit of this id, in these words, also when it ended a moment ago. The PIN is told to
/// nobody: staff call back with the result.
pub async fn object(
    app: &App,
    tx: &mut Tx,
    agent: &Agent,
    ticket: &Ticket,
    (named, words): (&str, &str),
) -> Result<()> {
    let id: LimitId = named.parse().map_err(|_| not_found("limit"))?;
    let limit = people::of_call(tx, &agent.staff, ticket, id).await?.ok_or_else(|| not_found("limit"))?;
    people::appeal(app, tx, &limit, &words.replace("\r\n", "\n"), Some(agent.staff.id)).await.map(|_| ())
}
