//! Answers handlers give.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use askama::Template;

use crate::error::{Result, internal};

/// A page.
pub fn page(template: &impl Template) -> Result<HttpResponse> {
    html(StatusCode::OK, template)
}

/// A page with another status, such as 422 for a form that needs mending.
pub fn html(status: StatusCode, template: &impl Template) -> Result<HttpResponse> {
    let text = template.render().map_err(|error| internal(format!("rendering a page: {error}")))?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(("Cache-Control", "no-store"))
        .body(text))
}

/// After a form was done: go there, by GET.
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, path)).finish()
}
