//! Doing what jobs say, on as many nodes as wanted, and the timetable.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::articles;
use crate::auth;
use crate::bus::Event;
use crate::cases;
use crate::checks;
use crate::clock::{HOUR, MINUTE, Millis};
use crate::erasure;
use crate::error::{Error, Result};
use crate::escalation;
use crate::ids::ArticleId;
use crate::intake;
use crate::leaving;
use crate::outbox;
use crate::pulse;
use crate::queue::{self, Claimed, Job};
use crate::routing;
use crate::scan;
use crate::sweep;
use crate::telemetry::METRICS;
use crate::tickets;

/// Jobs one node works on at a time.
const AT_ONCE: usize = 8;
/// Looked for even if no event came.
const POLL: Duration = Duration::from_secs(2);
const RENEW: Duration = Duration::from_secs(20);
const SWEEP_EVERY: Millis = HOUR;
const ALARMS_EVERY: Millis = MINUTE;

/// Works until `stop` becomes true; then finishes what is in hand. A slow job holds up nobody else, and
/// one that panics counts as failed.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut events = app.db.bus.subscribe();
    let (mut last_sweep, mut last_alarms, mut last_pulse) = (0, 0, 0);
    let mut hands = JoinSet::new();
    while !*stop.borrow() {
        if app.db.clock.now() - last_sweep >= SWEEP_EVERY {
            last_sweep = app.db.clock.now();
            timetable(&app).await;
        }
        if app.db.clock.now() - last_alarms >= ALARMS_EVERY {
            last_alarms = app.db.clock.now();
            if let Err(error) = escalation::plan(&app.db).await {
                tracing::warn!(%error, "cannot look whose time runs out");
            }
        }
        if app.db.clock.now() - last_pulse >= pulse::EVERY {
            last_pulse = app.db.clock.now();
            if let Err(error) = pulse::plan(&app.db).await {
                tracing::warn!(%error, "cannot plan the count of what comes and leaves");
            }
        }
        match claim(&app, AT_ONCE - hands.len()).await {
            Ok(claimed) => {
                for claimed in claimed {
                    let app = app.clone();
                    hands.spawn_local(async move { work(&app, &claimed).await });
                }
            }
            Err(error) => tracing::warn!(%error, "cannot claim jobs, trying again"),
        }
        tokio::select! {
            Some(ended) = hands.join_next() => tidy(ended),
            () = tokio::time::sleep(POLL) => {}
            () = woken(&mut events), if hands.len() < AT_ONCE => {}
            changed = stop.changed() => if changed.is_err() { break },
        }
    }
    while let Some(ended) = hands.join_next().await {
        tidy(ended);
    }
}

/// A panic is a defect; the lease runs out and the job is tried again, or buried in the end.
fn tidy(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a job broke off");
    }
}

async fn claim(app: &App, at_most: usize) -> Result<Vec<Claimed>> {
    if at_most == 0 {
        return Ok(Vec::new());
    }
    queue::take_back(&app.db).await?;
    queue::claim(&app.db, at_most as i64).await
}

