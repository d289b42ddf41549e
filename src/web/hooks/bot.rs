//! `POST /hooks/telegram/{bot}`: Telegram brings an update of a bot that administrators keep.

use actix_web::{HttpRequest, HttpResponse, web};

use super::telegram::{SECRET, heard};
use crate::app::App;
use crate::error::{Result, forbidden};
use crate::ids::BotId;
use crate::intake;
use crate::lines::Mode;

/// The secret comes first; a bot that is off, asked for, or unknown is refused alike.
pub async fn update(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse> {
    let shown = request.headers().get(SECRET).and_then(|value| value.to_str().ok());
    let known = path.parse().ok().map(BotId);
    let connected = app.lines();
    let line = known
        .and_then(|id| connected.bot(id))
        .filter(|line| line.bot.is_on && line.bot.mode == Mode::Webhook);
    let Some(line) = line.filter(|line| line.secret_matches(shown)) else {
        let peer = request.peer_addr().map(|peer| peer.ip());
        tracing::warn!(?peer, "an update without our secret was refused");
        return Err(forbidden("the secret of the webhook is missing or wrong"));
    };
    let outcome = intake::telegram_for(&app, Some(line.bot.id), &body).await?;
    heard(&app, Some(line.bot.id)).await;
    tracing::debug!(outcome = outcome.code(), "an update is in");
    Ok(HttpResponse::Ok().finish())
}
