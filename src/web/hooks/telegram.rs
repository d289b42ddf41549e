//! `POST /channels/telegram`: Telegram brings an update.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::{App, telegram_config};
use crate::error::{Result, forbidden};
use crate::ids::BotId;
use crate::intake;
use crate::lines;

pub(super) const SECRET: &str = "X-Telegram-Bot-Api-Secret-Token";

/// The secret comes first; then the update goes in as it came, and success is said after the commit.
pub async fn update(app: web::Data<App>, request: HttpRequest, body: web::Bytes) -> Result<HttpResponse> {
    let shown = request.headers().get(SECRET).and_then(|value| value.to_str().ok());
    let right =
        telegram_config(&app.config).is_some_and(|config| channels::telegram::secret_matches(&config, shown));
    if !right {
        let peer = request.peer_addr().map(|peer| peer.ip());
        let missing = app.config.telegram_secret.is_none();
        tracing::warn!(?peer, "an update without our secret was refused");
        if missing {
            tracing::warn!("no secret is configured, so every update is refused: set telegram_secret");
        }
        return Err(forbidden("the secret of the webhook is missing or wrong"));
    }
    let outcome = intake::telegram(&app, &body).await?;
    heard(&app, None).await;
    tracing::debug!(outcome = outcome.code(), "an update is in");
    Ok(HttpResponse::Ok().finish())
}

/// Notes when a bot last heard something; none: the configuration's. The update is in: that this is not written down
/// must not make Telegram bring it again.
pub(super) async fn heard(app: &App, bot: Option<BotId>) {
    let line = lines::bot_line(bot);
    if let Err(error) = app.db.write(async |tx| lines::came_in(tx, &line).await).await {
        tracing::debug!(%error, "when the bot last heard something stands in the log only");
    }
}
