//! Putting a ticket aside, taking it up again, and hand-over notes.

use actix_web::{HttpResponse, web};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::mend::mend;
use super::{Agent, ticket_id};
use crate::app::App;
use crate::clock::Millis;
use crate::error::{Result, invalid, not_found};
use crate::ids::HandoverId;
use crate::tickets::{self, Rest};
use crate::web::{Form, Nothing, see_other};

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ToRest {
    /// One of [`Rest`], or `then`: the moment below.
    rest: String,
    /// `2026-11-25T09:00`, local time.
    until: String,
    reason: String,
}

pub async fn put(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<ToRest>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let typed = form.0;
    let me = agent.staff.id;
    let done = match moment(&typed, app.db.clock.now(), &app.zone) {
        Ok(until) => {
            app.db
                .write(async |tx| {
                    tickets::visible(tx, me, id).await?;
                    tickets::put_aside(tx, id, until, me, &typed.reason).await
                })
                .await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(see_other(&format!("/desk/{id}?done=aside"))),
        Err(error) => mend(&app, agent, id, error, ("aside", typed.reason, typed.until)).await,
    }
}

fn moment(typed: &ToRest, now: Millis, zone: &TimeZone) -> Result<Millis> {
    if let Some(rest) = Rest::parse(&typed.rest) {
        return Ok(rest.until(now, zone));
    }
    let wrong = || invalid("until", "sleep-moment");
    let local: DateTime = typed.until.trim().parse().map_err(|_| wrong())?;
    Ok(local.to_zoned(zone.clone()).map_err(|_| wrong())?.timestamp().as_millisecond())
}

pub async fn wake(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let me = agent.staff.id;
    app.db
        .write(async |tx| {
            tickets::visible(tx, me, id).await?;
            tickets::wake(tx, id, Some(me)).await
        })
        .await?;
    Ok(see_other(&format!("/desk/{id}?done=woken")))
}

/// The holder read the note.
pub async fn read_note(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<(String, String)>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let (ticket, note) = path.into_inner();
    let id = ticket_id(&ticket)?;
    let note: HandoverId = note.parse().map_err(|_| not_found("hand-over note"))?;
    let me = agent.staff.id;
    app.db
        .write(async |tx| {
            let ticket = tickets::visible(tx, me, id).await?;
            tickets::read(tx, &ticket, note, me).await
        })
        .await?;
    Ok(see_other(&format!("/desk/{id}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_local_time() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        let typed = |until: &str| ToRest { rest: "then".into(), until: until.into(), reason: String::new() };
        assert_eq!(moment(&typed("2026-11-23T09:00"), 0, &zone).unwrap(), 1_795_399_200_000);
        for nonsense in ["", "besok", "2026-02-30T10:00", "99999-01-01T00:00"] {
            assert!(moment(&typed(nonsense), 0, &zone).is_err(), "{nonsense}");
        }
    }
}
