//! The program on the command line.

mod account;
mod bench;
pub mod demo;
mod doctor;
mod import;
mod migrate;
mod serve;
mod signals;
mod worker;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Result, internal};
use crate::telemetry;

/// Sahut, the public-service hotline: every contact from every channel in one queue, answered in time.
#[derive(Debug, Parser)]
#[command(name = "sahut", version)]
pub struct Cli {
    /// The configuration file; `sahut.toml` in this folder is read when there is one. Every key can also
    /// be given as a variable, `listen` as SAHUT_LISTEN.
    #[arg(long, global = true, env = "SAHUT_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Play with a made-up city on this machine.
    Demo(demo::Args),
    /// Run the pages, the API, the jobs, and the asking of providers.
    Serve(serve::Args),
    /// Run the jobs and the asking of providers only, beside `serve --no-worker`.
    Worker,
    /// Bring the database to this version.
    Migrate,
    /// Make accounts of staff, one-time links and API tokens.
    Account(account::Args),
    /// Take old mail in: mbox files, maildirs, single letters.
    Import(import::Args),
    /// Check configuration, database, search and channels, and say what to do.
    Doctor,
    /// Measure against the barest code that does the same.
    Bench(bench::Args),
}

/// Does what the command line says.
pub async fn run(cli: Cli) -> Result<ExitCode> {
    let config = || Config::load(cli.config.as_deref());
    match cli.command {
        Command::Demo(args) => demo::run(args).await?,
        Command::Serve(args) => serve::run(logging(config()?), &args).await?,
        Command::Worker => worker::run(logging(config()?)).await?,
        Command::Migrate => migrate::run(&config()?).await?,
        Command::Account(args) => account::run(&config()?, args).await?,
        Command::Import(args) => import::run(logging(config()?), args).await?,
        Command::Bench(args) => bench::run(args).await?,
        Command::Doctor => return Ok(doctor::run(config()).await),
    }
    Ok(ExitCode::SUCCESS)
}

fn logging(config: Config) -> Config {
    telemetry::start(&config.log_format);
    config
}

/// The database of the configuration, which must be at this version already. For commands that run
/// beside a server: they touch nothing else of it.
async fn database(config: &Config) -> Result<Db> {
    let db = Db::connect(&config.database()?, Clock::System).await?;
    if db.is_migrated().await? {
        Ok(db)
    } else {
        db.close().await;
        Err(internal("the database is not at this version: run `sahut migrate` first"))
    }
}
