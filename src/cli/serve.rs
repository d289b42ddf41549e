//! `sahut serve`: pages, API, hooks, and unless told otherwise the jobs.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::rt;

use super::signals::Signals;
use super::worker::Work;
use crate::app::App;
use crate::articles;
use crate::auth;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Result, internal};
use crate::queue::{self, Job};
use crate::web;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Pages, API and hooks only; run `sahut worker` somewhere for the jobs.
    #[arg(long)]
    no_worker: bool,
}

pub async fn run(config: Config, args: &Args) -> Result<()> {
    // First of all: a second server on this address must not touch the data.
    let listener = TcpListener::bind(&config.listen).map_err(|error| {
        let (listen, remedy) = (&config.listen, "choose another with listen or SAHUT_LISTEN");
        internal(format!("cannot listen on {listen}: {error}; {remedy}"))
    })?;
    let address = listener.local_addr().map_err(|error| internal(format!("cannot listen: {error}")))?;
    let app = App::start(config, Clock::System).await?;
    let mut signals = Signals::listen()?;
    let link = first_start(&app).await?;
    let server = web::start(app.clone(), listener, |_| {})?;
    let handle = server.handle();
    let serving = rt::spawn(server);
    let work = (!args.no_worker).then(|| Work::start(&app));

    println!("Sahut serves {} on http://{address} ({}).", app.config.city_name, app.db.name());
    if app.config.public_url != format!("http://{address}") {
        println!("Citizens and providers use {}.", app.config.public_url);
    }
    if let Some(link) = link {
        println!("There is no staff yet. Open this link once, within 48 hours, to become the administrator:");
        println!("{link}");
    }
    println!("Ctrl-C stops it.");

    let ended = tokio::select! {
        () = signals.next() => None,
        ended = serving => Some(ended),
    };
    match ended {
        None => {
            tracing::info!("stopping: no new requests, finishing those in hand");
            tokio::select! {
                () = handle.stop(true) => {}
                // Whoever asks twice does not want to wait.
                () = signals.next() => handle.stop(false).await,
            }
        }
        Some(ended) => tracing::error!(?ended, "the web server ended by itself"),
    }
    if let Some(work) = work {
        work.finish().await;
    }
    app.db.close().await;
    Ok(())
}

/// What an empty house needs before anybody can use it: answers to find, and somebody who may sign in.
async fn first_start(app: &Arc<App>) -> Result<Option<String>> {
    let (link, published) = app
        .db
        .write(async |tx| {
            let published = articles::count(tx).await? == 0;
            if published {
                for article in knowledge_base::starter_articles() {
                    articles::save(tx, &article).await?;
                }
                queue::enqueue_at(tx, &Job::IndexAll {}, tx.now(), Some("index-all")).await?;
            }
            let from = &app.config.mail_from;
            let domain = from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
            let email = format!("administrator@{domain}");
            Ok((auth::first_link(tx, &email).await?, published))
        })
        .await?;
    if published {
        app.reload_rules().await?;
        tracing::info!("the knowledge base was empty: the starter articles are published");
    }
    Ok(link.map(|token| app.link(&format!("/welcome/{token}"))))
}
