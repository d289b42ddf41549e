//! Articles that may answer a ticket, offered beside it. The page never waits long for them.

use std::time::Duration;

use knowledge_base::Hit;

use crate::app::App;
use crate::articles;
use crate::error::Result;
use crate::tickets::Ticket;

/// Longer than this the page does not wait for the engine.
const PATIENCE: Duration = Duration::from_millis(300);
const OFFERED: usize = 4;

/// What the page says about articles.
#[derive(Debug)]
pub enum Suggestions {
    Found(Vec<Suggested>),
    /// The engine is away or slow.
    Away,
    /// Not asked: this is only a look at what changed.
    Unasked,
}

#[derive(Debug)]
pub struct Suggested {
    pub title: String,
    pub spoken: String,
    pub href: String,
    /// This page with the answer written into the reply.
    pub insert: String,
}

/// Asks the engine about the ticket's own words, in the citizen's language.
pub async fn beside(app: &App, ticket: &Ticket, carry: &str) -> Suggestions {
    // Without a subject of its own a ticket is called by its first words; saying them twice would make
    // them weigh double.
    let is_own = !ticket.body.contains(ticket.subject.trim_end_matches('…'));
    let text = if is_own { format!("{}\n{}", ticket.subject, ticket.body) } else { ticket.body.clone() };
    let asked = app.index.suggest(&text, ticket.language.code(), OFFERED);
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(hits)) => {
            Suggestions::Found(hits.into_iter().map(|hit| suggested(ticket, carry, hit)).collect())
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "no article suggestions beside a ticket");
            Suggestions::Away
        }
        Err(_) => Suggestions::Away,
    }
}

fn suggested(ticket: &Ticket, carry: &str, hit: Hit) -> Suggested {
    let mark = if carry.is_empty() { '?' } else { '&' };
    // Slugs are letters, digits and dashes by construction; encoded all the same.
    let slug: String = url::form_urlencoded::byte_serialize(hit.slug.as_bytes()).collect();
    Suggested {
        title: hit.title,
        spoken: knowledge_base::written(&hit.spoken),
        href: format!("/help/{slug}?language={}", hit.language),
        insert: format!("/desk/{}{carry}{mark}insert={slug}", ticket.id),
    }
}

/// The words that an article puts into the reply: the short answer and where to read on.
pub async fn words(app: &App, ticket: &Ticket, slug: &str) -> Result<Option<String>> {
    if slug.is_empty() || slug.len() > 200 {
        return Ok(None);
    }
    let language = ticket.language.code();
    let article = app.db.read(async |tx| articles::by_slug(tx, language, slug).await).await?;
    Ok(article.map(|article| {
        let link = app.link(&format!("/help/{}", article.slug));
        format!("{}\n\n{}: {link}\n", knowledge_base::written(&article.spoken), article.title)
    }))
}
