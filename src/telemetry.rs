//! Logs and counters of this node.

use std::sync::LazyLock;

use prometheus::{Histogram, HistogramOpts, IntCounterVec, Opts, Registry, TextEncoder};
use tracing_subscriber::EnvFilter;

const USUAL: &str = "info,sqlx=warn,tantivy=warn,html5ever=error,actix_server=warn";
const QUIET: &str = "warn,html5ever=error";
/// These print passwords and tokens when they are let (IMAP's LOGIN line, addresses of bots).
const NEVER_DEEPER: [&str; 3] = ["async_imap=warn", "teloxide_core=warn", "hyper_util=info"];

/// Starts logging to standard error; `SAHUT_LOG` filters like `RUST_LOG`.
pub fn start(format: &str) {
    start_at(format, USUAL);
}

/// The same for a terminal that a person reads: warnings and errors only, unless `SAHUT_LOG` says more.
pub fn start_quietly() {
    start_at("text", QUIET);
}

fn start_at(format: &str, usual: &str) {
    let mut filter = EnvFilter::try_from_env("SAHUT_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    for cap in NEVER_DEEPER.into_iter().filter_map(|cap| cap.parse().ok()) {
        filter = filter.add_directive(cap);
    }
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start (tests) keeps the first subscriber.
    let _ = if format == "json" { builder.json().try_init() } else { builder.try_init() };
}

pub struct Metrics {
    registry: Registry,
    /// Contacts taken in, by channel and outcome (new, joined, repeat, rejected).
    pub intake: IntCounterVec,
    /// Messages that left or failed, by channel and outcome (sent, later, refused).
    pub outbox: IntCounterVec,
    /// Jobs run, by kind and outcome (done, later, buried).
    pub jobs: IntCounterVec,
    /// Seconds one intake took, database included.
    pub intake_seconds: Histogram,
}

pub static METRICS: LazyLock<Metrics> = LazyLock::new(|| {
    let counter = |name: &str, help: &str, labels: &[&str]| {
        IntCounterVec::new(Opts::new(name, help), labels).expect("a valid metric name")
    };
    let metrics = Metrics {
        registry: Registry::new(),
        intake: counter("sahut_intake_total", "Contacts taken in", &["channel", "outcome"]),
        outbox: counter("sahut_outbox_total", "Messages that left or failed", &["channel", "outcome"]),
        jobs: counter("sahut_jobs_total", "Jobs run", &["kind", "outcome"]),
        intake_seconds: Histogram::with_opts(HistogramOpts::new(
            "sahut_intake_seconds",
            "Seconds one intake took",
        ))
        .expect("a valid metric name"),
    };
    for collector in [&metrics.intake, &metrics.outbox, &metrics.jobs] {
        metrics.registry.register(Box::new(collector.clone())).expect("registered once");
    }
    metrics.registry.register(Box::new(metrics.intake_seconds.clone())).expect("registered once");
    metrics
});

impl Metrics {
    /// In the text format Prometheus reads.
    pub fn text(&self) -> String {
        TextEncoder::new().encode_to_string(&self.registry.gather()).unwrap_or_default()
    }
}
