//! `sahut worker`: the jobs and the asking of providers, on a machine of their own.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::{self, task::JoinHandle};
use tokio::sync::watch;

use super::signals::Signals;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;
use crate::{listen, worker};

/// Jobs in hand may take this long after the signal; what is longer is taken over when its lease ends.
const PATIENCE: Duration = Duration::from_secs(25);

/// Everything that runs beside the pages.
pub struct Work {
    stop: watch::Sender<bool>,
    parts: Vec<JoinHandle<()>>,
}

impl Work {
    pub fn start(app: &Arc<App>) -> Self {
        let (stop, stopping) = watch::channel(false);
        let mut parts = listen::start(app.clone(), stopping.clone());
        parts.push(rt::spawn(listen::keep_lines(app.clone(), stopping.clone())));
        parts.push(rt::spawn(worker::run(app.clone(), stopping)));
        Self { stop, parts }
    }

    /// Finishes what is in hand.
    pub async fn finish(self) {
        // An error means that every part has ended already.
        let _ = self.stop.send(true);
        let all = futures_util::future::join_all(self.parts);
        if tokio::time::timeout(PATIENCE, all).await.is_err() {
            tracing::warn!("a job takes too long; another worker will take it over");
        }
    }
}

pub async fn run(config: Config) -> Result<()> {
    let app = App::start(config, Clock::System).await?;
    let mut signals = Signals::listen()?;
    app.follow_rules();
    let work = Work::start(&app);
    println!("Sahut works on jobs ({}). Ctrl-C stops it.", app.db.name());
    signals.next().await;
    tracing::info!("stopping: finishing the jobs in hand");
    work.finish().await;
    app.db.close().await;
    Ok(())
}
