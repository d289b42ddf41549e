//! The front door: one question box, three doors, and the other ways to reach us.

use std::borrow::Cow;

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::agencies;
use crate::app::App;
use crate::articles;
use crate::error::Result;
use crate::ids::AgencyId;
use crate::web::{Shell, page};

/// What people ask most, in order: article and the short name it goes by here. Only those that are there
/// are shown.
const USUAL: &[(&str, &str)] = &[
    ("ktp-hilang-rusak", "portal-usual-ktp"),
    ("kk-baru-perubahan", "portal-usual-kk"),
    ("pbb-bayar", "portal-usual-pbb"),
    ("air-mati-keruh", "portal-usual-water"),
    ("sampah-tidak-diangkut", "portal-usual-rubbish"),
];

#[derive(Template)]
#[template(path = "web/portal/home.html")]
struct Home {
    shell: Shell,
    usual: Vec<(&'static str, Cow<'static, str>)>,
    phone: Option<String>,
    bots: Vec<Way>,
    mailboxes: Vec<Way>,
}

/// A bot or a mailbox.
struct Way {
    name: String,
    link: String,
    /// Whose it is, when it is not the whole house's.
    agency: Option<String>,
}

pub async fn home(app: web::Data<App>, shell: Shell) -> Result<HttpResponse> {
    let t = shell.t;
    let lines = app.lines();
    let is_of_agency = lines.mailboxes.iter().any(|line| line.mailbox.agency_id.is_some())
        || lines.bots.iter().any(|line| line.bot.agency_id.is_some());
    let (usual, phone, agencies) = app
        .db
        .read(async |tx| {
            let mut usual = Vec::new();
            for (slug, key) in USUAL {
                if articles::by_slug(tx, t.code(), slug).await?.is_some() {
                    usual.push((*slug, t.say(key)));
                }
            }
            let agencies = if is_of_agency { agencies::every_agency(tx).await? } else { Vec::new() };
            Ok((usual, agencies::root(tx).await?.phone, agencies))
        })
        .await?;
    let of = |id: Option<AgencyId>| {
        let agency = agencies.iter().find(|agency| Some(agency.id) == id)?;
        Some(agency.name(t).to_owned())
    };
    let config = &app.config;
    let main = (config.smtp_url.is_some() || config.imap_url.is_some()).then(|| config.mail_from.clone());
    let mut mailboxes: Vec<Way> = main.map(|address| mailbox(address, None)).into_iter().collect();
    let on = lines.mailboxes.iter().map(|line| &line.mailbox).filter(|mailbox| mailbox.is_on);
    mailboxes.extend(on.map(|known| mailbox(known.address.clone(), of(known.agency_id))));
    let main = config.telegram_link().map(|(name, link)| Way { name, link, agency: None });
    let mut bots: Vec<Way> = main.into_iter().collect();
    let on = lines.bots.iter().map(|line| &line.bot).filter(|bot| bot.is_on);
    bots.extend(on.map(|bot| Way { name: bot.name.clone(), link: bot.link(), agency: of(bot.agency_id) }));
    page(&Home { shell, usual, phone, bots, mailboxes })
}

fn mailbox(address: String, agency: Option<String>) -> Way {
    Way { link: format!("mailto:{address}"), name: address, agency }
}
