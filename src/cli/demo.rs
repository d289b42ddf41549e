//! The demo city: its own folder, a believable past, and one page that plays every channel.

pub mod bot_api;

use crate::error::{Result, internal};

#[derive(Debug, clap::Args)]
pub struct Args {}

pub async fn run(_args: Args) -> Result<()> {
    Err(internal("the demo city is not built yet"))
}
