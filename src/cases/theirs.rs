//! A web form writes in a name of its own and says in Reply-To who filled it in. Anyone can write that, so by itself
//! nobody becomes a report's citizen by it: a colleague who has read the letter says so.

use channels::Identity;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::audit;
use crate::contacts;
use crate::conversations;
use crate::copies;
use crate::db::Tx;
use crate::drafts;
use crate::error::{Result, conflict};
use crate::ids::StaffId;
use crate::nuisance;
use crate::outbox;
use crate::secret::Secret;
use crate::tickets::{self, Ticket, owner};

/// The report and its conversation go over to whoever has this address, at which answers were asked for. They get its
/// number and a PIN: whoever wrote in their stead may have had the first, which opens nothing any more.
pub async fn make_theirs(
    tx: &mut Tx,
    secret: &Secret,
    zone: &TimeZone,
    ticket: &Ticket,
    address: &str,
    by: StaffId,
) -> Result<()> {
    let identity = Identity::Email(address.to_owned());
    // The contact before the conversation, and that before the ticket: everybody locks in this order.
    let contact = contacts::identify(tx, &identity, None, ticket.language).await?;
    let through = conversations::answer_through(tx, ticket.id).await?;
    let through = through.ok_or_else(|| conflict("nobody wrote about this ticket"))?;
    let asked = copies::asked_to(tx, through.id).await?;
    let before = tickets::get(tx, ticket.id).await?.contact_id;
    // The page is older than a newer letter, or than a colleague's hand.
    if asked.is_none_or(|asked| asked.address != address) || through.contact_id != before || contact == before
    {
        return Err(conflict("the letter asks for something else by now"));
    }
    let wrote = through.reply_to.clone();
    conversations::owner::give(tx, through.id, before, contact).await?;
    conversations::reply_to(tx, &through, address).await?;
    copies::change_places(tx, (ticket.id, through.id), address, wrote.as_deref()).await?;
    owner::give(tx, ticket.id, before, contact).await?;
    // Links to have the news elsewhere that were handed out before lead nowhere any more.
    conversations::chosen::leave(tx, ticket.id).await?;
    drafts::forget(tx, &outbox::updates::draft_key(ticket.id)).await?;
    // Whoever wrote it answers for it, not the form.
    nuisance::follow_tickets(tx, before, contact).await?;
    let detail = json!({ "before": { "contact": before }, "after": { "contact": contact } });
    audit::record(tx, Some(by), "ticket-theirs", ("ticket", ticket.id), detail).await?;
    let now = tickets::touch(tx, ticket.id).await?;
    // Also of one that is answered: with these they read the result, rate it, and disagree.
    let pin = tickets::renew_pin(tx, secret, now.id).await?;
    outbox::acknowledge(tx, zone, &now, through.id, &pin).await
}
