//! Asking providers that do not call us: mailboxes, and Telegram without a webhook.

use std::sync::Arc;

use actix_web::rt::task::JoinHandle;
use tokio::sync::watch;

use crate::app::App;

/// Starts whatever must be asked by us; every part ends soon after `stop` becomes true.
pub fn start(_app: Arc<App>, _stop: watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    Vec::new()
}
