//! What waits for somebody to look after it.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::door::Overseer;
use crate::app::App;
use crate::articles;
use crate::error::Result;
use crate::intake;
use crate::queue::{self, Depth};
use crate::web::{Shell, page};

#[derive(Template)]
#[template(path = "web/admin/overview.html")]
struct OverviewPage {
    shell: Shell,
    depth: Depth,
    rejects: i64,
    unindexed: i64,
    articles: i64,
    engine_is_away: bool,
}

pub async fn show(app: web::Data<App>, overseer: Overseer) -> Result<HttpResponse> {
    let (depth, rejects, unindexed, articles) = app
        .db
        .read(async |tx| {
            Ok((
                queue::depth(tx).await?,
                intake::waiting(tx).await?,
                articles::unindexed(tx).await?,
                articles::count(tx).await?,
            ))
        })
        .await?;
    let asked = tokio::time::timeout(std::time::Duration::from_secs(1), app.index.health()).await;
    let engine_is_away = !matches!(asked, Ok(Ok(())));
    page(&OverviewPage { shell: overseer.shell, depth, rejects, unindexed, articles, engine_is_away })
}
