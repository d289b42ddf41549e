//! The demo city: its own folder, a believable past, and one page that plays every channel.
//!
//! Everything stays on this machine. Of the configuration only the database and the search engine are
//! taken from the environment: a real mail server or bot is never touched.

pub mod bot_api;
mod chance;
mod chats;
mod citizens;
pub mod city;
mod days;
mod folder;
pub(super) mod plan;
pub mod seed;
mod welcome;

use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use actix_web::web::Data;
use secrecy::SecretString;

use super::signals::Signals;
use super::worker::Work;
use crate::app::App;
use crate::clock::{Clock, SECOND};
use crate::config::Config;
use crate::error::{Result, internal};
use crate::secret::random_token;
use crate::web::demo::Demo;
use crate::{telemetry, web};
use bot_api::BotApi;
use city::City;

/// How `sahut demo` is called.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the demo's data; made when it is missing.
    #[arg(long, default_value = "demo-data", value_name = "DIR")]
    pub data: PathBuf,
    /// Wipe the folder (only one that the demo made) and tell the city's past anew, up to today.
    #[arg(long)]
    pub fresh: bool,
    /// Address and port of the pages; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8112", value_name = "ADDRESS")]
    pub listen: String,
    /// About how many tickets the past has.
    #[arg(long, default_value_t = seed::TICKETS, value_name = "COUNT")]
    pub tickets: usize,
}

/// The telephone number that "speak to an agent" dials; the demo's carrier finds nobody there.
const AGENT: &str = "+628110000100";
/// The account at the demo's carrier.
const ACCOUNT: &str = "ACdemo00000000000000000000000000ab";

pub async fn run(args: Args) -> Result<()> {
    // Only what goes wrong: the last thing on the terminal is where to go.
    telemetry::start_quietly();
    // First the address: when it is taken, nothing else must have happened.
    let listener = TcpListener::bind(&args.listen).map_err(|error| {
        internal(format!("cannot listen on {}: {error}; choose another address with --listen", args.listen))
    })?;
    let address = listener.local_addr().map_err(|error| internal(error.to_string()))?;
    let config = configure(&args.data, &format!("http://{address}"), |name| std::env::var(name).ok());
    if args.fresh && config.database_url.is_some() {
        return Err(internal(
            "--fresh wipes the demo's folder only; give SAHUT_DATABASE_URL an empty database instead",
        ));
    }
    folder::prepare(&args.data, args.fresh)?;
    let app = App::start(config, Clock::System).await?;
    seed::seed(&app, args.tickets, progress).await?;
    let bot = bot(&app).await?;
    let people = City::read()?.people;
    let demo = Data::new(Demo::new(bot, &app.config.data_dir, people.clone()));
    let server = web::start(app.clone(), listener, web::demo::routes(demo))?;
    let handle = server.handle();
    let mut signals = Signals::listen()?;
    let serving = actix_web::rt::spawn(server);
    let work = Work::start(&app);
    welcome::print(&app, &args.data, &people, seed::seeded_at(&app).await?);
    tokio::select! {
        () = signals.next() => handle.stop(false).await,
        ended = serving => tracing::error!(?ended, "the web server ended by itself"),
    }
    work.finish().await;
    app.db.close().await;
    Ok(())
}

/// Everything on loopback, with secrets that live as long as the process.
pub fn configure(data: &Path, url: &str, environment: impl Fn(&str) -> Option<String>) -> Config {
    let data = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let given = |name: &str| environment(name).filter(|value| !value.is_empty());
    let host = url.trim_start_matches("http://");
    Config {
        database_url: given("SAHUT_DATABASE_URL").map(SecretString::from),
        meilisearch_url: given("SAHUT_MEILISEARCH_URL"),
        meilisearch_key: given("SAHUT_MEILISEARCH_KEY").map(SecretString::from),
        listen: host.to_owned(),
        public_url: url.to_owned(),
        city_name: city::NAME.to_owned(),
        smtp_url: Some(format!("file://{}", data.join("outbox").display()).into()),
        mail_from: "halo@tirtamaya.example".to_owned(),
        telegram_token: Some(format!("8112:{}", random_token()).into()),
        telegram_secret: Some(random_token().into()),
        telegram_api_url: Some(format!("{url}{}", web::demo::BOT_API)),
        telegram_mode: "webhook".to_owned(),
        telegram_name: Some(bot_api::USERNAME.to_owned()),
        twilio_account_sid: Some(ACCOUNT.to_owned()),
        twilio_auth_token: Some(random_token().into()),
        twilio_media_hosts: host.to_owned(),
        voice_agent_number: Some(AGENT.to_owned()),
        data_dir: data,
        ..Config::default()
    }
}

/// The loopback Bot API that this house's bot speaks with, and whose chats the house knows.
pub async fn bot(app: &App) -> Result<BotApi> {
    use secrecy::ExposeSecret;
    let (token, clock) = (&app.config.telegram_token, app.db.clock.clone());
    let token = token.as_ref().ok_or_else(|| internal("the demo's bot has no token"))?;
    let seconds = clock.now() / SECOND;
    let bot = BotApi::new(token.expose_secret(), clock);
    // The house remembers the updates of earlier starts; the Bot API does not.
    bot.resume_at(seconds);
    chats::remember(app, &bot).await?;
    Ok(bot)
}

/// On one line of the terminal.
fn progress(done: usize, of: usize) {
    let mut out = std::io::stderr();
    let end = if done == of { "\n" } else { "" };
    let _ = write!(out, "\rTelling the past of {}: {done} of {of} tickets {end}", city::NAME);
    let _ = out.flush();
}
