//! Where we ask for messages instead of being called: the mailbox and Telegram's long poll; and the door at which a
//! mail server hands letters over.
//!
//! Each source has a loop of its own that never ends by itself: whatever goes wrong is logged, waited
//! out with a growing, jittered pause, and begun anew. What has been taken in is remembered in the
//! database after the commit, so nothing is lost when a loop dies; a message that comes again is a repeat.

mod kept;
mod lines;
mod lmtp;
mod mail;
mod pause;
mod store;
mod telegram;
mod withheld;

pub use lines::keep as keep_lines;

use std::sync::Arc;

use actix_web::rt;
use tokio::sync::watch;

use crate::app::App;

/// Starts every listener that is configured, on the current thread. They end soon after `stop` became
/// true, each finishing the message in hand.
pub fn start(app: Arc<App>, stop: watch::Receiver<bool>) -> Vec<rt::task::JoinHandle<()>> {
    let mut listeners = Vec::new();
    if app.config.imap_url.is_some() {
        listeners.push(listener(&app, &stop, mail::listen));
    }
    if app.config.lmtp_listen.is_some() {
        listeners.push(listener(&app, &stop, lmtp::listen));
    }
    if app.telegram.is_some() {
        if app.config.telegram_mode == "webhook" {
            listeners.push(listener(&app, &stop, telegram::announce));
        } else {
            listeners.push(listener(&app, &stop, telegram::poll));
        }
    }
    listeners
}

fn listener<F>(
    app: &Arc<App>,
    stop: &watch::Receiver<bool>,
    listen: fn(Arc<App>, watch::Receiver<bool>) -> F,
) -> rt::task::JoinHandle<()>
where
    F: Future<Output = ()> + 'static,
{
    let (app, stop) = (app.clone(), stop.clone());
    rt::spawn(kept::kept(stop, move |stop| listen(app.clone(), stop)))
}
