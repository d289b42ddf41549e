//! `sahut migrate`: the tables of this version, and the body that answers.

use crate::agencies;
use crate::auth;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::error::Result;

pub async fn run(config: &Config) -> Result<()> {
    let db = Db::connect(&config.database()?, Clock::System).await?;
    db.migrate().await?;
    db.write(async |tx| {
        agencies::ensure_root(tx, &config.city_name).await?;
        auth::refresh_scopes(tx).await
    })
    .await?;
    println!("The database ({}) is at version {}.", db.name(), env!("CARGO_PKG_VERSION"));
    db.close().await;
    Ok(())
}
