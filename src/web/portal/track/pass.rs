//! The pass to one ticket's page: a cookie signed by us, bound to this browser, good for two hours and as long as the
//! PIN is the same.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time};

use crate::app::App;
use crate::clock::{HOUR, Millis};
use crate::error::Result;
use crate::ids::TicketId;
use crate::tickets::{self, Ticket};
use crate::web::Shell;

const PASS: &str = "sahut_track";
const GOOD_FOR: Millis = 2 * HOUR;

/// For somebody who just showed number and PIN, or who just sent the report.
pub fn issue(app: &App, shell: &Shell, ticket: &Ticket) -> Cookie<'static> {
    let until = shell.now + GOOD_FOR;
    let mark = ticket.pin_mark(&app.secret);
    let digest = app.secret.digest("track-pass", &signed(shell, ticket.id, until, &mark));
    Cookie::build(PASS, format!("{}.{until}.{mark}.{digest}", ticket.id))
        .path(format!("/track/{}", ticket.number))
        .http_only(true)
        .secure(app.config.public_url.starts_with("https:"))
        .same_site(SameSite::Lax)
        .max_age(time::Duration::milliseconds(GOOD_FOR))
        .finish()
}

fn signed(shell: &Shell, ticket: TicketId, until: Millis, mark: &str) -> String {
    format!("{}.{ticket}.{until}.{mark}", shell.visitor)
}

/// The ticket with this number, if the browser holds a pass to it. Nothing is looked up without one.
pub async fn ticket(app: &App, shell: &Shell, request: &HttpRequest, number: &str) -> Result<Option<Ticket>> {
    let Some((id, mark)) = holder(app, shell, request) else { return Ok(None) };
    let ticket = app.db.read(async |tx| tickets::get(tx, id).await).await?;
    // A new PIN ends the passes that were had by the old one: the report may be somebody else's now.
    let is_current = ticket.pin_mark(&app.secret) == mark;
    Ok((is_current && ticket.number.to_string() == number).then_some(ticket))
}

fn holder(app: &App, shell: &Shell, request: &HttpRequest) -> Option<(TicketId, String)> {
    let cookie = request.cookie(PASS)?;
    let mut parts = cookie.value().splitn(4, '.');
    let id = TicketId(parts.next()?.parse().ok()?);
    let until: Millis = parts.next()?.parse().ok()?;
    let mark = parts.next()?;
    let digest = parts.next()?;
    let is_ours = app.secret.matches("track-pass", &signed(shell, id, until, mark), digest);
    (is_ours && shell.now < until).then(|| (id, mark.to_owned()))
}
