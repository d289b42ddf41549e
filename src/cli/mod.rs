//! The program on the command line.

pub mod demo;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::error::Result;

/// Sahut, the public-service hotline: every contact from every channel in one queue, answered in time.
#[derive(Debug, Parser)]
#[command(name = "sahut", version)]
pub struct Cli {
    /// The configuration file; `sahut.toml` in this folder is read when there is one.
    #[arg(long, global = true, env = "SAHUT_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Play with a made-up city on this machine.
    Demo(demo::Args),
}

/// Does what the command line says.
pub async fn run(cli: Cli) -> Result<()> {
    match cli.command {
        Command::Demo(args) => demo::run(args).await,
    }
}