async fn woken(events: &mut tokio::sync::broadcast::Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(Event::Jobs) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

async fn timetable(app: &App) {
    let planned = app.db.write(async |tx| {
        queue::enqueue_at(tx, &Job::Sweep {}, tx.now(), Some("sweep")).await?;
        routing::learn::ask_if_due(tx, &app.zone).await
    });
    if let Err(error) = planned.await {
        tracing::warn!(%error, "cannot plan what the timetable says");
    }
}

/// Does everything that is due now; for stories and for the end of an import.
pub async fn drain(app: &App) -> Result<()> {
    loop {
        let claimed = claim(app, AT_ONCE).await?;
        if claimed.is_empty() {
            return Ok(());
        }
        for claimed in &claimed {
            work(app, claimed).await;
        }
    }
}

async fn work(app: &App, claimed: &Claimed) {
    let renewals = async {
        loop {
            tokio::time::sleep(RENEW).await;
            match queue::renew(&app.db, claimed).await {
                Err(Error::LeaseLost) => return Err(Error::LeaseLost),
                Err(error) => tracing::warn!(job = %claimed.id, %error, "cannot renew a lease"),
                Ok(()) => {}
            }
        }
    };
    let outcome = tokio::select! {
        outcome = perform(app, claimed) => outcome,
        // Another worker has it now: stop, so that nothing is done twice.
        lost = renewals => lost,
    };
    let kind = kind(&claimed.job);
    let label = match outcome {
        Ok(()) => "done",
        Err(Error::LeaseLost) => "lost",
        Err(error) => {
            tracing::warn!(job = %claimed.id, kind, %error, attempts = claimed.attempts, "a job failed");
            // A job about something that is gone cannot succeed later.
            let for_good = error.status() == 404;
            let reason = error.to_string();
            let noted =
                app.db.write(async |tx| queue::failed(tx, claimed, &reason, None, for_good).await).await;
            if let Err(error) = noted {
                tracing::error!(job = %claimed.id, %error, "cannot note the failure; the lease will run out");
            }
            "failed"
        }
    };
    METRICS.jobs.with_label_values(&[kind, label]).inc();
}

async fn perform(app: &App, claimed: &Claimed) -> Result<()> {
    match &claimed.job {
        Job::Deliver { message, pin } => outbox::deliver(app, claimed, *message, pin.as_deref()).await,
        Job::DeliverCopy { message, address } => outbox::deliver_copy(app, claimed, *message, address).await,
        Job::TellAgency { letter } => outbox::tell_agency(app, claimed, *letter).await,
        Job::FetchMedia { attachment } => {
            outbox::fetch_media(app, claimed, *attachment).await?;
            intake::photo_came(app, *attachment).await
        }
        Job::ScanFile { attachment } => {
            scan::look(app, claimed, *attachment).await?;
            intake::photo_came(app, *attachment).await
        }
        Job::IndexArticle { article } => index_article(app, claimed, *article).await,
        Job::IndexAll {} => index_all(app, claimed).await,
        Job::LearnRouting {} => routing::learn::learn(app, claimed).await,
        Job::Wake { ticket } => {
            app.db
                .write(async |tx| {
                    tickets::wake_if_due(tx, *ticket).await?;
                    queue::done(tx, claimed).await
                })
                .await
        }
        Job::HandOut { agency } => routing::hand_out(app, claimed, *agency).await,
        Job::LetGo { staff, by } => leaving::let_go(app, claimed, *staff, *by).await,
        Job::Alarms {} => escalation::alarms(app, claimed).await,
        Job::Reckon {} => escalation::reckon(app, claimed).await,
        Job::TellStage { ticket } => cases::tell_stage(app, claimed, *ticket).await,
        Job::TellMany { told } => cases::tell_many(app, claimed, *told).await,
        Job::Pulse {} => pulse::take(app, claimed).await,
        Job::TestMailbox { mailbox, run } => checks::test_mailbox(app, claimed, *mailbox, *run).await,
        Job::BurnFiles { keys, is_last } => erasure::burn(app, claimed, keys, *is_last).await,
        Job::QuietBot { bot } => outbox::quiet_bot(app, claimed, *bot).await,
        Job::FindAnswers { talk } => intake::find_answers(app, claimed, *talk).await,
        Job::Sweep {} => {
            intake::pick_up(app).await?;
            outbox::lapse(&app.db, &app.zone).await?;
            app.db
                .write(async |tx| {
                    auth::sweep(tx).await?;
                    intake::sweep(tx).await?;
                    sweep::sweep(tx).await?;
                    queue::done(tx, claimed).await
                })
                .await
        }
    }
}

async fn index_article(app: &App, claimed: &Claimed, id: ArticleId) -> Result<()> {
    let article = app.db.read(async |tx| articles::get(tx, id).await).await?;
    app.index.publish(std::slice::from_ref(&article)).await?;
    app.db
        .write(async |tx| {
            articles::indexed(tx, id).await?;
            queue::done(tx, claimed).await
        })
        .await
}

async fn index_all(app: &App, claimed: &Claimed) -> Result<()> {
    let all = app
        .db
        .read(async |tx| {
            let mut all = articles::all(tx, "id").await?;
            all.extend(articles::all(tx, "en").await?);
            Ok(all)
        })
        .await?;
    app.index.prepare().await?;
    app.index.publish(&all).await?;
    app.index.rebuilt();
    app.db
        .write(async |tx| {
            articles::all_indexed(tx).await?;
            queue::done(tx, claimed).await
        })
        .await
}

const fn kind(job: &Job) -> &'static str {
    match job {
        Job::Deliver { .. } => "deliver",
        Job::DeliverCopy { .. } => "deliver_copy",
        Job::TellAgency { .. } => "tell_agency",
        Job::FetchMedia { .. } => "fetch_media",
        Job::ScanFile { .. } => "scan_file",
        Job::IndexArticle { .. } => "index_article",
        Job::IndexAll {} => "index_all",
        Job::LearnRouting {} => "learn_routing",
        Job::Wake { .. } => "wake",
        Job::HandOut { .. } => "hand_out",
        Job::LetGo { .. } => "let_go",
        Job::Alarms {} => "alarms",
        Job::Reckon {} => "reckon",
        Job::FindAnswers { .. } => "find_answers",
        Job::Pulse {} => "pulse",
        Job::Sweep {} => "sweep",
        Job::TellStage { .. } => "tell_stage",
        Job::TellMany { .. } => "tell_many",
        Job::TestMailbox { .. } => "test_mailbox",
        Job::BurnFiles { .. } => "burn_files",
        Job::QuietBot { .. } => "quiet_bot",
    }
}
