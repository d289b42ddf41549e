//! The front door: one question box, three doors, and the other ways to reach us.

use actix_web::{HttpResponse, web};
use askama::Template;
use knowledge_base::Article;

use crate::agencies;
use crate::app::App;
use crate::articles;
use crate::error::Result;
use crate::web::{Shell, page};

/// What people ask most (in order); shown as far as there are such articles.
const USUAL: &[&str] =
    &["ktp-hilang-rusak", "kk-baru-perubahan", "pbb-bayar", "air-mati-keruh", "sampah-tidak-diangkut"];

#[derive(Template)]
#[template(path = "web/portal/home.html")]
struct Home {
    shell: Shell,
    usual: Vec<Article>,
    phone: Option<String>,
    mail: Option<String>,
    /// The bot's user name.
    telegram: Option<String>,
}

pub async fn home(app: web::Data<App>, shell: Shell) -> Result<HttpResponse> {
    let lang = shell.t.code();
    let (usual, phone) = app
        .db
        .read(async |tx| {
            let mut usual = Vec::new();
            for slug in USUAL {
                usual.extend(articles::by_slug(tx, lang, slug).await?);
            }
            Ok((usual, agencies::root(tx).await?.phone))
        })
        .await?;
    let config = &app.config;
    let mail = (config.smtp_url.is_some() || config.imap_url.is_some()).then(|| config.mail_from.clone());
    let telegram = config.telegram_name.clone().filter(|_| config.telegram_token.is_some());
    page(&Home { shell, usual, phone, mail, telegram })
}
