//! All lines and how they fare.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use askama::Template;

use super::troubles;
use crate::agencies;
use crate::app::App;
use crate::auth;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::AgencyId;
use crate::lines::{self, Fare};
use crate::texts::Lang;
use crate::web::admin::door::Administrator;
use crate::web::admin::kept::Just;
use crate::web::{Shell, page};

#[derive(Template)]
#[template(path = "web/admin/channels/list.html")]
struct ListPage {
    shell: Shell,
    mailboxes: Vec<Row>,
    bots: Vec<Row>,
    done: Option<String>,
}

struct Row {
    id: String,
    /// None: it stands in the configuration.
    href: Option<String>,
    name: String,
    address: String,
    agency: String,
    is_on: bool,
    last_in: Option<Millis>,
    last_out: Option<Millis>,
    /// What is wrong, with what to do.
    troubles: Vec<String>,
}

pub async fn show(app: web::Data<App>, admin: Administrator, just: web::Query<Just>) -> Result<HttpResponse> {
    let by = admin.staff.id;
    let (mailboxes, bots, fares, agencies) = app
        .db
        .read(async |tx| {
            auth::whole_house(tx, by).await?;
            let (mailboxes, bots) = (lines::mailboxes(tx).await?, lines::bots(tx).await?);
            Ok((mailboxes, bots, lines::fares(tx).await?, agencies::every_agency(tx).await?))
        })
        .await?;
    let t = admin.shell.t;
    let agency = |id: Option<AgencyId>| {
        let known = id.and_then(|id| agencies.iter().find(|agency| agency.id == id));
        known.map_or_else(|| t.say("line-no-agency").into_owned(), |agency| agency.name(t).to_owned())
    };
    let mut rows: Vec<Row> = main_mailbox(&app, t, &fares).into_iter().collect();
    rows.extend(mailboxes.into_iter().map(|mailbox| Row {
        href: Some(format!("/admin/channels/mailboxes/{}", mailbox.id)),
        agency: agency(mailbox.agency_id),
        is_on: mailbox.is_on,
        id: mailbox.id.to_string(),
        ..faring(t, &fares, &mailbox.line(), mailbox.name, mailbox.address)
    }));
    let mut talking: Vec<Row> = main_bot(&app, t, &fares).into_iter().collect();
    talking.extend(bots.into_iter().map(|bot| Row {
        href: Some(format!("/admin/channels/bots/{}", bot.id)),
        agency: agency(bot.agency_id),
        is_on: bot.is_on,
        id: bot.id.to_string(),
        ..faring(
            t,
            &fares,
            &bot.line(),
            format!("@{}", bot.name),
            t.say(&format!("line-mode-{}", bot.mode)).into(),
        )
    }));
    let kept = rows.iter().chain(&talking).filter(|row| row.href.is_some());
    let done = just.said(t, kept.map(|row| (&row.id, row.name.as_str())));
    page(&ListPage { shell: admin.shell, mailboxes: rows, bots: talking, done })
}

/// How a line of the house is named in its list, and how it fares.
fn faring(t: Lang, fares: &HashMap<String, Fare>, line: &str, name: String, address: String) -> Row {
    let fare = fares.get(line).cloned().unwrap_or_default();
    Row {
        id: String::new(),
        href: None,
        name,
        address,
        agency: t.say("line-no-agency").into_owned(),
        is_on: true,
        last_in: fare.last_in,
        last_out: fare.last_out,
        troubles: troubles::in_words(t, line, fare.trouble.as_deref(), fare.out_trouble.as_deref()),
    }
}

fn main_mailbox(app: &App, t: Lang, fares: &HashMap<String, Fare>) -> Option<Row> {
    let config = &app.config;
    let is_there = config.imap_url.is_some() || config.lmtp_listen.is_some() || config.smtp_url.is_some();
    let name = t.say("line-from-configuration").into_owned();
    is_there.then(|| faring(t, fares, &lines::mailbox_line(None), name, config.mail_from.clone()))
}

fn main_bot(app: &App, t: Lang, fares: &HashMap<String, Fare>) -> Option<Row> {
    app.telegram.as_ref()?;
    let address = app.config.telegram_name.as_ref().map(|name| format!("@{name}")).unwrap_or_default();
    let name = t.say("line-from-configuration").into_owned();
    Some(faring(t, fares, &lines::bot_line(None), name, address))
}
