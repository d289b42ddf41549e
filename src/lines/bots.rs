//! Bots of Telegram, in the hands of administrators.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{bot, has_room, store};
use crate::agencies;
use crate::audit;
use crate::auth;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Result, internal, invalid};
use crate::ids::{AgencyId, BotId, StaffId, codes};
use crate::queue::{self, Job};
use crate::secret::{Secret, random_token};

const PURPOSE: &str = "bot";

codes! {
    /// How updates reach us.
    Mode {
        /// We ask.
        Polling = "polling",
        /// Telegram calls us.
        Webhook = "webhook",
    }
}

/// A bot of ours.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Bot {
    pub id: BotId,
    /// User name, without the at sign.
    pub name: String,
    pub agency_id: Option<AgencyId>,
    pub is_on: bool,
    pub mode: Mode,
    pub telegram_id: i64,
    pub(super) sealed: String,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// What signs us in at Telegram, and Telegram at our webhook.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Secrets {
    pub token: String,
    pub webhook: String,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Bot {
    /// The line's name in tables.
    pub fn line(&self) -> String {
        super::bot_line(Some(self.id))
    }

    /// Where citizens find it.
    pub fn link(&self) -> String {
        format!("https://t.me/{}", self.name)
    }

    /// Where Telegram brings its updates.
    pub fn hook(&self) -> String {
        format!("/hooks/telegram/{}", self.id)
    }

    pub(super) fn secrets(&self, secret: &Secret) -> Result<Secrets> {
        let text = secret.open(PURPOSE, &self.id.to_string(), &self.sealed)?;
        serde_json::from_str(text.expose_secret()).map_err(|_| internal("sealed secrets cannot be read"))
    }

    fn told(&self) -> Value {
        json!({ "bot_name": self.name, "line_agency": self.agency_id, "bot_mode": self.mode })
    }
}

/// What somebody typed, and what Telegram said to it.
#[derive(Clone, Debug)]
pub struct NewBot {
    /// The token with the user name that Telegram told; none: as it was.
    pub token: Option<(SecretString, String)>,
    pub agency: Option<AgencyId>,
    pub mode: Mode,
}

/// The bot's number, with which every token begins.
fn telegram_id(token: &SecretString) -> Option<i64> {
    token.expose_secret().split_once(':')?.0.parse().ok()
}

pub(super) async fn keep(
    tx: &mut Tx,
    secret: &Secret,
    id: Option<BotId>,
    new: &NewBot,
    by: StaffId,
) -> Result<BotId> {
    auth::whole_house(tx, by).await?;
    if let Some(agency) = new.agency {
        agencies::agency(tx, agency).await?;
    }
    let before = match id {
        Some(id) => Some(bot(tx, id).await?),
        None => None,
    };
    let known = store::bots(tx).await?;
    let id = before.as_ref().map_or_else(|| BotId(tx.id()), |before| before.id);
    let Introduced { name, telegram_id, sealed } = introduced((secret, id), new, before.as_ref(), &known)?;
    if before.is_none() {
        has_room(known.len(), "bot_token")?;
    }
    let after = Bot {
        id,
        name,
        agency_id: new.agency,
        is_on: before.as_ref().is_some_and(|before| before.is_on),
        mode: new.mode,
        telegram_id,
        sealed,
        version: before.as_ref().map_or(1, |before| before.version + 1),
        created_at: before.as_ref().map_or(tx.now(), |before| before.created_at),
        updated_at: tx.now(),
    };
    store::put_bot(tx, &after).await?;
    told(tx, before.as_ref(), &after, (by, new.token.is_some())).await?;
    Ok(after.id)
}

/// Who the bot is at Telegram, and what signs us in there.
struct Introduced {
    name: String,
    telegram_id: i64,
    sealed: String,
}

/// By its token; without one, as it was known.
fn introduced(
    (secret, id): (&Secret, BotId),
    new: &NewBot,
    before: Option<&Bot>,
    known: &[Bot],
) -> Result<Introduced> {
    let Some((token, name)) = &new.token else {
        let before = before.ok_or_else(|| invalid("bot_token", "bot-token"))?;
        let (name, sealed) = (before.name.clone(), before.sealed.clone());
        return Ok(Introduced { name, telegram_id: before.telegram_id, sealed });
    };
    let telegram_id = telegram_id(token).ok_or_else(|| invalid("bot_token", "bot-token"))?;
    if known.iter().any(|other| other.id != id && other.telegram_id == telegram_id) {
        return Err(invalid("bot_token", "bot-twice"));
    }
    if before.is_some_and(|before| before.telegram_id != telegram_id) {
        // Chats belong to the bot they were begun with.
        return Err(invalid("bot_token", "bot-other"));
    }
    let secrets = Secrets { token: token.expose_secret().to_owned(), webhook: random_token() };
    let text = serde_json::to_string(&secrets).map_err(|_| internal("secrets cannot be written"))?;
    let sealed = secret.seal(PURPOSE, &id.to_string(), &text.into())?;
    Ok(Introduced { name: name.clone(), telegram_id, sealed })
}

/// In the audit log.
async fn told(
    tx: &mut Tx,
    before: Option<&Bot>,
    after: &Bot,
    (by, has_token): (StaffId, bool),
) -> Result<()> {
    let subject = ("bot", after.id);
    let Some(before) = before else {
        return audit::record(tx, Some(by), "bot-created", subject, json!({ "after": after.told() })).await;
    };
    audit::changed(tx, by, "bot-changed", subject, &before.told(), &after.told()).await?;
    if has_token {
        let detail = json!({ "secrets_set": ["bot_token"] });
        audit::record(tx, Some(by), "bot-secrets", subject, detail).await?;
    }
    Ok(())
}

pub(super) async fn set_on(tx: &mut Tx, id: BotId, is_on: bool, by: StaffId) -> Result<()> {
    auth::whole_house(tx, by).await?;
    let known = bot(tx, id).await?;
    if known.is_on == is_on {
        return Ok(());
    }
    store::set_bot_on(tx, id, is_on).await?;
    if !is_on {
        queue::enqueue(tx, &Job::QuietBot { bot: id }).await?;
    }
    let action = if is_on { "bot-on" } else { "bot-off" };
    audit::record(tx, Some(by), action, ("bot", id), json!({})).await
}
