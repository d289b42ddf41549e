//! Who else is at a ticket. A browser says every now and then that it is there and hears who else is; the
//! live feed says when to ask at once. Without either, the page says who was there when it was opened.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{Agent, ticket_id};
use crate::app::App;
use crate::error::Result;
use crate::texts::Lang;
use crate::tickets::{self, Doing, Present};
use crate::web::Form;

/// `Ayu is writing an answer. Budi is looking at this ticket.`; empty when nobody else is there.
pub fn words(t: Lang, others: &[Present]) -> String {
    let sentence = |doing: Doing| {
        let names: Vec<&str> =
            others.iter().filter(|other| other.doing == doing).map(|other| other.name.as_str()).collect();
        let and = t.say("desk-here-and");
        let who = match names.split_last()? {
            (last, []) => (*last).to_owned(),
            (last, first) => format!("{} {and} {last}", first.join(", ")),
        };
        let key = format!("desk-here-{}", doing.code());
        Some(t.with2(&key, ("n", names.len()), ("who", who)).into_owned())
    };
    [Doing::Writing, Doing::Looking].into_iter().filter_map(sentence).collect::<Vec<_>>().join(" ")
}

fn answer(t: Lang, others: &[Present]) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(words(t, others))
}

/// Only asks.
pub async fn show(app: web::Data<App>, agent: Agent, path: web::Path<String>) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let me = agent.staff.id;
    let others = app
        .db
        .read(async |tx| {
            tickets::readable(tx, me, id).await?;
            tickets::others(tx, id, me).await
        })
        .await?;
    Ok(answer(agent.shell.t, &others))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Said {
    /// `looking`, `writing`, or `gone`.
    doing: String,
}

/// Says what one does, and hears who else is there.
pub async fn say(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let me = agent.staff.id;
    let Some(doing) = Doing::parse(&form.0.doing) else {
        // Also for a ticket that went out of reach: leaving is always possible.
        app.db.write(async |tx| tickets::gone(tx, id, me).await).await?;
        return Ok(HttpResponse::NoContent().finish());
    };
    let (others, is_news) = app
        .db
        .read(async |tx| {
            tickets::readable(tx, me, id).await?;
            let others = tickets::others(tx, id, me).await?;
            Ok((others, tickets::is_news(tx, id, me, doing).await?))
        })
        .await?;
    if is_news {
        app.db
            .write(async |tx| {
                tickets::readable(tx, me, id).await?;
                tickets::here(tx, id, me, doing).await
            })
            .await?;
    }
    Ok(answer(agent.shell.t, &others))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_in_whole_sentences() {
        let present = |name: &str, doing| Present { name: name.to_owned(), doing };
        assert_eq!(words(Lang::En, &[]), "");
        let two = [present("Ayu", Doing::Writing), present("Budi", Doing::Looking)];
        assert_eq!(words(Lang::En, &two), "Ayu is writing an answer. Budi is looking at this ticket.");
        let many = [
            present("Ayu", Doing::Looking),
            present("Budi", Doing::Looking),
            present("Citra", Doing::Looking),
        ];
        assert_eq!(words(Lang::En, &many), "Ayu, Budi and Citra are looking at this ticket.");
    }
}
