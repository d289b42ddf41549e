//! `sahut bench`: how fast, and how much of it is ours.
//!
//! Every row stands beside the barest code that moves the same rows in the same run, on the same pools,
//! turn by turn, so that a slow disk or a busy machine hits both alike.

mod desk;
mod fill;
mod intake;
mod mail;
mod measure;
mod queue;
mod routing;
mod search;
mod sla;
mod trends;

use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::select::Select;
use crate::db::{Db, Url};
use crate::error::{Result, internal};
use crate::secret::random_token;
use measure::Row;

#[derive(Debug, clap::Args)]
pub struct Args {
    what: What,
    /// `sqlite:FILE` or `postgres://…`: a database of its own, which is filled with made-up tickets. Not needed
    /// for routing.
    #[arg(long, value_name = "ADDRESS", env = "SAHUT_BENCH_DB", hide_env_values = true)]
    db: Option<String>,
    /// How many tickets the large measurement has (queue and trends).
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(i64).range(1_000..=4_000_000))]
    tickets: i64,
    /// How long each row is measured.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Go on although there are accounts of people in this database. It is filled with made-up tickets.
    #[arg(long)]
    yes_on_this_database: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// A contact becomes a ticket.
    Intake,
    /// A letter's bytes become a ticket; beside it reading alone and storing alone.
    Mail,
    /// Pages of the desk at 10,000 tickets and at --tickets.
    Queue,
    /// Alarms of 200,000 open tickets, and the queue meanwhile.
    Sla,
    /// Questions to the knowledge base.
    Search,
    /// Trends at 10,000 tickets and at --tickets.
    Trends,
    /// How right the suggestions of categories are about the demo city's reports; needs no database.
    Routing,
}

/// What a measurement works with.
struct Bench {
    app: Arc<App>,
    tickets: i64,
    seconds: f64,
    folder: PathBuf,
}

pub async fn run(args: Args) -> Result<()> {
    if args.what == What::Routing {
        return routing::run();
    }
    let db = args.db.ok_or_else(|| internal("--db: give a database of its own to measure in"))?;
    let url: Url = db.parse().map_err(|error| internal(format!("--db: {error}")))?;
    let db = Db::connect(&url, Clock::System).await?;
    if !args.yes_on_this_database && people(&db).await? > 0 {
        let remedy = "give --db an empty one, or say --yes-on-this-database";
        return Err(internal(format!("this database has accounts of people: {remedy}")));
    }
    db.migrate().await?;
    let folder = std::env::temp_dir().join(format!("sahut-bench-{}", &random_token()[..12]));
    let config = Config {
        data_dir: folder.clone(),
        city_name: "Kota Ukur".into(),
        secret_key: Some(random_token().into()),
        ..Config::default()
    };
    let app = App::with(config, db).await?;
    fill::city(&app).await?;
    let bench = Bench { app, tickets: args.tickets, seconds: args.seconds as f64, folder };
    let rows = match args.what {
        What::Intake => intake::run(&bench).await,
        What::Mail => mail::run(&bench).await,
        What::Queue => queue::run(&bench).await,
        What::Sla => sla::run(&bench).await,
        What::Search => search::run(&bench).await,
        What::Trends => trends::run(&bench).await,
        What::Routing => Ok(Vec::new()),
    };
    bench.app.db.close().await;
    // What cannot be removed is in the system's folder for such things.
    let _ = std::fs::remove_dir_all(&bench.folder);
    print(&bench, args.what, &rows?);
    Ok(())
}

/// Accounts that are not ours.
async fn people(db: &Db) -> Result<i64> {
    if !db.is_migrated().await? {
        return Ok(0);
    }
    let sql = "SELECT COUNT(*) AS n FROM staff WHERE email NOT IN ($1, $2)";
    db.read(async |tx| Select::new(sql, [fill::AGENT.into(), fill::OFFICER.into()]).number(tx).await).await
}

fn print(bench: &Bench, what: What, rows: &[Row]) {
    let name = what.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    println!("### {name}, {}\n", bench.app.db.name());
    println!(
        "| what | per second | p50 ms | p99 ms | of the barest | p50 against 10,000 | p99 against 10,000 |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for row in rows {
        println!("{row}");
    }
    println!();
}
