//! For machines that watch: alive, ready, and counters.
//!
//! `/healthz` says that this process answers. `/readyz` says whether it can serve: 503 only when the
//! database is away, because then a balancer should ask another node; without search or mail reports
//! still come in. `/metrics` is for Prometheus; a proxy need not pass it on to the world.

use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::checks::{self, Check, Load, State};
use crate::clock::{Millis, SECOND};
use crate::telemetry::METRICS;

/// How long an answer about mail and files counts: asking costs a connection.
const FRESH: Millis = 30 * SECOND;

/// What [`checks::waited_for`] last found, and when.
#[derive(Default)]
struct Found(Mutex<Option<(Millis, Vec<Check>)>>);

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .app_data(web::Data::new(Found::default()))
        .route("/healthz", web::get().to(alive))
        .route("/readyz", web::get().to(ready))
        .route("/metrics", web::get().to(metrics));
}

async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

async fn ready(app: web::Data<App>, found: web::Data<Found>) -> HttpResponse {
    let mut checks = checks::vital(&app).await;
    checks.extend(waited_for(&app, &found).await);
    let worst = checks.iter().map(|check| check.state).max().unwrap_or(State::Ok);
    let status = match worst {
        State::Ok | State::Off => "ok",
        State::Warn => "degraded",
        State::Fail => "unavailable",
    };
    for check in checks.iter().filter(|check| check.state >= State::Warn) {
        // Details name hosts and folders: they are for the log, not for strangers.
        tracing::warn!(part = check.part, found = check.found, "not ready");
    }
    let parts: Map<String, Value> =
        checks.iter().map(|check| (check.part.to_owned(), json!({ "state": check.state.code() }))).collect();
    let mut answer =
        if worst == State::Fail { HttpResponse::ServiceUnavailable() } else { HttpResponse::Ok() };
    answer.insert_header(("Cache-Control", "no-store")).json(json!({ "status": status, "components": parts }))
}

async fn waited_for(app: &App, found: &Found) -> Vec<Check> {
    let now = app.db.clock.now();
    let known = found.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((at, checks)) = known
        && (0..FRESH).contains(&(now - at))
    {
        return checks;
    }
    let checks = checks::waited_for(app).await;
    *found.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, checks.clone()));
    checks
}

async fn metrics(app: web::Data<App>) -> HttpResponse {
    let mut text = METRICS.text();
    let load = app.db.read(async |tx| checks::load(tx).await).await;
    gauge(&mut text, "sahut_database_up", "Whether the database answers", i64::from(load.is_ok()));
    match load {
        Ok(load) => gauges(&mut text, &load),
        Err(error) => tracing::warn!(%error, "counters of the database are left out"),
    }
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text)
}

fn gauges(text: &mut String, load: &Load) {
    gauge(text, "sahut_jobs_waiting", "Jobs that are ready or running", load.jobs_waiting);
    gauge(text, "sahut_jobs_buried", "Jobs that gave up and wait for a person", load.jobs_buried);
    gauge(text, "sahut_job_oldest_seconds", "Wait of the oldest job that is due", load.oldest_job_seconds);
    gauge(text, "sahut_rejects_waiting", "Messages that wait for a person", load.rejects_waiting);
    gauge(text, "sahut_tickets_open", "Open tickets", load.open_tickets);
}

fn gauge(text: &mut String, name: &str, help: &str, value: i64) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
}
