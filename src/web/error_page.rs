//! Errors as people read them: what happened, why, and what to do next.

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError, web};
use askama::Template;

use super::see_other;
use crate::app::App;
use crate::error::{Error, not_found};
use crate::texts::Lang;

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// For machines; people get [`dress`]ed pages.
    fn error_response(&self) -> HttpResponse {
        if self.status() >= 500 {
            tracing::error!(error = %self, code = self.code(), "a request failed");
        }
        let (detail, field) = match self {
            Self::Problem(problem) => (problem.detail.to_string(), problem.field),
            // What broke inside is for the log, not for strangers.
            _ => ("something is wrong on our side; try again in a moment".to_owned(), None),
        };
        let mut response = HttpResponse::build(self.status_code());
        if self.status() == 503 {
            response.insert_header((header::RETRY_AFTER, "5"));
        }
        response
            .json(serde_json::json!({ "error": { "code": self.code(), "detail": detail, "field": field } }))
    }
}

#[derive(Template)]
#[template(path = "web/error_page.html")]
struct ErrorPage {
    t: Lang,
    city: String,
    /// The number to call.
    emergency: String,
    code: &'static str,
    title: String,
    text: String,
}

/// Puts a page around an error that a person will see.
pub fn dress(response: ServiceResponse<BoxBody>, t: Lang) -> ServiceResponse<BoxBody> {
    let Some(error) = response.response().error() else { return response };
    let status = error.as_response_error().status_code();
    let code = match error.as_error::<Error>() {
        Some(error) => error.code(),
        None if status == StatusCode::NOT_FOUND => "not-found",
        None => "bad-request",
    };
    let (request, old) = response.into_parts();
    if code == "sign-in-required" {
        let next: String = url::form_urlencoded::byte_serialize(request.path().as_bytes()).collect();
        return ServiceResponse::new(request, see_other(&format!("/sign-in?next={next}")));
    }
    let say = |part: &str| {
        let key = format!("error-{code}{part}");
        if t.has(&key) {
            t.say(&key).into_owned()
        } else {
            t.say(&format!("error-internal{part}")).into_owned()
        }
    };
    let (city, emergency) = request.app_data::<web::Data<App>>().map_or_else(
        || (String::new(), "112".to_owned()),
        |app| (app.config.city_name.clone(), app.config.voice_emergency_number.clone()),
    );
    let page = ErrorPage { t, city, emergency, code, title: say(""), text: say("-text") };
    let Ok(text) = page.render() else { return ServiceResponse::new(request, old) };
    let mut new = HttpResponse::build(status).content_type("text/html; charset=utf-8").body(text);
    if let Some(after) = old.headers().get(header::RETRY_AFTER) {
        new.headers_mut().insert(header::RETRY_AFTER, HeaderValue::clone(after));
    }
    ServiceResponse::new(request, new)
}

/// The answer to paths we do not have.
pub async fn nothing_here() -> Result<HttpResponse, Error> {
    Err(not_found("page"))
}
