//! The agency that a line belongs to: what comes in by it goes there, unless a rule says more.

use crate::agencies;
use crate::app::App;
use crate::conversations::Conversation;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::AgencyId;
use crate::lines;

/// Nothing when the line is the whole house's, or when its agency was closed meanwhile.
pub async fn agency(app: &App, tx: &mut Tx, conversation: &Conversation) -> Result<Option<AgencyId>> {
    let known = app.lines();
    let bot = conversation.thread_key.as_deref().and_then(lines::bot_of);
    let by_bot = bot.and_then(|id| known.bot(id)?.bot.agency_id);
    let by_mailbox = conversation.mailbox_id.and_then(|id| known.mailbox(id)?.mailbox.agency_id);
    let Some(agency) = by_bot.or(by_mailbox) else { return Ok(None) };
    let agency = agencies::agency(tx, agency).await?;
    Ok(Some(agency.id).filter(|_| agency.is_active))
}
