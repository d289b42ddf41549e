//! Articles as the house keeps them: the table is the truth, the search engine a copy that may lag.

use knowledge_base::Article;

use crate::bus::Event;
use crate::db::{Tx, on};
use crate::error::{Result, not_found};
use crate::ids::ArticleId;
use crate::queue::{self, Job};

#[derive(Clone, Debug, sqlx::FromRow)]
struct Row {
    slug: String,
    language: String,
    title: String,
    agency_code: String,
    category_code: String,
    keywords: String,
    spoken: String,
    reviewed: String,
    check_with: String,
    body: String,
}

impl From<Row> for Article {
    fn from(row: Row) -> Self {
        Self {
            slug: row.slug,
            language: row.language,
            title: row.title,
            agency: row.agency_code,
            category: row.category_code,
            keywords: row.keywords.lines().map(str::to_owned).collect(),
            spoken: row.spoken,
            reviewed: row.reviewed,
            check: row.check_with,
            body: row.body,
        }
    }
}

/// Creates or replaces an article and queues it for the search engine.
pub async fn publish(tx: &mut Tx, article: &Article) -> Result<ArticleId> {
    let id = save(tx, article).await?;
    queue::enqueue(tx, &Job::IndexArticle { article: id }).await?;
    Ok(id)
}

/// Creates or replaces an article; the caller sees to the search engine.
pub async fn save(tx: &mut Tx, article: &Article) -> Result<ArticleId> {
    let (id, now) = (ArticleId(tx.id()), tx.now());
    tx.publish(Event::Rules);
    Ok(on!(tx, c => sqlx::query_scalar::<_, ArticleId>(
        "INSERT INTO article (id, slug, language, title, agency_code, category_code, keywords, spoken, reviewed, check_with, body, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (language, slug) DO UPDATE SET title = excluded.title, agency_code = excluded.agency_code,
             category_code = excluded.category_code, keywords = excluded.keywords, spoken = excluded.spoken,
             reviewed = excluded.reviewed, check_with = excluded.check_with, body = excluded.body,
             updated_at = excluded.updated_at, is_indexed = FALSE
         RETURNING id")
        .bind(id).bind(&article.slug).bind(&article.language).bind(&article.title).bind(&article.agency)
        .bind(&article.category).bind(article.keywords.join("\n")).bind(&article.spoken).bind(&article.reviewed)
        .bind(&article.check).bind(&article.body).bind(now)
        .fetch_one(c).await)?)
}

pub async fn get(tx: &mut Tx, id: ArticleId) -> Result<Article> {
    let row = on!(tx, c => sqlx::query_as::<_, Row>(
        "SELECT slug, language, title, agency_code, category_code, keywords, spoken, reviewed, check_with, body FROM article WHERE id = $1")
        .bind(id).fetch_optional(c).await)?;
    row.map(Into::into).ok_or_else(|| not_found("article"))
}

pub async fn by_slug(tx: &mut Tx, language: &str, slug: &str) -> Result<Option<Article>> {
    let row = on!(tx, c => sqlx::query_as::<_, Row>(
        "SELECT slug, language, title, agency_code, category_code, keywords, spoken, reviewed, check_with, body
         FROM article WHERE language = $1 AND slug = $2")
        .bind(language).bind(slug).fetch_optional(c).await)?;
    Ok(row.map(Into::into))
}

/// All articles of a language by category and title. Articles are few; lists show titles only.
pub async fn all(tx: &mut Tx, language: &str) -> Result<Vec<Article>> {
    let rows = on!(tx, c => sqlx::query_as::<_, Row>(
        "SELECT slug, language, title, agency_code, category_code, keywords, spoken, reviewed, check_with, body
         FROM article WHERE language = $1 ORDER BY category_code, title LIMIT 5000")
        .bind(language).fetch_all(c).await)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub async fn count(tx: &mut Tx) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM article").fetch_one(c).await)?)
}

/// The search engine has this version now.
pub async fn indexed(tx: &mut Tx, id: ArticleId) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE article SET is_indexed = TRUE WHERE id = $1").bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Articles the search engine does not have yet.
pub async fn unindexed(tx: &mut Tx) -> Result<i64> {
    Ok(
        on!(tx, c => sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM article WHERE NOT is_indexed").fetch_one(c).await)?,
    )
}

/// The search engine has everything.
pub async fn all_indexed(tx: &mut Tx) -> Result<()> {
    on!(tx, c => sqlx::query("UPDATE article SET is_indexed = TRUE WHERE NOT is_indexed").execute(c).await.map(|_| ()))?;
    Ok(())
}
