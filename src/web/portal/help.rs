//! Answers: all of them by category, found by search, and one of them in full.

use actix_web::{HttpResponse, web};
use askama::Template;
use jiff::tz::TimeZone;
use knowledge_base::{Article, Hit, Search};
use serde::Deserialize;

use super::line;
use crate::agencies::{self, Category};
use crate::app::App;
use crate::articles;
use crate::clock::DAY;
use crate::error::{Result, not_found};
use crate::texts::Lang;
use crate::web::{Shell, page};
use crate::when;

/// Characters of a question that are looked at.
const QUESTION: usize = 300;
const RESULTS: usize = 20;
const LIVE: usize = 5;
const RELATED: usize = 4;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

struct Group {
    code: String,
    name: String,
    articles: Vec<Article>,
}

#[derive(Template)]
#[template(path = "web/portal/help.html")]
struct Help {
    shell: Shell,
    question: String,
    /// None: nothing was asked.
    hits: Option<Vec<Hit>>,
    /// The search engine does not answer.
    is_away: bool,
    groups: Vec<Group>,
}

impl Help {
    fn count(&self, hits: &[Hit]) -> String {
        let (n, question) = (("n", hits.len()), ("question", self.question.as_str()));
        self.shell.t.with2("portal-help-count", n, question).into_owned()
    }
}

pub async fn help(app: web::Data<App>, shell: Shell, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let question = line(&asked.q, QUESTION);
    let mut view = Help { question, hits: None, is_away: false, groups: Vec::new(), shell };
    if !view.question.is_empty() {
        match search(&app, &view.question, view.shell.t, RESULTS).await {
            Ok(hits) => view.hits = Some(hits),
            Err(error) => {
                tracing::warn!(%error, "the search engine does not answer; citizens see the plain list");
                view.is_away = true;
            }
        }
    }
    if view.hits.is_none() {
        view.groups = groups(&app, view.shell.t).await?;
    }
    page(&view)
}

async fn search(app: &App, text: &str, lang: Lang, limit: usize) -> Result<Vec<Hit>> {
    let search =
        Search { text: text.to_owned(), language: Some(lang.code().to_owned()), limit, ..Search::default() };
    Ok(app.index.search(&search).await?)
}

/// Everything there is, by the topic above its category, in the order people see categories; unknown ones
/// last. Few topics with many answers are read faster than many with one.
async fn groups(app: &App, lang: Lang) -> Result<Vec<Group>> {
    let (categories, all) = app
        .db
        .read(async |tx| Ok((agencies::categories(tx).await?, articles::all(tx, lang.code()).await?)))
        .await?;
    let mut groups: Vec<Group> = categories
        .iter()
        .filter(|category| category.parent_id.is_none())
        .map(|category| Group {
            code: category.code.clone(),
            name: category.name(lang).to_owned(),
            articles: Vec::new(),
        })
        .collect();
    let other = lang.say("portal-help-other").into_owned();
    groups.push(Group { code: "other".into(), name: other, articles: Vec::new() });
    for article in all {
        let topic = topic(&categories, &article.category).map(|category| &category.code);
        let known = groups.iter().position(|group| Some(&group.code) == topic);
        let place = known.unwrap_or(groups.len() - 1);
        groups[place].articles.push(article);
    }
    groups.retain(|group| !group.articles.is_empty());
    Ok(groups)
}

/// The category itself or the one at the top above it.
fn topic<'a>(categories: &'a [Category], code: &str) -> Option<&'a Category> {
    let mut at = categories.iter().find(|category| category.code == code)?;
    // A tree that somebody knotted into a ring ends here.
    for _ in 0..6 {
        let Some(parent) = at.parent_id else { break };
        at = categories.iter().find(|category| category.id == parent)?;
    }
    Some(at)
}

#[derive(Template)]
#[template(path = "web/portal/answers.html")]
pub struct Answers {
    pub t: Lang,
    pub hits: Vec<Hit>,
    /// Under a report being written: with a heading, and nothing at all when there is nothing.
    pub is_suggestion: bool,
}

/// The fragment under the question box while somebody types; silent when the engine is away.
pub async fn answers(app: web::Data<App>, shell: Shell, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let question = line(&asked.q, QUESTION);
    if question.chars().count() < 2 {
        return Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(""));
    }
    match search(&app, &question, shell.t, LIVE).await {
        Ok(hits) => page(&Answers { t: shell.t, hits, is_suggestion: false }),
        Err(_) => Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body("")),
    }
}

#[derive(Template)]
#[template(path = "web/portal/article.html")]
struct ArticlePage {
    shell: Shell,
    article: Article,
    /// The reader's language does not have it.
    is_foreign: bool,
    has_other: bool,
    agency: Option<String>,
    reviewed: String,
    related: Vec<Article>,
}

pub async fn article(app: web::Data<App>, shell: Shell, slug: web::Path<String>) -> Result<HttpResponse> {
    let lang = shell.t;
    let found = app
        .db
        .read(async |tx| {
            let own = articles::by_slug(tx, lang.code(), &slug).await?;
            let other = articles::by_slug(tx, lang.other().code(), &slug).await?;
            let (is_foreign, has_other) = (own.is_none(), own.is_some() && other.is_some());
            let Some(article) = own.or(other) else { return Ok(None) };
            let agency = agencies::agency_by_code(tx, &article.agency).await.ok();
            let agency = agency.map(|agency| agency.name(lang).to_owned());
            let mut related = articles::all(tx, &article.language).await?;
            related.retain(|other| other.category == article.category && other.slug != article.slug);
            related.truncate(RELATED);
            Ok(Some((article, is_foreign, has_other, agency, related)))
        })
        .await?;
    let (article, is_foreign, has_other, agency, related) = found.ok_or_else(|| not_found("article"))?;
    let reviewed = when::parse_day(&article.reviewed)
        .map_or_else(|| article.reviewed.clone(), |day| when::date(day * DAY, &TimeZone::UTC, lang));
    page(&ArticlePage { shell, article, is_foreign, has_other, agency, reviewed, related })
}
