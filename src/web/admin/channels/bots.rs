//! The form of a bot: a token, which Telegram is asked about at once.

use std::time::Duration;

use actix_web::HttpResponse;
use askama::Template;
use channels::telegram::{Telegram, TelegramConfig, is_wrong_token};
use secrecy::SecretString;

use super::troubles;
use crate::agencies;
use crate::app::App;
use crate::auth;
use crate::error::Result;
use crate::ids::{AgencyId, BotId, StaffId};
use crate::lines::{self, Bot, Mode, NewBot};
use crate::web::admin::agencies::{choices, status};
use crate::web::admin::door::Administrator;
use crate::web::admin::fields::{Faults, Fields, Typed};
use crate::web::admin::kept::{Closed, Kept, Visit};
use crate::web::{Shell, html};

const TOKEN: &str = "bot_token";
const LONGEST_TOKEN: usize = 200;
/// Longest wait for Telegram to say who a bot is.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Template)]
#[template(path = "web/admin/channels/bot.html")]
struct BotPage {
    shell: Shell,
    /// None: a new one.
    bot: Option<Bot>,
    fields: Fields,
    /// Why it does not work, with what to do.
    troubles: Vec<String>,
}

impl BotPage {
    fn title(&self) -> String {
        let new = || self.shell.t.say("line-new-bot").into_owned();
        self.bot.as_ref().map_or_else(new, |bot| format!("@{}", bot.name))
    }
}

/// Bots as administrators keep them.
pub struct Bots;

impl Kept for Bots {
    type Id = BotId;
    const ROOM: &'static str = "channels/bots";
    const WHAT: &'static str = "bot";

    async fn form(app: &App, admin: Administrator, visit: Visit<BotId>) -> Result<HttpResponse> {
        let (by, t) = (admin.staff.id, admin.shell.t);
        let (known, tree, troubles) = app
            .db
            .read(async |tx| {
                auth::whole_house(tx, by).await?;
                let known = match visit.id {
                    Some(id) => Some(lines::bot(tx, id).await?),
                    None => None,
                };
                let troubles = match &known {
                    Some(known) if known.is_on => troubles::of(tx, t, &known.line()).await?,
                    _ => Vec::new(),
                };
                Ok((known, agencies::every_agency(tx).await?, troubles))
            })
            .await?;
        let typed = visit.typed.unwrap_or_else(|| typed(known.as_ref())).without(&[TOKEN]);
        let keep: Vec<AgencyId> = known.iter().filter_map(|known| known.agency_id).collect();
        let mut agencies = vec![(String::new(), t.say("line-no-agency").into_owned())];
        agencies.extend(choices(t, &tree, &keep, |agency| agency.id.to_string()));
        let modes = Mode::ALL
            .iter()
            .map(|mode| (mode.code().to_owned(), t.say(&format!("line-mode-{mode}")).into_owned()));
        let status = status(&visit.faults);
        let mut fields = Fields::new(t, typed, visit.faults).input(TOKEN, "password", LONGEST_TOKEN);
        if known.is_some() {
            fields = fields.optional();
        }
        let fields = fields.select("bot_mode", modes.collect()).select("line_agency", agencies);
        html(status, &BotPage { shell: admin.shell, bot: known, fields, troubles })
    }

    async fn keep(app: &App, by: StaffId, id: Option<BotId>, typed: &Typed) -> Result<Result<BotId, Faults>> {
        app.db.read(async |tx| auth::whole_house(tx, by).await).await?;
        let mut faults = Faults::new();
        let agency = typed.some("line_agency").map(|id| id.parse::<AgencyId>());
        if matches!(agency, Some(Err(_))) {
            faults.push(("line_agency", "line-agency"));
        }
        let mode = Mode::parse(typed.text("bot_mode"));
        if mode.is_none() {
            faults.push(("bot_mode", "bot-mode"));
        }
        // Telegram calls encrypted addresses only.
        if mode == Some(Mode::Webhook) && !may_be_called(app) {
            faults.push(("bot_mode", "bot-address"));
        }
        let token = match typed.some(TOKEN) {
            Some(text) => match introduced(app, text.into()).await {
                Ok(known) => Some(known),
                Err(code) => {
                    faults.push((TOKEN, code));
                    None
                }
            },
            None if id.is_none() => {
                faults.push((TOKEN, "bot-token"));
                None
            }
            None => None,
        };
        let (true, Some(mode)) = (faults.is_empty(), mode) else { return Ok(Err(faults)) };
        let new = NewBot { token, agency: agency.and_then(Result::ok), mode };
        let kept = app.db.write(async |tx| lines::keep_bot(tx, &app.secret, id, &new, by).await).await?;
        app.reload_lines().await?;
        Ok(Ok(kept))
    }
}

impl Closed for Bots {
    async fn set_active(app: &App, by: StaffId, id: BotId, is_active: bool) -> Result<()> {
        app.db.write(async |tx| lines::set_bot_on(tx, id, is_active, by).await).await?;
        app.reload_lines().await
    }
}

/// In stories and in the demo the Bot API is on this machine and calls plain addresses.
fn may_be_called(app: &App) -> bool {
    let url = &app.config.public_url;
    url.starts_with("https://")
        || app.config.telegram_api_url.is_some() && url.starts_with("http://127.0.0.1")
}

/// Who the bot is, as Telegram says; else what is wrong with the token.
async fn introduced(app: &App, token: SecretString) -> Result<(SecretString, String), &'static str> {
    let api_url = app.config.telegram_api_url.clone();
    let config = TelegramConfig { token: token.clone(), api_url, secret: None };
    let bot = Telegram::connect(&config).map_err(|_| "bot-token")?;
    match tokio::time::timeout(PATIENCE, bot.check()).await {
        Ok(Ok(name)) => Ok((token, name)),
        Ok(Err(error)) if is_wrong_token(&error) => Err("bot-refused"),
        Ok(Err(_)) | Err(_) => Err("bot-silent"),
    }
}

fn typed(known: Option<&Bot>) -> Typed {
    let mut typed = Typed::default();
    typed.set("bot_mode", known.map_or(Mode::Polling, |known| known.mode).code());
    let agency = known.and_then(|known| known.agency_id);
    typed.set("line_agency", agency.map(|id| id.to_string()).unwrap_or_default());
    typed
}
