//! Mailboxes and bots as lines of their own, beside their channel's: where there are several of a kind, one may fall
//! silent while the others speak.

use channels::Channel;

use super::{History, KEPT, hour, store};
use crate::app::App;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::lines::{self, Fare};

/// A mailbox or a bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `mailbox:<id>` or `bot:<id>`; 0 is the configuration's.
    pub line: String,
    pub channel: Channel,
    /// Its address or user name.
    pub name: String,
    pub is_on: bool,
    /// Something may come by it; the configuration's mail may only leave.
    is_read: bool,
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
    /// What was said when last nothing left.
    pub out_trouble: Option<String>,
    /// Of the last 24 hours: how much came, and how much usually does.
    pub came: i64,
    pub usual: Option<f64>,
}

/// All lines of the channels that have more than one by which something comes.
pub async fn known(app: &App, tx: &mut Tx) -> Result<Vec<Line>> {
    let mut all = every(app, tx).await?;
    all.retain(|line| line.is_read);
    let several =
        |channel: Channel| all.iter().filter(|line| line.channel == channel).nth(1).map(|_| channel);
    let several: Vec<Channel> = Channel::ALL.into_iter().filter_map(several).collect();
    all.retain(|line| several.contains(&line.channel));
    Ok(all)
}

/// All lines, whatever they are for.
pub(super) async fn every(app: &App, tx: &mut Tx) -> Result<Vec<Line>> {
    let config = &app.config;
    let mut mail = Vec::new();
    let is_read = config.imap_url.is_some() || config.lmtp_listen.is_some();
    if is_read || app.smtp.is_some() {
        let main = Line::of(Channel::Email, lines::mailbox_line(None), config.mail_from.clone(), true);
        mail.push(Line { is_read, ..main });
    }
    for of in lines::mailboxes(tx).await? {
        mail.push(Line::of(Channel::Email, of.line(), of.address.clone(), of.is_on));
    }
    let mut chat = Vec::new();
    if app.telegram.is_some() {
        let name = config.telegram_name.as_ref().map(|name| format!("@{name}")).unwrap_or_default();
        chat.push(Line::of(Channel::Telegram, lines::bot_line(None), name, true));
    }
    for of in lines::bots(tx).await? {
        chat.push(Line::of(Channel::Telegram, of.line(), format!("@{}", of.name), of.is_on));
    }
    Ok([mail, chat].concat())
}

impl Line {
    fn of(channel: Channel, line: String, name: String, is_on: bool) -> Self {
        Self { line, channel, name, is_on, is_read: true }
    }
}

/// How each of them is. What is the only one of its kind is here, too, while something troubles it.
pub async fn speaking(app: &App, tx: &mut Tx) -> Result<Vec<Speaking>> {
    let now = hour(tx.now());
    let mut fares = lines::fares(tx).await?;
    let mut all = Vec::new();
    let several = known(app, tx).await?;
    for of in every(app, tx).await? {
        let fare = fares.remove(&of.line).filter(|_| of.is_on).unwrap_or_default();
        if fare.trouble.is_none() && fare.out_trouble.is_none() && !several.contains(&of) {
            continue;
        }
        let history = store::history(tx, &of.line, now - KEPT).await?;
        let (last_in, last_out) = store::last(tx, &of.line).await?;
        let (came, usual) = day(&history, now);
        let silent_since = store::silent_since(tx, &of.line).await?.filter(|_| of.is_on);
        let Fare { trouble, out_trouble, .. } = fare;
        all.push(Speaking { of, last_in, last_out, silent_since, trouble, out_trouble, came, usual });
    }
    Ok(all)
}

fn day(history: &History, now: i64) -> (i64, Option<f64>) {
    let hours = now - 23..=now;
    let came = hours.clone().map(|hour| history.came(hour)).sum();
    (came, hours.map(|hour| history.usual(hour, now)).sum())
}
