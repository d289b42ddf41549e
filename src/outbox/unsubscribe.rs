//! The address by which a mail program ends news for its reader (RFC 8058): the link that stands in the news.

use crate::app::App;

/// None: these are no news.
pub fn link_in(app: &App, news: &str) -> Option<String> {
    let (_, rest) = news.split_once(&app.link("/follow/"))?;
    let token: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
    Some(app.link(&format!("/follow/{token}/end")))
}
