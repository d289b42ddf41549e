//! The draft of this browser: a random token in a cookie, everything else with us.

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::drafts::{self, Draft};
use crate::error::Result;
use crate::secret::{random_token, token_hash};

const DRAFT: &str = "sahut_draft";
const DAYS: i64 = 14;

pub struct Kept {
    /// Names the draft, and later the conversation that it became.
    pub hash: String,
    /// The token, when this browser does not have it yet.
    fresh: Option<String>,
    pub draft: Draft,
}

/// Hash of the token this browser carries, whether or not its draft is still there.
pub fn hash_of(request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(DRAFT)?;
    (cookie.value().len() == 64).then(|| token_hash(cookie.value()))
}

/// The draft of this browser, if it has one.
pub async fn find(app: &App, request: &HttpRequest) -> Result<Option<Kept>> {
    let Some(hash) = hash_of(request) else { return Ok(None) };
    let draft = app.db.read(async |tx| drafts::load(tx, &hash).await).await?;
    Ok(draft.map(|draft| Kept { hash, fresh: None, draft }))
}

/// The draft of this browser; a new one when it has none or when the last one was sent.
pub async fn find_or_begin(app: &App, request: &HttpRequest) -> Result<Kept> {
    if let Some(kept) = find(app, request).await? {
        return Ok(kept);
    }
    let token = random_token();
    Ok(Kept { hash: token_hash(&token), fresh: Some(token), draft: Draft::default() })
}

impl Kept {
    pub async fn save(&self, app: &App) -> Result<()> {
        app.db.write(async |tx| drafts::save(tx, &self.hash, &self.draft).await).await
    }

    /// Key of the conversation that this report opens.
    pub fn thread_key(&self) -> String {
        thread_key(&self.hash)
    }

    /// Hands a new token to the browser.
    pub fn hand_over(&self, app: &App, mut response: HttpResponse) -> HttpResponse {
        if let Some(token) = &self.fresh {
            let cookie = Cookie::build(DRAFT, token.clone())
                .path("/report")
                .http_only(true)
                .secure(app.config.public_url.starts_with("https:"))
                .same_site(SameSite::Lax)
                .max_age(time::Duration::days(DAYS))
                .finish();
            // A cookie of ours is always well formed.
            let _ = response.add_cookie(&cookie);
        }
        response
    }
}

pub fn thread_key(hash: &str) -> String {
    format!("form:{hash}")
}
