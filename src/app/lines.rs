//! The lines that administrators keep, beside the mailbox and the bot of the configuration.

use std::sync::Arc;
use std::time::Duration;

use channels::telegram::Telegram;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::App;
use crate::bus::Event;
use crate::error::Result;
use crate::ids::BotId;
use crate::lines::connected::Connected;

/// Looked for even when no event came: another process may share the database without sharing the bus.
const LOOK: Duration = Duration::from_secs(10);

impl App {
    /// The lines as they were last loaded.
    pub fn lines(&self) -> Arc<Connected> {
        self.lines.borrow().clone()
    }

    /// Tells whenever lines were loaded anew.
    pub fn watch_lines(&self) -> watch::Receiver<Arc<Connected>> {
        self.lines.subscribe()
    }

    /// After lines changed. One at a time: what was read later is there later, and of a line that did not change
    /// there is one.
    pub async fn reload_lines(&self) -> Result<()> {
        let _turn = self.lines_turn.lock().await;
        let before = self.lines();
        let with = (&self.secret, &self.config, self.dkim.as_ref());
        let lines = self.db.read(async |tx| Connected::load(tx, with, &before).await).await?;
        self.lines.send_replace(Arc::new(lines));
        Ok(())
    }

    /// Can letters leave at all?
    pub fn can_mail(&self) -> bool {
        self.smtp.is_some() || self.lines().mailboxes.iter().any(|line| line.mailbox.is_on)
    }

    /// User name of the bot that citizens are led to, and where it is: the configuration's, else the first that is on.
    pub fn telegram_link(&self) -> Option<(String, String)> {
        self.config.telegram_link().or_else(|| {
            let lines = self.lines();
            let line = lines.bots.iter().find(|line| line.bot.is_on)?;
            Some((line.bot.name.clone(), line.bot.link()))
        })
    }

    /// The bot with this id while it is on; without one, the configuration's.
    pub fn bot(&self, id: Option<BotId>) -> Option<Telegram> {
        match id {
            None => self.telegram.clone(),
            Some(id) => {
                let lines = self.lines();
                lines.bot(id).filter(|line| line.bot.is_on)?.telegram().ok().cloned()
            }
        }
    }

    /// From now on loads the lines again whenever any node changed them; ends with the app.
    pub(super) fn follow_lines(self: &Arc<Self>) {
        let (mut events, app) = (self.db.bus.subscribe(), Arc::downgrade(self));
        tokio::task::spawn_local(async move {
            let mut look = interval(LOOK);
            look.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                let event = tokio::select! {
                    event = events.recv() => event,
                    _ = look.tick() => Ok(Event::Lines),
                };
                match event {
                    Ok(Event::Lines | Event::LookAgain) | Err(RecvError::Lagged(_)) => {}
                    Ok(_) => continue,
                    Err(RecvError::Closed) => return,
                }
                let Some(app) = app.upgrade() else { return };
                if let Err(error) = app.reload_lines().await {
                    tracing::debug!(%error, "mailboxes and bots stay as they were");
                }
            }
        });
    }
}
