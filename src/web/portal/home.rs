//! The front door: one question box, three doors, and the other ways to reach us.

use std::borrow::Cow;

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::agencies;
use crate::app::App;
use crate::articles;
use crate::error::Result;
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
    mail: Option<String>,
    /// The bot's user name and its address.
    telegram: Option<(String, String)>,
}

pub async fn home(app: web::Data<App>, shell: Shell) -> Result<HttpResponse> {
    let t = shell.t;
    let (usual, phone) = app
        .db
        .read(async |tx| {
            let mut usual = Vec::new();
            for (slug, key) in USUAL {
                if articles::by_slug(tx, t.code(), slug).await?.is_some() {
                    usual.push((*slug, t.say(key)));
                }
            }
            Ok((usual, agencies::root(tx).await?.phone))
        })
        .await?;
    let config = &app.config;
    let mail = (config.smtp_url.is_some() || config.imap_url.is_some()).then(|| config.mail_from.clone());
    let telegram = config.telegram_link();
    page(&Home { shell, usual, phone, mail, telegram })
}
