//! `GET /widget?host=&page=&language=`: the chat window, for an iframe or on its own.

use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::origin;
use crate::app::App;
use crate::error::Result;
use crate::web::frame::POLICY;
use crate::web::{Shell, page};

/// Refusals the widget has words for: codes of frames with `-` for `_`.
const ERRORS: [&str; 11] = [
    "bad-email",
    "bad-phone",
    "bad-version",
    "empty-contact",
    "empty-text",
    "long-text",
    "place",
    "bad-place",
    "too-fast",
    "too-large",
    "too-many-tabs",
];

#[derive(Deserialize)]
pub struct Asked {
    /// Origin of the site that embeds us, as its script says. The widget talks to it only when it is on
    /// the list.
    #[serde(default)]
    host: String,
}

#[derive(Template)]
#[template(path = "web/widget/page.html")]
struct WidgetPage {
    shell: Shell,
    host: String,
    errors: &'static [&'static str],
}

pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    shell: Shell,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let sites = origin::sites(&app.config);
    let Asked { host } = asked.into_inner();
    let known = sites.contains(&host) || origin::is_ours(&app.config, &request, &host);
    if !known && !host.is_empty() {
        tracing::info!(host, "a site that is not in chat_origins tried to embed the chat");
    }
    let host = if known { host } else { String::new() };
    let mut response = page(&WidgetPage { shell, host, errors: &ERRORS })?;
    if let Ok(policy) = policy(&sites).parse() {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// As for every page, but the listed sites may put a frame around this one.
fn policy(sites: &[String]) -> String {
    let mut ancestors = "frame-ancestors 'self'".to_owned();
    for site in sites {
        ancestors.push(' ');
        ancestors.push_str(site);
    }
    POLICY.replace("frame-ancestors 'none'", &ancestors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_listed_sites_and_we_may_embed() {
        let policy = policy(&["https://kota.test".to_owned()]);
        assert!(policy.contains("; frame-ancestors 'self' https://kota.test; "), "{policy}");
        assert!(!policy.contains("frame-ancestors 'none'"));
    }
}
