//! Mailboxes, in the hands of administrators.

mod mailbox;
mod secrets;
mod typed;

pub use mailbox::{Mailbox, Security, SignIn};
pub use secrets::Secrets;
pub use typed::{LONGEST_HOST, LONGEST_SECRET, LONGEST_SIGNATURE, NewMailbox};

use std::collections::HashSet;

use serde_json::json;

use super::{has_room, store};
use crate::agencies;
use crate::audit;
use crate::auth;
use crate::db::Tx;
use crate::error::{Result, invalid, not_found};
use crate::ids::{MailboxId, StaffId};
use crate::secret::Secret;

pub(super) async fn keep(
    tx: &mut Tx,
    secret: &Secret,
    id: Option<MailboxId>,
    new: &NewMailbox,
    by: StaffId,
) -> Result<MailboxId> {
    auth::whole_house(tx, by).await?;
    if let Some(agency) = new.agency {
        agencies::agency(tx, agency).await?;
    }
    let before = match id {
        // A new refresh token may come in meanwhile: it is kept before or after this, and not lost.
        Some(id) => Some(store::lock_mailbox(tx, id).await?.ok_or_else(|| not_found("mailbox"))?),
        None => None,
    };
    if let Some((field, code)) = new.faults(before.is_some()).first() {
        return Err(invalid(field, code));
    }
    let known = store::mailboxes(tx).await?;
    if before.is_none() {
        has_room(known.len(), "line_name")?;
    }
    let address = new.address.to_lowercase();
    let others = known.iter().filter(|other| Some(other.id) != id);
    let taken: HashSet<String> = others.flat_map(Mailbox::addresses).collect();
    if taken.contains(&address) {
        return Err(invalid("line_address", "line-twice"));
    }
    if parts(&new.aliases).any(|alias| taken.contains(&alias.to_lowercase())) {
        return Err(invalid("line_aliases", "line-alias-twice"));
    }
    let after = row(tx, secret, before.as_ref(), new, address)?;
    store::put_mailbox(tx, &after).await?;
    let anew = new.secrets.named();
    match before {
        None => {
            let detail = json!({ "after": after.told(), "secrets_set": anew });
            audit::record(tx, Some(by), "mailbox-created", ("mailbox", after.id), detail).await?;
        }
        Some(before) => changed(tx, &before, &after, &anew, by).await?,
    }
    Ok(after.id)
}

async fn changed(
    tx: &mut Tx,
    before: &Mailbox,
    after: &Mailbox,
    secrets: &[&'static str],
    by: StaffId,
) -> Result<()> {
    let subject = ("mailbox", after.id);
    if !secrets.is_empty() || !before.is_reached_like(after) {
        // It spoke for other settings.
        store::forget_test(tx, after.id).await?;
    }
    audit::changed(tx, by, "mailbox-changed", subject, &before.told(), &after.told()).await?;
    if !secrets.is_empty() {
        audit::record(tx, Some(by), "mailbox-secrets", subject, json!({ "secrets_set": secrets })).await?;
    }
    Ok(())
}

fn row(
    tx: &mut Tx,
    secret: &Secret,
    before: Option<&Mailbox>,
    new: &NewMailbox,
    address: String,
) -> Result<Mailbox> {
    let id = before.map_or_else(|| MailboxId(tx.id()), |before| before.id);
    let known =
        before.map(|before| secrets::still_good(before, new, before.secrets(secret).unwrap_or_default()));
    let secrets = new.secrets.over(&known.unwrap_or_default());
    let unread = || invalid("imap_security", "line-security");
    let sign_in = new.sign_in.ok_or_else(unread)?;
    if sign_in == SignIn::Password && secrets.password.is_empty() {
        return Err(invalid("imap_password", "line-password-anew"));
    }
    if sign_in == SignIn::Xoauth2 && secrets.refresh_token.is_empty() {
        return Err(invalid("refresh_token", "line-refresh-anew"));
    }
    Ok(Mailbox {
        id,
        name: new.name.trim().to_owned(),
        agency_id: new.agency,
        is_on: before.is_some_and(|before| before.is_on),
        address,
        aliases: parts(&new.aliases).map(str::to_lowercase).collect::<Vec<_>>().join(","),
        sender_name: new.sender_name.trim().to_owned(),
        imap_host: new.imap_host.clone(),
        imap_port: new.imap_port,
        imap_security: new.imap_security.ok_or_else(unread)?,
        imap_user: new.imap_user.clone(),
        sign_in,
        token_url: new.token_url.clone(),
        client_id: new.client_id.clone(),
        folders: parts(&new.folders).collect::<Vec<_>>().join(","),
        junk_folder: new.junk_folder.clone(),
        takes_old: new.takes_old,
        checked_by: new.checked_by.trim().to_owned(),
        smtp_host: new.smtp_host.clone(),
        smtp_port: new.smtp_port,
        smtp_security: new.smtp_security.ok_or_else(unread)?,
        smtp_user: new.smtp_user.clone(),
        has_plus: new.has_plus,
        signature_id: new.signature_id.trim().to_owned(),
        signature_en: new.signature_en.trim().to_owned(),
        sealed: secrets.sealed(secret, id)?,
        version: before.map_or(1, |before| before.version + 1),
        created_at: before.map_or(tx.now(), |before| before.created_at),
        updated_at: tx.now(),
    })
}

pub(super) async fn set_on(tx: &mut Tx, id: MailboxId, is_on: bool, by: StaffId) -> Result<()> {
    auth::whole_house(tx, by).await?;
    let known = super::mailbox(tx, id).await?;
    if known.is_on == is_on {
        return Ok(());
    }
    store::set_mailbox_on(tx, id, is_on).await?;
    let action = if is_on { "mailbox-on" } else { "mailbox-off" };
    audit::record(tx, Some(by), action, ("mailbox", id), json!({})).await
}

/// What stands between commas.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}
