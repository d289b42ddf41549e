//! Around every request: who visits, in which language, and what browsers must not do with our pages.

use actix_web::body::MessageBody;
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error as WebError, HttpMessage, web};

use super::error_page;
use crate::app::App;
use crate::secret::random_token;
use crate::texts::Lang;

pub const VISITOR: &str = "sahut_visitor";
pub const LANGUAGE: &str = "sahut_language";

/// The random name of this browser; forms are bound to it.
#[derive(Clone, Debug)]
pub struct Visitor(pub String);

/// The language of this request.
#[derive(Clone, Copy, Debug)]
pub struct Spoken(pub Lang);

/// What a page may load and who may embed it (nobody; the chat has its own).
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; media-src 'self'; \
connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'";

pub async fn frame(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, WebError> {
    let secure =
        request.app_data::<web::Data<App>>().is_some_and(|app| app.config.public_url.starts_with("https:"));
    let machine = is_machine(request.path());
    let known =
        request.cookie(VISITOR).map(|cookie| cookie.value().to_owned()).filter(|value| value.len() == 64);
    let fresh = known.is_none();
    let visitor = known.unwrap_or_else(random_token);
    let chosen = chosen_language(request.query_string());
    let lang = chosen
        .or_else(|| Lang::parse(request.cookie(LANGUAGE)?.value()))
        .unwrap_or_else(|| accepted(&request));
    request.extensions_mut().insert(Visitor(visitor.clone()));
    request.extensions_mut().insert(Spoken(lang));

    let mut response = next.call(request).await?.map_into_boxed_body();
    if !machine {
        response = error_page::dress(response, lang);
        if fresh {
            add_cookie(&mut response, VISITOR, visitor, secure);
        }
        if let Some(lang) = chosen {
            add_cookie(&mut response, LANGUAGE, lang.code().to_owned(), secure);
        }
    }
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    default(header::CONTENT_SECURITY_POLICY, POLICY);
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "same-origin");
    default(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(self)");
    if secure {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    Ok(response)
}

/// Paths where machines talk: no cookies, no pages for errors.
fn is_machine(path: &str) -> bool {
    ["/api/", "/channels/", "/assets/", "/healthz", "/readyz", "/metrics"]
        .iter()
        .any(|start| path.starts_with(start))
}

fn chosen_language(query: &str) -> Option<Lang> {
    query.split('&').find_map(|pair| pair.strip_prefix("language=")).and_then(Lang::parse)
}

fn accepted(request: &ServiceRequest) -> Lang {
    let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.map_or(Lang::Id, Lang::guess)
}

fn add_cookie(response: &mut ServiceResponse, name: &str, value: String, secure: bool) {
    let cookie = Cookie::build(name.to_owned(), value)
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(365))
        .finish();
    // A cookie of ours is always well formed.
    let _ = response.response_mut().add_cookie(&cookie);
}
