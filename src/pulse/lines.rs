//! Mailboxes and bots as lines of their own, beside their channel's: where there are several of a kind, one may fall
//! silent while the others speak.

use channels::Channel;

use super::{History, KEPT, hour, store};
use crate::app::App;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::lines;

/// A mailbox or a bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `mailbox:<id>` or `bot:<id>`; 0 is the configuration's.
    pub line: String,
    pub channel: Channel,
    /// Its address or user name.
    pub name: String,
    pub is_on: bool,
}

/// How a line is now.
#[derive(Clone, Debug)]
pub struct Speaking {
    pub of: Line,
    pub last_in: Option<Millis>,
    pub last_out: Option<Millis>,
    pub silent_since: Option<Millis>,
    /// What the server said when it last did not work.
    pub trouble: Option<String>,
    /// Of the last 24 hours: how much came, and how much usually does.
    pub came: i64,
    pub usual: Option<f64>,
}

/// All lines of the channels that have more than one.
pub async fn known(app: &App, tx: &mut Tx) -> Result<Vec<Line>> {
    let config = &app.config;
    let mut mail = Vec::new();
    if config.imap_url.is_some() || config.lmtp_listen.is_some() {
        mail.push(Line::of(Channel::Email, "mailbox:0".to_owned(), config.mail_from.clone(), true));
    }
    for of in lines::mailboxes(tx).await? {
        mail.push(Line::of(Channel::Email, of.line(), of.address.clone(), of.is_on));
    }
    let mut chat = Vec::new();
    if app.telegram.is_some() {
        let name = config.telegram_name.as_ref().map(|name| format!("@{name}")).unwrap_or_default();
        chat.push(Line::of(Channel::Telegram, "bot:0".to_owned(), name, true));
    }
    for of in lines::bots(tx).await? {
        chat.push(Line::of(Channel::Telegram, of.line(), format!("@{}", of.name), of.is_on));
    }
    Ok([mail, chat].into_iter().filter(|kind| kind.len() > 1).flatten().collect())
}

impl Line {
    fn of(channel: Channel, line: String, name: String, is_on: bool) -> Self {
        Self { line, channel, name, is_on }
    }
}

/// How each of them is.
pub async fn speaking(app: &App, tx: &mut Tx) -> Result<Vec<Speaking>> {
    let now = hour(tx.now());
    let mut fares = lines::fares(tx).await?;
    let mut all = Vec::new();
    for of in known(app, tx).await? {
        let history = store::history(tx, &of.line, now - KEPT).await?;
        let (last_in, last_out) = store::last(tx, &of.line).await?;
        let (came, usual) = day(&history, now);
        let silent_since = store::silent_since(tx, &of.line).await?.filter(|_| of.is_on);
        let trouble = fares.remove(&of.line).and_then(|fare| fare.trouble).filter(|_| of.is_on);
        all.push(Speaking { of, last_in, last_out, silent_since, trouble, came, usual });
    }
    Ok(all)
}

fn day(history: &History, now: i64) -> (i64, Option<f64>) {
    let hours = now - 23..=now;
    let came = hours.clone().map(|hour| history.came(hour)).sum();
    (came, hours.map(|hour| history.usual(hour, now)).sum())
}
