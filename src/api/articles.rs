//! `GET /articles/search`: public answers, so no token is needed.

#![expect(unused_qualifications, reason = "utoipa's macro writes them")]

use actix_web::{HttpRequest, HttpResponse, web};
use knowledge_base::{Hit, Search};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::Failure;
use super::{no_such_method, plausible, wrong};
use crate::app::App;
use crate::auth;
use crate::clock::MINUTE;
use crate::error::Result;
use crate::texts::Lang;
use crate::web::address;

const HITS: usize = 10;
const MOST: usize = 50;
/// Characters of a question.
const QUESTION: usize = 500;
/// Searches a minute from one address.
const SEARCHES: i64 = 120;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/articles/search").get(search).default_service(web::to(no_such_method)));
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// What was typed so far; the last word may be unfinished, and small mistakes are forgiven.
    #[param(max_length = 500)]
    q: String,
    /// Preferred language; `id` unless given. Other languages come only when it has no answer.
    language: Option<Lang>,
    /// Only articles of this category.
    category: Option<String>,
    /// 1 to 50; 10 unless given.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<usize>,
}

/// Answers that were found, best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Found {
    pub articles: Vec<ArticleHit>,
}

/// An article that fits.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleHit {
    pub slug: String,
    #[schema(example = "id")]
    pub language: String,
    pub title: String,
    /// Code of the agency that answers for it.
    pub agency: String,
    /// Code of the category.
    pub category: String,
    /// The answer in a few sentences.
    pub spoken: String,
    /// Escaped HTML with matches in `<mark>`.
    pub title_html: String,
    /// Escaped HTML with matches in `<mark>`.
    pub snippet_html: String,
    /// The public page.
    pub url: String,
}

/// Searches the public articles.
#[utoipa::path(
    get, path = "/api/v1/articles/search", tag = "articles", operation_id = "searchArticles",
    params(Wanted),
    responses(
        (status = 200, description = "Articles, best first.", body = Found),
        (status = 422, description = "Something is wrong with a parameter.", body = Failure),
        (status = 429, description = "More than 120 searches a minute.", body = Failure),
        (status = 503, description = "The search engine is away; everything else goes on.", body = Failure),
    ),
)]
pub async fn search(
    app: web::Data<App>,
    request: HttpRequest,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse> {
    if wanted.q.chars().count() > QUESTION {
        return Err(wrong("q", "text-long", "at most 500 characters"));
    }
    if let Some(code) = &wanted.category {
        plausible("category", code)?;
    }
    let limit = wanted.limit.unwrap_or(HITS);
    if !(1..=MOST).contains(&limit) {
        return Err(wrong("limit", "limit-range", "1 to 50 articles"));
    }
    let key = format!("api-search:{}", address(&request, &app.config));
    app.db.write(async |tx| auth::permit(tx, &key, SEARCHES, MINUTE).await).await?;
    let question = Search {
        text: wanted.q.clone(),
        language: Some(wanted.language.unwrap_or(Lang::Id).code().to_owned()),
        agency: None,
        category: wanted.category.clone(),
        limit,
    };
    let hits = app.index.search(&question).await?;
    let articles = hits.into_iter().map(|hit| found(&app, hit)).collect();
    Ok(HttpResponse::Ok().json(Found { articles }))
}

fn found(app: &App, hit: Hit) -> ArticleHit {
    ArticleHit {
        url: app.link(&format!("/help/{}?language={}", hit.slug, hit.language)),
        slug: hit.slug,
        language: hit.language,
        title: hit.title,
        agency: hit.agency,
        category: hit.category,
        spoken: hit.spoken,
        title_html: hit.title_html,
        snippet_html: hit.snippet_html,
    }
}
